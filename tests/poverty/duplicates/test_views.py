"""Screens of pairs: the queue, two records side by side, the second person's page, undoing, and marking by hand."""

import re

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.access_log.models import AccessEvent
from core.work import work_for
from poverty.duplicates import services
from poverty.duplicates.choices import Origin, PairState
from poverty.duplicates.models import DuplicatePair
from poverty.duplicates.work import possibly_twice
from poverty.households.models import Household, Member
from tests.support.duplicates import a_decided_pair, a_merged_pair, a_pair, pair_of, two_families
from tests.support.factories import CITY, LANGKAI, MENTENG, family, make_nik
from tests.support.screens import DetailScreen, ListScreen, RowScreen, Screen

PAHANDUT = "62.71.01"


def said(response) -> str:
    return " ".join(str(each) for each in get_messages(response.wsgi_request))


class TestPairList(ListScreen):
    url_name, viewer, stranger = "poverty:duplicate_list", "district_officer", "langkai"

    def make(self, region):
        return a_pair(self.people, region)

    def test_without_a_state_it_holds_what_waits_and_with_one_what_is_in_it(self):
        rows = {state: self.make(LANGKAI) for state in ("open", "postponed", "different")}
        for state, row in rows.items():
            DuplicatePair.objects.filter(pk=row.pk).update(state=state)
        self.sign_in("officer")
        shown = lambda **query: {row.pk for row in self.client.get(self.url(), query).context["page"].rows}  # noqa: E731
        assert shown() == {rows["open"].pk, rows["postponed"].pk}
        assert shown(state="different") == {rows["different"].pk}

    def test_names_of_people_who_went_in_a_merge_still_stand_there(self):
        a_merged_pair(self.people, LANGKAI)
        self.sign_in("officer")
        page = self.client.get(self.url(), {"state": "merged"}).content.decode()
        assert "Siti Nurjanah – Siti Noerdjanah" in page


class TestMergedList(ListScreen):
    url_name, viewer, stranger = "poverty:duplicate_merged", "district_officer", "langkai"

    def make(self, region):
        return a_merged_pair(self.people, region)

    def test_queries_do_not_grow_with_rows(self):
        self.sign_in(self.viewer)
        self.make(LANGKAI)
        self.send(self.url())
        with CaptureQueriesContext(connection) as few:
            self.send(self.url())
        self.make_many(2)
        with CaptureQueriesContext(connection) as more:
            self.send(self.url())
        assert len(more) == len(few)


class TestReach:
    @pytest.fixture(autouse=True)
    def _stage(self, people):
        self.people = people

    def sees(self, persona, pair) -> bool:
        return DuplicatePair.objects.visible_to(getattr(self.people, persona)).filter(pk=pair.pk).exists()

    def test_a_pair_over_two_areas_is_seen_by_who_reaches_both(self):
        one, other = family(region=LANGKAI), family(region=MENTENG)
        pair = pair_of(one.head, other.head)
        assert pair.region_id == CITY
        assert self.sees("officer", pair) and not self.sees("district_officer", pair)

    def test_a_record_that_has_moved_out_of_reach_takes_the_pair_along_at_once(self):
        pair = a_pair(self.people, LANGKAI)
        assert pair.region_id == LANGKAI and self.sees("district_officer", pair)
        Household.objects.filter(pk=pair.second.household_id).update(region_id=MENTENG)
        assert not self.sees("district_officer", pair) and self.sees("officer", pair)
        Household.objects.filter(pk=pair.second.household_id).update(region_id=None)
        assert not self.sees("district_officer", pair)

    def test_a_merged_pair_stays_in_sight_although_one_record_is_gone(self):
        assert self.sees("district_officer", a_merged_pair(self.people, LANGKAI))


