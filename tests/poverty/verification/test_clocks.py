"""Clocks in working days with holidays, lapsing objections, and who must act."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import call_command

from accounts.roles.table import RoleCode
from accounts.users.system import system_user
from core.models import Holiday
from core.workflow import MoveRefused, moves_of
from poverty.verification.choices import OPEN_STATES, ExitReason, ProposalKind, ProposalState
from poverty.verification.clocks import clock_of, day_before, due_day, escalation_day, lapse_day, soon_day
from poverty.verification.jobs import lapse
from poverty.verification.lapsing import lapse_objections
from poverty.verification.models import Proposal
from poverty.verification.owners import OWNED_BY, owner_of, role_of
from tests.support.factories import family
from tests.support.verification import (
    a_list,
    a_proposal,
    a_submitted_list,
    a_verified_proposal,
    an_exit,
    an_objection,
    minutes,
    pdf,
    put_into,
)

FRIDAY = dt.date(2026, 11, 20)
DAY = dt.timedelta(days=1)


class TestClocks:
    def test_due_days_count_working_days_and_skip_holidays(self, db, settings):
        settings.PROPOSAL_WORKING_DAYS = {"visited": 5}
        assert due_day("visited", FRIDAY) == dt.date(2026, 11, 27)
        Holiday.objects.create(day=dt.date(2026, 11, 25), name="Hari libur")
        assert due_day("visited", FRIDAY) == dt.date(2026, 11, 30)
        assert due_day("endorsed", FRIDAY) is None

    def test_an_objection_lapses_after_fourteen_calendar_days_and_nothing_else_does(self):
        assert lapse_day(ProposalKind.OBJECTION, FRIDAY) == dt.date(2026, 12, 4)
        assert {lapse_day(kind, FRIDAY) for kind in ProposalKind if kind != ProposalKind.OBJECTION} == {None}

    def test_soon_is_three_working_days(self, db):
        assert soon_day(FRIDAY) == dt.date(2026, 11, 25)
        Holiday.objects.create(day=dt.date(2026, 11, 24), name="Hari libur")
        assert soon_day(FRIDAY) == dt.date(2026, 11, 26)

    def test_a_clock_says_how_many_working_days_are_left_or_missing(self, people):
        made = a_proposal(people)
        for due, left in ((FRIDAY, 0), (FRIDAY + 3 * DAY, 1), (FRIDAY - DAY, -1), (FRIDAY - 7 * DAY, -5)):
            made.due_on = due
            clock = clock_of(made, FRIDAY)
            assert (clock.left, clock.is_late, clock.late_by) == (left, left < 0, max(0, -left))

    def test_due_on_a_friday_it_is_late_on_saturday(self, people):
        made = a_proposal(people)
        made.due_on = FRIDAY
        assert clock_of(made, FRIDAY + DAY).is_late

    def test_what_is_closed_has_no_clock(self, people):
        made = a_proposal(people)
        Proposal.workflow.move(made, "withdraw", by=people.langkai, note="keliru")
        assert made.due_on is None and clock_of(made).left is None

    @pytest.mark.parametrize("number", [0, 1, 5, 11])
    def test_the_day_of_escalation_is_the_newest_that_is_late_by_more_than_the_limit(self, db, number):
        from core.working_days import working_days_between

        holidays = {dt.date(2026, 11, 17), dt.date(2026, 11, 10)}
        found = day_before(FRIDAY, number, holidays)
        assert working_days_between(found, FRIDAY, holidays) > number
        assert working_days_between(found + DAY, FRIDAY, holidays) <= number

    def test_a_holiday_puts_the_escalation_off(self, db, settings):
        settings.ESCALATION_WORKING_DAYS = 5
        before = escalation_day(FRIDAY)
        Holiday.objects.create(day=dt.date(2026, 11, 18), name="Hari libur")
        assert escalation_day(FRIDAY) < before


class TestLapsing:
    def test_an_objection_lapses_the_day_after_its_last_and_the_clock_stands_as_its_actor(self, people):
        old, last = an_objection(people, days_ago=15), an_objection(people, days_ago=14)
        results = lapse_objections(by=system_user())
        assert [result.item.pk for result in results] == [old.pk]
        old.refresh_from_db(), last.refresh_from_db()
        assert (old.state, last.state) == (ProposalState.LAPSED, ProposalState.PROPOSED)
        assert moves_of(old).last().actor == system_user()

    def test_on_the_agenda_it_lapses_too_and_looked_into_it_does_not(self, people):
        states = {state: an_objection(people, days_ago=20) for state in OPEN_STATES}
        for state, made in states.items():
            put_into(made, state)
        lapse_objections(by=system_user())
        gone = {state for state, made in states.items() if Proposal.objects.get(pk=made.pk).state == "lapsed"}
        assert gone == {ProposalState.PROPOSED, ProposalState.LISTED}

    def test_no_other_kind_ever_lapses(self, people):
        made = a_proposal(people)
        Proposal.objects.filter(pk=made.pk).update(lapses_on=FRIDAY - 400 * DAY)
        assert lapse_objections(by=system_user()) == []
        with pytest.raises(MoveRefused):
            Proposal.workflow.move(made, "lapse", by=system_user())

    def test_no_person_lets_one_lapse_and_the_clock_not_before_its_time(self, people):
        due, early = an_objection(people, days_ago=20), an_objection(people, days_ago=3)
        for person in people.by_role().values():
            with pytest.raises(MoveRefused):
                Proposal.workflow.move(due, "lapse", by=person)
        with pytest.raises(MoveRefused):
            Proposal.workflow.move(early, "lapse", by=system_user())

    def test_the_command_and_the_job_do_it_and_may_run_twice(self, people):
        an_objection(people, days_ago=20)
        out = StringIO()
        call_command("lapse_objections", stdout=out)
        assert out.getvalue().startswith("1 ")
        an_objection(people, days_ago=20)
        lapse(timestamp=0), lapse(timestamp=0)
        assert Proposal.objects.filter(state=ProposalState.LAPSED).count() == 2

    def test_the_worker_knows_the_job(self, settings):
        assert "poverty.verification.jobs" in settings.PROCRASTINATE_IMPORT_PATHS


def crowd(people):
    """Proposals of every kind in every state, with and without what proves them."""
    rows = []
    for state in OPEN_STATES:
        for kind in (ProposalKind.ENTRY, ProposalKind.REVERIFICATION):
            rows.append(put_into(a_proposal(people, kind=kind), state))
        for reason in ExitReason:
            home = family()
            person = home.head if reason == ExitReason.DECEASED else None
            for proof in ({}, {"evidence": pdf()}, {"evidence_note": "No. 3"}):
                kind = ProposalKind.EXIT if proof else ProposalKind.OBJECTION
                made = a_proposal(
                    people, kind=kind, exit_reason=reason, household=family() if not person else home,
                    exited_member=person, submit=False, **proof,
                ) if not Proposal.objects.filter(household=home, kind=kind).exists() else None  # fmt: skip
                if made:
                    rows.append(put_into(made, state, minutes=minutes(people, signed=len(rows) % 2 == 0)))
    a_list(people), a_submitted_list(people)
    return Proposal.objects.select_related("endorsement", "minutes")


class TestOwners:
    def test_the_rule_for_one_and_the_condition_for_many_say_the_same(self, people):
        rows = crowd(people)
        for role in OWNED_BY:
            expected = {row.pk for row in rows if role_of(row) == role}
            assert set(Proposal.objects.owned_by(role).values_list("pk", flat=True)) == expected, role

    def test_every_open_proposal_has_exactly_one_owner(self, people):
        rows = crowd(people)
        keys = [set(Proposal.objects.owned_by(role).values_list("pk", flat=True)) for role in OWNED_BY]
        assert sorted(key for some in keys for key in some) == sorted(row.pk for row in rows)

    def test_an_owner_is_an_office_in_a_place_or_a_person(self, people):
        fresh, draft = a_proposal(people), a_proposal(people, submit=False)
        assert owner_of(fresh).role == RoleCode.ENUMERATOR and owner_of(fresh).place == "Langkai"
        assert owner_of(draft).person == str(people.langkai)
        assert owner_of(a_verified_proposal(people)).role == RoleCode.SOCIAL_OFFICER
        assert owner_of(a_submitted_list(people).proposals.get()).role == RoleCode.HEAD_OF_SOCIAL
        ready = an_exit(people, reason=ExitReason.OCCUPATION, evidence=pdf())
        assert owner_of(ready).role == RoleCode.SOCIAL_OFFICER
        Proposal.workflow.move(fresh, "withdraw", by=people.langkai, note="keliru")
        assert owner_of(fresh) is None
