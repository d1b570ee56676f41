"""Two records of one person: decided by the officer, confirmed and undone by the head, all by keyboard alone."""

import itertools
import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.desk import word
from tests.e2e.inspection import faults
from tests.e2e.registry import LANGKAI

COPY = """
INSERT INTO poverty_member SELECT (jsonb_populate_record(m, jsonb_build_object(
    'id', nextval(pg_get_serial_sequence('poverty_member', 'id')), 'nik', NULL, 'household_id', h.id,
    'region_id', h.region_id, 'relation', 'other_relative', 'updated_at', clock_timestamp(),
    'birth_place', 'Kuala Kapuas', 'mother_name', 'Sarah'))).*
FROM poverty_member m, poverty_household h WHERE m.id = %s AND h.id = %s RETURNING id
"""


_place = itertools.count()


@pytest.fixture
def twice(house) -> tuple[int, int, str]:
    """A head of Langkai and the same person once more in another family; the search has found the two."""
    (one, name), (_other, _name) = house.rows(
        "SELECT m.id, m.name FROM poverty_member m JOIN poverty_household h ON h.head_id = m.id"
        " WHERE m.region_id = %s AND m.nik IS NOT NULL AND m.name LIKE '%% %%' ORDER BY m.id DESC OFFSET %s LIMIT 2",
        LANGKAI,
        2 * next(_place),
    )
    home = house.value("SELECT household_id FROM poverty_member WHERE id = %s", _other)
    house.rows("UPDATE poverty_duplicatepair SET state = 'different' RETURNING id")
    again = house.rows(COPY, one, home)[0][0]
    house.manage("find_duplicates")
    return one, again, name


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until this has the focus."""
    for _press in range(120):
        if page.evaluate("(selector) => document.activeElement?.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {selector}")


def saved(page: Page) -> None:
    """Wait until the page says that the last choice is stored."""
    expect(page.locator("#saved")).to_contain_text(re.compile(r"\d\d[.:]\d\d"))


def test_by_keyboard_alone_decided_confirmed_and_undone(desk, house, twice):
    one, again, name = twice
    pair = house.value("SELECT id FROM poverty_duplicatepair WHERE (first_id, second_id) = (%s, %s)", one, again)
    _decide(desk, house, pair)
    _confirm(desk, house, pair, name)
    assert house.rows(
        "SELECT birth_place, mother_name <> 'Sarah' FROM poverty_member WHERE id IN (%s, %s)", one, again
    ) == [("Kuala Kapuas", True)]
    _undo(desk, house, pair)
    found = house.rows("SELECT id, birth_place FROM poverty_member WHERE id IN (%s, %s) ORDER BY id", one, again)
    assert [pk for pk, _place in found] == [one, again] and found[0][1] != "Kuala Kapuas"


def _decide(desk, house, pair: int):
    """The officer takes one field from the right, keeps the left record, and says that the two are one."""
    page = desk.sit("dinsos")
    page.goto("/data-ganda/")
    tab_to(page, "a[href='/data-ganda/berikutnya/']")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/data-ganda/{pair}/")
    assert faults(page) == []
    page.keyboard.press("1")
    saved(page)
    for field, side in (("birth_place", "ArrowRight"), ("mother_name", "ArrowLeft")):
        for _press in range(20):
            page.keyboard.press("ArrowDown")
            if page.evaluate("document.activeElement.name") == f"choice-person.{field}":
                break
        page.keyboard.press(side)
    page.wait_for_timeout(300)
    stored = house.rows(
        "SELECT keep, choices ->> 'person.birth_place', state FROM poverty_duplicatepair WHERE id = %s", pair
    )
    assert stored == [("first", "second", "open")], "what was chosen is stored before anything is decided"
    page.reload()
    expect(page.locator("[id='person.birth_place-second']")).to_be_checked()
    page.keyboard.press("s")
    page.wait_for_url(re.compile(r"/data-ganda/$"))
    expect(page.locator(".notice.good").first).to_be_visible()
    assert house.value("SELECT state FROM poverty_duplicatepair WHERE id = %s", pair) == "same"


def _confirm(desk, house, pair: int, name: str):
    """The head reads what will be merged and confirms it."""
    page = desk.sit("kadis")
    page.goto("/data-ganda/konfirmasi/")
    expect(page.locator("main")).to_contain_text(name)
    assert faults(page) == []
    tab_to(page, f"#pair-{pair}")
    page.keyboard.press("Space")
    tab_to(page, "button[name=act][value=confirm]")
    page.keyboard.press("Enter")
    expect(page.locator("main .badge.good").first).to_have_text(word("merged"))
    assert house.value("SELECT state FROM poverty_duplicatepair WHERE id = %s", pair) == "merged"


def _undo(desk, house, pair: int):
    """A week later the head undoes it."""
    page = desk.sit("kadis")
    page.goto("/data-ganda/digabung/")
    tab_to(page, f"a[href='/data-ganda/{pair}/']")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/data-ganda/{pair}/")
    assert faults(page) == []
    tab_to(page, "#id_reason")
    page.keyboard.type("Ternyata dua orang, menurut RT")
    tab_to(page, "button.danger")
    page.keyboard.press("Enter")
    expect(page.locator(".notice.good").first).to_be_visible()
    assert house.value("SELECT state FROM poverty_duplicatepair WHERE id = %s", pair) == "unmerged"


def test_without_scripts_and_on_a_phone_the_same_can_be_done(desk, house, twice):
    one, again, _name = twice
    pair = house.value("SELECT id FROM poverty_duplicatepair WHERE (first_id, second_id) = (%s, %s)", one, again)
    page = desk.sit("dinsos", java_script_enabled=False, viewport={"width": 360, "height": 740})
    page.goto(f"/data-ganda/{pair}/")
    page.locator("[id='person.birth_place-second']").check()
    page.locator("#keep-first").check()
    page.locator("#decide button[formaction]").click()
    expect(page.locator("[id='person.birth_place-second']")).to_be_checked()
    page.locator("button[name=decision][value=different]").click()
    page.wait_for_url(lambda url: f"/{pair}/" not in url)
    assert house.value("SELECT state FROM poverty_duplicatepair WHERE id = %s", pair) == "different"