class TestPairDetail(DetailScreen):
    url_name, viewer, stranger, max_queries = "poverty:duplicate_detail", "district_officer", "langkai", 25

    def make(self, region):
        return a_pair(self.people, region)

    def test_it_shows_differences_by_a_sign_and_what_is_the_same_once(self):
        pair = self.make(LANGKAI)
        self.sign_in("officer")
        page = self.client.get(self.url(pair)).content.decode()
        assert "≠" in page and "Siti Noerdjanah" in page and "Sarah" in page
        assert page.count('name="choice-person.name"') == 2
        assert 'name="choice-person.sex"' not in page, "nothing to choose where both say the same"
        assert 'name="choice-person.relation"' not in page, "a relation belongs to its household"

    def test_the_reasons_are_told_in_words(self):
        pair = self.make(LANGKAI)
        self.sign_in("officer")
        reasons = self.client.get(self.url(pair)).context["reasons"]
        assert [each.mark for each in reasons] == ["++", "++", "−", "±"]

    def test_an_unknown_reason_does_not_break_the_page(self):
        pair = self.make(LANGKAI)
        DuplicatePair.objects.filter(pk=pair.pk).update(reasons=[{"field": "shoe", "level": "odd", "bits": None}, 7])
        self.sign_in("officer")
        assert "shoe" in self.client.get(self.url(pair)).content.decode()

    def test_two_niks_are_warned_of_and_twins_more_so(self):
        pair = self.make(LANGKAI)
        Member.objects.filter(pk=pair.first_id).update(nik=make_nik(pair.second.birth_date, "female"))
        self.sign_in("officer")
        context = self.client.get(self.url(pair)).context
        assert context["two_niks"] and not context["twins"]
        Household.objects.filter(pk=pair.second.household_id).update(status="dissolved", family_card="6271012309150004")
        Household.objects.filter(pk=pair.first.household_id).update(family_card="6271012309150004")
        assert self.client.get(self.url(pair)).context["twins"]

    def test_differing_digits_are_marked_and_the_rest_stays_masked(self):
        pair = self.make(LANGKAI)
        nik = pair.second.nik
        other = nik[:8] + str((int(nik[8]) + 1) % 10) + nik[9:]
        Member.objects.filter(pk=pair.first_id).update(nik=other)
        self.sign_in("officer")
        page = self.client.get(self.url(pair)).content.decode()
        assert f"{nik[:4]}••••<mark>{nik[8]}</mark>•••{nik[-4:]}" in page
        assert not re.search(r"(?<!\d)\d{16}(?!\d)", page)

    def test_looking_is_written_down_for_both_families(self):
        pair = self.make(LANGKAI)
        self.sign_in("officer")
        self.client.get(self.url(pair))
        seen = AccessEvent.objects.filter(subject_type="poverty.household").values_list("subject_id", flat=True)
        assert set(seen) == {pair.first.household_id, pair.second.household_id}

    def test_who_only_oversees_is_shown_nothing_to_choose(self):
        pair = self.make(LANGKAI)
        for persona in ("head", "supervisor"):
            self.sign_in(persona)
            page = self.client.get(self.url(pair)).content.decode()
            assert 'id="decide"' not in page

    def test_families_beside_each_other_ask_no_more_per_member(self):
        pair = two_families()
        services.choose(pair=pair, by=self.people.officer, whole=True)
        self.sign_in("officer")
        self.client.get(self.url(pair))
        with CaptureQueriesContext(connection) as queries:
            page = self.client.get(self.url(pair))
        assert len(queries) <= self.max_queries
        assert page.context["who_is_who"] and page.context["family"] and page.context["further"]

    def test_a_pair_of_which_a_record_is_gone_says_so(self):
        pair = self.make(LANGKAI)
        Household.objects.filter(head=pair.second).update(head=None)
        Member.objects.filter(pk=pair.second_id).delete()
        self.sign_in("officer")
        assert self.client.get(self.url(pair)).context["parties"] is None


