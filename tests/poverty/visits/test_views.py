"""The screens of visits keep the promises of every screen, and some of their own."""

import datetime as dt
import uuid

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.access_log.models import AccessEvent
from core.workflow import moves_of
from poverty.verification.choices import ProposalState
from poverty.visits.choices import VisitState
from poverty.visits.models import Visit, VisitPhoto
from poverty.visits.work import visits_overdue, visits_to_make, visits_to_plan
from tests.support.factories import LANGKAI, MENTENG, assessment, family
from tests.support.screens import CreateScreen, DetailScreen, ListScreen, MoveScreen, RowScreen
from tests.support.visits import HOUSE, WHOLE, agreed, jpeg, photograph, upload, visit

JSON = {"Accept": "application/json"}
TODAY = timezone.localdate
DAY = dt.timedelta(days=1)


class TestVisitList(ListScreen):
    url_name = "poverty:visit_list"

    def make(self, region):
        return visit(region=region, visitor=self.people.langkai)

    def listed(self, **query):
        return {row.pk for row in self.client.get(self.url(), query).context["page"].rows}

    def test_mine_and_late_are_a_click_away(self):
        mine = self.make(LANGKAI)
        others = visit(visitor=self.people.officer, planned_for=TODAY() - DAY)
        self.make(MENTENG)  # planned for the same person, who may not go there any more
        self.sign_in("langkai")
        assert self.listed(task="mine") == {mine.pk}
        assert self.listed(task="late") == {others.pk}


class TestVisitDetail(DetailScreen):
    url_name = "poverty:visit_detail"

    def make(self, region):
        household = family(region=region)
        assessment(household, state="submitted", wall="zinc")
        return visit(household, region=region, visitor=self.people.langkai, found={"wall": "masonry"}, **PLACED)

    def test_found_stands_beside_declared_and_what_differs_is_marked(self):
        row = self.make(LANGKAI)
        self.sign_in("langkai")
        page = self.send(self.url(row))
        assert page.context["beside"].differing == 1
        assert page.content.decode().count('class="differs"') == 1

    def test_what_differs_comes_first_and_what_nobody_looked_at_is_only_named(self):
        row = self.make(LANGKAI)
        Visit.objects.filter(pk=row.pk).update(found={"household_size": 1, "roof": "zinc", "wall": "masonry"})
        self.sign_in("langkai")
        shown = self.send(self.url(row)).context["beside"]
        assert [line.question.code for line, _mended in shown.lines] == ["wall", "roof", "household_size"]
        assert "floor" in {line.question.code for line in shown.skipped}

    def test_from_a_difference_the_data_is_mended_where_it_stands(self):
        row = self.make(LANGKAI)
        head = row.household.head_id
        facts = {"address": "Jl. Lain No. 9", f"person-{head}": "moved", "wall": "masonry"}
        now = timezone.now()
        Visit.objects.filter(pk=row.pk).update(found=facts, state="done", outcome="met", ended_at=now)
        self.sign_in("langkai")
        page = self.send(self.url(row))
        mended = {line.question.code: url for line, url in page.context["beside"].lines}
        assert mended["address"] == reverse("poverty:household_update", args=[row.household_id])
        assert mended[f"person-{head}"] == reverse("poverty:member_leaves", args=[head])
        assert mended["wall"] == "" and reverse("poverty:household_assessments", args=[row.household_id]) in str(
            page.content
        )
        self.sign_in("head")
        assert not any(url for _line, url in self.send(self.url(row)).context["beside"].lines)

    def test_opening_it_is_written_down_at_the_household(self):
        row = self.make(LANGKAI)
        person = self.sign_in("langkai")
        self.send(self.url(row))
        assert AccessEvent.objects.get(user=person, subject_type="poverty.household").subject_id == row.household_id

    def test_signals_are_not_shown_to_the_visitor(self):
        row = self.make(LANGKAI)
        now = timezone.now()
        Visit.objects.filter(pk=row.pk).update(state="done", outcome="met", started_at=now, ended_at=now)
        self.sign_in("langkai")
        assert self.send(self.url(row)).context["signals"] is None
        self.sign_in("officer")
        shown = [each.code for each in self.send(self.url(row)).context["signals"]]
        assert shown == ["too_short"]

    @pytest.mark.parametrize("outcome", ["moved", "not_found", "not_home"])
    def test_after_nobody_was_met_another_visit_is_offered(self, outcome):
        row = self.make(LANGKAI)
        Visit.objects.filter(pk=row.pk).update(state="done", outcome=outcome, ended_at=timezone.now(), notes="x")
        self.sign_in("langkai")
        page = self.send(self.url(row))
        assert reverse("poverty:visit_plan", args=[row.household_id]) in page.content.decode()
        assert bool(page.context["next_act"].exit_reason) == (outcome != "not_home")
        visit(row.household, visitor=self.people.langkai)
        assert not self.send(self.url(row)).context["next_act"].visit_again

    def test_what_a_visitor_wrote_is_text_and_never_a_script(self):
        row = self.make(LANGKAI)
        Visit.objects.filter(pk=row.pk).update(notes="<script>x</script>", found={"others": "<b>Ani</b>"})
        self.sign_in("langkai")
        page = self.send(self.url(row)).content.decode()
        assert "<script>x" not in page and "<b>Ani" not in page and "&lt;b&gt;Ani" in page


