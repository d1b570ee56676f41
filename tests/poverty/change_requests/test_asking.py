"""Asking for a change: only real changes become lines, the registry stays as it is, and nobody asks out of reach."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from core.workflow import moves_of
from core.working_days import add_working_days
from poverty.change_requests.asking import RequestRefused
from poverty.change_requests.choices import Origin, RequestState, Target
from poverty.change_requests.models import ChangeLine, ChangeRequest
from poverty.change_requests.services import Wish, request_change, request_many, withdraw
from poverty.households.models import Household
from tests.support.change_requests import REASON, a_change_request, a_scan, a_verified_family, another_officer, asked
from tests.support.factories import LANGKAI, MENTENG, family, member

pytestmark = pytest.mark.django_db


def lines(request) -> dict:
    return {line.field: (line.old, line.new) for line in request.lines.all()}


class TestLines:
    def test_only_what_differs_becomes_a_line_with_old_and_new(self, people):
        made = a_verified_family(people, rt="02", address="Jl. Riau 1")
        values = {"region": made.region, "address": "Jl. Riau 1", "rt": "03", "latitude": Decimal("-2.2"),
                  "longitude": Decimal("113.9"), "family_card": None, "phone": ""}  # fmt: skip
        assert lines(asked(people, made, values)) == {
            "rt": ("02", "03"),
            "latitude": (None, "-2.200000"),
            "longitude": (None, "113.900000"),
        }

    def test_the_registry_stays_as_it_is_and_verified(self, people):
        made = a_verified_family(people)
        before = Household.objects.filter(pk=made.pk).values().get()
        asked(people, made, {"address": "Jl. Lain"})
        assert Household.objects.filter(pk=made.pk).values().get() == before

    def test_the_old_value_is_that_of_the_database_not_of_the_object_in_hand(self, people):
        made = a_verified_family(people, address="Jl. Benar")
        made.address = "Jl. Diketik"
        assert lines(asked(people, made, {"address": "Jl. Diketik"})) == {"address": ("Jl. Benar", "Jl. Diketik")}

    def test_a_person_with_dates_choices_and_answers(self, people):
        made = a_verified_family(people)
        values = {"birth_date": dt.date(1979, 5, 17), "education": "primary", "difficulties": {"seeing": "some"}}
        assert lines(asked(people, made, values, member=made.head)) == {
            "birth_date": ("1980-05-17", "1979-05-17"),
            "education": ("", "primary"),
            "difficulties": (None, {"seeing": "some"}),
        }

    def test_a_new_member_is_what_was_filled_in(self, people):
        made = a_verified_family(people)
        values = {"name": "Aulia", "relation": "child", "sex": "female", "nik": None, "education": ""}
        request = asked(people, made, values, target=Target.NEW_MEMBER)
        assert lines(request) == {"name": (None, "Aulia"), "relation": (None, "child"), "sex": (None, "female")}
        assert request.member is None and made.members.count() == 1

    def test_a_field_that_no_request_may_change_is_a_slip_of_the_caller(self, people):
        made = a_verified_family(people)
        for name in ("verified_on", "recorded_by", "head_name", "exit_reason", "photo_front", "household"):
            with pytest.raises(ValueError):
                asked(people, made, {name: "x"})


class TestRefusals:
    def test_nothing_to_change(self, people):
        made = a_verified_family(people, address="Jl. Riau 1")
        with pytest.raises(RequestRefused):
            asked(people, made, {"address": "Jl. Riau 1"})
        assert not ChangeRequest.objects.exists()

    def test_the_same_twice(self, people):
        made = a_verified_family(people)
        first = asked(people, made, {"address": "Jl. Baru"})
        with pytest.raises(RequestRefused) as refusal:
            asked(people, made, {"address": "Jl. Baru"}, by=people.officer)
        assert str(first.pk) in str(refusal.value)
        assert asked(people, made, {"address": "Jl. Lain Lagi"}, by=people.officer).pk

    def test_out_of_reach(self, people):
        made = a_verified_family(people, MENTENG)
        with pytest.raises(RequestRefused):
            asked(people, made, {"address": "Jl. Baru"}, by=people.langkai)

    @pytest.mark.parametrize("persona", ["head", "supervisor", "planner", "administrator", "nobody"])
    def test_a_role_that_does_not_ask(self, people, persona):
        with pytest.raises(RequestRefused):
            asked(people, a_verified_family(people), {"address": "Jl. Baru"}, by=getattr(people, persona))

    def test_somebody_of_another_household(self, people):
        made, other = a_verified_family(people), family("Orang Lain")
        with pytest.raises(RequestRefused):
            asked(people, made, {"name": "Baru"}, member=other.head)

    def test_evidence_that_is_no_document(self, people):
        with pytest.raises(ValidationError) as refusal:
            asked(people, a_verified_family(people), {"rt": "09"}, evidence=SimpleUploadedFile("a.pdf", b"MZ program"))
        assert list(refusal.value.message_dict) == ["evidence"]
        assert not ChangeRequest.objects.exists()


class TestRecord:
    def test_who_asked_until_when_and_why(self, people):
        made = a_change_request(people, LANGKAI)
        assert (made.requested_by, made.state, made.origin) == (people.langkai, RequestState.OPEN, Origin.FORM)
        assert made.due_on == add_working_days(dt.date.today(), 5)
        assert made.region_id == LANGKAI and made.reason == REASON
        assert [(move.transition, move.actor) for move in moves_of(made)] == [("record", people.langkai)]

    def test_the_evidence_lies_under_a_name_that_says_nothing(self, people):
        made = asked(people, a_verified_family(people), {"rt": "09"}, evidence=a_scan("akta-rusli-tuah.jpg"))
        assert "rusli" not in made.evidence.name and made.evidence.name.endswith(".jpg")

    def test_a_number_in_the_reason_is_masked(self, people):
        made = asked(people, a_verified_family(people), {"rt": "09"}, reason="NIK 6271014508920003 di KTP")
        assert "6271014508920003" not in made.reason

    def test_it_follows_its_household(self, people):
        made = a_change_request(people, LANGKAI)
        Household.objects.filter(pk=made.household_id).update(region_id=MENTENG)
        made.refresh_from_db()
        assert made.region_id == MENTENG


class TestWithdrawing:
    def test_who_asked_takes_it_back(self, people):
        made = withdraw(request=a_change_request(people, LANGKAI), by=people.langkai)
        assert made.state == RequestState.WITHDRAWN and made.decided_by is None

    def test_nobody_else_does(self, people):
        made = a_change_request(people, LANGKAI)
        with pytest.raises(RequestRefused):
            withdraw(request=made, by=people.officer)
        made.refresh_from_db()
        assert made.is_open

    def test_not_twice(self, people):
        made = a_change_request(people, LANGKAI)
        withdraw(request=made, by=people.langkai)
        with pytest.raises(RequestRefused):
            withdraw(request=made, by=people.langkai)


class TestForAnImport:
    def wishes(self, households, street="Jl. Impor"):
        return [
            Wish(row=number, household=each.pk, target=Target.HOUSEHOLD, values={"address": street, "region": LANGKAI})
            for number, each in enumerate(households, 1)
        ]

    def many(self, people, wishes, batch=7):
        return request_many(wishes=wishes, reason="Daftar DTSEN", by=people.officer, import_batch=batch)

    def test_every_row_asks_once_however_often_it_is_sent(self, people):
        households = [a_verified_family(people) for _ in range(3)]
        assert self.many(people, self.wishes(households)) == 3
        assert self.many(people, self.wishes(households, "Jl. Lain")) == 0
        made = ChangeRequest.objects.order_by("import_row")
        assert [(row.import_batch, row.import_row, row.origin) for row in made] == [(7, n, "import") for n in (1, 2, 3)]
        assert {move.actor for row in made for move in moves_of(row)} == {people.officer}
        assert ChangeLine.objects.count() == 3 and all(row.due_on for row in made)

    def test_one_row_alone_asks_once_too(self, people):
        made = a_verified_family(people)
        more = {"origin": Origin.IMPORT, "import_batch": 7, "import_row": 4, "by": people.officer}
        assert asked(people, made, {"rt": "09"}, **more) == asked(people, made, {"rt": "08"}, **more)

    def test_what_another_import_asks_for_already_is_not_asked_again(self, people):
        households = [a_verified_family(people)]
        assert self.many(people, self.wishes(households)) == 1
        assert self.many(people, self.wishes(households), batch=8) == 0

    def test_two_rows_that_ask_for_the_same_make_one_request(self, people):
        made = a_verified_family(people)
        assert self.many(people, self.wishes([made, made])) == 1

    def test_what_changes_nothing_or_lies_out_of_reach_is_left_out(self, people):
        same, far = a_verified_family(people, address="Jl. Impor"), a_verified_family(people, MENTENG)
        wishes = self.wishes([same, far, a_verified_family(people)])
        made = request_many(wishes=wishes, reason="x", by=people.district_officer, import_batch=7)
        assert made == 1 and ChangeRequest.objects.get().import_row == 3

    def test_values_may_come_as_the_text_of_a_staging_table(self, people):
        made = a_verified_family(people)
        child = member(made, "Anak", relation="child")
        values = {"birth_date": "2015-02-03", "region": None}
        values.pop("region")
        wish = Wish(row=1, household=made.pk, target=Target.MEMBER, member=child.pk, values=values)
        assert self.many(people, [wish]) == 1
        assert ChangeLine.objects.get().new == "2015-02-03"

    def test_a_hundred_rows_cost_what_ten_cost(self, people, django_assert_num_queries):
        assert people.officer.mandates
        few, more = [a_verified_family(people) for _ in range(2)], [a_verified_family(people) for _ in range(12)]
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as first:
            self.many(people, self.wishes(few))
        with django_assert_num_queries(len(first)):
            self.many(people, self.wishes(more), batch=9)

    def test_who_ran_the_import_does_not_decide_it(self, people):
        self.many(people, self.wishes([a_verified_family(people)]))
        made = ChangeRequest.objects.get()
        assert made.barred("accept", people.officer) and not made.barred("accept", another_officer())


def test_both_keywords_of_the_contract_are_there():
    import inspect

    names = set(inspect.signature(request_change).parameters)
    assert names == {"household", "target", "values", "reason", "by", "member", "origin", "evidence", "import_batch",
                     "import_row"}  # fmt: skip
