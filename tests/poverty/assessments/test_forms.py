"""The form keeps "not asked" apart from "no" and from "none", and says beside the field what cannot be right."""

import pytest

from poverty.assessments.choices import COARSE, Floor, Toilet
from poverty.assessments.fields import NONE_OF_THESE
from poverty.assessments.forms import AssessmentForm
from poverty.assessments.models import Assessment
from poverty.assessments.questionnaire import SECTIONS
from tests.support.factories import assessment, family

pytestmark = pytest.mark.django_db
DAY = {"assessed_on": "2026-11-03"}


@pytest.fixture
def row(people):
    return assessment(family(), enumerator=people.langkai)


def filled(row, people, **data):
    return AssessmentForm(DAY | data, instance=row, user=people.langkai)


class TestEmpty:
    def test_an_empty_form_is_valid_and_every_answer_stays_open(self, row, people):
        form = filled(row, people)
        assert form.is_valid()
        answers = form.answers()
        assert set(Assessment.ANSWERS) <= set(answers)
        assert {answers[name] for name in Assessment.ANSWERS} == {"", None}

    def test_only_the_day_cannot_be_left_out(self, row, people):
        form = AssessmentForm({}, instance=row, user=people.langkai)
        assert set(form.errors) == {"assessed_on"}

    def test_it_starts_with_nothing_answered(self, row, people):
        form = AssessmentForm(instance=row, user=people.langkai)
        assert form.progress.answered == 0 and 25 < form.progress.asked <= 34


class TestSeveral:
    @pytest.mark.parametrize("name", ["assets", "fixed_assets", "shocks", "aid_reported"])
    def test_none_is_told_apart_from_not_asked_and_shown_again(self, row, people, name):
        form = filled(row, people, **{name: [NONE_OF_THESE]})
        assert form.is_valid() and form.answers()[name] == []
        setattr(row, name, [])
        again = AssessmentForm(instance=row, user=people.langkai)
        assert again[name].value() == [NONE_OF_THESE]
        setattr(row, name, None)
        assert AssessmentForm(instance=row, user=people.langkai)[name].value() is None

    def test_some_and_none_together_are_refused(self, row, people):
        assert "assets" in filled(row, people, assets=["bicycle", NONE_OF_THESE]).errors

    def test_a_foreign_answer_is_refused(self, row, people):
        assert "assets" in filled(row, people, assets=["helicopter"]).errors


class TestBadInput:
    @pytest.mark.parametrize(
        "name", ["household_size", "floor_area_m2", "income", "spending_food", "spending_non_food", "livestock_pig"]
    )
    @pytest.mark.parametrize("value", ["-1", "99999999999999999999999", "tiga", "1.5", "NaN", "1e3", "1\x00"])
    def test_what_is_no_believable_number_is_said_beside_its_field(self, row, people, name, value):
        assert set(filled(row, people, **{name: value}).errors) == {name}

    def test_nobody_living_there_is_refused(self, row, people):
        assert "household_size" in filled(row, people, household_size="0").errors

    @pytest.mark.parametrize("text", ["1.250.000", "1250000", "Rp 1.250.000", "1,250,000", " 1 250 000 "])
    def test_amounts_are_taken_as_typed(self, row, people, text):
        form = filled(row, people, spending_food=text)
        assert form.is_valid() and form.answers()["spending_food"] == 1_250_000

    @pytest.mark.parametrize("day", ["2027-01-01", "1999-12-31", "kemarin", ""])
    def test_a_day_that_cannot_be_is_refused(self, row, people, day):
        assert "assessed_on" in filled(row, people, assessed_on=day).errors

    @pytest.mark.parametrize(
        "place", [("-2.21", ""), ("", "113.9"), ("91", "113.9"), ("-2.21", "181"), ("utara", "113.9")]
    )
    def test_half_a_place_or_an_impossible_one_is_refused(self, row, people, place):
        form = filled(row, people, latitude=place[0], longitude=place[1])
        assert set(form.errors) & {"latitude", "longitude"}

    def test_a_decimal_comma_in_a_place_is_understood(self, row, people):
        form = filled(row, people, latitude="-2,209", longitude="113,92")
        assert form.is_valid() and str(form.answers()["latitude"]) == "-2.209"

    @pytest.mark.parametrize("value", sorted(COARSE))
    def test_coarse_answers_are_offered_nowhere(self, row, people, value):
        form = AssessmentForm(instance=row, user=people.langkai)
        offered = {str(key) for field in form.fields.values() for key, _label in getattr(field, "choices", ())}
        assert str(value) not in offered

    def test_a_coarse_answer_is_refused_when_posted(self, row, people):
        assert "floor" in filled(row, people, floor=Floor.CERAMIC_MARBLE_OR_TILE).errors


class TestLivestock:
    def test_five_numbers_become_one_answer(self, row, people):
        form = filled(row, people, livestock_pig="3", livestock_cattle="0")
        assert form.is_valid() and form.answers()["livestock"] == {"pig": 3, "cattle": 0}

    def test_they_are_shown_again(self, row, people):
        row.livestock = {"pig": 3, "cattle": 0}
        form = AssessmentForm(instance=row, user=people.langkai)
        assert form["livestock_pig"].value() == 3 and form["livestock_cattle"].value() == 0
        assert form.progress.answered == 1


class TestPage:
    def test_few_answers_are_buttons_and_many_are_a_list(self, row, people):
        form = AssessmentForm(instance=row, user=people.langkai)
        kinds = {question.name: question.kind for part in form.parts() for question in part.questions}
        assert kinds["has_shelter"] == kinds["toilet"] == "one" and kinds["floor"] == "plain"
        assert kinds["assets"] == "several" and kinds["income"] == "amount" and kinds["livestock"] == "group"

    def test_health_is_asked_only_by_those_who_may_see_it(self, row, people):
        assert "stunting_risk" in AssessmentForm(instance=row, user=people.langkai).fields
        form = AssessmentForm(DAY, instance=row, user=people.planner)
        assert "stunting_risk" not in form.fields and form.is_valid()
        assert "stunting_risk" not in form.answers()

    def test_every_section_stands_on_the_page(self, row, people):
        form = AssessmentForm(instance=row, user=people.langkai)
        assert [part.section for part in form.parts()] == list(SECTIONS)

    def test_a_draft_comes_back_as_it_was_typed_even_where_it_is_wrong(self, row, people):
        data = {
            "income": ["1.5 juta"],
            "toilet": [Toilet.NONE],
            "livestock_pig": ["x"],
            **{k: [v] for k, v in DAY.items()},
        }
        form = AssessmentForm(instance=row, user=people.langkai, draft_data=data)
        assert form["income"].value() == "1.5 juta" and form["livestock_pig"].value() == "x"
        assert form["assets"].value() is None
        assert form.progress.answered == 3