PLACED = {"latitude": -2.2094, "longitude": 113.9213}


class TestHouseholdVisits(DetailScreen):
    url_name = "poverty:household_visits"

    def make(self, region):
        household = family(region=region)
        visit(household, region=region, visitor=self.people.langkai)
        return household

    def test_the_tab_counts_them(self):
        household = self.make(LANGKAI)
        self.sign_in("langkai")
        page = self.send(self.url(household))
        assert len(page.context["visits"]) == 1 and page.context["may_plan"]


class TestPlanVisit(CreateScreen):
    url_name = "poverty:visit_plan"
    model = Visit
    stranger = "head"

    @pytest.fixture(autouse=True)
    def _household(self, _stage):
        self.household = family()
        self.form_data = {"assigned_to": str(self.people.langkai.pk), "planned_for": (TODAY() + DAY).isoformat()}

    def parent(self, region):
        return self.household

    def test_only_people_who_may_visit_there_can_be_chosen(self):
        self.people.menteng, self.people.officer, self.people.head  # noqa: B018 - they are there
        self.sign_in("langkai")
        form = self.client.get(self.address()).context["form"]
        assert {str(person) for person in form.people.values()} == {
            str(self.people.langkai), str(self.people.officer),
        }  # fmt: skip
        for key in (self.people.menteng.pk, self.people.head.pk, 0, "x"):
            answer = self.client.post(self.address(), self.form_data | {"assigned_to": key})
            assert answer.status_code == 422 and not Visit.objects.exists()

    def test_it_is_planned_for_the_proposal_that_was_chosen_and_for_no_other_households(self):
        mine = agreed(self.household, by=self.people.officer)
        other = agreed(family(), by=self.people.officer)
        self.sign_in("langkai")
        assert self.client.get(f"{self.address()}?proposal={mine.pk}").context["form"]["proposal"].value() == str(
            mine.pk
        )
        assert self.client.post(self.address(), self.form_data | {"proposal": other.pk}).status_code == 422
        assert self.client.post(self.address(), self.form_data | {"proposal": mine.pk}).status_code == 302
        assert Visit.objects.get().proposal == mine

    def test_another_area_is_404(self):
        self.sign_in("langkai")
        assert self.client.get(self.url(family(region=MENTENG))).status_code == 404

    def test_a_second_one_is_refused_in_words(self):
        visit(self.household, visitor=self.people.langkai)
        self.sign_in("langkai")
        answer = self.client.post(self.address(), self.form_data)
        assert answer.status_code == 422 and answer.context["form"].non_field_errors()


