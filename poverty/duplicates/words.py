"""Why two records are thought to be one person, in words: what each field says, and how much that weighs."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FIELDS: dict[str, Promise] = {
    "name": _("Name"),
    "nik": _("NIK"),
    "born": _("Date of birth"),
    "sex": _("Sex"),
    "mother": _("Mother's name"),
    "region": _("Kelurahan"),
    "address": _("Address"),
    "card": _("Family card number"),
    "birth_place": _("Place of birth"),
    "household": _("Family"),
    "dukcapil": _("Dukcapil"),
}
LEVELS: dict[str, Promise] = {
    "same": _("the same"),
    "spelling": _("the same, spelt otherwise"),
    "partly": _("one holds the other"),
    "some": _("some words the same"),
    "swapped": _("day and month exchanged"),
    "digit": _("one digit differs, or two are exchanged"),
    "part": _("the same in part"),
    "year": _("same or next year only"),
    "serial": _("only the last four digits differ"),
    "different": _("different"),
}
SENTENCES: dict[tuple[str, str], Promise] = {
    ("household", "same"): _("both stand in one family under one name"),
    ("dukcapil", "different"): _("Dukcapil has confirmed both, each with a NIK of its own"),
}
STRONG, WEAK = 8.0, 2.0


@dataclass(frozen=True)
class Reason:
    """What one field says. `tone` is good (speaks for one person), bad (against) or idle; `weight` says it in words."""

    field: Promise | str
    said: Promise | str
    weight: Promise
    tone: str
    mark: str
    bits: float


def reasons_of(pair) -> list[Reason]:
    """The reasons of a pair, the weightiest first; a code that is not in the tables stands as it is."""
    found = [_reason(each) for each in pair.reasons if isinstance(each, dict)]
    return sorted(found, key=lambda each: -abs(each.bits))


def _reason(given: dict) -> Reason:
    code, level, bits = given.get("field", ""), given.get("level", ""), float(given.get("bits") or 0)
    said = SENTENCES.get((code, level)) or LEVELS.get(level, level)
    return Reason(FIELDS.get(code, code), said, *_weight(bits), bits)


def _weight(bits: float) -> tuple[Promise, str, str]:
    if bits >= STRONG:
        return _("speaks strongly for one person"), "good", "++"
    if bits >= WEAK:
        return _("speaks for one person"), "good", "+"
    if bits <= -STRONG:
        return _("speaks strongly for two people"), "bad", "−−"
    if bits <= -WEAK:
        return _("speaks for two people"), "bad", "−"
    return _("says little"), "idle", "±"


def likeness(score: int) -> tuple[Promise, str]:
    """The likeness of a pair in a word, and its tone: 50 of 100 is as likely one person as two."""
    if score >= 80:
        return _("very likely"), "bad"
    if score >= 60:
        return _("likely"), "warn"
    return _("possible"), "info"
