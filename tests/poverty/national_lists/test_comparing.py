"""Two lists, held against each other a second time in plain Python: every family once, every figure opens its rows."""

from collections import Counter

import pytest
from django.test import RequestFactory
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from poverty.households.models import Household
from poverty.imports.models import ImportBatch
from poverty.national_lists import comparing, jobs, selectors, services
from poverty.national_lists.choices import Crossing, Group
from poverty.national_lists.filters import DifferenceFilter
from poverty.national_lists.models import ListComparison, ListDifference, NationalList, NationalListEntry
from tests.poverty.imports import stage
from tests.support.factories import CITY, LANGKAI, MENTENG, make_nik
from tests.support.national_lists import a_national_list, from_batch, row, take_in, two_quarters

pytestmark = pytest.mark.django_db
PLACES = (LANGKAI, MENTENG, None)

families = st.lists(
    st.tuples(
        st.integers(0, 7),  # key
        st.sampled_from([None, 1, 2, 3]),  # card
        st.sampled_from([None, 1, 2, 3]),  # nik
        st.sampled_from([None, 1, 4, 5, 10]),  # decile
        st.sampled_from(PLACES),
    ),
    max_size=8,
    unique_by=lambda each: each[0],
)


def fill(national_list, rows) -> list[NationalListEntry]:
    national_list.entries.all().delete()
    return NationalListEntry.objects.bulk_create(
        NationalListEntry(
            national_list=national_list, part_id=0, row_number=key + 2, key=f"s:{key}", name=f"N{key}", decile=decile,
            region_id=place, family_card=card and f"{card:016}", nik=nik and f"{nik:016}",
        )
        for key, card, nik, decile, place in rows
    )  # fmt: skip


def expected(before: list[NationalListEntry], now: list[NationalListEntry]) -> set[tuple]:
    """The difference in plain Python: by key, then by card, then by NIK, the first open one each time."""
    pairs, open_now, open_before = [], list(now), list(before)
    for name in ("key", "family_card", "nik"):
        for value in sorted({getattr(each, name) for each in open_now} - {None}):
            new = next((each for each in open_now if getattr(each, name) == value), None)
            old = next((each for each in open_before if getattr(each, name) == value), None)
            if new and old:
                pairs.append((new, old))
                open_now.remove(new)
                open_before.remove(old)
    found = {(new.pk, "new", False, None, new.decile, None, new.region_id) for new in open_now}
    found |= {(old.pk, "vanished", False, old.decile, None, old.region_id, old.region_id) for old in open_before}
    for new, old in pairs:
        a, b = old.decile, new.decile
        change = "same" if a == b else "unclear" if None in (a, b) else "up" if b > a else "down"
        moved = None not in (old.region_id, new.region_id) and old.region_id != new.region_id
        found.add((new.pk, change, moved, a, b, old.region_id, new.region_id))
    return found


COLUMNS = ("subject_id", "change", "moved", "decile_before", "decile", "region_before_id", "region_id")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=families, now=families)
def test_the_difference_in_sql_is_the_difference_in_plain_python(people, before, now):
    older, newer = a_national_list(people, CITY), a_national_list(people, CITY)
    old_rows, new_rows = fill(older, before), fill(newer, now)
    comparison = ListComparison.objects.create(newer=newer, older=older, region_id=CITY, made_by=people.officer)
    comparing.write_difference(comparison=comparison.pk, newer=newer.pk, older=older.pk)
    rows = ListDifference.objects.filter(comparison=comparison)
    assert set(rows.values_list(*COLUMNS)) == expected(old_rows, new_rows)
    assert rows.count() == len(expected(old_rows, new_rows))
    check_figures(rows, len(before), len(now))


def check_figures(rows, before: int, now: int) -> None:
    """Every figure counted again, row by row."""
    figures, listed = selectors.figures_of(rows), list(rows)
    assert (figures.older, figures.newer) == (before, now)
    again = Counter()
    for each in listed:
        again["stayed"] += each.change not in ("new", "vanished")
        again["moved"] += each.moved
        again["unchanged"] += each.change == "same" and not each.moved
        for change in ("new", "vanished", "up", "down", "unclear"):
            again[change] += each.change == change
    assert figures.groups == {group: again[group] for group in Group.values}
    cells = Counter((e.decile_before or 0, e.decile or 0) for e in listed if e.change not in ("new", "vanished"))
    assert figures.matrix == cells
    both = [e for e in listed if e.change not in ("new", "vanished") and e.decile_before and e.decile]
    assert figures.crossings[Crossing.OUT] == sum(e.decile_before <= 4 < e.decile for e in both)
    assert figures.crossings[Crossing.IN] == sum(e.decile <= 4 < e.decile_before for e in both)


