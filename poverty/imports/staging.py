"""From the file to checked rows in the database: read, check cell by cell, compare with the registry, keep.

All of it happens in one transaction, so that a check is there as a whole or not at all.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import connection
from django.utils import timezone

from poverty.imports.areas import Area, Areas
from poverty.imports.compare import Question, compare
from poverty.imports.normal import normal
from poverty.imports.own_layouts import layouts
from poverty.imports.reading import open_workbook
from poverty.imports.refusals import FileRefused
from poverty.imports.rows import CheckedRow, Checker
from poverty.imports.temporary import clear
from poverty.imports.warning_rows import add_warnings
from poverty.imports.watching import Watch
from poverty.regions.models import Region

RAW = """
CREATE TEMP TABLE import_raw (
    number int, vals jsonb, is_sound boolean, has_warning boolean, messages jsonb, cells jsonb
) ON COMMIT DROP
"""
SHOWN = """
(SELECT number, v.outcome, COALESCE(v.other, v.hid) AS household_id, v.mid AS member_id,
        CASE WHEN v.outcome IN ('new', 'changed', 'conflict') AND shown.diff <> '{}' THEN shown.diff END AS diff,
        CASE WHEN v.outcome IN ('rejected', 'duplicate', 'conflict') AND r.is_sound THEN jsonb_build_array(
             jsonb_build_object('field', field, 'code', v.code, 'level', 'error')) ELSE '[]' END AS said
 FROM import_verdict v JOIN import_raw r USING (number)
 CROSS JOIN LATERAL (SELECT household || member
     || CASE WHEN assessed AND hid IS NOT NULL THEN answers || '{"assessment": true}' ELSE '{}' END AS diff) AS shown
 CROSS JOIN LATERAL (SELECT CASE WHEN v.code = 'nik_elsewhere' THEN 'nik'
     WHEN v.code LIKE 'family_card%%' THEN 'family_card' WHEN v.code = 'area_outside_reach' THEN 'region'
     WHEN v.code LIKE 'head%%' THEN 'relation' ELSE 'name' END AS field) AS named)
"""
"""The verdict as it is kept and shown: one message for a row that is held back, old and new where it changes."""

KEEP = f"""
INSERT INTO poverty_importrow
    (batch_id, number, outcome, is_sound, has_warning, "values", messages, cells, diff, household_id, member_id)
SELECT %(batch)s, r.number, v.outcome, r.is_sound, r.has_warning OR w.said IS NOT NULL, r.vals,
       r.messages || COALESCE(w.said, '[]') || v.said, CASE WHEN v.outcome = 'rejected' THEN r.cells END,
       v.diff, v.household_id, v.member_id
FROM import_raw r JOIN {SHOWN} AS v USING (number)
LEFT JOIN (SELECT number, jsonb_agg(message) AS said FROM import_said GROUP BY number) AS w USING (number)
ORDER BY r.number
"""  # noqa: S608
CORRECT = f"""
UPDATE poverty_importrow r SET outcome = v.outcome, diff = v.diff, household_id = v.household_id,
    member_id = v.member_id, messages = v.said || COALESCE((SELECT jsonb_agg(m) FROM jsonb_array_elements(r.messages) m
        WHERE m ? 'position' OR m ->> 'level' = 'warning'), '[]')
FROM {SHOWN} AS v
WHERE r.batch_id = %(batch)s AND r.number = v.number AND (r.outcome <> v.outcome OR r.diff IS DISTINCT FROM v.diff)
"""  # noqa: S608
COUNTS = """
SELECT count(*), count(*) FILTER (WHERE has_warning), count(*) FILTER (WHERE outcome = 'new'),
       count(*) FILTER (WHERE outcome = 'changed'), count(*) FILTER (WHERE outcome = 'unchanged'),
       count(*) FILTER (WHERE outcome = 'rejected'), count(*) FILTER (WHERE outcome = 'duplicate'),
       count(*) FILTER (WHERE outcome = 'conflict'),
       count(*) FILTER (WHERE outcome = 'conflict' AND messages @> '[{"code": "household_verified"}]')
FROM poverty_importrow WHERE batch_id = %s
"""
COUNT_NAMES = ("rows", "warnings", "new", "changed", "unchanged", "rejected", "duplicate", "conflict", "requests")


@dataclass(frozen=True)
class Sheet:
    """Where the rows are: the stored file, the sheet's name, the row of the headings, the matched columns."""

    path: Path
    kind: str
    name: str
    header_row: int
    layout: str
    mapping: dict[str, int]


