"""Use cases of national lists: begin one from an import, add files, close and compare it, open its queue.

Long work has two halves: `begin`, `add_file`, `close` are what a click does; `run_take` and `run_compare` are the work
itself, done at once for small lists and by the worker for large ones. A run may be killed and started again.
"""

from datetime import date

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Perm
from accounts.scope import is_city_level
from poverty.imports.choices import BatchState
from poverty.imports.layouts import LayoutKey
from poverty.imports.models import ImportBatch
from poverty.imports.normal import SOURCES
from poverty.national_lists import comparing, taking
from poverty.national_lists.choices import ListState
from poverty.national_lists.models import (
    ListComparison,
    NationalList,
    NationalListEntry,
    NationalListPart,
)

USABLE = (BatchState.CHECKED, BatchState.COMMITTED, BatchState.PARTLY_UNDONE)
"""States of an import whose rows are there to be taken."""
LAYOUTS = (LayoutKey.P3KE_HOUSEHOLD, LayoutKey.P3KE_PERSON, LayoutKey.DTKS, LayoutKey.THIN)
"""Sheets that a national list comes as; our own exports say only what we know already."""
LIST_LOCK = 0x646C6E
"""Namespace of the advisory locks under which one list or comparison is written at a time."""


class ListRefused(Exception):
    """This cannot be done with the list now; the message says why, in words for the person who tried."""


@transaction.atomic
def begin(
    *,
    batch: ImportBatch,
    name: str,
    source: str,
    year: int,
    quarter: str,
    reference_date: date,
    by,
    previous: NationalList | None = None,
    awaits_more: bool = False,
) -> NationalList:
    """Begin a list with the rows of an import as its first file.

    Raises:
        ListRefused: the import cannot become a list, or `previous` is of another source.
        ValidationError: there is a list of this source and quarter already.
    """
    national_list = NationalList(
        name=name.strip(),
        source=source,
        year=year,
        quarter=quarter,
        reference_date=reference_date,
        region_id=batch.region_id,
        previous=previous,
        awaits_more=awaits_more,
        loaded_by=by,
    )
    national_list.full_clean(exclude=[] if batch.region_id else ["region"])
    if previous is not None and previous.source != source:
        raise ListRefused(_("Only lists of the same source can be compared."))
    national_list.save()
    national_list.workflow.begin(national_list, by=by, step="begin", permission=Perm.COMPARE_NATIONAL_LIST)
    add_file(national_list=national_list, batch=batch, by=by)
    return national_list


@transaction.atomic
def add_file(*, national_list: NationalList, batch: ImportBatch, by) -> NationalListPart:
    """Have the rows of one more import taken in. Raises `ListRefused`, `MoveRefused`."""
    if not ImportBatch.objects.visible_to(by).filter(pk=batch.pk).exists():
        raise ListRefused(_("This import lies outside your area."))
    if batch.state not in USABLE or batch.layout not in LAYOUTS:
        raise ListRefused(_("Only a checked or written import of a national sheet can become a national list."))
    if not _lies_in(batch.region_id, national_list.region_id):
        raise ListRefused(_("This import covers a larger area than the list."))
    if national_list.parts.filter(batch=batch).exists():
        raise ListRefused(_("The rows of this import are on the list already."))
    national_list.workflow.move(national_list, "take", by=by)
    return NationalListPart.objects.create(national_list=national_list, batch=batch, taken_by=by)


def _lies_in(code: str | None, area: str | None) -> bool:
    return code == area or bool(code and area and code.startswith(f"{area}."))


def run_take(*, national_list: NationalList, by, tell=lambda step: None) -> NationalList:
    """Take in the files that wait; afterwards the list may be closed or get another file."""
    with transaction.atomic():
        _lock(national_list.pk)
        national_list = NationalList.objects.select_for_update(of=("self",)).get(pk=national_list.pk)
        if national_list.state != ListState.LOADING:
            return national_list
        for part in national_list.parts.filter(taken_at=None).select_related("batch").order_by("pk"):
            source = taking.Source(
                part.batch_id,
                SOURCES[LayoutKey(part.batch.layout)].value,
                national_list.region_id,
                national_list.region_id is None or is_city_level(national_list.region_id),
            )
            part.counts = taking.take(national_list=national_list.pk, part=part.pk, source=source, tell=tell)
            part.taken_at = timezone.now()
            part.save()
        national_list.entry_count = NationalListEntry.objects.filter(national_list=national_list).count()
        national_list.error = ""
        national_list.save()
        national_list.workflow.move(national_list, "taken", by=by)
    return national_list


