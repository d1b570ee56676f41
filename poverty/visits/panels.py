"""What visits add to the household page: a tab with all of them."""

from django.utils.translation import gettext_lazy as _

from accounts.permissions import Perm
from poverty.households.panels import Tab, add_tab

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
