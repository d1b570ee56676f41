"""The sheets we know, each a list of columns. A new layout is added here, a new heading in `columns`."""

import enum
from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

from poverty.imports import columns as c
from poverty.imports.columns import Column, Kind, column, known


class LayoutKey(enum.StrEnum):
    """Names of the known layouts, as the command line takes them."""

    P3KE_HOUSEHOLD = "p3ke_household"
    P3KE_PERSON = "p3ke_person"
    DTKS = "dtks"
    THIN = "thin"
    REGISTRY_HOUSEHOLD = "registry_household"
    REGISTRY_PERSON = "registry_person"


@dataclass(frozen=True)
class Layout:
    """A known sheet. A file is taken for it only when all `required` fields are among its columns.

    `area_required` says whether a row without any place is an error.
    """

    key: LayoutKey
    label: str
    columns: tuple[Column, ...]
    required: frozenset[str] = frozenset({"nik", "name"})
    area_required: bool = True

    def column(self, field: str) -> Column:
        """The column of this field.

        Raises:
            KeyError: when the layout has no such field.
        """
        for found in self.columns:
            if found.field == field:
                return found
        raise KeyError(field)

    def fields(self) -> tuple[str, ...]:
        """Fields a person may map a column to, in the order of the sheet."""
        return tuple(found.field for found in self.columns if found.kind is not Kind.KNOWN)


P3KE_HOUSEHOLD = Layout(
    LayoutKey.P3KE_HOUSEHOLD,
    _("P3KE, families"),
    (
        column("source_id", Kind.TEXT, "ID Keluarga | ID Keluarga P3KE", max_length=40),
        *c.PLACE,
        *(c.DECILE, c.ADDRESS, c.HEAD_NAME, c.HEAD_NIK, c.FAMILY_CARD, c.DUKCAPIL_MATCH, c.SEX, c.BIRTH_DATE),
        *(c.OCCUPATION, c.EDUCATION),
        *c.HOUSING,
        *c.P3KE_AID,
        c.STUNTING_RISK,
        *c.P3KE_NOT_STORED,
    ),
)
P3KE_PERSON = Layout(
    LayoutKey.P3KE_PERSON,
    _("P3KE, people"),
    (
        column("household_source_id", Kind.TEXT, "ID Keluarga P3KE | ID Keluarga", max_length=40),
        *c.PLACE,
        *(c.DECILE, c.ADDRESS),
        column("source_id", Kind.TEXT, "ID Individu | ID Individu P3KE", max_length=40),
        *(c.NAME, c.NIK, c.FAMILY_CARD, c.DUKCAPIL_MATCH, c.SEX, c.RELATION, c.BIRTH_DATE, c.MARITAL_STATUS),
        *(c.OCCUPATION, c.EDUCATION),
        *c.AGE_BANDS,
        *c.P3KE_AID,
        c.STUNTING_RISK,
        *c.P3KE_NOT_STORED,
    ),
    required=frozenset({"household_source_id", "nik", "name"}),
)
DTKS = Layout(
    LayoutKey.DTKS,
    _("DTKS / SIKS-NG export"),
    (
        column("source_id", Kind.TEXT, "iddtks | ID DTKS | ID Semesta", max_length=40),
        *c.PLACE,
        c.ADDRESS,
        known("hamlet", "Dusun"),
        *(c.RT, c.RW, c.FAMILY_CARD, c.NIK, c.NAME, c.BIRTH_DATE, c.BIRTH_PLACE, c.SEX, c.MOTHER, c.RELATION),
        known("data_year", "Tahun Data"),
        known("social_problem", "Jenis PMKS | Jenis PPKS"),
        *(c.OCCUPATION, c.DUKCAPIL_MATCH),
        c.aid("bpnt", "Bansos BPNT"),
        c.aid("pkh", "Bansos PKH"),
        c.aid("bpnt_ppkm", "Bansos BPNT PPKM"),
        c.aid("pbi", "PBI JKN | PBI-JK"),
        c.RUNNING_NUMBER,
    ),
    required=frozenset({"family_card", "nik", "name"}),
)
THIN = Layout(
    LayoutKey.THIN,
    _("List of NIK and names"),
    (c.RUNNING_NUMBER, c.NIK, c.NAME, c.FAMILY_CARD, c.ADDRESS, *c.PLACE, c.DECILE),
    area_required=False,
)
REGISTRY_HOUSEHOLD = Layout(
    LayoutKey.REGISTRY_HOUSEHOLD,
    _("Export of this registry, households"),
    (
        column("id", Kind.INTEGER, "No. Registri Keluarga"),
        c.FAMILY_CARD,
        *c.PLACE,
        *(c.ADDRESS, c.RT, c.RW, c.HEAD_NAME, c.HEAD_NIK, c.DECILE),
        c.category("decile_source", "Sumber Desil"),
        column("decile_date", Kind.DATE, "Tanggal Desil"),
        known("member_count", "Jumlah Anggota"),
        known("status", "Status Keluarga"),
        known("verified_on", "Tanggal Verifikasi"),
        known("source", "Sumber"),
        known("source_number", "Nomor Sumber"),
    ),
    required=frozenset({"id", "name"}),
    area_required=False,
)
REGISTRY_PERSON = Layout(
    LayoutKey.REGISTRY_PERSON,
    _("Export of this registry, people"),
    (
        column("id", Kind.INTEGER, "No. Registri Orang"),
        column("household_id", Kind.INTEGER, "No. Registri Keluarga"),
        c.FAMILY_CARD,
        *c.PLACE,
        *(c.ADDRESS, c.RT, c.RW, c.NIK, c.NAME, c.RELATION, c.SEX, c.BIRTH_PLACE, c.BIRTH_DATE),
        *(c.MARITAL_STATUS, c.EDUCATION, c.OCCUPATION, c.DUKCAPIL_MATCH, c.MOTHER),
        known("life_status", "Status Hidup"),
        c.DECILE,
    ),
    required=frozenset({"id", "nik", "name"}),
    area_required=False,
)

LAYOUTS: dict[str, Layout] = {
    layout.key: layout for layout in (P3KE_HOUSEHOLD, P3KE_PERSON, DTKS, THIN, REGISTRY_HOUSEHOLD, REGISTRY_PERSON)
}
"""All layouts by key."""
