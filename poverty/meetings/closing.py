"""The end of a meeting: closing with minutes, opening again, signing, cancelling. Each is one transaction.

All or nothing: a crash in the middle leaves the meeting in session with every decision kept.
"""

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.documents.models import Document
from core.documents.services import DocumentRefused, attach_signed_copy, issue, withdraw
from core.documents.uploads import FileRefused
from core.refusals import refusal_of
from core.workflow import MoveRefused
from poverty.meetings import hearing, minutes
from poverty.meetings.choices import Decision, MeetingState
from poverty.meetings.models import AgendaItem, Meeting
from poverty.meetings.rulings import Outcome, outcome
from poverty.meetings.services import MeetingRefused, locked
from poverty.verification.choices import OPEN_STATES, ProposalKind, ProposalState
from poverty.verification.models import Proposal

REACHED = {"agree": ProposalState.AGREED, "decline": ProposalState.DECLINED, "unlist": ProposalState.PROPOSED}
"""The state in which each step leaves a proposal."""


@transaction.atomic
def close(*, meeting: Meeting, by) -> Document:
    """Close the meeting: every name as it was heard is kept, every proposal takes its step, the minutes are issued.

    Raises:
        MeetingRefused: while something is lacking, or a proposal cannot take its step; the message names it.
    """
    fresh = locked(meeting)
    refusal = Meeting.workflow.refusal(fresh, "close", by=by)
    if refusal:
        raise MeetingRefused(refusal)
    items = _items(fresh)
    _keep_as_heard(fresh, items, by)
    heard = [item for item in items if item.proposal.state == ProposalState.LISTED]
    refusals = [text for item in sorted(heard, key=lambda each: each.proposal_id) if (text := _take_step(item, by))]
    if refusals:
        raise MeetingRefused(" ".join(refusals))
    document = _issue_minutes(fresh, by)
    decided = [item.proposal_id for item in heard if item.decision not in (Decision.POSTPONED, Decision.ABSENT)]
    Proposal.objects.filter(pk__in=decided).update(minutes=document)
    fresh.minutes, fresh.closed_at = document, timezone.now()
    fresh.save(update_fields=["minutes", "closed_at"])
    Meeting.workflow.move(fresh, "close", by=by)
    meeting.refresh_from_db()
    return document


def _items(meeting: Meeting) -> list[AgendaItem]:
    return list(meeting.items.select_related("proposal__household", "about_person").order_by("position", "pk"))


def _keep_as_heard(meeting: Meeting, items: list[AgendaItem], by) -> None:
    for item in items:
        item.as_heard = None
    for name in hearing.names_of(meeting, items, user=by):
        name.item.as_heard = hearing.as_heard(name, added=name.item.created_at > meeting.opened_at)
    AgendaItem.objects.bulk_update(items, ["as_heard"], batch_size=200)


def _take_step(item: AgendaItem, by) -> str:
    """The proposal's step by the decision. Why it could not be taken; empty when it was."""
    proposal, what = item.proposal, outcome(item.proposal.kind, item.decision)
    note = f"{item.get_decision_display()}: {item.reason}" if item.reason else str(item.get_decision_display())
    if what.becomes_exit:
        if _leaves_already(item):
            what = Outcome("decline")
            note = _("%(decision)s; an exit of this household is already under way") % {"decision": note}
        else:
            proposal.kind, proposal.exit_reason = ProposalKind.EXIT, item.exit_reason
            proposal.exited_member = item.about_person
            proposal.save(update_fields=["kind", "exit_reason", "exited_member"])
    try:
        Proposal.workflow.move(proposal, what.step, by=by, note=note)
    except MoveRefused as refused:
        return f"{item.position}. {item.as_heard['name']}: {refused}"
    return ""


def _leaves_already(item: AgendaItem) -> bool:
    others = Proposal.objects.filter(
        household=item.proposal.household_id,
        kind=ProposalKind.EXIT,
        exited_member=item.about_person,
        state__in=OPEN_STATES,
    )
    return others.exclude(pk=item.proposal_id).exists()


def _issue_minutes(meeting: Meeting, by) -> Document:
    return issue(
        kind="minutes",
        template="documents/meeting_minutes.typ",
        data=minutes.data_of(meeting),
        series=minutes.series_of(meeting),
        title=minutes.TITLE,
        subject=meeting,
        summary=minutes.summary_of(meeting),
        by=by,
        place=meeting.region.name,
    )