class TestMergedPair(DetailScreen):
    url_name, viewer, stranger, max_queries = "poverty:duplicate_detail", "district_officer", "langkai", 25

    def make(self, region):
        return a_merged_pair(self.people, region)

    def test_the_head_sees_what_would_be_restored_and_others_cannot_undo(self):
        row = self.make(LANGKAI)
        self.sign_in("head")
        context = self.client.get(self.url(row)).context
        assert context["may_undo"] and context["against"] == [] and context["gone"][0].name == "Siti Noerdjanah"
        self.sign_in("officer")
        assert not self.client.get(self.url(row)).context["may_undo"]

    def test_what_stands_against_an_undo_is_told_before_anybody_presses(self):
        row = self.make(LANGKAI)
        Member.objects.filter(pk=row.first_id).update(occupation="farmer")
        self.sign_in("head")
        response = self.client.get(self.url(row))
        assert response.context["against"] and "disabled" in response.content.decode()


class Step(RowScreen):
    method = "post"

    def test_get_is_not_allowed(self):
        self.sign_in("officer" if self.viewer == "district_officer" else self.viewer)
        assert self.client.get(self.url(self.make(LANGKAI))).status_code == 405


class TestPairChoose(Step):
    url_name, viewer, stranger = "poverty:duplicate_choose", "district_officer", "head"

    def make(self, region):
        return a_pair(self.people, region)

    def test_each_choice_is_stored_at_once_and_work_goes_on_where_it_stopped(self):
        pair = self.make(LANGKAI)
        self.sign_in("officer")
        quiet = {"HX-Request": "true"}
        for data in ({"choice-person.name": "second"}, {"keep": "second"}, {"choice-person.mother_name": "first"}):
            assert self.client.post(self.url(pair), data, headers=quiet).status_code == 200
        pair.refresh_from_db()
        assert pair.keep == "second" and pair.state == PairState.OPEN
        assert pair.choices == {"person.name": "second", "person.mother_name": "first"}
        self.sign_in("district_officer")
        page = self.client.get(pair.get_absolute_url()).content.decode()
        assert re.search(r'value="second" checked', page)

    def test_without_scripts_the_form_comes_back_to_the_pair(self):
        pair = self.make(LANGKAI)
        self.sign_in("officer")
        response = self.client.post(self.url(pair), {"choice-person.name": "second", "note": " KTP "})
        assert response["Location"] == pair.get_absolute_url()
        pair.refresh_from_db()
        assert pair.note == "KTP"

    @pytest.mark.parametrize(
        "data",
        [{"choice-person.household_id": "second"}, {"choice-person.verified_by": "first"}, {"choice-x": "first"},
         {"choice-person.name": "third"}, {"choice-1-2.name": "first"}],
    )  # fmt: skip
    def test_a_crafted_choice_is_refused_and_nothing_is_stored(self, data):
        pair = self.make(LANGKAI)
        self.sign_in("officer")
        assert self.client.post(self.url(pair), data, headers={"HX-Request": "true"}).status_code == 422
        pair.refresh_from_db()
        assert pair.choices == {}

    def test_nobody_of_another_family_can_be_matched(self):
        pair, stranger = two_families(), family("Orang Lain", MENTENG)
        self.sign_in("officer")
        self.client.post(self.url(pair), {"whole": "yes"})
        pair.refresh_from_db()
        (one, other), url = pair.matches[0], self.url(pair)
        for wrong in (
            {f"match-{one}": stranger.head_id},
            {f"match-{stranger.head_id}": other},
            {f"match-{other}": one},
        ):
            assert self.client.post(url, wrong, headers={"HX-Request": "true"}).status_code == 422
        self.client.post(url, {f"match-{one}": ""})
        pair.refresh_from_db()
        assert pair.whole_household and pair.matches == []

    def test_a_decided_pair_takes_no_further_choice(self):
        pair = a_decided_pair(self.people, LANGKAI)
        self.sign_in("officer")
        self.client.post(self.url(pair), {"keep": "second"})
        pair.refresh_from_db()
        assert pair.keep == "first"


