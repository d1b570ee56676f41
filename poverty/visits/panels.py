"""What visits add to other pages: the household's tab, and a card on the page of a proposal."""

from django.utils.translation import gettext_lazy as _

from accounts.permissions import Perm
from poverty.households.panels import Tab, add_tab
from poverty.verification.cards import ProposalCard, add_card
from poverty.visits import selectors


def visits_card(proposal, user):
    """The visits for a proposal within reach, newest first; left out while nobody visits and none can be planned."""
    visits = proposal.visits.visible_to(user).select_related("assigned_to", "household").order_by("-pk")
    shown = [(visit, selectors.summary(visit)) for visit in visits[:5]]
    may_plan = selectors.may_plan_for(proposal, user) and not any(visit.state == "planned" for visit, _sum in shown)
    return {"visits": shown, "proposal": proposal, "may_plan": may_plan} if shown or may_plan else None


add_tab(
    Tab(
        40,
        "visits",
        _("Visits"),
        "poverty:household_visits",
        Perm.VIEW_VISIT,
        lambda household: household.visits.count(),
    )
)
add_card(ProposalCard(20, "main", "poverty/visits/proposal_card.html", Perm.VIEW_VISIT, visits_card))
