"""Every exit reason: the evidence it needs, and what it does to the registry once endorsed (domain.md 2.2)."""

import pytest
from django.utils import timezone

from core.workflow import MoveRefused
from poverty.households.choices import HouseholdStatus, LifeStatus
from poverty.households.models import Household
from poverty.verification.choices import ExitReason, ProposalKind, ProposalState
from poverty.verification.endorsing import endorse_list, prepare_list
from poverty.verification.exits import EXITS
from poverty.verification.models import EndorsementList, Proposal
from tests.support.factories import family, member
from tests.support.verification import a_proposal, an_exit, minutes, pdf, put_into

TODAY = timezone.localdate
GROUNDS = list(EXITS.values())


def household(**fields):
    """A family of two that is verified and on the list."""
    home = family(**fields)
    member(home, "Noraini", relation="wife", sex="female")
    return home


def listed(people, home):
    Household.objects.filter(pk=home.pk).update(verified_on=TODAY(), verified_by=people.officer, endorsed_on=TODAY())
    home.refresh_from_db()
    return home


def endorse(people, proposal):
    """Verify and endorse by real steps."""
    Proposal.workflow.move(proposal, "verify", by=people.officer)
    made = prepare_list(title="Daftar", proposals=[proposal], by=people.officer)
    EndorsementList.workflow.move(made, "submit", by=people.officer)
    endorse_list(endorsement=made, by=people.head)
    proposal.refresh_from_db()
    proposal.household.refresh_from_db()
    return proposal.household


def proven(people, home, reason, **more):
    """An exit with all the evidence its reason asks for."""
    ground = EXITS[reason]
    if ground.about_person:
        more.setdefault("exited_member", home.head)
    if ground.needs_file:
        more.setdefault("evidence", pdf())
    if ground.needs_note:
        more.setdefault("evidence_note", "No. 12/2026")
    made = an_exit(people, household=home, reason=reason, **more)
    if ground.by_meeting:
        put_into(made, ProposalState.VISITED, visited_on=TODAY())
    return made


def test_every_reason_of_the_list_has_its_ground():
    assert set(EXITS) == set(ExitReason)


class TestEvidence:
    @pytest.mark.parametrize("ground", GROUNDS, ids=lambda each: each.reason.value)
    def test_with_its_evidence_it_can_be_verified_without_a_meeting(self, people, ground):
        made = proven(people, listed(people, household()), ground.reason)
        assert made.missing("verify") == []

    @pytest.mark.parametrize(
        "ground",
        [g for g in GROUNDS if g.needs_file or g.needs_note or g.by_meeting],
        ids=lambda each: each.reason.value,
    )
    def test_without_it_the_button_says_what_is_lacking(self, people, ground):
        home = household()
        person = home.head if ground.about_person else None
        made = an_exit(people, household=home, reason=ground.reason, exited_member=person)
        assert ground.evidence in made.missing("verify")
        with pytest.raises(MoveRefused):
            Proposal.workflow.move(made, "verify", by=people.officer)

    def test_a_decision_of_a_meeting_counts_once_its_minutes_are_signed(self, people):
        made = an_exit(people, household=household(), reason=ExitReason.WELL_OFF)
        put_into(made, ProposalState.AGREED, minutes=minutes(people, signed=False))
        assert made.missing("verify")
        put_into(made, ProposalState.AGREED, minutes=minutes(people))
        assert made.missing("verify") == []

    def test_an_objection_needs_what_the_exit_it_asks_for_needs(self, people):
        made = a_proposal(people, kind=ProposalKind.OBJECTION)
        assert made.missing("verify")
        other = a_proposal(people, kind=ProposalKind.OBJECTION, exit_reason=ExitReason.OCCUPATION, evidence=pdf())
        assert other.missing("verify") == []


