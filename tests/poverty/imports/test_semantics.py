"""What becomes of a row: new, changed, unchanged, duplicate, conflict, rejected; and what a commit writes."""

import datetime as dt

import pytest
from django.utils import timezone

from core.history import event_model
from core.workflow import MoveRefused
from poverty.assessments.models import Assessment
from poverty.households.choices import Relation, Source
from poverty.households.models import Household, Member
from poverty.imports import jobs, services, warning_rows
from poverty.imports.choices import BatchState
from poverty.imports.models import ImportBatch, ImportRow
from poverty.imports.reach import folder
from tests.poverty.imports.stage import (
    DTKS,
    FAMILY,
    LANGKAI,
    MENTENG,
    PERSON,
    check,
    codes,
    commit,
    dtks,
    family,
    figures,
    person,
    sheet,
    thin,
    undo,
)  # fmt: skip
from tests.support import factories

CARD = "6271010101200001"


@pytest.fixture
def officer(people):
    return people.officer


def verify(household, by):
    Household.objects.filter(pk=household.pk).update(verified_on=timezone.localdate(), verified_by=by)


class TestFamilySheet:
    def test_a_new_family_becomes_household_head_and_imported_assessment(self, officer):
        batch = commit(sheet(FAMILY, family()), officer, reference_date=dt.date(2025, 12, 31))
        household, head, answers = Household.objects.get(), Member.objects.get(), Assessment.objects.get()
        assert figures(batch) == {"new": 1}
        assert (household.source, household.source_id, household.region_id) == ("p3ke", "62.71.0000001", LANGKAI)
        assert (household.decile, household.decile_source, household.decile_date) == (2, "p3ke", dt.date(2025, 12, 31))
        assert (household.head, household.head_name, household.member_count) == (head, "KEPALA 1", 1)
        assert (head.relation, head.name_key, head.region_id) == (Relation.HEAD, "kepala 1", LANGKAI)
        assert (answers.state, answers.source, answers.floor) == ("imported", "p3ke", "cement")
        assert (answers.aid_reported, answers.assessed_on) == (["pkh"], dt.date(2025, 12, 31))

    def test_history_names_the_person_and_the_import(self, officer):
        batch = commit(sheet(FAMILY, family()), officer)
        for model in (Household, Member, Assessment):
            event = event_model(model).objects.get()
            assert event.pgh_context["user"] == officer.pk
            assert event.pgh_context["reason"] == f"Import #{batch.pk}"

    def test_nothing_is_written_before_a_person_commits(self, officer):
        check(sheet(FAMILY, family()), officer)
        assert not Household.objects.exists()

    def test_the_same_file_twice_changes_nothing(self, officer):
        commit(sheet(FAMILY, family(1), family(2)), officer)
        again = check(sheet(FAMILY, family(1), family(2)), officer)
        assert figures(again) == {"unchanged": 2}
        assert again.repeats_id

    def test_the_same_rows_in_another_file_change_nothing(self, officer):
        commit(sheet(FAMILY, family(1), family(2)), officer)
        again = check(sheet(FAMILY, family(2), family(1)), officer)
        assert figures(again) == {"unchanged": 2}
        assert again.repeats_id is None

    def test_family_person_family_again_changes_nothing(self, officer):
        families = [family(1), family(2, nik="")]
        commit(sheet(FAMILY, *families), officer)
        people = [person(1, 1), person(2, 2), person(1, 3, hub="ANAK", lahir="01-02-2010", nik="", nama="ANAK")]
        second = commit(sheet(PERSON, *people), officer)
        assert figures(second) == {"new": 1, "changed": 2, "warnings": 1}
        assert figures(check(sheet(FAMILY, *families), officer)) == {"unchanged": 2, "warnings": 1}
        assert figures(check(sheet(FAMILY, *reversed(families)), officer)) == {"unchanged": 2, "warnings": 1}
        assert figures(check(sheet(PERSON, *reversed(people)), officer)) == {"unchanged": 3, "warnings": 1}

    def test_changed_cells_are_shown_with_old_and_new_and_written(self, officer):
        commit(sheet(FAMILY, family()), officer)
        batch = check(sheet(FAMILY, family(alamat="Jl. Bali No. 9", desil="4")), officer)
        row = ImportRow.objects.get(batch=batch)
        assert (row.outcome, row.diff["address"]) == ("changed", ["Jl. Riau No. 1", "Jl. Bali No. 9"])
        jobs.run_now(batch, "commit", by=officer)
        household = Household.objects.get()
        assert (household.address, household.decile) == ("Jl. Bali No. 9", 4)

    def test_other_answers_make_a_new_assessment_and_keep_the_old(self, officer):
        commit(sheet(FAMILY, family()), officer)
        batch = commit(sheet(FAMILY, family(lantai="TANAH")), officer)
        assert figures(batch) == {"changed": 1}
        assert list(Assessment.objects.order_by("pk").values_list("floor", flat=True)) == ["cement", "earth"]

    def test_empty_cells_erase_nothing(self, officer):
        commit(sheet(FAMILY, family()), officer)
        batch = check(sheet(FAMILY, family(desil="", alamat="", kerja="", lantai="", atap="", pkh="", nik="")), officer)
        assert figures(batch) == {"unchanged": 1, "warnings": 1}

    def test_letter_case_and_spelling_alone_are_no_change(self, officer):
        commit(sheet(FAMILY, family(nama="MOH. DJOENAEDI")), officer)
        batch = check(sheet(FAMILY, family(nama="Muhammad Junaedi", alamat="JL. RIAU NO. 1")), officer)
        assert figures(batch) == {"unchanged": 1}

    def test_an_older_list_does_not_overwrite_a_newer_decile(self, officer):
        commit(sheet(FAMILY, family(desil="3")), officer, reference_date=dt.date(2026, 6, 30))
        batch = check(sheet(FAMILY, family(desil="1")), officer, reference_date=dt.date(2025, 6, 30))
        assert figures(batch) == {"unchanged": 1}

    def test_another_head_than_the_registry_has_is_held_back(self, officer):
        commit(sheet(FAMILY, family()), officer)
        batch = check(sheet(FAMILY, family(nama="YANTO TUNDAN", nik=factories.make_nik(serial=77))), officer)
        assert (figures(batch), codes(batch)) == ({"conflict": 1}, {2: ["head_differs"]})


