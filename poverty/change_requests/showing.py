"""A request in words: labels instead of codes, numbers masked, health only for those who may see it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core.privacy import mask_numbers
from poverty.change_requests.cases import Case, Entry
from poverty.change_requests.choices import LINE_TONES, Target
from poverty.change_requests.models import ChangeLine, ChangeRequest
from poverty.change_requests.values import NUMBERS, from_json
from poverty.households.choices import Difficulty, DifficultyDomain
from poverty.households.history import HEALTH, HIDDEN, show_masked

NOTHING = "–"


def shower(user) -> Callable:
    """A function (field, stored value) -> text, for what this person may see."""
    show = show_masked(user)

    def words(field, stored) -> str:
        if stored in (None, "", {}, []):
            return NOTHING
        if isinstance(stored, dict):
            return _difficulties(stored) if show(field, "x") != HIDDEN else HIDDEN
        text = show(field, from_json(field, stored))
        return text if field.name in NUMBERS else mask_numbers(text)

    return words


def _difficulties(stored: dict) -> str:
    told = ((DifficultyDomain(key).label, Difficulty(value).label) for key, value in stored.items())
    return "; ".join(f"{domain}: {how}" for domain, how in told)


@dataclass(frozen=True)
class Shown:
    """One line of a request as its page shows it. `key` is text: a template would put points into a number."""

    key: str
    label: str
    old: str
    new: str
    now: str
    entry: Entry
    rivals: list[tuple[ChangeLine, str]]
    is_number: bool
    is_hidden: bool
    decision: str = ""
    note: str = ""
    error: str = ""

    @property
    def tone(self) -> str:
        """The badge of what was decided."""
        return LINE_TONES[self.entry.line.decision]


def shown(case: Case, user, *, typed=None, errors=None) -> list[Shown]:
    """The lines of a case in words. `typed` is what was sent, by line, and `errors` what is wrong with it."""
    words, typed, errors = shower(user), typed or {}, errors or {}
    found = []
    for entry in case.entries:
        line, field = entry.line, entry.field
        decision, note = typed.get(line.pk, ("", ""))
        found.append(
            Shown(
                key=str(line.pk),
                label=capfirst(field.verbose_name),
                old=words(field, line.old),
                new=words(field, line.new),
                now=words(field, entry.now),
                entry=entry,
                rivals=[(rival, words(field, rival.new)) for rival in entry.rivals],
                is_number=field.name in NUMBERS,
                is_hidden=field.name in HEALTH and words(field, "x") == HIDDEN,
                decision=decision,
                note=note,
                error=" ".join(errors.get(line.pk, ())),
            )
        )
    return found


def subject_of(request: ChangeRequest) -> str:
    """Whom or what a request is about: the person's name, the new person's, or the household's."""
    if request.target == Target.MEMBER:
        return request.member.name
    if request.target == Target.NEW_MEMBER:
        name = next((line.new for line in request.lines.all() if line.field == "name"), "")
        return _("New member: %(name)s") % {"name": mask_numbers(str(name))}
    return str(request.household)
