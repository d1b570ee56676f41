"""Filters of the lists of households and people."""

import django_filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Perm
from accounts.scope import area_codes, inside
from core.filters import FilterBar
from poverty.households.choices import DukcapilMatch, HouseholdStatus, Sex, Source
from poverty.households.models import Household, Member
from poverty.households.names import name_key
from poverty.regions.models import Region

DECILES = [(str(n), f"1–{n}" if n > 1 else "1") for n in range(1, 11)]


def area_choices(user) -> list[tuple[str, str]]:
    """Kecamatan and kelurahan within this person's reach, indented as they nest."""
    condition = Q(pk__in=[])
    for code in area_codes(user, Perm.VIEW_HOUSEHOLD):
        condition |= inside("code", code)
    rows = Region.objects.filter(condition, level__in=(Region.Level.DISTRICT, Region.Level.VILLAGE))
    return [
        (row.code, row.name if row.level == Region.Level.DISTRICT else f"\u2003{row.name}")
        for row in rows.only("code", "name", "level").order_by("code")
    ]


def in_area(queryset, name, value):
    """Rows in the chosen area or below it."""
    return queryset.filter(inside("region_id", value))


class AreaFilterBar(FilterBar):
    """A filter bar whose area choices are the person's own."""

    region = django_filters.ChoiceFilter(label=_("Area"), method=in_area, choices=(), empty_label=_("All areas"))

    def restrict_choices(self):
        self.form.fields["region"].choices = area_choices(self.user)


class HouseholdFilter(AreaFilterBar):
    """The household list's filter bar."""

    VERIFIED = [("yes", _("Verified")), ("no", _("Not verified"))]
    LACKING = [
        ("nik", _("NIK of a member")),
        ("decile", _("Decile")),
        ("head", _("Head of household")),
        ("place", _("Coordinates")),
    ]

    decile_max = django_filters.ChoiceFilter(
        label=_("Decile"), choices=DECILES, method="up_to_decile", empty_label=_("All deciles")
    )
    verified = django_filters.ChoiceFilter(
        label=_("Verification"), choices=VERIFIED, method="is_verified", empty_label=_("All")
    )
    lacking = django_filters.ChoiceFilter(
        label=_("Lacking"), choices=LACKING, method="is_lacking", empty_label=_("All")
    )
    status = django_filters.ChoiceFilter(label=_("Status"), choices=HouseholdStatus.choices, empty_label=_("All"))
    source = django_filters.ChoiceFilter(label=_("Source"), choices=Source.choices, empty_label=_("All"))

    class Meta:
        model = Household
        fields = ["region", "decile_max", "verified", "lacking", "status", "source"]

    def up_to_decile(self, queryset, name, value):
        return queryset.lowest_deciles(int(value))

    def is_verified(self, queryset, name, value):
        return queryset.filter(verified_on__isnull=value == "no")

    def is_lacking(self, queryset, name, value):
        conditions = {
            "nik": Q(members_without_nik__gt=0),
            "decile": Q(decile=None),
            "head": Q(head=None),
            "place": Q(latitude=None),
        }
        return queryset.filter(conditions[value])


class MemberFilter(AreaFilterBar):
    """The list of people: by words of the name, area, sex, NIK and match."""

    NIK = [("missing", _("Missing")), ("present", _("Present"))]

    name = django_filters.CharFilter(
        label=_("Name"),
        method="words",
        widget=forms.TextInput({"pattern": r"[^0-9]*", "title": _("Numbers belong into the search field above.")}),
    )
    sex = django_filters.ChoiceFilter(label=_("Sex"), choices=Sex.choices, empty_label=_("All"))
    nik = django_filters.ChoiceFilter(label=_("NIK"), choices=NIK, method="by_nik", empty_label=_("All"))
    dukcapil_match = django_filters.ChoiceFilter(
        label=_("Dukcapil"), choices=DukcapilMatch.choices, empty_label=_("All")
    )

    class Meta:
        model = Member
        fields = ["name", "region", "sex", "nik", "dukcapil_match"]

    def words(self, queryset, name, value):
        for word in name_key(value).split():
            queryset = queryset.filter(name_key__contains=word)
        return queryset

    def by_nik(self, queryset, name, value):
        return queryset.filter(nik__isnull=value == "missing")
