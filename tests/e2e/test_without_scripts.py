"""Where scripts do not run, everything still works; it only takes a page more."""

import re

from playwright.sync_api import expect

from tests.e2e.registry import LANGKAI, MENTENG, head_in
from tests.e2e.test_imports import p3ke
from tests.poverty.imports.stage import FAMILY
from tests.support.workbooks import xlsx

WORKER_MS = 60_000


def test_list_search_form_and_reveal_work_without_scripts(desk, house):
    known = head_in(house, LANGKAI, unverified=True)
    page = desk.sit("dinsos", java_script_enabled=False)
    page.goto("/keluarga/")
    page.locator("select[name=region]").select_option(MENTENG)
    page.locator("#filter-bar button[type=submit]").click()
    assert f"region={MENTENG}" in page.url
    expected = house.value("SELECT count(*) FROM poverty_household WHERE region_id = %s", MENTENG)
    expect(page.locator("#results tbody tr")).to_have_count(min(expected, 50))
    page.locator("#global-search").fill(known.name)
    page.locator("#global-search").press("Enter")
    page.locator(f"main a[href='/keluarga/{known.household}/']").first.click()
    page.goto(f"/keluarga/{known.household}/anggota/")
    person = page.locator(f"#orang-{known.member}")
    person.locator("details.reveal summary").first.click()
    person.locator("[name=reason]").first.fill("Mencocokkan kartu keluarga")
    person.locator("details.reveal button").first.click()
    expect(page.locator("main .nik")).to_have_text(known.nik)
    page.goto(f"/keluarga/{known.household}/anggota/baru/")
    page.locator("[name=name]").fill("Hairani Tuah")
    page.locator("[name=relation]").select_option("child")
    page.locator("[name=sex]").select_option("male")
    page.locator("main form button.p[type=submit]").click()
    expect(page).to_have_url(re.compile(f"/keluarga/{known.household}/anggota/$"))
    expect(page.locator("main")).to_contain_text("Hairani Tuah")


def test_the_menu_of_a_phone_opens_without_scripts(desk):
    page = desk.sit("petugas.langkai", java_script_enabled=False, viewport={"width": 360, "height": 740})
    page.goto("/keluarga/")
    page.locator("[data-menu]").click()
    page.locator("nav.side a[href='/orang/']").click()
    expect(page).to_have_url(re.compile("/orang/$"))


def test_a_list_is_uploaded_matched_checked_and_written_without_scripts(desk, house):
    page = desk.sit("dinsos", java_script_enabled=False)
    page.goto("/impor/baru/")
    content = xlsx([FAMILY, p3ke(801), p3ke(802, nik="1")])
    page.locator("input[type=file]").set_input_files({"name": "keluarga.xlsx", "mimeType": "", "buffer": content})
    page.locator("main form button.p[type=submit]").click()
    page.locator("main form .form-actions button.p").click()
    page.locator(".kpis a[href$='outcome=new']").wait_for(timeout=WORKER_MS)  # the page renews itself
    page.locator("form[action$='/langkah/commit/'] button").click()
    page.locator("form[action$='/langkah/undo/']").wait_for(timeout=WORKER_MS)
    assert house.value("SELECT count(*) FROM poverty_household WHERE source_id = '62.71.9900801'") == 1
