"""Words for fields, outcomes and messages of an import, as an officer reads them."""

from django.db.models import DateField
from django.utils.formats import date_format, localize
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core.privacy import mask_number, mask_numbers
from poverty.assessments.models import Assessment
from poverty.households.models import Household, Member
from poverty.imports.messages import sentence
from poverty.imports.own_layouts import layouts

NUMBERS = {"nik", "family_card"}


def model_field(name: str):
    """The registry's field of this name, or None."""
    for model in (Household, Member, Assessment):
        if name in {field.name for field in model._meta.concrete_fields}:
            return model._meta.get_field(name)
        if name.removesuffix("_id") in {field.name for field in model._meta.concrete_fields}:
            return model._meta.get_field(name.removesuffix("_id"))
    return None


def field_label(layout: str, name: str) -> str:
    """The first heading that the layout knows for a field."""
    return str(layouts()[layout].column(name).headings[0])


def change_label(column: str) -> str:
    """The registry's word for a column that changes."""
    if column == "assessment":
        return _("New assessment from this list")
    if column == "source_id":
        return _("Source's number")
    field = model_field(column)
    return str(capfirst(field.verbose_name)) if field else column


def change_value(column: str, value) -> str:
    """A value before or after: choices by their label, numbers masked, a dash for nothing."""
    if value in (None, "", []):
        return "–"
    if column in NUMBERS:
        return mask_number(str(value))
    field = model_field(column)
    if isinstance(field, DateField):
        return date_format(field.to_python(value), "DATE_FORMAT")
    choices = dict(getattr(getattr(field, "base_field", field), "flatchoices", ()) or ())
    if isinstance(value, list):
        return ", ".join(str(choices.get(each, each)) for each in value)
    return str(choices.get(value, localize(value)))


def changes(diff: dict | None) -> list[tuple[str, str, str]]:
    """Label, before and after of everything that a row changes. Columns go in groups: the others of a group stay."""
    return [
        (change_label(column), *(change_value(column, value) for value in pair))
        for column, pair in (diff or {}).items()
        if isinstance(pair, list) and pair[0] != pair[1]
    ]


def message_text(message: dict) -> str:
    """The sentence of a message in the person's language, without any whole number of a person."""
    return mask_numbers(sentence(message["code"], message.get("params") or {}, _))
