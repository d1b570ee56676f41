"""The screens of change requests keep the promises of every screen, and some of their own."""

import re

import pytest
from django.db import connection
from django.urls import reverse

from accounts.access_log.models import AccessEvent
from core.work import work_for
from poverty.change_requests.choices import RequestState, Target
from poverty.change_requests.models import ChangeLine, ChangeRequest
from poverty.change_requests.services import decide
from poverty.households.models import Household, Member
from tests.support.change_requests import (
    a_change_request,
    a_number_line,
    a_request_with_evidence,
    a_verified_family,
    another_officer,
    answers,
    asked,
    sent,
)
from tests.support.factories import LANGKAI, make_nik
from tests.support.screens import DetailScreen, ListScreen, RowScreen

WHOLE_NUMBER = re.compile(rb"(?<!\d)\d{16}(?!\d)")


class Requests:
    """Every test of a list and a page is about a request of Langkai's enumerator or of a city officer."""

    def make(self, region):
        return a_change_request(self.people, region)


class TestList(Requests, ListScreen):
    url_name = "poverty:change_request_list"

    def test_what_concerns_a_person_is_found(self):
        mine = self.make(LANGKAI)
        other = asked(self.people, a_verified_family(self.people), {"rt": "09"}, by=self.people.officer)
        shown = {}
        for persona in ("langkai", "officer"):
            self.sign_in(persona)
            for task in ("decide", "mine", "refused", "overtaken"):
                page = self.client.get(self.url(), {"task": task}).context["page"]
                shown[persona, task] = [row.pk for row in page.rows]
        assert shown == {
            ("langkai", "decide"): [], ("langkai", "mine"): [mine.pk], ("langkai", "refused"): [],
            ("langkai", "overtaken"): [], ("officer", "decide"): [mine.pk], ("officer", "mine"): [other.pk],
            ("officer", "refused"): [], ("officer", "overtaken"): [],
        }  # fmt: skip

    def test_what_is_late_is_marked_and_found(self):
        made = self.make(LANGKAI)
        self.sign_in("officer")
        assert not self.client.get(self.url(), {"late": "yes"}).context["page"].rows
        ChangeRequest.objects.filter(pk=made.pk).update(due_on="2026-01-05")
        response = self.client.get(self.url(), {"late": "yes"})
        assert len(response.context["page"].rows) == 1 and 'class="badge bad"' in response.content.decode()


class TestDecideMany(Requests, ListScreen):
    url_name = "poverty:change_request_decide_many"
    viewer = "district_officer"
    stranger = "langkai"

    def send_decision(self, rows, decision="accepted", note=""):
        keys = [row.pk for row in rows]
        return self.client.post(self.url(), {"chosen": keys, "decision": decision, "note": note})

    def test_each_gets_its_result(self):
        good, stale = self.make(LANGKAI), self.make(LANGKAI)
        Household.objects.filter(pk=stale.household_id).update(rt="11")
        own = asked(self.people, a_verified_family(self.people), {"rt": "09"}, by=self.people.officer)
        self.sign_in("officer")
        response = self.send_decision([good, stale, own])
        results = response.context["results"]
        assert response.status_code == 200 and [bool(each["refusal"]) for each in results] == [False, True, True]
        states = {row.pk: row.state for row in ChangeRequest.objects.all()}
        assert states == {good.pk: "applied", stale.pk: "open", own.pk: "open"}

    def test_what_lies_outside_the_area_is_not_touched_and_not_named(self):
        from tests.support.factories import MENTENG

        far = self.make(MENTENG)
        self.sign_in("district_officer")
        response = self.send_decision([far])
        assert response.context["results"] == [] and response.context["missing"] == 1
        far.refresh_from_db()
        assert far.is_open and str(far.household) not in response.content.decode()

    @pytest.mark.parametrize(("data", "rows"), [(("accepted", ""), 0), (("refused", " "), 1), (("x", ""), 1)])
    def test_nothing_is_tried_without_a_choice_or_a_reason(self, data, rows):
        made = self.make(LANGKAI)
        self.sign_in("officer")
        assert self.send_decision([made][:rows], *data).status_code == 422
        made.refresh_from_db()
        assert made.is_open

    def test_choosing_all_leaves_out_what_is_in_conflict(self):
        household = a_verified_family(self.people)
        asked(self.people, household, {"rt": "08"}), asked(self.people, household, {"rt": "09"}, by=another_officer())
        self.make(LANGKAI)
        self.sign_in("officer")
        page = self.client.get(self.url(), {"chosen": "all"}).content.decode()
        assert page.count('name="chosen"') == 3 and page.count("checked") == 1


