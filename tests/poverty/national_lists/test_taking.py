"""A list is kept as the state sent it: every family once, whatever the registry says or a faulty cell hides."""

import pytest
from django.core.exceptions import ValidationError

from poverty.households.models import Household, Member
from poverty.imports.models import ImportBatch
from poverty.national_lists import jobs, services
from poverty.national_lists.models import NationalList, NationalListEntry
from tests.poverty.imports import stage
from tests.support.factories import LANGKAI, MENTENG, family, make_nik
from tests.support.national_lists import from_batch, row, take_in

pytestmark = pytest.mark.django_db


def entries(national_list) -> dict[str, NationalListEntry]:
    return {entry.key: entry for entry in national_list.entries.all()}


class TestWhatIsTaken:
    def test_a_family_sheet_gives_a_family_per_row_with_decile_place_and_number(self, people):
        made = take_in([row(1, decile=2), row(2, decile="", region=MENTENG)], people.officer)
        assert (made.state, made.entry_count) == ("ready", 2)
        first, second = (entries(made)[f"s:62.71.{number:07}"] for number in (1, 2))
        assert (first.name, first.decile, first.region_id, first.nik) == ("KELUARGA 1", 2, LANGKAI, make_nik(serial=1))
        assert (second.decile, second.region_id) == (None, MENTENG)

    def test_the_people_of_a_sheet_of_persons_are_one_family_under_its_head(self, people):
        child = stage.person(1, 2, nama="ANAK", hub="ANAK", desil="3")
        rows = [child, stage.person(1, 1, nama="BAPAK", desil="2"), stage.person(2, 3, nama="LAIN")]
        made = take_in(rows, people.officer, headings=stage.PERSON)
        found = entries(made)["s:62.71.0000001"]
        assert (made.entry_count, found.people, found.name, found.decile) == (2, 2, "BAPAK", 2)

    def test_a_list_of_nik_and_names_is_known_by_the_nik(self, people):
        home = family()
        nik = Member.objects.get(household=home).nik
        batch = stage.check(stage.thin((nik, "RUSLI TUAH"), (make_nik(serial=7), "SITI")), people.officer)
        found = entries(from_batch(ImportBatch.objects.get(pk=batch.pk), people.officer, source="dtsen"))
        assert set(found) == {f"n:{nik}", f"n:{make_nik(serial=7)}"}
        known, unknown = found[f"n:{nik}"], found[f"n:{make_nik(serial=7)}"]
        assert (known.household, known.region_id) == (home, LANGKAI)
        assert (unknown.household, unknown.region_id) == (None, None)

    def test_a_family_whose_nik_is_mistyped_is_on_the_list_all_the_same(self, people):
        made = take_in([row(1), row(2, nik="123")], people.officer)
        assert not entries(made)["s:62.71.0000002"].is_sound
        assert made.parts.get().counts["faulty"] == 1

    def test_rows_without_any_readable_number_are_left_out_and_counted(self, people):
        batch = stage.check(stage.thin((make_nik(serial=1), "SITI"), ("123", "BUDI")), people.officer)
        made = from_batch(ImportBatch.objects.get(pk=batch.pk), people.officer, source="dtsen")
        assert made.entry_count == 1
        assert made.parts.get().counts["unreadable"] == 1

    def test_what_a_list_says_does_not_follow_the_registry(self, people):
        made = take_in([row(1, decile=2)], people.officer, write=True)
        Household.objects.update(decile=9, region_id=MENTENG)
        entry = made.entries.get()
        assert (entry.decile, entry.region_id, entry.household.decile) == (2, LANGKAI, 9)

    def test_families_that_are_recorded_later_are_found_when_asked_again(self, people):
        batch = stage.check(stage.sheet(stage.FAMILY, row(1)), people.officer)
        made = from_batch(ImportBatch.objects.get(pk=batch.pk), people.officer)
        assert made.entries.get().household is None
        stage.jobs.run_now(ImportBatch.objects.get(pk=batch.pk), "commit", by=people.officer)
        assert services.link(national_list=made, by=people.officer) == 1
        assert made.entries.get().household == Household.objects.get()


class TestSeveralFiles:
    def begin(self, people):
        return take_in([row(1), row(2)], people.officer, awaits_more=True)

    def test_a_list_waits_for_its_other_files_and_is_compared_only_then(self, people):
        take_in([row(number) for number in (1, 2, 3)], people.officer, quarter="1")
        made = self.begin(people)
        assert (made.state, made.comparisons.count()) == ("collecting", 0)
        batch = stage.check(stage.sheet(stage.FAMILY, row(2), row(3)), people.officer)
        services.add_file(national_list=made, batch=ImportBatch.objects.get(pk=batch.pk), by=people.officer)
        jobs.settle(made, by=people.officer)
        made.refresh_from_db()
        assert (made.state, made.entry_count) == ("collecting", 3)
        assert made.parts.order_by("pk").last().counts["repeated"] == 1
        services.close(national_list=made, by=people.officer)
        jobs.settle(made, by=people.officer)
        made.refresh_from_db()
        assert made.state == "ready"
        assert made.comparisons.get().rows.filter(change="vanished").count() == 0

    def test_the_same_import_is_not_taken_twice(self, people):
        made = self.begin(people)
        with pytest.raises(services.ListRefused):
            services.add_file(national_list=made, batch=made.parts.get().batch, by=people.officer)


class TestRefusals:
    def test_one_list_per_source_quarter_and_area(self, people):
        take_in([row(1)], people.officer)
        with pytest.raises(ValidationError):
            take_in([row(1)], people.officer)

    def test_a_withdrawn_list_makes_room(self, people):
        made = take_in([row(1)], people.officer)
        made.workflow.move(made, "withdraw", by=people.officer, note="salah berkas")
        assert take_in([row(1)], people.officer).pk != made.pk

    def test_an_import_out_of_reach_cannot_be_taken(self, people):
        batch = ImportBatch.objects.get(pk=stage.check(stage.sheet(stage.FAMILY, row(1)), people.officer).pk)
        with pytest.raises(services.ListRefused):
            from_batch(batch, people.district_officer)

    def test_rows_outside_the_reach_of_who_imported_stand_on_no_list(self, people):
        made = take_in([row(1), row(2, region=MENTENG)], people.district_officer)
        assert [entry.region_id for entry in made.entries.all()] == [LANGKAI]

    def test_a_run_that_is_repeated_takes_nothing_twice(self, people):
        made = take_in([row(1), row(2)], people.officer)
        NationalList.objects.filter(pk=made.pk).update(state="loading")
        jobs.settle(NationalList.objects.get(pk=made.pk), by=people.officer)
        made.refresh_from_db()
        assert (made.state, made.entry_count) == ("ready", 2)
