"""The assessment's screens keep the promises of every screen, and some of their own."""

import datetime as dt

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from accounts.access_log.models import AccessEvent
from core.models import Draft
from core.workflow import moves_of
from poverty.assessments.models import Assessment, AssessmentState
from tests.poverty.assessments.test_services import WHOLE
from tests.support.factories import LANGKAI, MENTENG, assessment, family
from tests.support.screens import DetailScreen, ListScreen, MoveScreen, RowScreen, UpdateScreen


class TestAssessmentList(ListScreen):
    url_name = "poverty:assessment_list"

    def make(self, region):
        return assessment(family(region=region))

    def listed(self, **query):
        return {row.pk for row in self.client.get(self.url(), query).context["page"].rows}

    def test_what_waits_for_the_officer_leaves_out_the_own_work(self):
        from poverty.assessments.services import begin_assessment, save_answers

        officer = self.people.officer
        other = assessment(family(), state=AssessmentState.SUBMITTED)
        own = begin_assessment(household=family(), by=officer)
        save_answers(assessment=own, data=WHOLE, by=officer)
        own.workflow.move(own, "submit", by=officer)
        self.sign_in("officer")
        assert self.listed(state="submitted") == {own.pk, other.pk}
        assert self.listed(task="verify") == {other.pk}

    def test_drafts_are_the_persons_own(self):
        mine = assessment(family(), enumerator=self.people.langkai)
        assessment(family(), enumerator=self.people.officer)
        self.sign_in("langkai")
        assert self.listed(task="mine") == {mine.pk}
        assert self.listed(task="returned") == set()

    def test_every_filter_answers_every_choice(self):
        self.make(LANGKAI)
        self.sign_in("officer")
        fields = self.client.get(self.url()).context["filter"].form.fields
        for name, field in fields.items():
            for value in [str(key) for key, _label in getattr(field, "choices", ()) if key] or ["2026-11-03"]:
                response = self.client.get(self.url(), {name: value})
                assert response.status_code == 200 and response.context["filter"].form.is_valid(), (name, value)

    def test_a_day_that_is_none_lists_nothing_and_says_so(self):
        self.make(LANGKAI)
        self.sign_in("langkai")
        response = self.client.get(self.url(), {"since": "kemarin"})
        assert not response.context["page"].rows and response.context["filter"].form.errors["since"]

    def test_days_bound_the_list(self):
        old = assessment(family(), assessed_on=dt.date(2025, 1, 1))
        new = assessment(family(), assessed_on=dt.date(2026, 1, 1))
        self.sign_in("langkai")
        assert self.listed(since="2025-06-01") == {new.pk}
        assert self.listed(until="2025-06-01") == {old.pk}


class TestDueList(ListScreen):
    url_name = "poverty:assessment_due"

    def make(self, region):
        return family(region=region)

    def listed(self, **query):
        return {row.pk for row in self.client.get(self.url(), query).context["page"].rows}

    def test_only_households_that_nobody_asked_in_time_are_listed(self, settings):
        never, old, listed_only = family(), family(), family()
        assessment(old, assessed_on=dt.date(2020, 1, 1), state=AssessmentState.VERIFIED)
        assessment(listed_only, state=AssessmentState.IMPORTED, assessed_on=dt.date.today())
        assessment(family(), assessed_on=dt.date.today(), state=AssessmentState.SUBMITTED)
        assessment(family(), assessed_on=dt.date(2020, 1, 1))
        family(status="moved")
        self.sign_in("langkai")
        assert self.listed() == {never.pk, old.pk, listed_only.pk}
        assert self.listed(ever="never") == {never.pk, listed_only.pk}
        assert self.listed(ever="old") == {old.pk}


class TestAssessmentDetail(DetailScreen):
    url_name = "poverty:assessment_detail"

    def make(self, region):
        return assessment(family(region=region), enumerator=self.people.langkai, **WHOLE)

    def test_opening_it_is_written_down_at_the_household(self):
        row = self.make(LANGKAI)
        person = self.sign_in("langkai")
        self.send(self.url(row))
        seen = AccessEvent.objects.get(user=person, subject_type="poverty.household")
        assert seen.subject_id == row.household_id

    @pytest.mark.parametrize("state", AssessmentState)
    def test_it_opens_in_every_state_and_with_hardly_an_answer(self, state):
        row = assessment(family(), state=state)
        self.sign_in("officer")
        assert self.send(self.url(row)).status_code == 200

    def test_the_note_of_a_return_stands_above_the_draft(self):
        row = self.make(LANGKAI)
        row.workflow.move(row, "submit", by=self.people.langkai)
        row.workflow.move(row, "return", by=self.people.officer, note="Periksa <b>atap</b>nya")
        self.sign_in("langkai")
        page = self.send(self.url(row)).content.decode()
        assert "Periksa &lt;b&gt;atap&lt;/b&gt;nya" in page

    def test_a_superseded_one_names_its_successor(self):
        row = self.make(LANGKAI)
        Assessment.objects.filter(pk=row.pk).update(state=AssessmentState.VERIFIED)
        newer = assessment(row.household, assessed_on=dt.date(2026, 11, 10), state=AssessmentState.SUBMITTED)
        assessment(row.household, assessed_on=dt.date(2026, 11, 20), state=AssessmentState.IMPORTED)
        self.sign_in("langkai")
        assert self.send(self.url(row)).context["superseded_by"] == newer
        assert self.send(self.url(newer)).context["superseded_by"] is None


