"""Point 1 of the first issue: the enumerator of Langkai, with a phone in the hand."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.desk import PHONE, kept, settled, word
from tests.e2e.registry import LANGKAI, MENTENG, Known, head_in

WOMAN_OF_1985 = "6271015305850777"  # born on 13 May 1985
HUSBAND = {"name": "Rahmadi Kameloh", "sex": "male", "relation": "husband", "birth_date": "1983-08-21"}
SON = {"name": "Jumadi Kameloh", "sex": "male", "relation": "child", "birth_date": "2012-02-09"}
FIRST_HALF = {"household_size": "3", "has_shelter": "yes", "floor": "wood", "wall": "wood_board", "roof": "zinc"}
SECOND_HALF = {
    "drinking_water": "refill",
    "toilet": "own",
    "closet": "gooseneck",
    "lighting": "pln_metered",
    "cooking_fuel": "lpg_3",
    "head_works": "yes",
    "spending_food": "1800000",
    "spending_non_food": "900000",
}


def test_a_family_is_recorded_by_form_assessed_left_half_way_found_again_and_submitted(desk, house):
    page = desk.sit("petugas.langkai", **PHONE)
    _choose_from_menu(page, "/keluarga/")
    page.locator("main a[href='/keluarga/baru/']").first.tap()
    _type_the_head(page, head_in(house, LANGKAI))
    household = _save_the_household(page)
    _add(page, household, HUSBAND, another=True)
    _add(page, household, SON)
    assert house.value("SELECT member_count FROM poverty_household WHERE id = %s", household) == 3
    page.locator("nav.tabs a[href^='/pendataan/']").tap()
    page.locator("main form[action$='/mulai/'] button").first.tap()
    page = _answer_half_leave_and_come_back(page)
    _finish_and_submit(page)
    assert house.rows("SELECT state FROM poverty_assessment WHERE household_id = %s", household) == [("submitted",)]


def test_nothing_of_another_kelurahan_is_found_by_any_path(desk, house):
    hers, theirs = head_in(house, LANGKAI, 1), head_in(house, MENTENG)
    page = desk.sit("petugas.langkai", **PHONE)
    for text in (theirs.name, theirs.nik):
        assert _found(page, text) == [], "somebody of Menteng was found"
    assert str(hers.household) in "".join(_found(page, hers.name))
    for path in ("", "ubah/", "anggota/", "riwayat/"):
        answer = page.goto(f"/keluarga/{theirs.household}/{path}")
        assert answer.status == 404
        assert theirs.name not in page.content()
    page.goto("/orang/?name=" + theirs.name.split()[0])
    assert theirs.name not in page.content()
    page.goto(f"/keluarga/?region={MENTENG}")
    assert page.locator("#results tbody tr").count() == 0


def _choose_from_menu(page: Page, target: str):
    page.goto("/")
    page.locator("[data-menu]").tap()
    page.locator(f"nav.side a[href='{target}']").tap()
    page.wait_for_url(f"**{target}")


def _type_the_head(page: Page, known: Known):
    """By keyboard, from field to field with Tab: the NIK speaks while it is typed, likely people are shown."""
    expect(page.locator("select[name=region]")).to_have_value(LANGKAI)
    page.locator("[name=address]").focus()
    page.keyboard.type("Jl. Riau Gang Sampurna No. 4")
    _tab_to(page, "nik")
    hint = page.locator("#nik-hint")
    page.keyboard.type("62710132")
    expect(hint).to_contain_text("8")
    page.keyboard.type("13850777")
    expect(hint.locator(".notice.bad")).to_be_visible()
    page.keyboard.press("Control+a")
    page.keyboard.type(WOMAN_OF_1985)
    expect(hint.locator(".notice.good")).to_contain_text("13 Mei 1985")
    expect(hint).to_contain_text(word("female"))
    _tab_to(page, "name")
    page.keyboard.type(known.name)
    expect(page.locator(f"#similar-people a[href='/keluarga/{known.household}/']")).to_be_visible()
    page.keyboard.press("Control+a")
    page.keyboard.type("Yustina Kameloh")
    expect(page.locator("#similar-people a")).to_have_count(0)
    page.locator("[name=sex]").select_option("male")
    page.locator("[name=birth_date]").fill("1985-05-13")
    expect(hint.locator(".notice.warn")).to_be_visible()


def _save_the_household(page: Page) -> int:
    """The NIK says a woman and the form a man: a reason is asked for, nothing typed is lost, correcting is enough."""
    _send(page)
    expect(page.locator("[name=nik_reason]")).to_have_class(re.compile("is-invalid"))
    expect(page.locator("[name=address]")).to_have_value("Jl. Riau Gang Sampurna No. 4")
    expect(page.locator("[name=nik]")).to_have_value(WOMAN_OF_1985)
    page.locator("[name=sex]").select_option("female")
    _send(page)
    page.wait_for_url(re.compile(r"/keluarga/\d+/anggota/$"))
    return int(re.search(r"/keluarga/(\d+)/", page.url)[1])


def _add(page: Page, household: int, person: dict[str, str], *, another: bool = False):
    """One member by form, without a NIK; `another` goes straight on to the next."""
    form = f"/keluarga/{household}/anggota/baru/"
    if not page.url.endswith(form):
        page.locator(f"main a[href='{form}']").first.tap()
    _fill(page, person)
    if another:
        page.locator("main form button[name=another]").tap()
        expect(page.locator("[name=name]")).to_have_value("")
    else:
        _send(page)
        page.wait_for_url(f"**/keluarga/{household}/anggota/")


def _answer_half_leave_and_come_back(page: Page) -> Page:
    """Leave by a link and by closing the tab; My work leads back, and what was typed is there."""
    _fill(page, FIRST_HALF)
    kept(page)
    page.goto("/keluarga/")
    page = _come_back(page)
    _expect_answers(page, FIRST_HALF)
    _fill(page, {"income": "1500000"})
    context = page.context
    page.close(run_before_unload=False)
    page = _come_back(context.new_page())
    _expect_answers(page, FIRST_HALF | {"income": "1.500.000"})
    return page


def _come_back(page: Page) -> Page:
    page.goto("/")
    page.locator("main a[href^='/pendataan/'][href$='/isi/']").first.tap()
    page.wait_for_url(re.compile(r"/pendataan/\d+/isi/$"))
    return page


def _finish_and_submit(page: Page):
    _fill(page, SECOND_HALF)
    _send(page)
    page.wait_for_url(re.compile(r"/pendataan/\d+/$"))
    page.locator("form[action$='/langkah/submit/'] button").tap()
    expect(page.locator("form[action$='/langkah/submit/']")).to_have_count(0)
    expect(page.locator("main a[href$='/isi/']")).to_have_count(0)


def _fill(page: Page, answers: dict[str, str]):
    """Give answers by name, whatever kind of field asks for them, with a finger where it is a choice."""
    for name, value in answers.items():
        field = page.locator(f"main [name={name}]").first
        if field.evaluate("each => each.tagName") == "SELECT":
            field.select_option(value)
        elif field.get_attribute("type") == "radio":
            page.locator(f"label:has([name={name}][value={value}])").tap()
        else:
            field.fill(value)
            field.blur()


def _expect_answers(page: Page, answers: dict[str, str]):
    for name, value in answers.items():
        field = page.locator(f"main [name={name}]").first
        if field.get_attribute("type") == "radio":
            expect(page.locator(f"[name={name}][value={value}]")).to_be_checked()
        else:
            expect(field).to_have_value(value)


def _found(page: Page, text: str) -> list[str]:
    """Addresses of the people that the search in the top bar offers."""
    page.goto("/")
    page.locator("#global-search").fill(text)
    page.locator("#search-results:not(:empty)").wait_for()
    settled(page)
    return [link.get_attribute("href") for link in page.locator("#search-results a").all()]


def _tab_to(page: Page, name: str):
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == name:
            return
    raise AssertionError(f"Tab does not reach {name}")


def _send(page: Page):
    page.locator("main form button.p[type=submit]").tap()
    page.wait_for_load_state()