class TestPairDecide(Step):
    url_name, viewer, stranger = "poverty:duplicate_decide", "district_officer", "head"

    def make(self, region):
        return a_pair(self.people, region)

    def decide(self, pair, decision, **more):
        return self.client.post(self.url(pair), {"decision": decision} | more)

    def test_the_next_pair_comes_at_once_the_likeliest_first(self):
        first, second, third = (self.make(LANGKAI) for _ in range(3))
        DuplicatePair.objects.filter(pk=third.pk).update(score=99)
        self.sign_in("officer")
        assert self.client.get(reverse("poverty:duplicate_next"))["Location"] == third.get_absolute_url()
        assert self.decide(third, "different")["Location"] == first.get_absolute_url()
        assert self.decide(first, "postpone")["Location"] == second.get_absolute_url()
        assert self.decide(second, "same")["Location"] == reverse("poverty:duplicate_list")
        states = [DuplicatePair.objects.get(pk=pair.pk).state for pair in (first, second, third)]
        assert states == [PairState.POSTPONED, PairState.SAME, PairState.DIFFERENT]

    def test_next_leaves_the_pair_as_it_is_and_comes_round_again(self):
        first, second = self.make(LANGKAI), self.make(LANGKAI)
        self.sign_in("officer")
        url = reverse("poverty:duplicate_next")
        assert self.client.get(url, {"after": first.pk})["Location"] == second.get_absolute_url()
        assert self.client.get(url, {"after": second.pk})["Location"] == first.get_absolute_url()
        for strange in ("x", "-1", "99999999", ""):
            assert self.client.get(url, {"after": strange}).status_code == 302

    def test_the_area_of_the_list_is_the_area_of_the_work(self):
        here, there = self.make(LANGKAI), self.make(MENTENG)
        self.sign_in("officer")
        self.client.get(reverse("poverty:duplicate_list"), {"region": MENTENG})
        assert self.client.get(reverse("poverty:duplicate_next"))["Location"] == there.get_absolute_url()
        assert self.decide(there, "different")["Location"] == reverse("poverty:duplicate_list")
        self.client.get(reverse("poverty:duplicate_list"))
        assert self.client.get(reverse("poverty:duplicate_next"))["Location"] == here.get_absolute_url()

    def test_the_decision_writes_down_all_that_was_shown(self):
        pair = self.make(LANGKAI)
        self.sign_in("officer")
        self.decide(pair, "same", **{"keep": "second", "choice-person.name": "first", "note": "satu orang"})
        pair.refresh_from_db()
        assert (pair.state, pair.keep, pair.note) == ("same", "second", "satu orang")
        assert pair.choices["person.name"] == "first" and pair.choices["person.nik"] == "second"
        assert set(pair.versions) == {f"poverty.Member:{pk}" for pk in (pair.first_id, pair.second_id)}

    def test_what_stands_in_the_way_is_said_and_the_pair_stays(self):
        pair = self.make(LANGKAI)
        Member.objects.filter(pk=pair.first_id).update(nik=make_nik())
        self.sign_in("officer")
        response = self.decide(pair, "same")
        assert response["Location"] == pair.get_absolute_url() and "NIK" in said(response)
        pair.refresh_from_db()
        assert pair.state == PairState.OPEN

    def test_not_the_same_is_remembered_and_opened_again_only_with_a_reason(self):
        pair = self.make(LANGKAI)
        self.sign_in("officer")
        self.decide(pair, "different")
        self.decide(pair, "reopen", note=" ")
        pair.refresh_from_db()
        assert pair.state == PairState.DIFFERENT
        self.decide(pair, "reopen", note="KTP baru")
        pair.refresh_from_db()
        assert pair.state == PairState.OPEN

    def test_a_decision_that_does_not_exist_is_404(self):
        pair = self.make(LANGKAI)
        self.sign_in("officer")
        for wrong in ("confirm", "unmerge", "merge", ""):
            assert self.decide(pair, wrong).status_code == 404

    def test_the_head_sends_back_and_the_officer_cannot(self):
        pair = a_decided_pair(self.people, LANGKAI)
        self.sign_in("officer")
        assert self.decide(pair, "refuse", note="x").status_code == 403
        self.sign_in("head")
        self.decide(pair, "refuse", note="bukan orang yang sama")
        pair.refresh_from_db()
        assert pair.state == PairState.OPEN

    def test_it_asks_few_queries(self, django_assert_max_num_queries):
        """A rehearsal of the merge included, and the next pair's page apart."""
        pair = self.make(LANGKAI)
        self.sign_in("officer")
        self.client.get("/")
        with django_assert_max_num_queries(75):
            self.decide(pair, "same")


