"""The columns of households and people, declared once for export and for import of an export."""

from django.utils.translation import gettext_lazy as _

from accounts.permissions import Perm
from core.exports import CHUNK, ExportResource, column
from core.privacy import mask_number
from poverty.households.models import Household, Member


class HouseholdResource(ExportResource):
    """Households with their head, for the list's export."""

    number = column("pk", _("Household number"))
    family_card = column("family_card", _("Family card number"))
    head = column("head_name", _("Head of household"))
    head_nik = column("head__nik", _("NIK of the head"))
    region_code = column("region_id", _("Kemendagri code"))
    district = column("region__parent__name", _("Kecamatan"))
    village = column("region__name", _("Kelurahan"))
    address = column("address", _("Address"))
    rt = column("rt", _("RT"))
    rw = column("rw", _("RW"))
    members = column("member_count", _("Members"))
    decile = column("decile", _("National decile"))
    decile_source = column("decile_source", _("Source of the decile"))
    decile_date = column("decile_date", _("Reference date of the decile"))
    status = column("status", _("Status"))
    verified_on = column("verified_on", _("Verified on"))
    source = column("source", _("Source"))
    source_id = column("source_id", _("Source's number"))

    NUMBERS = ("family_card", "head__nik")

    class Meta:
        model = Household
        fields = (
            "number",
            "family_card",
            "head",
            "head_nik",
            "region_code",
            "district",
            "village",
            "address",
            "rt",
            "rw",
            "members",
            "decile",
            "decile_source",
            "decile_date",
            "status",
            "verified_on",
            "source",
            "source_id",
        )

    def rows(self, queryset, user):
        return plain_rows(self, queryset, user)


class MemberResource(ExportResource):
    """People with their household, for the list's export."""

    number = column("pk", _("Person number"))
    household = column("household_id", _("Household number"))
    family_card = column("household__family_card", _("Family card number"))
    nik = column("nik", _("NIK"))
    name = column("name", _("Name"))
    relation = column("relation", _("Relation"))
    sex = column("sex", _("Sex"))
    birth_place = column("birth_place", _("Place of birth"))
    birth_date = column("birth_date", _("Date of birth"))
    marital_status = column("marital_status", _("Marital status"))
    education = column("education", _("Education"))
    occupation = column("occupation", _("Occupation"))
    dukcapil_match = column("dukcapil_match", _("Match with Dukcapil"))
    region_code = column("region_id", _("Kemendagri code"))
    village = column("region__name", _("Kelurahan"))
    address = column("household__address", _("Address"))
    decile = column("household__decile", _("National decile"))

    NUMBERS = ("household__family_card", "nik")

    class Meta:
        model = Member
        fields = (
            "number",
            "household",
            "family_card",
            "nik",
            "name",
            "relation",
            "sex",
            "birth_place",
            "birth_date",
            "marital_status",
            "education",
            "occupation",
            "dukcapil_match",
            "region_code",
            "village",
            "address",
            "decile",
        )

    def rows(self, queryset, user):
        return plain_rows(self, queryset, user)


def plain_rows(resource, queryset, user):
    """Tuples straight from the database: choices by their label, numbers masked for those who may not see them."""
    paths = [field.attribute for field in resource.get_export_fields()]
    whole = user.may(Perm.REVEAL_NUMBER)
    changes = [(i, change) for i, path in enumerate(paths) if (change := _change(resource, path, whole))]
    for row in queryset.values_list(*paths).iterator(chunk_size=CHUNK):
        if changes:
            row = list(row)
            for index, change in changes:
                if row[index] not in (None, ""):
                    row[index] = change(row[index])
        yield row


def _change(resource, path: str, whole: bool):
    if path in resource.NUMBERS:
        return None if whole else mask_number
    name = path if "__" not in path else ""
    choices = (
        resource._meta.model._meta.get_field(name).choices
        if name and name != "pk" and not name.endswith("_id")
        else None
    )
    if choices:
        labels = {value: str(label) for value, label in choices}
        return lambda value: labels.get(value, value)
    return None
