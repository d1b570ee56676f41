"""Merging and undoing: everything moves, nothing is lost, and the way back is exact or refused with the reason."""

import datetime as dt

import pytest
from django.db import IntegrityError

from core.history import event_model
from core.workflow import MoveRefused, moves_of
from poverty.assessments.models import Assessment
from poverty.change_requests.models import ChangeRequest
from poverty.duplicates import services
from poverty.duplicates.choices import PairState, Side
from poverty.duplicates.models import DuplicatePair, MergeRecord
from poverty.duplicates.parties import MergeRefused
from poverty.households.models import Household, Member
from poverty.meetings.models import AgendaItem, Meeting
from poverty.verification.models import Proposal
from poverty.visits.models import Visit
from tests.support.duplicates import a_decided_pair, a_merged_pair, a_pair, dump, pair_of, twice, two_families
from tests.support.factories import LANGKAI, MENTENG, assessment, family, make_nik, member

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _cast(people):
    """Everybody has come before anything is compared."""
    assert people.officer and people.head and people.langkai and people.menteng


def an_exit(people, household, person, state="proposed", **more):
    return Proposal.objects.create(
        kind="exit", household=household, region_id=household.region_id, recorded_by=people.langkai, state=state,
        reason="Meninggal", exit_reason="deceased", exited_member=person, **more,
    )  # fmt: skip


def a_request(people, household, person, state="open", **more):
    decided = {"decided_at": dt.datetime(2026, 11, 1, tzinfo=dt.UTC), "decided_by": people.officer}
    return ChangeRequest.objects.create(
        household=household, region_id=household.region_id, member=person, requested_by=people.langkai,
        target="member", reason="Salah ketik", state=state, **(decided if state != "open" else {}), **more,
    )  # fmt: skip


def merged(pair, people, **choices):
    """Decided by the officer (left stays unless told otherwise) and confirmed by the head."""
    keep = choices.pop("keep", Side.FIRST)
    services.choose(pair=pair, by=people.officer, keep=keep, **choices)
    services.decide_same(pair=pair, by=people.officer)
    return services.confirm(pair=pair, by=people.head)


class TestOnePerson:
    def test_the_record_that_stays_takes_the_chosen_fields_and_the_other_is_gone(self, people):
        pair = a_pair(people, LANGKAI)
        nik = pair.second.nik
        merged(pair, people, choices={"person.name": "second", "person.mother_name": "first"})
        person = Member.objects.get(pk=pair.first_id)
        assert not Member.objects.filter(pk=pair.second_id).exists()
        assert (person.name, person.name_key, person.mother_name) == ("Siti Noerdjanah", "siti noerdjanah", "Sarah")
        assert person.nik == nik, "the NIK that only the other knew"
        assert person.occupation == "trader"

    def test_households_say_what_their_members_are_now(self, people):
        pair = a_pair(people, LANGKAI)
        other = pair.second.household_id
        merged(pair, people, choices={"person.name": "second"})
        kept, left = Household.objects.get(pk=pair.first.household_id), Household.objects.get(pk=other)
        assert (kept.head_name, kept.members_without_nik) == ("Siti Noerdjanah", 0)
        assert (left.head_id, left.head_name, left.member_count, left.status) == (None, "", 0, "active")

    def test_closed_cases_about_the_person_move_and_the_before_image_is_whole(self, people):
        pair = a_pair(people, LANGKAI)
        proposal = an_exit(people, pair.second.household, pair.second, "withdrawn")
        request = a_request(people, pair.second.household, pair.second, "refused")
        record = merged(pair, people)
        proposal.refresh_from_db(), request.refresh_from_db()
        assert proposal.exited_member_id == request.member_id == pair.first_id
        assert record.dropped["id"] == pair.second_id and record.dropped["nik"] and record.kept["nik"] is None
        moved = {(entry["model"], entry["pk"]) for entry in record.moved if entry["part"] == "moved"}
        assert moved == {("poverty.Proposal", proposal.pk), ("poverty.ChangeRequest", request.pk)}

    def test_the_history_names_the_pair_and_the_person_who_confirmed(self, people):
        from core.history import acting

        pair = a_decided_pair(people, LANGKAI)
        with acting(people.head, source="web"):
            services.confirm(pair=pair, by=people.head)
        gone = event_model(Member).objects.get(pgh_obj_id=pair.second_id, pgh_label="delete")
        assert gone.pgh_context["pair"] == pair.pk and gone.pgh_context["user"] == people.head.pk
        assert str(pair.pk) in gone.pgh_context["reason"]

    def test_within_one_household_too(self, people):
        home = family("Siti Nurjanah")
        other = member(home, "Siti Nurjannah", relation="wife", nik=None)
        pair = pair_of(home.head, other)
        merged(pair, people)
        home.refresh_from_db()
        assert (home.member_count, home.head_id, home.members_without_nik) == (1, pair.first_id, 0)

    def test_what_is_chosen_within_a_household_is_not_taken_across_two(self, people):
        pair = a_pair(people, LANGKAI)
        Member.objects.filter(pk=pair.second_id).update(relation="child", source_id="77")
        merged(pair, people, choices={"person.relation": "second"})
        assert Member.objects.get(pk=pair.first_id).relation == "head"

    def test_nothing_merges_by_itself_however_alike(self, people):
        pair = a_pair(people, LANGKAI)
        DuplicatePair.objects.filter(pk=pair.pk).update(score=100)
        for persona in ("head", "officer"):
            with pytest.raises(MoveRefused):
                services.confirm(pair=pair, by=getattr(people, persona))
        assert Member.objects.count() == 2


