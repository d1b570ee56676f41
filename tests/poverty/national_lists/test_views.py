"""The screens of national lists: reach, figures, steps, exports, the card on the household page, My work."""

import csv
import io

import pytest
from django.urls import reverse

from core.work import work_for
from poverty.imports.models import ImportBatch
from poverty.national_lists import jobs
from poverty.national_lists.models import NationalList
from poverty.national_lists.selectors import EFFECTS
from tests.poverty.imports import stage
from tests.support import national_lists as makers
from tests.support.factories import LANGKAI, MENTENG, family
from tests.support.national_lists import row, take_in, two_quarters
from tests.support.screens import DetailScreen, ListScreen, MoveScreen, RowScreen, Screen


class OfOfficers:
    """Screens of social officers; an enumerator has none of them."""

    viewer = "district_officer"
    stranger = "langkai"


class TestNationalListList(OfOfficers, ListScreen):
    url_name = "poverty:national_list_list"
    exporter = "officer"

    def make(self, region):
        return makers.a_national_list(self.people, region)


class TestNationalListDetail(OfOfficers, DetailScreen):
    url_name = "poverty:national_list_detail"
    max_queries = 26

    def make(self, region):
        return makers.a_national_list(self.people, region)


class TestNationalListProgress(OfOfficers, RowScreen):
    url_name = "poverty:national_list_progress"

    def make(self, region):
        return makers.a_national_list(self.people, region)


class TestNationalListFile(OfOfficers, RowScreen):
    url_name = "poverty:national_list_file"

    def make(self, region):
        return makers.a_collecting_national_list(self.people, region)


class TestNationalListMove(OfOfficers, MoveScreen):
    url_name = "poverty:national_list_move"
    transition, after = "finish", "done"

    def make(self, region):
        return makers.a_national_list(self.people, region)


class TestEntryList(OfOfficers, ListScreen):
    url_name = "poverty:national_entry_list"
    export_url_name = "poverty:national_entry_export"
    exporter = "officer"

    def make(self, region):
        return makers.an_entry(self.people, region)


class TestDifferenceList(OfOfficers, ListScreen):
    url_name = "poverty:list_difference_list"
    export_url_name = "poverty:list_difference_export"
    exporter = "officer"

    def make(self, region):
        return makers.a_difference(self.people, region)


class TestQueueList(OfOfficers, ListScreen):
    url_name = "poverty:list_queue_list"
    exporter = "officer"

    def make(self, region):
        return makers.a_queue_item(self.people, region)


class TestComparisonDetail(OfOfficers, DetailScreen):
    url_name = "poverty:list_comparison_detail"

    def make(self, region):
        return makers.a_list_comparison(self.people, region)


class TestComparisonProgress(OfOfficers, RowScreen):
    url_name = "poverty:list_comparison_progress"

    def make(self, region):
        return makers.a_list_comparison(self.people, region)


class TestQueueOpen(OfOfficers, RowScreen):
    url_name = "poverty:list_queue_open"

    def make(self, region):
        return makers.a_list_comparison(self.people, region)


class TestCreateScreen(OfOfficers, Screen):
    url_name = "poverty:national_list_create"
    viewer = "officer"


@pytest.fixture
def officer(people, client):
    client.force_login(people.officer)
    return people.officer


def data(batch, **changes) -> dict:
    return {
        "batch": batch.pk, "name": "P3KE III/2026", "source": "p3ke", "year": "2026", "quarter": "3",
        "reference_date": "2026-09-30",
    } | changes  # fmt: skip


def checked(by, *rows) -> ImportBatch:
    return ImportBatch.objects.get(pk=stage.check(stage.sheet(stage.FAMILY, *rows), by).pk)


