"""Use cases of imports: take a file in, match its columns, check, commit, undo, cancel.

The three long ones have two halves: `start_...` is what a person's click does, `run_...` is the work itself, done by
the worker (`jobs`) or at once by a command. A run may be killed at any moment and started again from its beginning.
"""

import shutil
import uuid
from datetime import date
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.permissions import Perm
from core.history import acting
from core.privacy import mask_numbers
from poverty.duplicates import jobs as duplicate_search
from poverty.imports import compare, requests, staging, undoing, writing
from poverty.imports.choices import BatchState
from poverty.imports.files import inspect
from poverty.imports.layouts import LayoutKey
from poverty.imports.looking import Look, fingerprint, look
from poverty.imports.models import ImportBatch, ImportRow, SavedMapping
from poverty.imports.normal import OWN_EXPORTS, SOURCES
from poverty.imports.reach import common_area, folder, reach
from poverty.imports.refusals import FileRefused
from poverty.imports.watching import Watch
from poverty.regions.models import Region

COMMIT_LOCK = 0x62657461
"""Key of the advisory lock under which one commit or undo runs at a time."""
RETRIES = 3
BACK = {
    BatchState.CHECKING: BatchState.FAILED,
    BatchState.COMMITTING: BatchState.CHECKED,
    BatchState.UNDOING: BatchState.COMMITTED,
}
"""Where a batch stands after a run that failed."""


def receive(*, file: BinaryIO, name: str, by, layout: str = "") -> ImportBatch:
    """Take in an uploaded file: see what it is, keep it, propose how to read it. Raises `FileRefused`."""
    codes = reach(by)
    seen = inspect(file, name)
    stored = folder() / f"{uuid.uuid4().hex}.{seen.kind}"
    with stored.open("xb") as target:
        shutil.copyfileobj(file, target)
    stored.chmod(0o600)
    try:
        found = look(stored, seen.kind, layout=layout)
    except FileRefused:
        stored.unlink()
        raise
    area = common_area(codes) if codes else settings.CITY_CODE
    batch = ImportBatch(
        original_name=mask_numbers(Path(name).name)[:200],
        file_name=stored.name,
        file_kind=seen.kind,
        size=seen.size,
        owner=by,
        region=Region.objects.filter(pk=area).first(),
    )
    _apply_look(batch, found)
    _remember_last_time(batch, layout)
    with transaction.atomic():
        batch.save()
        batch.workflow.begin(batch, by=by, step="upload", permission=Perm.RUN_IMPORT)
    return batch


def _apply_look(batch: ImportBatch, found: Look) -> None:
    batch.layout, batch.mapping = found.layout, found.mapping
    batch.sheets, batch.sheet = [name[:200] for name in found.sheets], found.sheet[:200]
    batch.header_row, batch.headings = found.header_row, found.headings


def _remember_last_time(batch: ImportBatch, layout: str) -> None:
    saved = SavedMapping.objects.filter(pk=fingerprint(batch.headings)).first() if batch.headings else None
    if saved and layout in ("", saved.layout):
        batch.layout, batch.mapping = saved.layout, saved.mapping


@transaction.atomic
def look_again(*, batch: ImportBatch, layout: str, sheet: str, header_row: int | None, by) -> ImportBatch:
    """Propose the columns anew for another layout, sheet or header row. Raises `FileRefused`."""
    path = folder() / batch.file_name
    _apply_look(batch, look(path, batch.file_kind, layout=layout, sheet=sheet, header_row=header_row))
    batch.save()
    return batch


@transaction.atomic
def match_columns(*, batch: ImportBatch, mapping: dict[str, int], reference_date: date | None, by) -> ImportBatch:
    """Keep how a person has matched the columns, for this check and for the next sheet with the same headings."""
    batch.mapping, batch.reference_date = mapping, reference_date
    batch.save()
    SavedMapping.objects.update_or_create(
        pk=fingerprint(batch.headings),
        defaults={"layout": batch.layout, "mapping": mapping, "saved_by": by},
    )
    return batch


def run_check(*, batch: ImportBatch, by, watch: Watch) -> ImportBatch:
    """Read, check and compare every row; afterwards the preview stands. Raises `FileRefused`."""
    with acting(by, source="import", reason=f"Import #{batch.pk}"), transaction.atomic():
        batch = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
        if batch.state != BatchState.CHECKING:
            return batch
        areas, today = reach(by), staging.today()
        sheet = staging.Sheet(
            folder() / batch.file_name,
            batch.file_kind,
            batch.sheet,
            batch.header_row,
            batch.layout,
            batch.mapping,
        )
        batch.content_digest = staging.load(
            sheet,
            today,
            batch.reference_date,
            watch,
            keep_cells=bool(areas) or batch.layout in OWN_EXPORTS,
        )
        batch.counts = staging.keep(batch.pk, _question(batch, areas), watch)
        batch.checked_at, batch.error = timezone.now(), ""
        batch.save()
        batch.workflow.move(batch, "checked", by=by)
    return batch