class TestPlanEach:
    url = "/kunjungan/rencana/"

    @pytest.fixture
    def waiting(self, people):
        return [agreed(family(region=area), by=people.officer) for area in (LANGKAI, LANGKAI, MENTENG)]

    def data(self, people, proposals, **more):
        chosen = [proposal.pk for proposal in proposals]
        return {"proposal": chosen, "assigned_to": people.langkai.pk, "planned_for": TODAY().isoformat()} | more

    def test_what_a_meeting_agreed_to_in_ones_area_is_planned_at_once(self, client, people, waiting):
        client.force_login(people.langkai)
        assert {row.pk for row in client.get(self.url).context["proposals"]} == {waiting[0].pk, waiting[1].pk}
        assert client.post(self.url, self.data(people, waiting)).status_code == 302
        assert set(Visit.objects.values_list("proposal", flat=True)) == {waiting[0].pk, waiting[1].pk}
        assert not client.get(self.url).context["proposals"]

    def test_a_person_who_may_not_go_everywhere_is_not_offered(self, client, people, waiting):
        client.force_login(people.officer)
        assert client.post(self.url, self.data(people, waiting)).status_code == 422
        assert client.post(f"{self.url}?region={LANGKAI}", self.data(people, waiting)).status_code == 302
        assert Visit.objects.count() == 2

    def test_one_that_cannot_be_planned_is_named_and_stops_nothing(self, client, people, waiting, monkeypatch):
        type(waiting[0].household).objects.filter(pk=waiting[0].household_id).update(status="moved")
        client.force_login(people.langkai)
        answer = client.post(self.url, self.data(people, waiting[:2]))
        assert [each.item.pk for each in answer.context["refused"]] == [waiting[0].pk]
        assert Visit.objects.get().proposal == waiting[1]

    def test_nothing_ticked_or_nonsense_plans_nothing(self, client, people, waiting):
        client.force_login(people.langkai)
        for chosen in ([], ["x", "9" * 30], [0]):
            answer = client.post(self.url, self.data(people, []) | {"proposal": chosen})
            assert answer.status_code == 422 and not Visit.objects.exists()


