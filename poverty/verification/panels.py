"""What verification adds to the household page: a tab, and the card that says who said what when."""

from django.utils.translation import gettext_lazy as _

from accounts.permissions import Perm
from poverty.households.panels import Panel, Tab, add_panel, add_tab
from poverty.verification.knowledge import knowledge_of


def knowledge_card(household, user, members, latest):
    """The state of knowledge; three queries."""
    return knowledge_of(household, members, latest)


add_tab(
    Tab(
        30,
        "verification",
        _("Verification"),
        "poverty:household_verification",
        Perm.VIEW_PROPOSAL,
    )
)
add_panel(Panel(5, "side", "poverty/verification/knowledge_card.html", Perm.VIEW_PROPOSAL, knowledge_card))