class TestPersonSheet:
    def test_an_unknown_household_is_made_from_the_persons_own_columns(self, officer):
        wife = person(
            5, 2, hub="ISTRI/SUAMI", jk="PEREMPUAN", nama="SITI", nik=factories.make_nik(sex="female", serial=2)
        )
        batch = commit(sheet(PERSON, person(5, 1), wife), officer)
        household = Household.objects.get()
        assert figures(batch) == {"new": 2}
        assert (household.source_id, household.member_count, household.head_name) == ("62.71.0000005", 2, "KEPALA 1")

    def test_two_heads_of_one_new_family_are_not_both_taken(self, officer):
        batch = commit(sheet(PERSON, person(5, 1), person(5, 2)), officer)
        assert (figures(batch), codes(batch)) == ({"new": 1, "conflict": 1}, {3: ["head_twice"]})

    def test_identical_people_without_nik_in_one_file_are_taken_with_a_warning_and_found_again(self, officer):
        twin = {"hub": "ANAK", "nik": "", "nama": "ADI", "lahir": "01-02-2015"}
        rows = [person(1, 1), person(1, 2, **twin, pid=""), person(1, 3, **twin, pid="")]
        batch = commit(sheet(PERSON, *rows), officer)
        assert figures(batch) == {"new": 3, "warnings": 2}
        assert codes(batch)[4] == ["nik_missing", "same_person_in_file"]
        assert figures(check(sheet(PERSON, rows[2], rows[0], rows[1]), officer)) == {"unchanged": 3, "warnings": 2}