class TestVisitRecord(RowScreen):
    url_name = "poverty:visit_record"

    def make(self, region):
        return visit(region=region, visitor=self.people.langkai)

    def told(self, row, **data):
        return self.client.post(self.url(row), data, headers=JSON)

    def test_it_opens_for_its_visitor_and_for_nobody_else(self):
        row = self.make(LANGKAI)
        self.sign_in("langkai")
        assert self.client.get(self.url(row)).status_code == 200
        self.sign_in("officer")
        assert self.client.get(self.url(row))["Location"] == row.get_absolute_url()
        self.sign_in("head")
        assert self.client.get(self.url(row)).status_code == 403

    def test_the_declared_value_stands_beside_its_question(self):
        household = family()
        assessment(household, state="submitted", wall="zinc", assessed_on=dt.date(2026, 3, 3))
        self.sign_in("langkai")
        page = self.client.get(self.url(visit(household, visitor=self.people.langkai))).content.decode()
        assert 'name="how-wall"' in page and "3 Maret 2026" in page and 'name="how-roof"' not in page

    def test_a_part_sent_by_the_script_is_kept_and_answered_in_json(self):
        row = self.make(LANGKAI)
        self.sign_in("langkai")
        answer = self.told(row, **{"value-wall": "zinc", "outcome": "met", "revision": "5"})
        assert answer.json()["refused"] == {} and not answer.json()["done"]
        row.refresh_from_db()
        assert (row.found, row.outcome) == ({"wall": "zinc"}, "met")

    def test_what_is_wrong_is_said_by_its_question_and_the_rest_is_kept(self):
        row = self.make(LANGKAI)
        self.sign_in("langkai")
        sent = {"value-wall": "gold", "value-roof": "zinc", "latitude": "95", "longitude": "1", "outcome": "sold"}
        answer = self.told(row, **sent)
        assert set(answer.json()["refused"]) == {"wall", "place", "outcome"}
        row.refresh_from_db()
        assert row.found == {"roof": "zinc"} and row.place is None
        page = self.client.post(self.url(row), {"value-floor_area_m2": "sembilan"})
        assert page.status_code == 422 and "sembilan" in page.content.decode()

    def test_a_phones_clock_is_set_right(self):
        row = self.make(LANGKAI)
        Visit.objects.filter(pk=row.pk).update(created_at=timezone.now() - DAY)
        self.sign_in("langkai")
        wrong = int((timezone.now() - 400 * DAY).timestamp() * 1000)
        self.told(row, started_at=wrong - 10 * 60_000, sent_at=wrong)
        row.refresh_from_db()
        assert abs((timezone.now() - row.started_at) - dt.timedelta(minutes=10)) < dt.timedelta(seconds=20)

    @pytest.mark.parametrize("value", ["", "x", "-5", "9" * 15, "9" * 40, "²"])
    def test_no_number_is_a_fault(self, value):
        row = self.make(LANGKAI)
        self.sign_in("langkai")
        names = ("revision", "sent_at", "started_at", "ended_at", "accuracy", "latitude", "longitude")
        assert self.told(row, **dict.fromkeys(names, value)).status_code == 200

    def test_a_plain_form_saves_brings_photos_once_and_hands_in(self):
        row = self.make(LANGKAI)
        self.sign_in("langkai")
        form = {
            "form_number": str(uuid.uuid4()), "outcome": "met", "recommendation": "repair", "notes": "Cek NIK.",
            "value-wall": "zinc", "how-household_size": "same", "latitude": "-2,2094", "longitude": "113,9213",
        }  # fmt: skip
        for _ in range(2):
            photos = {"photo-front": upload(), "photo-inside": upload(jpeg(2))}
            assert self.client.post(self.url(row), form | photos).status_code == 302
        assert VisitPhoto.objects.count() == 2
        answer = self.client.post(self.url(row), form | {"finish": "1"})
        assert answer["Location"] == row.get_absolute_url()
        row.refresh_from_db()
        assert row.state == VisitState.DONE and row.found["household_size"] == 1 and row.place == pytest.approx(HOUSE)
        assert self.client.get(self.url(row))["Location"] == row.get_absolute_url()

    def test_a_plain_form_that_lacks_something_stays_and_says_what(self):
        row = self.make(LANGKAI)
        self.sign_in("langkai")
        page = self.client.post(self.url(row), {"value-wall": "zinc", "outcome": "met", "finish": "1"})
        assert page.status_code == 422 and page.context["refusal"]
        row.refresh_from_db()
        assert row.state == VisitState.PLANNED and row.found == {"wall": "zinc"}

    def test_a_plain_form_takes_a_photo_away(self):
        row = self.make(LANGKAI)
        photo = photograph(row)
        self.sign_in("langkai")
        self.client.post(self.url(row), {"remove": str(photo.client_id)})
        assert not VisitPhoto.objects.exists()

    @pytest.mark.parametrize("persona", ["officer", "district_officer"])
    def test_a_crafted_post_of_a_colleague_writes_nothing(self, persona):
        row = self.make(LANGKAI)
        version = Visit.objects.get(pk=row.pk).version
        self.sign_in(persona)
        assert self.told(row, **{"value-wall": "zinc", "finish": "1"}).status_code == 409
        assert self.client.post(self.url(row), {"value-wall": "zinc"}).status_code == 302
        add = reverse("poverty:visit_photo_add", args=[row.pk])
        sent = {"photo": upload(), "client_id": str(uuid.uuid4()), "subject": "front"}
        assert self.client.post(add, sent).status_code in (302, 409)
        assert Visit.objects.get(pk=row.pk).version == version and not VisitPhoto.objects.exists()

    def test_a_crafted_post_after_handing_in_writes_nothing_and_says_that_it_is_closed(self):
        row = self.make(LANGKAI)
        photo = photograph(row)
        Visit.objects.filter(pk=row.pk).update(outcome="met", recommendation="eligible", found={"wall": "zinc"})
        self.sign_in("langkai")
        assert self.told(row, finish="1").json()["done"]
        version = Visit.objects.get(pk=row.pk).version
        answer = self.told(row, **{"value-wall": "masonry", "state": "planned", "checklist": "[]"})
        assert answer.status_code == 409 and answer.json()["closed"]
        remove = reverse("poverty:visit_photo_remove", args=[row.pk, photo.client_id])
        assert self.client.post(remove, headers=JSON).status_code == 409
        assert Visit.objects.get(pk=row.pk).version == version and VisitPhoto.objects.count() == 1

    def test_a_session_that_ended_is_a_redirect_and_a_stale_token_a_403(self):
        row = self.make(LANGKAI)
        assert "/akun/" in self.told(row, **{"value-wall": "zinc"})["Location"]
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(self.people.langkai)
        assert strict.post(self.url(row), {"value-wall": "zinc"}, headers=JSON).status_code == 403


