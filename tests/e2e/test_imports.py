"""Point 2 of the first issue: the social officer brings in the offices' workbooks, and takes one back."""

import csv
import io
import re
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from core.local_files import PROJECT
from tests.e2e.registry import LANGKAI, head_in
from tests.poverty.imports.stage import FAMILY, PERSON, family, person
from tests.support.workbooks import xlsx

FAMILIES = 40
CONTOH = PROJECT.parent / "shared" / "data" / "contoh"
OUTCOMES = ("new", "changed", "unchanged", "rejected", "duplicate", "conflict")
WORKER_MS = 60_000


def test_three_workbooks_are_checked_written_corrected_repeated_and_taken_back(desk, house, tmp_path):
    page = desk.sit("dinsos", accept_downloads=True)
    families = _families(house)
    first = _upload(page, "keluarga.xlsx", xlsx(families))
    page = _check_while_the_tab_is_closed(page, house)
    assert _figures(page) == {"new": FAMILIES, "rejected": 2, "duplicate": 1}
    rejected = _rejected_rows(page)
    _step(page, "commit")
    assert _registered(house) == FAMILIES

    _upload(page, "keluarga-perbaikan.xlsx", _corrected(rejected))
    _check(page)
    assert _figures(page) == {"new": 2}
    _step(page, "commit")

    people = _upload(page, "individu.xlsx", xlsx(_people()))
    _check(page)
    assert _figures(page) == {"new": 1, "changed": 1, "conflict": 1}
    _step(page, "commit")

    _upload(page, "penerima.csv", _thin())
    _check(page)
    assert _figures(page) == {"unchanged": 2, "new": 1}
    _upload(page, "keluarga.xlsx", xlsx(families))
    _check(page)
    assert {"new", "changed"}.isdisjoint(_figures(page)), "the first file again would change something"
    expect(page.locator("form[action$='/langkah/commit/']")).to_have_count(0)

    _take_back(page, people, house, members=FAMILIES + 2)
    _take_back(page, first, house, members=2)


def p3ke(number: int, **changes) -> list:
    """A row of a family sheet, of families that stand in no other list."""
    return family(number, **({"id": f"62.71.99{number:05}"} | changes))


def _families(house) -> list[list]:
    """Two title rows, headings in row 4, forty good rows, two bad ones, one person who is recorded already."""
    known = head_in(house, LANGKAI, 4)
    good = [p3ke(number) for number in range(1, FAMILIES + 1)]
    bad = [p3ke(41, nik="627101170580041"), p3ke(42, lahir="31-02-1980")]
    return [["DATA P3KE"], ["KOTA PALANGKA RAYA"], [], FAMILY, *good, *bad, p3ke(43, nik=known.nik, nama=known.name)]


def _people() -> list[list]:
    """The first family's head with a marital status, a child that is new, and another head for the second family."""
    child = person(
        1, 901, hub="ANAK", nama="NORHAYATI", jk="PEREMPUAN", nik="", lahir="09-02-2012", kawin="BELUM KAWIN"
    )
    other_head = person(9900002, 902, nama="BUDIMAN SALEH")
    return [PERSON, person(9900001, 1), child, other_head]


def _thin() -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows(
        [
            ["NO", "NIK", "NAMA"],
            *([n, f"'{p3ke(n)[9]}", p3ke(n)[8]] for n in (3, 4)),
            [3, "6271012003800999", "UJI"],
        ]
    )
    return text.getvalue().encode("cp1252")


def _upload(page: Page, name: str, content: bytes) -> str:
    """Upload a file; returns the address of its import. Its columns are matched by their headings."""
    page.goto("/impor/baru/")
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "", "buffer": content})
    page.locator("main form button.p[type=submit]").click()
    page.wait_for_url(re.compile(r"/impor/\d+/kolom/$"))
    assert page.locator("[name=layout]").input_value()
    assert page.locator("[name=column_nik]").input_value()
    return re.search(r"/impor/\d+/", page.url)[0]