class TestDuplicates:
    def test_a_nik_in_another_household_is_held_back_and_found(self, officer):
        home, nik = factories.household(), factories.make_nik(serial=800)
        factories.member(home, "Rusli", nik=nik)
        batch = commit(sheet(FAMILY, family(1, nik=nik), family(2)), officer)
        row = ImportRow.objects.get(batch=batch, number=2)
        assert figures(batch) == {"duplicate": 1, "new": 1}
        assert (codes(batch)[2], row.household_id) == (["nik_elsewhere"], home.pk)
        assert Member.objects.filter(nik=nik).count() == 1

    def test_without_nik_the_same_name_birth_date_and_kelurahan_is_a_duplicate(self, officer):
        home = factories.household()
        factories.member(home, "Moh. Djoenaedi", nik=None)
        row = {"nik": "", "nama": "MUHAMMAD JUNAEDI"}
        batch = check(sheet(FAMILY, family(1, **row), family(2, **row, kode=MENTENG)), officer)
        assert codes(batch)[2] == ["nik_missing", "person_elsewhere"]
        assert figures(batch) == {"duplicate": 1, "new": 1, "warnings": 2}

    @pytest.mark.parametrize("few", [0, 2000])
    def test_a_similar_name_born_the_same_day_in_the_kelurahan_is_a_warning(self, officer, monkeypatch, few):
        monkeypatch.setattr(warning_rows, "FEW", few)
        home = factories.household(LANGKAI)
        factories.member(home, "Siti Aminah Rahmawati", nik=None, birth_date=dt.date(1980, 5, 17))
        rows = [
            family(1, nama="SITI AMINAH RAHMAWTI"),
            family(2, nama="BUDI SANTOSO"),
            family(3, nama="SITI AMINAH RAHMAWTI", kode=MENTENG),
            family(4, nama="SITI AMINAH RAHMAWTI", lahir="18-05-1980", nik=""),
        ]
        batch = check(sheet(FAMILY, *rows), officer)
        assert codes(batch) == {2: ["looks_known"], 5: ["nik_missing"]}
        assert figures(batch) == {"new": 4, "warnings": 2}

    def test_the_family_card_of_another_family_is_held_back(self, officer):
        commit(sheet(DTKS, dtks(CARD, 1)), officer)
        rows = [[*family(11), CARD], [*family(12), "6271010101200009"], [*family(13), "6271010101200009"]]
        batch = check(sheet([*FAMILY, "No. KK"], *rows), officer)
        assert codes(batch) == {2: ["head_differs"], 4: ["family_card_twice"]}

    def test_somebody_typed_the_same_person_between_preview_and_commit(self, officer):
        batch = check(sheet(FAMILY, family(1), family(2)), officer)
        factories.member(factories.household(), "Kepala Satu", nik=factories.make_nik(serial=1))
        batch = jobs.run_now(batch, "commit", by=officer)
        assert (batch.state, figures(batch)) == ("committed", {"new": 1, "duplicate": 1})
        assert codes(batch) == {2: ["nik_elsewhere"]}


class TestVerifiedData:
    def test_it_is_never_overwritten_and_the_difference_is_kept(self, officer, people):
        commit(sheet(FAMILY, family(1), family(2)), officer)
        verify(Household.objects.get(source_id="62.71.0000001"), people.head)
        batch = commit(sheet(FAMILY, family(1, alamat="Jl. Lain"), family(2, alamat="Jl. Lain")), officer)
        row = ImportRow.objects.get(batch=batch, number=2)
        assert figures(batch) == {"conflict": 1, "changed": 1}
        assert row.diff["address"] == ["Jl. Riau No. 1", "Jl. Lain"]
        assert Household.objects.get(source_id="62.71.0000001").address == "Jl. Riau No. 1"

    def test_a_household_verified_between_preview_and_commit_is_left_alone(self, officer, people):
        commit(sheet(FAMILY, family(1)), officer)
        batch = check(sheet(FAMILY, family(1, alamat="Jl. Lain")), officer)
        verify(Household.objects.get(), people.head)
        assert figures(jobs.run_now(batch, "commit", by=officer)) == {"conflict": 1}

    def test_rows_that_change_nothing_in_it_are_unchanged(self, officer, people):
        commit(sheet(FAMILY, family(1)), officer)
        verify(Household.objects.get(), people.head)
        rows = [family(1), family(2, nama="SULASTRI")]
        assert figures(check(sheet(FAMILY, *rows), officer)) == {"unchanged": 1, "new": 1}


