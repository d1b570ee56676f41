"""Deciding field by field: all of it or nothing, checked against the row as it stands, and never by who asked."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from core.history import acting, event_model
from core.workflow import MoveRefused, moves_of
from poverty.change_requests import services
from poverty.change_requests.cases import case_of
from poverty.change_requests.choices import LineDecision, RequestState, Target
from poverty.change_requests.deciding import DecisionRefused
from poverty.change_requests.models import ChangeLine, ChangeRequest
from poverty.change_requests.services import decide, decide_each
from poverty.households.models import Household, Member
from tests.support.change_requests import (
    VERIFIED_ON,
    a_change_request,
    a_verified_family,
    another_officer,
    answers,
    asked,
)
from tests.support.factories import LANGKAI, MENTENG, family, make_nik, member

pytestmark = pytest.mark.django_db
BORN = dt.date(1980, 5, 17)


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def rows() -> tuple:
    """Everything that a decision may write."""
    return tuple(
        list(model.objects.order_by("pk").values()) for model in (Household, Member, ChangeRequest, ChangeLine)
    )


def refused(request, by, seals=None, **by_field) -> DecisionRefused:
    """The refusal of a decision, which has written nothing."""
    before = rows()
    with pytest.raises(DecisionRefused) as refusal:
        decide(request=request, decisions=answers(request, **by_field), by=by, seals=seals)
    assert rows() == before
    return refusal.value


def beside(refusal: DecisionRefused, request) -> set[str]:
    """Names of the fields that a refusal speaks of."""
    return set(request.lines.filter(pk__in=refusal.beside).values_list("field", flat=True))


class TestAccepting:
    def test_all_lines_change_the_household_which_stays_verified(self, people):
        made = a_change_request(people, LANGKAI)
        decided = decide(request=made, decisions=answers(made), by=people.officer)
        household = fresh(made.household)
        assert household.rt == "07" and household.address.startswith("Jl. Ramin")
        assert (household.verified_on, household.verified_by) == (VERIFIED_ON, people.head)
        assert decided.state == RequestState.APPLIED and decided.decided_by == people.officer and decided.decided_at
        assert [move.transition for move in moves_of(decided)] == ["record", "accept"]

    def test_some_lines_change_only_these(self, people):
        made = a_change_request(people, LANGKAI)
        before = made.household.address
        decided = decide(request=made, decisions=answers(made, address="refused"), by=people.officer)
        assert (fresh(made.household).rt, fresh(made.household).address) == ("07", before)
        assert decided.state == RequestState.PARTLY and moves_of(decided).last().note == "tidak terbukti"
        assert {(line.field, line.decision, line.note) for line in decided.lines.all()} == {
            ("address", "refused", "tidak terbukti"),
            ("rt", "accepted", ""),
        }

    def test_no_line_changes_nothing(self, people):
        made = a_change_request(people, LANGKAI)
        before = fresh(made.household).version
        decided = decide(request=made, decisions=answers(made, address="refused", rt="refused"), by=people.officer)
        assert decided.state == RequestState.REFUSED and fresh(made.household).version == before

    def test_the_history_names_the_request_and_the_decider(self, people):
        made = a_change_request(people, LANGKAI)
        with acting(people.officer, source="test"):
            decide(request=made, decisions=answers(made), by=people.officer)
        context = event_model(Household).objects.filter(pgh_obj_id=made.household_id).latest("pgh_id").pgh_context
        assert context["change_request"] == made.pk and str(made.pk) in context["reason"]
        assert context["user"] == people.officer.pk and made.reason in context["reason"]

    def test_a_person(self, people):
        household = a_verified_family(people)
        made = asked(people, household, {"name": "Rusli Dohong", "birth_place": "Kapuas"}, member=household.head)
        decide(request=made, decisions=answers(made), by=people.officer)
        assert fresh(household.head).name_key == "rusli dohong" and fresh(household).head_name == "Rusli Dohong"
        assert fresh(household).is_verified

    def test_a_new_member(self, people):
        household = a_verified_family(people)
        values = {"name": "Aulia", "relation": "child", "sex": "female", "birth_date": dt.date(2015, 2, 3),
                  "birth_place": "Kapuas"}  # fmt: skip
        made = asked(people, household, values, target=Target.NEW_MEMBER)
        decide(request=made, decisions=answers(made, birth_place="refused"), by=people.officer)
        child = household.members.get(name="Aulia")
        assert (child.birth_date, child.birth_place, child.region_id) == (dt.date(2015, 2, 3), "", LANGKAI)
        assert fresh(household).member_count == 2 and fresh(household).is_verified

    def test_somebody_who_left(self, people):
        household = a_verified_family(people)
        made = asked(people, household, {"life_status": "dead", "left_on": "2026-10-01"}, member=household.head)
        decide(request=made, decisions=answers(made), by=people.officer)
        assert fresh(household).member_count == 0 and fresh(household.members.get()).left_on == dt.date(2026, 10, 1)

    def test_a_household_that_moves_takes_the_request_along(self, people):
        made = asked(people, a_verified_family(people), {"region": MENTENG}, by=another_officer())
        decide(request=made, decisions=answers(made), by=people.officer)
        assert fresh(made).region_id == fresh(made.household).region_id == MENTENG


class TestWhoDecides:
    def test_never_who_asked(self, people):
        made = asked(people, a_verified_family(people), {"rt": "09"}, by=people.officer)
        assert refused(made, people.officer).general
        (result,) = decide_each(requests=[made], decision=LineDecision.ACCEPTED, by=people.officer)
        assert result.refusal
        for step in ("accept", "accept_partly", "refuse"):
            with pytest.raises(MoveRefused):
                ChangeRequest.workflow.move(made, step, by=people.officer, note="alasan")
        assert fresh(made).is_open and fresh(made.household).rt != "09"

    def test_not_even_past_the_program(self, people):
        """The database itself keeps the two apart."""
        made = asked(people, a_verified_family(people), {"rt": "09"}, by=people.officer)
        for state in RequestState.values:
            with pytest.raises(IntegrityError), transaction.atomic():
                ChangeRequest.objects.filter(pk=made.pk).update(
                    state=state, decided_by=people.officer, decided_at="2026-11-21T08:00Z"
                )
        with pytest.raises(IntegrityError), transaction.atomic():
            ChangeRequest.objects.filter(pk=made.pk).update(state="applied", decided_at="2026-11-21T08:00Z")

    @pytest.mark.parametrize("persona", ["langkai", "menteng", "head", "supervisor", "chair", "administrator"])
    def test_a_role_that_does_not_decide(self, people, persona):
        made = asked(people, a_verified_family(people), {"rt": "09"}, by=another_officer())
        assert refused(made, getattr(people, persona)).general

    def test_not_outside_the_own_area(self, people):
        made = a_change_request(people, MENTENG)
        assert refused(made, people.district_officer).general

    def test_a_household_is_not_moved_out_of_the_deciders_reach(self, people):
        made = asked(people, a_verified_family(people), {"region": MENTENG, "rt": "09"}, by=people.officer)
        assert beside(refused(made, people.district_officer), made) == {"region"}
        decided = decide(request=made, decisions=answers(made, region="refused"), by=people.district_officer)
        assert decided.state == RequestState.PARTLY and fresh(made.household).region_id == LANGKAI

    def test_the_second_of_two_is_told_who_was_first(self, people):
        made, stale = a_change_request(people, LANGKAI), None
        stale = fresh(made)
        decide(request=made, decisions=answers(made), by=people.officer)
        assert people.officer.name in str(refused(stale, people.district_officer, rt="refused"))


class TestWhatIsLacking:
    def test_every_field_is_decided_and_every_refusal_has_its_reason(self, people):
        made = a_change_request(people, LANGKAI)
        first, second = made.lines.all()
        for decisions in ({first.pk: ("accepted", "")}, {first.pk: ("accepted", ""), second.pk: ("refused", "  ")},
                          {first.pk: ("pending", ""), second.pk: ("x", "")}, {}):  # fmt: skip
            before = rows()
            with pytest.raises(DecisionRefused) as refusal:
                decide(request=made, decisions=decisions, by=people.officer)
            assert second.pk in refusal.value.beside and rows() == before


class TestConflicts:
    @pytest.fixture
    def overtaken(self, people):
        """A request on an address that was changed since, by an endorsed effect or an import before verification."""
        made = a_change_request(people, LANGKAI)
        Household.objects.filter(pk=made.household_id).update(address="Jl. Sementara 5")
        return made

    def test_a_value_that_changed_since_is_not_accepted_unseen(self, people, overtaken):
        refusal = refused(overtaken, people.officer)
        assert beside(refusal, overtaken) == {"address"}

    def test_nor_with_the_seal_of_another_value(self, people, overtaken):
        line = overtaken.lines.get(field="address")
        old = case_of(overtaken).entry_of("address").seal
        Household.objects.filter(pk=overtaken.household_id).update(address="Jl. Sementara 6")
        for seal in (old, "", "x" * 32):
            assert beside(refused(overtaken, people.officer, {line.pk: seal}), overtaken) == {"address"}

    def test_it_is_accepted_by_who_has_seen_all_three(self, people, overtaken):
        entry = case_of(overtaken).entry_of("address")
        assert entry.is_stale and (entry.now, entry.line.new) == ("Jl. Sementara 5", entry.value)
        decide(request=overtaken, decisions=answers(overtaken), by=people.officer, seals={entry.line.pk: entry.seal})
        assert fresh(overtaken.household).address == entry.value

    def test_it_may_be_refused_at_once(self, people, overtaken):
        decide(request=overtaken, decisions=answers(overtaken, address="refused"), by=people.officer)
        assert fresh(overtaken.household).address == "Jl. Sementara 5"

    def test_accepting_one_of_two_marks_the_other(self, people):
        household = a_verified_family(people)
        first = asked(people, household, {"address": "Jl. Satu"})
        second = asked(people, household, {"address": "Jl. Dua", "rt": "09"}, by=another_officer())
        assert [rival.request for rival in case_of(first).entry_of("address").rivals] == [second]
        assert [rival.request for rival in case_of(second).entry_of("address").rivals] == [first]
        assert not case_of(second).entry_of("rt").rivals
        decide(request=first, decisions=answers(first), by=people.officer)
        assert second.lines.get(field="address").overtaken_by == first
        assert second.lines.get(field="rt").overtaken_by is None and fresh(second).is_open
        assert beside(refused(second, people.officer), second) == {"address"}

    def test_requests_for_other_people_or_other_fields_are_none(self, people):
        household = a_verified_family(people)
        child = member(household, "Anak", relation="child")
        one = asked(people, household, {"name": "Satu"}, member=household.head)
        asked(people, household, {"name": "Dua"}, member=child)
        asked(people, household, {"birth_place": "Kapuas"}, member=household.head, by=people.officer)
        assert not case_of(one).contested

    def test_a_new_member_asked_for_twice_is_seen(self, people):
        household = a_verified_family(people)
        values = {"relation": "child", "sex": "female"}
        one = asked(people, household, values | {"name": "Siti Aulia"}, target=Target.NEW_MEMBER)
        more = {"name": "SITI AULIA", "birth_place": "Kapuas"}
        two = asked(people, household, values | more, target=Target.NEW_MEMBER)
        other = asked(people, household, values | {"name": "Budi"}, target=Target.NEW_MEMBER)
        assert [rival.request for rival in case_of(one).entry_of("name").rivals] == [two]
        assert not case_of(other).contested


class TestWhatTheRegistryRefuses:
    def test_a_nik_that_was_taken_meanwhile(self, people):
        household = a_verified_family(people)
        nik = make_nik(BORN, serial=4321)
        made = asked(people, household, {"nik": nik, "birth_place": "Kapuas"}, member=household.head)
        Member.objects.filter(pk=family("Orang Lain").head_id).update(nik=nik)
        assert beside(refused(made, people.officer), made) == {"nik"}

    def test_a_nik_taken_in_the_very_second(self, people, monkeypatch):
        household = a_verified_family(people)
        nik = make_nik(BORN, serial=4321)
        made = asked(people, household, {"nik": nik}, member=household.head)
        Member.objects.filter(pk=family("Orang Lain").head_id).update(nik=nik)
        monkeypatch.setattr("poverty.change_requests.applying._of_constraints", lambda *a: [])
        assert beside(refused(made, people.officer), made) == {"nik"}

    def test_a_family_card_of_another_active_household(self, people):
        made = asked(people, a_verified_family(people), {"family_card": "6271012309150004"})
        family("Orang Lain", family_card="6271012309150004")
        assert beside(refused(made, people.officer), made) == {"family_card"}

    def test_a_second_head(self, people):
        household = a_verified_family(people)
        child = member(household, "Anak", relation="child")
        made = asked(people, household, {"relation": "head"}, member=child)
        assert beside(refused(made, people.officer), made) == {"relation"}

    def test_one_coordinate_without_the_other(self, people):
        made = asked(people, a_verified_family(people), {"latitude": "-2.2", "longitude": "113.9"})
        assert beside(refused(made, people.officer, longitude="refused"), made) == {"latitude"}

    def test_a_date_of_birth_that_the_nik_does_not_say(self, people):
        household = a_verified_family(people)
        values = {"birth_date": dt.date(1979, 5, 17), "nik_reason": "KTP lama"}
        made = asked(people, household, values, member=household.head)
        assert beside(refused(made, people.officer, nik_reason="refused"), made) == {"birth_date"}
        decide(request=made, decisions=answers(made), by=people.officer)
        assert fresh(household.head).birth_date == dt.date(1979, 5, 17)

    def test_a_day_of_leaving_of_somebody_who_stays(self, people):
        household = a_verified_family(people)
        made = asked(people, household, {"life_status": "moved", "left_on": "2026-10-01"}, member=household.head)
        assert beside(refused(made, people.officer, life_status="refused"), made) == {"left_on"}

    def test_a_new_member_without_a_name(self, people):
        values = {"name": "Aulia", "relation": "child", "sex": "female"}
        made = asked(people, a_verified_family(people), values, target=Target.NEW_MEMBER)
        assert refused(made, people.officer, name="refused").general

    def test_a_text_that_does_not_fit(self, people):
        made = asked(people, a_verified_family(people), {"rt": "1234567"})
        assert beside(refused(made, people.officer), made) == {"rt"}

    def test_a_household_that_was_merged_and_a_person_who_went_along(self, people):
        made, into = a_change_request(people, LANGKAI), family("Lain")
        Household.objects.filter(pk=made.household_id).update(status="merged", merged_into=into)
        assert refused(made, people.officer).general
        household = a_verified_family(people, name="Tiga")
        about = asked(people, household, {"birth_place": "Kapuas"}, member=household.head)
        Member.objects.filter(pk=household.head_id).update(household=into, relation="child")
        assert refused(about, people.officer).general


class TestAFaultInTheMiddle:
    @pytest.mark.parametrize("where", ["applying.apply", "deciding._note", "models.ChangeRequest.workflow.move"])
    def test_leaves_nothing(self, people, monkeypatch, where):
        made = a_change_request(people, LANGKAI)
        before = rows()

        def broken(*arguments, **more):
            raise RuntimeError

        module = "deciding.apply" if where == "applying.apply" else where
        monkeypatch.setattr(f"poverty.change_requests.{module}", broken)
        with pytest.raises(RuntimeError):
            decide(request=made, decisions=answers(made), by=people.officer)
        assert rows() == before


class TestMany:
    def test_each_has_its_result_and_a_conflict_stops_nobody(self, people):
        plain = [a_change_request(people, LANGKAI) for _ in range(2)]
        stale = a_change_request(people, LANGKAI)
        Household.objects.filter(pk=stale.household_id).update(address="Jl. Sementara 5")
        household = a_verified_family(people)
        rival = asked(people, household, {"rt": "08"})
        other = asked(people, household, {"rt": "09"}, by=another_officer())
        own = asked(people, a_verified_family(people), {"rt": "09"}, by=people.officer)
        taken = asked(people, a_verified_family(people), {"family_card": "6271012309150004"})
        family("Orang Lain", family_card="6271012309150004")
        last = a_change_request(people, LANGKAI)
        every = [*plain, stale, rival, other, own, taken, last]
        results = decide_each(requests=every, decision=LineDecision.ACCEPTED, by=people.officer)
        assert [result.item for result in results] == every
        assert [bool(result.refusal) for result in results] == [False, False, True, True, True, True, True, False]
        assert str(other.pk) in results[3].refusal
        assert [fresh(each).state for each in every] == [
            "applied", "applied", "open", "open", "open", "open", "open", "applied"]  # fmt: skip

    def test_a_fault_in_one_is_a_result_too(self, people, monkeypatch):
        every = [a_change_request(people, LANGKAI) for _ in range(3)]
        real = services.decide

        def broken(*, request, **more):
            decided = real(request=request, **more)
            if request.pk == every[1].pk:
                raise KeyError("x")
            return decided

        monkeypatch.setattr(services, "decide", broken)
        results = decide_each(requests=every, decision=LineDecision.ACCEPTED, by=people.officer)
        assert [bool(result.refusal) for result in results] == [False, True, False]
        assert [fresh(each).state for each in every] == ["applied", "open", "applied"]
        assert fresh(every[1].household).rt != "07"

    def test_an_end_in_the_middle_leaves_none(self, people, monkeypatch):
        every = [a_change_request(people, LANGKAI) for _ in range(3)]
        before, real = rows(), services.decide

        def killed(*, request, **more):
            if request.pk == every[2].pk:
                raise SystemExit
            return real(request=request, **more)

        monkeypatch.setattr(services, "decide", killed)
        with pytest.raises(SystemExit):
            decide_each(requests=every, decision=LineDecision.ACCEPTED, by=people.officer)
        assert rows() == before

    def test_many_are_refused_with_one_reason(self, people):
        every = [a_change_request(people, LANGKAI) for _ in range(2)]
        results = decide_each(requests=every, decision=LineDecision.REFUSED, by=people.officer, note="daftar lama")
        assert not any(result.refusal for result in results)
        assert {line.note for line in ChangeLine.objects.all()} == {"daftar lama"}
        (result,) = decide_each(
            requests=[a_change_request(people, LANGKAI)], decision=LineDecision.REFUSED, by=people.officer
        )
        assert result.refusal


def test_it_works_the_same_for_a_household_that_is_not_verified(people):
    household = family()
    made = asked(people, household, {"rt": "09"})
    decide(request=made, decisions=answers(made), by=people.officer)
    assert fresh(household).rt == "09" and not fresh(household).is_verified
