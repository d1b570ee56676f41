"""The same photo sent twice at the same moment, on two real connections."""

import uuid

import pytest
from django.utils import timezone

from poverty.visits import recording, services
from poverty.visits.models import Visit, VisitPhoto
from tests.support.factories import family
from tests.support.people import Cast
from tests.support.visits import agreed, upload, visit
from tests.test_two_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_photo_sent_twice_at_the_same_moment_is_kept_once_with_one_file(settings):
    people, number = Cast(), uuid.uuid4()
    row = visit(visitor=people.langkai)

    def send():
        return recording.add_photo(visit=row, upload=upload(), client_id=number, subject="front", by=people.langkai)

    results = at_once(*[send] * 4)
    assert {result.pk for result in results} == {VisitPhoto.objects.get().pk}
    assert len([path for path in settings.PRIVATE_FILES_DIR.rglob("*") if path.is_file()]) == 1


def test_two_planners_at_the_same_moment_plan_one_visit():
    people, household = Cast(), family()
    proposal = agreed(household, by=people.officer)

    def plan_by(user):

        return lambda: services.plan_visit(
            household=household,
            assigned_to=people.langkai,
            planned_for=timezone.localdate(),
            by=user,
            proposal=proposal,
        )

    results = at_once(plan_by(people.langkai), plan_by(people.officer))
    assert sorted(type(result).__name__ for result in results) == ["Visit", "VisitRefused"]
    assert Visit.objects.count() == 1


def test_handing_in_twice_at_the_same_moment_is_once():
    people = Cast()
    row = visit(visitor=people.langkai, outcome="not_home", notes="Kosong.")
    results = at_once(*[lambda: services.finish(visit=Visit.objects.get(pk=row.pk), by=people.langkai)] * 2)
    assert {result.state for result in results} == {"done"}
