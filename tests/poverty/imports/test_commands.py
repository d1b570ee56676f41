"""The two commands: who may run them, what they print, how they end."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from poverty.households.models import Household
from poverty.imports.models import ImportBatch
from tests.poverty.imports.stage import FAMILY, family, sheet


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "keluarga 6271011302980001.csv"
    path.write_bytes(sheet(FAMILY, family(1), family(2, nik="123", desil="11")).getvalue())
    return str(path)


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


class TestImportFile:
    def test_json_names_row_column_value_code_and_level(self, people, file):
        report = json.loads(run("import_file", file, "--as", people.officer.username, "--json"))
        assert report["layout"] == "p3ke_household"
        assert report["counts"] == {
            "rows": 2, "new": 1, "changed": 0, "unchanged": 0, "rejected": 1, "duplicate": 0, "conflict": 0,
            "warnings": 0,
        }  # fmt: skip
        assert report["messages"] == [
            {"row": 3, "column": "Desil Kesejahteraan", "value": "11", "code": "decile_range", "level": "error"},
            {"row": 3, "column": "NIK", "value": "123", "code": "nik_length", "level": "error"},
        ]

    def test_without_commit_the_preview_waits(self, people, file):
        run("import_file", file, "--as", people.officer.username)
        assert ImportBatch.objects.get().state == "checked"
        assert not Household.objects.exists()

    def test_a_number_in_the_file_name_is_masked(self, people, file):
        run("import_file", file, "--as", people.officer.username)
        assert "6271011302980001" not in ImportBatch.objects.get().original_name

    @pytest.mark.parametrize("persona", ["langkai", "head", "administrator", "nobody"])
    def test_who_may_not_import_is_refused(self, people, file, persona):
        with pytest.raises(CommandError) as refused:
            run("import_file", file, "--as", getattr(people, persona).username, "--commit")
        assert refused.value.returncode == 3
        assert not ImportBatch.objects.exists()

    def test_a_layout_that_does_not_fit_is_refused_with_what_is_lacking(self, people, file):
        with pytest.raises(CommandError, match="household_source_id|lacking"):
            run("import_file", file, "--as", people.officer.username, "--layout", "dtks")

    def test_a_file_that_is_no_sheet_is_refused(self, people, tmp_path):
        path = tmp_path / "x.xlsx"
        path.write_bytes(b"%PDF-1.4")
        with pytest.raises(CommandError) as refused:
            run("import_file", str(path), "--as", people.officer.username)
        assert refused.value.returncode == 4

    def test_committing_what_changes_nothing_writes_nothing(self, people, file):
        run("import_file", file, "--as", people.officer.username, "--commit")
        run("import_file", file, "--as", people.officer.username, "--commit")
        assert list(ImportBatch.objects.order_by("pk").values_list("state", flat=True)) == ["committed", "checked"]


class TestUndoImport:
    def test_it_takes_the_import_back_once(self, people, file):
        run("import_file", file, "--as", people.officer.username, "--commit")
        batch = str(ImportBatch.objects.get().pk)
        assert "3 records reversed" in run("undo_import", batch, "--as", people.officer.username)
        assert not Household.objects.exists()
        with pytest.raises(CommandError):
            run("undo_import", batch, "--as", people.officer.username)

    def test_an_import_outside_reach_is_not_there(self, people, file):
        run("import_file", file, "--as", people.officer.username, "--commit")
        with pytest.raises(CommandError, match="no import"):
            run("undo_import", str(ImportBatch.objects.get().pk), "--as", people.district_officer.username)
