"""What assessments add to the household page: a tab, and the cards that say in which condition a household is."""

from django.utils.translation import gettext_lazy as _

from accounts.permissions import Perm
from poverty.assessments.condition import condition
from poverty.assessments.models import AssessmentState
from poverty.assessments.selectors import beginning
from poverty.households.panels import Panel, Tab, add_panel, add_tab


def that_counts(household, latest):
    """The assessment a household is judged by; `latest` is the newest of all, or None, and mostly the same."""
    if latest is None or latest.state in (AssessmentState.SUBMITTED, AssessmentState.VERIFIED):
        return latest
    return household.assessments.all().that_counts()


def condition_card(household, user, members, latest):
    """The Kepmensos 262 list and the deprivations; without an assessment, how to get one."""
    assessment = that_counts(household, latest)
    found = condition(assessment, members, with_health=user.may(Perm.VIEW_HEALTH)) if assessment else None
    return {"condition": found, "beginning": beginning(household, user)}


def spending_card(household, user, members, latest):
    """Spending per person and the share of food; left out while nobody asked."""
    assessment = that_counts(household, latest)
    return condition(assessment, members, with_health=False) if assessment else None


add_tab(
    Tab(
        20,
        "assessments",
        _("Assessments"),
        "poverty:household_assessments",
        Perm.VIEW_ASSESSMENT,
        lambda household: household.assessments.count(),
    )
)
add_panel(Panel(10, "main", "poverty/assessments/condition_cards.html", Perm.VIEW_ASSESSMENT, condition_card))
add_panel(Panel(20, "side", "poverty/assessments/spending_card.html", Perm.VIEW_ASSESSMENT, spending_card))
