"""Use cases that write meetings, their agenda, attendance and decisions. Each takes the person who acts as `by`.

Every one locks the meeting first: who decides and who closes at the same moment do so one after the other. Closing,
opening again, signing and cancelling stand in `closing.py`.
"""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Perm
from core.workflow import Result
from poverty.meetings import agenda
from poverty.meetings.choices import Basis, Decision, MeetingState
from poverty.meetings.models import AgendaItem, Attendee, Meeting
from poverty.meetings.people import Person
from poverty.meetings.rulings import Ruling, RulingRefused, completed
from poverty.regions.models import Region
from poverty.verification.choices import Channel, ProposalState
from poverty.verification.models import Proposal
from poverty.verification.services import ProposalRefused, propose, propose_each

MAX_NAMES = 500
"""More names no meeting can hear one by one."""
CHANGEABLE = ("held_on", "starts_at", "place", "chair_name", "note_taker", "quorum", "notes", "photo")
RENUMBER_SQL = """
UPDATE poverty_agendaitem AS item SET position = wanted.number
FROM (SELECT id, row_number() OVER (ORDER BY (basis = %s) DESC, position, id) AS number
      FROM poverty_agendaitem WHERE meeting_id = %s) AS wanted
WHERE item.id = wanted.id AND item.position <> wanted.number
"""


class MeetingRefused(Exception):
    """This cannot be done with this meeting now; the message says why, in words for the person who tried."""


class DecidedMeanwhile(MeetingRefused):
    """Somebody else has decided about this name since the page was read; `item` holds what stands now."""

    def __init__(self, item: AgendaItem):
        self.item = item
        super().__init__(_("Somebody else has decided about this name meanwhile."))


def locked(meeting: Meeting, *states: str) -> Meeting:
    """The meeting's present row, locked. Raises `MeetingRefused` when it is in none of these states."""
    fresh = Meeting.objects.select_for_update(of=("self",)).select_related("region").get(pk=meeting.pk)
    if states and fresh.state not in states:
        raise MeetingRefused(
            _("The meeting is “%(state)s”: this can no longer be changed.") % {"state": fresh.get_state_display()}
        )
    return fresh


@transaction.atomic
def call_meeting(*, region: Region, data: dict[str, Any], by) -> Meeting:
    """Call a community meeting of a kelurahan; names that earlier meetings postponed stand on its agenda at once.

    Raises:
        MeetingRefused: outside the area in which this person runs meetings, or no kelurahan.
    """
    within = Region.objects.villages().visible_to(by, Perm.RUN_MEETING)
    if not within.filter(pk=region.pk).exists():
        raise MeetingRefused(_("You run no meetings in this kelurahan."))
    _refuse_foreign(data)
    values = {"quorum": settings.MEETING_QUORUM} | {name: value for name, value in data.items() if value is not None}
    meeting = Meeting.objects.create(region=region, called_by=by, **values)
    Meeting.workflow.begin(meeting, by=by, step="call", permission=Perm.RUN_MEETING)
    fill_agenda(meeting=meeting, sources=[Basis.CARRIED], by=by)
    meeting.refresh_from_db()
    return meeting


@transaction.atomic
def change_meeting(*, meeting: Meeting, data: dict[str, Any], by) -> Meeting:
    """Change the meeting's own fields, until it is closed."""
    _refuse_foreign(data)
    fresh = locked(meeting, MeetingState.PLANNED, MeetingState.OPEN)
    for name, value in data.items():
        setattr(fresh, name, value)
    fresh.save()
    fresh.refresh_from_db()
    return fresh


def _refuse_foreign(data: dict[str, Any]) -> None:
    foreign = set(data) - set(CHANGEABLE)
    if foreign:
        raise ValueError(f"not to be set: {sorted(foreign)}")


@transaction.atomic
def fill_agenda(
    *,
    meeting: Meeting,
    by,
    sources: Iterable[str] = (),
    proposals: Iterable[Proposal] = (),
    limit: int | None = None,
    rw: str = "",
    rt: str = "",
) -> list[Result]:
    """Put names on the agenda, from sources or by proposal; each name gets its result, and one refusal hides no other.

    For a household that a source names a proposal is made. `limit` is the number of names in all.

    Raises:
        MeetingRefused: once the meeting is closed, and when the agenda is full.
    """
    fresh = locked(meeting, MeetingState.PLANNED, MeetingState.OPEN)
    room = MAX_NAMES - fresh.items.count()
    if room <= 0:
        raise MeetingRefused(_("The agenda is full: %(most)s names.") % {"most": MAX_NAMES})
    room = min(room, limit) if limit is not None else room
    results: list[Result] = []
    chosen = list(proposals)
    if chosen:
        within = Proposal.objects.filter(pk__in=[each.pk for each in chosen], region_id=fresh.region_id)
        results += _list_each(fresh, list(within)[:room], "", by)
    for source in agenda.sources():
        if source.basis in sources:
            room_left = room - sum(not result.refusal for result in results)
            results += _from_source(fresh, source, room_left, by, rw=rw, rt=rt)
    _renumber(fresh)
    return results