@transaction.atomic
def close(*, national_list: NationalList, by) -> NationalList:
    """All files are in: the list is complete, and is to be compared with the one before. Raises `MoveRefused`."""
    national_list.workflow.move(national_list, "close", by=by)
    older = national_list.previous or _one_before(national_list, by)
    if older is not None:
        NationalList.objects.filter(pk=national_list.pk).update(previous=older)
        national_list.refresh_from_db()
        _comparison(national_list, older, by)
    return national_list


def _one_before(national_list: NationalList, by) -> NationalList | None:
    """The latest complete list of an earlier quarter, of the same source and area."""
    same = (
        NationalList.objects.visible_to(by)
        .closed()
        .filter(source=national_list.source, region_id=national_list.region_id)
    )
    return same.before(national_list.year, national_list.quarter).first()


def _comparison(newer: NationalList, older: NationalList, by) -> ListComparison:
    made, _new = ListComparison.objects.get_or_create(
        newer=newer, older=older, defaults={"made_by": by, "region_id": newer.region_id}
    )
    return made


@transaction.atomic
def compare(*, newer: NationalList, older: NationalList, by) -> ListComparison:
    """Have two complete lists of one source compared, whichever they are. Raises `ListRefused`."""
    if newer.pk == older.pk:
        raise ListRefused(_("Choose two different lists."))
    if newer.source != older.source:
        raise ListRefused(_("Only lists of the same source can be compared."))
    if not (newer.is_closed and older.is_closed):
        raise ListRefused(_("Only complete lists can be compared."))
    if (newer.year, newer.quarter) < (older.year, older.quarter):
        newer, older = older, newer
    return _comparison(newer, older, by)


def run_close(*, national_list: NationalList, by, tell=lambda step: None) -> NationalList:
    """Compare a list that was closed with the one before, if there is one; then it is ready to be worked through."""
    with transaction.atomic():
        _lock(national_list.pk)
        national_list = NationalList.objects.select_for_update(of=("self",)).get(pk=national_list.pk)
        if national_list.state != ListState.COMPARING:
            return national_list
        taking.link([national_list.pk])
        tell("compare")
        for comparison in national_list.comparisons.filter(ready_at=None):
            _write(comparison, tell)
        national_list.error = ""
        national_list.save()
        national_list.workflow.move(national_list, "compared", by=by)
    return national_list


def run_compare(*, comparison: ListComparison, by, tell=lambda step: None) -> ListComparison:
    """Write the rows of a comparison, once."""
    with transaction.atomic():
        _lock(comparison.newer_id)
        comparison = ListComparison.objects.get(pk=comparison.pk)
        if comparison.ready_at is None:
            _write(comparison, tell)
    return comparison


def _write(comparison: ListComparison, tell) -> None:
    comparing.write_difference(
        comparison=comparison.pk, newer=comparison.newer_id, older=comparison.older_id, tell=tell
    )
    comparison.ready_at = timezone.now()
    comparison.save()


@transaction.atomic
def link(*, national_list: NationalList, by) -> int:
    """Look again for the families that were not found in the registry; returns how many were found."""
    lists = [national_list.pk, *national_list.comparisons.values_list("older_id", flat=True)]
    return taking.link(lists)


@transaction.atomic
def give_up(*, national_list: NationalList, code: str, by) -> NationalList:
    """A run has failed and left nothing behind: back to where a person can try again."""
    national_list = NationalList.objects.select_for_update(of=("self",)).get(pk=national_list.pk)
    if national_list.is_working:
        national_list.parts.filter(taken_at=None).delete()
        national_list.state, national_list.error = ListState.COLLECTING, code[:60]
        national_list.save()
    return national_list


def _lock(key: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LIST_LOCK, key])