class TestPhotoAdd(RowScreen):
    url_name = "poverty:visit_photo_add"
    method = "post"

    def make(self, region):
        return visit(region=region, visitor=self.people.langkai)

    def send(self, url, **data):
        sent = {"photo": upload(jpeg(place=HOUSE)), "client_id": str(uuid.uuid4()), "subject": "inside"}
        return self.client.post(url, sent | data, headers=JSON)

    def test_a_photo_is_kept_and_its_number_answers(self):
        row, number = self.make(LANGKAI), str(uuid.uuid4())
        self.sign_in("langkai")
        told = self.send(self.url(row), client_id=number).json()
        assert told["client_id"] == number and told["has_place"]
        assert self.send(self.url(row), client_id=number).status_code == 200
        assert VisitPhoto.objects.get().subject == "inside"

    @pytest.mark.parametrize("wrong", [{"subject": "wall"}, {"photo": ""}, {"photo": upload(b"<html>", "a.html")}])
    def test_what_is_no_photo_is_refused_for_good(self, wrong):
        row = self.make(LANGKAI)
        self.sign_in("langkai")
        answer = self.send(self.url(row), **wrong)
        assert answer.status_code == 422 and answer.json()["refusal"]


class TestPhotoRemove(RowScreen):
    url_name = "poverty:visit_photo_remove"
    method = "post"

    def make(self, region):
        return visit(region=region, visitor=self.people.langkai)

    def url(self, row=None):
        return reverse(self.url_name, args=[row.pk, uuid.uuid4()])

    def test_a_row_that_is_not_there_is_404(self):
        self.sign_in("langkai")
        assert self.client.post(reverse(self.url_name, args=[99_999_999, uuid.uuid4()])).status_code == 404

    def test_one_that_is_away_already_is_no_fault(self):
        row = self.make(LANGKAI)
        self.sign_in("langkai")
        assert self.client.post(self.url(row), headers=JSON).status_code == 200
        assert self.client.post(self.url(row)).status_code == 302


@pytest.mark.django_db
class TestPhotoFile:
    def address(self, photo):
        return reverse("poverty:visit_photo", args=[photo.visit_id, photo.client_id])

    def test_a_look_is_noted_and_only_within_reach(self, client, people):
        photo = photograph(visit(visitor=people.langkai))
        client.force_login(people.langkai)
        answer = client.get(self.address(photo))
        assert b"".join(answer.streaming_content)[:2] == b"\xff\xd8" and answer["Cache-Control"] == "private, no-store"
        event = AccessEvent.objects.get(user=people.langkai, action="download")
        assert event.subject_id == photo.visit.household_id
        client.force_login(people.menteng)
        assert client.get(self.address(photo)).status_code == 404
        client.force_login(people.administrator)
        assert client.get(self.address(photo)).status_code == 403

    def test_a_file_that_is_gone_and_the_number_of_another_visit_are_404(self, client, people):
        photo, other = photograph(visit(visitor=people.langkai)), visit(visitor=people.langkai)
        client.force_login(people.langkai)
        assert client.get(reverse("poverty:visit_photo", args=[other.pk, photo.client_id])).status_code == 404
        photo.image.storage.delete(photo.image.name)
        assert client.get(self.address(photo)).status_code == 404


class TestCancel(MoveScreen):
    url_name = "poverty:visit_move"
    transition, before, after, note = "cancel", "planned", "cancelled", "Alamat salah"
    stranger = "administrator"

    def make(self, region):
        return visit(region=region, visitor=self.people.langkai)

    def test_handing_in_is_no_step_that_a_form_can_ask_for(self):
        row = self.make(LANGKAI)
        self.sign_in("langkai")
        assert self.client.post(reverse(self.url_name, args=[row.pk, "finish"])).status_code == 404

    def test_it_wants_a_reason(self):
        row = self.make(LANGKAI)
        self.sign_in("langkai")
        self.client.post(self.url(row), {"note": " "})
        row.refresh_from_db()
        assert row.state == VisitState.PLANNED and not moves_of(row).exists()