def _check_while_the_tab_is_closed(page: Page, house) -> Page:
    """The bar is there, survives a closed tab, and gives way to the preview by itself."""
    with house.worker_held():
        page.locator("main form .form-actions button.p").click()
        expect(page.locator("#progress progress")).to_be_visible()
        address, context = page.url, page.context
        page.close()
        page = context.new_page()
        page.goto(address)
        expect(page.locator("#progress progress")).to_be_visible()
    page.locator(".kpis").wait_for(timeout=WORKER_MS)
    return page


def _check(page: Page):
    page.locator("main form .form-actions button.p").click()
    page.locator(".kpis").wait_for(timeout=WORKER_MS)


def _figures(page: Page) -> dict[str, int]:
    """The preview's figures that are not zero, by outcome; each is a link to its rows."""
    links = page.locator(".kpis a").all()
    found = {re.search(r"outcome=(\w+)", link.get_attribute("href"))[1]: link.inner_text() for link in links}
    assert page.locator(".kpis .kpi").count() == len(OUTCOMES) + 1
    return {name: int(found[name].replace(".", "")) for name in OUTCOMES if name in found}


def _rejected_rows(page: Page) -> openpyxl.Workbook:
    """The own workbook: only the bad rows, their bad cells coloured and commented."""
    with page.expect_download() as waiting:
        page.locator("main a[href$='/ditolak/']").click()
    book = openpyxl.load_workbook(io.BytesIO(Path(waiting.value.path()).read_bytes()))
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet[1]] == FAMILY
    marked = {
        (cell.row, FAMILY[cell.column - 1])
        for row in sheet.iter_rows(min_row=2)
        for cell in row
        if cell.comment and cell.comment.text.strip() and cell.fill.fgColor.rgb not in ("00000000", None)
    }
    assert marked == {(2, "NIK"), (3, "Tanggal Lahir")}
    return book


def _corrected(book: openpyxl.Workbook) -> bytes:
    sheet = book.worksheets[0]
    sheet.cell(2, FAMILY.index("NIK") + 1).value = p3ke(41)[9]
    sheet.cell(3, FAMILY.index("Tanggal Lahir") + 1).value = "17-05-1980"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _step(page: Page, step: str):
    """Commit or undo, and wait until the worker has done it."""
    page.locator(f"form[action$='/langkah/{step}/'] button").click()
    done = {"commit": "form[action$='/langkah/undo/']", "undo": ".notice.good, .notice.warn"}[step]
    page.locator(done).first.wait_for(timeout=WORKER_MS)


def _take_back(page: Page, address: str, house, *, members: int):
    page.goto(address)
    _step(page, "undo")
    assert _people_of_p3ke(house) == members


def _registered(house) -> int:
    return house.value("SELECT count(*) FROM poverty_household WHERE source_id LIKE '62.71.99000%%'")


def _people_of_p3ke(house) -> int:
    return house.value(
        "SELECT count(*) FROM poverty_member m JOIN poverty_household h ON h.id = m.household_id"
        " WHERE h.source_id LIKE '62.71.99000%%'"
    )


@pytest.mark.skipif(not CONTOH.exists(), reason="the example files are not beside the project")
def test_the_example_workbooks_are_written_and_the_first_again_changes_nothing(desk):
    page = desk.sit("dinsos")
    names = ("p3ke_keluarga.xlsx", "p3ke_individu.xlsx", "penerima_sembako.csv", "p3ke_keluarga.xlsx")
    batches = [_upload_and_check(page, CONTOH / name, commit=place < 3) for place, name in enumerate(names)]
    figures = batches[-1]
    assert figures["unchanged"] > 1000 and {"new", "changed"}.isdisjoint(figures)


def _upload_and_check(page: Page, file: Path, *, commit: bool) -> dict[str, int]:
    _upload(page, file.name, file.read_bytes())
    _check(page)
    figures = _figures(page)
    if commit and page.locator("form[action$='/langkah/commit/']").count():
        _step(page, "commit")
    return figures