class TestEffects:
    def test_a_dead_head_leaves_the_household_to_be_verified_again_and_without_a_head(self, people):
        home = listed(people, household())
        after = endorse(people, proven(people, home, ExitReason.DECEASED))
        assert after.head is None and after.head_name == "" and after.member_count == 1
        assert after.verified_on is None and after.verified_by is None
        assert after.status == HouseholdStatus.ACTIVE and after.endorsed_on == TODAY()
        dead = after.members.get(relation="head")
        assert dead.life_status == LifeStatus.DEAD and dead.left_on == TODAY()

    def test_a_new_head_may_then_be_recorded(self, people):
        from poverty.households.services import change_member

        home = listed(people, household())
        after = endorse(people, proven(people, home, ExitReason.DECEASED))
        widow = after.members.get(relation="wife")
        change_member(member=widow, data={"relation": "head"}, by=people.langkai)
        after.refresh_from_db()
        assert after.head == widow and after.head_name == "Noraini"

    def test_when_the_last_person_is_gone_the_household_is_too(self, people):
        home = listed(people, family())
        after = endorse(people, proven(people, home, ExitReason.DECEASED))
        assert after.status == HouseholdStatus.DISSOLVED and after.endorsed_on is None
        assert after.exit_reason == ExitReason.DECEASED and after.exited_on == TODAY()

    def test_a_household_that_moved_away_is_recorded_as_moved(self, people):
        after = endorse(people, proven(people, listed(people, household()), ExitReason.MOVED))
        assert after.status == HouseholdStatus.MOVED and after.exit_reason == ExitReason.MOVED
        assert after.endorsed_on is None and after.member_count == 2

    def test_one_person_who_moved_away_leaves_the_others(self, people):
        home = listed(people, household())
        wife = home.members.get(relation="wife")
        after = endorse(people, proven(people, home, ExitReason.MOVED, exited_member=wife))
        wife.refresh_from_db()
        assert wife.life_status == LifeStatus.MOVED and after.status == HouseholdStatus.ACTIVE
        assert after.head is not None and after.member_count == 1 and after.exit_reason == ""

    def test_not_found_puts_on_hold_and_the_second_time_closes(self, people):
        home = listed(people, household())
        after = endorse(people, proven(people, home, ExitReason.NOT_FOUND))
        assert (after.endorsed_on, after.verified_on, after.exit_reason) == (None, None, "")
        again = endorse(people, proven(people, home, ExitReason.NOT_FOUND))
        assert again.exit_reason == ExitReason.NOT_FOUND and again.status == HouseholdStatus.ACTIVE

    @pytest.mark.parametrize("reason", [ExitReason.WELL_OFF, ExitReason.GRADUATED, ExitReason.OCCUPATION])
    def test_who_is_no_longer_poor_stays_recorded_and_leaves_the_list(self, people, reason):
        after = endorse(people, proven(people, listed(people, household()), reason))
        assert after.status == HouseholdStatus.ACTIVE and after.member_count == 2
        assert after.endorsed_on is None and after.exit_reason == reason and after.exited_on == TODAY()

    @pytest.mark.parametrize(
        "reason", [ExitReason.DUPLICATE, ExitReason.NO_COMPONENT, ExitReason.RESIGNED, ExitReason.UNMATCHED]
    )
    def test_what_concerns_a_programme_or_a_merge_leaves_the_registry_as_it_is(self, people, reason):
        home = listed(people, household())
        version = home.version
        assert endorse(people, proven(people, home, reason)).version == version

    def test_an_upheld_objection_takes_the_household_off_the_list(self, people):
        home = listed(people, household())
        made = a_proposal(
            people, household=home, kind=ProposalKind.OBJECTION, exit_reason=ExitReason.OCCUPATION, evidence=pdf()
        )
        assert endorse(people, made).exit_reason == ExitReason.OCCUPATION

    def test_an_entry_brings_back_a_household_that_had_left(self, people):
        home = listed(people, household())
        endorse(people, proven(people, home, ExitReason.WELL_OFF))
        back = a_proposal(people, household=home)
        put_into(back, ProposalState.VISITED, minutes=minutes(people), visited_on=TODAY())
        after = endorse(people, back)
        assert (after.exit_reason, after.exited_on, after.endorsed_on) == ("", None, TODAY())

    def test_a_household_that_went_in_between_is_not_endorsed(self, people):
        made = proven(people, listed(people, household()), ExitReason.WELL_OFF)
        Proposal.workflow.move(made, "verify", by=people.officer)
        Household.objects.filter(pk=made.household_id).update(status=HouseholdStatus.MOVED)
        (result,) = Proposal.workflow.move_each([made], "endorse", by=people.head)
        assert result.refusal
