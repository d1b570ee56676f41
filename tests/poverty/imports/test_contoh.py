"""The example files with known defects, where they stand beside the project: the check agrees row by row."""

import csv
import io
import json
from collections import Counter
from pathlib import Path

import pytest
from django.core.management import call_command

from poverty.households.models import Household, Member
from poverty.imports.areas import Area, Areas
from poverty.imports.files import inspect
from poverty.imports.headers import detect
from poverty.imports.messages import sentence
from poverty.imports.models import ImportBatch
from poverty.imports.reading import ROOT, open_workbook
from poverty.imports.rows import Checker, check_rows
from tests.support.workbooks import TODAY

SHARED = ROOT.parent / "shared" / "data"
CONTOH = SHARED / "contoh"

pytestmark = pytest.mark.skipif(
    not (CONTOH / "key.json").exists(),
    reason="the example files (../shared/data/contoh) are not beside the project",
)


@pytest.fixture(scope="module")
def areas() -> Areas:
    with (SHARED / "palangkaraya_wilayah.csv").open() as file:
        return Areas(
            Area(
                row["kode_kemendagri"],
                row["kelurahan"],
                row["kecamatan"],
                "Palangka Raya",
                row["kode_bps_kel"],
            )
            for row in csv.DictReader(file)
        )


@pytest.fixture(scope="module")
def key() -> dict:
    return json.loads((CONTOH / "key.json").read_text())


def check(path: Path, areas: Areas):
    with path.open("rb") as file:
        kind = inspect(file, path.name).kind
    with open_workbook(path, kind) as book:
        sheet = next(book.sheets())
        found = detect(sheet.head)
        checker = Checker(found.layout, found.mapping, areas, TODAY)
        return found, list(check_rows(sheet.rows(), checker, after=found.header_row))


@pytest.mark.parametrize(
    ("name", "layout", "rows_key", "count_key"),
    [
        ("p3ke_keluarga.xlsx", "p3ke_household", "family_rows", "families"),
        ("p3ke_individu.xlsx", "p3ke_person", "person_rows", "people"),
    ],
)
def test_workbooks_agree_with_the_key(name, layout, rows_key, count_key, areas, key):
    found, rows = check(CONTOH / name, areas)
    assert (found.layout.key, found.header_row) == (layout, 13)
    assert [row.skipped for row in rows if row.skipped] == ["total"]
    assert sum(1 for row in rows if not row.skipped) == key[count_key]
    said = {str(row.number): [message.code for message in row.messages] for row in rows if row.messages}
    assert said == {row: [code] for row, code in key[rows_key].items()}
    assert all(sentence(message.code, message.params) for row in rows for message in row.messages)


def test_the_list_of_recipients_is_accepted_whole(areas):
    found, rows = check(CONTOH / "penerima_sembako.csv", areas)
    assert (found.layout.key, len(rows)) == ("thin", 400)
    assert Counter(message.code for row in rows for message in row.messages) == {}
    assert all(len(row.values["nik"]) == 16 for row in rows)


def run_file(name: str, *options: str) -> dict:
    """What the command prints as JSON for one of the example files."""
    out = io.StringIO()
    call_command("import_file", str(CONTOH / name), "--as", "dinsos", "--json", *options, stdout=out)
    assert len(out.getvalue().splitlines()) == 1
    return json.loads(out.getvalue())


def said_by(report: dict) -> dict[str, list[str]]:
    said: dict[str, list[str]] = {}
    for message in report["messages"]:
        said.setdefault(str(message["row"]), []).append(message["code"])
    return said


def test_the_three_files_through_the_command_again_and_back(people, key):
    assert people.officer
    families = run_file("p3ke_keluarga.xlsx", "--commit")
    persons = run_file("p3ke_individu.xlsx", "--commit")
    recipients = run_file("penerima_sembako.csv", "--commit")
    for report, rows in ((families, "family_rows"), (persons, "person_rows")):
        assert said_by(report) == {row: [code] for row, code in key[rows].items()}
        assert report["counts"]["duplicate"] == report["counts"]["conflict"] == report["counts"]["unchanged"] == 0
    assert (families["counts"]["rows"], persons["counts"]["rows"]) == (key["families"], key["people"])
    assert recipients["counts"]["rows"] == recipients["counts"]["new"] + recipients["counts"]["unchanged"]
    assert {message["column"] for message in families["messages"]} >= {"NIK", "Kepala Keluarga", "Tanggal Lahir"}

    for name in ("p3ke_keluarga.xlsx", "p3ke_individu.xlsx", "penerima_sembako.csv"):
        counts = run_file(name)["counts"]
        assert (counts["new"], counts["changed"]) == (0, 0)

    for report in (recipients, persons, families):
        call_command("undo_import", str(report["batch"]), "--as", "dinsos", stdout=io.StringIO())
        assert ImportBatch.objects.get(pk=report["batch"]).undo_counts["refused"] == 0
    assert not Household.objects.exists()
    assert not Member.objects.exists()


def test_numbers_of_people_never_reach_the_log(people, caplog):
    assert people.officer
    run_file("p3ke_keluarga.xlsx")
    assert not any(character.isdigit() and len(word) >= 16 for word in caplog.text.split() for character in word)