def _from_source(meeting: Meeting, source: agenda.Source, room: int, by, **block) -> list[Result]:
    found = list(agenda.candidates(meeting, source, **block)[: max(room, 0)])
    if not found or isinstance(found[0], Proposal):
        return _list_each(meeting, found, source.basis, by)
    results, order = [], {household.pk: place for place, household in enumerate(found)}
    for kind in sorted({agenda.kind_for(household) for household in found}):
        about = [household for household in found if agenda.kind_for(household) == kind]
        results += propose_each(households=about, kind=kind, reason=str(source.reason), by=by, channel=Channel.REGISTRY)
    made = [result.item for result in results if not result.refusal]
    made.sort(key=lambda proposal: order[proposal.household_id])
    return [result for result in results if result.refusal] + _list_each(meeting, made, source.basis, by)


def _list_each(meeting: Meeting, proposals: list[Proposal], basis: str, by) -> list[Result]:
    """Each proposal takes its step onto the agenda and gets its line, in the order given."""
    if not proposals:
        return []
    results = Proposal.workflow.move_each(proposals, "list", by=by, note=str(meeting))
    taken = {result.item.pk for result in results if not result.refusal}
    before = {item.proposal_id: item for item in agenda.earlier_hearings(meeting, taken)}
    start = (meeting.items.aggregate(last=Max("position"))["last"] or 0) + 1
    lines = [
        AgendaItem(
            meeting=meeting,
            proposal=proposal,
            basis=Basis.CARRIED if proposal.pk in before else basis or agenda.basis_of(proposal),
            carried_from=before.get(proposal.pk),
            position=start + place,
        )
        for place, proposal in enumerate(each for each in proposals if each.pk in taken)
    ]
    AgendaItem.objects.bulk_create(lines)
    return results


@transaction.atomic
def add_household(*, meeting: Meeting, household, reason: str, by) -> None:
    """Put a recorded household on the agenda, by the proposal that waits for it or by one made here with this reason.

    Raises:
        MeetingRefused: of another kelurahan, already under way, without a reason, or once the meeting is closed.
    """
    fresh = locked(meeting, MeetingState.PLANNED, MeetingState.OPEN)
    if household.region_id != fresh.region_id:
        raise MeetingRefused(_("This household lies in another kelurahan."))
    if fresh.items.count() >= MAX_NAMES:
        raise MeetingRefused(_("The agenda is full: %(most)s names.") % {"most": MAX_NAMES})
    waiting = Proposal.objects.awaiting_meeting().filter(household=household).order_by("pk").first()
    try:
        if waiting is None:
            kind, channel = agenda.kind_for(household), Channel.NEIGHBOURHOOD
            waiting = propose(household=household, kind=kind, reason=reason, by=by, channel=channel)
    except ProposalRefused as refused:
        raise MeetingRefused(str(refused)) from None
    (result,) = _list_each(fresh, [waiting], "", by)
    if result.refusal:
        raise MeetingRefused(result.refusal)
    _renumber(fresh)


def _renumber(meeting: Meeting) -> None:
    """Numbers without gaps, carried-over names first; once the meeting is open a number that was called stays."""
    if meeting.state == MeetingState.PLANNED:
        with connection.cursor() as cursor:
            cursor.execute(RENUMBER_SQL, [Basis.CARRIED, meeting.pk])


@transaction.atomic
def remove_name(*, item: AgendaItem, by) -> None:
    """Take an undecided name off the agenda; its proposal waits for another meeting.

    Raises:
        MeetingRefused: once the meeting is closed, or when the name is decided.
    """
    meeting = locked(item.meeting, MeetingState.PLANNED, MeetingState.OPEN)
    fresh = meeting.items.select_related("proposal").get(pk=item.pk)
    if fresh.is_decided:
        raise MeetingRefused(_("This name is decided. Take the decision back first."))
    if fresh.proposal.state == ProposalState.LISTED:
        Proposal.workflow.move(fresh.proposal, "unlist", by=by, note=str(meeting))
    fresh.delete()
    _renumber(meeting)


