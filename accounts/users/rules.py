"""The rules an assignment must obey. Each class is one rule; its docstring is what a person reads when it is broken."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.roles.table import ROLES, Reach, RoleSpec

DOTS_OF_A_DISTRICT = 2


@dataclass(frozen=True)
class Proposed:
    """An assignment somebody wants to make: role, department, area (its dotted code) and first and last day."""

    role: str
    department_id: int | None
    region_code: str | None
    valid_from: date
    valid_until: date | None

    @property
    def spec(self) -> RoleSpec:
        """The row of the table of roles."""
        return ROLES[self.role]


class Rule:
    """Base: `field` is where the message stands, `broken(proposed)` says whether it applies, `message()` says it."""

    field = ""

    @staticmethod
    def broken(proposed: Proposed) -> bool:
        raise NotImplementedError

    @staticmethod
    def message() -> str:
        raise NotImplementedError


class AreaIsNamed(Rule):
    """This role needs an area."""

    field = "region"

    @staticmethod
    def broken(proposed):
        return proposed.spec.reach == Reach.AREA and not proposed.region_code

    @staticmethod
    def message():
        return _("This role needs an area.")


class AreaIsOwnArea(Rule):
    """This role works in one kelurahan or kecamatan, not in the whole city."""

    field = "region"

    @staticmethod
    def broken(proposed):
        code = proposed.region_code or ""
        return proposed.spec.own_area and bool(code) and code.count(".") < DOTS_OF_A_DISTRICT

    @staticmethod
    def message():
        return _("This role works in one kelurahan or kecamatan, not in the whole city.")


class AreaIsOfThisCity(Rule):
    """The area lies in this city."""

    field = "region"

    @staticmethod
    def broken(proposed):
        code = proposed.region_code
        return bool(code) and code != settings.CITY_CODE and not code.startswith(f"{settings.CITY_CODE}.")

    @staticmethod
    def message():
        return _("Choose this city or a place in it.")


class AreaIsLeftOut(Rule):
    """This role has no area."""

    field = "region"

    @staticmethod
    def broken(proposed):
        return proposed.spec.reach != Reach.AREA and bool(proposed.region_code)

    @staticmethod
    def message():
        return _("This role has no area; leave it empty.")


class DepartmentIsNamed(Rule):
    """This role needs a department."""

    field = "department"

    @staticmethod
    def broken(proposed):
        return proposed.spec.reach == Reach.DEPARTMENT and not proposed.department_id

    @staticmethod
    def message():
        return _("This role needs a department.")


class DepartmentIsLeftOut(Rule):
    """The administrator belongs to no department here."""

    field = "department"

    @staticmethod
    def broken(proposed):
        return proposed.spec.reach == Reach.SYSTEM and bool(proposed.department_id)

    @staticmethod
    def message():
        return _("This role has no department; leave it empty.")


class EndsAfterItBegins(Rule):
    """The last day is not before the first."""

    field = "valid_until"

    @staticmethod
    def broken(proposed):
        return proposed.valid_until is not None and proposed.valid_until < proposed.valid_from

    @staticmethod
    def message():
        return _("The last day must not be before the first.")


RULES: tuple[type[Rule], ...] = (
    AreaIsNamed,
    AreaIsOwnArea,
    AreaIsOfThisCity,
    AreaIsLeftOut,
    DepartmentIsNamed,
    DepartmentIsLeftOut,
    EndsAfterItBegins,
)


def check(proposed: Proposed) -> None:
    """Raise `ValidationError` with every broken rule beside its field."""
    wrong: dict[str, list[str]] = {}
    for rule in RULES:
        if rule.broken(proposed):
            wrong.setdefault(rule.field, []).append(rule.message())
    if wrong:
        raise ValidationError(wrong)
