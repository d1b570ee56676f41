"""The menu: what a role sees is what a role may open."""

import re

import pytest
from django.urls import resolve, reverse

from core.navigation import MENU, may_open, menu_for, offices

pytestmark = pytest.mark.django_db
NAMES = [item.url_name for section in MENU for item in section.items]


@pytest.fixture
def cast(people) -> dict:
    return people.by_role()


def test_every_entry_leads_to_a_page_that_is_there():
    for name in NAMES:
        assert resolve(reverse(name)).view_name == name


@pytest.mark.parametrize("role", ["langkai", "menteng", "officer", "district_officer", "head", "planner", "opd_head",
                                  "other_planner", "other_opd_head", "secretariat", "chair", "supervisor",
                                  "administrator", "nobody"])  # fmt: skip
def test_a_role_sees_exactly_what_it_may_open(client, people, role):
    user = getattr(people, role)
    client.force_login(user)
    shown = {link.url for _label, links in menu_for(user, "/") for link in links}
    opened = {reverse(name) for name in NAMES if client.get(reverse(name)).status_code == 200}
    assert shown == opened
    page = client.get("/").content.decode()
    nav = re.search(r'<nav class="side".*?</nav>', page, re.S)[0]
    assert set(re.findall(r'<li><a href="([^"]+)"', nav)) == shown


def test_every_role_of_the_cast_is_tried(cast):
    marks = test_a_role_sees_exactly_what_it_may_open.pytestmark
    assert set(marks[0].args[1]) == set(cast)


def test_the_entry_of_the_present_page_is_marked_and_only_that(people):
    for name in NAMES:
        if may_open(people.officer, name):
            here = [link for _l, links in menu_for(people.officer, reverse(name)) for link in links if link.is_here]
            assert [link.url for link in here] == [reverse(name)], name


def test_a_page_below_an_entry_marks_it_too(people):
    links = [link for _l, links in menu_for(people.officer, "/keluarga/7/riwayat/") for link in links]
    assert [link.url for link in links if link.is_here] == ["/keluarga/"]


def test_a_heading_without_entries_is_left_out(people):
    labels = [label for label, _links in menu_for(people.nobody, "/")]
    assert labels == [""]


def test_offices_are_said_in_words(people):
    assert "Langkai" in offices(people.langkai) and offices(people.nobody) == ""


def test_the_search_field_is_for_those_who_may_search(client, people):
    for role, there in (("langkai", True), ("administrator", False), ("chair", False)):
        client.force_login(getattr(people, role))
        assert ('id="global-search"' in client.get("/").content.decode()) is there


def test_the_menu_asks_no_query_of_its_own(people, django_assert_max_num_queries):
    assert people.officer.mandates
    with django_assert_max_num_queries(0):
        menu_for(people.officer, "/")
