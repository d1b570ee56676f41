"""An export of the registry, edited and imported again, changes the edited cells and nothing else."""

import io

import openpyxl
import pytest
from django.utils import translation

from core.exports import xlsx_file
from poverty.households.choices import Relation
from poverty.households.models import Household, Member
from poverty.households.resources import HouseholdResource, MemberResource
from poverty.imports import jobs, services
from poverty.imports.models import ImportRow
from tests.poverty.imports.stage import figures
from tests.support import factories


@pytest.fixture
def families(people):
    for number in range(3):
        home = factories.household(
            family_card=f"627101010120000{number + 1}", rt="04", rw="01", decile=2, decile_source="dtks"
        )
        factories.member(home, f"Rusli Tuah {number}", occupation="farmer", birth_place="Kuala Kapuas")
        factories.member(home, f"Anak {number}", relation=Relation.CHILD, nik=None)
    return people.officer


def exported(resource, model, user, edit=lambda sheet: None) -> io.BytesIO:
    file = xlsx_file(resource.columns(), resource.rows(model.objects.order_by("pk"), user), ["about"])
    book = openpyxl.load_workbook(file)
    edit(book.worksheets[0])
    out = io.BytesIO()
    book.save(out)
    out.seek(0)
    return out


def check(file, by):
    return jobs.run_now(services.receive(file=file, name="ekspor.xlsx", by=by), "check", by=by)


def column(sheet, heading: str) -> int:
    return next(cell.column for cell in sheet[1] if cell.value == heading)


@pytest.mark.parametrize("language", ["id", "en"])
class TestUnedited:
    def test_households_are_all_unchanged(self, families, language):
        with translation.override(language):
            batch = check(exported(HouseholdResource(), Household, families), families)
        assert (batch.layout, figures(batch)) == ("registry_household", {"unchanged": 3})

    def test_people_are_all_unchanged(self, families, language):
        with translation.override(language):
            batch = check(exported(MemberResource(), Member, families), families)
        assert (batch.layout, figures(batch)) == ("registry_person", {"unchanged": 6, "warnings": 3})


class TestEdited:
    def test_only_the_edited_cells_of_people_change(self, families):
        with translation.override("en"):
            columns = MemberResource().columns()

            def edit(sheet):
                sheet.cell(2, columns.index("Name") + 1).value = "Rusli Tua"
                sheet.cell(3, columns.index("Address") + 1).value = "Jl. Baru"

            batch = check(exported(MemberResource(), Member, families, edit), families)
        changed = ImportRow.objects.filter(batch=batch, outcome="changed").order_by("number")
        assert [row.diff for row in changed] == [
            {"name": ["Rusli Tuah 0", "Rusli Tua"]},
            {"address": ["Jl. Rajawali No. 1", "Jl. Baru"]},
        ]
        jobs.run_now(batch, "commit", by=families)
        first = Household.objects.order_by("pk").first()
        assert (first.head_name, first.address) == ("Rusli Tua", "Jl. Baru")

    def test_only_the_edited_cells_of_households_change(self, families):
        with translation.override("en"):
            columns = HouseholdResource().columns()

            def edit(sheet):
                sheet.cell(3, columns.index("National decile") + 1).value = 5

            batch = check(exported(HouseholdResource(), Household, families, edit), families)
        row = ImportRow.objects.get(batch=batch, outcome="changed")
        assert row.diff["decile"] == [2, 5]
        jobs.run_now(batch, "commit", by=families)
        assert sorted(Household.objects.values_list("decile", "decile_source")) == [
            (2, "dtks"),
            (2, "dtks"),
            (5, "dtks"),
        ]

    def test_a_number_that_is_not_in_the_registry_is_rejected(self, families):
        def edit(sheet):
            sheet.cell(2, 1).value = 99_999_999

        batch = check(exported(HouseholdResource(), Household, families, edit), families)
        row = ImportRow.objects.get(batch=batch, outcome="rejected")
        assert [message["code"] for message in row.messages] == ["record_unknown"]