class TestWholeFamilies:
    def chosen(self, people, **more):
        pair = two_families()
        services.choose(pair=pair, by=people.officer, whole=True)
        return pair

    def test_likely_matches_are_proposed(self, people):
        pair = self.chosen(people)
        pair.refresh_from_db()
        names = [[Member.objects.get(pk=pk).name for pk in couple] for couple in pair.matches]
        assert names == [["Aulia Rahmah", "Aulia Rachmah"]]

    def test_the_families_become_one_with_one_head(self, people):
        pair = self.chosen(people)
        kept, dropped = pair.first.household_id, pair.second.household_id
        merged(pair, people, choices={"family.family_card": "second"})
        stays, goes = Household.objects.get(pk=kept), Household.objects.get(pk=dropped)
        assert (goes.status, goes.merged_into_id, goes.member_count) == ("merged", kept, 0)
        assert sorted(stays.members.values_list("name", flat=True)) == ["Aulia Rahmah", "Sarah Dohong", "Siti Nurjanah"]
        assert (stays.member_count, stays.head_id, stays.family_card) == (3, pair.first_id, "6271012309150004")
        assert stays.decile == 2, "known to the other family only"
        assert stays.members.get(name="Aulia Rahmah").nik, "of the matched child too"
        assert stays.assessments.count() == 2 and not goes.assessments.exists()

    def test_what_belongs_to_the_family_lies_where_the_family_lies(self, people):
        pair = two_families()
        Household.objects.filter(pk=pair.second.household_id).update(region_id=MENTENG)
        DuplicatePair.objects.filter(pk=pair.pk).update(region_id="62.71")
        services.choose(pair=pair, by=people.officer, whole=True)
        proposal = Proposal.objects.create(
            kind="entry", household_id=pair.second.household_id, region_id=MENTENG, recorded_by=people.menteng,
            reason="Miskin", state="verified",
        )  # fmt: skip
        visit = Visit.objects.create(
            household_id=pair.second.household_id, region_id=MENTENG, proposal=proposal, planned_by=people.menteng,
            assigned_to=people.menteng, planned_for=dt.date(2026, 11, 24),
        )  # fmt: skip
        merged(pair, people)
        for row in (proposal, visit):
            row.refresh_from_db()
            assert (row.household_id, row.region_id) == (pair.first.household_id, LANGKAI)
        assert not Member.objects.exclude(region_id=LANGKAI).exists()

    def test_taking_the_other_address_takes_its_kelurahan_and_everything_follows(self, people):
        pair = two_families()
        Household.objects.filter(pk=pair.second.household_id).update(region_id=MENTENG)
        services.choose(pair=pair, by=people.officer, whole=True)
        before = dump()
        record = merged(pair, people, choices={"family.address": "second"})
        assert set(Member.objects.values_list("region_id", flat=True)) == {MENTENG}
        assert set(Assessment.objects.values_list("region_id", flat=True)) == {MENTENG}
        services.unmerge(pair=pair, by=people.head, note="ternyata dua keluarga")
        assert record.pk and dump() == before

    def test_a_second_head_is_refused_with_the_names(self, people):
        pair = self.chosen(people)
        Member.objects.filter(pk=pair.first_id).update(relation="wife")
        other = Member.objects.get(name="Aulia Rahmah")
        Member.objects.filter(pk=other.pk).update(relation="head")
        services.choose(pair=pair, by=people.officer, matches=[])
        Member.objects.filter(name="Sarah Dohong").update(relation="other")
        Member.objects.filter(pk=pair.second_id).update(relation="wife")
        Member.objects.filter(name="Aulia Rachmah").update(relation="head")
        with pytest.raises(MergeRefused, match="(?=.*Aulia Rahmah)(?=.*Aulia Rachmah)"):
            services.decide_same(pair=pair, by=people.officer)

    def test_a_chosen_second_head_is_refused_by_the_database_in_words(self, people):
        pair = self.chosen(people)
        child = Member.objects.get(name="Aulia Rachmah")
        Member.objects.filter(pk=pair.second_id).update(relation="wife")
        Member.objects.filter(pk=child.pk).update(relation="head")
        pair.refresh_from_db()
        part = "-".join(map(str, pair.matches[0]))
        services.choose(pair=pair, by=people.officer, keep="first", choices={f"{part}.relation": "second"})
        with pytest.raises(MergeRefused, match=r"(?i)head|kepala"):
            services.decide_same(pair=pair, by=people.officer)
        assert Member.objects.count() == 5 and not MergeRecord.objects.exists()

    @pytest.mark.parametrize("kind", ["drafts", "proposals"])
    def test_what_may_stand_only_once_stops_the_first_decider_with_words(self, people, kind):
        pair = self.chosen(people)
        for household in (pair.first.household, pair.second.household):
            if kind == "drafts":
                assessment(household, enumerator=people.langkai)
            else:
                Proposal.objects.create(kind="entry", household=household, region_id=LANGKAI, reason="x",
                                        recorded_by=people.langkai, state="proposed")  # fmt: skip
        before = dump()
        with pytest.raises(MergeRefused) as refusal:
            services.decide_same(pair=pair, by=people.officer)
        rule = "assessment_one_draft" if kind == "drafts" else "proposal_one_open_of_a_kind"
        (named,) = [c for m in (Assessment, Proposal) for c in m._meta.constraints if c.name == rule]
        assert str(named.violation_error_message) in str(refusal.value)
        assert dump() == before

    def test_an_earlier_merge_into_the_family_that_goes_follows(self, people):
        pair = self.chosen(people)
        empty = family("Kosong")
        Household.objects.filter(pk=empty.pk).update(status="merged", merged_into=pair.second.household)
        merged(pair, people)
        empty.refresh_from_db()
        assert empty.merged_into_id == pair.first.household_id


