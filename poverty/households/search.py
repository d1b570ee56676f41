"""Finding people: by digits exactly, by words on the trigram index, and only when that finds little by likeness.

Measured choices: quality.md section 1. Reach is a condition inside every statement.
"""

from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction
from django.db.models import Q

from poverty.households import nik as niks
from poverty.households.models import Household, Member
from poverty.households.names import modern_spelling, name_key, similarity, spelling_key

ENOUGH = 10
LIMIT = 20
LIKENESS = 0.4
UNLIKE = 45
"""Below this likeness of names (0-100) a common birth date says nothing."""
TIMEOUT_MS = 3000


@dataclass(frozen=True)
class Likeness:
    """Somebody already recorded who may be the person being typed, with the reasons in words and a score 0-100."""

    member: Member
    score: int
    reasons: tuple[str, ...]


def find_people(user, text: str, limit: int = LIMIT) -> list[Member]:
    """People within reach whose NIK or family card begins with these digits, or whose name holds these words."""
    digits = niks.normalise(text)
    people = Member.objects.visible_to(user).select_related("household", "region")
    with _time_limit():
        if digits.isdigit():
            if len(digits) < 4:
                return []
            by_card = Household.objects.visible_to(user).filter(family_card__startswith=digits).values("pk")[:limit]
            condition = Q(nik=digits) if len(digits) == 16 else Q(nik__startswith=digits)
            found = list(people.filter(condition)[:limit])
            return found or list(people.filter(household__in=list(by_card.values_list("pk", flat=True)))[:limit])
        return _by_words(people, text, limit)


def _by_words(people, text: str, limit: int) -> list[Member]:
    key = name_key(text)
    if len(key) < 2:
        return []
    found = _holding(people, key, limit)
    if len(found) < ENOUGH:
        for spelling in _spellings(key):
            found |= _holding(people, spelling, limit)
            if len(key) >= 4:
                found |= _alike(people, spelling)
    return sorted(found.values(), key=lambda member: (-similarity(text, member.name), member.name_key))[:limit]


def _spellings(key: str) -> tuple[str, ...]:
    """The name as typed, and in the present spelling where it differs: likeness alone does not bridge oe, tj, dj."""
    return tuple(dict.fromkeys((key, modern_spelling(key))))


def _holding(people, key: str, limit: int) -> dict[int, Member]:
    """People whose name holds every word."""
    for word in key.split():
        people = people.filter(name_key__contains=word)
    return {member.pk: member for member in people[: limit * 3]}


def _alike(people, key: str) -> dict[int, Member]:
    """People with one of the known names most like this one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pg_trgm.similarity_threshold', %s, true)", [str(LIKENESS)])
        cursor.execute(
            "SELECT name_key FROM poverty_knownname WHERE name_key %% %s "
            "ORDER BY similarity(name_key, %s) DESC LIMIT 40",
            [key, key],
        )
        names = [row[0] for row in cursor.fetchall()]
    return {member.pk: member for member in people.filter(name_key__in=names)[: LIMIT * 3]} if names else {}


class _time_limit(transaction.Atomic):  # noqa: N801 - reads as a statement where it is used
    """A search never holds a connection for more than a few seconds."""

    def __init__(self):
        super().__init__(using=None, savepoint=True, durable=False)

    def __enter__(self):
        super().__enter__()
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL statement_timeout = {TIMEOUT_MS}")


def likely_same(user, *, name: str, born: date | None, nik: str = "", exclude: int | None = None) -> list[Likeness]:
    """People within reach who may be the person being typed: same NIK, same birth date, or a name like it."""
    number = niks.normalise(nik)
    people = Member.objects.visible_to(user).select_related("household", "region").exclude(pk=exclude)
    condition = Q(pk__in=[])
    if len(number) == 16:
        condition |= Q(nik=number)
    if born and name.strip():
        condition |= Q(birth_date=born)
    key = name_key(name)
    with _time_limit():
        candidates = {member.pk: member for member in people.filter(condition)[:200]}
        if len(key) >= 4:
            for spelling in _spellings(key):
                candidates |= _alike(people, spelling)
    scored = (_likeness(member, name, born, number) for member in candidates.values())
    return sorted((each for each in scored if each), key=lambda each: -each.score)[:5]


def _likeness(member: Member, name: str, born: date | None, number: str) -> Likeness | None:
    from django.utils.translation import gettext as _

    reasons = []
    likeness = round(similarity(name, member.name)) if name.strip() else 0
    score = likeness * 0.6
    if number and member.nik == number:
        reasons.append(_("same NIK"))
        score = 100
    if member.spelling_key == spelling_key(name):
        reasons.append(_("same name, however spelt"))
    elif likeness >= 75:
        reasons.append(_("name %(score)d %% alike") % {"score": likeness})
    if born and member.birth_date == born:
        reasons.append(_("same date of birth"))
        score += 40
    elif born and member.birth_date and abs((member.birth_date - born).days) > 366:
        score -= 30
    if likeness < UNLIKE and score < 100:
        return None
    return Likeness(member, min(100, round(score)), tuple(reasons)) if score >= 50 and reasons else None
