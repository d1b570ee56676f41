"""Proposing: what is refused, what is kept, who counts as its proposer."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts.roles.table import RoleCode
from core.models import Move
from core.workflow import MoveRefused, moves_of
from poverty.households.choices import HouseholdStatus
from poverty.households.models import Household
from poverty.verification import services
from poverty.verification.choices import Channel, ExitReason, ProposalKind, ProposalState
from poverty.verification.models import Proposal
from poverty.verification.services import ProposalRefused, change_draft, propose, propose_each
from tests.support.factories import LANGKAI, MENTENG, family, member
from tests.support.people import assign
from tests.support.verification import (
    REASON,
    a_draft_proposal,
    a_proposal,
    a_returned_proposal,
    a_visited_proposal,
    an_exit,
    evidence_file,
    pdf,
    picture,
)

TODAY = timezone.localdate


class TestProposing:
    def test_a_proposal_is_recorded_and_handed_in_with_its_clock_and_its_proposer(self, people):
        made = a_proposal(people, informant="Ketua RT 2", channel=Channel.NEIGHBOURHOOD)
        assert made.state == ProposalState.PROPOSED and made.due_on > TODAY()
        assert made.region_id == LANGKAI and made.recorded_by == people.langkai
        assert [move.transition for move in moves_of(made)] == ["record", "submit"]

    def test_a_draft_waits(self, people):
        made = a_draft_proposal(people)
        assert made.state == ProposalState.DRAFT and made.due_on is None

    @pytest.mark.parametrize("reason", ["", "   "])
    def test_a_reason_is_needed(self, people, reason):
        with pytest.raises(ProposalRefused):
            a_proposal(people, reason=reason)

    def test_the_same_is_not_proposed_twice_while_it_is_open(self, people):
        home = family()
        a_proposal(people, household=home)
        with pytest.raises(ProposalRefused):
            a_proposal(people, household=home)
        a_proposal(people, household=home, kind=ProposalKind.REVERIFICATION)

    def test_once_it_is_closed_it_may_be_proposed_again(self, people):
        home = family()
        first = a_proposal(people, household=home)
        Proposal.workflow.move(first, "withdraw", by=people.langkai, note="keliru")
        assert a_proposal(people, household=home).pk != first.pk

    def test_two_people_of_a_household_may_leave_at_the_same_time(self, people):
        home = family()
        other = member(home, "Noraini", relation="wife")
        for each in (home.head, other):
            an_exit(people, household=home, reason=ExitReason.DECEASED, exited_member=each)
        with pytest.raises(ProposalRefused):
            an_exit(people, household=home, reason=ExitReason.DECEASED, exited_member=other)

    def test_nothing_is_proposed_out_of_reach_or_without_the_role(self, people):
        home = family(region=MENTENG)
        for person in (people.langkai, people.head, people.administrator, people.supervisor):
            with pytest.raises(ProposalRefused):
                a_proposal(people, household=home, by=person)
        assert not Proposal.objects.exists()

    def test_nor_for_a_household_that_is_gone(self, people):
        home = family()
        Household.objects.filter(pk=home.pk).update(status=HouseholdStatus.MOVED)
        with pytest.raises(ProposalRefused):
            a_proposal(people, household=home)

    def test_an_exit_names_its_reason_and_where_it_is_about_a_person_the_person(self, people):
        home, other = family(), family()
        for wrong in (
            {"reason": ""},
            {"reason": ExitReason.DECEASED},
            {"reason": ExitReason.DECEASED, "exited_member": other.head},
        ):
            with pytest.raises(ProposalRefused):
                an_exit(people, household=home, **wrong)

    def test_a_person_who_left_already_cannot_leave_again(self, people):
        home = family()
        home.head.left_on = TODAY()
        home.head.save()
        with pytest.raises(ProposalRefused):
            an_exit(people, household=home, reason=ExitReason.DECEASED, exited_member=home.head)

    def test_an_entry_has_no_exit_reason(self, people):
        with pytest.raises(ProposalRefused):
            a_proposal(people, exit_reason=ExitReason.MOVED)

    def test_a_day_to_come_and_an_objection_whose_time_is_over_are_refused(self, people):
        with pytest.raises(ProposalRefused):
            a_proposal(people, received_on=TODAY() + dt.timedelta(days=1))
        old = TODAY() - dt.timedelta(days=15)
        with pytest.raises(ProposalRefused):
            a_proposal(people, kind=ProposalKind.OBJECTION, exit_reason=ExitReason.WELL_OFF, received_on=old)

    def test_the_clock_of_an_objection_never_runs_past_the_day_on_which_it_lapses(self, people):
        came = TODAY() - dt.timedelta(days=13)
        made = a_proposal(people, kind=ProposalKind.OBJECTION, exit_reason=ExitReason.WELL_OFF, received_on=came)
        assert made.lapses_on == came + dt.timedelta(days=14) == made.due_on

    def test_receipts_are_different_and_say_nothing(self, people):
        first, second = a_proposal(people), a_proposal(people)
        assert first.receipt != second.receipt and len(first.receipt) >= 12


class TestEvidence:
    def test_a_picture_is_redrawn_and_a_pdf_kept_under_random_names(self, people):
        drawn, kept = an_exit(people, evidence=picture("Rusli 6271.jpg")), an_exit(people, evidence=pdf())
        assert drawn.evidence.name.endswith(".jpg") and "Rusli" not in drawn.evidence.name
        assert drawn.evidence.read() != picture().read() and kept.evidence.read() == pdf().read()

    @pytest.mark.parametrize("content", [b"MZ\x90\x00", b"<html><script>", b"", b"%PDF-1.7 cut off", b"\xff\xd8\xffno"])
    def test_anything_else_is_refused_and_nothing_written(self, people, content):
        if not content:
            pytest.skip("nothing was sent")
        with pytest.raises(ProposalRefused):
            an_exit(people, evidence=evidence_file(content=content))
        assert not Proposal.objects.exists()


class TestChangingADraft:
    def test_a_draft_and_a_returned_one_may_be_changed(self, people):
        for made in (a_draft_proposal(people), a_returned_proposal(people)):
            change_draft(proposal=made, data={"reason": "Alasan baru"}, by=people.langkai)
            assert made.reason == "Alasan baru"

    def test_what_was_handed_in_is_frozen(self, people):
        made = a_proposal(people)
        with pytest.raises(ProposalRefused):
            change_draft(proposal=made, data={"reason": "Alasan baru"}, by=people.langkai)
        assert Proposal.objects.get(pk=made.pk).reason == REASON

    def test_a_form_cannot_set_anything_else(self, people):
        for name in ("state", "kind", "household", "recorded_by", "visited_on", "minutes", "endorsement", "receipt"):
            with pytest.raises(ValueError):
                change_draft(proposal=a_draft_proposal(people), data={name: None}, by=people.langkai)

    def test_whoever_changes_it_counts_as_its_proposer(self, people):
        made = a_draft_proposal(people)
        helper = assign(people.district_officer, RoleCode.SOCIAL_OFFICER, region="62.71")
        change_draft(proposal=made, data={"reason": "Alasan baru"}, by=helper)
        Proposal.workflow.move(made, "submit", by=people.langkai)
        refusal = Proposal.workflow.refusal(made, "verify", by=helper)
        assert refusal == Proposal.workflow.refusal(made, "verify", by=helper) != ""
        assert Move.objects.filter(transition="record", actor=helper).exists()


class TestManyAtOnce:
    def test_each_gets_its_result_and_one_refusal_neither_stops_nor_hides_the_others(self, people):
        mine, gone, foreign = family(), family(), family(region=MENTENG)
        Household.objects.filter(pk=gone.pk).update(status=HouseholdStatus.MOVED)
        results = propose_each(
            households=[foreign, gone, mine], kind=ProposalKind.ENTRY, reason=REASON, by=people.langkai,
            channel=Channel.IMPORT,
        )  # fmt: skip
        refused = {result.item.pk for result in results if result.refusal}
        made = [result.item for result in results if not result.refusal]
        assert refused == {gone.pk, foreign.pk} and [each.household_id for each in made] == [mine.pk]
        assert Proposal.objects.count() == 1 and made[0].channel == Channel.IMPORT

    def test_the_importer_is_the_proposer_of_all_of_them(self, people):
        propose_each(
            households=[family(), family()], kind=ProposalKind.ENTRY, reason=REASON, by=people.officer,
            channel=Channel.IMPORT,
        )  # fmt: skip
        for made in Proposal.objects.all():
            made = a_visited(made, people)
            with pytest.raises(MoveRefused):
                Proposal.workflow.move(made, "verify", by=people.officer)


def a_visited(proposal, people):
    from tests.support.verification import minutes, put_into

    return put_into(proposal, ProposalState.VISITED, minutes=minutes(people), visited_on=TODAY())


class TestGoingBack:
    def test_a_returned_proposal_goes_back_to_where_it_belongs(self, people):
        visited = a_returned_proposal(people)
        Proposal.workflow.move(visited, "resubmit", by=people.langkai, note="Foto ditambah")
        assert visited.state == ProposalState.VISITED
        fresh = a_proposal(people)
        Proposal.workflow.move(fresh, "return", by=people.officer, note="Alasan kurang jelas")
        for name in ("resubmit", "resubmit_agreed"):
            with pytest.raises(MoveRefused):
                Proposal.workflow.move(fresh, name, by=people.langkai, note="sudah")
        Proposal.workflow.move(fresh, "resubmit_proposed", by=people.langkai, note="sudah")
        assert fresh.state == ProposalState.PROPOSED

    def test_a_verification_can_be_taken_back_until_the_list_is_with_the_head(self, people):
        made = a_visited_proposal(people)
        Proposal.workflow.move(made, "verify", by=people.officer)
        Proposal.workflow.move(made, "take_back", by=people.officer, note="Salah rumah")
        assert made.state == ProposalState.VISITED and made.endorsement is None

    def test_services_module_offers_what_others_call(self):
        assert callable(services.propose) and callable(services.propose_each) and propose is services.propose
