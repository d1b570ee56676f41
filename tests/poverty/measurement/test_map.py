"""The map: whose figures it shows, what it withholds, and that every figure opens its rows."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from poverty.households.choices import HouseholdStatus
from poverty.measurement.views import LIMITS, legend
from poverty.regions.models import Region
from tests.support.factories import LANGKAI, MENTENG, household
from tests.support.screens import Screen

LIST = {"decile_source": "dtsen", "decile_date": dt.date(2026, 9, 20)}


def poor(number: int, region: str | None = LANGKAI, decile: int | None = 2, **fields):
    values = LIST if decile else {}
    return [household(region, decile=decile, **values, **fields) for _ in range(number)]


class TestMap(Screen):
    url_name = "poverty:region_map"
    viewer = "head"
    stranger = "planner"

    def figures(self, persona: str) -> dict:
        self.sign_in(persona)
        response = self.client.get(self.url())
        assert response.status_code == 200
        self.page = response.content.decode()
        return {area.region.code: area for area in response.context["figures"].areas if area.inside}

    def test_it_counts_active_households_in_deciles_1_and_2(self):
        poor(2), poor(1, decile=1), poor(3, decile=3), poor(1, decile=None)
        poor(1, status=HouseholdStatus.MOVED)
        area = self.figures("head")[LANGKAI]
        assert (area.low, area.known, area.unknown) == (3, 6, 1)

    def test_a_household_without_a_decile_is_neither_poor_nor_rich(self):
        poor(4, decile=None)
        area = self.figures("head")[LANGKAI]
        assert (area.low, area.known, area.share) == (0, 0, None)

    def test_an_enumerator_sees_the_own_kelurahan_only(self):
        poor(2), poor(9, MENTENG)
        assert {code: area.low for code, area in self.figures("langkai").items()} == {LANGKAI: 2}
        assert MENTENG not in self.page

    def test_a_district_officer_sees_the_six_of_the_kecamatan(self):
        poor(2), poor(9, MENTENG)
        found = self.figures("district_officer")
        assert len(found) == 6 and found[LANGKAI].low == 2

    def test_the_city_level_sees_all_and_is_told_of_those_without_a_kelurahan(self):
        poor(2), poor(9, MENTENG), poor(4, None)
        found = self.figures("head")
        assert (len(found), found[LANGKAI].low, found[MENTENG].low) == (30, 2, 9)
        assert self.client.get(self.url()).context["figures"].without_area == 4

    @pytest.mark.parametrize("persona", ["head", "langkai", "district_officer"])
    def test_every_figure_opens_exactly_its_rows(self, persona):
        poor(3), poor(2, decile=5), poor(2, decile=None), poor(1, status=HouseholdStatus.DISSOLVED), poor(2, MENTENG)
        self.sign_in(persona)
        for row in self.client.get(self.url()).context["rows"]:
            listed = self.client.get(row["url"]).context
            assert listed["filter"].form.is_valid()
            assert listed["total"].count == row["area"].low
            if row["url_without"]:
                assert self.client.get(row["url_without"]).context["total"].count == row["area"].unknown

    @pytest.mark.parametrize("persona", ["secretariat", "chair"])
    def test_who_may_not_see_households_gets_no_link_and_no_small_count(self, persona):
        poor(4), poor(5, MENTENG), poor(1, MENTENG, decile=7)
        found = self.figures(persona)
        assert found[LANGKAI].withheld and found[LANGKAI].low is None and found[LANGKAI].share is None
        assert (found[MENTENG].low, found[MENTENG].known, found[MENTENG].unknown) == (5, 6, None)
        assert reverse("poverty:household_list") not in self.page

    def test_what_is_withheld_cannot_be_had_by_subtraction(self):
        poor(4), poor(6, MENTENG), poor(3, MENTENG, decile=None), poor(2, None)
        self.sign_in("secretariat")
        context = self.client.get(self.url()).context
        figures = context["figures"]
        assert (figures.low, figures.unknown, figures.without_area) == (6, None, 0)
        assert context["total_url"] == ""

    def test_no_count_at_all_looks_like_a_small_one(self):
        poor(1)
        found = self.figures("secretariat")
        assert all(area.withheld for area in found.values())

    def test_tiles_stand_in_until_every_kelurahan_has_a_boundary(self):
        self.figures("head")
        assert self.page.count("map-label") == 30
        Region.objects.filter(level="village").update(boundary={"path": "M0 0h9v9z", "box": [0, 0, 9, 9]})
        self.figures("head")
        assert 'd="M0 0h9v9z"' in self.page and "map-label" not in self.page
        Region.objects.filter(pk=LANGKAI).update(boundary=None)
        self.figures("head")
        assert self.page.count("map-label") == 30

    def test_areas_out_of_reach_are_drawn_without_figure_or_link(self):
        poor(3)
        self.figures("langkai")
        assert self.page.count('<a href="/keluarga/?') == len([LANGKAI]) * 2 + 1
        assert self.page.count('role="img"') == 29

    def test_the_page_says_base_and_date(self):
        poor(3)
        self.figures("head")
        assert "20 September 2026" in self.page

    def test_the_figures_cost_one_statement_however_many_households(self):
        poor(1)
        self.figures("head")
        with CaptureQueriesContext(connection) as few:
            self.client.get(self.url())
        poor(6, MENTENG)
        with CaptureQueriesContext(connection) as more:
            self.client.get(self.url())
        assert len(more) == len(few)
        assert sum('COUNT("poverty_household"' in query["sql"] for query in more) == 1

    def test_every_shade_is_explained(self):
        assert [shade for shade, _words in legend()] == [f"shade-{n}" for n in range(len(LIMITS) + 1)] + ["shade-none"]
