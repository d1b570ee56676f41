"""Where the names of an agenda come from: sources, each with a word for it, registered by the nouns that know them.

A source gives proposals that wait, or households for which a proposal is made as they are put on the agenda. Nouns
above meetings register theirs in their `work.py` or wherever they are loaded:

    @agenda_source(Basis.DUPLICATE, _("Possibly recorded twice"), reason=_("Perhaps recorded twice"))
    def possibly_twice(meeting):
        return Household.objects.filter(...)   # of any area: only those of the meeting's kelurahan are taken
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from poverty.households.models import Household
from poverty.households.quality import months_before
from poverty.meetings.choices import CARRIED_OVER, Basis
from poverty.meetings.models import AgendaItem, Meeting
from poverty.verification.choices import OPEN_STATES, ProposalKind
from poverty.verification.models import Proposal

SOURCES: dict[str, "Source"] = {}
WAITING = (Basis.CARRIED, Basis.PROPOSAL, Basis.OBJECTION, Basis.EXIT)
"""Sources whose names wait for a meeting anyway; the others make a proposal for each."""


@dataclass(frozen=True)
class Source:
    """One source of names. `candidates(meeting)` gives proposals or households; `reason` is what a proposal made for
    such a household says.
    """

    basis: Basis
    label: str
    candidates: Callable[[Meeting], QuerySet]
    reason: str
    order: int


def agenda_source(basis: Basis, label: str, *, reason: str = "", order: int = 60) -> Callable:
    """Register a function that gives the candidates of a meeting: a queryset of proposals or of households."""

    def register(function: Callable) -> Callable:
        SOURCES[basis] = Source(basis, label, function, reason or label, order)
        return function

    return register


def sources() -> list[Source]:
    """All sources in the order in which their names come onto an agenda."""
    return sorted(SOURCES.values(), key=lambda source: source.order)


def candidates(meeting: Meeting, source: Source, *, rw: str = "", rt: str = "") -> QuerySet:
    """What this source gives for this meeting: only what lies in its kelurahan, waits, and is on no agenda."""
    found = source.candidates(meeting)
    if found.model is Proposal:
        found = found.awaiting_meeting().filter(region_id=meeting.region_id)
        return found.filter(**_block("household__", rw, rt)).order_by(
            "household__rw", "household__rt", "household__head_key", "pk"
        )
    under_way = Proposal.objects.filter(household=OuterRef("pk"), state__in=OPEN_STATES)
    found = found.active().filter(region_id=meeting.region_id, exited_on=None).exclude(Exists(under_way))
    return found.filter(**_block("", rw, rt)).order_by("rw", "rt", "head_key", "pk")


def _block(prefix: str, rw: str, rt: str) -> dict[str, str]:
    wanted = {"rw": rw, "rt": rt}
    return {f"{prefix}{name}": value.zfill(2) for name, value in wanted.items() if value}


def kind_for(household: Household) -> str:
    """What is proposed about a household that a source names: to verify again what once was, else entry."""
    known = household.endorsed_on is not None or household.verified_on is not None
    return ProposalKind.REVERIFICATION if known else ProposalKind.ENTRY


def basis_of(proposal: Proposal) -> Basis:
    """Why a proposal that somebody puts on the agenda stands there."""
    return {ProposalKind.OBJECTION: Basis.OBJECTION, ProposalKind.EXIT: Basis.EXIT}.get(proposal.kind, Basis.PROPOSAL)


def carried(meeting: Meeting) -> QuerySet:
    """The hearings that ended in a later one: earlier meetings of this kelurahan postponed the name."""
    return AgendaItem.objects.filter(
        meeting__in=Meeting.objects.held().filter(region_id=meeting.region_id), decision__in=CARRIED_OVER
    )


def earlier_hearings(meeting: Meeting, proposals: Collection[int]) -> QuerySet:
    """Of these proposals, the last hearing of each that was carried over to this meeting."""
    return carried(meeting).filter(proposal__in=proposals).order_by("proposal_id", "-pk").distinct("proposal_id")


@agenda_source(Basis.CARRIED, _("Carried over from earlier meetings"), order=10)
def carried_over(meeting: Meeting) -> QuerySet:
    """Names that an earlier meeting postponed."""
    return Proposal.objects.filter(pk__in=carried(meeting).values("proposal"))


def _new(meeting: Meeting, *kinds: str) -> QuerySet:
    return Proposal.objects.filter(kind__in=kinds).exclude(pk__in=carried(meeting).values("proposal"))


@agenda_source(Basis.PROPOSAL, _("New proposals"), order=20)
def new_proposals(meeting: Meeting) -> QuerySet:
    """Proposed to enter the list, or to be verified again, and not yet heard."""
    return _new(meeting, ProposalKind.ENTRY, ProposalKind.REVERIFICATION)


@agenda_source(Basis.OBJECTION, _("Objections"), order=30)
def objections(meeting: Meeting) -> QuerySet:
    """Somebody says that the household does not belong on the list."""
    return _new(meeting, ProposalKind.OBJECTION).filter(Q(lapses_on=None) | Q(lapses_on__gte=timezone.localdate()))


@agenda_source(Basis.EXIT, _("Proposed to leave the list"), order=40)
def exits(meeting: Meeting) -> QuerySet:
    """Proposed to leave the list."""
    return _new(meeting, ProposalKind.EXIT)


@agenda_source(Basis.STALE, _("Verified too long ago"), order=50, reason=_("Verified too long ago"))
def stale(meeting: Meeting) -> QuerySet:
    """Households whose verification is older than the configured number of months."""
    return Household.objects.verified_before(months_before(timezone.localdate(), settings.VERIFICATION_STALE_MONTHS))


@agenda_source(Basis.LOWEST, _("Decile 1 or 2, not verified"), order=55, reason=_("Decile 1 or 2 and not verified"))
def lowest(meeting: Meeting) -> QuerySet:
    """Households that the national list puts into decile 1 or 2 and that nobody here has verified."""
    return Household.objects.lowest_deciles().filter(verified_on=None)
