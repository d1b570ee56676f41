"""Every transition of every model from every state, and what the engine never allows."""

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import Perm
from accounts.roles.table import ROLES
from core.models import Move
from core.workflow import MoveRefused, moves_of
from poverty.assessments.models import Assessment
from poverty.households.models import Household
from poverty.imports.models import ImportBatch
from tests.support.addresses import a_batch, a_draft, a_submitted_one
from tests.support.factories import LANGKAI

pytestmark = pytest.mark.django_db


def a_ready_batch(people, area):
    """An import that lacks nothing for any step."""
    made = a_batch(people, area)
    now = timezone.now()
    found = {"layout": "thin", "header_row": 1, "mapping": {"nik": 0}, "counts": {"new": 1}}
    ImportBatch.objects.filter(pk=made.pk).update(committed_at=now, undone_at=now, **found)
    made.refresh_from_db()
    return made


MAKERS = {Assessment: a_draft, ImportBatch: a_ready_batch}
OTHERWISE = {
    Assessment: {"imported"},  # brought by an import, never by a step
    ImportBatch: {"failed"},  # where a run that failed leaves it
}
"""States that no step leads to."""
MACHINES = [model for model in apps.get_models() if hasattr(model, "workflow")]
TRIES = [
    pytest.param(model, state, step.name, id=f"{model.__name__}-{state}-{step.name}")
    for model in MACHINES
    for state in dict(model._meta.get_field("state").choices)
    for step in model.workflow
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
    assert states - OTHERWISE[model] == {model._meta.get_field("state").default, *(step.target for step in steps)}
    held = {permission for role in ROLES.values() for permission in role.permissions}
    for step in steps:
        assert step.permission in Perm and step.permission in held
        assert step.label


@pytest.mark.parametrize(("model", "state", "name"), TRIES)
def test_a_step_is_taken_from_its_states_and_from_no_other(people, model, state, name):
    item, step = MAKERS[model](people, LANGKAI), model.workflow[name]
    model.objects.filter(pk=item.pk).update(state=state)
    item.refresh_from_db()
    before, known = item.version, Move.objects.count()
    if state in step.sources:
        move = model.workflow.move(item, name, by=people.officer, note="alasan")
        assert item.state == step.target == move.target
        assert (move.source, move.actor, move.role) == (state, people.officer, "social_officer")
        assert Move.objects.count() == known + 1
    else:
        with pytest.raises(MoveRefused):
            model.workflow.move(item, name, by=people.officer, note="alasan")
        item.refresh_from_db()
        assert (item.state, item.version, Move.objects.count()) == (state, before, known)


@pytest.mark.parametrize("model", MACHINES)
def test_a_role_without_the_permission_takes_no_step(people, model):
    for step in model.workflow:
        for name, user in people.by_role().items():
            if not user.may(step.permission):
                item = model(state=step.sources[0], pk=1)
                assert model.workflow.refusal(item, step.name, by=user), (name, step.name)


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
