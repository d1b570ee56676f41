"""The forms of households and people: what is typed is understood, what is wrong is said beside its field."""

import datetime as dt

import pytest

from poverty.households.choices import COARSE_BY_LIST, Relation
from poverty.households.forms import HouseholdCreateForm, HouseholdUpdateForm
from poverty.households.member_forms import MemberForm, MemberLeavesForm
from poverty.households.models import Household, Member
from tests.support.factories import LANGKAI, MENTENG, family, household, member
from tests.support.people import CITY

pytestmark = pytest.mark.django_db

FAMILY = {"region": LANGKAI, "address": "Gg. Manggis 14", "name": "Noraini Rahmah", "sex": "female"}
PERSON = {"name": "Aulia Rahmah", "relation": "child", "sex": "female"}
NIK = "6271014508920003"
CARD = "6271012309150004"


@pytest.fixture
def create(people):
    """Errors of the form of a new household, by field, and its cleaned data."""

    def fill(**typed):
        form = HouseholdCreateForm(FAMILY | typed, user=people.langkai)
        form.is_valid()
        return form

    return fill


@pytest.fixture
def person(people):
    """The form of a person of one household."""
    made = family()

    def fill(row=None, user=None, **typed):
        form = MemberForm(PERSON | typed, user=user or people.langkai, household=made, instance=row)
        form.is_valid()
        return form

    fill.household = made
    return fill


class TestNumbers:
    @pytest.mark.parametrize("typed", [NIK, f" {NIK} ", "6271 0145 0892 0003", f"'{NIK}", "627101 450892 0003"])
    def test_a_nik_is_understood_however_it_is_written(self, create, typed):
        assert create(nik=typed).cleaned_data["nik"] == NIK

    @pytest.mark.parametrize(
        "typed",
        ["627101450892000", "62710145089200034", "62710145O8920003", "6271014532920003", "6271014508920000", "1" * 16],
    )
    def test_a_nik_that_cannot_be_one_is_refused_beside_the_field(self, create, typed):
        assert list(create(nik=typed).errors) == ["nik"]

    def test_a_nik_may_be_missing_and_is_then_none_and_not_empty_text(self, create):
        assert create(nik="").cleaned_data["nik"] is None and not create(nik="").errors

    def test_a_nik_of_another_region_is_no_error(self, create):
        assert not create(nik="3171014508920003").errors

    def test_a_nik_that_is_recorded_is_refused_also_for_somebody_who_left(self, create):
        made = family()
        Member.objects.filter(pk=made.head_id).update(life_status="dead", left_on=dt.date(2020, 1, 1), nik=NIK)
        assert list(create(nik=NIK).errors) == ["nik"]

    @pytest.mark.parametrize("typed", ["627101230915000", "6271013309150004", "62710123O9150004"])
    def test_a_family_card_that_cannot_be_one_is_refused_beside_the_field(self, create, typed):
        assert list(create(family_card=typed).errors) == ["family_card"]

    def test_a_family_card_that_is_recorded_is_refused_beside_the_field(self, create):
        family(family_card=CARD)
        assert list(create(family_card=CARD).errors) == ["family_card"]

    def test_the_card_of_a_dissolved_household_is_free(self, create):
        family(family_card=CARD, status="dissolved")
        assert not create(family_card=CARD).errors

    def test_a_household_keeps_its_own_card(self, people):
        made = family(family_card=CARD)
        typed = {"region": LANGKAI, "address": "x", "family_card": CARD, "status": "active"}
        assert HouseholdUpdateForm(typed, user=people.langkai, instance=made).is_valid()

    def test_a_dissolved_household_comes_back_only_if_nobody_has_its_card(self, people):
        family(family_card=CARD)
        gone = family("Lama", status="dissolved", family_card=CARD)
        typed = {"region": LANGKAI, "address": "x", "family_card": CARD}
        assert HouseholdUpdateForm(typed | {"status": "moved"}, user=people.langkai, instance=gone).is_valid()
        form = HouseholdUpdateForm(typed | {"status": "active"}, user=people.langkai, instance=gone)
        assert list(form.errors) == ["family_card"]


class TestDisagreement:
    """A NIK that does not agree with the documents is possible, but somebody says why."""

    @pytest.mark.parametrize("typed", [{"sex": "male"}, {"birth_date": "1992-08-06"}])
    def test_it_asks_for_a_reason_and_then_is_taken(self, create, typed):
        assert list(create(nik=NIK, **typed).errors) == ["nik_reason"]
        assert not create(nik=NIK, nik_reason="sesuai akta kelahiran", **typed).errors

    def test_a_blank_reason_is_none(self, create):
        assert list(create(nik=NIK, sex="male", nik_reason="   ").errors) == ["nik_reason"]

    def test_it_holds_for_members_too(self, person):
        assert list(person(nik=NIK, sex="male").errors) == ["nik_reason"]


class TestPlacesAndDays:
    def test_rt_and_rw_have_two_digits_and_nothing_else(self, create):
        assert create(rt="4", rw="12").cleaned_data["rt"] == "04"
        assert create(rt="012").cleaned_data["rt"] == "012"
        assert set(create(rt="A", rw="1234").errors) == {"rt", "rw"}

    @pytest.mark.parametrize("born", ["2999-01-01", "1899-12-31", "kemarin", "1992-02-30"])
    def test_an_impossible_day_of_birth_is_refused(self, create, born):
        assert list(create(birth_date=born).errors) == ["birth_date"]

    @pytest.mark.parametrize("born", ["1992-08-05", "05-08-1992", "05/08/1992"])
    def test_a_day_of_birth_is_read_as_people_write_it(self, create, born):
        assert create(birth_date=born).cleaned_data["birth_date"] == dt.date(1992, 8, 5)

    def test_one_coordinate_without_the_other_is_refused(self, create):
        assert create(latitude="-2.21").errors and not create(latitude="-2.21", longitude="113.92").errors
        assert create(latitude="91", longitude="113.92").errors

    def test_a_place_out_of_reach_is_no_choice(self, create):
        for code in (MENTENG, CITY, "62.71.01", "x"):
            assert list(create(region=code).errors) == ["region"]

    def test_the_only_place_is_chosen_already_and_several_are_not(self, people):
        assert HouseholdCreateForm(user=people.langkai)["region"].value() == LANGKAI
        assert HouseholdCreateForm(user=people.officer)["region"].value() is None

    @pytest.mark.parametrize("field", ["region", "address", "name", "sex"])
    def test_what_must_be_known_is_asked_for(self, create, field):
        assert list(create(**{field: ""}).errors) == [field]


