"""Meetings: called, filled, decided, closed with minutes, opened again, signed, cancelled; all or nothing each time."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from core.documents.models import Document
from core.workflow import MoveRefused, moves_of
from poverty.households.models import Household
from poverty.meetings import agenda, closing, services
from poverty.meetings.choices import Basis, Decision, Element
from poverty.meetings.models import AgendaItem, Attendee, Meeting
from poverty.meetings.people import Person
from poverty.meetings.rulings import RulingRefused
from poverty.regions.models import Region
from poverty.verification.choices import ProposalKind
from poverty.verification.models import Proposal
from tests.support.factories import LANGKAI, MENTENG, family, member
from tests.support.meetings import (
    a_closed_meeting,
    a_decided_meeting,
    a_meeting,
    a_proposal_waiting,
    a_scan,
    a_signed_meeting,
    an_open_meeting,
    decided,
)

pytestmark = pytest.mark.django_db
DATA = {"held_on": dt.date(2026, 11, 21), "place": "Aula kelurahan"}


def call(by, region=LANGKAI, **data):
    return services.call_meeting(region=Region.objects.get(pk=region), data=DATA | data, by=by)


def fill(meeting, by, *bases, **more):
    return services.fill_agenda(meeting=meeting, sources=bases, by=by, **more)


def states(meeting):
    return [item.proposal.state for item in meeting.items.select_related("proposal").order_by("position")]


class TestCalling:
    def test_it_notes_who_called_it_and_the_citys_quorum(self, people, settings):
        settings.MEETING_QUORUM = 7
        meeting = call(people.langkai)
        assert (meeting.state, meeting.quorum, meeting.called_by) == ("planned", 7, people.langkai)
        assert moves_of(meeting).get().transition == "call"

    @pytest.mark.parametrize("region", [MENTENG, "62.71.01", "62.71"])
    def test_only_in_a_kelurahan_in_which_the_person_runs_meetings(self, people, region):
        with pytest.raises(services.MeetingRefused):
            call(people.langkai, region)
        assert not Meeting.objects.exists()

    def test_no_form_sets_the_state(self, people):
        with pytest.raises(ValueError):
            call(people.langkai, state="signed")


class TestAgenda:
    def test_every_source_gives_its_own(self, people):
        old = timezone.localdate() - dt.timedelta(days=800)
        verified = {"verified_by": people.head, "verified_on": old, "endorsed_on": old}
        kinds = [ProposalKind.ENTRY, ProposalKind.OBJECTION, ProposalKind.EXIT]
        for kind in kinds:
            a_proposal_waiting(people.langkai, kind=kind)
        family("Basi Lama", **verified)
        family("Terendah Satu", decile=1, decile_source="dtsen")
        family("Terendah Empat", decile=4, decile_source="dtsen")
        meeting = a_meeting(people)
        counts = {source.basis: agenda.candidates(meeting, source).count() for source in agenda.sources()}
        for basis in (Basis.PROPOSAL, Basis.OBJECTION, Basis.EXIT, Basis.STALE, Basis.LOWEST):
            assert counts[basis] == 1, basis
            assert [result.refusal for result in fill(meeting, people.langkai, basis)] == [""]
        made = dict(meeting.items.values_list("basis", "proposal__kind"))
        assert made[Basis.STALE] == ProposalKind.REVERIFICATION
        assert made[Basis.LOWEST] == ProposalKind.ENTRY
        assert set(states(meeting)) == {"listed"}
        assert {source.basis for source in agenda.sources() if agenda.candidates(meeting, source).count()} == set()

    def test_names_of_another_kelurahan_never_come_on_it(self, people):
        theirs = a_proposal_waiting(people.menteng, MENTENG)
        family("Orang Menteng", MENTENG, decile=1, decile_source="dtsen")
        meeting = a_meeting(people)
        fill(meeting, people.officer, *Basis.values)
        services.fill_agenda(meeting=meeting, proposals=[theirs], by=people.officer)
        assert not meeting.items.exists()

    def test_a_household_under_way_is_not_proposed_twice(self, people):
        made = a_proposal_waiting(people.langkai, household=family(decile=1, decile_source="dtsen"))
        Proposal.objects.filter(pk=made.pk).update(state="agreed")
        meeting = a_meeting(people)
        assert fill(meeting, people.langkai, Basis.LOWEST) == []

    def test_limit_and_neighbourhood_bound_it_and_numbers_have_no_gap(self, people):
        for number in range(6):
            a_proposal_waiting(people.langkai, household=family(f"Nama {number}", rw="02" if number % 2 else "01"))
        meeting = a_meeting(people)
        fill(meeting, people.langkai, Basis.PROPOSAL, rw="2")
        fill(meeting, people.langkai, Basis.PROPOSAL, limit=1)
        assert list(meeting.items.order_by("position").values_list("position", flat=True)) == [1, 2, 3, 4]
        services.remove_name(item=meeting.items.get(position=2), by=people.langkai)
        assert list(meeting.items.order_by("position").values_list("position", flat=True)) == [1, 2, 3]
        assert Proposal.objects.awaiting_meeting().count() == 3

    def test_a_full_agenda_says_so(self, people, monkeypatch):
        monkeypatch.setattr(services, "MAX_NAMES", 1)
        meeting = a_meeting(people)
        for _ in range(2):
            a_proposal_waiting(people.langkai)
        fill(meeting, people.langkai, Basis.PROPOSAL)
        assert meeting.items.count() == 1
        with pytest.raises(services.MeetingRefused):
            fill(meeting, people.langkai, Basis.PROPOSAL)


class TestCarryingOver:
    def test_postponed_and_absent_names_open_the_next_agenda(self, people):
        first = decided(an_open_meeting(people, names=3), people.langkai, ["postponed", "eligible", "absent"])
        closing.close(meeting=first, by=people.langkai)
        assert states(first) == ["proposed", "agreed", "proposed"]
        later = a_proposal_waiting(people.langkai)
        second = call(people.langkai)
        fill(second, people.langkai, Basis.PROPOSAL)
        lines = list(second.items.order_by("position"))
        assert [line.basis for line in lines] == ["carried", "carried", "proposal"]
        assert [line.carried_from.meeting for line in lines[:2]] == [first, first]
        assert lines[2].proposal == later

    def test_a_name_that_comes_late_is_still_put_first_while_the_meeting_is_planned(self, people):
        waiting = a_proposal_waiting(people.langkai)
        second = a_meeting(people)
        fill(second, people.langkai, Basis.PROPOSAL)
        first = decided(an_open_meeting(people, names=1), people.langkai, ["absent"])
        closing.close(meeting=first, by=people.langkai)
        fill(second, people.langkai, *Basis.values)
        assert [line.basis for line in second.items.order_by("position")] == ["carried", "proposal"]
        assert second.items.get(position=2).proposal == waiting

    def test_another_kelurahan_does_not_get_them(self, people):
        first = decided(an_open_meeting(people, names=1), people.langkai, ["postponed"])
        closing.close(meeting=first, by=people.langkai)
        assert not call(people.menteng, MENTENG).items.exists()


class TestDeciding:
    def test_it_is_kept_at_once_with_who_and_when(self, people):
        item = an_open_meeting(people).items.first()
        made = services.decide(item=item, decision="eligible", by=people.langkai, version=item.version)
        assert (made.decision, made.decided_by, made.version) == ("eligible", people.langkai, item.version + 1)

    def test_the_same_sent_twice_counts_once(self, people):
        item = an_open_meeting(people).items.first()
        sent = {"item": item, "decision": "postponed", "reason": "menunggu", "version": item.version}
        first = services.decide(**sent, by=people.langkai)
        again = services.decide(**sent, by=people.officer)
        assert (again.version, again.decided_by) == (first.version, people.langkai)

    def test_over_somebody_elses_decision_it_stops_and_shows_what_stands(self, people):
        item = an_open_meeting(people).items.first()
        services.decide(item=item, decision="eligible", by=people.officer, version=item.version)
        with pytest.raises(services.DecidedMeanwhile) as refused:
            services.decide(item=item, decision="postponed", reason="x", by=people.langkai, version=item.version)
        assert refused.value.item.decision == "eligible" and refused.value.item.decided_by == people.officer

    @pytest.mark.parametrize("decision", ["not_eligible", "postponed", "absent"])
    def test_all_but_eligible_need_a_reason(self, people, decision):
        item = an_open_meeting(people).items.first()
        with pytest.raises(RulingRefused):
            services.decide(item=item, decision=decision, reason="  ", by=people.langkai, version=item.version)

    @pytest.mark.parametrize("decision", ["", "approved", "ELIGIBLE"])
    def test_no_other_decision_is_known(self, people, decision):
        item = an_open_meeting(people).items.first()
        with pytest.raises(RulingRefused):
            services.decide(item=item, decision=decision, reason="x", by=people.langkai, version=item.version)

    def test_who_leaves_the_list_needs_a_coded_reason_and_the_dead_a_name(self, people):
        household = family("Rusli Tuah")
        child = member(household, "Anak Tuah", relation="child")
        waiting = a_proposal_waiting(people.langkai, kind=ProposalKind.REVERIFICATION, household=household)
        meeting = an_open_meeting(people, names=0)
        services.fill_agenda(meeting=meeting, proposals=[waiting], by=people.langkai)
        item = meeting.items.get()
        sent = {"item": item, "decision": "not_eligible", "by": people.langkai, "version": item.version}
        for wrong in (
            {"reason": "mampu"},
            {"exit_reason": "resigned"},
            {"exit_reason": "deceased"},
            {"exit_reason": "?"},
        ):
            with pytest.raises(RulingRefused):
                services.decide(**sent, **wrong)
        stranger = member(family("Lain"), "Bukan Anggota", relation="child")
        with pytest.raises(RulingRefused):
            services.decide(**sent, exit_reason="deceased", about_person=stranger)
        made = services.decide(**sent, exit_reason="deceased", about_person=child)
        assert made.about_person == child and made.reason

    def test_a_decision_is_taken_back_while_the_meeting_is_in_session(self, people):
        item = a_decided_meeting(people).items.first()
        made = services.undecide(item=item, by=people.langkai, version=item.version)
        assert (made.decision, made.decided_by, made.decided_at) == ("", None, None)

    def test_nothing_is_decided_before_the_meeting_opens_and_after_it_closes(self, people):
        planned = a_meeting(people)
        services.fill_agenda(meeting=planned, proposals=[a_proposal_waiting(people.langkai)], by=people.langkai)
        for meeting in (planned, a_closed_meeting(people), a_signed_meeting(people)):
            item = meeting.items.first()
            for write in (services.decide, services.undecide):
                more = {"decision": "postponed", "reason": "x"} if write is services.decide else {}
                with pytest.raises(services.MeetingRefused):
                    write(item=item, by=people.officer, version=item.version, **more)

    def test_an_objection_that_lapsed_meanwhile_is_not_decided_and_does_not_keep_the_meeting_open(self, people):
        meeting = an_open_meeting(people, names=2, kinds=[ProposalKind.OBJECTION])
        item = meeting.items.get(proposal__kind="objection")
        Proposal.objects.filter(pk=item.proposal_id).update(state="lapsed")
        item.refresh_from_db()
        with pytest.raises(RulingRefused):
            services.decide(item=item, decision="eligible", by=people.langkai, version=item.version)
        other = meeting.items.exclude(pk=item.pk).get()
        services.decide(item=other, decision="eligible", by=people.langkai, version=other.version)
        closing.close(meeting=meeting, by=people.langkai)
        item.refresh_from_db()
        assert item.as_heard["state"] == "lapsed" and item.proposal.minutes is None

    def test_the_rest_is_postponed_with_one_reason(self, people):
        meeting = an_open_meeting(people, names=3)
        item = meeting.items.first()
        services.decide(item=item, decision="eligible", by=people.langkai, version=item.version)
        assert services.postpone_rest(meeting=meeting, reason="Waktu habis.", by=people.langkai) == 2
        assert list(meeting.items.order_by("position").values_list("decision", flat=True)) == [
            "eligible", "postponed", "postponed",
        ]  # fmt: skip


class TestClosing:
    CASES = [
        ("entry", "eligible", "agreed", "entry"),
        ("entry", "not_eligible", "declined", "entry"),
        ("reverification", "eligible", "agreed", "reverification"),
        ("reverification", "not_eligible", "agreed", "exit"),
        ("objection", "eligible", "declined", "objection"),
        ("objection", "not_eligible", "agreed", "exit"),
        ("exit", "eligible", "declined", "exit"),
        ("exit", "not_eligible", "agreed", "exit"),
        ("entry", "postponed", "proposed", "entry"),
        ("objection", "absent", "proposed", "objection"),
    ]

    @pytest.mark.parametrize(("kind", "decision", "state", "becomes"), CASES)
    def test_each_decision_takes_its_step(self, people, kind, decision, state, becomes):
        meeting = decided(an_open_meeting(people, names=1, kinds=[kind]), people.langkai, [decision])
        document = closing.close(meeting=meeting, by=people.langkai)
        proposal = meeting.items.get().proposal
        assert (proposal.state, proposal.kind) == (state, becomes)
        assert proposal.minutes == (None if decision in ("postponed", "absent") else document)
        if becomes == "exit":
            assert proposal.exit_reason == "well_off"

    def test_it_issues_minutes_and_keeps_names_as_they_were_heard(self, people):
        meeting = a_decided_meeting(people)
        item = meeting.items.first()
        name = item.proposal.household.head_name
        document = closing.close(meeting=meeting, by=people.langkai)
        Household.objects.filter(pk=item.proposal.household_id).update(head_name="Nama Lain", address="Pindah")
        item.refresh_from_db()
        assert (meeting.state, meeting.minutes) == ("closed", document)
        assert item.as_heard["name"] == name and item.as_heard["address"] == "Jl. Rajawali No. 1"
        assert document.number.startswith("001/BA-MUSKEL/LANGKAI/")
        assert document.file.read(5) == b"%PDF-"

    def test_each_kelurahan_numbers_its_own(self, people):
        numbers = [a_closed_meeting(people, area).minutes.number[:20] for area in (LANGKAI, LANGKAI, MENTENG)]
        assert [number[:3] for number in numbers] == ["001", "002", "001"]

    def test_what_is_lacking_is_named_and_nothing_is_written(self, people):
        meeting = an_open_meeting(people, chair_name="", note_taker="")
        Attendee.objects.update(is_present=False)
        with pytest.raises(services.MeetingRefused) as refused:
            closing.close(meeting=meeting, by=people.langkai)
        assert "2" in str(refused.value)
        assert states(meeting) == ["listed", "listed"] and not Document.objects.exists()

    def test_a_meeting_in_the_future_is_not_closed(self, people):
        meeting = decided(an_open_meeting(people), people.langkai)
        Meeting.objects.update(held_on=timezone.localdate() + dt.timedelta(days=1))
        with pytest.raises(services.MeetingRefused):
            closing.close(meeting=meeting, by=people.langkai)

    def test_one_name_that_cannot_go_on_stops_all_and_is_named(self, people):
        meeting = a_decided_meeting(people)
        item = meeting.items.last()
        Household.objects.filter(pk=item.proposal.household_id).update(status="dissolved")
        with pytest.raises(services.MeetingRefused) as refused:
            closing.close(meeting=meeting, by=people.langkai)
        assert item.proposal.household.head_name in str(refused.value)
        assert states(meeting) == ["listed", "listed"]
        assert not meeting.items.filter(as_heard__isnull=False).exists() and not Document.objects.exists()

    def test_a_missing_quorum_does_not_stop_it_and_stands_in_the_minutes(self, people):
        meeting = decided(an_open_meeting(people, quorum=40), people.langkai)
        assert closing.close(meeting=meeting, by=people.langkai)

    def test_a_household_that_leaves_already_leaves_once(self, people):
        household = family()
        kinds = (ProposalKind.EXIT, ProposalKind.REVERIFICATION)
        both = [a_proposal_waiting(people.langkai, kind=kind, household=household) for kind in kinds]
        meeting = an_open_meeting(people, names=0)
        services.fill_agenda(meeting=meeting, proposals=both, by=people.langkai)
        decided(meeting, people.langkai, ["not_eligible"])
        closing.close(meeting=meeting, by=people.langkai)
        for each in both:
            each.refresh_from_db()
        assert [each.state for each in both] == ["agreed", "declined"]

    def test_a_second_click_issues_nothing_more(self, people):
        meeting = a_closed_meeting(people)
        with pytest.raises(services.MeetingRefused):
            closing.close(meeting=meeting, by=people.langkai)
        assert Document.objects.count() == 1

    def test_numbers_shown_to_everybody_name_nobody(self, people):
        document = a_closed_meeting(people).minutes
        text = str(document.summary)
        assert "Langkai" in text and "Usulan" not in text


class TestOpeningAgain:
    def test_everything_is_as_before_closing_and_the_document_is_withdrawn(self, people):
        kinds = ["entry", "reverification", "objection", "exit", "entry"]
        choices = ["eligible", "not_eligible", "eligible", "not_eligible", "absent"]
        meeting = decided(an_open_meeting(people, names=5, kinds=kinds), people.langkai, choices)
        before = list(
            meeting.items.order_by("pk").values("decision", "reason", "proposal__kind", "proposal__exit_reason")
        )
        document = closing.close(meeting=meeting, by=people.langkai)
        closing.reopen(meeting=meeting, note="Salah ketik nama Budi", by=people.langkai)
        assert (meeting.state, meeting.minutes, meeting.closed_at) == ("open", None, None)
        assert set(states(meeting)) == {"listed"}
        after = list(
            meeting.items.order_by("pk").values("decision", "reason", "proposal__kind", "proposal__exit_reason")
        )
        assert after == before
        assert not Proposal.objects.exclude(minutes=None).exists()
        document.refresh_from_db()
        assert document.is_withdrawn and "Budi" not in document.withdrawn_reason
        again = closing.close(meeting=meeting, by=people.langkai)
        assert again != document and again.sequence == document.sequence + 1

    def test_it_needs_a_note(self, people):
        with pytest.raises(services.MeetingRefused):
            closing.reopen(meeting=a_closed_meeting(people), note=" ", by=people.langkai)

    @pytest.mark.parametrize("state", ["visited", "returned", "verified"])
    def test_once_a_proposal_has_gone_on_it_is_refused_and_named(self, people, state):
        meeting = a_closed_meeting(people)
        item = meeting.items.first()
        Proposal.objects.filter(pk=item.proposal_id).update(state=state)
        with pytest.raises(services.MeetingRefused) as refused:
            closing.reopen(meeting=meeting, note="salah", by=people.langkai)
        assert item.as_heard["name"] in str(refused.value)
        assert not Document.objects.get().is_withdrawn

    def test_a_name_carried_on_already_is_gone(self, people):
        meeting = decided(an_open_meeting(people, names=1), people.langkai, ["postponed"])
        closing.close(meeting=meeting, by=people.langkai)
        call(people.langkai)
        with pytest.raises(services.MeetingRefused):
            closing.reopen(meeting=meeting, note="salah", by=people.langkai)

    def test_signed_minutes_are_never_opened(self, people):
        with pytest.raises(services.MeetingRefused):
            closing.reopen(meeting=a_signed_meeting(people), note="salah", by=people.officer)


class TestSigning:
    def test_the_copy_is_kept_with_its_digest_and_the_proposals_see_it(self, people):
        meeting = a_closed_meeting(people)
        closing.sign(meeting=meeting, upload=a_scan(), by=people.langkai)
        assert meeting.state == "signed" and len(meeting.minutes.signed_digest) == 64
        assert meeting.items.first().proposal.minutes.signed_digest

    def test_what_is_no_picture_is_refused_and_leaves_it_closed(self, people):
        meeting = a_closed_meeting(people)
        with pytest.raises(services.MeetingRefused):
            closing.sign(meeting=meeting, upload=_text(), by=people.langkai)
        meeting.refresh_from_db()
        assert meeting.state == "closed" and not meeting.minutes.is_signed

    def test_no_service_changes_anything_any_more(self, people):
        meeting = a_signed_meeting(people)
        item, person = meeting.items.first(), meeting.attendees.first()
        by = people.officer
        tries = [
            lambda: services.change_meeting(meeting=meeting, data={"place": "Lain"}, by=by),
            lambda: services.fill_agenda(meeting=meeting, sources=Basis.values, by=by),
            lambda: services.remove_name(item=item, by=by),
            lambda: services.postpone_rest(meeting=meeting, reason="x", by=by),
            lambda: services.add_attendees(meeting=meeting, people=[Person("X", "", Element.OTHER)], by=by),
            lambda: services.mark_present(attendee=person, is_present=False, by=by),
            lambda: services.remove_attendee(attendee=person, by=by),
            lambda: services.invite_as_last_time(meeting=meeting, by=by),
            lambda: closing.close(meeting=meeting, by=by),
            lambda: closing.sign(meeting=meeting, upload=a_scan(), by=by),
            lambda: closing.cancel(meeting=meeting, note="x", by=by),
        ]
        for attempt in tries:
            with pytest.raises(services.MeetingRefused):
                attempt()

    def test_nor_does_any_other_program(self, people):
        meeting = a_signed_meeting(people)
        tries = [
            lambda: Meeting.objects.filter(pk=meeting.pk).update(place="Lain"),
            lambda: Meeting.objects.filter(pk=meeting.pk).update(state="open"),
            lambda: AgendaItem.objects.filter(meeting=meeting).update(reason="lain", decision="postponed"),
            lambda: AgendaItem.objects.filter(meeting=meeting).delete(),
            lambda: Attendee.objects.filter(meeting=meeting).update(is_present=False),
            lambda: Attendee.objects.filter(meeting=meeting).delete(),
        ]
        for attempt in tries:
            with pytest.raises(DatabaseError), transaction.atomic():
                attempt()


class TestCancelling:
    def test_its_names_wait_again(self, people):
        meeting = a_decided_meeting(people)
        closing.cancel(meeting=meeting, note="Banjir", by=people.langkai)
        assert meeting.state == "cancelled" and states(meeting) == ["proposed", "proposed"]
        other = a_meeting(people)
        fill(other, people.langkai, Basis.PROPOSAL)
        assert other.items.count() == 2

    def test_a_closed_meeting_is_not_cancelled(self, people):
        with pytest.raises(services.MeetingRefused):
            closing.cancel(meeting=a_closed_meeting(people), note="x", by=people.langkai)


class TestAttendance:
    def test_invited_before_and_present_once_the_meeting_is_open(self, people):
        meeting = a_meeting(people)
        services.add_attendees(meeting=meeting, people=[Person("Ani", "", Element.OTHER)], by=people.langkai)
        Meeting.workflow.move(meeting, "open", by=people.langkai)
        meeting.refresh_from_db()
        added = services.add_attendees(
            meeting=meeting,
            people=[Person("ani", "", Element.OTHER), Person("Budi", "", Element.LPMK)],
            by=people.langkai,
        )
        assert added == 1
        assert dict(meeting.attendees.values_list("name", "is_present")) == {"Ani": False, "Budi": True}

    def test_the_list_of_the_last_meeting_is_taken_over(self, people):
        an_open_meeting(people)
        meeting = a_meeting(people)
        assert services.invite_as_last_time(meeting=meeting, by=people.langkai) == 3
        assert not meeting.attendees.filter(is_present=True).exists()


def test_who_runs_no_meetings_takes_no_step(people):
    meeting = a_decided_meeting(people)
    for by in (people.head, people.supervisor, people.nobody):
        with pytest.raises(services.MeetingRefused):
            closing.close(meeting=meeting, by=by)
        with pytest.raises(MoveRefused):
            Meeting.workflow.move(a_meeting(people), "open", by=by)


def test_decisions_are_those_the_workflow_knows():
    assert set(Decision.values) == {"eligible", "not_eligible", "postponed", "absent"}


def _text():
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile("scan.pdf", b"<html>", content_type="application/pdf")
