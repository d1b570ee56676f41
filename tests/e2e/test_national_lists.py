"""The quarterly national list: two quarters come in, their difference is read, and its queue is opened as proposals."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.desk import PHONE, settled
from tests.e2e.inspection import faults
from tests.e2e.registry import LANGKAI, MENTENG
from tests.e2e.test_imports import WORKER_MS, _check, _step, _upload
from tests.poverty.imports.stage import FAMILY, family, sheet

BEFORE = {1: 2, 2: 4, 3: 5, 4: 1, 5: 3}
NOW = {1: 2, 2: 6, 3: 1, 5: 3, 6: 1}
"""Family to decile: 4 vanishes, 6 is new, 2 rises over the ceiling, 3 falls and moves, 1 and 5 stay."""


def quarter(deciles: dict[int, int], moved: tuple[int, ...] = ()) -> bytes:
    """The sheet of one quarter."""
    rows = [
        family(
            7000 + number,
            id=f"62.71.88{number:05}",
            nama=f"TRIWULAN {number}",
            desil=str(decile),
            kode=MENTENG if number in moved else LANGKAI,
        )
        for number, decile in deciles.items()
    ]
    return sheet(FAMILY, *rows).getvalue()


def test_two_quarters_their_difference_and_the_queue(desk, house):
    page = desk.sit("dinsos")
    take_in(page, "triwulan-2.csv", quarter(BEFORE), "2", write=True)
    take_in(page, "triwulan-3.csv", quarter(NOW, moved=(3,)), "3", write=True)
    assert figures(page) == {"new": 1, "vanished": 1, "up": 1, "down": 1, "moved": 1, "unchanged": 2}
    assert not faults(page)
    rows_of(page, "vanished", "TRIWULAN 4")
    rows_of(page, "moved", "TRIWULAN 3")
    cell = page.locator("table.matrix a", has_text=re.compile(r"^1$")).first
    cell.click()
    expect(page.locator("table.list tbody tr")).to_have_count(1)
    page.go_back()
    open_queue(page, house)
    finish(page)
    on_a_phone(desk, page.url)


def take_in(page: Page, name: str, content: bytes, quarter: str, *, write: bool) -> None:
    """Import the sheet and use it as the national list of that quarter, by the button on its page."""
    _upload(page, name, content)
    _check(page)
    if write:
        _step(page, "commit")
    page.locator("main a[href*='/daftar-nasional/baru/?batch=']").click()
    page.locator("[name=name]").fill(f"P3KE triwulan {quarter}")
    page.locator("[name=source]").select_option("p3ke")
    page.locator("[name=year]").fill("2026")
    page.locator("[name=quarter]").select_option(quarter)
    page.locator("[name=reference_date]").fill(f"2026-0{3 * int(quarter)}-01")
    page.locator("main form button.p[type=submit]").click()
    page.wait_for_url(re.compile(r"/daftar-nasional/\d+/$"))
    page.locator("#isi-daftar").wait_for(timeout=WORKER_MS)


def figures(page: Page) -> dict[str, int]:
    """The groups that are not empty; each figure is a link to its rows."""
    links = page.locator(".kpis a").all()
    return {re.search(r"group=(\w+)", link.get_attribute("href"))[1]: int(link.inner_text()) for link in links}


def rows_of(page: Page, group: str, name: str) -> None:
    """The figure opens the one row it counts; its person can be found there."""
    page.locator(f".kpis a[href*='group={group}']").click()
    expect(page.locator("table.list tbody tr")).to_have_count(1)
    expect(page.locator("table.list tbody")).to_contain_text(name)
    page.go_back()


def open_queue(page: Page, house) -> None:
    """Count first, then propose; what came of each is seen, and stands as proposals in the database."""
    page.locator("main a[href$='/verifikasi/']").click()
    for group in ("vanished", "new"):
        page.locator(f"input[name=groups][value={group}]").check()
    page.locator("button[name=look]").click()
    expect(page.locator("#hitung")).to_be_visible()
    assert not faults(page)
    page.locator("section form[method=post] button.p").click()
    page.wait_for_url(re.compile(r"/daftar-nasional/antrean/"))
    settled(page)
    expect(page.locator("table.list tbody tr")).to_have_count(2)
    assert not faults(page)
    made = house.rows(
        "SELECT h.source_id, p.kind FROM poverty_proposal p JOIN poverty_household h ON h.id = p.household_id"
        " WHERE p.channel = 'national_list' ORDER BY h.source_id"
    )
    assert made == [("62.71.8800004", "reverification"), ("62.71.8800006", "entry")]
    page.locator("table.list tbody a[href^='/usulan/']").first.click()
    page.wait_for_url(re.compile(r"/usulan/\d+/$"))
    page.go_back()


def finish(page: Page) -> None:
    """The list's page shows how far its queue is; the difference is worked through."""
    page.locator("main .acts a").first.click()
    expect(page.locator("section[aria-labelledby=antrean] a[href*='result=proposed']")).to_contain_text("2")
    page.goto("/daftar-nasional/")
    page.locator("table.list tbody a").first.click()
    page.locator("form[action$='/langkah/finish/'] button").click()
    expect(page.locator("h1 .badge.good")).to_be_visible()


def on_a_phone(desk, url: str) -> None:
    """The same page on a phone: nothing overflows, nobody is shut out."""
    page = desk.sit("dinsos", **PHONE)
    for address in (url, "/daftar-nasional/", "/daftar-nasional/perbedaan/", "/daftar-nasional/keluarga/"):
        page.goto(address)
        assert not faults(page), address
