"""What a meeting still lacks before a step, in words for the person who would take it."""

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from poverty.verification.choices import ProposalState


def lacking_for(meeting, transition: str) -> list:
    """The list for one step; empty when nothing is lacking."""
    if transition == "close":
        return _before_closing(meeting)
    if transition == "sign" and (meeting.minutes is None or not meeting.minutes.is_signed):
        return [_("the signed copy of the minutes")]
    return []


def _before_closing(meeting) -> list:
    lacking = []
    counts = meeting.items.aggregate(
        all=Count("pk"), open=Count("pk", filter=Q(decision="", proposal__state=ProposalState.LISTED))
    )
    if not counts["all"]:
        lacking.append(_("a name on the agenda"))
    if counts["open"]:
        lacking.append(_("a decision for %(count)s names") % {"count": counts["open"]})
    if meeting.held_on > timezone.localdate():
        lacking.append(_("a day that is not in the future"))
    if not meeting.chair_name:
        lacking.append(_("who chaired the meeting"))
    if not meeting.note_taker:
        lacking.append(_("who took the minutes"))
    if not meeting.attendees.filter(is_present=True).exists():
        lacking.append(_("somebody who was present"))
    return lacking
