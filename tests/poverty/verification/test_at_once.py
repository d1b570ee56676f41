"""Two people at the same moment, with two real connections: one wins, the other is told, nothing is half done."""

import pytest

from accounts.roles.table import RoleCode
from core.documents.models import Document
from core.models import Move
from core.workflow import MoveRefused
from poverty.households.models import Household
from poverty.verification.choices import EndorsementState, ProposalKind, ProposalState
from poverty.verification.endorsing import EndorsementRefused, endorse_list, prepare_list, remove_from_list
from poverty.verification.models import EndorsementList, Proposal
from poverty.verification.services import ProposalRefused, propose
from tests.support.factories import family
from tests.support.people import Cast, assign, person
from tests.support.verification import REASON, a_submitted_list, a_verified_proposal, a_visited_proposal
from tests.test_two_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people():
    return Cast()


def failures(results, kind):
    return [each for each in results if isinstance(each, kind)]


def test_two_heads_endorse_one_list_once(people):
    acting = assign(person("plt.kadis"), RoleCode.HEAD_OF_SOCIAL, region="62.71")
    made, heads = a_submitted_list(people, number=4), (people.head, acting)
    results = at_once(*(lambda who=who: endorse_list(endorsement=made, by=who) for who in heads))
    assert len(failures(results, EndorsementRefused)) == 1
    assert Proposal.objects.filter(state=ProposalState.ENDORSED).count() == 4
    assert Document.objects.filter(kind="endorsement").count() == 1
    assert Move.objects.filter(transition="endorse").count() == 5


def test_returning_while_endorsing_leaves_one_of_the_two(people):
    acting = assign(person("plt.kadis"), RoleCode.HEAD_OF_SOCIAL, region="62.71")
    made, head = a_submitted_list(people, number=3), people.head
    results = at_once(
        lambda: endorse_list(endorsement=made, by=head),
        lambda: EndorsementList.workflow.move(made, "return", by=acting, note="pisahkan"),
    )
    assert len(failures(results, (EndorsementRefused, MoveRefused))) == 1
    made = EndorsementList.objects.get()
    endorsed = Proposal.objects.filter(state=ProposalState.ENDORSED).count()
    assert (made.state, endorsed) in {(EndorsementState.ENDORSED, 3), (EndorsementState.RETURNED, 0)}


def test_the_same_household_is_proposed_once(people):
    home, other = family(), assign(person("petugas.dua"), RoleCode.ENUMERATOR, region="62.71.01.1003")
    users = (people.langkai, other)
    results = at_once(
        *(lambda who=who: propose(household=home, kind=ProposalKind.ENTRY, reason=REASON, by=who) for who in users)
    )
    assert len(failures(results, ProposalRefused)) == 1 and Proposal.objects.count() == 1


def test_a_proposal_stands_on_one_list_only(people):
    other = assign(person("dinsos.dua"), RoleCode.SOCIAL_OFFICER, region="62.71")
    row, users = a_verified_proposal(people), (people.officer, other)
    results = at_once(*(lambda who=who: prepare_list(title="Daftar", proposals=[row], by=who) for who in users))
    assert len(failures(results, EndorsementRefused)) == 1
    assert EndorsementList.objects.count() == 1 and EndorsementList.objects.get().proposals.count() == 1


def test_two_officers_judge_one_proposal_once(people):
    other = assign(person("dinsos.dua"), RoleCode.SOCIAL_OFFICER, region="62.71")
    row, officer = a_visited_proposal(people), people.officer
    results = at_once(
        lambda: Proposal.workflow.move(row, "verify", by=officer),
        lambda: Proposal.workflow.move(Proposal.objects.get(pk=row.pk), "reject", by=other, note="tidak layak"),
    )
    assert len(failures(results, MoveRefused)) == 1
    assert Move.objects.filter(subject_id=row.pk, transition__in=("verify", "reject")).count() == 1


def test_a_name_taken_off_while_the_list_is_handed_in_is_on_or_off(people):
    made, officer = a_submitted_list(people, number=2), people.officer
    EndorsementList.workflow.move(made, "return", by=people.head, note="kurangi")
    row = made.proposals.first()
    results = at_once(
        lambda: remove_from_list(endorsement=made, proposals=[row], by=officer),
        lambda: EndorsementList.workflow.move(EndorsementList.objects.get(pk=made.pk), "submit", by=officer),
    )
    state = EndorsementList.objects.get().state
    left = EndorsementList.objects.get().proposals.count()
    refused = failures(results, EndorsementRefused)
    assert state == EndorsementState.SUBMITTED and left == (2 if refused else 1)
    assert Household.objects.filter(endorsed_on=None).count() == 2
