"""The household page says in which condition a household is, why, and what would settle what is open."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.roles.models import Role
from poverty.assessments.condition import condition, threshold
from poverty.assessments.models import AssessmentState
from poverty.assessments.panels import condition_card, spending_card
from poverty.assessments.rules import Answer
from tests.poverty.assessments.test_services import WHOLE
from tests.support.factories import assessment, family

pytestmark = pytest.mark.django_db


def judged(household, people, **answers):
    row = assessment(household, state=AssessmentState.SUBMITTED, **answers)
    row.refresh_from_db()
    return condition(row, list(household.members.all()), with_health=True)


class TestChecklist:
    def test_an_empty_assessment_settles_nothing_and_says_what_would(self, people):
        found = judged(family(), people)
        assert found.checklist.verdict == Answer.UNDETERMINED
        assert found.open_criteria == 8 and len(found.settling) > 8

    def test_a_settled_verdict_asks_nothing_more(self, people):
        found = judged(family(), people, **WHOLE | {"floor": "earth", "toilet": "none", "lighting": "not_electric"})
        assert found.checklist.verdict == Answer.YES and found.settling == ()

    def test_only_questions_that_can_still_change_it_are_named(self, people, settings):
        settings.CHECKLIST_THRESHOLD = 8
        found = judged(
            family(), people, **WHOLE | {"has_shelter": "", "floor": "", "wall": "", "roof": "", "head_works": "yes"}
        )
        assert found.checklist.at_most < 8
        assert len(found.settling) == 1

    def test_each_line_shows_the_households_own_value_with_its_question(self, people):
        found = judged(family(), people, **WHOLE, worried_about_food="no", went_without_food="no")
        values = {line.rule.code: line.value for line in found.criteria}
        assert "1.250.000" in values["kepmensos_c"]
        assert ": " in values["kepmensos_a"] and "; " in values["kepmensos_b"]

    @pytest.mark.parametrize("number", [0, 9, -1])
    def test_a_threshold_that_cannot_be_right_leaves_the_verdict_open_and_the_page_up(self, people, settings, number):
        settings.CHECKLIST_THRESHOLD = number
        assert threshold().number is None
        assert judged(family(), people, **WHOLE).checklist.verdict == Answer.UNDETERMINED

    def test_the_threshold_is_shown_with_its_date_and_as_an_example(self, client, people, settings):
        settings.CHECKLIST_THRESHOLD, settings.CHECKLIST_THRESHOLD_SINCE = 5, "2026-03-01"
        household = family()
        assessment(household, state=AssessmentState.VERIFIED, **WHOLE)
        client.force_login(people.langkai)
        page = client.get(household.get_absolute_url())
        assert threshold().number == 5 and threshold().since == dt.date(2026, 3, 1)
        assert "1 Maret 2026" in page.content.decode()


class TestHealth:
    def without_health(self, people):
        role = Role.objects.get(pk="enumerator")
        role.permissions = [name for name in role.permissions if name != "view_health"]
        role.save()
        return people.langkai

    def test_it_is_shown_to_those_who_may_see_it_only(self, client, people):
        household = family()
        row = assessment(household, state=AssessmentState.VERIFIED, stunting_risk="at_risk", **WHOLE)
        secret = row.get_stunting_risk_display()
        pages = [household.get_absolute_url(), row.get_absolute_url()]
        client.force_login(people.officer)
        assert all(secret in client.get(page).content.decode() for page in pages)
        client.force_login(self.without_health(people))
        assert not any(secret in client.get(page).content.decode() for page in pages)

    def test_the_questionnaire_does_not_ask_it_either_and_does_not_empty_it(self, client, people):
        row = assessment(family(), enumerator=people.langkai, stunting_risk="at_risk")
        client.force_login(self.without_health(people))
        url = reverse("poverty:assessment_update", args=[row.pk])
        assert "stunting_risk" not in client.get(url).content.decode()
        client.post(url, {"assessed_on": "2026-11-03", "stunting_risk": "not_at_risk", "version": row.version})
        row.refresh_from_db()
        assert row.stunting_risk == "at_risk"


class TestWhichCounts:
    def card(self, household, people):
        latest = household.assessments.newest_first().first()
        found = condition_card(household, people.langkai, list(household.members.all()), latest)["condition"]
        return found and found.assessment

    def test_a_draft_says_nothing_yet(self, people):
        household = family()
        assessment(household)
        assert self.card(household, people) is None
        assert spending_card(household, people.langkai, [], household.assessments.get()) is None

    def test_a_newer_one_that_was_handed_in_supersedes_a_verified_one(self, people):
        household = family()
        assessment(household, assessed_on=dt.date(2026, 1, 1), state=AssessmentState.VERIFIED)
        newer = assessment(household, assessed_on=dt.date(2026, 2, 1), state=AssessmentState.SUBMITTED)
        assessment(household, assessed_on=dt.date(2026, 3, 1))
        assert self.card(household, people) == newer

    def test_an_imported_list_counts_only_where_nobody_asked(self, people):
        household = family()
        listed = assessment(household, assessed_on=dt.date(2026, 6, 1), state=AssessmentState.IMPORTED)
        assert self.card(household, people) == listed
        asked = assessment(household, assessed_on=dt.date(2026, 1, 1), state=AssessmentState.VERIFIED)
        assert self.card(household, people) == asked


class TestBeginning:
    def page(self, client, household):
        return client.get(household.get_absolute_url()).content.decode()

    def begin(self, household):
        return reverse("poverty:assessment_begin", args=[household.pk])

    def test_a_household_never_assessed_offers_to_begin(self, client, people):
        household = family()
        client.force_login(people.langkai)
        assert self.begin(household) in self.page(client, household)

    @pytest.mark.parametrize("persona", ["head", "supervisor"])
    def test_who_may_only_look_is_not_offered_it(self, client, people, persona):
        household = family()
        client.force_login(getattr(people, persona))
        assert self.begin(household) not in self.page(client, household)

    def test_somebody_elses_draft_is_named_instead(self, client, people):
        household = family()
        assessment(household, enumerator=people.officer)
        client.force_login(people.langkai)
        page = self.page(client, household)
        assert self.begin(household) not in page and people.officer.name in page


def test_the_household_page_stays_within_its_queries(client, people, django_assert_max_num_queries):
    household = family()
    assessment(household, state=AssessmentState.VERIFIED, **WHOLE)
    assessment(household, assessed_on=dt.date(2026, 11, 20))
    client.force_login(people.langkai)
    client.get(household.get_absolute_url())
    with django_assert_max_num_queries(20):
        client.get(household.get_absolute_url())
