"""The layouts with the headings of our own exports, in every language of the interface.

`poverty.households.resources` declares the columns of an export once; here the same headings are recognised when the
file comes back, edited.
"""

from dataclasses import replace
from functools import cache

from django.conf import settings
from django.utils import translation

from core.exports import ExportResource
from poverty.households.resources import HouseholdResource, MemberResource
from poverty.imports.layouts import LAYOUTS, Layout, LayoutKey

HOUSEHOLD = {
    "number": "id",
    "family_card": "family_card",
    "head": "name",
    "head_nik": "nik",
    "region_code": "kemendagri_code",
    "district": "district",
    "village": "village",
    "address": "address",
    "rt": "rt",
    "rw": "rw",
    "decile": "decile",
    "decile_source": "decile_source",
    "decile_date": "decile_date",
    "members": "member_count",
    "status": "status",
    "source": "source",
    "verified_on": "verified_on",
    "source_id": "source_number",
}
"""Field of the household resource to field of the layout."""

MEMBER = {
    "number": "id",
    "household": "household_id",
    "family_card": "family_card",
    "nik": "nik",
    "name": "name",
    "relation": "relation",
    "sex": "sex",
    "birth_place": "birth_place",
    "birth_date": "birth_date",
    "marital_status": "marital_status",
    "education": "education",
    "occupation": "occupation",
    "dukcapil_match": "dukcapil_match",
    "region_code": "kemendagri_code",
    "village": "village",
    "address": "address",
    "decile": "decile",
}
"""Field of the member resource to field of the layout."""


@cache
def layouts() -> dict[str, Layout]:
    """All layouts by key."""
    return LAYOUTS | {
        LayoutKey.REGISTRY_HOUSEHOLD: _with_headings(
            LAYOUTS[LayoutKey.REGISTRY_HOUSEHOLD], HouseholdResource, HOUSEHOLD
        ),
        LayoutKey.REGISTRY_PERSON: _with_headings(LAYOUTS[LayoutKey.REGISTRY_PERSON], MemberResource, MEMBER),
    }


def _with_headings(layout: Layout, resource: type[ExportResource], fields: dict[str, str]) -> Layout:
    ours: dict[str, tuple[str, ...]] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for name, column in resource().fields.items():
                if name in fields:
                    ours[fields[name]] = (*ours.get(fields[name], ()), str(column.column_name))
    columns = tuple(
        replace(column, headings=tuple(dict.fromkeys((*ours.get(column.field, ()), *column.headings))))
        for column in layout.columns
    )
    return replace(layout, columns=columns)
