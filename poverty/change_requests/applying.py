"""Accepted lines on their way into the registry: checked against everything a form and the database would say."""

from collections.abc import Iterable

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Perm
from accounts.scope import area_codes, is_city_level
from core.history import because
from poverty.change_requests.cases import Case, Entry
from poverty.change_requests.choices import Target
from poverty.households import nik as niks
from poverty.households import services as households
from poverty.households.choices import HouseholdStatus, LifeStatus
from poverty.households.messages import FAMILY_CARD_PROBLEMS, NIK_MISMATCHES, NIK_PROBLEMS
from poverty.households.models import Member

NEEDED = ("name", "relation", "sex")
"""Without these nobody becomes a member."""
AGREEING = {"nik", "birth_date", "sex", "nik_reason"}


def apply(case: Case, accepted: list[Entry], *, by) -> None:
    """Write the accepted lines, with a reason that names the request.

    Raises:
        ValidationError: by field, when the record would not hold; nothing has been written then.
        IntegrityError: when somebody else was quicker.
    """
    data = {entry.field.attname: entry.value for entry in accepted}
    row = _row(case)
    for name, value in data.items():
        setattr(row, name, value)
    names = {entry.line.field for entry in accepted}
    _check(case, row, names, by)
    reason = _("Change request %(number)s: %(reason)s") % {"number": case.request.pk, "reason": case.request.reason}
    more = {"by": by, "reason": reason, "applies_request": True}
    with because(reason, change_request=case.request.pk):
        if case.request.target == Target.HOUSEHOLD:
            households.change_household(household=case.household, data=data, **more)
        elif case.request.target == Target.MEMBER:
            households.change_member(member=case.member, data=data, **more)
        else:
            households.add_member(household=case.household, data=data, **more)


def _row(case: Case) -> models.Model:
    """The record to write on. Raises `ValidationError` when it is no longer where it was."""
    if case.household.status == HouseholdStatus.MERGED:
        raise ValidationError(_("This household was merged into another one meanwhile. Refuse the request."))
    if case.request.target == Target.NEW_MEMBER:
        return Member(household=case.household, region_id=case.household.region_id)
    if case.member is not None and case.member.household_id != case.household.pk:
        raise ValidationError(_("This person belongs to another household meanwhile. Refuse the request."))
    return case.row


def _check(case: Case, row: models.Model, names: set[str], by) -> None:
    """Every refusal at once, beside the line it belongs to."""
    errors: dict[str, list] = {}
    for found in (_of_fields(row, names), _of_constraints(row, names), _of_rules(case, row, names), _of_reach(row, by)):
        for name, messages in found:
            if messages:
                errors.setdefault(name if name in names else NON_FIELD_ERRORS, []).extend(messages)
    if errors:
        raise ValidationError(errors)


def _of_fields(row: models.Model, names: set[str]) -> Iterable[tuple[str, list]]:
    others = [field.name for field in row._meta.fields if field.name not in names]
    try:
        row.clean_fields(exclude=others)
    except ValidationError as refusal:
        yield from refusal.message_dict.items()


def _of_constraints(row: models.Model, names: set[str]) -> Iterable[tuple[str, list]]:
    """What the database would refuse, beside the first line that the broken constraint is about.

    A constraint that speaks of no accepted field holds as it held before; asking costs a statement each.
    """
    for constraint in row._meta.constraints:
        about = sorted(constraint_fields(constraint) & names)
        try:
            if about:
                constraint.validate(type(row), row)
        except ValidationError:
            yield about[0], [str(constraint.get_violation_error_message())]


def constraint_fields(constraint: models.BaseConstraint) -> set[str]:
    """Names of the fields that a constraint speaks of."""
    named = set(getattr(constraint, "fields", ()))
    waiting = [getattr(constraint, "condition", None)]
    while waiting:
        part = waiting.pop()
        if isinstance(part, models.Q):
            waiting += part.children
        elif isinstance(part, tuple):
            named.add(part[0].partition("__")[0])
    return named


def _of_rules(case: Case, row: models.Model, names: set[str]) -> Iterable[tuple[str, list]]:
    if "family_card" in names and row.family_card:
        yield "family_card", _sentences(niks.family_card_problems(row.family_card, _today()), FAMILY_CARD_PROBLEMS)
    if not isinstance(row, Member):
        return
    if "nik" in names and row.nik:
        yield "nik", _sentences(niks.problems(row.nik, _today()), NIK_PROBLEMS)
    if row.birth_date and "birth_date" in names and row.birth_date > _today():
        yield "birth_date", [_("The date of birth lies in the future.")]
    if names & AGREEING and not row.nik_reason.strip():
        codes = niks.mismatches(row.nik or "", row.birth_date, row.sex or None)
        beside = next((name for name in ("birth_date", "sex", "nik", "nik_reason") if name in names), "")
        yield beside, [NIK_MISMATCHES[code] for code in codes]
    if names & {"life_status", "left_on"} and row.left_on and row.life_status == LifeStatus.ALIVE:
        yield "left_on", [_("Who is alive and lives here has not left. Decide both lines alike.")]
    if case.request.target == Target.NEW_MEMBER and not all(getattr(row, name) for name in NEEDED):
        yield NON_FIELD_ERRORS, [_("A new member needs at least name, relation and sex. Accept these, or refuse all.")]


def _of_reach(row: models.Model, by) -> Iterable[tuple[str, list]]:
    """A household is not moved to where the decider has no say."""
    codes = area_codes(by, Perm.DECIDE_CHANGE)
    place = row.region_id
    if any(is_city_level(code) or place == code or (place or "").startswith(f"{code}.") for code in codes):
        return
    yield (
        "region",
        [_("This kelurahan lies outside the area in which you decide. Somebody of that area must decide it.")],
    )


def _sentences(codes: Iterable[str], sentences) -> list:
    return [str(sentences.get(code, code)) for code in codes]


def _today():
    return timezone.localdate()
