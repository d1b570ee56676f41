"""Point 4 of the first issue: the administrator makes users and sees no citizen."""

import re

from playwright.sync_api import expect

from tests.e2e.registry import LANGKAI, MENTENG, head_in


def test_a_user_gets_role_area_and_validity_and_reaches_just_that(desk, house):
    page = desk.sit("admin")
    page.goto("/pengguna/baru/")
    given = {"name": "Sumiati Baddak", "username": "sumiati.baddak", "email": "sumiati.baddak@contoh.example"}
    for name, value in given.items():
        page.locator(f"main [name={name}]").fill(value)
    page.locator("[name=role]").select_option("enumerator")
    page.locator("[name=region]").select_option(LANGKAI)
    page.locator("[name=valid_from]").fill("2026-01-01")
    page.locator("[name=valid_until]").fill("2099-12-31")
    page.locator("main form button.p[type=submit]").click()
    page.wait_for_url(re.compile(r"/pengguna/\d+/$"))
    assert house.rows(
        "SELECT a.role_id, a.region_id, a.valid_from::text, a.valid_until::text FROM accounts_roleassignment a"
        " JOIN accounts_user u ON u.id = a.user_id WHERE u.username = 'sumiati.baddak'"
    ) == [("enumerator", LANGKAI, "2026-01-01", "2099-12-31")]


def test_no_page_of_a_citizen_opens(desk, house):
    known = head_in(house, MENTENG)
    page = desk.sit("admin")
    page.goto("/")
    links = [link.get_attribute("href") for link in page.locator("nav.side a").all()]
    assert "/pengguna/" in links
    assert not [link for link in links if re.match("/(keluarga|orang|pendataan|impor|log-akses)", link)]
    expect(page.locator("#global-search")).to_have_count(0)
    closed = ("keluarga/", f"keluarga/{known.household}/", "orang/", "pendataan/", "keluarga/ekspor/", "keluarga/baru/")
    for path in closed:
        assert page.goto(f"/{path}").status == 403, path
        assert known.name not in page.content()
