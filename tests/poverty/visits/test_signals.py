"""Each signal shows what it is named for and is silent otherwise; none of them judges."""

import datetime as dt
import random
import uuid
from decimal import Decimal
from types import SimpleNamespace as Row

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from poverty.visits import evidence, selectors
from poverty.visits.choices import PhotoSubject, VisitOutcome, VisitState
from poverty.visits.models import Visit, VisitPhoto
from poverty.visits.perceptual import blocks, distance, is_telling, signed
from poverty.visits.places import metres_between
from poverty.visits.signals import (
    SIGNALS,
    Evidence,
    FarFromHouse,
    NoPlace,
    PhotoAtAnotherTime,
    PhotoElsewhere,
    SamePhoto,
    TooCloseTogether,
    TooShort,
    Twin,
    seen_in,
)
from tests.support.factories import LANGKAI, MENTENG, family
from tests.support.visits import HOUSE, photograph, visit

NOON = dt.datetime(2026, 11, 21, 5, 0, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)


def made(minutes=20, place=HOUSE, start=NOON, outcome=VisitOutcome.MET, **more):
    """A visit as the signals see it."""
    facts = {"place": place, "accuracy_m": None, "outcome": outcome, "started_at": start}
    return Row(**(facts | {"ended_at": start + minutes * MINUTE} | more))


def shot(place=HOUSE, at=NOON + 5 * MINUTE):
    return Row(place=place, taken_at=at, get_subject_display=lambda: "Depan")


def away(metres: float) -> tuple[float, float]:
    """A place so many metres north of the house."""
    return HOUSE[0] + metres / 111_195, HOUSE[1]


def shows(signal, evidence: Evidence) -> list[str]:
    return [line.text for line in signal().look(evidence)]


def test_a_sound_visit_shows_nothing():
    assert seen_in(Evidence(visit=made(), house=HOUSE, photos=(shot(),))) == []


def test_every_signal_says_what_it_is_and_has_a_name_of_its_own():
    assert all(type(signal).__doc__ and signal.code and str(signal.title) for signal in SIGNALS)
    assert len({signal.code for signal in SIGNALS}) == len(SIGNALS) == 7


class TestTooShort:
    @pytest.mark.parametrize(("minutes", "seen"), [(0, True), (4.9, True), (5, False), (90, False)])
    def test_fewer_minutes_than_one_needs(self, minutes, seen):
        assert bool(shows(TooShort, Evidence(visit=made(minutes), min_minutes=5))) == seen

    def test_a_door_that_stayed_shut_takes_no_time(self):
        assert not shows(TooShort, Evidence(visit=made(1, outcome=VisitOutcome.NOT_HOME)))

    def test_without_a_beginning_nothing_is_said(self):
        assert not shows(TooShort, Evidence(visit=made(started_at=None)))


class TestFarFromHouse:
    @pytest.mark.parametrize(("metres", "seen"), [(0, False), (190, False), (210, True), (9000, True)])
    def test_farther_than_the_city_allows_for(self, metres, seen):
        given = Evidence(visit=made(place=away(metres)), house=HOUSE, max_metres=200)
        assert bool(shows(FarFromHouse, given)) == seen

    def test_the_distance_and_how_exact_it_is_are_told(self):
        (text,) = shows(FarFromHouse, Evidence(visit=made(place=away(1234), accuracy_m=30), house=HOUSE))
        assert "1.234" in text and "30" in text

    def test_nothing_is_compared_with_a_place_nobody_knows(self):
        assert not shows(FarFromHouse, Evidence(visit=made(), house=None))
        assert not shows(FarFromHouse, Evidence(visit=made(place=None), house=HOUSE))


class TestPhotoElsewhere:
    def test_a_photo_taken_far_from_the_house(self):
        photos = (shot(), shot(away(800)), shot(None))
        assert len(shows(PhotoElsewhere, Evidence(visit=made(), house=HOUSE, photos=photos))) == 1

    def test_where_the_house_has_no_place_the_visitors_counts(self):
        photos = (shot(away(800)),)
        assert shows(PhotoElsewhere, Evidence(visit=made(), photos=photos))
        assert not shows(PhotoElsewhere, Evidence(visit=made(place=None), photos=photos))