class TestMergeConfirm(Screen):
    url_name, viewer, stranger = "poverty:duplicate_confirm", "head", "officer"

    def test_it_lists_what_others_decided_with_what_will_be_taken(self):
        pair = a_decided_pair(self.people, LANGKAI)
        self.sign_in("head")
        response = self.client.get(self.url())
        (line,) = response.context["lines"]
        assert line["pair"] == pair and line["kept"].pk == pair.first_id
        assert {row.key for row, _value in line["taken"]} == {"person.nik", "person.occupation"}
        assert not re.search(rb"(?<!\d)\d{16}(?!\d)", response.content)

    def test_the_queries_do_not_grow_with_the_merges(self):
        self.sign_in("head")
        a_decided_pair(self.people, LANGKAI)
        self.client.get(self.url())
        with CaptureQueriesContext(connection) as few:
            self.client.get(self.url())
        for _ in range(3):
            a_decided_pair(self.people, LANGKAI)
        with CaptureQueriesContext(connection) as more:
            self.client.get(self.url())
        assert len(more) == len(few)

    def test_each_of_the_chosen_gets_its_result(self):
        pairs = [a_decided_pair(self.people, LANGKAI) for _ in range(3)]
        Member.objects.filter(pk=pairs[1].second_id).update(education="primary")
        self.sign_in("head")
        response = self.client.post(self.url(), {"act": "confirm", "pair": [pair.pk for pair in pairs[:2]]})
        results = response.context["results"]
        assert [(each.item.pk, bool(each.refusal)) for each in results] == [(pairs[0].pk, False), (pairs[1].pk, True)]
        states = [DuplicatePair.objects.get(pk=pair.pk).state for pair in pairs]
        assert states == ["merged", "same", "same"] and "Siti Noerdjanah" in results[1].refusal

    def test_sent_again_it_merges_nothing_twice(self):
        pair = a_decided_pair(self.people, LANGKAI)
        self.sign_in("head")
        for expected in (False, True):
            response = self.client.post(self.url(), {"act": "confirm", "pair": pair.pk})
            assert bool(response.context["results"][0].refusal) is expected
        assert Member.objects.count() == 1

    def test_refusing_wants_a_reason(self):
        pair = a_decided_pair(self.people, LANGKAI)
        self.sign_in("head")
        self.client.post(self.url(), {"act": "refuse", "pair": pair.pk})
        pair.refresh_from_db()
        assert pair.state == PairState.SAME
        self.client.post(self.url(), {"act": "refuse", "pair": pair.pk, "note": "bukan"})
        pair.refresh_from_db()
        assert pair.state == PairState.OPEN

    @pytest.mark.parametrize("keys", [["99999999"], ["x"], []])
    def test_a_crafted_key_merges_nothing(self, keys):
        pair = a_decided_pair(self.people, LANGKAI)
        self.sign_in("head")
        assert self.client.post(self.url(), {"act": "confirm", "pair": keys}).status_code in (200, 403)
        pair.refresh_from_db()
        assert pair.state == PairState.SAME

    def test_out_of_reach_it_is_refused_as_a_whole(self):
        from tests.support.people import assign, person

        near, far = a_decided_pair(self.people, LANGKAI), a_decided_pair(self.people, MENTENG)
        self.client.force_login(assign(person("kadis.pahandut"), "head_of_social", region=PAHANDUT))
        assert [line["pair"] for line in self.client.get(self.url()).context["lines"]] == [near]
        assert self.client.post(self.url(), {"act": "confirm", "pair": [near.pk, far.pk]}).status_code == 403
        assert Member.objects.count() == 4

    def test_ones_own_decisions_stand_on_somebody_elses_page(self):
        from tests.support.people import assign

        both = assign(self.people.officer, "head_of_social", region=CITY)
        pair = a_pair(self.people, LANGKAI)
        services.decide_same(pair=pair, by=both)
        self.client.force_login(both)
        assert self.client.get(self.url()).context["lines"] == []
        response = self.client.post(self.url(), {"act": "confirm", "pair": pair.pk})
        assert response.context["results"][0].refusal and Member.objects.count() == 2


