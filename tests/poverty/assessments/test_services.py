"""An assessment begins once, is filled in by its enumerator, and is frozen from the moment it is submitted."""

import datetime as dt

import pytest

from accounts.roles.models import RoleAssignment
from core.models import Draft, Move
from core.workflow import MoveRefused, moves_of
from poverty.assessments.choices import Floor, Lighting, Wall, YesNo
from poverty.assessments.models import DRAFT_NAME, Assessment, AssessmentState
from poverty.assessments.services import AssessmentRefused, begin_assessment, save_answers
from poverty.households.choices import HouseholdStatus
from tests.support.factories import LANGKAI, assessment, family, member
from tests.support.people import PAHANDUT

pytestmark = pytest.mark.django_db

WHOLE = {
    "has_shelter": YesNo.YES, "household_size": 3, "floor": "cement", "wall": "wood_board", "roof": "zinc",
    "drinking_water": "borehole", "toilet": "own", "lighting": "pln_metered", "cooking_fuel": "lpg_3",
    "head_works": YesNo.YES, "spending_food": 1_250_000, "spending_non_food": 600_000,
}  # fmt: skip


def submitted(people, **answers):
    """An assessment that the enumerator of Langkai began, filled in and submitted."""
    begun = begin_assessment(household=family(), by=people.langkai)
    save_answers(assessment=begun, data=WHOLE | answers, by=people.langkai)
    begun.workflow.move(begun, "submit", by=people.langkai)
    return begun


class TestBegin:
    def test_it_starts_today_with_the_number_of_members_and_says_who_recorded_it(self, people):
        household = family()
        member(household, "Aulia Rahmah", relation="child")
        begun = begin_assessment(household=household, by=people.langkai)
        assert begun.state == AssessmentState.DRAFT and begun.enumerator == people.langkai
        assert begun.household_size == 2 and begun.region_id == LANGKAI
        assert begun.started_at is not None and begun.ended_at is None
        step = moves_of(begun).get()
        assert (step.transition, step.actor, step.role) == ("record", people.langkai, "enumerator")

    def test_a_household_without_members_starts_without_a_number(self, people):
        from tests.support.factories import household

        assert begin_assessment(household=household(), by=people.langkai).household_size is None

    def test_the_day_can_be_given(self, people):
        day = dt.date(2026, 11, 3)
        assert begin_assessment(household=family(), by=people.langkai, assessed_on=day).assessed_on == day

    def test_beginning_again_goes_on_with_the_own_draft(self, people):
        household = family()
        first = begin_assessment(household=household, by=people.langkai)
        assert begin_assessment(household=household, by=people.langkai) == first
        assert moves_of(first).count() == 1

    def test_somebody_elses_draft_is_refused_by_name(self, people):
        household = family()
        begin_assessment(household=household, by=people.langkai)
        with pytest.raises(AssessmentRefused, match=people.langkai.name):
            begin_assessment(household=household, by=people.officer)
        assert household.assessments.count() == 1

    @pytest.mark.parametrize("end", ["account", "area"])
    def test_the_draft_of_a_person_who_left_is_taken_over_and_both_are_its_recorders(self, people, end):
        household = family()
        begun = begin_assessment(household=household, by=people.langkai)
        save_answers(assessment=begun, data={"floor": Floor.EARTH}, by=people.langkai)
        if end == "account":
            type(people.langkai).objects.filter(pk=people.langkai.pk).update(is_active=False)
        else:
            RoleAssignment.objects.filter(user=people.langkai).update(valid_until=dt.date(2026, 1, 31))
        taken = begin_assessment(household=household, by=people.district_officer)
        assert taken == begun and taken.enumerator == people.district_officer and taken.floor == Floor.EARTH
        actors = set(moves_of(begun).filter(transition="record").values_list("actor", flat=True))
        assert actors == {people.langkai.pk, people.district_officer.pk}

    @pytest.mark.parametrize("status", [status for status in HouseholdStatus if status != HouseholdStatus.ACTIVE])
    def test_a_household_that_is_no_longer_active_is_not_assessed(self, people, status):
        with pytest.raises(AssessmentRefused):
            into = family() if status == "merged" else None
            begin_assessment(household=family(status=status, merged_into=into), by=people.langkai)

    def test_a_new_one_begins_beside_a_submitted_one(self, people):
        done = submitted(people)
        again = begin_assessment(household=done.household, by=people.langkai)
        assert again != done and again.floor == ""


