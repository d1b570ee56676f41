"""Steps taken with many at once, steps that belong to a larger act, and steps of the clock."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.users.models import User
from accounts.users.system import system_user
from core.models import Move
from core.workflow import MoveRefused, moves_of
from poverty.verification.models import Proposal
from poverty.verification.services import propose
from tests.support.factories import LANGKAI, family

pytestmark = pytest.mark.django_db
WORKFLOW = Proposal.workflow


@pytest.fixture
def drafts(people):
    """Five proposals in draft of the enumerator of Langkai."""
    return [
        propose(household=family(region=LANGKAI), kind="entry", reason="miskin", by=people.langkai, submit=False)
        for _number in range(5)
    ]


class TestMoveEach:
    def test_every_item_gets_its_result_and_one_refusal_hides_no_other(self, people, drafts):
        Proposal.objects.filter(pk=drafts[2].pk).update(reason="")
        WORKFLOW.move(drafts[4], "submit", by=people.langkai)
        results = WORKFLOW.move_each(drafts, "submit", by=people.langkai)
        assert [bool(result.refusal) for result in results] == [False, False, True, False, True]
        states = list(Proposal.objects.order_by("pk").values_list("state", flat=True))
        assert states == ["proposed", "proposed", "draft", "proposed", "proposed"]
        assert Move.objects.filter(transition="submit").count() == 4

    def test_what_breaks_in_the_middle_leaves_none_of_them_moved(self, people, drafts, monkeypatch):
        save, seen = Proposal.save, []

        def breaks_at_the_third(self, *args, **kwargs):
            seen.append(self.pk)
            if len(seen) == 3:
                raise RuntimeError
            return save(self, *args, **kwargs)

        monkeypatch.setattr(Proposal, "save", breaks_at_the_third)
        with pytest.raises(RuntimeError):
            WORKFLOW.move_each(drafts, "submit", by=people.langkai)
        assert not Proposal.objects.exclude(state="draft").exists()
        assert not Move.objects.filter(transition="submit").exists()

    def test_it_goes_through_the_items_in_one_order_whoever_asks(self, people, drafts):
        results = WORKFLOW.move_each(reversed(drafts), "submit", by=people.langkai)
        assert [result.item.pk for result in results] == sorted(draft.pk for draft in drafts)


class TestStepsOfALargerAct:
    def test_have_no_button_and_no_address(self, client, people, drafts):
        WORKFLOW.move(drafts[0], "submit", by=people.langkai)
        offered = {step.name for step, _refusal in WORKFLOW.offered(drafts[0], by=people.langkai)}
        assert "list" not in offered and "withdraw" in offered
        client.force_login(people.langkai)
        for name in ("list", "agree", "visit", "endorse", "lapse"):
            assert client.post(reverse("poverty:proposal_move", args=[drafts[0].pk, name])).status_code == 404
        drafts[0].refresh_from_db()
        assert drafts[0].state == "proposed"


class TestTheClock:
    def test_an_automatic_step_is_taken_by_no_person(self, people, drafts):
        objection = propose(household=family(region=LANGKAI), kind="objection", reason="mampu", by=people.langkai)
        yesterday = timezone.localdate() - dt.timedelta(days=1)
        Proposal.objects.filter(pk=objection.pk).update(lapses_on=yesterday)
        for user in people.by_role().values():
            with pytest.raises(MoveRefused):
                WORKFLOW.move(objection, "lapse", by=user)
        WORKFLOW.move(objection, "lapse", by=system_user())
        assert moves_of(objection).last().actor.is_system

    def test_its_account_takes_no_other_step_and_signs_in_nowhere(self, client, people, drafts):
        clock = system_user()
        with pytest.raises(MoveRefused):
            WORKFLOW.move(drafts[0], "submit", by=clock)
        assert not clock.is_active and not clock.has_usable_password() and not clock.in_force
        answer = client.post(reverse("account_login"), {"login": clock.username, "password": ""})
        assert answer.status_code == 200 and "_auth_user_id" not in client.session

    def test_it_is_made_once(self):
        assert system_user() == system_user()
        assert User.objects.filter(username="sistem").count() == 1

    def test_nobody_takes_its_name_by_giving_it_other_letters(self, people):
        from django.db import IntegrityError

        system_user()
        with pytest.raises(IntegrityError):
            User.objects.create(username="Sistem", email="x@contoh.example", name="X")
