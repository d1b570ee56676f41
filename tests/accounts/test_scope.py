"""Reach: an area holds what lies in it, and nothing assigned means nothing seen."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.access_log.models import AccessEvent
from accounts.permissions import Perm
from accounts.roles.table import RoleCode
from accounts.scope import area_codes, is_city_level
from poverty.regions.models import Region
from tests.support.people import CITY, LANGKAI, MENTENG, PAHANDUT, assign, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def events(people):
    def event(region):
        return AccessEvent.objects.create(
            user=people.head, user_name="kadis", action="view", subject_type="poverty.household", region_id=region
        )

    return {region: event(region) for region in (LANGKAI, MENTENG, PAHANDUT, CITY, None)}


def seen_in(region, events, **validity):
    user = assign(person("reader"), RoleCode.SUPERVISOR, region=region, **validity)
    return {event.region_id for event in AccessEvent.objects.visible_to(user)}


def test_the_city_level_sees_everything_and_rows_without_an_area(events):
    assert seen_in(CITY, events) == {LANGKAI, MENTENG, PAHANDUT, CITY, None}


def test_a_kecamatan_holds_its_kelurahan_and_not_its_neighbours(events):
    assert seen_in(PAHANDUT, events) == {LANGKAI, PAHANDUT}


def test_a_kelurahan_sees_itself_only(events):
    assert seen_in(LANGKAI, events) == {LANGKAI}


def test_a_code_that_only_begins_alike_is_outside():
    assert is_city_level("62.71") and is_city_level("62") and not is_city_level("62.7")
    assert not is_city_level(None) and not is_city_level("62.71.01")


def test_nothing_assigned_means_nothing_seen(events, people):
    assert not AccessEvent.objects.visible_to(people.nobody).exists()


def test_an_assignment_that_has_ended_or_not_begun_gives_nothing(events):
    today = timezone.localdate()
    assert seen_in(CITY, events, until=today - timedelta(days=1)) == set()


def test_an_assignment_of_tomorrow_gives_nothing_today(events):
    assert seen_in(CITY, events, since=timezone.localdate() + timedelta(days=1)) == set()


def test_the_last_day_still_counts(events):
    assert seen_in(CITY, events, since=date(2026, 1, 1), until=timezone.localdate()) != set()


def test_a_closed_account_holds_nothing(events, people):
    people.head.is_active = False
    people.head.__dict__.pop("mandates", None)
    assert not AccessEvent.objects.visible_to(people.head).exists()


def test_a_department_role_reaches_no_area(events, people):
    assert not AccessEvent.objects.visible_to(people.opd_head).exists()


def test_another_permission_may_reach_less_far(people):
    user = assign(person("both"), RoleCode.CHAIR, region=CITY)
    user = assign(user, RoleCode.ENUMERATOR, region=LANGKAI)
    assert Region.objects.visible_to(user).filter(pk=MENTENG).exists()
    assert set(Region.objects.visible_to(user, Perm.REVEAL_NUMBER).values_list("pk", flat=True)) == {LANGKAI}
    assert area_codes(user, Perm.REVEAL_NUMBER) == (LANGKAI,)