class TestRefusals:
    def test_whoever_decided_does_not_confirm_whatever_the_role(self, people):
        from accounts.roles.table import RoleCode
        from tests.support.people import CITY, assign

        pair = a_pair(people, LANGKAI)
        both = assign(people.officer, RoleCode.HEAD_OF_SOCIAL, region=CITY)
        services.choose(pair=pair, by=both, keep="first")
        services.decide_same(pair=pair, by=both)
        (result,) = services.confirm_each(pairs=[pair], by=both)
        assert result.refusal and Member.objects.count() == 2
        services.confirm(pair=pair, by=people.head)

    def test_a_record_changed_since_the_decision_is_named_with_who_changed_it(self, people):
        from core.history import acting

        pair = a_decided_pair(people, LANGKAI)
        with acting(people.langkai, source="web"):
            Member.objects.filter(pk=pair.second_id).update(education="primary")
        with pytest.raises(MergeRefused, match=f"Siti Noerdjanah.*{people.langkai.name}"):
            services.confirm(pair=pair, by=people.head)
        pair.refresh_from_db()
        assert pair.state == PairState.SAME and Member.objects.count() == 2

    def test_in_a_family_a_new_member_counts_as_a_change(self, people):
        pair = two_families()
        services.choose(pair=pair, by=people.officer, whole=True)
        services.decide_same(pair=pair, by=people.officer)
        member(pair.second.household, "Bayi Baru", relation="child", nik=None)
        with pytest.raises(MergeRefused, match="Bayi Baru"):
            services.confirm(pair=pair, by=people.head)

    def test_two_different_niks_need_a_written_reason(self, people):
        pair = a_pair(people, LANGKAI)
        Member.objects.filter(pk=pair.first_id).update(nik=make_nik())
        with pytest.raises(MergeRefused, match="NIK"):
            services.decide_same(pair=pair, by=people.officer)
        services.choose(pair=pair, by=people.officer, note="NIK kiri salah ketik menurut KTP")
        assert services.decide_same(pair=pair, by=people.officer).state == PairState.SAME

    def test_a_person_waits_for_one_confirmation_at_a_time(self, people):
        pair = a_decided_pair(people, LANGKAI)
        third = family("Siti Nurjana")
        other = pair_of(pair.first, third.head, note="KTP")
        with pytest.raises(MergeRefused, match=str(pair)):
            services.decide_same(pair=other, by=people.officer)
        DuplicatePair.objects.filter(pk=other.pk).update(state="same", keep="first")
        results = services.confirm_each(pairs=[pair], by=people.head)
        assert str(other) in results[0].refusal

    @pytest.mark.parametrize("case", ["proposal", "request"])
    def test_an_open_case_about_the_record_that_goes_comes_first(self, people, case):
        pair = a_pair(people, LANGKAI)
        (an_exit if case == "proposal" else a_request)(people, pair.second.household, pair.second)
        services.choose(pair=pair, by=people.officer, keep="first")
        with pytest.raises(MergeRefused):
            services.decide_same(pair=pair, by=people.officer)
        services.choose(pair=pair, by=people.officer, keep="second")
        services.decide_same(pair=pair, by=people.officer)

    def test_a_family_that_was_merged_meanwhile(self, people):
        pair = a_decided_pair(people, LANGKAI)
        Household.objects.filter(pk=pair.second.household_id).update(
            status="merged", merged_into=pair.first.household_id
        )
        with pytest.raises(MergeRefused):
            services.confirm(pair=pair, by=people.head)

    def test_a_record_that_is_gone(self, people):
        pair = a_pair(people, LANGKAI)
        Household.objects.filter(head=pair.second).update(head=None)
        Member.objects.filter(pk=pair.second_id).delete()
        with pytest.raises(MergeRefused):
            services.decide_same(pair=pair, by=people.officer)

    def test_a_reference_that_no_walk_knows_stops_the_merge_and_loses_nothing(self, people, monkeypatch):
        """The database's own foreign keys are asked before the merge ends."""
        from poverty.duplicates import merging

        pair = a_pair(people, LANGKAI)
        an_exit(people, pair.second.household, pair.second, "withdrawn")
        monkeypatch.setattr(merging, "references", lambda target: ())
        with pytest.raises(MergeRefused):
            merged(pair, people)
        assert Member.objects.count() == 2


