"""Makers of national lists for tests: from small csv sheets through the services, or rows directly."""

import datetime as dt
import itertools

from poverty.imports.models import ImportBatch
from poverty.national_lists import jobs, services
from poverty.national_lists.models import (
    ListComparison,
    ListDifference,
    ListQueueItem,
    NationalList,
    NationalListEntry,
)
from tests.poverty.imports import stage
from tests.support.factories import CITY, LANGKAI, family, regions

_number = itertools.count(1)


def row(number: int, *, decile="", region: str = LANGKAI, name: str = "", **changes) -> list:
    """A row of a P3KE family sheet; families of the same number are the same family."""
    names = {"desil": str(decile), "kode": region, "nama": name or f"KELUARGA {number}"}
    return stage.family(number, **(names | changes))


def take_in(rows: list[list], by, *, year: int = 2026, quarter: str = "2", headings=None, write: bool = False, **more):
    """The rows as the complete list of a quarter."""
    file = stage.sheet(headings or stage.FAMILY, *rows)
    batch = (stage.commit if write else stage.check)(file, by)
    return from_batch(ImportBatch.objects.get(pk=batch.pk), by, year=year, quarter=quarter, **more)


def from_batch(batch, by, *, year: int = 2026, quarter: str = "2", source: str = "p3ke", **more) -> NationalList:
    """The rows of an import as the list of a quarter, taken in as far as it goes."""
    made = services.begin(
        batch=batch,
        name=more.pop("name", f"{source.upper()} {quarter}/{year}"),
        source=source,
        year=year,
        quarter=quarter,
        reference_date=more.pop("reference_date", dt.date(year, 3 * int(quarter), 1)),
        by=by,
        **more,
    )
    jobs.go_on(made, rows=0, by=by)
    return NationalList.objects.get(pk=made.pk)


def two_quarters(before: list[list], now: list[list], by, **more) -> ListComparison:
    """Two lists of one source, one quarter after the other, and their difference."""
    take_in(before, by, quarter="2", **more)
    newer = take_in(now, by, quarter="3", **more)
    return newer.comparisons.get()


# rows for the tests of reach and rights


def _list(people, region: str | None = CITY, state: str = "ready", **fields) -> NationalList:
    regions()
    year, quarter = divmod(next(_number), 4)
    made = NationalList(
        name=f"DTSEN {next(_number)}", source="dtsen", year=2000 + year % 100, quarter=str(quarter + 1),
        reference_date=dt.date(2026, 1, 1), region_id=region, loaded_by=people.officer, state=state, **fields,
    )  # fmt: skip
    made.save()
    return made


def a_national_list(people, area) -> NationalList:
    """A complete list that covers this area, with one family."""
    made = _list(people, area, entry_count=1)
    _entry(made, area)
    return made


def _entry(national_list, area, **fields) -> NationalListEntry:
    number = next(_number)
    fields.setdefault("name", f"Keluarga {number}")
    return NationalListEntry.objects.create(
        national_list=national_list, part_id=0, row_number=number, key=f"s:{number}", region_id=area, **fields
    )


def a_collecting_national_list(people, area) -> NationalList:
    """A list of this area that waits for more files."""
    made = _list(people, area, "collecting", awaits_more=True, entry_count=1)
    _entry(made, area)
    return made


def a_ready_nationallist(people, area) -> NationalList:
    """A list that lacks nothing for any step."""
    return a_national_list(people, area)


def _city_comparison(people) -> ListComparison:
    if found := ListComparison.objects.filter(region_id=CITY).first():
        return found
    made = a_list_comparison(people, CITY)
    made.rows.all().delete()
    return made


def a_list_comparison(people, area) -> ListComparison:
    """A difference between two lists of this area."""
    older, newer = a_national_list(people, area), a_national_list(people, area)
    made = ListComparison.objects.create(newer=newer, older=older, region_id=area, made_by=people.officer)
    NationalList.objects.filter(pk=newer.pk).update(previous=older)
    ListComparison.objects.filter(pk=made.pk).update(ready_at=dt.datetime(2026, 7, 1, tzinfo=dt.UTC))
    home = family(region=None if area == CITY else area)
    entry = _entry(newer, area, household=home)
    ListDifference.objects.create(comparison=made, subject=entry, change="new", moved=False, region_id=area)
    made.refresh_from_db()
    return made


def an_entry(people, area) -> NationalListEntry:
    """A family of this area on the list of the city."""
    national_list = NationalList.objects.filter(region_id=CITY).first() or _list(people)
    return _entry(national_list, area)


def a_difference(people, area) -> ListDifference:
    """A family of this area in the comparison of the city's lists."""
    comparison = _city_comparison(people)
    return ListDifference.objects.create(
        comparison=comparison, subject=_entry(comparison.newer, area), change="new", moved=False, region_id=area
    )


def a_queue_item(people, area) -> ListQueueItem:
    """A household of this area in the queue of the city's difference."""
    return ListQueueItem.objects.create(
        comparison=_city_comparison(people),
        household=family(region=area),
        kind="entry",
        change="new",
        asked_by=people.officer,
    )
