"""Values of a change request: as JSON in its lines, as Python in the record; the model's field gives the type.

Only the fields named here can be asked for, so that a slip in a caller sets neither a verification nor an owner.
"""

from decimal import Decimal
from typing import Any

from django.db import models

from poverty.change_requests.choices import Target
from poverty.households.models import Household, Member

HOUSEHOLD_FIELDS = (
    "region", "address", "rt", "rw", "family_card", "phone", "latitude", "longitude",
    "decile", "decile_source", "decile_date", "status",
)  # fmt: skip
MEMBER_FIELDS = (
    "nik", "name", "relation", "sex", "birth_date", "birth_place", "mother_name", "marital_status", "education",
    "school_attendance", "occupation", "pregnant", "chronic_illness", "difficulties", "nik_reason", "dukcapil_match",
    "source_id", "life_status", "left_on",
)  # fmt: skip
NUMBERS = frozenset({"nik", "family_card", "phone"})
"""Fields that a page shows masked."""

MODELS: dict[str, type[models.Model]] = {
    Target.HOUSEHOLD: Household,
    Target.MEMBER: Member,
    Target.NEW_MEMBER: Member,
}


def fields_of(target: str) -> dict[str, models.Field]:
    """The fields that a request on this target may name, in the order in which it shows them."""
    names = HOUSEHOLD_FIELDS if target == Target.HOUSEHOLD else MEMBER_FIELDS
    return {name: MODELS[target]._meta.get_field(name) for name in names}


def to_json(field: models.Field, value: Any) -> Any:
    """A value as a line keeps it: dates and amounts as text, a related row by its key, nothing as the field has it.

    Raises `ValidationError` when it is no value of this field.
    """
    if isinstance(value, models.Model):
        value = value.pk
    if value is None or value == "":
        return None if field.null else ""
    value = (field.target_field if field.is_relation else field).to_python(value)
    if isinstance(value, Decimal):
        return str(value.quantize(Decimal(1).scaleb(-field.decimal_places)))
    return value.isoformat() if hasattr(value, "isoformat") else value


def from_json(field: models.Field, stored: Any) -> Any:
    """The value that `to_json` kept, as the record takes it under `field.attname`."""
    if stored is None or stored == "":
        return None if field.null else ""
    return (field.target_field if field.is_relation else field).to_python(stored)


def present(row: models.Model | None, field: models.Field) -> Any:
    """What the record says now, as JSON; None where there is no record yet."""
    return None if row is None else to_json(field, getattr(row, field.attname))


def differences(target: str, row: models.Model | None, values: dict[str, Any]) -> list[tuple[str, Any, Any]]:
    """(field, old, new) for each value that would really change the record, which is None for one to be made.

    Raises:
        ValueError: when `values` names something that no request may change.
        ValidationError: when a value is none of its field.
    """
    fields = fields_of(target)
    given = {name.removesuffix("_id") if name == "region_id" else name: value for name, value in values.items()}
    if foreign := set(given) - set(fields):
        raise ValueError(f"not to be asked for: {sorted(foreign)}")
    found = []
    for name, field in fields.items():
        if name not in given:
            continue
        old, new = present(row, field), to_json(field, given[name])
        if old != new and not (row is None and new in (None, "")):
            found.append((name, old, new))
    return found
