"""Planning a visit, recording it in parts, and handing it in."""

import datetime as dt
import uuid
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.db import Error, transaction
from django.utils import timezone
from PIL import Image

from accounts.users.models import User
from core.models import Move
from core.workflow import moves_of
from poverty.assessments.models import AssessmentState
from poverty.households.models import Household
from poverty.verification.choices import ProposalState
from poverty.visits import recording, services
from poverty.visits.choices import VisitState
from poverty.visits.models import Visit, VisitPhoto
from poverty.visits.recording import VisitRefused
from tests.support.factories import LANGKAI, MENTENG, assessment, family
from tests.support.visits import HOUSE, WHOLE, agreed, jpeg, photograph, upload, visit

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate
NOW = timezone.now


def plan(people, household=None, **more):
    more.setdefault("assigned_to", people.langkai)
    more.setdefault("by", people.langkai)
    return services.plan_visit(household=household or family(), planned_for=more.pop("day", TODAY()), **more)


def save(made, data=None, *, by=None, revision=None, **more):
    revision = int(NOW().timestamp() * 1000) if revision is None else revision
    return recording.save_found(visit=made, data=data or {}, revision=revision, by=by or made.assigned_to, **more)


@pytest.fixture
def planned(people):
    return visit(visitor=people.langkai, region=LANGKAI)


class TestPlanning:
    def test_a_visit_is_planned_with_its_checklist_and_says_who_planned_it(self, people):
        household = family()
        assessment(household, state=AssessmentState.SUBMITTED, wall="zinc")
        made = plan(people, household)
        assert made.state == VisitState.PLANNED and made.region_id == LANGKAI
        assert {each["code"]: each.get("declared") for each in made.checklist}["wall"] == "zinc"
        assert [(move.transition, move.actor) for move in moves_of(made)] == [("plan", people.langkai)]

    def test_the_checklist_is_frozen_by_the_database_itself(self, planned):
        for change in ({"checklist": []}, {"checklist": [*planned.checklist, {"code": "x"}]}):
            with pytest.raises(Error, match="frozen"), transaction.atomic():
                Visit.objects.filter(pk=planned.pk).update(**change)

    def test_it_stays_as_it_was_when_the_data_changes(self, people):
        household = family()
        found = assessment(household, state=AssessmentState.SUBMITTED, wall="zinc")
        made = plan(people, household)
        before = list(made.checklist)
        type(found).objects.update(wall="masonry")
        Household.objects.update(address="Jl. Lain")
        made.refresh_from_db()
        assert made.checklist == before

    @pytest.mark.parametrize("persona", ["menteng", "head", "administrator", "nobody"])
    def test_the_visitor_may_visit_there_or_is_refused(self, people, persona):
        with pytest.raises(VisitRefused):
            plan(people, assigned_to=getattr(people, persona))

    def test_somebody_whose_account_is_closed_is_refused(self, people):
        User.objects.filter(pk=people.langkai.pk).update(is_active=False)
        with pytest.raises(VisitRefused):
            plan(people, by=people.officer, assigned_to=User.objects.get(pk=people.langkai.pk))

    @pytest.mark.parametrize(("area", "persona"), [(MENTENG, "langkai"), (None, "langkai"), (LANGKAI, "supervisor")])
    def test_who_plans_reaches_the_household_or_is_refused(self, people, area, persona):
        with pytest.raises(VisitRefused):
            plan(people, family(region=area), by=getattr(people, persona), assigned_to=people.officer)

    def test_a_day_that_has_passed_and_a_household_that_left_are_refused(self, people):
        with pytest.raises(VisitRefused):
            plan(people, day=TODAY() - dt.timedelta(days=1))
        with pytest.raises(VisitRefused):
            plan(people, family(status="moved"))

    def test_a_proposal_of_another_household_or_one_that_needs_no_visit_is_refused(self, people):
        household = family()
        with pytest.raises(VisitRefused):
            plan(people, household, proposal=agreed(family(), by=people.officer))
        with pytest.raises(VisitRefused):
            plan(people, household, proposal=agreed(household, by=people.officer, state=ProposalState.VISITED))

    def test_one_visit_at_a_time_is_planned_for_a_proposal_and_one_without(self, people):
        household = family()
        proposal = agreed(household, by=people.officer)
        plan(people, household), plan(people, household, proposal=proposal)
        for again in (None, proposal):
            with pytest.raises(VisitRefused):
                plan(people, household, proposal=again)
        assert Visit.objects.count() == 2

    def test_many_at_once_give_each_its_result_and_one_refusal_stops_nothing(self, people):
        households = [family() for _ in range(3)]
        proposals = [agreed(each, by=people.officer) for each in households]
        proposals.append(agreed(family(region=MENTENG), by=people.officer))
        plan(people, households[1], proposal=proposals[1])
        results = services.plan_each(
            proposals=proposals, assigned_to=people.langkai, planned_for=TODAY(), by=people.officer
        )
        refused = {result.item.pk for result in results if result.refusal}
        assert refused == {proposals[1].pk, proposals[3].pk} and len(results) == 4
        assert Visit.objects.count() == 3


