"""Figures and facts about meetings for pages and for My work."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.utils import timezone

from accounts.permissions import Perm
from core.models import Move
from core.working_days import add_working_days
from poverty.meetings.choices import Decision, MeetingState
from poverty.meetings.models import Meeting
from poverty.verification.choices import ProposalState

CLOSE_WORKING_DAYS = 1
"""Contoh: so many working days after its day a meeting is closed and its minutes are written."""
SIGN_WORKING_DAYS = 5
"""Contoh: so many working days after closing the signed minutes have come in."""


@dataclass(frozen=True)
class Progress:
    """How far a meeting has come: names in all, decided, by decision, and those whose proposal ended meanwhile."""

    all: int
    eligible: int
    not_eligible: int
    postponed: int
    absent: int
    gone: int

    @property
    def decided(self) -> int:
        return self.eligible + self.not_eligible + self.postponed + self.absent

    @property
    def open(self) -> int:
        return self.all - self.decided - self.gone

    @property
    def carried(self) -> int:
        """Names that go to the next meeting."""
        return self.postponed + self.absent


def progress_of(meeting: Meeting) -> Progress:
    """One statement over the agenda."""
    ended = Q(decision="") & ~Q(proposal__state=ProposalState.LISTED)
    return Progress(
        **meeting.items.aggregate(
            all=Count("pk"),
            gone=Count("pk", filter=ended),
            **{each.value: Count("pk", filter=Q(decision=each)) for each in Decision},
        )
    )


@dataclass(frozen=True)
class Quorum:
    """How many came, of how many who are needed."""

    present: int
    invited: int
    needed: int

    @property
    def is_reached(self) -> bool:
        return self.present >= self.needed


def quorum_of(meeting: Meeting) -> Quorum:
    """One statement over the attendance."""
    counts = meeting.attendees.aggregate(present=Count("pk", filter=Q(is_present=True)), invited=Count("pk"))
    return Quorum(**counts, needed=meeting.quorum)


@dataclass(frozen=True)
class Stage:
    """One state on the way of a meeting: passed (done), present (now) or to come, and the step that led there."""

    label: str
    place: str
    move: Move | None


WAY = (MeetingState.PLANNED, MeetingState.OPEN, MeetingState.CLOSED, MeetingState.SIGNED)


def stages(meeting: Meeting, moves: list[Move]) -> list[Stage]:
    """The four states with the step that last led into each; none for a cancelled meeting."""
    if meeting.state not in WAY:
        return []
    here, last = WAY.index(meeting.state), {move.target: move for move in moves}
    return [
        Stage(
            str(state.label),
            "done" if index < here or state == MeetingState.SIGNED == meeting.state else "now" if index == here else "",
            last.get(state.value) if index <= here else None,
        )
        for index, state in enumerate(WAY)
    ]


def to_run(user):
    """The meetings that this person runs."""
    return Meeting.objects.visible_to(user, Perm.RUN_MEETING)


def due_day(meeting: Meeting) -> date | None:
    """The day until which the next step is due; None when nothing is due."""
    if meeting.state == MeetingState.PLANNED:
        return meeting.held_on
    if meeting.state == MeetingState.OPEN:
        return add_working_days(timezone.localdate(meeting.opened_at), CLOSE_WORKING_DAYS)
    if meeting.state == MeetingState.CLOSED:
        return add_working_days(timezone.localdate(meeting.closed_at), SIGN_WORKING_DAYS)
    return None
