"""What the screens of pairs show: two records line by line, their families, what comes next, what a merge did."""

from collections import Counter
from dataclasses import dataclass, field

from django.apps import apps
from django.db.models import Count, Max, Q
from django.utils.formats import date_format, localize
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.permissions import Perm
from accounts.scope import inside
from poverty.assessments.models import Assessment
from poverty.duplicates.beside import beside
from poverty.duplicates.choices import PairState, Side
from poverty.duplicates.fields import HEALTH, NUMBERS, Line
from poverty.duplicates.models import DuplicatePair, MergeRecord
from poverty.duplicates.parties import Parties
from poverty.households.models import Household, Member
from poverty.verification.models import Proposal
from poverty.visits.models import Visit

HIDDEN = "•••"
COUNT_UP_TO = 1_001
"""Nobody reads a larger number of what is left; counting it would cost more than the decision."""


@dataclass(frozen=True)
class Row:
    """One line of two records as the page shows it."""

    key: str
    label: str
    left: SafeString | str
    right: SafeString | str
    differs: bool
    taken: Side


def rows_of(found: list[Line], first, second, *, with_health: bool) -> list[Row]:
    """Lines ready to be shown: what differs and what is known; lines of which neither knows anything are left out."""
    out = []
    for line in found:
        if line.differs or not line.choice.is_empty(first):
            hidden = line.choice.name in HEALTH and not with_health
            left, right = (HIDDEN if hidden else shown(line, *each) for each in ((first, second), (second, first)))
            out.append(Row(line.key, line.choice.title(type(first)), left, right, line.differs, line.taken))
    return out


def shown(line: Line, record, other) -> SafeString | str:
    """What one record holds in one line; numbers are masked, with the places marked where they differ."""
    if line.choice.is_empty(record) and not any(value not in (None, "") for value in line.choice.values(record)):
        return "–"
    name = line.choice.name
    if name in NUMBERS:
        return number(getattr(record, name), getattr(other, name), _more(line, record))
    if name == "difficulties":
        return ", ".join(record.difficulties_told) or _("No difficulty")
    if name == "address":
        blocks = " ".join(f"{label} {value}" for label, value in (("RT", record.rt), ("RW", record.rw)) if value)
        return ", ".join(part for part in (record.address, blocks, str(record.region or "")) if part)
    if name.startswith("photo"):
        return _("there is one") if getattr(record, name) else "–"
    if name == "latitude":
        return f"{record.latitude}, {record.longitude}"
    return " · ".join(text for text in (_text(record, column) for column in line.choice.columns) if text)


def _more(line: Line, record) -> str:
    """The columns that go with a number."""
    return " · ".join(text for text in (_text(record, column) for column in line.choice.columns[1:]) if text)


def _text(record, column: str) -> str:
    if column in ("name_key", "spelling_key"):
        return ""
    value = getattr(record, column)
    if value in (None, ""):
        return ""
    display = getattr(record, f"get_{column}_display", None)
    return str(display() if display else localize(value))


def number(value: str | None, other: str | None, more: str = "") -> SafeString:
    """A masked number with the places marked where it differs from the other."""
    characters, places = beside(value or "", other or "") if value else ([("–", False)], [])
    body = format_html_join(
        "", "{}", ((format_html("<mark>{}</mark>", text) if differs else text,) for text, differs in characters)
    )
    told = ", ".join(map(str, places))
    where = (
        format_html("<small>{}</small>", _("differs at digit %(places)s") % {"places": told})
        if 0 < len(places) < 9
        else ""
    )
    also = format_html("<small>{}</small>", more) if more else ""
    return format_html('<span class="nik">{}</span>{}{}', body, where, also)


@dataclass
class Family:
    """The family of one record: who else, and what is on file."""

    household: Household
    members: list[Member]
    assessments: int = 0
    assessed_on: str = ""
    visits: int = 0
    proposals: list[Proposal] = field(default_factory=list)


def families_of(parties: Parties) -> list[Family]:
    """The families of the left and the right record; three statements."""
    keys = {parties.first.household_id, parties.second.household_id}
    assessed = {
        row["household_id"]: row
        for row in Assessment.objects.filter(household_id__in=keys)
        .order_by()
        .values("household_id")
        .annotate(number=Count("pk"), last=Max("assessed_on"))
    }
    visits = Counter(Visit.objects.filter(household_id__in=keys).values_list("household_id", flat=True))
    proposals = list(Proposal.objects.filter(household_id__in=keys).order_by("-pk")[:40])
    out = []
    for member in (parties.first, parties.second):
        household, row = member.household, assessed.get(member.household_id, {})
        last = date_format(row["last"], "SHORT_DATE_FORMAT") if row else ""
        mine = [each for each in proposals if each.household_id == household.pk]
        members = parties.of_household(household)
        out.append(Family(household, members, row.get("number", 0), last, visits[household.pk], mine))
    return out


def queue(user, region: str = ""):
    """Pairs that this person may decide now, the likeliest first; of one area, where one is chosen."""
    found = DuplicatePair.objects.visible_to(user, Perm.DECIDE_DUPLICATE).standing().filter(state=PairState.OPEN)
    if region:
        found = found.filter(inside("region_id", region))
    return found.order_by("-score", "pk")


def next_pair(user, *, after: DuplicatePair | None = None, region: str = "") -> DuplicatePair | None:
    """The pair that comes after this one in the queue; at its end the first again, None when nothing is left."""
    waiting = queue(user, region)
    if after is None:
        return waiting.first()
    behind = waiting.filter(Q(score__lt=after.score) | Q(score=after.score, pk__gt=after.pk))
    return behind.first() or waiting.exclude(pk=after.pk).first()


def to_confirm(user):
    """Decided pairs that this person may confirm: within reach, and never those of the person's own decision."""
    found = DuplicatePair.objects.visible_to(user).visible_to(user, Perm.CONFIRM_MERGE)
    return found.awaiting_confirmation().exclude(decided_by=user).order_by("decided_at", "pk")


@dataclass(frozen=True)
class Moved:
    """So many rows of one kind that went over."""

    what: str
    number: int


def moved_of(record: MergeRecord) -> list[Moved]:
    """What a merge moved, by kind; the same goes back when it is undone."""
    counts = Counter(entry["model"] for entry in record.moved if entry["part"] == "moved")
    return [Moved(str(capfirst(apps.get_model(label)._meta.verbose_name)), n) for label, n in sorted(counts.items())]