class TestThinList:
    def test_known_people_are_unchanged_and_another_name_is_a_warning(self, officer):
        commit(sheet(FAMILY, family(1), family(2)), officer)
        niks = [factories.make_nik(serial=n) for n in (1, 2)]
        batch = check(thin((niks[0], "kepala 1"), (niks[1], "SITI AMINAH")), officer)
        assert (figures(batch), codes(batch)) == ({"unchanged": 2, "warnings": 1}, {3: ["name_differs"]})

    def test_an_unknown_person_becomes_a_household_of_one_without_area(self, officer, people):
        batch = commit(thin((factories.make_nik(serial=9), "YANTO")), officer)
        household = Household.objects.get()
        assert figures(batch) == {"new": 1}
        assert (household.source, household.region_id, household.member_count) == (Source.THIN_LIST, None, 1)
        assert not Household.objects.visible_to(people.langkai).exists()


class TestDtks:
    def test_people_of_one_family_card_are_one_household(self, officer):
        batch = commit(sheet(DTKS, dtks(CARD, 1), dtks(CARD, 2, hub="Anak")), officer)
        household = Household.objects.get()
        assert figures(batch) == {"new": 2}
        assert (household.family_card, household.source, household.rt, household.member_count) == (
            CARD,
            "dtks",
            "01",
            2,
        )
        assert figures(check(sheet(DTKS, dtks(CARD, 2, hub="Anak"), dtks(CARD, 1)), officer)) == {"unchanged": 2}


class TestReach:
    def test_rows_outside_the_own_area_are_rejected(self, people):
        batch = commit(sheet(FAMILY, family(1), family(2, kode=MENTENG)), people.district_officer)
        assert (figures(batch), codes(batch)) == ({"new": 1, "rejected": 1}, {3: ["area_outside_reach"]})
        assert batch.region_id == "62.71.01"

    def test_a_household_outside_the_own_area_cannot_be_drawn_into_it(self, people):
        commit(sheet(FAMILY, family(1, kode=MENTENG)), people.officer)
        batch = check(sheet(FAMILY, family(1)), people.district_officer)
        assert codes(batch) == {2: ["area_outside_reach"]}

    def test_an_enumerator_may_not_import(self, people):
        with pytest.raises(PermissionError):
            services.receive(file=sheet(FAMILY, family()), name="x.csv", by=people.langkai)

    def test_who_lost_the_role_before_the_commit_writes_nothing(self, officer):
        batch = check(sheet(FAMILY, family()), officer)
        services.begin(batch=batch, step="commit", by=officer)
        officer.assignments.update(valid_until=dt.date(2026, 1, 1))
        officer = type(officer).objects.get(pk=officer.pk)
        batch = jobs.work(batch, by=officer)
        assert (batch.state, batch.error) == (BatchState.CHECKED, "not_permitted")
        assert not Household.objects.exists()


