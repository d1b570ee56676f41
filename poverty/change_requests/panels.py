"""What change requests add to the household page, and where its edit screens hand a request in."""

from django.utils.translation import gettext_lazy as _

from accounts.permissions import Perm
from poverty.change_requests.services import request_change
from poverty.households.panels import Panel, Tab, add_panel, add_tab
from poverty.households.requesting import files_requests

SHOWN = 10


def open_requests(household, user, members, latest):
    """The card of what is asked for and not yet decided; left out while there is nothing."""
    rows = household.change_requests.visible_to(user).awaiting().order_by("due_on", "pk")
    return list(rows.select_related("requested_by", "member")[:SHOWN]) or None


files_requests(request_change)
add_tab(
    Tab(
        60,
        "change_requests",
        _("Change requests"),
        "poverty:household_change_requests",
        Perm.VIEW_CHANGE_REQUEST,
    )
)
add_panel(Panel(5, "side", "poverty/change_requests/card.html", Perm.VIEW_CHANGE_REQUEST, open_requests))