class TestDetail(Requests, DetailScreen):
    url_name = "poverty:change_request_detail"
    max_queries = 22

    def test_opening_it_is_written_down_with_the_household(self):
        made = self.make(LANGKAI)
        self.sign_in("officer")
        self.client.get(self.url(made))
        event = AccessEvent.objects.get(action="view")
        assert (event.subject_type, event.subject_id) == ("poverty.household", made.household_id)

    def test_who_asked_is_offered_withdrawing_and_no_decision(self):
        made = asked(self.people, a_verified_family(self.people), {"rt": "09"}, by=self.people.officer)
        self.sign_in("officer")
        page = self.client.get(self.url(made)).content.decode()
        assert f"/perubahan/{made.pk}/tarik/" in page and f"/perubahan/{made.pk}/putuskan/" not in page

    def test_a_changed_value_is_shown_three_times_and_the_other_request_named(self):
        household = a_verified_family(self.people, address="Jl. Lama")
        first = asked(self.people, household, {"address": "Jl. Pertama"})
        second = asked(self.people, household, {"address": "Jl. Kedua"}, by=another_officer())
        Household.objects.filter(pk=household.pk).update(address="Jl. Kini")
        for persona, made, other in (("langkai", first, second), ("officer", second, first)):
            self.sign_in(persona)
            page = self.client.get(self.url(made)).content.decode()
            for text in ("Jl. Lama", "Jl. Kini", "Jl. Pertama", "Jl. Kedua", f'href="/perubahan/{other.pk}/"'):
                assert text in page, text
        decide(request=first, by=self.people.officer, decisions=answers(first, address="refused"))

    def test_numbers_are_masked_everywhere(self):
        household = a_verified_family(self.people, family_card="6271012309150004")
        nik = make_nik(serial=777)
        about = [
            asked(self.people, household, {"family_card": "6271012309150005", "phone": "08115200471"}),
            asked(self.people, household, {"nik": nik, "nik_reason": f"KTP menyebut {nik}"}, member=household.head),
            asked(self.people, household, {"name": nik, "relation": "child", "sex": "male", "nik": nik},
                  target=Target.NEW_MEMBER),
        ]  # fmt: skip
        for persona in ("langkai", "officer", "head", "supervisor"):
            self.sign_in(persona)
            addresses = [*(self.url(made) for made in about), reverse("poverty:change_request_list"),
                         reverse("poverty:household_change_requests", args=[household.pk]),
                         reverse("poverty:household_members", args=[household.pk])]  # fmt: skip
            if persona == "officer":
                addresses.append(reverse("poverty:change_request_decide_many"))
            for address in addresses:
                content = self.client.get(address).content
                assert not WHOLE_NUMBER.search(content) and b"08115200471" not in content, address

    def test_health_is_for_those_who_may_see_it(self, monkeypatch):
        household = a_verified_family(self.people)
        values = {"chronic_illness": "hiv", "difficulties": {"seeing": "cannot"}}
        made = asked(self.people, household, values, member=household.head)
        self.sign_in("officer")
        assert "HIV" in self.client.get(self.url(made)).content.decode()
        role = self.people.officer.assignments.get().role
        role.permissions = [each for each in role.permissions if each != "view_health"]
        role.save()
        page = self.client.get(self.url(made)).content.decode()
        assert "HIV" not in page and "•••" in page

    def test_a_decided_one_shows_who_decided_what(self):
        made = self.make(LANGKAI)
        decide(request=made, decisions=answers(made, rt="refused"), by=self.people.officer)
        self.sign_in("langkai")
        page = self.client.get(self.url(made)).content.decode()
        assert self.people.officer.name in page and "tidak terbukti" in page and "<form id=" not in page