def _same_content(batch: ImportBatch) -> list[int]:
    """Keys of the committed imports that said exactly the same, the latest first."""
    same = ImportBatch.objects.filter(
        content_digest=batch.content_digest, state=BatchState.COMMITTED, layout=batch.layout
    )
    return list(same.exclude(pk=batch.pk).order_by("-committed_at").values_list("pk", flat=True))


def _question(batch: ImportBatch, areas: tuple[str, ...]) -> compare.Question:
    """What the comparison of this batch needs to know; notes which import it repeats."""
    same = _same_content(batch)
    batch.repeats_id = same[0] if same else None
    return compare.Question(batch.layout, areas, tuple(same), batch.reference_date)


def run_commit(*, batch: ImportBatch, by, watch: Watch) -> ImportBatch:
    """Write the batch into the registry, all or nothing, as the registry stands at this moment.

    Rows that have become a duplicate or a conflict since the preview are held back, not an error of the batch. When
    somebody types one of these people in the very second, everything is compared again.
    """
    for left in range(RETRIES, -1, -1):
        try:
            return _commit_once(batch.pk, by, watch)
        except IntegrityError:
            if not left:
                raise
    raise AssertionError


def _commit_once(key: int, by, watch: Watch) -> ImportBatch:
    with acting(by, source="import", reason=f"Import #{key}"), transaction.atomic():
        batch = _claim(key)
        if batch.state != BatchState.COMMITTING:
            return batch
        staging.recall(batch.pk)
        compare.compare(_question(batch, reach(by)), watch.at)
        staging.correct(batch.pk)
        writing.write(
            batch=batch.pk,
            source=SOURCES[LayoutKey(batch.layout)].value,
            reference=batch.reference_date,
            today=staging.today(),
            user=by.pk,
            tell=watch.at,
        )
        requested = requests.ask(batch=batch.pk, name=batch.original_name, by=by)
        batch.counts = staging.count_rows(batch.pk) | {"requested": requested}
        duplicate_search.start(by=by, everybody=False)
        batch.committed_at, batch.error = timezone.now(), ""
        batch.save()
        batch.workflow.move(batch, "committed", by=by)
    return batch


def run_undo(*, batch: ImportBatch, by, watch: Watch) -> ImportBatch:
    """Reverse what the batch wrote; what was changed since is left alone and listed in the ledger."""
    with acting(by, source="import", reason=f"Undo of import #{batch.pk}"), transaction.atomic():
        batch = _claim(batch.pk)
        if batch.state != BatchState.UNDOING:
            return batch
        counts = undoing.undo(batch=batch.pk, by=by, tell=watch.at)
        earlier = (batch.undo_counts or {}).get("reversed", 0)
        batch.undo_counts = counts | {"reversed": earlier + counts["reversed"]}
        batch.undone_at, batch.error = timezone.now(), ""
        batch.save()
        batch.workflow.move(batch, _end_of_undo(batch.undo_counts), by=by)
    return batch


def _end_of_undo(counts: dict[str, int]) -> str:
    """The step that ends an undo: what was refused may be undone later, when what came after it has been undone."""
    if not counts["refused"]:
        return "undone"
    return "partly_undone" if counts["reversed"] else "undo_refused"


def _claim(key: int) -> ImportBatch:
    """The batch, locked, while no other commit or undo runs."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [COMMIT_LOCK])
    return ImportBatch.objects.select_for_update(of=("self",)).get(pk=key)


def begin(*, batch: ImportBatch, step: str, by) -> ImportBatch:
    """Take the step that a run finishes: check, commit or undo. Raises `MoveRefused`."""
    batch.workflow.move(batch, step, by=by)
    return batch


@transaction.atomic
def give_up(*, batch: ImportBatch, code: str, by) -> ImportBatch:
    """A run has failed and left nothing behind: back to where a person can try again, with the reason."""
    batch = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if batch.state in BACK:
        batch.state, batch.error = BACK[batch.state], code[:60]
        batch.save()
    return batch


@transaction.atomic
def cancel(*, batch: ImportBatch, by) -> ImportBatch:
    """Leave the sheet: its rows and its file are thrown away; the batch stays as a note that it was there."""
    batch.workflow.move(batch, "cancel", by=by)
    ImportRow.objects.filter(batch=batch).delete()
    transaction.on_commit(lambda: (folder() / batch.file_name).unlink(missing_ok=True))
    return batch
