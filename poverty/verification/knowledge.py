"""State of knowledge: of the main facts about a household, which source said it, who, and when.

Two queries read the history for who last said address, decile and members; a third the proposals.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import IntegerField, OuterRef, Subquery, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, NullIf
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.users.models import User
from core.history import SOURCES, event_model
from core.models import Move
from poverty.households.models import Household, Member
from poverty.households.quality import months_before
from poverty.verification.choices import LEAVING, ProposalState
from poverty.verification.models import Proposal

ADDRESS = ("address", "rt", "rw", "region_id")
DECILE = ("decile", "decile_source", "decile_date")
NEWEST = 60
"""So many changes of one household are read; what is older than all of them counts as said at the first of them."""


@dataclass(frozen=True)
class Said:
    """One fact: what is known, from which source, by whom, on which day; `tone` marks what is lacking or old."""

    fact: str
    value: str
    source: str = ""
    who: str = ""
    on: date | None = None
    url: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Knowledge:
    """The whole card: the present state of verification in words, and who said what when."""

    verdict: str
    tone: str
    said: tuple[Said, ...]
    open: tuple[Proposal, ...]


def knowledge_of(household: Household, members: Iterable[Member], latest) -> Knowledge:
    """What is known about this household and who said so. `latest` is its newest assessment, or None."""
    proposals = list(_proposals(household))
    verdict, tone = _verdict(household)
    said = (*_recorded(household, list(members)), *_assessed(latest), *_decided(household, proposals))
    return Knowledge(verdict, tone, said, tuple(each for each in proposals if each.is_open))


def _proposals(household: Household):
    """All proposals, newest first, each with who visited and who endorsed it."""

    def actor(step):
        moves = Move.objects.filter(subject_type=Proposal._meta.label_lower, subject_id=OuterRef("pk"), transition=step)
        return Subquery(moves.order_by("-at").values("actor__name")[:1])

    return (
        household.proposals.select_related("minutes", "endorsement__document", "region")
        .annotate(visited_by=actor("visit"), endorsed_by=actor("endorse"))
        .order_by("-pk")
    )


def _verdict(household: Household) -> tuple[str, str]:
    """The present state of verification in a few words."""
    if household.exit_reason:
        return _("Left the list: %(reason)s") % {"reason": household.get_exit_reason_display()}, "idle"
    if household.verified_on is None:
        lifted = household.endorsed_on is not None
        return (_("On the list, but no longer verified") if lifted else _("Not verified")), "warn"
    if household.verified_on < months_before(timezone.localdate(), settings.VERIFICATION_STALE_MONTHS):
        return _("Verified too long ago"), "warn"
    return (_("Verified and endorsed") if household.endorsed_on else _("Verified")), "good"


def _recorded(household: Household, members: list[Member]) -> Iterator[Said]:
    """Address, members and decile, by the history of the database."""
    events = _events(Household, {"pgh_obj": household.pk}, (*ADDRESS, *DECILE))
    where, decile = _last_change(events, ADDRESS), _last_change(events, DECILE)
    source, day = household.get_source_display(), household.source_date
    first = {"source": source, "who": str(household.recorded_by or ""), "on": day or _day(household.created_at)}
    blocks = " ".join(f"{word} {value}" for word, value in (("RT", household.rt), ("RW", household.rw)) if value)
    parts = (household.address, blocks, str(household.region or ""))
    address = ", ".join(part for part in parts if part)
    yield Said(_("Address"), address or _("not known"), **(_who(where) or first))
    yield _members_said(household, members, first)
    if household.decile is None:
        yield Said(_("Decile"), _("not known"), tone="warn")
        return
    who = (_who(decile) or first)["who"]
    source = household.get_decile_source_display()
    yield Said(_("Decile"), str(household.decile), source, who, household.decile_date)


def _members_said(household: Household, members: list[Member], first: dict) -> Said:
    events = _events(Member, {"pgh_obj__in": [member.pk for member in members]}, ("pgh_obj_id",))
    newest = events[0] if events and (events[0]["who"] or events[0]["pgh_label"] != "insert") else None
    value = _("%(number)s present") % {"number": household.member_count}
    tone = "" if household.head_id else "warn"
    if not household.head_id:
        value = _("%(state)s, no head") % {"state": value}
    return Said(_("Members"), value, tone=tone, **(_who(newest) or first))


def _events(model, condition: dict, fields: tuple[str, ...]) -> list[dict]:
    """The newest changes with who made them, in one query."""
    user = Cast(NullIf(KeyTextTransform("user", "pgh_context"), Value("")), IntegerField())
    names = User.objects.filter(pk=OuterRef("actor")).annotate(shown=Coalesce(NullIf("name", Value("")), "username"))
    rows = (
        event_model(model)
        .objects.filter(**condition)
        .annotate(actor=user, origin=KeyTextTransform("source", "pgh_context"))
        .annotate(who=Subquery(names.values("shown")[:1]))
        .order_by("-pgh_id")
    )
    return list(rows.values("pgh_created_at", "pgh_label", "origin", "who", *fields)[:NEWEST])


def _last_change(events: list[dict], fields: tuple[str, ...]) -> dict | None:
    """The newest event in which one of these fields differs from the event before; None when only the first says it."""
    for newer, older in zip(events, events[1:], strict=False):
        if any(newer[name] != older[name] for name in fields):
            return newer
    return None


def _who(event: dict | None) -> dict | None:
    if event is None:
        return None
    source = str(SOURCES.get(event["origin"], SOURCES["database"]))
    return {"source": source, "who": event["who"] or "", "on": _day(event["pgh_created_at"])}


def _day(moment) -> date:
    return timezone.localdate(moment)


def _assessed(latest) -> Iterator[Said]:
    if latest is None:
        yield Said(_("Dwelling and spending"), _("never assessed"), tone="warn")
        return
    who = str(latest.enumerator) if latest.enumerator_id else ""
    source = latest.get_source_display()
    state = latest.get_state_display()
    yield Said(_("Dwelling and spending"), state, source, who, latest.assessed_on, latest.get_absolute_url())


def _decided(household: Household, proposals: list[Proposal]) -> Iterator[Said]:
    """What meetings, visits, officers and the head said."""
    heard = next((each for each in proposals if each.minutes_id), None)
    if heard:
        word = _("declined") if heard.state == ProposalState.DECLINED else _("agreed")
        source = _("community meeting, minutes %(number)s") % {"number": heard.minutes.number}
        yield Said(_("Meeting"), word, source, "", heard.minutes.issued_on, heard.get_absolute_url())
    visited = next((each for each in proposals if each.visited_on), None)
    if visited:
        yield Said(
            _("Visit"), _("done"), _("visit"), visited.visited_by or "", visited.visited_on, visited.get_absolute_url()
        )
    if household.verified_on:
        yield Said(
            _("Verification"), _("eligible"), _("social officer"), str(household.verified_by), household.verified_on
        )
    endorsed = next((each for each in proposals if each.state == ProposalState.ENDORSED), None)
    if endorsed:
        yield _endorsed(household, endorsed)


def _endorsed(household: Household, proposal: Proposal) -> Said:
    document = proposal.endorsement.document
    leaves = proposal.kind in LEAVING
    value = proposal.get_exit_reason_display() if leaves else _("on the list")
    source = _("endorsement %(number)s") % {"number": document.number} if document else _("endorsement")
    day = _day(proposal.endorsement.endorsed_at)
    fact = _("Exit") if leaves else _("Endorsement")
    return Said(fact, value, source, proposal.endorsed_by or "", day, proposal.endorsement.get_absolute_url())