class TestPhotoAtAnotherTime:
    @pytest.mark.parametrize(("minutes", "seen"), [(-1440, True), (-16, True), (-14, False), (5, False), (40, True)])
    def test_before_the_visit_or_after_it_but_for_the_clock(self, minutes, seen):
        given = Evidence(visit=made(20), photos=(shot(at=NOON + minutes * MINUTE),))
        assert bool(shows(PhotoAtAnotherTime, given)) == seen

    def test_a_photo_or_a_visit_without_a_time_says_nothing(self):
        assert not shows(PhotoAtAnotherTime, Evidence(visit=made(), photos=(shot(at=None),)))
        assert not shows(PhotoAtAnotherTime, Evidence(visit=made(started_at=None), photos=(shot(),)))


class TestSamePhoto:
    @pytest.mark.parametrize("bits", [0, 3])
    def test_it_points_to_the_other_visit(self, bits):
        other = made()
        (line,) = SamePhoto().look(Evidence(visit=made(), twins=(Twin(shot(), other, bits),)))
        assert line.visit is other


class TestTooCloseTogether:
    @pytest.mark.parametrize(
        ("start", "minutes", "seen"),
        [
            (60, 20, False),
            (25, 20, False),
            (10, 30, True),
            (0, 20, True),
            (-60, 20, False),
            (18, 4, True),
            (21, 2, True),
        ],
    )  # fmt: skip
    def test_at_once_or_within_the_time_that_one_takes(self, start, minutes, seen):
        other = made(minutes, start=NOON + start * MINUTE)
        assert bool(shows(TooCloseTogether, Evidence(visit=made(20), neighbours=(other,)))) == seen


class TestNoPlace:
    @pytest.mark.parametrize(
        ("place", "photo", "seen"), [(None, None, True), (HOUSE, None, False), (None, HOUSE, False)]
    )
    def test_neither_phone_nor_photo(self, place, photo, seen):
        assert bool(shows(NoPlace, Evidence(visit=made(place=place), photos=(shot(photo),)))) == seen


near_earth = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


@given(one=near_earth, other=near_earth)
def test_a_distance_is_the_same_both_ways_and_never_more_than_half_round_the_earth(one, other):
    there, back = metres_between(one, other), metres_between(other, one)
    assert there == pytest.approx(back, abs=1e-3) and 0 <= there <= 20_015_200


def test_distances_agree_with_the_spherical_law_of_cosines():
    from math import acos, cos, radians, sin

    one, other = (-2.2094, 113.9213), (-2.3, 114.1)
    a, b, c, d = map(radians, (*one, *other))
    assert metres_between(one, other) == pytest.approx(
        6_371_008.8 * acos(sin(a) * sin(c) + cos(a) * cos(c) * cos(d - b)), rel=1e-6
    )


