"""What a visit asks, with what was declared about it; and what comes of found laid beside declared."""

import datetime as dt
import json

import pytest
from django.utils.translation import override

from poverty.assessments.models import Assessment, AssessmentState
from poverty.visits.answers import AnswerRefused, compare, read_answer, verdict_on
from poverty.visits.checklist import checklist_for, questions_of
from poverty.visits.choices import Verdict
from tests.support.factories import assessment, family, member

pytestmark = pytest.mark.django_db


def listed(household) -> dict:
    counts = household.assessments.all().that_counts()
    return {each.code: each for each in questions_of(checklist_for(household, household.members.present(), counts))}


@pytest.fixture
def household():
    made = family("Noraini Rahmah", rt="011", rw="005", source="p3ke", source_date=dt.date(2026, 1, 31))
    member(made, "Aulia Rahmah", relation="child", birth_date=dt.date(2017, 2, 3), sex="female")
    assessment(
        made, assessed_on=dt.date(2026, 3, 3), state=AssessmentState.SUBMITTED, wall="wood_board", floor_area_m2=36,
        assets=["motorcycle", "bicycle"], fixed_assets=[], household_size=2,
    )  # fmt: skip
    return made


def test_each_question_brings_what_was_declared_by_whom_and_when(household):
    wall = listed(household)["wall"]
    with override("en"):
        assert (wall.label, wall.declared, wall.declared_words) == ("Wall", "wood_board", "Wood, boards or panels")
        assert (wall.source, wall.day) == ("Assessment", dt.date(2026, 3, 3))
    with override("id"):
        assert wall.source == "Pendataan"


def test_the_assessment_that_counts_is_asked_about_and_a_list_by_its_name(household):
    assessment(household, assessed_on=dt.date(2026, 5, 1), state=AssessmentState.DRAFT, wall="bamboo")
    assert listed(household)["wall"].declared == "wood_board"
    other = family()
    assessment(other, state=AssessmentState.IMPORTED, source="p3ke", wall="wood_any")
    wall = listed(other)["wall"]
    assert wall.declared == "wood_any" and wall.source == "P3KE"
    assert "wood_any" in dict(wall.choices) and "bamboo_any" not in dict(wall.choices)


def test_who_lives_there_is_asked_person_by_person(household):
    people = [each for each in listed(household).values() if each.member]
    assert [each.member for each in people] == list(household.members.values_list("pk", flat=True))
    assert all(each.declared == "here" and each.source == "P3KE" for each in people)
    assert listed(household)["address"].declared == "Jl. Rajawali No. 1, RT 011, RW 005"


def test_without_an_assessment_everything_is_asked_and_nothing_is_declared():
    bare = listed(family(address=""))
    assert bare["roof"].declared is None and not bare["roof"].is_declared and bare["address"].declared is None
    assert bare["household_size"].declared == 1


def test_none_of_these_is_declared_and_no_answer_is_not(household):
    asked = listed(household)
    assert asked["fixed_assets"].declared == [] and asked["fixed_assets"].is_declared
    with override("en"):
        assert asked["fixed_assets"].declared_words == "none of these"


def test_it_is_made_of_plain_values(household):
    made = checklist_for(household, household.members.present(), household.assessments.all().that_counts())
    assert json.loads(json.dumps(made)) == made


def test_no_health_and_no_amount_is_asked_at_the_door(household):
    assert not {"stunting_risk", "income", "spending_food", "spending_non_food"} & set(listed(household))


@pytest.mark.parametrize(
    ("code", "how", "values", "answer"),
    [
        ("wall", "same", [], "wood_board"),
        ("wall", "same", ["masonry"], "wood_board"),
        ("wall", "other", ["masonry"], "masonry"),
        ("wall", "", ["masonry"], "masonry"),
        ("wall", "skip", ["masonry"], None),
        ("wall", "other", [""], None),
        ("wall", "", [], None),
        ("roof", "same", [], None),
        ("assets", "other", ["car", "car", "boat"], ["car", "boat"]),
        ("assets", "other", ["none_of_these"], []),
        ("floor_area_m2", "other", ["48"], 48),
        ("floor_area_m2", "other", ["0"], 0),
        ("others", "", ["  Ibu   Mertua "], "Ibu Mertua"),
    ],
)
def test_an_answer_is_read_as_it_was_meant(household, code, how, values, answer):
    assert read_answer(listed(household)[code], how, values) == answer


@pytest.mark.parametrize(
    ("code", "values"),
    [
        ("wall", ["gold"]), ("wall", ["bamboo_any"]), ("assets", ["car", "none_of_these"]), ("assets", ["yacht"]),
        ("floor_area_m2", ["-1"]), ("floor_area_m2", ["zwölf"]), ("floor_area_m2", ["2001"]), ("floor_area_m2", ["٣"]),
    ],
)  # fmt: skip
def test_what_is_no_answer_of_the_question_is_refused(household, code, values):
    with pytest.raises(AnswerRefused):
        read_answer(listed(household)[code], "other", values)


@pytest.mark.parametrize(
    ("declared", "found", "verdict"),
    [
        ("wood_board", "wood_board", Verdict.SAME),
        ("wood_board", "masonry", Verdict.DIFFERS),
        ("wood_any", "wood_board", Verdict.FINER),
        ("wood_any", "masonry", Verdict.DIFFERS),
        ("wood_any", "wood_any", Verdict.SAME),
        ("", "masonry", Verdict.NEW),
        ("wood_board", None, Verdict.SKIPPED),
        ("", None, Verdict.SKIPPED),
    ],
)
def test_found_is_laid_beside_declared_and_a_coarse_word_is_not_contradicted(declared, found, verdict):
    household = family()
    if declared:
        assessment(household, state=AssessmentState.IMPORTED, wall=declared)
    assert verdict_on(listed(household)["wall"], found) == verdict


def test_several_answers_are_compared_whatever_their_order(household):
    kept = checklist_for(household, (), household.assessments.all().that_counts())
    lines = {line.question.code: line for line in compare(kept, {"assets": ["bicycle", "motorcycle"], "wall": "zinc"})}
    assert lines["assets"].verdict == Verdict.SAME and lines["wall"].is_different
    assert lines["roof"].verdict == Verdict.SKIPPED and lines["roof"].found_words == ""


def test_a_later_change_of_the_questionnaire_or_of_the_data_does_not_reach_it(household, monkeypatch):
    from poverty.visits import checklist

    kept = checklist_for(household, household.members.present(), household.assessments.all().that_counts())
    before = json.dumps(kept)
    monkeypatch.setattr(checklist, "ASKED", {"rumah": ("floor",)})
    Assessment.objects.update(wall="masonry")
    household.members.update(name="Orang Lain")
    shown = {line.question.code: line for line in compare(kept, {"wall": "masonry"})}
    assert json.dumps(kept) == before
    with override("en"):
        assert shown["wall"].question.declared_words == "Wood, boards or panels" and shown["wall"].is_different
    assert "roof" in shown and any("Noraini Rahmah" in line.question.label for line in shown.values())
