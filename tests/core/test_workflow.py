"""Every transition of every model from every state, and what the engine never allows."""

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import Perm
from accounts.roles.table import ROLES
from accounts.users.system import system_user
from core.models import Move
from core.workflow import MoveRefused, moves_of
from poverty.assessments.models import Assessment
from poverty.change_requests.models import ChangeRequest
from poverty.duplicates.models import DuplicatePair
from poverty.households.models import Household
from poverty.imports.models import ImportBatch
from poverty.meetings.models import Meeting
from poverty.national_lists.models import NationalList
from poverty.verification.models import EndorsementList, Proposal
from poverty.visits.models import Visit
from tests.support.addresses import a_batch, a_draft, a_submitted_one
from tests.support.change_requests import a_ready_change_request
from tests.support.duplicates import a_ready_pair
from tests.support.factories import LANGKAI
from tests.support.meetings import a_ready_meeting
from tests.support.national_lists import a_ready_nationallist
from tests.support.verification import a_ready_endorsementlist, a_ready_proposal
from tests.support.visits import a_ready_visit

pytestmark = pytest.mark.django_db


def a_ready_batch(people, area):
    """An import that lacks nothing for any step."""
    made = a_batch(people, area)
    now = timezone.now()
    found = {"layout": "thin", "header_row": 1, "mapping": {"nik": 0}, "counts": {"new": 1}}
    ImportBatch.objects.filter(pk=made.pk).update(committed_at=now, undone_at=now, **found)
    made.refresh_from_db()
    return made


MAKERS = {
    Assessment: a_draft,
    ImportBatch: a_ready_batch,
    Proposal: a_ready_proposal,
    EndorsementList: a_ready_endorsementlist,
    Meeting: a_ready_meeting,
    Visit: a_ready_visit,
    ChangeRequest: a_ready_change_request,
    DuplicatePair: a_ready_pair,
    NationalList: a_ready_nationallist,
}
OTHERWISE = {
    Assessment: {"imported"},  # brought by an import, never by a step
    ImportBatch: {"failed"},  # where a run that failed leaves it
}
"""States that no step leads to."""
MACHINES = [model for model in apps.get_models() if hasattr(model, "workflow")]
STATES = [
    pytest.param(model, state, id=f"{model.__name__}-{state}")
    for model in MACHINES
    for state in dict(model._meta.get_field("state").choices)
]


def test_every_state_machine_is_tried():
    assert set(MACHINES) == set(MAKERS)


@pytest.mark.parametrize("model", MACHINES)
def test_a_machine_is_sound(model):
    """Its states are choices, every state is reached, its permissions exist and somebody holds each of them."""
    states = set(dict(model._meta.get_field("state").choices))
    steps = list(model.workflow)
    named = {state for step in steps for state in (*step.sources, step.target)}
    assert named <= states
    reached = {model._meta.get_field("state").default, *(step.target for step in steps)}
    assert states - OTHERWISE.get(model, set()) == reached
    held = {permission for role in ROLES.values() for permission in role.permissions}
    for step in steps:
        assert step.automatic or (step.permission in Perm and step.permission in held)
        assert step.label
        assert set(step.forbidden_to) <= {*model.workflow.transitions, "record", "prepare"}


@pytest.mark.parametrize(("model", "state"), STATES)
def test_every_step_from_every_state_by_every_role(people, model, state):
    """Allowed exactly where the table says so: from its states, to whoever holds its permission, to nobody else."""
    item = MAKERS[model](people, LANGKAI)
    lacking, who = {}, people.by_role() | {"the clock": system_user()}
    for step in model.workflow:
        for name, user in who.items():
            item.state = state
            refusal = model.workflow.refusal(item, step.name, by=user, note="alasan")
            may = user.is_system if step.automatic else user.may(step.permission)
            if state not in step.sources or not may:
                assert refusal, (step.name, name)
            elif refusal:
                lacking[step.name] = (name, refusal)
    assert set(lacking) <= NEVER_READY.get(model, set()), lacking