class TestChoices:
    def test_coarse_words_of_imports_are_not_offered_to_a_person_who_can_ask(self, create, person):
        coarse = {str(value) for values in COARSE_BY_LIST.values() for value in values}
        for form in (create(), person()):
            for name, field in form.fields.items():
                if hasattr(field, "choices") and name != "region":
                    assert not {str(value) for value, _label in field.choices} & coarse, name

    def test_but_the_word_that_an_import_brought_stays_until_somebody_knows_better(self, person):
        row = member(person.household, "Impor", relation=Relation.SPOUSE)
        form = person(row, relation="spouse")
        assert Relation.SPOUSE in dict(form.fields["relation"].choices) and not form.errors

    def test_a_household_has_one_head(self, person):
        assert list(person(relation="head").errors) == ["relation"]
        assert not person(person.household.head, relation="head", nik=person.household.head.nik, sex="male").errors


class TestHealth:
    def test_whoever_may_not_see_it_has_no_field_for_it(self, person, people):
        class Reader:
            def may(self, permission):
                return permission != "view_health"

        form = person(user=Reader())
        assert not [name for name in form.fields if name.startswith("difficulty_") or name in MemberForm.HEALTH]
        assert "difficulties" not in form.member_data()

    def test_answers_are_gathered_into_one_and_nothing_asked_is_nothing_known(self, person):
        assert person(difficulty_seeing="some").member_data()["difficulties"] == {"seeing": "some"}
        assert person().member_data()["difficulties"] is None

    def test_what_is_known_stands_in_the_form(self, person, people):
        row = member(person.household, "Anak", relation="child", difficulties={"seeing": "some"})
        form = MemberForm(user=people.langkai, household=person.household, instance=row)
        assert form["difficulty_seeing"].value() == "some"


class TestVerified:
    @pytest.fixture
    def verified(self, people):
        made = family()
        Household.objects.filter(pk=made.pk).update(verified_on=dt.date(2026, 9, 20), verified_by=people.officer)
        made.refresh_from_db()
        return made

    TYPED = {"region": LANGKAI, "address": "x", "status": "active", "as_request": "1"}

    def test_a_request_asks_for_a_reason(self, people, verified):
        more = {"user": people.langkai, "instance": verified, "requesting": True}
        assert list(HouseholdUpdateForm(self.TYPED, **more).errors) == ["reason"]
        assert HouseholdUpdateForm(self.TYPED | {"reason": "pindah rumah"}, **more).is_valid()

    def test_so_does_one_about_its_people(self, people, verified):
        typed = {"name": "Rusli", "relation": "head", "sex": "male", "as_request": "1"}
        more = {"user": people.langkai, "household": verified, "instance": verified.members.get()}
        form = MemberForm(typed, requesting=True, **more)
        assert list(form.errors) == ["reason"]
        form = MemberForm(typed | {"reason": "salah tulis"}, requesting=True, **more)
        assert form.is_valid() and not {"reason", "evidence", "as_request"} & set(form.member_data())

    def test_a_form_that_was_not_shown_as_a_request_is_shown_again(self, people, verified):
        typed = self.TYPED | {"reason": "pindah rumah"}
        del typed["as_request"]
        form = HouseholdUpdateForm(typed, user=people.langkai, instance=verified, requesting=True)
        assert list(form.errors) == ["__all__"]
        assert not MemberLeavesForm({"life_status": "dead", "reason": "akta 12/2026"}, requesting=True).is_valid()

    def test_a_request_has_no_photos_and_a_plain_change_no_reason(self, people, verified):
        asking = HouseholdUpdateForm(user=people.langkai, instance=verified, requesting=True)
        plain = HouseholdUpdateForm(user=people.langkai, instance=family())
        assert "photo_front" not in asking.fields and "photo_front" in plain.fields
        assert not {"reason", "evidence"} & set(plain.fields)

    def test_no_form_merges(self, people):
        form = HouseholdUpdateForm(user=people.langkai, instance=family())
        assert "merged" not in dict(form.fields["status"].choices)


class TestLeaving:
    def test_alive_is_no_way_to_leave(self):
        assert "alive" not in dict(MemberLeavesForm().fields["life_status"].choices)

    def test_evidence_is_wanted_and_the_day_is_not_to_come(self):
        form = MemberLeavesForm({"life_status": "dead", "left_on": "2999-01-01", "reason": "x"})
        assert set(form.errors) == {"left_on", "reason"}
        assert MemberLeavesForm({"life_status": "dead", "reason": "akta 12/2026"}).is_valid()


def test_a_form_asks_the_same_few_queries_whoever_fills_it(people, django_assert_max_num_queries):
    assert people.officer.mandates
    with django_assert_max_num_queries(3):
        form = HouseholdCreateForm(user=people.officer)
        str(form["region"])
    made = household()
    with django_assert_max_num_queries(3):
        str(MemberForm(user=people.officer, household=made)["relation"])
