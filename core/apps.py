from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CoreConfig(AppConfig):
    """The building blocks every app stands on; no domain words in it."""

    name = "core"

    def ready(self):
        post_migrate.connect(_after_migration)


def _after_migration(sender, **kwargs):
    """Guard the trail of the app that was just migrated, as far as its tables exist by now."""
    from django.db import connection

    from core.history import event_tables, tracked_tables
    from core.history_guards import guard_events, keep_versions

    present = set(connection.introspection.table_names())
    guard_events([table for table in event_tables() if table in present])
    keep_versions([table for table in tracked_tables() if table in present])