class TestSavingInParts:
    def test_what_is_sent_is_kept_and_the_rest_stays(self, planned):
        save(planned, {"wall": "zinc", "outcome": "met"})
        save(planned, {"floor": "wood", "notes": "Atap bocor."})
        assert planned.found == {"wall": "zinc", "floor": "wood"}
        assert (planned.outcome, planned.notes) == ("met", "Atap bocor.")

    def test_the_same_message_twice_or_late_undoes_nothing(self, planned):
        save(planned, {"wall": "zinc"}, revision=1000)
        save(planned, {"wall": "masonry"}, revision=2000)
        version = planned.version
        save(planned, {"wall": "zinc"}, revision=1000)
        save(planned, {"wall": "masonry"}, revision=2000)
        assert planned.found == {"wall": "masonry"} and planned.version == version

    def test_a_late_message_still_brings_what_nobody_has_said_since(self, planned):
        save(planned, {"wall": "masonry"}, revision=2000)
        save(planned, {"wall": "zinc", "floor": "wood"}, revision=1000)
        assert planned.found == {"wall": "masonry", "floor": "wood"}

    def test_a_phone_whose_clock_is_ahead_does_not_block_what_comes_after(self, planned):
        save(planned, {"wall": "zinc"}, revision=10**14)
        save(planned, {"wall": "masonry"}, revision=int(NOW().timestamp() * 1000) + 5)
        assert planned.found == {"wall": "masonry"}

    def test_not_looked_at_takes_an_answer_away(self, planned):
        save(planned, {"wall": "zinc"}, revision=1)
        save(planned, {"wall": None}, revision=2)
        assert planned.found == {}

    def test_the_place_is_kept_and_taken_away_whole(self, planned):
        save(planned, {"place": (*HOUSE, 12)}, revision=1)
        assert planned.place == pytest.approx(HOUSE) and planned.accuracy_m == 12
        save(planned, {"place": None}, revision=2)
        assert planned.place is None and planned.accuracy_m is None

    def test_the_first_beginning_stands_and_lies_between_planning_and_now(self, planned):
        save(planned, started_at=NOW() - dt.timedelta(days=30))
        assert planned.started_at == planned.created_at
        save(planned, started_at=NOW())
        assert planned.started_at == planned.created_at
        other = visit(visitor=planned.assigned_to)
        save(other, started_at=NOW() + dt.timedelta(days=3))
        assert other.started_at <= NOW()

    def test_what_the_checklist_does_not_ask_cannot_be_set(self, planned):
        for name in ("state", "checklist", "assigned_to", "stunting_risk"):
            with pytest.raises(ValueError, match="not asked"):
                save(planned, {name: "x"})

    @pytest.mark.parametrize("persona", ["officer", "district_officer", "menteng", "head"])
    def test_nobody_else_writes(self, people, planned, persona):
        with pytest.raises(VisitRefused):
            save(planned, {"wall": "zinc"}, by=getattr(people, persona))
        planned.refresh_from_db()
        assert planned.found == {}

    def test_who_lost_the_area_writes_no_more(self, people, planned):
        people.langkai.assignments.update(valid_until=TODAY() - dt.timedelta(days=1))
        with pytest.raises(VisitRefused):
            save(planned, {"wall": "zinc"}, by=User.objects.get(pk=people.langkai.pk))


