"""People who meet over one record: two editors, the verifier, and somebody whose session ends while typing."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.desk import kept, sign_in
from tests.e2e.registry import LANGKAI, MENTENG, head_in


def _send(page: Page):
    page.locator("main form button.p[type=submit]").click()
    page.wait_for_load_state()


def test_of_two_who_change_one_household_the_second_sees_both_versions_and_keeps_what_was_typed(desk, house):
    known = house.value(
        "SELECT id FROM poverty_household WHERE region_id = %s AND verified_on IS NULL ORDER BY id DESC LIMIT 1",
        LANGKAI,
    )
    first, second = desk.sit("petugas.langkai"), desk.sit("dinsos")
    for page, address in ((first, "Jl. Dr. Murjani No. 8"), (second, "Jl. Dr. Murjani Gang Nusa No. 9")):
        page.goto(f"/keluarga/{known}/ubah/")
        page.locator("[name=address]").fill(address)
    _send(first)
    first.wait_for_url(f"**/keluarga/{known}/")
    _send(second)
    conflict = second.locator("[role=alert] table.diff")
    expect(conflict).to_contain_text("Jl. Dr. Murjani No. 8")
    expect(conflict).to_contain_text("Jl. Dr. Murjani Gang Nusa No. 9")
    expect(second.locator("[name=address]")).to_have_value("Jl. Dr. Murjani Gang Nusa No. 9")
    assert _address(house, known) == "Jl. Dr. Murjani No. 8"
    _send(second)
    second.wait_for_url(f"**/keluarga/{known}/")
    assert _address(house, known) == "Jl. Dr. Murjani Gang Nusa No. 9"


def _address(house, household: int) -> str:
    return house.value("SELECT address FROM poverty_household WHERE id = %s", household)


def test_a_submitted_assessment_is_verified_by_somebody_else_and_never_by_its_enumerator(desk, house):
    assessment, household = house.rows(
        "SELECT a.id, a.household_id FROM poverty_assessment a JOIN accounts_user u ON u.id = a.enumerator_id"
        " WHERE a.state = 'submitted' AND u.username = 'petugas.menteng' ORDER BY a.id LIMIT 1"
    )[0]
    enumerator = desk.sit("petugas.menteng")
    enumerator.goto(f"/pendataan/{assessment}/")
    expect(enumerator.locator("form[action$='/langkah/verify/'] button:enabled")).to_have_count(0)
    token = enumerator.locator("meta[name=csrf-token]").get_attribute("content")
    answer = enumerator.request.post(
        f"/pendataan/{assessment}/langkah/verify/", form={"csrfmiddlewaretoken": token}, max_redirects=0
    )
    assert answer.status in {403, 404}
    officer = desk.sit("dinsos")
    officer.goto("/")
    officer.locator("main a[href*='task=verify']").click()
    officer.locator(f"#results a[href='/pendataan/{assessment}/']").click()
    officer.locator("form[action$='/langkah/verify/'] button").click()
    officer.wait_for_load_state()
    assert house.value("SELECT state FROM poverty_assessment WHERE id = %s", assessment) == "verified"
    officer.goto(f"/keluarga/{household}/")
    expect(officer.locator(".head .badge.good")).to_be_visible()


def test_a_session_that_ends_while_typing_costs_nothing_typed(desk, house):
    known = head_in(house, MENTENG, 1, unverified=True)
    page = desk.sit("petugas.menteng", fresh=True)
    page.goto(f"/keluarga/{known.household}/anggota/baru/")
    page.locator("[name=name]").fill("Mariani Tundan")
    kept(page)
    page.context.clear_cookies(name="betang")
    page.locator("[name=birth_place]").fill("Kuala Kapuas")
    _send(page)
    page.wait_for_url(re.compile("/akun/masuk/"))
    sign_in(page, "petugas.menteng")
    page.wait_for_url(f"**/keluarga/{known.household}/anggota/baru/")
    expect(page.locator("[name=name]")).to_have_value("Mariani Tundan")
    expect(page.locator("[name=birth_place]")).to_have_value("Kuala Kapuas")
