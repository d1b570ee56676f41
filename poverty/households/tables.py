"""Columns of the lists of households and people."""

from datetime import date, datetime
from functools import lru_cache

from django.db.models import SmallIntegerField, Value
from django.db.models.functions import Coalesce
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.privacy import mask_number
from core.tables import Column, Table
from poverty.households.choices import DukcapilMatch, Relation, Sex, Source


def short_day(day) -> str:
    """A day in a list: 20 Sep 2026. Remembered per language, since a list repeats its days."""
    if not day:
        return ""
    return _short_day(localdate(day) if isinstance(day, datetime) else day, get_language())


@lru_cache(maxsize=4096)
def _short_day(day: date, language: str) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")


@lru_cache(maxsize=512)
def label_of(choices: type, value: str, language: str) -> str:
    """A choice's label in one language."""
    return str(choices(value).label) if value in choices.values else value


def _head_cell(household):
    name = household.head_name or _("Household without a head")
    nik = household.head.nik if household.head else None
    number = format_html('<small class="nik">{}</small>', mask_number(nik)) if nik else ""
    return format_html('<a href="/keluarga/{}/">{}</a>{}', household.pk, name, number)


def _address_cell(household):
    place = household.region.name if household.region else "–"
    blocks = " ".join(f"{label} {number}" for label, number in (("RT", household.rt), ("RW", household.rw)) if number)
    return format_html("{}<small>{}</small>", place, blocks or household.address)


def _verification_cell(household):
    if household.verified_on:
        return format_html(
            '<span class="badge good">{}</span><small>{}</small>',
            _("Verified"),
            short_day(household.verified_on),
        )
    return format_html('<span class="badge warn">{}</span>', _("Not verified"))


def _lacking_cell(household):
    found = []
    if household.members_without_nik:
        found.append(format_html("{} × {}", household.members_without_nik, _("NIK missing")))
    if household.head_id is None:
        found.append(_("No head of family"))
    if household.region_id is None:
        found.append(_("Kelurahan is missing"))
    return format_html_join(" ", '<span class="badge warn">{}</span>', ((each,) for each in found)) or "–"


def _decile_cell(household):
    if household.decile is None:
        return "–"
    return format_html(
        "{}<small>{} {}</small>",
        household.decile,
        label_of(Source, household.decile_source, get_language()),
        short_day(household.decile_date),
    )


class HouseholdTable(Table):
    """The household list."""

    columns = (
        Column("head", _("Head of household"), _head_cell, sort="head_key", card_title=True),
        Column("address", _("Address"), _address_cell),
        Column("members", _("Members"), lambda row: row.member_count, numeric=True),
        Column(
            "decile",
            _("Decile (as given)"),
            _decile_cell,
            sort=Coalesce("decile", Value(99, SmallIntegerField())),
            numeric=True,
        ),
        Column("verification", _("Verification"), _verification_cell),
        Column("lacking", _("Lacking"), _lacking_cell),
        Column("updated", _("Changed"), lambda row: short_day(row.updated_at), sort="updated_at", phone=False),
    )
    default_sort = "head"
    empty_title = _("No household recorded yet")
    empty_text = _("Households that you record or import will stand here.")


def _person_cell(member):
    return format_html(
        '<a href="/keluarga/{}/anggota/#orang-{}">{}</a><small class="nik">{}</small>',
        member.household_id,
        member.pk,
        member.name,
        mask_number(member.nik) if member.nik else "",
    )


def _nik_cell(member):
    if member.nik is None:
        return format_html('<span class="badge warn">{}</span>', _("NIK missing"))
    return label_of(DukcapilMatch, member.dukcapil_match, get_language())


class MemberTable(Table):
    """The list of people."""

    columns = (
        Column("name", _("Name"), _person_cell, sort="name_key", card_title=True),
        Column("relation", _("Relation"), lambda row: label_of(Relation, row.relation, get_language()) or "–"),
        Column("sex", _("Sex"), lambda row: label_of(Sex, row.sex, get_language()) or "–", phone=False),
        Column("born", _("Date of birth"), lambda row: short_day(row.birth_date) or "–"),
        Column("region", _("Kelurahan"), lambda row: row.region.name if row.region else "–"),
        Column("nik", _("Dukcapil"), _nik_cell),
    )
    default_sort = "name"
    empty_title = _("Nobody recorded yet")
    empty_text = _("People are recorded as members of a household.")
