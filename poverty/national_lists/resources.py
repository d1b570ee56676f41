"""Columns of the exports of entries and differences."""

from django.utils.translation import gettext_lazy as _

from core.exports import ExportResource, column
from poverty.households.resources import plain_rows
from poverty.national_lists.models import ListDifference, NationalListEntry


class EntryResource(ExportResource):
    """The families of a list."""

    national_list = column("national_list__name", _("National list"))
    row = column("row_number", _("Row in the sheet"))
    name = column("name", _("Name"))
    nik = column("nik", _("NIK"))
    family_card = column("family_card", _("Family card number"))
    region_code = column("region_id", _("Kemendagri code"))
    village = column("region__name", _("Kelurahan"))
    decile = column("decile", _("Decile"))
    household = column("household_id", _("Household number"))

    NUMBERS = ("nik", "family_card")

    class Meta:
        model = NationalListEntry
        fields = (
            "national_list", "row", "name", "nik", "family_card", "region_code", "village", "decile", "household",
        )  # fmt: skip

    def rows(self, queryset, user):
        return plain_rows(self, queryset, user)


class DifferenceResource(ExportResource):
    """The families of a comparison."""

    newer = column("comparison__newer__name", _("National list"))
    older = column("comparison__older__name", _("Compared with"))
    name = column("subject__name", _("Name"))
    nik = column("subject__nik", _("NIK"))
    family_card = column("subject__family_card", _("Family card number"))
    change = column("change", _("What has changed"))
    decile_before = column("decile_before", _("Decile before"))
    decile = column("decile", _("Decile now"))
    region_before = column("region_before__name", _("Kelurahan before"))
    region_code = column("region_id", _("Kemendagri code"))
    village = column("region__name", _("Kelurahan"))
    household = column("subject__household_id", _("Household number"))

    NUMBERS = ("subject__nik", "subject__family_card")

    class Meta:
        model = ListDifference
        fields = (
            "newer", "older", "name", "nik", "family_card", "change", "decile_before", "decile", "region_before",
            "region_code", "village", "household",
        )  # fmt: skip

    def rows(self, queryset, user):
        return plain_rows(self, queryset, user)