@pytest.mark.django_db
class TestInTheRegistry:
    def done(self, people, region=LANGKAI, *, visitor=None, number=1, household=None, **more):
        """A visit handed in just now, with a photo of scene `number`."""
        now = timezone.now()
        more = {"outcome": "met", "started_at": now - 20 * MINUTE, "ended_at": now} | more
        row = visit(household, visitor=visitor or people.langkai, region=region)
        photograph(row, number, at=timezone.localtime(now - 10 * MINUTE), place=HOUSE)
        Visit.objects.filter(pk=row.pk).update(state=VisitState.DONE, **more)
        row.refresh_from_db()
        return row

    def bare_photo(self, row, number):
        """A photo of which only the look is of interest."""
        facts = {"subject": PhotoSubject.OTHER, "image": "x.jpg", "sha256": "0" * 64}
        return VisitPhoto(visit=row, client_id=uuid.uuid4(), perceptual_hash=number, blocks=blocks(number), **facts)

    def codes(self, row, user):
        return [each.code for each in evidence.signals_for(row, selectors.photos_of(row), user)]

    def test_the_same_photo_in_two_visits_is_found_also_when_it_was_made_smaller(self, people):
        from poverty.visits import recording
        from tests.support.visits import jpeg, upload

        first = self.done(people, visitor=people.officer, number=3)
        second = visit(visitor=people.langkai)
        copy = upload(jpeg(3, size=(200, 150), quality=45))
        recording.add_photo(visit=second, upload=copy, client_id=uuid.uuid4(), subject="front", by=people.langkai)
        (twin,) = evidence.twins_of(selectors.photos_of(second))
        assert twin.other_visit == first and twin.bits <= 6

    def test_another_scene_and_the_same_visit_are_no_twins(self, people):
        row = visit(visitor=people.langkai)
        photograph(row, 3), photograph(row, 3)
        photograph(visit(visitor=people.langkai), 4)
        assert evidence.twins_of(selectors.photos_of(row)) == ()

    def test_sql_and_python_agree_on_what_is_near(self, people):
        chance, mine, other = random.Random(5), visit(visitor=people.langkai), visit(visitor=people.langkai)
        base = chance.getrandbits(64)
        numbers = [signed(base)]
        for flips in range(13):
            bits = base
            for place in chance.sample(range(64), flips):
                bits ^= 1 << place
            numbers.append(signed(bits))
        assert is_telling(numbers[0])
        visits = [mine, *(visit(visitor=people.langkai) for _ in numbers[1:])]
        rows = [self.bare_photo(*each) for each in zip(visits, numbers, strict=True)]
        VisitPhoto.objects.bulk_create(rows)
        found = {twin.other_visit.pk: twin.bits for twin in evidence.twins_of(selectors.photos_of(mine))}
        expected = {row.visit_id: distance(numbers[0], row.perceptual_hash) for row in rows[1:]}
        assert found == {key: bits for key, bits in expected.items() if bits <= 6} and len(found) == 7
        assert other.pk not in found

    def test_place_and_time_are_compared_with_the_house_and_the_visit(self, people):
        household = family(latitude=Decimal("-2.209400"), longitude=Decimal("113.921300"))
        near = self.done(people, household=household, latitude=-2.2094, longitude=113.9213)
        assert self.codes(near, people.officer) == []
        far = self.done(
            people, household=family(latitude=-2.3, longitude=113.9), number=2, latitude=-2.2, longitude=114
        )
        assert {"far_from_house", "photo_elsewhere"} <= set(self.codes(far, people.officer))
        assert evidence.metres_from_house(far) > 10_000

    def test_two_visits_of_one_person_at_once_are_shown_in_both(self, people):
        one, other = self.done(people, number=1), self.done(people, number=2)
        self.done(people, visitor=people.officer, number=4)
        assert "too_close_together" in self.codes(one, people.officer)
        assert "too_close_together" in self.codes(other, people.officer)
        shown = evidence.signals_for(one, selectors.photos_of(one), people.officer)
        assert [line.visit for each in shown if each.code == "too_close_together" for line in each.lines] == [other]

    @pytest.mark.parametrize(
        ("persona", "sees"),
        [("officer", True), ("district_officer", True), ("head", True), ("supervisor", True), ("langkai", False)],
    )
    def test_they_are_for_whoever_weighs_the_visit(self, people, persona, sees):
        row = self.done(people)
        shown = evidence.signals_for(row, selectors.photos_of(row), getattr(people, persona))
        assert (shown is not None) == sees

    def test_a_visit_outside_ones_reach_is_mentioned_and_not_opened(self, people):
        here, there = self.done(people, number=3), self.done(people, MENTENG, visitor=people.menteng, number=3)
        shown = evidence.signals_for(here, selectors.photos_of(here), people.district_officer)
        assert there.pk in {line.visit.pk for each in shown for line in each.lines if line.visit}
        assert evidence.openable(shown, people.district_officer) == set()
        assert evidence.openable(shown, people.officer) == {there.pk}