@transaction.atomic
def decide(
    *,
    item: AgendaItem,
    decision: str,
    by,
    version: int,
    reason: str = "",
    exit_reason: str = "",
    about_person=None,
) -> AgendaItem:
    """Keep the meeting's decision about one name, at once. The same sent twice counts once.

    Raises:
        DecidedMeanwhile: when the name has changed since the version that the page showed.
        MeetingRefused: when the meeting is not in session.
        RulingRefused: when the decision lacks its reason.
    """
    fresh = _locked_item(item)
    kept = completed(fresh, Ruling(decision, reason, exit_reason, about_person))
    wanted = (kept.decision, kept.reason, kept.exit_reason, kept.person and kept.person.pk)
    if wanted == (fresh.decision, fresh.reason, fresh.exit_reason, fresh.about_person_id):
        return fresh
    _refuse_other_version(fresh, version)
    fresh.decision, fresh.reason, fresh.exit_reason, fresh.about_person = (
        kept.decision, kept.reason, kept.exit_reason, kept.person,
    )  # fmt: skip
    fresh.decided_by, fresh.decided_at = by, timezone.now()
    fresh.save()
    fresh.refresh_from_db(fields=["version"])
    return fresh


@transaction.atomic
def undecide(*, item: AgendaItem, by, version: int) -> AgendaItem:
    """Take a decision back while the meeting is in session."""
    fresh = _locked_item(item)
    if not fresh.is_decided:
        return fresh
    _refuse_other_version(fresh, version)
    fresh.decision = fresh.reason = fresh.exit_reason = ""
    fresh.about_person = fresh.decided_by = fresh.decided_at = None
    fresh.save()
    fresh.refresh_from_db(fields=["version"])
    return fresh


def _locked_item(item: AgendaItem) -> AgendaItem:
    locked(item.meeting, MeetingState.OPEN)
    rows = AgendaItem.objects.select_for_update(of=("self",))
    return rows.select_related("proposal__household", "decided_by", "meeting").get(pk=item.pk)


def _refuse_other_version(item: AgendaItem, version: int) -> None:
    if item.version != version:
        raise DecidedMeanwhile(item)


@transaction.atomic
def postpone_rest(*, meeting: Meeting, reason: str, by) -> int:
    """Postpone every name that is still open, with one reason for all. How many."""
    fresh = locked(meeting, MeetingState.OPEN)
    if not reason.strip():
        raise RulingRefused(_("Give the reason of the decision."))
    rest = fresh.items.filter(decision="", proposal__state=ProposalState.LISTED)
    return rest.update(
        decision=Decision.POSTPONED, reason=reason.strip()[:500], decided_by=by, decided_at=timezone.now()
    )


@transaction.atomic
def add_attendees(*, meeting: Meeting, people: Iterable[Person], by) -> int:
    """Note who is invited (before the meeting) or present (during it). A name that stands there already is left out."""
    fresh = locked(meeting, MeetingState.PLANNED, MeetingState.OPEN)
    known = {name.casefold() for name in fresh.attendees.values_list("name", flat=True)}
    lines = []
    for person in people:
        if person.name.casefold() not in known:
            known.add(person.name.casefold())
            lines.append(Attendee(meeting=fresh, is_present=fresh.is_open, **person._asdict()))
    return len(Attendee.objects.bulk_create(lines))


@transaction.atomic
def mark_present(*, attendee: Attendee, is_present: bool, by) -> Attendee:
    """Note whether somebody came."""
    locked(attendee.meeting, MeetingState.PLANNED, MeetingState.OPEN)
    Attendee.objects.filter(pk=attendee.pk).update(is_present=is_present)
    attendee.refresh_from_db()
    return attendee


@transaction.atomic
def remove_attendee(*, attendee: Attendee, by) -> None:
    """Take somebody off the list of those invited or present."""
    locked(attendee.meeting, MeetingState.PLANNED, MeetingState.OPEN)
    attendee.delete()


@transaction.atomic
def invite_as_last_time(*, meeting: Meeting, by) -> int:
    """Take over who stood on the list of this kelurahan's last meeting. How many came on the list."""
    last = (
        Meeting.objects.filter(region_id=meeting.region_id, attendees__isnull=False)
        .exclude(pk=meeting.pk)
        .order_by("-held_on", "-pk")
        .first()
    )
    people = [Person(row.name, row.position, row.element) for row in last.attendees.all()] if last else []
    return add_attendees(meeting=meeting, people=people, by=by)
