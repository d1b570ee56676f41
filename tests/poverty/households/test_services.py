"""Writing households: whole or not at all, summaries that follow the members, verified data that nobody changes."""

import datetime as dt
import re
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from core.history import acting, event_model
from poverty.households import services
from poverty.households.choices import LifeStatus, Relation, Source
from poverty.households.models import Household, Member
from tests.support.factories import LANGKAI, MENTENG, family, household, make_nik, member, regions

pytestmark = pytest.mark.django_db
TODAY = dt.date.today()
ROOT = Path(__file__).resolve().parents[3]


def recorded(by, **changes):
    regions()
    data = {"region_id": LANGKAI, "address": "Jl. Riau 2", "source": Source.SURVEY} | changes.pop("data", {})
    head = {"name": "Noraini", "sex": "female", "nik": make_nik(sex="female")} | changes
    return services.record_household(data=data, head=head, by=by)


def verified(people):
    made = family()
    Household.objects.filter(pk=made.pk).update(verified_on=dt.date(2026, 9, 20), verified_by=people.officer)
    made.refresh_from_db()
    return made


def fresh(row):
    return type(row).objects.get(pk=row.pk)


class TestRecording:
    def test_a_household_comes_with_its_head_and_who_recorded_it(self, people):
        made = recorded(people.langkai)
        assert (made.recorded_by, made.head_name, made.head_key) == (people.langkai, "Noraini", "noraini")
        assert (made.member_count, made.members_without_nik) == (1, 0)
        assert made.head.relation == Relation.HEAD and made.head.region_id == LANGKAI
        assert not made.is_verified

    def test_a_head_without_nik_is_a_repair_task_at_once(self, people):
        assert recorded(people.langkai, nik=None).members_without_nik == 1

    def test_a_head_that_cannot_be_stored_leaves_no_household(self, people):
        taken = family().head.nik
        with pytest.raises(IntegrityError), transaction.atomic():
            recorded(people.langkai, nik=taken)
        assert Household.objects.count() == 1

    def test_a_family_card_that_is_taken_is_refused_in_words(self, people):
        family(family_card="6271012309150004")
        with pytest.raises(ValidationError) as refusal:
            recorded(people.langkai, data={"family_card": "6271012309150004"})
        assert any("KK" in message for message in refusal.value.messages)

    def test_the_card_of_a_household_that_is_no_longer_active_may_be_used_again(self, people):
        family(family_card="6271012309150004", status="dissolved")
        assert recorded(people.langkai, data={"family_card": "6271012309150004"}).pk


class TestChanging:
    def test_a_change_keeps_its_reason(self, people):
        made = family()
        with acting(people.langkai, source="test"):
            services.change_household(household=made, data={"address": "Baru"}, by=people.langkai, reason="pindah")
        event = event_model(Household).objects.filter(pgh_obj_id=made.pk).latest("pgh_id")
        assert event.pgh_context["reason"] == "pindah" and event.pgh_context["user"] == people.langkai.pk

    def test_a_household_that_moves_takes_its_people_and_assessments_along(self, people):
        from tests.support.factories import assessment

        made = family()
        row = assessment(made)
        services.change_household(household=made, data={"region_id": MENTENG}, by=people.officer)
        assert fresh(made.head).region_id == fresh(row).region_id == MENTENG

    def test_the_summary_follows_a_changed_member(self, people):
        made = family()
        services.change_member(member=made.head, data={"name": "Rusli Dohong"}, by=people.langkai, reason="salah tulis")
        assert fresh(made).head_name == "Rusli Dohong" and fresh(made).head_key == "rusli dohong"

    def test_a_found_nik_ends_the_repair_task(self, people):
        made = household()
        person = member(made, nik=None)
        assert fresh(made).members_without_nik == 1
        services.change_member(member=person, data={"nik": make_nik()}, by=people.langkai)
        assert fresh(made).members_without_nik == 0


class TestMembership:
    def test_one_more_member_lies_where_the_household_lies_now_and_not_where_it_lay(self, people):
        made = family()
        stale = fresh(made)
        Household.objects.filter(pk=made.pk).update(region_id=MENTENG)
        person = services.add_member(household=stale, data={"name": "Anak", "relation": "child"}, by=people.officer)
        assert person.region_id == MENTENG and fresh(made).member_count == 2

    def test_whoever_left_stays_on_record_and_no_longer_counts(self, people):
        made = family()
        person = member(made, "Anak", relation="child", nik=None)
        services.end_membership(
            member=person, life_status=LifeStatus.MOVED, left_on=None, reason="ikut kerabat", by=people.langkai
        )
        assert fresh(person).left_on == TODAY and not services.is_present(fresh(person))
        assert (fresh(made).member_count, fresh(made).members_without_nik) == (1, 0)

    def test_when_the_head_dies_the_household_has_none_and_somebody_else_can_become_it(self, people):
        made = family()
        widow = member(made, "Noraini", relation="wife", sex="female")
        services.end_membership(
            member=made.head, life_status=LifeStatus.DEAD, left_on=TODAY, reason="akta kematian", by=people.langkai
        )
        assert fresh(made).head is None and fresh(made).head_name == ""
        services.change_member(member=widow, data={"relation": Relation.HEAD}, by=people.langkai)
        assert fresh(made).head == widow and fresh(made).head_name == "Noraini"