class TestSaveAnswers:
    def test_the_answers_are_kept_and_the_end_of_the_visit_noted(self, people):
        begun = begin_assessment(household=family(), by=people.langkai)
        saved = save_answers(assessment=begun, data=WHOLE, by=people.langkai)
        assert saved.spending_per_person == 616_666
        assert saved.ended_at >= saved.started_at

    def test_somebody_else_cannot_change_them(self, people):
        begun = begin_assessment(household=family(), by=people.langkai)
        with pytest.raises(AssessmentRefused):
            save_answers(assessment=begun, data={"floor": Floor.EARTH}, by=people.officer)
        begun.refresh_from_db()
        assert begun.floor == ""

    @pytest.mark.parametrize("state", [state for state in AssessmentState if state != AssessmentState.DRAFT])
    def test_they_are_frozen_outside_draft_even_for_a_stale_copy(self, people, state):
        begun = begin_assessment(household=family(), by=people.langkai)
        Assessment.objects.filter(pk=begun.pk).update(state=state)
        assert begun.state == AssessmentState.DRAFT
        with pytest.raises(AssessmentRefused):
            save_answers(assessment=begun, data={"floor": Floor.EARTH}, by=people.langkai)
        begun.refresh_from_db()
        assert begun.floor == "" and begun.state == state

    @pytest.mark.parametrize("name", ["state", "enumerator", "household", "region", "source", "started_at", "version"])
    def test_nothing_but_answers_can_be_set(self, people, name):
        begun = begin_assessment(household=family(), by=people.langkai)
        with pytest.raises(ValueError, match=name):
            save_answers(assessment=begun, data={name: None}, by=people.langkai)

    def test_what_is_mended_after_a_return_does_not_lengthen_the_visit(self, people):
        done = submitted(people)
        ended = done.ended_at
        done.workflow.move(done, "return", by=people.officer, note="Luas lantai belum diisi")
        saved = save_answers(assessment=done, data={"floor_area_m2": 36}, by=people.langkai)
        assert saved.floor_area_m2 == 36 and saved.ended_at == ended


class TestSubmit:
    @pytest.mark.parametrize("name", Assessment.NEEDED_TO_SUBMIT)
    def test_every_needed_answer_is_missed(self, people, name):
        begun = begin_assessment(household=family(), by=people.langkai)
        empty = None if name in ("household_size", "spending_food", "spending_non_food") else ""
        save_answers(assessment=begun, data=WHOLE | {name: empty}, by=people.langkai)
        assert moves_of(begun).count() == 1
        begun.refresh_from_db()
        assert begun.missing("submit") == [Assessment._meta.get_field(name).verbose_name]
        with pytest.raises(MoveRefused):
            begun.workflow.move(begun, "submit", by=people.langkai)

    def test_without_a_dwelling_nobody_asks_for_its_floor_wall_and_roof(self, people):
        homeless = {"has_shelter": YesNo.NO, "floor": "", "wall": "", "roof": ""}
        assert submitted(people, **homeless).state == AssessmentState.SUBMITTED

    def test_zero_spending_is_an_answer(self, people):
        assert submitted(people, spending_non_food=0).state == AssessmentState.SUBMITTED

    def test_what_was_typed_and_not_saved_would_be_lost_so_it_is_lacking(self, people):
        begun = begin_assessment(household=family(), by=people.langkai)
        save_answers(assessment=begun, data=WHOLE, by=people.langkai)
        typed = Draft.objects.create(owner=people.langkai, form=DRAFT_NAME, subject_id=begun.pk, url="/")
        begun.refresh_from_db()
        assert len(begun.missing("submit")) == 1
        typed.delete()
        assert begun.missing("submit") == []


