"""From "never assessed" to "verified": what each person finds on My work, and through which pages it goes."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from core.work import work_for
from poverty.assessments.models import Assessment, AssessmentState
from poverty.assessments.services import begin_assessment, save_answers
from tests.poverty.assessments.test_services import WHOLE
from tests.support.factories import LANGKAI, MENTENG, assessment, family

pytestmark = pytest.mark.django_db


def waiting(person) -> dict[str, int]:
    """The lines of My work about assessments: address and number."""
    fresh = type(person).objects.get(pk=person.pk)
    return {item.url: item.count for item in work_for(fresh) if "/pendataan/" in item.url}


def form_of(page) -> dict:
    """What a browser would send back from the questionnaire as it stands: ticked, typed and hidden."""
    form = page.context["form"]
    data = {"version": page.context["version"]}
    for name in form.fields:
        value = form[name].value()
        if value not in (None, "", []):
            data[name] = value.isoformat() if isinstance(value, dt.date) else value
    return data


class TestTheWayOfAnAssessment:
    def test_from_the_empty_household_to_the_verified_one(self, client, people):
        household = family()
        client.force_login(people.langkai)
        assert waiting(people.langkai) == {reverse("poverty:assessment_due"): 1}

        form = self.begin(client, household)
        draft = household.assessments.get()
        assert waiting(people.langkai) == {form: 1}

        page = client.get(form)
        half = form_of(page) | {"has_shelter": "yes", "floor": "cement"}
        client.post(form, half | {"draft": "save", "spending_food": "1.250.00"})
        assert form in client.get("/").content.decode()

        again = form_of(client.get(form))
        assert again["floor"] == "cement" and again["spending_food"] == "1.250.00"
        assert client.post(form, again).status_code == 422
        assert client.post(form, again | {"spending_food": "1.250.000"}).status_code == 302
        self.submit_when_nothing_is_lacking(client, people, draft, form)
        self.verify(client, people, draft)
        household.refresh_from_db()
        assert household.verified_by == people.officer
        assert waiting(people.langkai) == waiting(people.officer) == {}

    def begin(self, client, household) -> str:
        page = client.get(household.get_absolute_url()).content.decode()
        action = re.search(r'action="(/pendataan/keluarga/\d+/mulai/)"', page)[1]
        return client.post(action)["Location"]

    def submit_when_nothing_is_lacking(self, client, people, draft, form):
        page = client.get(draft.get_absolute_url())
        assert [bool(refusal) for _step, refusal in page.context["steps"]] == [True]
        url = reverse("poverty:assessment_move", args=[draft.pk, "submit"])
        client.post(url)
        draft.refresh_from_db()
        assert draft.state == AssessmentState.DRAFT
        answers = {name: str(value) for name, value in WHOLE.items()}
        client.post(form, form_of(client.get(form)) | answers)
        client.post(url)
        draft.refresh_from_db()
        assert draft.state == AssessmentState.SUBMITTED and draft.ended_at is not None
        assert waiting(people.langkai) == {}

    def verify(self, client, people, draft):
        client.force_login(people.officer)
        tasks = waiting(people.officer)
        assert list(tasks.values()) == [1]
        listed = client.get(next(iter(tasks))).content.decode()
        assert draft.get_absolute_url() in listed
        client.post(reverse("poverty:assessment_move", args=[draft.pk, "verify"]))


class TestMyWork:
    def test_a_returned_assessment_comes_back_to_its_enumerator_before_the_others(self, people):
        row = assessment(family(), enumerator=people.langkai, **WHOLE)
        row.workflow.move(row, "submit", by=people.langkai)
        row.workflow.move(row, "return", by=people.officer, note="Periksa lagi atapnya")
        form = reverse("poverty:assessment_update", args=[row.pk])
        assert waiting(people.langkai) == {form: 1}
        other, third = (assessment(family(), enumerator=people.langkai) for _ in range(2))
        tasks = waiting(people.langkai)
        assert tasks[form] == 1 and tasks[f"{reverse('poverty:assessment_list')}?task=mine"] == 2
        assert {other.enumerator, third.enumerator} == {people.langkai}

    def test_the_own_work_waits_for_somebody_else(self, people):
        own = begin_assessment(household=family(), by=people.officer)
        save_answers(assessment=own, data=WHOLE, by=people.officer)
        own.workflow.move(own, "submit", by=people.officer)
        verify = f"{reverse('poverty:assessment_list')}?task=verify"
        assert verify not in waiting(people.officer)
        assert waiting(people.district_officer)[verify] == 1

    def test_nothing_of_another_area_waits(self, people):
        assessment(family(region=MENTENG), state=AssessmentState.SUBMITTED, assessed_on=dt.date.today())
        assert waiting(people.district_officer) == {}
        assert len(waiting(people.officer)) == 1

    @pytest.mark.parametrize("persona", ["head", "supervisor", "chair", "planner", "administrator", "nobody"])
    def test_who_neither_assesses_nor_verifies_has_nothing_of_it(self, people, persona):
        family(region=LANGKAI)
        assessment(family(), state=AssessmentState.SUBMITTED)
        assert waiting(getattr(people, persona)) == {}

    def test_a_household_in_somebodys_hands_is_not_due_for_others(self, people):
        household = family()
        begin_assessment(household=household, by=people.officer)
        assert waiting(people.langkai) == {}
        Assessment.objects.all().delete()
        assert waiting(people.langkai) == {reverse("poverty:assessment_due"): 1}

    def test_my_work_asks_no_more_when_more_waits(self, client, people, django_assert_num_queries):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        client.force_login(people.officer)

        def load(number):
            for _ in range(number):
                assessment(family(), state=AssessmentState.SUBMITTED)
                assessment(family(), enumerator=people.officer)
                family()

        load(2)
        client.get("/")
        with CaptureQueriesContext(connection) as few:
            client.get("/")
        load(4)
        with django_assert_num_queries(len(few)):
            client.get("/")