class TestHouseholdAssessments(DetailScreen):
    url_name = "poverty:household_assessments"

    def make(self, region):
        household = family(region=region)
        assessment(household, state=AssessmentState.VERIFIED, **WHOLE)
        return household

    def test_the_newest_comes_first_and_says_which_it_supersedes(self):
        household = self.make(LANGKAI)
        old = household.assessments.get()
        new = assessment(household, assessed_on=dt.date(2026, 11, 15), state=AssessmentState.SUBMITTED)
        draft = assessment(household, assessed_on=dt.date(2026, 11, 20))
        self.sign_in("langkai")
        lines = self.send(self.url(household)).context["lines"]
        assert [line.assessment for line in lines] == [draft, new, old]
        assert [line.supersedes for line in lines] == [None, old, None]
        assert [line.counts for line in lines] == [False, True, False]


class TestAssessmentBegin(RowScreen):
    url_name = "poverty:assessment_begin"
    method = "post"

    def make(self, region):
        return family(region=region)

    def test_it_makes_a_draft_and_opens_the_questionnaire(self):
        household = self.make(LANGKAI)
        self.sign_in("langkai")
        response = self.send(self.url(household))
        draft = household.assessments.get()
        assert response["Location"] == reverse("poverty:assessment_update", args=[draft.pk])

    def test_a_double_click_makes_one(self):
        household = self.make(LANGKAI)
        self.sign_in("langkai")
        assert self.send(self.url(household))["Location"] == self.send(self.url(household))["Location"]
        assert household.assessments.count() == 1

    def test_looking_is_not_beginning(self):
        household = self.make(LANGKAI)
        self.sign_in("langkai")
        assert self.client.get(self.url(household)).status_code == 405

    def test_somebody_elses_draft_is_told_and_left_alone(self):
        household = self.make(LANGKAI)
        assessment(household, enumerator=self.people.officer)
        self.sign_in("langkai")
        response = self.send(self.url(household))
        assert self.people.officer.name in str(next(iter(get_messages(response.wsgi_request))))
        assert household.assessments.get().enumerator == self.people.officer

    @pytest.mark.parametrize("persona", ["head", "supervisor"])
    def test_who_only_looks_does_not_begin(self, persona):
        household = self.make(LANGKAI)
        self.sign_in(persona)
        assert self.send(self.url(household)).status_code == 403


class TestAssessmentUpdate(UpdateScreen):
    url_name = "poverty:assessment_update"
    form_data = {
        "assessed_on": "2026-11-03", "floor": "cement", "spending_food": "1.250.000", "assets": ["bicycle"],
        "livestock_pig": "3", "notes": "Rumah di tepi sungai",
    }  # fmt: skip

    def make(self, region):
        return assessment(family(region=region), enumerator=self.people.langkai)

    def post(self, row, **data):
        row.refresh_from_db()
        return self.client.post(self.url(row), self.data() | {"version": row.version} | data)

    def test_what_was_typed_is_in_the_assessment(self):
        row = self.make(LANGKAI)
        self.sign_in("langkai")
        self.post(row)
        row.refresh_from_db()
        assert (row.floor, row.spending_food, row.assets) == ("cement", 1_250_000, ["bicycle"])
        assert row.livestock == {"pig": 3} and row.state == AssessmentState.DRAFT

    def test_half_way_is_kept_while_typing_and_found_again(self):
        row = self.make(LANGKAI)
        person = self.sign_in("langkai")
        self.client.post(self.url(row), {"draft": "save", "income": "1.5 juta", "notes": "Baru separuh"})
        draft = Draft.objects.get(owner=person)
        assert draft.url == self.url(row)
        page = self.client.get(self.url(row)).content.decode()
        assert "1.5 juta" in page and "Baru separuh" in page
        assert draft.url in self.client.get("/").content.decode()
        row.refresh_from_db()
        assert row.notes == "" and row.missing("submit")
        self.post(row)
        assert not Draft.objects.exists()

    def test_bad_input_is_said_beside_the_field_and_nothing_is_written_or_lost(self):
        row = self.make(LANGKAI)
        self.sign_in("langkai")
        response = self.post(row, spending_food="-5", household_size="banyak", floor_area_m2="99999")
        assert response.status_code == 422
        assert set(response.context["form"].errors) == {"spending_food", "household_size", "floor_area_m2"}
        page = response.content.decode()
        assert "banyak" in page and "id_spending_food_error" in page and "Rumah di tepi sungai" in page
        row.refresh_from_db()
        assert row.floor == ""

    @pytest.mark.parametrize("state", [state for state in AssessmentState if state != AssessmentState.DRAFT])
    def test_a_crafted_post_changes_nothing_once_it_is_handed_in(self, state):
        row = self.make(LANGKAI)
        Assessment.objects.filter(pk=row.pk).update(state=state)
        self.sign_in("langkai")
        for version in (row.version, row.version + 1):
            response = self.client.post(self.url(row), self.data() | {"version": version})
            assert response.status_code == 422 and response.context["form"].non_field_errors()
            assert "Rumah di tepi sungai" in response.content.decode()
        row.refresh_from_db()
        assert row.floor == "" and row.state == state

    def test_the_state_cannot_be_smuggled_in(self):
        row = self.make(LANGKAI)
        self.sign_in("langkai")
        self.post(row, state="verified", enumerator=self.people.officer.pk, household=family().pk)
        before, _changed = row.household_id, row.refresh_from_db()
        assert (row.state, row.enumerator, row.household_id) == ("draft", self.people.langkai, before)

    def test_a_frozen_one_keeps_no_draft_and_leads_back_to_its_page(self):
        row = self.make(LANGKAI)
        Assessment.objects.filter(pk=row.pk).update(state=AssessmentState.SUBMITTED)
        self.sign_in("langkai")
        assert self.client.get(self.url(row))["Location"] == row.get_absolute_url()
        assert self.client.post(self.url(row), {"draft": "save", "notes": "terlambat"}).status_code == 200
        assert not Draft.objects.exists()

    def test_no_draft_is_kept_about_another_area(self):
        row = self.make(MENTENG)
        self.sign_in("langkai")
        assert self.client.post(self.url(row), {"draft": "save"}).status_code == 404

    def test_somebody_elses_draft_is_not_changed(self):
        row = self.make(LANGKAI)
        self.sign_in("officer")
        assert self.client.get(self.url(row)).status_code == 302
        assert self.post(row).status_code == 422
        row.refresh_from_db()
        assert row.floor == ""

    def test_its_queries_do_not_grow_with_the_questions(self, django_assert_max_num_queries):
        row = self.make(LANGKAI)
        self.sign_in("langkai")
        self.client.get(self.url(row))
        with django_assert_max_num_queries(10):
            self.client.get(self.url(row))


