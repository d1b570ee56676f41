"""The columns of proposals, declared once, for the list's export; and those of an endorsement list's annex."""

from django.utils.translation import gettext_lazy as _

from core.exports import ExportResource, column
from poverty.households.resources import plain_rows
from poverty.verification.models import Proposal


class ProposalResource(ExportResource):
    """Proposals with their household, for the list's export; no personal number is among them."""

    number = column("pk", _("Proposal number"))
    household = column("household_id", _("Household number"))
    head = column("household__head_name", _("Head of household"))
    address = column("household__address", _("Address"))
    region_code = column("region_id", _("Kemendagri code"))
    village = column("region__name", _("Kelurahan"))
    decile = column("household__decile", _("National decile"))
    kind = column("kind", _("Kind"))
    channel = column("channel", _("Came from"))
    exit_reason = column("exit_reason", _("Exit reason"))
    received_on = column("received_on", _("Received on"))
    state = column("state", _("State"))
    state_since = column("state_since__date", _("In this state since"))
    due_on = column("due_on", _("Next step due on"))
    lapses_on = column("lapses_on", _("Lapses on"))
    visited_on = column("visited_on", _("Visited on"))
    proposed_by = column("recorded_by__name", _("Proposed by"))

    NUMBERS = ()

    class Meta:
        model = Proposal
        fields = (
            "number", "household", "head", "address", "region_code", "village", "decile", "kind", "channel",
            "exit_reason", "received_on", "state", "state_since", "due_on", "lapses_on", "visited_on", "proposed_by",
        )  # fmt: skip

    def rows(self, queryset, user):
        return plain_rows(self, queryset, user)