class TestTakingIn:
    def test_an_import_becomes_the_list_of_a_quarter_and_is_compared_with_the_one_before(self, client, officer):
        take_in([row(1)], officer, quarter="2")
        batch = checked(officer, row(1), row(2))
        url = reverse("poverty:national_list_create")
        assert client.get(url, {"batch": batch.pk}).context["form"].initial == {"batch": str(batch.pk)}
        response = client.post(url, data(batch))
        made = NationalList.objects.get(quarter="3")
        assert response["Location"] == made.get_absolute_url()
        page = client.get(made.get_absolute_url())
        assert page.context["figures"].groups["new"] == 1
        assert page.context["standing"].families == 2

    def test_a_second_list_of_the_quarter_is_refused_in_words(self, client, officer):
        take_in([row(1)], officer, quarter="3")
        response = client.post(reverse("poverty:national_list_create"), data(checked(officer, row(1))))
        assert response.status_code == 422
        assert response.context["form"].errors
        assert NationalList.objects.count() == 1

    def test_a_large_list_is_taken_in_by_the_worker(self, client, officer, monkeypatch):
        monkeypatch.setattr(jobs, "ROWS_AT_ONCE", 0)
        client.post(reverse("poverty:national_list_create"), data(checked(officer, row(1))))
        made = NationalList.objects.get()
        page = client.get(made.get_absolute_url())
        assert (made.state, page.context["worker_waits"]) == ("loading", True)
        assert b"<progress" in client.get(reverse("poverty:national_list_progress", args=[made.pk])).content
        jobs.work_on_list(str(jobs.job_of(jobs.LIST, made.pk).pk))
        made.refresh_from_db()
        assert made.state == "ready"
        response = client.get(reverse("poverty:national_list_progress", args=[made.pk]))
        assert response["HX-Refresh"] == "true"

    def test_a_file_is_added_and_the_list_closed(self, client, officer):
        made = take_in([row(1)], officer, awaits_more=True)
        batch = checked(officer, row(2))
        client.post(reverse("poverty:national_list_file", args=[made.pk]), {"batch": batch.pk})
        client.post(reverse("poverty:national_list_close", args=[made.pk]))
        made.refresh_from_db()
        assert (made.state, made.entry_count) == ("ready", 2)

    def test_an_import_of_another_area_is_no_choice(self, client, people):
        batch = checked(people.officer, row(1))
        client.force_login(people.district_officer)
        assert client.post(reverse("poverty:national_list_create"), data(batch)).status_code == 422

    def test_the_page_of_an_import_leads_here(self, client, officer):
        batch = checked(officer, row(1))
        assert (
            f"{reverse('poverty:national_list_create')}?batch={batch.pk}"
            in client.get(batch.get_absolute_url()).content.decode()
        )


class TestWithinReach:
    def test_a_district_officer_sees_of_the_city_s_list_the_own_area_and_takes_no_step(self, client, people):
        made = take_in([row(1), row(2, region=MENTENG)], people.officer)
        client.force_login(people.district_officer)
        page = client.get(made.get_absolute_url())
        assert page.context["standing"].families == 1
        assert not page.context["may_run"]
        assert b"KELUARGA 2" not in client.get(reverse("poverty:national_entry_list")).content
        for name, args in (("national_list_close", []), ("national_list_link", []), ("national_list_move", ["finish"])):
            assert client.post(reverse(f"poverty:{name}", args=[made.pk, *args])).status_code == 404

    def test_figures_of_the_list_open_their_rows(self, client, people):
        made = take_in([row(1, decile=1), row(2, decile=""), row(3, decile=1, region=MENTENG)], people.officer)
        for persona, counts in (("officer", {"1": 2, "0": 1}), ("district_officer", {"1": 1, "0": 1})):
            client.force_login(getattr(people, persona))
            for decile, count in counts.items():
                found = client.get(reverse("poverty:national_entry_list"), {"list": made.pk, "decile": decile})
                assert found.context["total"].count == count

    def test_the_export_holds_whole_numbers_only_for_those_who_may_see_them_and_nothing_of_other_areas(
        self, client, people
    ):
        comparison = two_quarters([row(1)], [row(1), row(2), row(3, region=MENTENG)], people.officer)
        client.force_login(people.district_officer)
        url = f"{reverse('poverty:list_difference_export')}?comparison={comparison.pk}&group=new"
        response = client.post(url, {"kind": "csv", "reason": "laporan triwulan"})
        text = b"".join(response.streaming_content).decode("utf-8-sig")
        lines = list(csv.reader(io.StringIO(text), delimiter=";"))
        assert [line[2] for line in lines[1:]] == ["KELUARGA 2"]


class TestBesideTheList:
    def test_the_household_page_tells_what_the_lists_say(self, client, people):
        take_in([row(1, decile=3)], people.officer, write=True)
        home = family("Lain")
        client.force_login(people.officer)
        from poverty.households.models import Household

        listed = Household.objects.get(source_id="62.71.0000001")
        assert "daftar-nasional" in _main(client, listed)
        assert 'id="daftar-nasional"' not in _main(client, home)

    def test_a_new_list_waits_on_my_work_until_it_is_worked_through(self, people):
        made = take_in([row(1)], people.officer)
        assert _work(people.officer) == 1
        assert _work(people.langkai) == _work(people.head) == 0
        made.workflow.move(made, "finish", by=people.officer)
        assert _work(people.officer) == 0

    def test_effects_come_from_whoever_registers_and_nothing_is_shown_without(self, client, people, monkeypatch):
        comparison = two_quarters([row(1)], [row(2)], people.officer)
        client.force_login(people.officer)
        page = client.get(comparison.get_absolute_url())
        assert page.context["effects"] == [] and b'id="pengaruh"' not in page.content
        answer = [{"label": "PKH", "count": 1, "url": "/"}]
        EFFECTS.append(lambda comparison, user: answer)
        try:
            page = client.get(comparison.get_absolute_url())
        finally:
            EFFECTS.pop()
        assert b'id="pengaruh"' in page.content


def _main(client, household) -> str:
    return client.get(household.get_absolute_url()).content.decode().partition("<main")[2]


def _work(user) -> int:
    return len([item for item in work_for(user) if "/daftar-nasional/" in item.url])


def test_the_area_of_rows_is_that_of_the_list(people):
    made = take_in([row(1)], people.officer)
    assert made.entries.get().region_id == LANGKAI