def known_areas() -> Areas:
    """All kelurahan of the registry, for the checks."""
    villages = Region.objects.villages().select_related("parent__parent").order_by("code")
    return Areas(
        Area(place.code, place.name, place.parent.name, place.parent.parent.name, place.bps_code) for place in villages
    )


def checked_rows(sheet: Sheet, checker: Checker, watch: Watch) -> Iterator[tuple[CheckedRow, list]]:
    """Every record of the sheet with its raw cells. Asks the database nothing. Raises `FileRefused`."""
    with open_workbook(sheet.path, sheet.kind) as book:
        for found in book.sheets():
            if found.name != sheet.name:
                continue
            for done, (number, cells) in enumerate(found.rows()):
                if not done % 256:
                    watch.at("read", done)
                if number <= sheet.header_row or all(cell == "" or cell is None for cell in cells):
                    continue
                row = checker.check(number, cells)
                if not row.skipped:
                    yield row, cells
            return
    raise FileRefused("no_rows")


def load(sheet: Sheet, today: dt.date, reference: dt.date | None, watch: Watch, *, keep_cells: bool = False) -> str:
    """Fill the temporary table `import_raw`; returns the digest of what the sheet says.

    Raw cells are kept of rows with a message; with `keep_cells` of all, because the comparison may reject any.
    """
    checker = Checker(layouts()[sheet.layout], sheet.mapping, known_areas(), today)
    digest = hashlib.sha256(dumps([sheet.layout, sorted(sheet.mapping.items()), reference]).encode())
    clear()
    with connection.cursor() as cursor:
        cursor.execute(RAW)
        with cursor.copy("COPY import_raw FROM STDIN") as copy:
            for row, cells in checked_rows(sheet, checker, watch):
                values = dumps(normal(sheet.layout, row.number, row.values))
                digest.update(f"{row.number}:{values}\n".encode())
                copy.write_row(_raw(row, values, cells if keep_cells or row.is_rejected else None))
        cursor.execute("ANALYZE import_raw (number, is_sound)")
    return digest.hexdigest()


def _raw(row: CheckedRow, values: str, cells: list | None) -> tuple:
    kept = None if cells is None else dumps_cells(cells)
    if not row.messages:
        return row.number, values, "t", "f", "[]", kept
    said = dumps([_plain(message) for message in row.messages])
    warned = any(message.level == "warning" for message in row.messages)
    return row.number, values, "f" if row.is_rejected else "t", "t" if warned else "f", said, kept


def _plain(message) -> dict[str, object]:
    return {
        "field": message.field,
        "position": message.position,
        "code": message.code,
        "level": message.level.value,
        "params": message.params,
    }


dumps = json.JSONEncoder(default=str, ensure_ascii=False, separators=(",", ":")).encode
"""Compact JSON; dates as ISO text. One encoder for all rows."""


def dumps_cells(cells: list) -> str:
    """Raw cells as JSON that can be told apart again: dates as {"d": ...}; no NUL, which jsonb cannot hold."""
    plain = [{"d": cell.isoformat()[:10]} if isinstance(cell, dt.date) else cell for cell in cells]
    return dumps(plain).replace("\\u0000", "")


def loads_cells(cells: list) -> list:
    """The cells as they were read."""
    return [dt.date.fromisoformat(cell["d"]) if isinstance(cell, dict) else cell for cell in cells]


def recall(batch: int) -> None:
    """Have the kept rows of a checked batch stand where `load` would have put them."""
    clear()
    with connection.cursor() as cursor:
        cursor.execute(
            'CREATE TEMP VIEW import_raw AS SELECT number, "values" AS vals, is_sound FROM poverty_importrow '
            "WHERE batch_id = %s",
            [batch],
        )


def keep(batch: int, question: Question, watch: Watch) -> dict[str, int]:
    """Compare what `load` brought with the registry and keep one `ImportRow` per row; returns the counts."""
    compare(question, watch.at)
    add_warnings(question)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM poverty_importrow WHERE batch_id = %s", [batch])
        cursor.execute(KEEP, {"batch": batch})
    return count_rows(batch)


def correct(batch: int) -> None:
    """Bring the kept rows up to what the comparison says now, at the commit."""
    with connection.cursor() as cursor:
        cursor.execute(CORRECT, {"batch": batch})


def count_rows(batch: int) -> dict[str, int]:
    """How many rows the batch has, by outcome, and how many carry a warning."""
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, [batch])
        return dict(zip(COUNT_NAMES, cursor.fetchone(), strict=True))


def today() -> dt.date:
    """The day against which dates are judged."""
    return timezone.localdate()