NEVER_READY: dict = {}
"""Steps of which no one record can lack nothing in every state; their own tests take them."""


@pytest.mark.parametrize(("model", "state"), STATES)
def test_a_step_that_is_refused_writes_nothing(people, model, state):
    item = MAKERS[model](people, LANGKAI)
    if not put_into(item, state):
        pytest.skip("this state needs more than the state")
    known, before = Move.objects.count(), model.objects.filter(pk=item.pk).values().get()
    for step in model.workflow:
        user = people.nobody if state in step.sources else people.officer
        with pytest.raises(MoveRefused):
            model.workflow.move(item, step.name, by=user, note="alasan")
    assert model.objects.filter(pk=item.pk).values().get() == before
    assert Move.objects.count() == known


@pytest.mark.parametrize("model", MACHINES)
def test_a_plain_step_moves_the_record_and_writes_who_in_which_role(people, model):
    """Steps with a button; those of a larger act are taken by its own service and its own tests."""
    who = [user for user in people.by_role().values() if user != people.langkai]
    for step in model.workflow:
        if step.by_service or step.automatic:
            continue
        for state in step.sources:
            with transaction.atomic():
                item = MAKERS[model](people, LANGKAI)
                if put_into(item, state):
                    user = next(user for user in who if user.may(step.permission))
                    move = model.workflow.move(item, step.name, by=user, note="alasan")
                    assert item.state == step.target == move.target
                    assert (move.source, move.actor, move.role) == (state, user, user.role_for(step.permission))
                transaction.set_rollback(True)


def put_into(item, state: str) -> bool:
    """Put the record into a state, past its workflow; False where the database wants more of that state."""
    try:
        with transaction.atomic():
            type(item)._base_manager.filter(pk=item.pk).update(state=state)
    except DatabaseError:
        return False
    item.refresh_from_db()
    return True


class TestSeparationOfDuties:
    @pytest.fixture
    def submitted_by_officer(self, people):
        row = a_draft(people, LANGKAI)
        Assessment.workflow.move(row, "submit", by=people.officer)
        return row

    def test_who_submitted_does_not_verify(self, people, submitted_by_officer):
        with pytest.raises(MoveRefused):
            Assessment.workflow.move(submitted_by_officer, "verify", by=people.officer)
        submitted_by_officer.refresh_from_db()
        assert submitted_by_officer.state == "submitted"
        assert Household.objects.get(pk=submitted_by_officer.household_id).verified_on is None

    def test_somebody_else_does(self, people, submitted_by_officer):
        Assessment.workflow.move(submitted_by_officer, "verify", by=people.district_officer)
        household = Household.objects.get(pk=submitted_by_officer.household_id)
        assert household.verified_by == people.district_officer

    def test_who_recorded_does_not_verify_what_another_submitted(self, people):
        row = a_draft(people, LANGKAI)
        Assessment.workflow.begin(row, by=people.officer, permission=Perm.RECORD_ASSESSMENT)
        Assessment.workflow.move(row, "submit", by=people.langkai)
        with pytest.raises(MoveRefused):
            Assessment.workflow.move(row, "verify", by=people.officer)

    def test_it_is_remembered_over_a_return(self, people, submitted_by_officer):
        Assessment.workflow.move(submitted_by_officer, "return", by=people.district_officer, note="lengkapi")
        Assessment.workflow.move(submitted_by_officer, "submit", by=people.langkai)
        with pytest.raises(MoveRefused):
            Assessment.workflow.move(submitted_by_officer, "verify", by=people.officer)

    @pytest.mark.parametrize("flag", ["is_superuser", "is_staff"])
    def test_no_flag_of_an_account_turns_it_off(self, people, submitted_by_officer, flag):
        get_user_model().objects.filter(pk=people.officer.pk).update(**{flag: True})
        mighty = get_user_model().objects.get(pk=people.officer.pk)
        with pytest.raises(MoveRefused):
            Assessment.workflow.move(submitted_by_officer, "verify", by=mighty)

    def test_the_form_says_why_and_writes_nothing(self, client, people, submitted_by_officer):
        client.force_login(people.officer)
        url = reverse("poverty:assessment_move", args=[submitted_by_officer.pk, "verify"])
        page = client.post(url, follow=True).content.decode()
        assert "notice bad" in page
        submitted_by_officer.refresh_from_db()
        assert submitted_by_officer.state == "submitted"