class TestPhotos:
    def test_place_and_time_are_read_and_the_kept_picture_has_neither(self, planned):
        at = dt.datetime(2026, 11, 21, 10, 32, 5)
        photo = photograph(planned, place=HOUSE, at=at)
        photo.refresh_from_db()
        assert photo.place == pytest.approx(HOUSE, abs=1e-5)
        assert timezone.localtime(photo.taken_at).replace(tzinfo=None) == at
        content = photo.image.read()
        assert not Image.open(BytesIO(content)).getexif() and b"Exif" not in content

    def test_the_digest_is_of_the_kept_picture(self, planned):
        import hashlib

        photo = photograph(planned, place=HOUSE)
        assert photo.sha256 == hashlib.sha256(photo.image.read()).hexdigest()

    def test_sent_twice_it_is_kept_once(self, planned, settings):
        number = uuid.uuid4()
        for _ in range(2):
            recording.add_photo(
                visit=planned, upload=upload(), client_id=number, subject="front", by=planned.assigned_to
            )
        assert VisitPhoto.objects.count() == 1
        assert len([path for path in settings.PRIVATE_FILES_DIR.rglob("*") if path.is_file()]) == 1

    def test_the_number_of_another_visits_photo_is_refused(self, people, planned):
        taken = photograph(visit(visitor=people.langkai))
        with pytest.raises(VisitRefused):
            recording.add_photo(
                visit=planned, upload=upload(), client_id=taken.client_id, subject="front", by=people.langkai
            )

    @pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"GIF89a" + b"\x00" * 40, jpeg()[:200]])
    def test_what_is_no_picture_is_refused(self, planned, content):
        with pytest.raises(ValidationError):
            recording.add_photo(
                visit=planned, upload=upload(content), client_id=uuid.uuid4(), subject="front", by=planned.assigned_to
            )
        assert not VisitPhoto.objects.exists()

    def test_there_is_an_end_to_the_number_of_photos(self, planned, monkeypatch):
        monkeypatch.setattr(recording, "MOST_PHOTOS", 2)
        photograph(planned, 1), photograph(planned, 2)
        with pytest.raises(VisitRefused):
            photograph(planned, 3)

    def test_one_is_taken_away_with_its_file_and_twice_is_once(self, planned, django_capture_on_commit_callbacks):
        photo = photograph(planned)
        storage, name = photo.image.storage, photo.image.name
        with django_capture_on_commit_callbacks(execute=True):
            assert recording.remove_photo(visit=planned, client_id=photo.client_id, by=planned.assigned_to)
        assert not storage.exists(name)
        assert not recording.remove_photo(visit=planned, client_id=photo.client_id, by=planned.assigned_to)

    def test_nobody_else_adds_or_takes_away(self, people, planned):
        photo = photograph(planned)
        for act in (
            lambda: recording.remove_photo(visit=planned, client_id=photo.client_id, by=people.officer),
            lambda: recording.add_photo(
                visit=planned, upload=upload(), client_id=uuid.uuid4(), subject="front", by=people.officer
            ),
            lambda: recording.add_photo(
                visit=planned, upload=upload(), client_id=photo.client_id, subject="front", by=people.officer
            ),
        ):
            with pytest.raises(VisitRefused):
                act()
        assert VisitPhoto.objects.count() == 1


def handed_in(made, **more):
    save(made, WHOLE | more.pop("data", {}), started_at=NOW())
    if not made.photos.exists():
        photograph(made)
    return services.finish(visit=made, by=made.assigned_to, **more)