class TestMany:
    def test_one_failure_neither_stops_nor_hides_the_others(self, people, monkeypatch):
        pairs = [a_decided_pair(people, LANGKAI) for _ in range(4)]
        Member.objects.filter(pk=pairs[1].second_id).update(education="primary")
        merge = services.merge

        def breaking(pair, by):
            if pair.pk == pairs[2].pk:
                raise IntegrityError("poverty_something")
            return merge(pair, by=by)

        monkeypatch.setattr(services, "merge", breaking)
        results = services.confirm_each(pairs=pairs, by=people.head)
        assert [bool(result.refusal) for result in results] == [False, True, True, False]
        assert [DuplicatePair.objects.get(pk=pair.pk).state for pair in pairs] == ["merged", "same", "same", "merged"]

    def test_refused_by_the_second_person_they_are_decided_again(self, people):
        pair = a_decided_pair(people, LANGKAI)
        (result,) = services.refuse_each(pairs=[pair], by=people.head, note="Bukan orang yang sama")
        pair.refresh_from_db()
        assert not result.refusal and pair.state == PairState.OPEN
        (result,) = services.refuse_each(pairs=[a_decided_pair(people, LANGKAI)], by=people.head, note=" ")
        assert result.refusal


class TestOtherPairs:
    def test_they_point_to_the_record_that_stays_and_not_the_same_is_remembered(self, people):
        pair, third = a_pair(people, LANGKAI), family("Siti Nurjana", MENTENG)
        other = pair_of(pair.second, third.head, state=PairState.DIFFERENT)
        merged(pair, people)
        other.refresh_from_db()
        assert (other.first_id, other.second_id) == (pair.first_id, third.head_id)
        assert other.state == PairState.DIFFERENT and other.region_id == "62.71"

    def test_a_pair_that_would_stand_there_twice_is_settled_and_comes_back(self, people):
        pair, third = a_pair(people, LANGKAI), family("Siti Nurjana")
        mine, other = pair_of(pair.first, third.head), pair_of(pair.second, third.head)
        before = dump()
        record = merged(pair, people)
        other.refresh_from_db(), mine.refresh_from_db()
        assert other.settled_by == record and mine.settled_by is None
        assert set(DuplicatePair.objects.undecided()) == {mine}
        with pytest.raises(MoveRefused):
            services.decide(pair=other, step="different", by=people.officer)
        services.unmerge(pair=pair, by=people.head, note="keliru")
        assert dump() == before


