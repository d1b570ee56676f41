"""What meetings add to the household page: at which meetings the household was heard, and what they decided."""

from accounts.permissions import Perm
from poverty.households.panels import Panel, add_panel
from poverty.meetings.models import AgendaItem

SHOWN = 5


def heard_card(household, user, members, latest):
    """The newest hearings within reach; left out while there are none."""
    rows = (
        AgendaItem.objects.visible_to(user).filter(proposal__household=household).select_related("meeting", "proposal")
    )
    return list(rows.order_by("-meeting__held_on", "-pk")[:SHOWN]) or None


add_panel(Panel(30, "side", "poverty/meetings/heard_card.html", Perm.VIEW_MEETING, heard_card))
