"""What the minutes (berita acara) say, as data for their template. Source of the contents: domain.md 2.1.

An official paper is in Indonesian, whatever language its author reads the pages in.
"""

from collections import Counter
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from poverty.meetings.choices import Basis, Decision, Element
from poverty.meetings.hearing import Facts, facts_kept
from poverty.meetings.models import AgendaItem, Attendee, Meeting
from poverty.verification.choices import ProposalKind, ProposalState

TITLE = "Berita Acara Musyawarah Kelurahan"
WITHDRAWN = "Musyawarah dibuka kembali; berita acara ini diganti dengan yang baru."
SIGNING = (Element.NEIGHBOURHOOD, Element.LPMK, Element.COMMUNITY, Element.COMPANION, Element.SOCIAL_OFFICE)
"""Who signs beside chair, note taker and Lurah, each where somebody of them was present."""


@dataclass(frozen=True)
class Tally:
    """How many names: all, announced before the meeting, added during it, and by decision.

    `lapsed` are names whose proposal ended before the meeting came to them.
    """

    all: int
    announced: int
    added: int
    eligible: int
    not_eligible: int
    postponed: int
    absent: int
    lapsed: int


def tally(items: list[AgendaItem]) -> Tally:
    """The count of a closed meeting's names."""
    heard = [item for item in items if was_heard(item)]
    by_decision = Counter(item.decision for item in heard)
    added = sum(bool(item.as_heard["added"]) for item in items)
    return Tally(
        all=len(items),
        announced=len(items) - added,
        added=added,
        eligible=by_decision[Decision.ELIGIBLE],
        not_eligible=by_decision[Decision.NOT_ELIGIBLE],
        postponed=by_decision[Decision.POSTPONED],
        absent=by_decision[Decision.ABSENT],
        lapsed=len(items) - len(heard),
    )


def was_heard(item: AgendaItem) -> bool:
    """Whether the proposal was still before the meeting when it was closed."""
    return item.as_heard["state"] == ProposalState.LISTED


def items_of(meeting: Meeting) -> list[AgendaItem]:
    """The names in their order."""
    return list(meeting.items.select_related("proposal", "about_person").order_by("position", "pk"))


def data_of(meeting: Meeting) -> dict:
    """All that the template prints, in Indonesian."""
    with override("id"):
        items, people = items_of(meeting), list(meeting.attendees.all())
        present = [person for person in people if person.is_present]
        return {
            "letterhead": letterhead(meeting),
            "meeting": _facts(meeting),
            "quorum": {
                "needed": meeting.quorum, "present": len(present), "reached": len(present) >= meeting.quorum,
            },
            "tally": vars(tally(items)),
            "notes": [line.strip() for line in meeting.notes.splitlines() if line.strip()],
            "attendees": [attendee_row(number, person) for number, person in enumerate(present, 1)],
            "excused": [person.name for person in people if not person.is_present],
            "names": [annex_row(item) for item in items],
            "signatures": signatures(meeting, present),
        }  # fmt: skip


def letterhead(meeting: Meeting) -> dict[str, str]:
    """The kelurahan as the office that writes."""
    district = meeting.region.parent
    return {
        "city": settings.CITY_NAME,
        "office": f"Kelurahan {meeting.region.name}",
        "address": f"Kecamatan {district.name}" if district else "",
    }


def _facts(meeting: Meeting) -> dict[str, str]:
    begun = meeting.starts_at or (timezone.localtime(meeting.opened_at).time() if meeting.opened_at else None)
    return {
        "day": meeting.held_on.isoformat(),
        "time": time_format(begun, "H.i") if begun else "",
        "place": meeting.place,
        "chair": meeting.chair_name,
        "note_taker": meeting.note_taker,
        "region": meeting.region.name,
        "district": meeting.region.parent.name if meeting.region.parent else "",
    }


def attendee_row(number: int, person: Attendee) -> list[str]:
    """Number, name, position, for whom."""
    return [str(number), person.name, person.position, str(person.get_element_display())]


def annex_row(item: AgendaItem) -> list[str]:
    """A line of the annex: number, name, address, RT and RW, what it was about, decision, reason."""
    facts = facts_kept(item.as_heard)
    decision, reason = decision_in_words(item)
    return [
        str(item.position), facts.name or _("Household without a head"), facts.address or "–", block(facts),
        about(item), decision, reason,
    ]  # fmt: skip


def block(facts: Facts) -> str:
    """RT and RW as 05/02; a dash for what is not known."""
    return f"{facts.rt or '–'}/{facts.rw or '–'}" if facts.rt or facts.rw else "–"


def about(item: AgendaItem) -> str:
    """What was before the meeting, and whether it came from an earlier one or was added."""
    word = str(ProposalKind(item.as_heard["kind"]).label)
    if item.basis == Basis.CARRIED:
        return _("%(proposal)s (carried over)") % {"proposal": word}
    return _("%(proposal)s (added)") % {"proposal": word} if item.as_heard["added"] else word


def decision_in_words(item: AgendaItem) -> tuple[str, str]:
    """Decision and reason; a proposal that had ended says so instead."""
    if not was_heard(item):
        return _("Not heard"), str(ProposalState(item.as_heard["state"]).label)
    reason = item.reason
    if item.exit_reason and str(item.get_exit_reason_display()) != reason:
        reason = f"{item.get_exit_reason_display()}: {reason}"
    if item.about_person_id and item.about_person is not None:
        reason = f"{reason} ({item.about_person.name})"
    return str(item.get_decision_display()), reason


def signatures(meeting: Meeting, present: list[Attendee]) -> list[dict[str, str]]:
    """Chair and note taker, then the Lurah and each element that was present; an unknown name is left to the hand."""
    first = {}
    for person in present:
        first.setdefault(person.element, person)
    lurah = first.get(Element.LURAH)
    people = [
        {"role": "Notulen", "name": meeting.note_taker},
        {"role": "Pimpinan Musyawarah", "name": meeting.chair_name},
    ]
    people += [
        {
            "role": first[element].position or f"Unsur {first[element].get_element_display()}",
            "name": first[element].name,
        }
        for element in SIGNING
        if element in first and first[element].name not in (meeting.note_taker, meeting.chair_name)
    ]
    people.append({"as": "Mengetahui,", "role": f"Lurah {meeting.region.name}", "name": lurah.name if lurah else ""})
    return people


def series_of(meeting: Meeting) -> str:
    """Each kelurahan numbers its own minutes."""
    return f"BA-MUSKEL/{meeting.region.name.upper().replace(' ', '-')}"[:40]


def summary_of(meeting: Meeting) -> list[tuple[str, object]]:
    """What the public page says: place, day and numbers, nothing about anybody."""
    with override("id"):
        found = tally(items_of(meeting))
        return [
            (_("Kelurahan"), meeting.region.name),
            (_("Day of the meeting"), f"{meeting.held_on:%d-%m-%Y}"),
            (_("Names on the agenda"), found.all),
            (str(Decision.ELIGIBLE.label), found.eligible),
            (str(Decision.NOT_ELIGIBLE.label), found.not_eligible),
            (_("Carried over to the next meeting"), found.postponed + found.absent),
        ]