def number_from(model, number: int) -> None:
    """The next row of this model has this number."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT setval(pg_get_serial_sequence('{model._meta.db_table}', 'id'), %s)", [number])


class TestDecide(Requests, RowScreen):
    url_name = "poverty:change_request_decide"
    viewer = "district_officer"
    stranger = "langkai"
    method = "post"

    def test_field_by_field(self):
        made = self.make(LANGKAI)
        self.sign_in("officer")
        response = self.client.post(self.url(made), sent(made, address="refused"))
        assert response.status_code == 302
        made.refresh_from_db()
        assert made.state == RequestState.PARTLY

    def test_large_numbers_stand_in_the_page_as_they_are(self):
        for model in (ChangeLine, ChangeRequest, Member):
            number_from(model, 1_234_567)
        household = a_verified_family(self.people)
        made = asked(self.people, household, {"birth_place": "Kapuas"}, member=household.head)
        self.sign_in("officer")
        page = self.client.get(made.get_absolute_url()).content.decode()
        assert f'name="decision-{made.lines.get().pk}"' in page and "1.234" not in page
        members = self.client.get(reverse("poverty:household_members", args=[household.pk])).content.decode()
        assert f'id="orang-{household.head_id}"' in members

    def test_all_with_one_button(self):
        for decision, state, more in (("accepted", "applied", {}), ("refused", "refused", {"reason": "tidak benar"})):
            made = self.make(LANGKAI)
            self.sign_in("officer")
            assert self.client.post(self.url(made), {"all": decision} | more).status_code == 302
            made.refresh_from_db()
            assert made.state == state

    def test_what_is_lacking_is_said_beside_the_line_and_what_was_typed_stays(self):
        made = self.make(LANGKAI)
        first, second = made.lines.all()
        self.sign_in("officer")
        typed = {
            f"decision-{first.pk}": "accepted",
            f"note-{first.pk}": "sesuai KK",
            f"decision-{second.pk}": "refused",
        }
        response = self.client.post(self.url(made), typed)
        page = response.content.decode()
        assert response.status_code == 422 and f'id="error-{second.pk}"' in page and "sesuai KK" in page
        assert re.search(rf'id="yes-{first.pk}"[^>]*checked', page)
        made.refresh_from_db()
        assert made.is_open

    def test_a_page_opened_before_somebody_changed_the_value_is_not_enough(self):
        made = self.make(LANGKAI)
        self.sign_in("officer")
        page = self.client.get(made.get_absolute_url()).content.decode()
        seals = dict(re.findall(r'name="(seal-\d+)" value="(\w+)"', page))
        Household.objects.filter(pk=made.household_id).update(rt="11")
        response = self.client.post(self.url(made), sent(made) | seals)
        assert response.status_code == 422
        seals = dict(re.findall(r'name="(seal-\d+)" value="(\w+)"', response.content.decode()))
        assert self.client.post(self.url(made), sent(made) | seals).status_code == 302
        assert Household.objects.get(pk=made.household_id).rt == "07"

    def test_a_crafted_form_of_who_asked_changes_nothing(self):
        made = asked(self.people, a_verified_family(self.people), {"rt": "09"}, by=self.people.officer)
        self.sign_in("officer")
        for data in (sent(made), {"all": "accepted"}, sent(made) | {"requested_by": self.people.langkai.pk}):
            assert self.client.post(self.url(made), data).status_code == 422
        made.refresh_from_db()
        assert made.is_open and Household.objects.get(pk=made.household_id).rt != "09"

    def test_a_second_tab_is_told_who_decided(self):
        made = self.make(LANGKAI)
        self.sign_in("officer")
        assert self.client.post(self.url(made), sent(made)).status_code == 302
        again = self.client.post(self.url(made), sent(made, rt="refused"))
        assert again.status_code == 422 and self.people.officer.name in again.content.decode()


class TestWithdraw(Requests, RowScreen):
    url_name = "poverty:change_request_withdraw"
    method = "post"

    def test_who_asked_only(self):
        made = self.make(LANGKAI)
        for persona, state in (("officer", "open"), ("langkai", "withdrawn")):
            self.sign_in(persona)
            assert self.send(self.url(made)).status_code == 302
            made.refresh_from_db()
            assert made.state == state


class TestEvidence(RowScreen):
    url_name = "poverty:change_request_evidence"

    def make(self, region):
        return a_request_with_evidence(self.people, region)

    def test_the_download_is_written_down_and_named_after_nobody(self):
        made = self.make(LANGKAI)
        self.sign_in("officer")
        response = self.client.get(self.url(made))
        assert response["Content-Type"] == "image/jpeg" and response["X-Content-Type-Options"] == "nosniff"
        assert re.fullmatch(r'attachment; filename="\w+-\d+\.jpg"', response["Content-Disposition"])
        event = AccessEvent.objects.get(action="download")
        assert event.subject_id == made.household_id and event.user == self.people.officer

    def test_there_is_none_where_none_was_given(self):
        made = a_change_request(self.people, LANGKAI)
        self.sign_in("officer")
        assert self.client.get(self.url(made)).status_code == 404


class TestNumbers(RowScreen):
    url_name = "poverty:change_line_numbers"
    method = "post"

    def make(self, region):
        return a_number_line(self.people, region)

    def test_both_are_shown_for_a_reason_that_is_kept_with_the_household(self):
        line = self.make(LANGKAI)
        self.sign_in("officer")
        assert self.client.post(self.url(line), {"reason": "x"}).status_code == 422
        page = self.client.post(self.url(line), {"reason": "cocokkan dengan KTP"}).content.decode()
        assert line.old in page and line.new in page
        event = AccessEvent.objects.get(action="reveal")
        assert event.subject_id == line.request.household_id and line.new not in event.detail

    def test_a_line_without_a_number_has_none(self):
        line = a_change_request(self.people, LANGKAI).lines.first()
        self.sign_in("officer")
        assert self.client.post(self.url(line), {"reason": "ingin tahu isinya"}).status_code == 404


class TestHouseholdTab(DetailScreen):
    url_name = "poverty:household_change_requests"

    def make(self, region):
        return a_change_request(self.people, region).household


class TestMyWork:
    @pytest.fixture
    def titles(self, people):
        from django.utils.translation import override

        def of(user):
            with override("en"):
                return {item.title: item for item in work_for(type(user).objects.get(pk=user.pk))}

        return of

    @pytest.mark.django_db
    def test_a_request_waits_for_those_who_may_decide_it_and_not_for_who_asked(self, people, titles):
        made = asked(people, a_verified_family(people), {"rt": "09"}, by=people.officer)
        assert "Change requests to decide" in titles(people.district_officer)
        assert "Change requests to decide" not in titles(people.officer) | titles(people.langkai) | titles(people.head)
        assert not titles(people.district_officer)["Change requests to decide"].is_late
        ChangeRequest.objects.filter(pk=made.pk).update(due_on="2026-01-05")
        assert titles(people.district_officer)["Change requests to decide"].is_late

    @pytest.mark.django_db
    def test_who_asked_is_told_what_was_refused_and_what_was_overtaken(self, people, titles):
        refused = a_change_request(people, LANGKAI)
        decide(request=refused, decisions=answers(refused, rt="refused"), by=people.officer)
        household = a_verified_family(people)
        asked(people, household, {"rt": "08"})
        other = asked(people, household, {"rt": "09"}, by=another_officer())
        decide(request=other, decisions=answers(other), by=people.officer)
        found = titles(people.langkai)
        assert found["Your change requests that were refused"].count == 1
        assert found["Your change requests in conflict"].count == 1