@pytest.mark.django_db
class TestCarryOver:
    def test_the_visitor_brings_it_to_the_proposal_when_that_is_ready(self, client, people):
        household = family()
        proposal = agreed(household, by=people.officer)
        row = visit(
            household, visitor=people.langkai, proposal=proposal, state="done", ended_at=timezone.now(), **WHOLE_FIELDS
        )
        client.force_login(people.langkai)
        assert client.get(row.get_absolute_url()).context["next_act"].carry_over
        client.post(reverse("poverty:visit_carry_over", args=[row.pk]))
        proposal.refresh_from_db()
        assert proposal.state == ProposalState.VISITED
        answer = client.post(reverse("poverty:visit_carry_over", args=[row.pk]))
        assert [message.level_tag for message in get_messages(answer.wsgi_request)][-1] == "error"


WHOLE_FIELDS = {"outcome": WHOLE["outcome"], "recommendation": WHOLE["recommendation"]}


@pytest.mark.django_db
class TestProposalPage:
    def card(self, client, proposal):
        page = client.get(proposal.get_absolute_url())
        return next((each["data"] for each in page.context["cards"] if "visits" in each["template"]), None)

    def test_its_visits_stand_on_it_and_a_visit_is_planned_from_it(self, client, people):
        household = family()
        proposal = agreed(household, by=people.officer)
        client.force_login(people.langkai)
        assert self.card(client, proposal)["may_plan"]
        row = visit(household, visitor=people.langkai, proposal=proposal)
        shown = self.card(client, proposal)
        assert [each for each, _summary in shown["visits"]] == [row] and not shown["may_plan"]
        client.force_login(people.head)
        assert not self.card(client, proposal)["may_plan"]

    def test_where_no_visit_is_needed_there_is_no_card(self, client, people):
        proposal = agreed(family(), by=people.officer, state=ProposalState.DECLINED)
        client.force_login(people.officer)
        assert self.card(client, proposal) is None


@pytest.mark.django_db
class TestMyWork:
    def items(self, user):
        return {item.url: item for source in (visits_to_make, visits_to_plan, visits_overdue) for item in source(user)}

    def test_visits_to_make_are_the_persons_own_and_late_after_their_day(self, people):
        row = visit(visitor=people.langkai)
        visit(visitor=people.officer), visit(region=MENTENG, visitor=people.langkai)
        item = self.items(people.langkai)[row.get_absolute_url()]
        assert item.count == 1 and not item.is_late
        visit(visitor=people.langkai, planned_for=TODAY() - DAY)
        (item,) = self.items(people.langkai).values()
        assert item.count == 2 and item.is_late and "task=mine" in item.url

    def test_visits_to_plan_are_those_agreed_to_and_not_planned(self, people):
        proposal = agreed(family(), by=people.officer)
        agreed(family(), by=people.officer, state=ProposalState.PROPOSED)
        agreed(family(region=MENTENG), by=people.officer)
        (item,) = self.items(people.langkai).values()
        assert (item.url, item.count) == ("/kunjungan/rencana/", 1)
        visit(proposal.household, visitor=people.officer, proposal=proposal)
        assert self.items(people.langkai) == {}

    def test_what_one_planned_for_another_and_is_late_comes_back(self, people):
        visit(visitor=people.langkai, planned_by=people.officer, planned_for=TODAY() - DAY)
        visit(visitor=people.langkai, planned_by=people.officer)
        visit(visitor=people.officer, planned_for=TODAY() - DAY, region=MENTENG)
        late = self.items(people.officer)["/kunjungan/?task=late"]
        assert late.count == 1 and late.is_late
        assert "/kunjungan/?task=late" not in self.items(people.langkai)

    @pytest.mark.parametrize("persona", ["head", "supervisor", "administrator", "planner"])
    def test_who_neither_plans_nor_visits_is_asked_for_nothing(self, people, persona):
        agreed(family(), by=people.officer)
        assert self.items(getattr(people, persona)) == {}