class Step(MoveScreen):
    url_name = "poverty:assessment_move"

    def make(self, region):
        return assessment(family(region=region), state=self.before, enumerator=self.people.langkai, **WHOLE)


class TestSubmit(Step):
    transition, before, after = "submit", AssessmentState.DRAFT, AssessmentState.SUBMITTED

    def test_what_is_lacking_stops_it(self):
        row = assessment(family(), enumerator=self.people.langkai)
        self.sign_in("langkai")
        self.step(row)
        row.refresh_from_db()
        assert row.state == AssessmentState.DRAFT

    def test_who_only_looks_is_refused(self):
        row = self.make(LANGKAI)
        self.sign_in("head")
        assert self.step(row).status_code == 403


class TestVerify(Step):
    transition, before, after = "verify", AssessmentState.SUBMITTED, AssessmentState.VERIFIED
    viewer = "officer"

    def test_the_enumerator_is_refused(self):
        row = self.make(LANGKAI)
        self.sign_in("langkai")
        assert self.step(row).status_code == 403

    def test_a_crafted_post_of_the_recorder_changes_nothing(self):
        from poverty.assessments.services import begin_assessment, save_answers

        officer = self.sign_in("officer")
        own = begin_assessment(household=family(), by=officer)
        save_answers(assessment=own, data=WHOLE, by=officer)
        own.workflow.move(own, "submit", by=officer)
        self.step(own)
        own.refresh_from_db()
        assert own.state == AssessmentState.SUBMITTED
        page = self.client.get(own.get_absolute_url())
        assert all(refusal for step, refusal in page.context["steps"] if step.name == "verify")

    def test_the_reach_is_that_of_verifying_not_of_looking(self):
        """Who sees the whole city as a supervisor and verifies in one kecamatan only, verifies there only."""
        from tests.support.people import CITY, assign

        person = assign(self.people.district_officer, "supervisor", region=CITY)
        row = self.make(MENTENG)
        self.client.force_login(person)
        assert self.client.get(row.get_absolute_url()).status_code == 200
        assert self.step(row).status_code == 404


class TestReturn(Step):
    transition, before, after = "return", AssessmentState.SUBMITTED, AssessmentState.DRAFT
    viewer, note = "officer", "Luas lantai belum diisi"

    def test_without_a_note_it_stays(self):
        row = self.make(LANGKAI)
        self.sign_in("officer")
        self.client.post(self.url(row), {"note": " "})
        row.refresh_from_db()
        assert row.state == AssessmentState.SUBMITTED and not moves_of(row).exists()


@pytest.mark.django_db
def test_a_step_that_does_not_exist_is_404(client, people):
    row = assessment(family())
    client.force_login(people.officer)
    assert client.post(reverse("poverty:assessment_move", args=[row.pk, "approve"])).status_code == 404
