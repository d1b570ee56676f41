"""The temporary tables of a run. They end with their transaction; a run inside a longer one clears them first."""

from django.db import connection

TABLES = [
    "import_raw",
    "import_stage",
    "import_match",
    "import_found",
    "import_held",
    "import_diff",
    "import_verdict",
    "import_said",
    "import_household",
    "import_person",
    "import_survey",
    "import_touched",
    "import_changed",
    "import_undo",
]


def clear() -> None:
    """Drop what an earlier run of the same transaction has left."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {', '.join(f'pg_temp.{name}' for name in TABLES)}")