class TestVerify:
    def test_it_verifies_the_household_by_name_and_day(self, people):
        done = submitted(people)
        done.workflow.move(done, "verify", by=people.officer)
        household = done.household
        household.refresh_from_db()
        assert household.verified_by == people.officer and household.verified_on is not None

    def test_a_return_needs_a_reason_and_leaves_the_household_unverified(self, people):
        done = submitted(people)
        with pytest.raises(MoveRefused):
            done.workflow.move(done, "return", by=people.officer, note="  ")
        done.workflow.move(done, "return", by=people.officer, note="Periksa lagi atapnya")
        done.household.refresh_from_db()
        assert done.state == AssessmentState.DRAFT and done.household.verified_on is None

    def test_whoever_recorded_or_submitted_it_never_verifies_it(self, people):
        officer = people.officer
        own = begin_assessment(household=family(), by=officer)
        save_answers(assessment=own, data=WHOLE, by=officer)
        own.workflow.move(own, "submit", by=officer)
        with pytest.raises(MoveRefused):
            own.workflow.move(own, "verify", by=officer)
        own.workflow.move(own, "verify", by=people.district_officer)
        assert own.state == AssessmentState.VERIFIED

    def test_whoever_only_submitted_it_never_verifies_it(self, people):
        begun = begin_assessment(household=family(), by=people.langkai)
        save_answers(assessment=begun, data=WHOLE, by=people.langkai)
        begun.workflow.move(begun, "submit", by=people.officer)
        with pytest.raises(MoveRefused):
            begun.workflow.move(begun, "verify", by=people.officer)

    def test_whoever_recorded_it_first_does_not_verify_it_after_it_was_taken_over(self, people):
        """Leaving and coming back with another role does not launder the first hand."""
        household = family()
        begun = begin_assessment(household=household, by=people.langkai)
        RoleAssignment.objects.filter(user=people.langkai).update(valid_until=dt.date(2026, 1, 31))
        begun = begin_assessment(household=household, by=people.district_officer)
        save_answers(assessment=begun, data=WHOLE, by=people.district_officer)
        begun.workflow.move(begun, "submit", by=people.district_officer)
        back = RoleAssignment.objects.create(
            user=people.langkai, role_id="social_officer", region_id=PAHANDUT, valid_from=dt.date(2026, 2, 1)
        )
        promoted = type(people.langkai).objects.get(pk=back.user_id)
        with pytest.raises(MoveRefused):
            begun.workflow.move(begun, "verify", by=promoted)


ALLOWED = {
    ("submit", AssessmentState.DRAFT): AssessmentState.SUBMITTED,
    ("verify", AssessmentState.SUBMITTED): AssessmentState.VERIFIED,
    ("return", AssessmentState.SUBMITTED): AssessmentState.DRAFT,
}


@pytest.mark.parametrize("state", AssessmentState)
@pytest.mark.parametrize("step", [step.name for step in Assessment.workflow])
def test_every_step_is_possible_from_its_own_state_only(people, step, state):
    row = assessment(family(), state=state, enumerator=people.langkai, **WHOLE)
    if (step, state) in ALLOWED:
        row.workflow.move(row, step, by=people.officer, note="Sudah diperiksa")
        assert row.state == ALLOWED[step, state]
    else:
        with pytest.raises(MoveRefused):
            row.workflow.move(row, step, by=people.officer, note="Sudah diperiksa")
        row.refresh_from_db()
        assert row.state == state and not Move.objects.exists()


def test_the_questionnaire_asks_every_answer_of_the_model_once():
    from poverty.assessments.questionnaire import SECTIONS

    names = [name for section in SECTIONS for name in section.names]
    assert len(names) == len(set(names)) == len(Assessment.ANSWERS) == 35


def test_a_question_that_does_not_arise_is_neither_counted_nor_kept():
    from poverty.assessments.questionnaire import progress, without_the_unasked

    wooden = {"has_shelter": YesNo.YES, "wall": Wall.WOOD_BOARD, "wall_plastered": YesNo.YES}
    assert without_the_unasked(wooden)["wall_plastered"] == ""
    masonry = wooden | {"wall": Wall.MASONRY}
    assert without_the_unasked(masonry)["wall_plastered"] == YesNo.YES
    homeless = masonry | {"has_shelter": YesNo.NO, "floor_area_m2": 20}
    kept = without_the_unasked(homeless)
    assert kept["wall"] == kept["wall_plastered"] == "" and kept["floor_area_m2"] is None
    metered = progress({"lighting": Lighting.PLN_METERED}.get).asked
    assert metered == progress({"lighting": Lighting.NOT_ELECTRIC}.get).asked + 1
