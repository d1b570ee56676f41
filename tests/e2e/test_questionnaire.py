"""The questionnaire in the hand: what does not arise steps aside, what is answered is counted, nothing is guessed."""

import re

import pytest

from tests.e2e.desk import PHONE

PLACE = {"geolocation": {"latitude": -2.2094, "longitude": 113.9213}, "permissions": ["geolocation"]}


@pytest.fixture
def questionnaire(desk, house):
    """The enumerator of Langkai before the empty questionnaire of a household that nobody else has assessed."""
    household = house.value(
        "SELECT h.id FROM poverty_household h WHERE h.region_id = '62.71.01.1003' AND h.status = 'active'"
        " AND NOT EXISTS (SELECT FROM poverty_assessment a JOIN accounts_user u ON u.id = a.enumerator_id"
        "   WHERE a.household_id = h.id AND (a.state <> 'draft' OR u.username <> 'petugas.langkai'))"
        " AND NOT EXISTS (SELECT FROM poverty_assessment a WHERE a.household_id = h.id AND a.floor <> '')"
        " ORDER BY h.id DESC LIMIT 1"
    )
    house.rows("DELETE FROM core_draft WHERE form = 'assessment' RETURNING id")
    page = desk.sit("petugas.langkai", **PHONE, **PLACE)
    page.goto(f"/pendataan/keluarga/{household}/")
    page.locator("form[action$='/mulai/'] button").tap()
    page.wait_for_url(re.compile(r"/isi/$"))
    return page


def counted(page) -> tuple[int, int]:
    """How many questions the save bar calls answered, and asked."""
    return int(page.locator("[data-answered]").inner_text()), int(page.locator("[data-asked]").inner_text())


def test_questions_that_do_not_arise_step_aside_and_are_not_counted(questionnaire):
    page = questionnaire
    answered, asked = counted(page)
    plaster = page.locator("#q-wall_plastered")
    assert plaster.is_hidden()
    page.locator("[name=wall]").select_option("masonry")
    assert plaster.is_visible() and counted(page) == (answered + 1, asked + 1)
    page.locator("[name=has_shelter][value=no]").check()
    assert plaster.is_hidden() and page.locator("#q-roof").is_hidden()
    page.locator("[name=has_shelter][value=yes]").check()
    assert plaster.is_visible()


def test_none_of_these_stands_alone_and_amounts_get_their_dots_unless_they_could_mean_two_things(questionnaire):
    page = questionnaire
    page.locator("[name=assets][value=bicycle]").check()
    page.locator("[name=assets][value=none_of_these]").check()
    assert not page.locator("[name=assets][value=bicycle]").is_checked()
    food, other = page.locator("[name=spending_food]"), page.locator("[name=spending_non_food]")
    food.fill("1250000")
    other.fill("1.5")
    other.blur()
    assert (food.input_value(), other.input_value()) == ("1.250.000", "1.5")


def test_the_phone_gives_its_place_and_animals_are_none_at_one_tap(questionnaire):
    page = questionnaire
    page.locator("[data-locate]").tap()
    page.wait_for_function("document.querySelector('[name=latitude]').value !== ''")
    assert page.locator("[name=longitude]").input_value() == "113.921300"
    page.locator("[data-fill-zero]").tap()
    assert page.locator("[name=livestock_pig]").input_value() == "0"


def test_it_is_filled_in_by_keyboard_and_leads_to_what_is_wrong(questionnaire):
    page = questionnaire
    page.locator("[name=household_size]").focus()
    page.keyboard.type("99")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    assert page.locator("[name=has_shelter]:checked").get_attribute("value") == "yes"
    page.locator("[name=household_size]").press("Enter")
    summary = page.locator("[data-error-summary]")
    summary.wait_for()
    assert page.evaluate("document.activeElement.hasAttribute('data-error-summary')")
    summary.locator("a").first.press("Enter")
    assert page.evaluate("document.activeElement.name") == "household_size"
    assert page.locator("[name=household_size]").get_attribute("aria-invalid") == "true"
    assert page.locator("[name=has_shelter]:checked").get_attribute("value") == "yes"


def test_nothing_runs_over_the_edge_of_a_small_phone(questionnaire):
    page = questionnaire
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    button = page.locator(".save-bar button").bounding_box()
    assert button["height"] >= 44 and button["y"] + button["height"] <= 740
