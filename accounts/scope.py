"""Reach: the one expression of where a person may look.

A model names its path once, `area_lookup = "region"` or `department_lookup = "department"`, and the permission that
lets its rows be seen, `view_permission`. Then `Model.objects.visible_to(user)` serves list, detail, count, search,
autocomplete, export, chart, file and job alike. Nothing assigned means nothing seen; a row without an area is seen by
the city level only. Area codes nest by prefix (62 > 62.71 > 62.71.01 > 62.71.01.1003), so "inside my area" is a range
that an index answers.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q


def inside(lookup: str, code: str) -> Q:
    """Condition: the area code at `lookup` is `code` or lies below it.

    '/' is the character after '.', so the half-open range holds exactly the codes that begin with `code.`
    """
    return Q(**{lookup: code}) | Q(**{f"{lookup}__gte": f"{code}.", f"{lookup}__lt": f"{code}/"})


def is_city_level(code: str | None) -> bool:
    """Whether an assignment's area is the whole city or more."""
    return bool(code) and (code == settings.CITY_CODE or settings.CITY_CODE.startswith(f"{code}."))


class ScopedQuerySet(models.QuerySet):
    """A queryset that knows who may see which of its rows."""

    def visible_to(self, user, permission: str = "") -> "ScopedQuerySet":
        """The rows within this person's reach; none without an assignment that gives the view permission.

        `permission` asks for another one than the view's: a number is revealed only where revealing is allowed.
        """
        if not user.is_authenticated:
            return self.none()
        conditions = [
            condition
            for mandate in user.mandates_with(permission or self.model.view_permission)
            if (condition := self._condition(mandate)) is not None
        ]
        if not conditions:
            return self.none()
        combined = conditions[0]
        for condition in conditions[1:]:
            combined |= condition
        return self.filter(combined)

    def _condition(self, mandate) -> Q | None:
        department_lookup = getattr(self.model, "department_lookup", None)
        if mandate.reach == "department":
            if department_lookup and mandate.department_id:
                return Q(**{department_lookup: mandate.department_id})
            return None
        area_lookup = getattr(self.model, "area_lookup", None)
        if mandate.reach != "area" or not area_lookup or not mandate.region_code:
            return None
        if is_city_level(mandate.region_code):
            return Q(pk__isnull=False)
        return inside(area_lookup, mandate.region_code)


def area_codes(user, permission: str) -> tuple[str, ...]:
    """Codes of the areas in which this person holds the permission (for choices, headings and raw SQL)."""
    return tuple(sorted({m.region_code for m in user.mandates_with(permission) if m.reach == "area" and m.region_code}))