LEAVING = {"life_status": LifeStatus.MOVED, "left_on": None, "reason": "ikut kerabat"}
WRITES = {
    "a household": lambda home, **more: services.change_household(household=home, data={"address": "Baru"}, **more),
    "a member": lambda home, **more: services.change_member(member=home.head, data={"name": "Baru"}, **more),
    "one more": lambda home, **more: services.add_member(household=home, data={"name": "A"}, **more),
    "one less": lambda home, **more: services.end_membership(member=home.head, **LEAVING, **more),
}


class TestVerifiedData:
    @pytest.mark.parametrize("what", WRITES)
    def test_nobody_just_changes_it(self, people, what):
        made = verified(people)
        before = (Household.objects.values().get(), list(Member.objects.values()))
        for by in (people.langkai, people.officer, people.head):
            with pytest.raises(services.VerifiedData) as refusal, transaction.atomic():
                WRITES[what](made, by=by)
            assert refusal.value.code == "verified" and refusal.value.messages
        assert (Household.objects.values().get(), list(Member.objects.values())) == before

    @pytest.mark.parametrize("what", WRITES)
    def test_the_row_of_the_database_counts_not_the_object_in_hand(self, people, what):
        stale = family()
        assert stale.head and not stale.is_verified
        Household.objects.filter(pk=stale.pk).update(verified_on=dt.date(2026, 9, 20), verified_by=people.officer)
        with pytest.raises(services.VerifiedData), transaction.atomic():
            WRITES[what](stale, by=people.langkai)

    @pytest.mark.parametrize("what", WRITES)
    def test_an_accepted_request_does_and_it_stays_verified(self, people, what):
        made = verified(people)
        WRITES[what](made, by=people.officer, applies_request=True)
        assert fresh(made).verified_on == dt.date(2026, 9, 20) and fresh(made).verified_by == people.officer

    def test_only_change_requests_say_that_they_apply_one(self):
        sources = [path for app in ("core", "accounts", "poverty", "programs") for path in (ROOT / app).rglob("*.py")]
        saying = {path.parent.name for path in sources if re.search(r"applies_request\"?[:=] ?True", path.read_text())}
        assert saying == {"change_requests"}

    def test_photos_are_no_verified_facts(self, people):
        made = verified(people)
        services.change_photos(
            household=made, data={"photo_front": "photos/aa/x.jpg", "address": "x"}, by=people.langkai
        )
        assert fresh(made).photo_front.name == "photos/aa/x.jpg" and fresh(made).is_verified
        assert fresh(made).address != "x"


class TestSummaries:
    def test_repeating_them_writes_nothing(self):
        made = family()
        member(made, "Anak", relation="child")
        version = fresh(made).version
        services.refresh_summaries([made.pk])
        services.refresh_summaries([])
        assert fresh(made).version == version

    def test_they_are_mended_whatever_stood_there(self):
        made = family()
        Household.objects.filter(pk=made.pk).update(head_name="x", member_count=9, members_without_nik=9, head=None)
        services.refresh_summaries([made.pk])
        assert (fresh(made).head_name, fresh(made).member_count, fresh(made).members_without_nik) == (
            "Rusli Tuah",
            1,
            0,
        )
        assert fresh(made).head == made.head

    def test_a_household_without_anybody_has_none(self):
        made = family()
        Member.objects.filter(household=made).delete()
        services.refresh_summaries([made.pk])
        assert (fresh(made).head, fresh(made).head_name, fresh(made).member_count) == (None, "", 0)

    def test_many_are_one_statement(self, django_assert_num_queries):
        keys = [family().pk for _ in range(4)]
        with django_assert_num_queries(1):
            services.refresh_summaries(keys)


def test_nothing_is_recorded_in_a_household_that_was_merged_into_another(people):
    from poverty.households.services import MergedAway

    kept, gone = family("Rusli Tuah"), family("Roesli Toeah")
    Household.objects.filter(pk=gone.pk).update(status="merged", merged_into=kept)
    gone.refresh_from_db()
    with pytest.raises(MergedAway):
        services.add_member(household=gone, data={"name": "Tuah Kecil"}, by=people.langkai)
    with pytest.raises(MergedAway):
        services.change_household(household=gone, data={"address": "Jl. Lain 1"}, by=people.langkai)