class TestPairUnmerge(Step):
    url_name, viewer, stranger = "poverty:duplicate_unmerge", "head", "officer"

    def make(self, region):
        return a_merged_pair(self.people, region)

    def test_a_row_of_another_area_is_not_there(self):
        pytest.skip("the head of office reaches the whole city")

    test_a_row_without_an_area_is_for_the_city_level_only = test_a_row_of_another_area_is_not_there

    def test_with_a_reason_both_records_stand_again(self):
        row = self.make(LANGKAI)
        self.sign_in("head")
        self.client.post(self.url(row), {"note": " "})
        assert Member.objects.count() == 1
        response = self.client.post(self.url(row), {"note": "ternyata dua orang"}, follow=True)
        assert Member.objects.count() == 2 and response.status_code == 200
        row.refresh_from_db()
        assert row.state == PairState.UNMERGED


class TestPairMark(RowScreen):
    url_name, viewer, stranger = "poverty:duplicate_mark", "district_officer", "head"

    def make(self, region):
        return family("Siti Nurjanah", region).head

    def test_similar_people_within_reach_are_offered(self):
        me, other, far = self.make(LANGKAI), family("Siti Noerdjanah").head, family("Siti Nurjanah", MENTENG).head
        self.sign_in("district_officer")
        found = self.client.get(self.url(me)).context["found"]
        assert other in found and far not in found and me not in found

    def test_anybody_within_reach_can_be_searched(self):
        me, other, far = self.make(LANGKAI), family("Budi Santoso").head, family("Budi Hartono", MENTENG).head
        self.sign_in("district_officer")
        assert self.client.post(self.url(me), {"search_text": "budi"}).context["found"] == [other]
        self.sign_in("officer")
        assert set(self.client.post(self.url(me), {"search_text": "budi"}).context["found"]) == {other, far}

    def test_marking_makes_one_pair_however_often_and_opens_it_again(self):
        me, other = self.make(LANGKAI), family("Budi Santoso").head
        self.sign_in("officer")
        for _ in range(2):
            response = self.client.post(self.url(me), {"other": other.pk, "note": "menurut RT"})
        pair = DuplicatePair.objects.get()
        assert response["Location"] == pair.get_absolute_url()
        assert (pair.origin, pair.region_id, pair.decided_by) == (Origin.MANUAL, LANGKAI, self.people.officer)
        services.decide(pair=pair, step="different", by=self.people.officer)
        self.client.post(self.url(other), {"other": me.pk, "note": "menurut RT"})
        pair.refresh_from_db()
        assert pair.state == PairState.OPEN

    def test_a_pair_marked_by_hand_survives_a_search(self):
        from poverty.duplicates.finding import find_for

        me, other = self.make(LANGKAI), family("Budi Santoso").head
        services.mark(first=me, second=other, by=self.people.officer, note="menurut RT")
        find_for([me.pk, other.pk])
        assert DuplicatePair.objects.count() == 1

    @pytest.mark.parametrize("hint", ["nik_check", "similar_people"])
    def test_a_collision_while_typing_offers_to_put_the_two_side_by_side(self, hint):
        me, other = self.make(LANGKAI), family("Siti Noerdjanah").head
        typed = {"nik": other.nik, "name": me.name, "birth_date": "1980-05-17", "sex": "male", "member": me.pk}
        link = f'{self.url(me)}?other={other.pk}"'
        self.sign_in("officer")
        assert link in self.client.post(reverse(f"poverty:{hint}"), typed).content.decode()
        assert self.client.get(self.url(me), {"other": other.pk}).context["found"] == [other]
        assert "tandai" not in self.client.post(reverse(f"poverty:{hint}"), typed | {"member": ""}).content.decode()
        self.sign_in("langkai")
        assert "tandai" not in self.client.post(reverse(f"poverty:{hint}"), typed).content.decode()

    def test_nobody_out_of_reach_and_not_the_same_record(self):
        me, far = self.make(LANGKAI), family("Budi", MENTENG).head
        self.sign_in("district_officer")
        for other in (far.pk, 99_999_999, "x"):
            assert self.client.post(self.url(me), {"other": other}).status_code == 404
        assert said(self.client.post(self.url(me), {"other": me.pk}))
        assert not DuplicatePair.objects.exists()


