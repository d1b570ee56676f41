"""What the database itself refuses, whoever writes: each rule by its name."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction

from poverty.households.models import Household, Member
from tests.support.factories import MENTENG, assessment, family, household, make_nik, member

pytestmark = pytest.mark.django_db

CARD = "6271012309150004"


def refused(write) -> str:
    """Name of the rule that refuses this write."""
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        write()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return refusal.value.__cause__.diag.constraint_name


def set_household(**values):
    return lambda: Household.objects.filter(pk=household().pk).update(**values)


def set_member(**values):
    return lambda: Member.objects.filter(pk=family().head_id).update(**values)


HOUSEHOLD_RULES = [
    ("household_family_card_shape", {"family_card": "123"}),
    ("household_family_card_shape", {"family_card": ""}),
    ("household_family_card_shape", {"family_card": "627101230915000x"}),
    ("household_decile_range", {"decile": 0, "decile_source": "dtsen"}),
    ("household_decile_range", {"decile": 11, "decile_source": "dtsen"}),
    ("household_decile_has_source", {"decile": 3, "decile_source": ""}),
    ("household_place_range", {"latitude": 1}),
    ("household_place_range", {"longitude": 1}),
    ("household_place_range", {"latitude": 91, "longitude": 0}),
    ("household_place_range", {"latitude": 0, "longitude": -181}),
    ("household_verified_by_somebody", {"verified_on": dt.date(2026, 1, 1)}),
]


@pytest.mark.parametrize(("rule", "values"), HOUSEHOLD_RULES)
def test_a_household_that_cannot_be_is_refused(rule, values):
    assert refused(set_household(**values)) == rule


@pytest.mark.parametrize("values", [{"latitude": -2.21, "longitude": 113.92}, {"decile": 10, "decile_source": "dtsen"}])
def test_one_that_can_be_is_taken(values):
    assert set_household(**values)() == 1


@pytest.mark.parametrize("nik", ["", "123", "627101450892000x"])
def test_a_nik_that_is_none_is_refused(nik):
    assert refused(set_member(nik=nik)) == "member_nik_shape"


def test_a_nik_belongs_to_one_person_also_when_that_person_has_died():
    made = family()
    Member.objects.filter(pk=made.head_id).update(life_status="dead", left_on=dt.date(2020, 1, 1))
    assert refused(lambda: member(household(), nik=made.head.nik)) == "member_nik_once"


def test_two_people_may_both_lack_theirs():
    member(household(), nik=None), member(household(), nik=None)


def test_a_family_card_belongs_to_one_active_household():
    family(family_card=CARD)
    assert refused(lambda: household(family_card=CARD)) == "household_family_card_once"
    household(family_card=CARD, status="dissolved")


def test_a_number_of_a_source_is_recorded_once_per_source():
    household(source="dtsen", source_id="X")
    assert refused(lambda: household(source="dtsen", source_id="X")) == "household_source_id_once"
    household(source="p3ke", source_id="X"), household(source="dtsen"), household(source="dtsen")


def test_a_household_has_one_head_among_those_present():
    made = family()
    assert refused(lambda: member(made, nik=None)) == "member_one_head"
    Member.objects.filter(pk=made.head_id).update(life_status="dead")
    member(made, "Baru", nik=None)


class TestPlaces:
    """Reach is decided on the area that members and assessments repeat: it is the household's, whoever writes."""

    def test_a_member_cannot_lie_elsewhere_than_its_household(self):
        made = family()
        rule = "member_lies_where_household_lies"
        assert refused(lambda: Member.objects.filter(pk=made.head_id).update(region_id=MENTENG)) == rule
        assert refused(lambda: Member.objects.create(household=made, region_id=MENTENG, name="x")) == rule

    def test_an_assessment_cannot_either(self):
        row = assessment(family())
        wrong = lambda: type(row).objects.filter(pk=row.pk).update(region_id=MENTENG)  # noqa: E731
        assert refused(wrong) == "assessment_lies_where_household_lies"

    def test_both_follow_when_the_household_moves_by_plain_sql(self):
        made = family()
        row = assessment(made)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE poverty_household SET region_id = %s WHERE id = %s", [MENTENG, made.pk])
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        assert Member.objects.get(pk=made.head_id).region_id == MENTENG
        assert type(row).objects.get(pk=row.pk).region_id == MENTENG

    def test_a_household_that_gets_its_first_area_gives_it_to_its_people_and_assessments(self):
        """A composite key with a NULL in it cascades nothing."""
        made = family(region=None)
        row = assessment(made)
        Household.objects.filter(pk=made.pk).update(region_id=MENTENG)
        assert Member.objects.get(pk=made.head_id).region_id == MENTENG
        assert type(row).objects.get(pk=row.pk).region_id == MENTENG

    def test_a_household_that_loses_its_area_takes_it_from_them(self):
        made = family()
        Household.objects.filter(pk=made.pk).update(region_id=None)
        assert Member.objects.get(pk=made.head_id).region_id is None


def test_a_region_in_use_cannot_be_taken_away():
    made = family()
    with pytest.raises(Exception, match="protected|PROTECT"), transaction.atomic():
        made.region.delete()


def test_no_number_stands_in_the_message_of_a_rule():
    for model in (Household, Member):
        for rule in model._meta.constraints:
            assert make_nik() not in str(rule.violation_error_message)
