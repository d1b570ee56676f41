"""Point 3 of the first issue: the head of office searches, filters, sorts, saves, exports and reads."""

import re
from io import BytesIO

import openpyxl
from playwright.sync_api import Page, expect

from core.privacy import mask_number
from tests.e2e.desk import settled
from tests.e2e.registry import LANGKAI, MENTENG, head_in

REASON = "Bahan rapat koordinasi TKPKD"


def test_people_are_found_by_keyboard_alone_by_name_and_by_number(desk, house):
    page = desk.sit("kadis")
    for place, (keys, what) in enumerate((("/", "name"), ("Control+k", "nik"))):
        known = head_in(house, LANGKAI if place else MENTENG, place)
        page.goto("/")
        page.keyboard.press(keys)
        expect(page.locator("#global-search")).to_be_focused()
        page.keyboard.type(getattr(known, what))
        page.locator(f"#search-results a[href='/keluarga/{known.household}/']").wait_for()
        settled(page)
        page.keyboard.press("ArrowDown")
        expect(page.locator("#search-results a").first).to_be_focused()
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/keluarga/{known.household}/")
        assert known.nik not in page.content(), "a whole number stands on the page"
        expect(page.locator("h1")).to_contain_text(known.name)


def test_a_list_is_filtered_sorted_saved_as_a_view_and_exported_as_shown(desk, house):
    page = desk.sit("kadis", accept_downloads=True)
    page.goto("/keluarga/")
    page.locator("select[name=region]").select_option(MENTENG)
    page.locator(".chips .chip").first.wait_for()
    settled(page)
    expected = house.value("SELECT count(*) FROM poverty_household WHERE region_id = %s", MENTENG)
    expect(page.locator("#results tbody tr")).to_have_count(min(expected, 50))
    page.locator("thead a[href*='sort=-head']").click()
    page.wait_for_url(re.compile("sort=-head"))
    settled(page)
    names = page.locator("#results tbody td.first a").all_inner_texts()
    assert names == sorted(names, key=str.lower, reverse=True)
    _save_view(page, "Menteng terbalik")
    page.goto("/keluarga/")
    page.locator("details.dropdown-panel summary").click()
    page.locator("details.dropdown-panel a", has_text="Menteng terbalik").click()
    expect(page.locator("select[name=region]")).to_have_value(MENTENG)
    expect(page.locator("#results tbody td.first a").first).to_have_text(names[0])
    assert _export(page) == names


def _save_view(page: Page, name: str):
    page.locator("details.dropdown-panel summary").click()
    page.locator("#view-name").fill(name)
    page.locator("#view-name").press("Enter")
    page.wait_for_load_state()
    assert f"region={MENTENG}" in page.url and "sort=-head" in page.url


def _export(page: Page) -> list[str]:
    """The names in the file, in its order; without a reason there is none."""
    page.locator("main a[href*='/ekspor/']").click()
    page.locator("main form button.p[type=submit]").click()
    expect(page.locator("[name=reason]")).to_have_class(re.compile("is-invalid"))
    page.locator("[name=reason]").fill(REASON)
    with page.expect_download() as waiting:
        page.locator("main form button.p[type=submit]").click()
    assert waiting.value.suggested_filename.endswith(".xlsx")
    sheet = openpyxl.load_workbook(BytesIO(waiting.value.path().read_bytes()), read_only=True).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    heading = next(place for place, row in enumerate(rows) if sum(cell is not None for cell in row) > 5)
    return [row[2] for row in rows[heading + 1 :] if row[0]]


def test_a_household_is_read_with_members_assessments_timeline_and_history(desk, house):
    household, before = house.rows(
        "SELECT h.id, h.address FROM poverty_household h JOIN poverty_assessment a ON a.household_id = h.id"
        " WHERE h.region_id = %s AND h.verified_on IS NULL AND a.state <> 'draft' ORDER BY h.id LIMIT 1",
        MENTENG,
    )[0]
    _move_house(desk, household, "Jl. Temanggung Tilung No. 77")
    page = desk.sit("kadis")
    page.goto(f"/keluarga/{household}/")
    assert page.locator("ol.timeline li").count() > 0
    page.locator(f"nav.tabs a[href='/keluarga/{household}/anggota/']").click()
    members = house.value("SELECT count(*) FROM poverty_member WHERE household_id = %s", household)
    expect(page.locator("section.card[id^=orang-]")).to_have_count(members)
    page.locator("nav.tabs a[href^='/pendataan/']").click()
    assert page.locator("table.list a[href^='/pendataan/']").count() > 0
    page.locator("nav.tabs a[href$='/riwayat/']").click()
    change = page.locator("ol.timeline > li", has_text="Jl. Temanggung Tilung No. 77").first
    expect(change.locator("del", has_text=before)).to_be_visible()
    expect(change.locator("ins", has_text="Jl. Temanggung Tilung No. 77")).to_be_visible()
    expect(change).to_contain_text("Yusuf Bangas")
    expect(change).to_contain_text("127.0.0.1")


def _move_house(desk, household: int, address: str):
    page = desk.sit("petugas.menteng")
    page.goto(f"/keluarga/{household}/ubah/")
    page.locator("[name=address]").fill(address)
    page.locator("main form button.p[type=submit]").click()
    page.wait_for_url(f"**/keluarga/{household}/")


def test_a_number_is_shown_for_a_reason_and_the_look_is_on_record(desk, house):
    known = head_in(house, LANGKAI, 2)
    page = desk.sit("kadis")
    page.goto(f"/keluarga/{known.household}/anggota/")
    person = page.locator(f"#orang-{known.member}")
    expect(person.locator(".nik").first).to_have_text(mask_number(known.nik))
    person.locator("details.reveal summary").first.click()
    person.locator("[name=reason]").first.fill(REASON)
    person.locator("[name=reason]").first.press("Enter")
    expect(person.locator(".nik").first).to_have_text(known.nik)
    assert known.nik not in page.url
    page.goto(f"/keluarga/{known.household}/akses/")
    expect(page.locator("main table tbody tr").first).to_contain_text(REASON)
