"""Proposer, verifier and endorser are three people, by every path; holding several roles changes nothing."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts.roles.table import RoleCode
from core.workflow import MoveRefused
from poverty.assessments.models import AssessmentState
from poverty.households.models import Household
from poverty.verification.choices import Channel, EndorsementState, ProposalKind, ProposalState
from poverty.verification.endorsing import EndorsementRefused, add_to_list, endorse_list, prepare_list
from poverty.verification.models import EndorsementList, Proposal
from poverty.verification.services import change_draft, propose_each
from tests.support.factories import assessment, family
from tests.support.people import assign, person
from tests.support.verification import (
    REASON,
    a_proposal,
    a_submitted_list,
    a_verified_proposal,
    a_visited_proposal,
    minutes,
    put_into,
)

STEPS = ("verify", "return", "reject")


@pytest.fixture
def mighty(people):
    """One person who is enumerator, social officer and head at once."""
    user = person("serba.bisa")
    for role in (RoleCode.ENUMERATOR, RoleCode.SOCIAL_OFFICER, RoleCode.HEAD_OF_SOCIAL):
        user = assign(user, role, region="62.71.01" if role == RoleCode.ENUMERATOR else "62.71")
    return user


def visited(people, proposal):
    return put_into(proposal, ProposalState.VISITED, minutes=minutes(people), visited_on=timezone.localdate())


def refused(item, step, by):
    with pytest.raises(MoveRefused):
        type(item).workflow.move(item, step, by=by, note="catatan")


class TestWhoeverProposed:
    def test_by_form_cannot_judge(self, people, mighty):
        made = visited(people, a_proposal(people, by=mighty))
        for step in STEPS:
            refused(made, step, mighty)

    def test_by_bulk_or_import_cannot_judge(self, people, mighty):
        for channel, home in ((Channel.IMPORT, family()), (Channel.NATIONAL_LIST, family())):
            (result,) = propose_each(
                households=[home], kind=ProposalKind.ENTRY, reason=REASON, by=mighty, channel=channel
            )
            refused(visited(people, result.item), "verify", mighty)

    def test_by_changing_a_draft_of_somebody_else_cannot_judge(self, people, mighty):
        made = a_proposal(people, submit=False)
        change_draft(proposal=made, data={"reason": "Alasan baru"}, by=mighty)
        Proposal.workflow.move(made, "submit", by=people.langkai)
        refused(visited(people, made), "verify", mighty)

    def test_by_handing_it_in_again_cannot_judge(self, people, mighty):
        made = visited(people, a_proposal(people))
        Proposal.workflow.move(made, "return", by=people.officer, note="foto")
        Proposal.workflow.move(made, "resubmit", by=mighty, note="foto ditambah")
        refused(made, "verify", mighty)

    def test_by_the_visit_cannot_judge(self, people, mighty):
        made = put_into(a_proposal(people), ProposalState.AGREED, minutes=minutes(people))
        Proposal.workflow.move(made, "visit", by=mighty)
        for step in STEPS:
            refused(made, step, mighty)

    def test_by_recording_the_household_or_assessing_it_on_site_cannot_judge(self, people, mighty):
        recorded, assessed = family(), family()
        Household.objects.filter(pk=recorded.pk).update(recorded_by=mighty)
        assessment(assessed, enumerator=mighty, state=AssessmentState.SUBMITTED, assessed_on=dt.date(2026, 11, 3))
        for home in (recorded, assessed):
            made = a_visited_proposal(people, household=home)
            for step in STEPS:
                refused(made, step, mighty)
            Proposal.workflow.move(made, "verify", by=people.officer)
            listed = prepare_list(title="Daftar", proposals=[made], by=people.officer)
            EndorsementList.workflow.move(listed, "submit", by=people.officer)
            with pytest.raises(EndorsementRefused):
                endorse_list(endorsement=listed, by=mighty)


class TestWhoeverTookPart:
    def test_cannot_endorse_what_he_or_she_proposed_or_verified_while_the_rest_is_endorsed(self, people, mighty):
        own = [a_verified_proposal(people, by=mighty), a_verified_proposal(people, verifier=mighty)]
        strange = a_verified_proposal(people)
        made = a_submitted_list(people, proposals=[*own, strange])
        results = endorse_list(endorsement=made, by=mighty)
        assert {result.item.pk for result in results if result.refusal} == {each.pk for each in own}
        for each in own:
            each.refresh_from_db()
            assert each.state == ProposalState.VERIFIED and each.household.endorsed_on is None

    def test_cannot_endorse_a_list_that_he_or_she_prepared_filled_or_handed_in(self, people, mighty):
        prepared = prepare_list(title="Satu", proposals=[a_verified_proposal(people)], by=mighty)
        EndorsementList.workflow.move(prepared, "submit", by=people.officer)
        filled = prepare_list(title="Dua", proposals=[a_verified_proposal(people)], by=people.officer)
        add_to_list(endorsement=filled, proposals=[a_verified_proposal(people)], by=mighty)
        EndorsementList.workflow.move(filled, "submit", by=people.officer)
        handed = prepare_list(title="Tiga", proposals=[a_verified_proposal(people)], by=people.officer)
        EndorsementList.workflow.move(handed, "submit", by=mighty)
        for made in (prepared, filled, handed):
            with pytest.raises(EndorsementRefused):
                endorse_list(endorsement=made, by=mighty)
            made.refresh_from_db()
            assert made.state == EndorsementState.SUBMITTED

    def test_a_mass_step_refuses_the_own_ones_and_takes_the_others(self, people, mighty):
        own, strange = visited(people, a_proposal(people, by=mighty)), a_visited_proposal(people)
        results = Proposal.workflow.move_each([own, strange], "verify", by=mighty)
        assert [bool(result.refusal) for result in results] == [True, False]

    def test_no_flag_and_no_administrator_turns_it_off(self, people, mighty):
        mighty.is_superuser = mighty.is_staff = True
        mighty.save()
        refused(visited(people, a_proposal(people, by=mighty)), "verify", mighty)
        refused(a_visited_proposal(people), "verify", people.administrator)


def test_the_clock_account_takes_no_step_of_a_person(people):
    from accounts.users.system import system_user

    made = a_visited_proposal(people)
    for step in Proposal.workflow:
        if not step.automatic:
            assert Proposal.workflow.refusal(made, step.name, by=system_user())
    assert made.state == ProposalState.VISITED