class TestWhatAStepNeeds:
    def test_a_note_where_the_step_asks_for_one(self, people):
        row = a_submitted_one(people, LANGKAI)
        for note in ("", "   ", "\n"):
            with pytest.raises(MoveRefused):
                Assessment.workflow.move(row, "return", by=people.officer, note=note)
        move = Assessment.workflow.move(row, "return", by=people.officer, note="  Luas lantai kosong. ")
        assert move.note == "Luas lantai kosong." and not Move.objects.exclude(pk=move.pk).exists()

    def test_nothing_is_lacking_and_what_is_lacking_is_named(self, people):
        row = a_draft(people, LANGKAI)
        Assessment.objects.filter(pk=row.pk).update(floor="", household_size=None)
        row.refresh_from_db()
        with pytest.raises(MoveRefused) as refusal:
            Assessment.workflow.move(row, "submit", by=people.langkai)
        for name in ("floor", "household_size"):
            assert str(Assessment._meta.get_field(name).verbose_name) in str(refusal.value)

    def test_the_row_of_the_database_counts_not_the_object_in_hand(self, people):
        row = a_draft(people, LANGKAI)
        stale = Assessment.objects.get(pk=row.pk)
        Assessment.workflow.move(row, "submit", by=people.langkai)
        with pytest.raises(MoveRefused):
            Assessment.workflow.move(stale, "submit", by=people.langkai)
        assert moves_of(row).count() == 1

    def test_an_effect_that_fails_leaves_state_and_moves_as_they_were(self, people, monkeypatch):
        row = a_submitted_one(people, LANGKAI)

        def broken(*_arguments, **_more):
            raise RuntimeError

        monkeypatch.setattr("poverty.households.models.Household.save", broken)
        with pytest.raises(RuntimeError):
            Assessment.workflow.move(row, "verify", by=people.officer)
        row.refresh_from_db()
        assert row.state == "submitted" and not moves_of(row).exists()

    def test_an_unknown_step_is_no_step(self, people):
        with pytest.raises(KeyError):
            Assessment.workflow.move(a_draft(people, LANGKAI), "approve", by=people.officer)


class TestOffered:
    def test_steps_from_here_that_the_role_includes_each_with_its_refusal(self, people):
        row = a_submitted_one(people, LANGKAI)
        offered = Assessment.workflow.offered(row, by=people.officer)
        assert [(step.name, refusal) for step, refusal in offered] == [("verify", ""), ("return", "")]
        assert Assessment.workflow.offered(row, by=people.langkai) == []

    def test_a_step_that_is_lacking_something_is_offered_with_what_it_lacks(self, people):
        row = a_draft(people, LANGKAI)
        row.floor = ""
        row.save()
        ((step, refusal),) = Assessment.workflow.offered(row, by=people.langkai)
        assert step.name == "submit" and str(Assessment._meta.get_field("floor").verbose_name) in refusal


def test_a_step_is_for_the_area_of_its_own_permission(client, people):
    """Who reads the city as supervisor and submits in Menteng as enumerator submits nothing in Langkai."""
    from accounts.roles.table import RoleCode
    from tests.support.people import assign

    row = a_draft(people, LANGKAI)
    client.force_login(assign(people.supervisor, RoleCode.ENUMERATOR, region="62.71.03.1002"))
    assert client.get(row.get_absolute_url()).status_code == 200
    assert client.post(reverse("poverty:assessment_move", args=[row.pk, "submit"])).status_code == 404
