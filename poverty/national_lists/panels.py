"""What national lists add to the household page: what the last lists say about this family."""

from accounts.permissions import Perm
from poverty.households.panels import Panel, add_panel
from poverty.national_lists.choices import CLOSED
from poverty.national_lists.models import NationalListEntry

SHOWN = 4


def lists_card(household, user, members, latest):
    """The last lists on which the family stands, newest first; left out for families on none."""
    found = NationalListEntry.objects.filter(household=household, national_list__state__in=CLOSED)
    found = found.select_related("national_list", "region").order_by(
        "-national_list__year", "-national_list__quarter", "-pk"
    )
    return {"entries": entries} if (entries := list(found[:SHOWN])) else None


add_panel(Panel(40, "side", "poverty/national_lists/household_card.html", Perm.VIEW_NATIONAL_LIST, lists_card))
