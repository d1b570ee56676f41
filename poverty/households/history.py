"""How the change history of households is shown: labels instead of codes, numbers masked."""

from collections.abc import Callable

from django.utils.formats import localize
from django.utils.timezone import localtime

from accounts.permissions import Perm
from core.privacy import mask_number

NUMBERS = {"nik", "family_card", "phone"}
HEALTH = {"pregnant", "difficulties", "chronic_illness", "stunting_risk"}
HIDDEN = "•••"


def show_masked(user) -> Callable:
    """A function (field, value) -> text for `core.history.changes_of`, for what this person may see."""
    may_see_health = user.may(Perm.VIEW_HEALTH)
    names: dict = {}

    def name_of(model, key) -> str:
        """The row a foreign key points to, asked for once per page."""
        if (model, key) not in names:
            found = model._base_manager.filter(pk=key).first()
            names[model, key] = str(found) if found else str(key)
        return names[model, key]

    def show(field, value) -> str:
        if value in (None, "", []):
            return ""
        if field.name in NUMBERS:
            return mask_number(str(value))
        if field.is_relation:
            return name_of(field.related_model, value)
        if field.name in HEALTH and not may_see_health:
            return HIDDEN
        choices = dict(field.flatchoices) if field.choices else {}
        if choices:
            return str(choices.get(value, value))
        if hasattr(value, "hour"):
            return localize(localtime(value))
        if isinstance(value, list):
            return ", ".join(str(each) for each in value)
        return str(localize(value))

    return show