def everything_about(people, pair):
    """Something of every kind that refers to the second person or family."""
    household, person = pair.second.household, pair.second
    assessment(household, state="verified", assessed_on=dt.date(2025, 1, 5))
    proposal = an_exit(people, household, person, "listed", due_on=dt.date(2026, 11, 30))
    a_request(people, household, person, "applied")
    meeting = Meeting.objects.create(region_id=LANGKAI, called_by=people.langkai, held_on=dt.date(2026, 11, 25),
                                     place="Kantor", quorum=5)  # fmt: skip
    AgendaItem.objects.create(meeting=meeting, proposal=proposal, position=1, basis="proposal", about_person=person)
    Visit.objects.create(household=household, region_id=household.region_id, planned_by=people.langkai,
                         assigned_to=people.langkai, planned_for=dt.date(2026, 11, 24))  # fmt: skip


class TestUndo:
    def test_a_merge_of_two_people_and_its_undo_leave_every_row_as_it_was(self, people):
        pair, third = a_pair(people, LANGKAI), family("Siti Nurjana")
        pair_of(pair.second, third.head)
        an_exit(people, pair.second.household, pair.second, "withdrawn")
        a_request(people, pair.second.household, pair.second, "refused")
        before = dump()
        merged(pair, people, choices={"person.name": "second"})
        assert dump() != before
        services.unmerge(pair=pair, by=people.head, note="ternyata dua orang")
        assert dump() == before
        pair.refresh_from_db()
        assert pair.state == PairState.UNMERGED and moves_of(pair).last().note == "ternyata dua orang"

    @pytest.mark.parametrize("keep", Side.values)
    def test_a_merge_of_two_families_and_its_undo_too(self, people, keep):
        pair = two_families()
        services.choose(pair=pair, by=people.officer, whole=True)
        everything_about(people, pair)
        before = dump()
        other = Side(keep).other
        merged(
            pair, people, keep=keep, choices={f"family.{name}": other for name in ("address", "family_card", "decile")}
        )
        services.unmerge(pair=pair, by=people.head, note="ternyata dua keluarga")
        assert dump() == before

    def test_counters_never_run_backwards(self, people):
        pair = a_pair(people, LANGKAI)
        version = Member.objects.get(pk=pair.first_id).version
        merged(pair, people)
        services.unmerge(pair=pair, by=people.head, note="keliru")
        assert Member.objects.get(pk=pair.first_id).version == version + 2
        assert Member.objects.get(pk=pair.second_id).version == pair.second.version

    def test_it_can_be_merged_again_and_undone_again(self, people):
        pair = a_merged_pair(people, LANGKAI)
        services.unmerge(pair=pair, by=people.head, note="keliru")
        services.decide(pair=pair, step="reopen", by=people.officer, note="lihat lagi")
        before = dump()
        merged(pair, people, keep="second")
        services.unmerge(pair=pair, by=people.head, note="keliru lagi")
        assert dump() == before and pair.merges.count() == 2

    def test_other_fields_changed_since_stay_and_do_not_stop_it(self, people):
        pair = a_merged_pair(people, LANGKAI)
        Member.objects.filter(pk=pair.first_id).update(education="primary")
        services.unmerge(pair=pair, by=people.head, note="keliru")
        person = Member.objects.get(pk=pair.first_id)
        assert person.education == "primary" and person.nik is None

    def refused(self, pair, people, *words):
        before = dump()
        with pytest.raises(MoveRefused) as refusal:
            services.unmerge(pair=pair, by=people.head, note="keliru")
        assert all(word in str(refusal.value) for word in words), refusal.value
        assert dump() == before

    def test_a_chosen_field_changed_since_refuses_with_who_and_what(self, people):
        from core.history import acting

        pair = a_merged_pair(people, LANGKAI)
        with acting(people.langkai, source="web"):
            Member.objects.filter(pk=pair.first_id).update(occupation="farmer")
        self.refused(pair, people, "Siti Nurjanah", people.langkai.name)

    @pytest.mark.parametrize("what", ["edited", "deleted"])
    def test_a_moved_row_edited_or_deleted_since_refuses(self, people, what):
        pair = a_pair(people, LANGKAI)
        proposal = an_exit(people, pair.second.household, pair.second, "withdrawn")
        merged(pair, people)
        rows = Proposal.objects.filter(pk=proposal.pk)
        rows.update(reason="lain") if what == "edited" else rows.delete()
        self.refused(pair, people, str(proposal.pk))

    def test_a_nik_taken_by_another_refuses(self, people):
        pair = a_pair(people, LANGKAI)
        nik = pair.second.nik
        merged(pair, people, choices={"person.nik": "first"})
        member(family("Orang Lain"), "Anak", relation="child", nik=nik)
        self.refused(pair, people, "NIK")

    def test_something_added_since_to_a_moved_case_refuses(self, people):
        pair = two_families()
        services.choose(pair=pair, by=people.officer, whole=True)
        proposal = Proposal.objects.create(kind="entry", household=pair.second.household, region_id=LANGKAI,
                                           reason="x", recorded_by=people.langkai, state="agreed")  # fmt: skip
        merged(pair, people)
        Visit.objects.create(household=pair.first.household, region_id=LANGKAI, proposal=proposal,
                             planned_by=people.langkai, assigned_to=people.langkai,
                             planned_for=dt.date(2026, 11, 24))  # fmt: skip
        self.refused(pair, people)

    def test_what_came_to_the_record_that_stayed_stays_with_it(self, people):
        pair = two_families()
        services.choose(pair=pair, by=people.officer, whole=True)
        merged(pair, people)
        added = assessment(pair.first.household)
        services.unmerge(pair=pair, by=people.head, note="keliru")
        added.refresh_from_db()
        assert added.household_id == pair.first.household_id

    def test_merges_are_undone_from_the_last_to_the_first(self, people):
        pair = a_merged_pair(people, LANGKAI)
        third = family("Siti Nurjana")
        later = pair_of(Member.objects.get(pk=pair.first_id), third.head, note="KTP")
        merged(later, people, keep="second")
        self.refused(pair, people, str(later))
        services.unmerge(pair=later, by=people.head, note="keliru")
        services.unmerge(pair=pair, by=people.head, note="keliru")
        assert Member.objects.count() == 3

    def test_the_persons_own_family_merged_since_refuses(self, people):
        pair = a_merged_pair(people, LANGKAI)
        other = family("Lain")
        Household.objects.filter(pk=pair.merges.get().dropped["household_id"]).update(
            status="merged", merged_into=other
        )
        self.refused(pair, people)

    def test_the_persons_own_family_moved_since_takes_the_person_along(self, people):
        pair = a_merged_pair(people, LANGKAI)
        Household.objects.filter(pk=pair.merges.get().dropped["household_id"]).update(region_id=MENTENG)
        services.unmerge(pair=pair, by=people.head, note="keliru")
        assert Member.objects.get(pk=pair.second_id).region_id == MENTENG

    def test_it_wants_a_reason_and_the_permission(self, people):
        pair = a_merged_pair(people, LANGKAI)
        for by, note in ((people.head, " "), (people.officer, "keliru")):
            with pytest.raises(MoveRefused):
                services.unmerge(pair=pair, by=by, note=note)
        assert Member.objects.count() == 1

    def test_twice_is_once(self, people):
        pair = a_merged_pair(people, LANGKAI)
        services.unmerge(pair=pair, by=people.head, note="keliru")
        self.refused(pair, people)


def test_twice_makes_two_families(people):
    left, right = twice()
    assert left.head_id and right.head_id and left.pk != right.pk
