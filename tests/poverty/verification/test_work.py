"""What of verification stands on My work, for whom, and what of it is late a level up."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from accounts.roles.table import RoleCode
from core.work import work_for
from poverty.households.models import Household
from poverty.verification import work
from poverty.verification.choices import ProposalState
from poverty.verification.models import EndorsementList, Proposal
from tests.support.factories import LANGKAI, MENTENG, family
from tests.support.people import assign, person
from tests.support.verification import (
    a_draft_proposal,
    a_list,
    a_proposal,
    a_returned_proposal,
    a_submitted_list,
    a_verified_proposal,
    a_visited_proposal,
    an_objection,
    put_into,
)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def lines(user):
    return {str(item.title): item for item in work_for(user)}


class TestWhatWaits:
    def test_drafts_and_returned_ones_wait_for_their_proposer_alone(self, people):
        a_draft_proposal(people), a_returned_proposal(people)
        found = lines(people.langkai)
        assert found["Proposals you have begun"].count == found["Proposals returned to you"].count == 1
        assert not {"Proposals you have begun", "Proposals returned to you"} & set(lines(people.officer))

    def test_to_verify_is_never_the_own(self, people):
        a_visited_proposal(people)
        own = a_visited_proposal(people, by=people.officer)
        recorded = family()
        Household.objects.filter(pk=recorded.pk).update(recorded_by=people.officer)
        a_visited_proposal(people, household=recorded)
        item = lines(people.officer)["Proposals to verify"]
        assert item.count == 1 and item.due and own.pk
        assert "Proposals to verify" not in lines(people.langkai)
        assert lines(people.district_officer)["Proposals to verify"].count == 3

    def test_each_line_opens_exactly_what_it_counts(self, client, people):
        a_visited_proposal(people), a_visited_proposal(people, by=people.officer), a_verified_proposal(people)
        a_returned_proposal(people), a_draft_proposal(people), an_objection(people, days_ago=12)
        for user in (people.officer, people.langkai):
            client.force_login(user)
            mine = [item for item in work_for(user) if "/usulan/" in item.url]
            assert mine
            for item in mine:
                assert client.get(item.url).context["total"].count == item.count, item.title

    def test_lists_wait_for_the_head_unless_the_own_hand_prepared_them(self, people):
        made = a_submitted_list(people)
        both = assign(people.officer, RoleCode.HEAD_OF_SOCIAL, region="62.71")
        assert lines(people.head)["Lists to endorse"].count == 1
        assert "Lists to endorse" not in lines(both)
        EndorsementList.workflow.move(made, "return", by=people.head, note="pisahkan")
        assert lines(people.officer)["Endorsement lists returned"].count == 1

    def test_verified_ones_wait_for_a_list(self, people):
        a_verified_proposal(people), a_list(people)
        assert lines(people.officer)["Verified, on no list yet"].count == 1
        assert lines(people.officer)["Endorsement lists begun"].count == 1

    def test_objections_about_to_lapse(self, people):
        an_objection(people, days_ago=2), an_objection(people, days_ago=12)
        for user in (people.langkai, people.officer):
            item = lines(user)["Objections about to lapse"]
            assert item.count == 1 and item.tone == "bad" and item.due
        assert "Objections about to lapse" not in lines(people.menteng)

    def test_worklists(self, people):
        old = family()
        Household.objects.filter(pk=old.pk).update(verified_on="2025-01-10", verified_by=people.officer)
        family(decile=1, decile_source="dtsen"), family(decile=3, decile_source="dtsen")
        found = lines(people.langkai)
        assert found["Verifications that are too old"].count == found["Poor and never verified"].count == 1
        assert not lines(people.head)

    def test_roles_without_the_registry_see_nothing_of_it(self, people):
        a_visited_proposal(people), a_submitted_list(people)
        for user in (people.administrator, people.chair, people.secretariat, people.planner, people.nobody):
            assert not [item for item in work_for(user) if "/usulan/" in item.url]


class TestEscalation:
    def late(self, proposal, due="2026-01-05"):
        Proposal.objects.filter(pk=proposal.pk).update(due_on=due)

    def test_what_an_enumerator_leaves_lying_stands_with_the_officer_by_kelurahan(self, people):
        self.late(a_proposal(people, LANGKAI)), self.late(a_proposal(people, MENTENG)), self.late(a_proposal(people))
        found = lines(people.officer)
        assert (found["Overdue in Langkai"].count, found["Overdue in Menteng"].count) == (2, 1)
        assert found["Overdue in Langkai"].is_late
        assert "Overdue in Menteng" not in lines(people.district_officer)
        assert not [title for title in (*lines(people.langkai), *lines(people.head)) if title.startswith("Overdue")]

    def test_what_an_officer_leaves_lying_stands_with_the_head(self, people):
        self.late(a_visited_proposal(people))
        assert lines(people.head)["Overdue at Dinas Sosial: Langkai"].count == 1
        assert not [title for title in lines(people.officer) if title.startswith("Overdue")]

    def test_not_before_the_limit_is_passed(self, people, settings):
        import datetime as dt

        from poverty.verification.clocks import escalation_day

        row = a_proposal(people)
        self.late(row, escalation_day() + dt.timedelta(days=1))
        assert "Overdue in Langkai" not in lines(people.officer)
        self.late(row, escalation_day())
        assert "Overdue in Langkai" in lines(people.officer)

    def test_what_is_closed_is_not_overdue(self, people):
        row = a_proposal(people)
        self.late(row)
        Proposal.workflow.move(row, "withdraw", by=people.langkai, note="keliru")
        assert "Overdue in Langkai" not in lines(people.officer)

    def test_many_places_are_gathered_in_one_line(self, people, monkeypatch):
        monkeypatch.setattr(work, "PLACES", 1)
        for area in (LANGKAI, MENTENG, None):
            self.late(a_proposal(people, area))
        titles = [title for title in lines(people.officer) if title.startswith("Overdue")]
        assert len(titles) == 2


def test_few_queries_however_much_waits(people):
    user = person("rangkap")
    for role, area in (
        (RoleCode.ENUMERATOR, LANGKAI),
        (RoleCode.SOCIAL_OFFICER, "62.71"),
        (RoleCode.HEAD_OF_SOCIAL, "62.71"),
    ):
        user = assign(user, role, region=area)
    for number in range(3):
        made = a_visited_proposal(people)
        put_into(made, ProposalState.VISITED, due_on=f"2026-01-0{number + 1}")
    sources = [work.own_proposals, work.to_verify, work.objections, work.endorsement_lists, work.overdue_below]
    with CaptureQueriesContext(connection) as queries:
        for source in (*sources, work.worklists):
            list(source(user))
    assert len(queries) <= 18, len(queries)
