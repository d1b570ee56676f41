"""Two people at the same moment, with two real connections: one after the other, nothing lost, nothing doubled."""

import pytest

from core.documents.models import Document
from poverty.meetings import closing, services
from poverty.meetings.models import AgendaItem, Meeting
from poverty.verification.models import Proposal
from tests.support.meetings import a_decided_meeting, a_meeting, a_proposal_waiting, an_open_meeting
from tests.support.people import Cast
from tests.test_two_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people():
    return Cast()


def test_of_two_deciders_one_is_kept_and_the_other_is_told(people):
    item = an_open_meeting(people, names=1).items.get()
    officer, langkai = people.officer, people.langkai

    def by(user, decision, reason):
        sent = {"decision": decision, "reason": reason, "version": item.version}
        return lambda: services.decide(item=AgendaItem.objects.get(pk=item.pk), by=user, **sent)

    results = at_once(by(officer, "eligible", ""), by(langkai, "postponed", "menunggu"))
    told = [result for result in results if isinstance(result, services.DecidedMeanwhile)]
    kept = [result for result in results if isinstance(result, AgendaItem)]
    assert len(told) == len(kept) == 1
    assert told[0].item.decision == kept[0].decision == AgendaItem.objects.get().decision


def test_of_two_who_close_one_issues_the_minutes(people):
    meeting, officer = a_decided_meeting(people), people.officer

    def close():
        return closing.close(meeting=Meeting.objects.get(pk=meeting.pk), by=officer)

    results = at_once(close, close)
    assert sorted(type(result).__name__ for result in results) == ["Document", "MeetingRefused"]
    assert Document.objects.count() == 1


def test_a_decision_while_the_meeting_closes_comes_before_or_is_refused(people):
    meeting, officer = a_decided_meeting(people), people.officer
    item = meeting.items.first()

    def change():
        return services.undecide(item=AgendaItem.objects.get(pk=item.pk), by=officer, version=item.version)

    at_once(lambda: closing.close(meeting=Meeting.objects.get(pk=meeting.pk), by=officer), change)
    meeting.refresh_from_db()
    undecided = meeting.items.filter(decision="").count()
    assert (meeting.state, undecided) in {("closed", 0), ("open", 1)}


def test_one_name_comes_on_one_of_two_agendas_filled_at_once(people):
    for _ in range(5):
        a_proposal_waiting(people.langkai)
    meetings, langkai = [a_meeting(people), a_meeting(people)], people.langkai

    def fill(meeting):
        return lambda: services.fill_agenda(meeting=meeting, sources=["proposal"], by=langkai)

    at_once(*(fill(meeting) for meeting in meetings))
    assert AgendaItem.objects.count() == 5 == Proposal.objects.filter(state="listed").count()
