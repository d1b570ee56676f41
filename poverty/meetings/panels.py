"""What meetings add to the pages of households and proposals: where they were heard, and what was decided."""

from accounts.permissions import Perm
from poverty.households.panels import Panel, add_panel
from poverty.meetings.models import AgendaItem
from poverty.verification.cards import ProposalCard, add_card

SHOWN = 5


def _newest(rows) -> list[AgendaItem] | None:
    newest = rows.select_related("meeting", "proposal").order_by("-meeting__held_on", "-pk")
    return list(newest[:SHOWN]) or None


def heard_card(household, user, members, latest):
    """The newest hearings of a household within reach; left out while there are none."""
    return _newest(AgendaItem.objects.visible_to(user).filter(proposal__household=household))


def proposal_card(proposal, user):
    """The hearings of a proposal within reach; left out while there are none."""
    return _newest(AgendaItem.objects.visible_to(user).filter(proposal=proposal))


add_panel(Panel(30, "side", "poverty/meetings/heard_card.html", Perm.VIEW_MEETING, heard_card))
add_card(ProposalCard(10, "main", "poverty/meetings/heard_card.html", Perm.VIEW_MEETING, proposal_card))