class TestUndo:
    def test_it_reverses_exactly_inserts_and_changes(self, officer):
        commit(sheet(FAMILY, family(1)), officer)
        before = [list(model.objects.order_by("pk").values()) for model in (Household, Member, Assessment)]
        batch = commit(sheet(FAMILY, family(1, alamat="Jl. Lain", desil="5", lantai="TANAH"), family(2)), officer)
        undone = undo(batch, officer)
        assert undone.undo_counts["refused"] == 0
        after = [list(model.objects.order_by("pk").values()) for model in (Household, Member, Assessment)]
        for row in [row for rows in (*before, *after) for row in rows]:
            row.pop("version"), row.pop("updated_at")
        assert after == before

    def test_records_changed_since_are_refused_and_listed(self, officer):
        batch = commit(sheet(FAMILY, family(1), family(2)), officer)
        Household.objects.filter(source_id="62.71.0000001").update(address="Jl. Baru")
        undone = undo(batch, officer)
        assert Household.objects.get().address == "Jl. Baru"
        assert (Member.objects.count(), Assessment.objects.count()) == (1, 1)
        refused = batch.changes.exclude(refusal="").values_list("row_number", "table", "refusal")
        assert set(refused) == {
            (2, "household", "edited"),
            (2, "member", "household_stays"),
            (2, "assessment", "household_stays"),
        }
        assert undone.undo_counts == {"reversed": 3, "refused": 3, "gone": 0}

    def test_a_household_that_got_a_member_since_stays_whole(self, officer):
        batch = commit(sheet(FAMILY, family(1)), officer)
        Member.objects.create(household=Household.objects.get(), region_id=LANGKAI, name="Anak")
        undo(batch, officer)
        assert Member.objects.count() == 2

    def test_twice_is_refused(self, officer):
        batch = undo(commit(sheet(FAMILY, family(1)), officer), officer)
        with pytest.raises(MoveRefused):
            undo(batch, officer)

    def test_the_later_import_first_then_the_earlier_leaves_nothing(self, officer):
        first = commit(sheet(FAMILY, family(1)), officer)
        second = commit(sheet(PERSON, person(1, 1), person(1, 2, hub="ANAK")), officer)
        assert undo(second, officer).undo_counts["refused"] == 0
        assert undo(first, officer).undo_counts["refused"] == 0
        assert not Household.objects.exists()

    def test_the_earlier_beside_a_later_import_leaves_the_family_whole(self, officer):
        first = commit(sheet(FAMILY, family(1), family(2)), officer)
        commit(sheet(PERSON, person(1, 1), person(1, 3, hub="ANAK")), officer)
        undo(first, officer)
        assert Household.objects.get().source_id == "62.71.0000001"
        assert Member.objects.count() == 2

    def test_what_was_refused_can_be_undone_when_the_later_import_is_gone(self, officer):
        first = commit(sheet(FAMILY, family(1), family(2)), officer)
        second = commit(sheet(PERSON, person(1, 1), person(1, 3, hub="ANAK")), officer)
        assert undo(first, officer).state == BatchState.PARTLY_UNDONE
        undo(second, officer)
        again = undo(first, officer)
        assert (again.state, again.undo_counts["refused"], again.undo_counts["reversed"]) == (BatchState.UNDONE, 0, 6)
        assert not Household.objects.exists()

    def test_an_undo_of_which_everything_is_refused_leaves_the_import_committed(self, officer):
        batch = commit(sheet(FAMILY, family(1)), officer)
        Household.objects.update(address="Jl. Baru")
        assert undo(batch, officer).state == BatchState.COMMITTED
        assert Household.objects.exists()

    def test_after_it_the_same_file_is_new_again(self, officer):
        undo(commit(sheet(FAMILY, family(1)), officer), officer)
        assert figures(check(sheet(FAMILY, family(1)), officer)) == {"new": 1}

    def test_a_former_nik_that_somebody_else_has_now_is_not_given_back(self, officer):
        home = factories.household(source=Source.P3KE, source_id="62.71.0000001")
        member = factories.member(home, "KEPALA 1", nik=factories.make_nik(serial=500))
        batch = commit(sheet(FAMILY, family(1)), officer)
        assert Member.objects.get(pk=member.pk).nik == factories.make_nik(serial=1)
        factories.member(factories.household(), "Lain", nik=factories.make_nik(serial=500))
        undo(batch, officer)
        assert set(batch.changes.exclude(refusal="").values_list("refusal", flat=True)) == {"number_taken"}


class TestCancel:
    def test_rows_and_file_are_thrown_away(self, officer, django_capture_on_commit_callbacks):
        batch = check(sheet(FAMILY, family(1)), officer)
        path = folder() / batch.file_name
        with django_capture_on_commit_callbacks(execute=True):
            services.cancel(batch=batch, by=officer)
        assert not path.exists()
        assert not ImportRow.objects.exists()
        assert ImportBatch.objects.get().state == "cancelled"

    def test_a_written_import_cannot_be_cancelled(self, officer):
        with pytest.raises(MoveRefused):
            services.cancel(batch=commit(sheet(FAMILY, family(1)), officer), by=officer)
