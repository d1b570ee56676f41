"""Values survive their way through a request exactly, whatever their type."""

import datetime as dt
import string
from contextlib import contextmanager
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from poverty.change_requests.cases import case_of
from poverty.change_requests.choices import Target
from poverty.change_requests.models import ChangeRequest
from poverty.change_requests.services import decide
from poverty.change_requests.values import differences, fields_of, from_json, present, to_json
from poverty.households.choices import Difficulty, DifficultyDomain
from poverty.households.models import Household, Member
from tests.support.change_requests import a_verified_family, another_officer, answers, asked
from tests.support.factories import LANGKAI, MENTENG, make_nik

WORDS = st.text(string.ascii_letters + "'-. 0123456789éÉ\"\\/<>&=", max_size=30).map(str.strip)
DIGITS = st.text("0123456789", max_size=3)
NEAR = st.decimals(-5, 5, places=6, allow_nan=False, allow_infinity=False)
FAR = st.decimals(100, 140, places=6, allow_nan=False, allow_infinity=False)
DAYS = st.dates(dt.date(1930, 1, 1), dt.date(2026, 1, 1))
HOUSEHOLDS = st.fixed_dictionaries(
    {
        "region": st.sampled_from([LANGKAI, MENTENG]),
        "address": WORDS,
        "rt": DIGITS,
        "rw": DIGITS,
        "family_card": st.sampled_from([None, "6271012309150004", "6271012309150005"]),
        "phone": DIGITS,
        "place": st.none() | st.tuples(NEAR, FAR),
        "decile": st.none() | st.tuples(st.integers(1, 10), st.none() | DAYS),
        "status": st.sampled_from(["active", "moved", "dissolved"]),
    }
)
CHOICES = {
    name: st.sampled_from(["", *(value for value, _label in field.flatchoices if value)])
    for name, field in fields_of(Target.MEMBER).items()
    if field.choices and name not in ("life_status", "dukcapil_match", "sex")
}
MEMBERS = st.fixed_dictionaries(
    CHOICES
    | {
        "name": WORDS.filter(bool),
        "nik": st.none() | st.integers(1, 9999).map(lambda serial: make_nik(serial=serial)),
        "birth_date": st.none() | DAYS,
        "birth_place": WORDS,
        "mother_name": WORDS,
        "sex": st.sampled_from(["", "male", "female"]),
        "difficulties": st.none()
        | st.dictionaries(st.sampled_from(DifficultyDomain.values), st.sampled_from(Difficulty.values), min_size=1),
        "nik_reason": st.just("menurut KTP"),
        "dukcapil_match": st.sampled_from(["matched", "unmatched", "not_checked"]),
        "source_id": DIGITS,
        "gone": st.none() | st.tuples(st.sampled_from(["dead", "moved"]), DAYS),
    }
)
MANY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def household_values(drawn: dict) -> dict:
    place, decile = drawn["place"] or (None, None), drawn["decile"] or (None, None)
    plain = {name: value for name, value in drawn.items() if name not in ("place", "decile")}
    return plain | {
        "latitude": place[0],
        "longitude": place[1],
        "decile": decile[0],
        "decile_source": "dtsen" if decile[0] else "",
        "decile_date": decile[1],
    }


def member_values(drawn: dict) -> dict:
    gone = drawn["gone"] or ("alive", None)
    return {name: value for name, value in drawn.items() if name != "gone"} | {
        "life_status": gone[0],
        "left_on": gone[1],
    }


def put(row, values: dict) -> dict:
    """Store these values past every service; returns the row as the database has it."""
    for name, value in values.items():
        setattr(row, "region_id" if name == "region" else name, value)
    row.save()
    return stored(row, values)


def stored(row, values) -> dict:
    names = ["region_id" if name == "region" else name for name in values]
    return type(row).objects.filter(pk=row.pk).values(*names).get()


def through_a_request(people, household, values, member=None):
    if not differences("member" if member else "household", member or household, values):
        return
    made = asked(people, household, values, by=another_officer(), member=member)
    assert {entry.line.field for entry in case_of(made).entries} <= set(fields_of(made.target))
    decide(request=ChangeRequest.objects.get(pk=made.pk), decisions=answers(made), by=people.officer)


@contextmanager
def one_example():
    """What an example writes is gone before the next."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.django_db
class TestTheSecondVersionIsReproducedExactly:
    @MANY
    @given(before=HOUSEHOLDS, after=HOUSEHOLDS)
    def test_of_a_household(self, people, before, after):
        with one_example():
            household = a_verified_family(people)
            wanted = put(household, household_values(after))
            put(household, household_values(before))
            household.refresh_from_db()
            through_a_request(people, household, household_values(after))
            assert stored(household, household_values(after)) == wanted

    @MANY
    @given(before=MEMBERS, after=MEMBERS)
    def test_of_a_person(self, people, before, after):
        with one_example():
            household = a_verified_family(people)
            person = household.head
            wanted = put(person, member_values(after))
            put(person, member_values(before))
            person.refresh_from_db()
            through_a_request(people, household, member_values(after), person)
            assert stored(person, member_values(after)) == wanted

    @MANY
    @given(drawn=MEMBERS)
    def test_of_a_new_person(self, people, drawn):
        with one_example():
            household = a_verified_family(people)
            Member.objects.filter(household=household).update(nik=None)
            values = member_values(drawn) | {"relation": "child", "sex": drawn["sex"] or "male"}
            made = asked(people, household, values, by=another_officer(), target=Target.NEW_MEMBER)
            decide(request=made, decisions=answers(made), by=people.officer)
            person = household.members.exclude(pk=household.head_id).get()
            assert stored(person, values) == values


FIELDS = [(target, name) for target in (Target.HOUSEHOLD, Target.MEMBER) for name in fields_of(target)]


@pytest.mark.parametrize(("target", "name"), FIELDS)
def test_nothing_is_nothing_in_every_field(target, name):
    field = fields_of(target)[name]
    empty = None if field.null else ""
    for value in (None, ""):
        assert to_json(field, value) == empty and from_json(field, to_json(field, value)) == empty


def test_an_amount_keeps_its_places_and_a_day_its_form():
    fields = fields_of(Target.HOUSEHOLD)
    assert to_json(fields["latitude"], Decimal("-2.2")) == to_json(fields["latitude"], "-2.2") == "-2.200000"
    assert to_json(fields["decile_date"], dt.date(2026, 1, 2)) == to_json(fields["decile_date"], "2026-01-02")
    assert to_json(fields["decile"], "3") == 3


@pytest.mark.parametrize(("name", "value"), [("decile_date", "kemarin"), ("latitude", "utara"), ("decile", "x")])
def test_what_is_no_value_of_the_field_is_refused_in_words(name, value):
    with pytest.raises(ValidationError):
        to_json(fields_of(Target.HOUSEHOLD)[name], value)


def test_a_record_to_be_made_says_nothing_yet():
    assert present(None, fields_of(Target.NEW_MEMBER)["name"]) is None


def test_no_request_reaches_what_others_decide():
    for model, target in ((Household, Target.HOUSEHOLD), (Member, Target.MEMBER)):
        derived = set(model.derived_fields) | {
            "verified_on",
            "verified_by",
            "recorded_by",
            "endorsed_on",
            "exit_reason",
        }
        assert not derived & set(fields_of(target))
