"""What the meeting sees of each name, read for the whole agenda at once, and what the minutes keep of it.

The agenda is shown on a wall to neighbours: no number of a person and nothing about anybody's health stands in it.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Case, Value, When
from django.utils.dateparse import parse_date

from poverty.assessments import rules
from poverty.assessments.condition import HEALTH_RULES
from poverty.assessments.models import Assessment, AssessmentState
from poverty.assessments.rules import HouseholdFacts, Profile
from poverty.households.choices import Source
from poverty.households.models import Household, Member
from poverty.households.services import is_present
from poverty.meetings.models import AgendaItem, Meeting
from poverty.meetings.rulings import Choice, asks_exit_reason, choices_for
from poverty.verification.choices import ProposalKind


@dataclass(frozen=True)
class Deprived:
    """How many of the counted indicators hold by the newest assessment, how many are not known, and its day."""

    yes: int
    unknown: int
    of: int
    day: date


@dataclass(frozen=True)
class Facts:
    """A household as the meeting sees it."""

    name: str
    address: str
    rt: str
    rw: str
    members: int
    decile: int | None
    decile_date: date | None
    decile_source: str
    deprived: Deprived | None

    @property
    def block(self) -> str:
        """RT 05 RW 02, as far as known."""
        return " ".join(f"{word} {number}" for word, number in (("RT", self.rt), ("RW", self.rw)) if number)


@dataclass
class Name:
    """One line of the agenda with all that is needed to decide about it."""

    item: AgendaItem
    facts: Facts
    earlier: AgendaItem | None = None
    people: list[Member] = field(default_factory=list)
    is_within_reach: bool = False

    @property
    def choices(self) -> list[Choice]:
        """The decisions to choose from, each with what it will do."""
        return choices_for(self.item.proposal)

    @property
    def asks_exit_reason(self) -> bool:
        """Whether "not eligible" needs a coded reason."""
        return asks_exit_reason(self.item.proposal)

    @property
    def kind(self) -> str:
        """What was proposed, in words; after the meeting as it was before it."""
        kept = self.item.as_heard
        return str(ProposalKind(kept["kind"] if kept else self.item.proposal.kind).label)

    @property
    def decile_source(self) -> str:
        """The source of the decile in words."""
        return decile_source_label(self.facts)


def names_of(meeting: Meeting, items: Iterable[AgendaItem], *, user) -> list[Name]:
    """The lines of an agenda, in a fixed number of statements however long it is."""
    items = list(items)
    households = [item.proposal.household_id for item in items]
    people = _people(households)
    live = [item for item in items if item.as_heard is None]
    deprived = deprived_of([item.proposal.household_id for item in live], people)
    earlier = _earlier(meeting, households)
    reached = set(Household.objects.visible_to(user).filter(pk__in=households).values_list("pk", flat=True))
    return [
        Name(
            item,
            facts_kept(item.as_heard) or facts_now(item.proposal.household, deprived.get(item.proposal.household_id)),
            earlier.get(item.proposal.household_id),
            [person for person in people[item.proposal.household_id] if is_present(person)],
            item.proposal.household_id in reached,
        )
        for item in items
    ]


def _people(households: list[int]) -> dict[int, list[Member]]:
    found = defaultdict(list)
    for person in Member.objects.filter(household__in=households).order_by("birth_date", "pk"):
        found[person.household_id].append(person)
    return found


def _earlier(meeting: Meeting, households: list[int]) -> dict[int, AgendaItem]:
    """The last decision of an earlier meeting about each household."""
    found = (
        AgendaItem.objects.filter(proposal__household__in=households, meeting__in=Meeting.objects.held())
        .exclude(meeting=meeting)
        .exclude(decision="")
        .select_related("meeting", "proposal")
        .order_by("meeting__held_on", "pk")
    )
    return {item.proposal.household_id: item for item in found}


def deprived_of(households: list[int], people: dict[int, list[Member]]) -> dict[int, Deprived]:
    """The deprivations of each household that was assessed, by the assessment that counts."""
    from_a_list = Case(When(state=AssessmentState.IMPORTED, then=Value(1)), default=Value(0))
    counting = (
        Assessment.objects.filter(household__in=households)
        .exclude(state=AssessmentState.DRAFT)
        .annotate(from_a_list=from_a_list)
        .order_by("household_id", "from_a_list", "-assessed_on", "-id")
        .distinct("household_id")
    )
    return {row.household_id: _deprived(row, people.get(row.household_id, [])) for row in counting}


def _deprived(assessment: Assessment, people: list[Member]) -> Deprived:
    found = rules.deprivations(HouseholdFacts(assessment, people))
    shown = Profile(tuple(line for line in found.lines if line.rule.code not in HEALTH_RULES))
    counted = sum(not line.rule.proxy for line in shown.lines)
    return Deprived(shown.at_least, shown.at_most - shown.at_least, counted, assessment.assessed_on)


def facts_now(household: Household, deprived: Deprived | None) -> Facts:
    """A household as it stands in the registry at this moment."""
    return Facts(
        name=household.head_name,
        address=household.address,
        rt=household.rt,
        rw=household.rw,
        members=household.member_count,
        decile=household.decile,
        decile_date=household.decile_date,
        decile_source=household.decile_source,
        deprived=deprived,
    )


def facts_kept(kept: dict | None) -> Facts | None:
    """A household as the meeting heard it; None before the meeting was closed."""
    if kept is None:
        return None
    deprived = kept["deprived"]
    return Facts(
        **{name: kept[name] for name in ("name", "address", "rt", "rw", "members", "decile", "decile_source")},
        decile_date=_day(kept["decile_date"]),
        deprived=Deprived(**deprived | {"day": _day(deprived["day"])}) if deprived else None,
    )


def _day(text: str | None) -> date | None:
    return parse_date(text) if text else None


def as_heard(name: Name, *, added: bool) -> dict:
    """What the minutes keep: the facts, what was proposed, and whether the name was added during the meeting."""
    facts, proposal = name.facts, name.item.proposal
    deprived = facts.deprived
    return {
        "name": facts.name,
        "address": facts.address,
        "rt": facts.rt,
        "rw": facts.rw,
        "members": facts.members,
        "decile": facts.decile,
        "decile_date": facts.decile_date.isoformat() if facts.decile_date else None,
        "decile_source": facts.decile_source,
        "deprived": deprived
        and {"yes": deprived.yes, "unknown": deprived.unknown, "of": deprived.of, "day": deprived.day.isoformat()},
        "kind": proposal.kind,
        "exit_reason": proposal.exit_reason,
        "exited_member": proposal.exited_member_id,
        "state": proposal.state,
        "added": added,
    }


def decile_source_label(facts: Facts) -> str:
    """The source of the decile in words."""
    return str(Source(facts.decile_source).label) if facts.decile_source in Source.values else facts.decile_source
