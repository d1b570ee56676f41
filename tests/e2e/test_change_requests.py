"""A wrong date of birth in verified data is mended by a change request that another person decides field by field."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.desk import PHONE, settled
from tests.e2e.registry import LANGKAI

REASON = "Akta kelahiran 6271-LT-2026 menyebut tanggal lain."
BORN = "1969-08-17"


def _verified(house, place: int = 0) -> tuple[int, int, str, str]:
    """A verified household of Langkai whose head's place of birth is known: its key, the head's, name and place."""
    return house.rows(
        """
        SELECT h.id, m.id, m.name, m.birth_place FROM poverty_household h JOIN poverty_member m ON m.id = h.head_id
        WHERE h.verified_on IS NOT NULL AND h.region_id = %s AND m.birth_place <> '' AND m.birth_date IS NOT NULL
          AND NOT EXISTS (SELECT 1 FROM poverty_changerequest c WHERE c.household_id = h.id)
        ORDER BY h.id OFFSET %s LIMIT 1
        """,
        LANGKAI,
        place,
    )[0]


def _send(page: Page):
    page.locator("main form button.p[type=submit]").click()
    page.wait_for_load_state()


def _ask(page: Page, person: int, **typed: str) -> int:
    """Ask for these values of a person; returns the number of the request."""
    page.goto(f"/orang/{person}/ubah/")
    for name, value in typed.items():
        page.locator(f"[name={name}]").fill(value)
    _send(page)
    page.wait_for_url(re.compile(r"/perubahan/\d+/$"))
    return int(re.search(r"/perubahan/(\d+)/", page.url)[1])


def test_a_wrong_date_of_birth_is_mended_by_two_people_field_by_field(desk, house):
    household, person, name, place = _verified(house)
    asker = desk.sit("petugas.langkai", **PHONE)
    asker.goto(f"/keluarga/{household}/anggota/")
    asker.locator(f"#orang-{person} a[href$='/ubah/']").tap()
    expect(asker.locator("main .notice").first).to_be_visible()
    expect(asker.locator("input[name=photo_front]")).to_have_count(0)
    asker.locator("[name=birth_date]").fill(BORN)
    asker.locator("[name=birth_place]").fill("Kuala Kurun")
    asker.locator("[name=nik_reason]").fill("KTP memuat tanggal lama.")
    asker.locator("main form button.p[type=submit]").tap()  # without a reason it is not asked
    expect(asker.locator("[name=reason]")).to_have_class(re.compile("is-invalid"))
    asker.locator("[name=reason]").fill(REASON)
    asker.locator("main form button.p[type=submit]").tap()
    asker.wait_for_url(re.compile(r"/perubahan/\d+/$"))
    address = asker.url
    expect(asker.locator("main")).to_contain_text(name)
    expect(asker.locator("input[type=radio]")).to_have_count(0)
    before = house.rows("SELECT birth_date, birth_place FROM poverty_member WHERE id = %s", person)
    assert before[0][1] == place and str(before[0][0]) != BORN

    officer = desk.sit("dinsos")
    officer.goto("/")
    officer.locator("main a[href*='task=decide']").click()
    settled(officer)
    officer.locator(f"#results a[href='{address.removeprefix(house.address)}']").click()
    officer.wait_for_url(address)
    _decide_by_keyboard(officer, {"birth_date": True, "birth_place": False, "nik_reason": True}, house, address)
    officer.wait_for_load_state()
    after = house.rows("SELECT birth_date, birth_place, nik_reason FROM poverty_member WHERE id = %s", person)[0]
    assert (str(after[0]), after[1], after[2]) == (BORN, place, "KTP memuat tanggal lama.")
    assert house.value("SELECT verified_on IS NOT NULL FROM poverty_household WHERE id = %s", household)

    asker.goto(address)
    expect(asker.locator("main")).to_contain_text("Akta tidak memuatnya")
    expect(asker.locator("main")).to_contain_text("Noraini Sahay")
    asker.goto(f"/keluarga/{household}/riwayat/")
    change = asker.locator("ol.timeline > li", has_text="Noraini Sahay").first
    expect(change).to_contain_text(REASON)
    asker.goto("/")
    expect(asker.locator("main a[href*='task=refused']")).to_be_visible()


def _decide_by_keyboard(page: Page, wanted: dict[str, bool], house, address: str):
    """Choose per field with Tab, arrows and Space, type the reason of a refusal, and send with Enter."""
    request = int(re.search(r"/perubahan/(\d+)/", address)[1])
    keys = dict(house.rows("SELECT field, id FROM poverty_changeline WHERE request_id = %s", request))
    for field, accept in wanted.items():
        _tab_to(page, f"decision-{keys[field]}")
        page.keyboard.press("Space")
        if not accept:
            page.keyboard.press("ArrowRight")
            page.keyboard.press("Tab")
            page.keyboard.type("Akta tidak memuatnya")
    page.keyboard.press("Tab")
    _tab_to(page, f"note-{keys['nik_reason']}")
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    expect(page.locator("input[type=radio]")).to_have_count(0)


def _tab_to(page: Page, name: str):
    for _ in range(80):
        if page.evaluate("document.activeElement.name || ''") == name:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not reach {name}")


def test_who_asked_is_never_offered_the_decision_and_a_crafted_one_is_refused(desk, house):
    _household, person, _name, _place = _verified(house, 1)
    officer = desk.sit("dinsos")
    number = _ask(officer, person, birth_place="Buntok", reason=REASON)
    expect(officer.locator("input[type=radio]")).to_have_count(0)
    token = officer.locator("meta[name=csrf-token]").get_attribute("content")
    answer = officer.request.post(
        f"/perubahan/{number}/putuskan/", form={"csrfmiddlewaretoken": token, "all": "accepted"}, max_redirects=0
    )
    assert answer.status == 422
    assert house.value("SELECT state FROM poverty_changerequest WHERE id = %s", number) == "open"


def test_several_are_decided_together_and_each_says_what_became_of_it(desk, house):
    asker, officer = desk.sit("petugas.langkai"), desk.sit("dinsos")
    first = _ask(asker, _verified(house, 0)[1], birth_place="Sampit", reason=REASON)
    second = _ask(asker, _verified(house, 0)[1], birth_place="Kasongan", reason=REASON)
    house.rows(
        "UPDATE poverty_member SET birth_place = 'Pulang Pisau' FROM poverty_changerequest c"
        " WHERE c.member_id = poverty_member.id AND c.id = %s RETURNING 1",
        second,
    )
    officer.goto("/perubahan/putuskan/")
    for number in (first, second):
        officer.locator(f"input[name=chosen][value='{number}']").check()
    officer.locator("#bulk button[value=accepted]").click()
    results = officer.locator("table.list tbody tr")
    expect(results).to_have_count(2)
    expect(results.filter(has=officer.locator(f"a[href='/perubahan/{first}/']")).locator(".badge.good")).to_be_visible()
    expect(
        results.filter(has=officer.locator(f"a[href='/perubahan/{second}/']")).locator(".badge.warn")
    ).to_be_visible()
    states = dict(house.rows("SELECT id, state FROM poverty_changerequest WHERE id IN (%s, %s)", first, second))
    assert states == {first: "applied", second: "open"}
    officer.goto(f"/perubahan/{second}/")
    expect(officer.locator("main")).to_contain_text("Pulang Pisau")
    expect(officer.locator("main")).to_contain_text("Kasongan")
