"""The lists a proposal is described with. Sources: domain.md 2.1 (states) and 2.2 (exit reasons)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from poverty.households.choices import ExitReason as ExitReason


class ProposalKind(TextChoices):
    """What is proposed about a household."""

    ENTRY = "entry", _("Entry")
    REVERIFICATION = "reverification", _("Verify again")
    OBJECTION = "objection", _("Objection")
    EXIT = "exit", _("Exit")


class Channel(TextChoices):
    """From whom a proposal came."""

    CITIZEN = "citizen", _("Citizen")
    NEIGHBOURHOOD = "neighbourhood", _("RT or RW")
    ENUMERATOR = "enumerator", _("Enumerator")
    COMPANION = "companion", _("Programme companion")
    IMPORT = "import", _("Import")
    REGISTRY = "registry", _("Worklist of the registry")
    NATIONAL_LIST = "national_list", _("National list")
    CEK_BANSOS = "cek_bansos", _("Cek Bansos")


class ProposalState(TextChoices):
    """Where a proposal stands."""

    DRAFT = "draft", _("Draft")
    PROPOSED = "proposed", _("Proposed")
    LISTED = "listed", _("On a meeting's agenda")
    AGREED = "agreed", _("Agreed by the meeting")
    VISITED = "visited", _("Visited")
    RETURNED = "returned", _("Returned for repair")
    VERIFIED = "verified", _("Verified")
    ENDORSED = "endorsed", _("Endorsed")
    DECLINED = "declined", _("Declined by the meeting")
    REJECTED = "rejected", _("Not eligible")
    LAPSED = "lapsed", _("Lapsed")
    WITHDRAWN = "withdrawn", _("Withdrawn")


S = ProposalState

OPEN_STATES = (S.DRAFT, S.PROPOSED, S.LISTED, S.AGREED, S.VISITED, S.RETURNED, S.VERIFIED)
"""States in which somebody still has to act."""

LAPSING_STATES = (S.PROPOSED, S.LISTED)
"""States in which an objection lapses when its time is over: nobody has looked into it yet."""

LEAVING = (ProposalKind.EXIT, ProposalKind.OBJECTION)
"""Kinds that may take a household or a person off the list, and so carry an exit reason."""

TONES = {
    S.DRAFT: "idle",
    S.PROPOSED: "info",
    S.LISTED: "info",
    S.AGREED: "info",
    S.VISITED: "warn",
    S.RETURNED: "bad",
    S.VERIFIED: "good",
    S.ENDORSED: "good",
    S.DECLINED: "idle",
    S.REJECTED: "idle",
    S.LAPSED: "idle",
    S.WITHDRAWN: "idle",
}


class EndorsementState(TextChoices):
    """Where an endorsement list stands."""

    DRAFT = "draft", _("Being prepared")
    SUBMITTED = "submitted", _("Waiting for endorsement")
    ENDORSED = "endorsed", _("Endorsed")
    RETURNED = "returned", _("Returned")
    CANCELLED = "cancelled", _("Cancelled")