@pytest.mark.django_db
class TestElsewhere:
    def test_my_work_counts_pairs_to_decide_and_merges_to_confirm_but_not_ones_own(self, people):
        a_pair(people, LANGKAI), a_pair(people, MENTENG), a_decided_pair(people, LANGKAI)
        urls = {name: {item.url: item.count for item in work_for(getattr(people, name))}
                for name in ("officer", "district_officer", "head", "langkai")}  # fmt: skip
        to_decide, to_confirm = reverse("poverty:duplicate_next"), reverse("poverty:duplicate_confirm")
        assert urls["officer"][to_decide] == 2 and urls["district_officer"][to_decide] == 1
        assert urls["head"][to_confirm] == 1 and to_decide not in urls["head"]
        assert to_confirm not in urls["officer"] and to_decide not in urls["langkai"]

    def test_the_household_page_has_a_card(self, client, people):
        pair = a_pair(people, LANGKAI)
        client.force_login(people.officer)
        page = client.get(pair.first.household.get_absolute_url()).content.decode()
        assert pair.get_absolute_url() in page and reverse("poverty:duplicate_mark", args=[pair.first_id]) in page
        client.force_login(people.langkai)
        assert pair.get_absolute_url() not in client.get(pair.first.household.get_absolute_url()).content.decode()

    def test_a_merged_family_says_into_which(self, client, people):
        pair = two_families()
        services.choose(pair=pair, by=people.officer, whole=True)
        services.decide_same(pair=pair, by=people.officer)
        services.confirm(pair=pair, by=people.head)
        client.force_login(people.officer)
        pair.refresh_from_db()
        gone = Household.objects.get(status="merged")
        assert gone.merged_into.get_absolute_url() in client.get(gone.get_absolute_url()).content.decode()

    def test_a_meeting_may_look_at_families_in_very_likely_pairs_of_its_kelurahan(self, people):
        from poverty.meetings.models import Meeting

        pair, other = a_pair(people, LANGKAI), a_pair(people, LANGKAI)
        DuplicatePair.objects.filter(pk=other.pk).update(score=60)
        found = possibly_twice(Meeting(region_id=LANGKAI))
        assert {home.pk for home in found} == {pair.first.household_id, pair.second.household_id}


@pytest.mark.django_db
def test_what_changed_is_searched_from_time_to_time_and_everybody_the_first_time(people, monkeypatch):
    from core.models import Job
    from poverty.duplicates import jobs, watching

    watching.look_at_changes(0)
    first = Job.objects.get(kind=jobs.KIND)
    assert first.subject_id == jobs.EVERYBODY and first.owner.is_system
    watching.look_at_changes(0)
    assert Job.objects.count() == 1, "the first search is not started twice"
    Job.objects.update(state=Job.State.DONE, started_at="2026-01-01T00:00Z", finished_at="2026-01-01T00:01Z")
    one, other = family("Siti Nurjanah Kameloh"), family("Siti Noerdjanah Kameloh")
    Member.objects.filter(pk=other.head_id).update(nik=None)
    for _ in range(2):
        watching.look_at_changes(0)
    assert Job.objects.filter(subject_id=jobs.CHANGED).count() == 1
    pair = DuplicatePair.objects.get()
    assert {pair.first_id, pair.second_id} == {one.head_id, other.head_id} and pair.origin == Origin.FOUND
