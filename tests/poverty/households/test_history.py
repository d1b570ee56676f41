"""How the change history of a household is told: in words, numbers masked, health for those who may see it."""

import datetime as dt

import pytest

from accounts.permissions import Perm
from core.history import changes_of
from poverty.households.history import HIDDEN, show_masked
from poverty.households.models import Household, Member
from tests.support.factories import MENTENG, family

pytestmark = pytest.mark.django_db


class Reader:
    def __init__(self, *permissions):
        self.permissions = permissions

    def may(self, permission):
        return permission in self.permissions


def told(model, name, value, *permissions) -> str:
    return show_masked(Reader(*permissions))(model._meta.get_field(name), value)


@pytest.mark.parametrize(("model", "name"), [(Household, "family_card"), (Member, "nik"), (Household, "phone")])
def test_numbers_are_masked_for_everybody(model, name):
    for permissions in ((), (Perm.REVEAL_NUMBER,)):
        assert "01450892" not in told(model, name, "6271014508920003", *permissions)


@pytest.mark.parametrize(
    ("name", "value"), [("chronic_illness", "heart"), ("pregnant", "yes"), ("difficulties", {"a": 1})]
)
def test_health_is_hidden_from_those_who_may_not_see_it(name, value):
    assert told(Member, name, value) == HIDDEN
    assert told(Member, name, value, Perm.VIEW_HEALTH) not in (HIDDEN, "")


def test_values_are_told_in_words():
    assert told(Member, "sex", "female") == "Perempuan"
    assert told(Member, "sex", "gone_choice") == "gone_choice"
    assert told(Member, "birth_date", dt.date(1992, 8, 5)) == "5 Agustus 1992"
    assert told(Household, "decile", None) == told(Household, "address", "") == told(Member, "difficulties", []) == ""
    assert told(Member, "difficulties", ["a", "b"], Perm.VIEW_HEALTH) == "a, b"


def test_a_reference_is_told_by_its_name_and_asked_for_once(django_assert_num_queries):
    made = family()
    show = show_masked(Reader())
    region = Household._meta.get_field("region")
    with django_assert_num_queries(1):
        assert [show(region, MENTENG) for _ in range(3)] == ["Menteng"] * 3
    assert show(Household._meta.get_field("head"), made.head_id) == "Rusli Tuah"
    assert show(Household._meta.get_field("head"), 99_999_999) == "99999999"


def test_before_and_after_of_a_number_differ_in_what_is_shown_or_say_that_it_changed():
    made = family()
    Member.objects.filter(pk=made.head_id).update(nik="6371011705800099")
    change = changes_of((made.members.all(), "Anggota"), show=show_masked(Reader()))[0]
    (field,) = [each for each in change.fields if each.name == "nik"]
    assert field.before != field.after and "6371011705800099" not in field.after