@pytest.fixture
def quarters(people):
    """Six families before; one new, one gone, one up over the ceiling, one down and moved, two unchanged."""
    before = [row(n, decile=d) for n, d in ((1, 2), (2, 4), (3, 5), (4, 1), (5, ""), (6, 3))]
    now = [
        row(1, decile=2), row(2, decile=5), row(3, decile=1, region=MENTENG), row(5, decile=""), row(6, decile=""),
        row(7, decile=1),
    ]  # fmt: skip
    return two_quarters(before, now, people.officer)


class TestTwoQuarters:
    def test_every_figure_is_as_the_sheets_say(self, people, quarters):
        figures = selectors.figures_of(selectors.rows_of(quarters, people.officer))
        assert figures.groups == {
            "new": 1, "vanished": 1, "down": 1, "up": 1, "unclear": 1, "moved": 1, "unchanged": 2, "stayed": 5,
        }  # fmt: skip
        assert figures.crossings == {"in": 1, "out": 1}
        assert figures.matrix == {(2, 2): 1, (4, 5): 1, (5, 1): 1, (0, 0): 1, (3, 0): 1}

    def test_it_does_not_depend_on_what_the_registry_says(self, people, quarters):
        again = ListComparison.objects.get(pk=quarters.pk)
        before = list(again.rows.order_by("pk").values_list(*COLUMNS[1:]))
        Household.objects.all().delete()
        ListComparison.objects.filter(pk=again.pk).update(ready_at=None)
        services.run_compare(comparison=again, by=people.officer)
        assert list(again.rows.order_by("pk").values_list(*COLUMNS[1:])) == before

    def test_a_family_is_known_again_under_another_number_by_its_card_or_nik(self, people):
        comparison = two_quarters([row(1, decile=1)], [row(1, decile=2, id="62.71.9999999")], people.officer)
        assert comparison.rows.get().change == "up"

    def test_figures_and_rows_are_those_within_reach(self, people, quarters):
        figures = selectors.figures_of(selectors.rows_of(quarters, people.district_officer))
        assert (figures.groups["moved"], figures.groups["down"], figures.newer) == (0, 0, 5)

    @pytest.mark.parametrize("persona", ["officer", "district_officer"])
    def test_every_figure_opens_exactly_the_rows_it_counts(self, client, people, quarters, persona):
        person = getattr(people, persona)
        client.force_login(person)
        page = client.get(quarters.get_absolute_url())
        tiles = [*page.context["tiles"], *page.context["crossings"]]
        cells = [cell for _label, row_cells, _sum in page.context["matrix"] for cell in row_cells]
        assert sum(cell.count for cell in cells) == page.context["figures"].groups["stayed"]
        for figure in [*tiles, *(cell for cell in cells if cell.count)]:
            listed = client.get(figure.url)
            assert listed.context["total"].count == figure.count, figure

    def test_the_filter_and_the_figure_speak_of_the_same_group(self, people, quarters):
        figures = selectors.figures_of(quarters.rows.all())
        for group in Group.values:
            bar = DifferenceFilter(
                RequestFactory().get("/", {"comparison": quarters.pk, "group": group}).GET,
                queryset=ListDifference.objects.all(),
                user=people.officer,
            )
            assert bar.qs.count() == figures.groups[group], group


class TestAnyTwo:
    def test_any_two_lists_of_one_source_can_be_compared_and_the_later_is_the_newer(self, client, people):
        lists = [take_in([row(n)], people.officer, quarter=q) for n, q in ((1, "1"), (1, "2"), (2, "3"))]
        client.force_login(people.officer)
        data = {"newer": lists[0].pk, "older": lists[2].pk}
        response = client.post(reverse("poverty:list_compare"), data)
        made = ListComparison.objects.get(newer=lists[2], older=lists[0])
        assert response["Location"] == made.get_absolute_url()
        assert Counter(made.rows.values_list("change", flat=True)) == {"new": 1, "vanished": 1}
        client.post(reverse("poverty:list_compare"), data)
        assert ListComparison.objects.filter(newer=lists[2], older=lists[0]).count() == 1

    def test_lists_of_two_sources_cannot(self, people):
        one = take_in([row(1)], people.officer)
        batch = stage.check(stage.thin((make_nik(serial=1), "SITI")), people.officer)
        other = from_batch(ImportBatch.objects.get(pk=batch.pk), people.officer, source="dtsen")
        with pytest.raises(services.ListRefused):
            services.compare(newer=one, older=other, by=people.officer)

    def test_the_first_list_has_nothing_to_be_compared_with(self, client, people):
        made = take_in([row(1)], people.officer)
        client.force_login(people.officer)
        page = client.get(made.get_absolute_url())
        assert (made.state, made.previous, page.context["comparison"]) == ("ready", None, None)

    def test_a_comparison_that_is_written_twice_holds_every_family_once(self, people, quarters):
        count = quarters.rows.count()
        services.run_compare(comparison=quarters, by=people.officer)
        NationalList.objects.filter(pk=quarters.newer_id).update(state="comparing")
        jobs.settle(NationalList.objects.get(pk=quarters.newer_id), by=people.officer)
        assert quarters.rows.count() == count