@transaction.atomic
def reopen(*, meeting: Meeting, note: str, by) -> Meeting:
    """Go back into session before the minutes are signed: the document is withdrawn, the proposals are heard again.

    Raises:
        MeetingRefused: when the minutes are signed, without a note, or when a proposal has gone on meanwhile.
    """
    fresh = locked(meeting)
    refusal = Meeting.workflow.refusal(fresh, "reopen", by=by, note=note)
    if refusal:
        raise MeetingRefused(refusal)
    items = [item for item in _items(fresh) if item.as_heard["state"] == ProposalState.LISTED]
    gone = [f"{item.position}. {item.as_heard['name']}" for item in items if _went_on(fresh, item)]
    if gone:
        raise MeetingRefused(
            _("Opening again is not possible: these have gone on since. %(names)s") % {"names": "; ".join(gone)}
        )
    for item in sorted(items, key=lambda each: each.proposal_id):
        _bring_back(item, note, by)
    withdraw(document=fresh.minutes, reason=minutes.WITHDRAWN, by=by)
    fresh.items.update(as_heard=None)
    Meeting.workflow.move(fresh, "reopen", by=by, note=note)
    fresh.minutes = fresh.closed_at = None
    fresh.save(update_fields=["minutes", "closed_at"])
    meeting.refresh_from_db()
    return meeting


def _went_on(meeting: Meeting, item: AgendaItem) -> bool:
    proposal = item.proposal
    left = {REACHED[outcome(item.as_heard["kind"], item.decision).step], _declined_instead(item)}
    return proposal.state not in left or proposal.state_since > meeting.closed_at


def _declined_instead(item: AgendaItem) -> str:
    """An exit that was under way already lets the proposal be declined although its household leaves."""
    becomes_exit = outcome(item.as_heard["kind"], item.decision).becomes_exit
    return ProposalState.DECLINED if becomes_exit else ""


def _bring_back(item: AgendaItem, note: str, by) -> None:
    """The proposal as it was before the meeting was closed, listed again."""
    proposal, kept = item.proposal, item.as_heard
    if proposal.kind != kept["kind"]:
        proposal.kind, proposal.exit_reason = kept["kind"], kept["exit_reason"]
        proposal.exited_member_id = kept["exited_member"]
    proposal.minutes = None
    step = "list" if proposal.state == ProposalState.PROPOSED else "relist"
    try:
        proposal.save(update_fields=["kind", "exit_reason", "exited_member", "minutes"])
        Proposal.workflow.move(proposal, step, by=by, note=note)
    except MoveRefused as refused:
        raise MeetingRefused(f"{item.position}. {kept['name']}: {refused}") from None
    except IntegrityError as error:
        text = "; ".join(str(message) for message in refusal_of(error).messages)
        raise MeetingRefused(f"{item.position}. {kept['name']}: {text}") from None


@transaction.atomic
def sign(*, meeting: Meeting, upload: UploadedFile, by) -> Meeting:
    """Keep the signed copy of the minutes. From then on nothing of the meeting changes.

    Raises:
        MeetingRefused: when the meeting is not waiting for it, or the file is no PDF or picture.
    """
    fresh = locked(meeting, MeetingState.CLOSED)
    try:
        attach_signed_copy(document=fresh.minutes, upload=upload, by=by)
    except (DocumentRefused, FileRefused) as refused:
        raise MeetingRefused(str(refused)) from None
    try:
        Meeting.workflow.move(fresh, "sign", by=by)
    except MoveRefused as refused:
        raise MeetingRefused(str(refused)) from None
    meeting.refresh_from_db()
    return meeting


@transaction.atomic
def cancel(*, meeting: Meeting, note: str, by) -> Meeting:
    """Call the meeting off: its names wait for another one. What was decided stays readable and counts for nothing."""
    fresh = locked(meeting)
    try:
        Meeting.workflow.move(fresh, "cancel", by=by, note=note)
    except MoveRefused as refused:
        raise MeetingRefused(str(refused)) from None
    listed = [item.proposal for item in _items(fresh) if item.proposal.state == ProposalState.LISTED]
    for result in Proposal.workflow.move_each(listed, "unlist", by=by, note=note):
        if result.refusal:
            raise MeetingRefused(result.refusal)
    meeting.refresh_from_db()
    return meeting