class TestHandingIn:
    @pytest.mark.parametrize(
        ("data", "photo"),
        [
            ({}, True), ({"outcome": "met"}, True), ({"outcome": "met", "recommendation": "eligible"}, True),
            (WHOLE, False), ({"outcome": "moved"}, False), ({"outcome": "not_home", "notes": "  "}, True),
        ],
    )  # fmt: skip
    def test_what_is_lacking_is_named_and_nothing_is_handed_in(self, planned, data, photo):
        save(planned, data)
        if photo:
            photograph(planned)
        with pytest.raises(VisitRefused):
            services.finish(visit=planned, by=planned.assigned_to)
        planned.refresh_from_db()
        assert planned.state == VisitState.PLANNED and planned.ended_at is None

    def test_a_household_that_was_met_moves_its_proposal_by_the_visitor(self, people):
        household = family()
        proposal = agreed(household, by=people.officer)
        made = handed_in(visit(household, visitor=people.langkai, proposal=proposal))
        proposal.refresh_from_db()
        assert made.state == VisitState.DONE and proposal.state == ProposalState.VISITED
        assert proposal.visited_on == TODAY()
        assert moves_of(proposal).get(transition="visit").actor == people.langkai

    @pytest.mark.parametrize("outcome", ["not_home", "moved", "not_found", "refused"])
    def test_nobody_met_moves_no_proposal(self, people, outcome):
        household = family()
        proposal = agreed(household, by=people.officer)
        made = visit(household, visitor=people.langkai, proposal=proposal)
        save(made, {"outcome": outcome, "notes": "Tetangga: sudah pindah."})
        services.finish(visit=made, by=people.langkai)
        proposal.refresh_from_db()
        assert made.state == VisitState.DONE and proposal.state == ProposalState.AGREED
        assert plan(people, household, proposal=proposal).state == VisitState.PLANNED

    def test_a_proposal_that_waits_elsewhere_keeps_nobody_from_handing_in_and_is_carried_over_later(self, people):
        household = family()
        proposal = agreed(household, by=people.officer, state=ProposalState.LISTED)
        made = handed_in(visit(household, visitor=people.langkai, proposal=proposal))
        assert made.state == VisitState.DONE
        with pytest.raises(VisitRefused):
            services.carry_over(visit=made, by=people.langkai)
        type(proposal).objects.update(state=ProposalState.AGREED)
        with pytest.raises(VisitRefused):
            services.carry_over(visit=made, by=people.officer)
        assert services.carry_over(visit=made, by=people.langkai)
        proposal.refresh_from_db()
        assert proposal.state == ProposalState.VISITED

    def test_who_visited_does_not_verify(self, people):
        from core.workflow import MoveRefused

        household = family()
        proposal = agreed(household, by=people.langkai)
        handed_in(visit(household, visitor=people.officer, proposal=proposal))
        proposal.refresh_from_db()
        with pytest.raises(MoveRefused, match=".") as refused:
            proposal.workflow.move(proposal, "verify", by=people.officer)
        assert str(refused.value) == proposal.workflow.refusal(proposal, "verify", by=people.officer)
        assert not proposal.workflow._took_part(proposal.workflow["verify"], proposal, people.district_officer)
        assert proposal.workflow._took_part(proposal.workflow["verify"], proposal, people.officer)

    def test_handing_in_twice_is_once(self, planned):
        handed_in(planned)
        version = planned.version
        again = services.finish(visit=planned, by=planned.assigned_to)
        assert again.version == version
        assert Move.objects.filter(subject_id=planned.pk, transition="finish").count() == 1

    def test_the_end_lies_after_the_beginning_and_not_in_the_future(self, planned):
        handed_in(planned, ended_at=NOW() - dt.timedelta(days=9))
        assert planned.ended_at >= planned.started_at
        other = handed_in(visit(visitor=planned.assigned_to), ended_at=NOW() + dt.timedelta(days=9))
        assert other.ended_at <= NOW()

    def test_nobody_else_hands_in(self, people, planned):
        save(planned, WHOLE), photograph(planned)
        for persona in (people.officer, people.menteng, people.head):
            with pytest.raises(VisitRefused):
                services.finish(visit=planned, by=persona)

    def test_after_handing_in_nothing_changes_by_any_service(self, planned):
        photo = photograph(planned)
        handed_in(planned)
        visitor = planned.assigned_to
        for act in (
            lambda: save(planned, {"wall": "zinc"}),
            lambda: photograph(planned, 5),
            lambda: recording.remove_photo(visit=planned, client_id=photo.client_id, by=visitor),
        ):
            with pytest.raises(VisitRefused):
                act()

    @pytest.mark.parametrize(
        "change", [{"found": {}}, {"notes": "x"}, {"outcome": "moved"}, {"latitude": 1}, {"started_at": None}]
    )
    def test_after_handing_in_the_database_itself_refuses_a_change(self, planned, change):
        handed_in(planned)
        with pytest.raises(Error, match="frozen"), transaction.atomic():
            Visit.objects.filter(pk=planned.pk).update(**change)

    def test_a_cancelled_visit_takes_nothing_more(self, people, planned):
        Visit.workflow.move(planned, "cancel", by=people.officer, note="Salah alamat")
        with pytest.raises(VisitRefused):
            save(planned, {"wall": "zinc"})
        with pytest.raises(VisitRefused):
            services.finish(visit=planned, by=planned.assigned_to)
