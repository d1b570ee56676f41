"""Nothing of Menteng reaches the enumerator of Langkai by any path, and nobody sees more than the office asks for."""

import csv
import datetime as dt
import io
import re

import pytest
from django.urls import reverse

from accounts.roles.table import RoleCode
from core.history import event_model
from core.models import Draft, SavedView
from core.work import work_for
from poverty.households import forms
from poverty.households.models import Household, Member
from poverty.households.search import find_people, likely_same
from poverty.regions.models import Region
from tests.support.addresses import ADDRESSES, HEAD, HOUSEHOLD, a_photographed_family
from tests.support.factories import CITY, LANGKAI, MENTENG, family, make_nik, member
from tests.support.people import assign, person

pytestmark = pytest.mark.django_db

STRANGER = "Hendrik Umbing Tarung"
STRANGERS_NIK = make_nik(dt.date(1971, 3, 9), "male", 4711)
STRANGERS_CARD = "6271032501190007"
REASON = {"reason": "alasan yang cukup"}
TODAY = dt.date.today()
DAY = dt.timedelta(days=1)


@pytest.fixture
def stranger(people):
    """A family of Menteng, with a number, a phone and a member whose NIK is missing."""
    made = family(STRANGER, MENTENG, family_card=STRANGERS_CARD, phone="08115200471", address="Jl. Yos Sudarso 99")
    Member.objects.filter(pk=made.head_id).update(nik=STRANGERS_NIK)
    member(made, "Tarung Kecil", relation="child", nik=None)
    made.refresh_from_db()
    return made


@pytest.fixture
def neighbour(people):
    """A family of Langkai."""
    return family("Rusli Tuah", LANGKAI)


@pytest.fixture
def langkai(client, people):
    """The browser of the enumerator of Langkai."""
    client.force_login(people.langkai)
    return client


def knows(response) -> bool:
    """Whether an answer tells anything of the family of Menteng."""
    text = response.getvalue().decode("utf-8", "replace")
    return bool(re.search(f"(?i)hendrik|tarung|umbing|{STRANGERS_NIK}|{STRANGERS_CARD}|08115200471|Yos Sudarso", text))


def test_no_page_of_the_product_names_a_family_of_another_area(langkai, people, stranger, neighbour):
    """Every address, about rows of the own area and of the other, without and with the other area in the query."""
    for address in ADDRESSES:
        for row in address.rows(people):
            for query in ("", f"?region={MENTENG}", "?sort=-updated"):
                assert not knows(langkai.get(address.url(row) + query)), address.name


@pytest.mark.parametrize("name", ["household_list", "member_list"])
class TestLists:
    def test_rows_and_total_are_those_of_the_own_area(self, langkai, stranger, neighbour, name):
        context = langkai.get(reverse(f"poverty:{name}")).context
        assert context["total"].count == 1 and len(context["page"].rows) == 1

    def test_a_crafted_area_filter_shows_nothing_and_says_so(self, langkai, stranger, neighbour, name):
        for code in (MENTENG, "62.71.03", CITY, "62", "%", "62.71.01.1003' OR '1'='1"):
            context = langkai.get(reverse(f"poverty:{name}"), {"region": code}).context
            assert not context["page"].rows and context["total"].count == 0
            assert context["filter"].form.errors["region"]

    def test_the_filter_offers_the_own_area_only(self, langkai, stranger, name):
        choices = langkai.get(reverse(f"poverty:{name}")).context["filter"].form.fields["region"].choices
        assert [code for code, _label in choices] == ["", LANGKAI]

    def test_the_cursor_of_somebody_with_more_reach_opens_no_other_row(
        self, langkai, client, people, stranger, name, monkeypatch
    ):
        monkeypatch.setattr("core.tables.page_of.__defaults__", (1,))
        for number in range(3):
            family(f"Aaa {number}", MENTENG), family(f"Zzz {number}", LANGKAI)
        url = reverse(f"poverty:{name}")
        client.force_login(people.officer)
        cursors = client.get(url).context["next_query"]
        client.force_login(people.langkai)
        for query in (cursors, cursors + "&sort=-updated"):
            rows = client.get(f"{url}?{query}").context["page"].rows
            assert all(row.region_id == LANGKAI for row in rows)


class TestSearch:
    @pytest.mark.parametrize("text", [STRANGER, "hendrik", "Hendrik Umbing Tarong", STRANGERS_NIK, STRANGERS_NIK[:8],
                                      STRANGERS_CARD, STRANGERS_CARD[:10], "tarung"])  # fmt: skip
    def test_neither_name_nor_number_finds_anybody_elsewhere(self, langkai, people, stranger, text):
        assert find_people(people.langkai, text) == []
        response = langkai.post(reverse("poverty:search"), {"search_text": text})
        assert not response.context["people"]
        assert [found.household_id for found in find_people(people.officer, text)][0] == stranger.pk

    def test_likely_the_same_is_asked_within_reach_only(self, langkai, people, stranger):
        born = dt.date(1980, 5, 17)
        assert likely_same(people.langkai, name=STRANGER, born=born, nik=STRANGERS_NIK) == []
        assert likely_same(people.menteng, name=STRANGER, born=born, nik=STRANGERS_NIK)
        typed = {"name": STRANGER, "birth_date": "1980-05-17", "nik": STRANGERS_NIK}
        assert not knows(langkai.post(reverse("poverty:similar_people"), typed))

    def test_a_nik_recorded_elsewhere_is_said_to_be_and_nothing_more(self, langkai, stranger):
        response = langkai.post(reverse("poverty:nik_check"), {"nik": STRANGERS_NIK})
        assert response.context["known"] and response.context["seen"] is None
        assert not knows(response) and "/keluarga/" not in response.content.decode()

    def test_the_form_says_the_same_and_nothing_more(self, langkai, stranger):
        typed = HOUSEHOLD | HEAD | {"nik": STRANGERS_NIK, "nik_reason": "sesuai kartu"}
        response = langkai.post(reverse("poverty:household_create"), typed)
        assert response.status_code == 422 and list(response.context["form"].errors) == ["nik"]
        assert not re.search("(?i)hendrik|tarung|menteng", response.content.decode())


class TestExport:
    def rows(self, response):
        text = b"".join(response.streaming_content).decode("utf-8-sig")
        return list(csv.reader(io.StringIO(text), delimiter=";"))[1:]

    @pytest.mark.parametrize("name", ["household_export", "member_export"])
    def test_an_export_holds_the_rows_of_the_own_area_whatever_the_query_says(
        self, client, people, stranger, neighbour, name
    ):
        client.force_login(people.district_officer)
        url = reverse(f"poverty:{name}")
        for query, expected in (("", 1), (f"?region={MENTENG}", 0), ("?region=62.71", 0), ("?sort=-updated", 1)):
            assert client.get(url + query).context["count"] == expected
            response = client.post(url + query, {"kind": "csv", "reason": "laporan bulanan"})
            rows = self.rows(response)
            assert len(rows) == expected and STRANGER not in str(rows)

    def test_who_reads_the_city_but_exports_one_place_exports_that_place(self, client, people, stranger, neighbour):
        user = assign(people.chair, RoleCode.ENUMERATOR, region=MENTENG)
        user = assign(user, RoleCode.SOCIAL_OFFICER, region=LANGKAI)
        client.force_login(user)
        assert client.get(reverse("poverty:household_list")).context["total"].count == 2
        assert client.get(reverse("poverty:household_export")).context["count"] == 1


def test_my_work_counts_what_lies_within_reach(people, stranger, neighbour):
    titles = {item.title: item.count for item in work_for(people.menteng)}
    own = {item.title: item.count for item in work_for(people.langkai)}
    assert len(titles) > len(own)
    assert sum(own.values()) <= sum(titles.values())
    assert all(count <= 1 for count in own.values())


@pytest.mark.parametrize("view", ["household_detail", "household_members", "household_history", "household_photo"])
def test_no_tab_and_no_file_of_another_area_opens(langkai, people, view):
    row = a_photographed_family(people, MENTENG)
    args = [row.pk, "front"] if view == "household_photo" else [row.pk]
    assert langkai.get(reverse(f"poverty:{view}", args=args)).status_code == 404


@pytest.mark.parametrize("view", ["family_card_reveal", "phone_reveal"])
def test_no_number_of_another_area_is_shown_and_no_attempt_leaves_a_trace_of_success(langkai, people, stranger, view):
    from accounts.access_log.models import AccessEvent

    assert langkai.post(reverse(f"poverty:{view}", args=[stranger.pk]), REASON).status_code == 404
    assert langkai.post(reverse("poverty:nik_reveal", args=[stranger.head_id]), REASON).status_code == 404
    assert not AccessEvent.objects.exists()


class TestOtherPeoplesThings:
    def test_a_draft_is_its_owners_alone(self, client, people, neighbour):
        url = reverse("poverty:household_update", args=[neighbour.pk])
        client.force_login(people.officer)
        client.post(url, HOUSEHOLD | {"address": "Jl. Rahasia Dinas", "draft": "save"})
        client.force_login(people.langkai)
        assert "Rahasia" not in client.get(url).content.decode()
        assert "Rahasia" not in client.get("/").content.decode()
        client.post(url, {"draft": "discard"})
        assert Draft.objects.get().owner == people.officer

    def test_a_draft_about_a_record_out_of_reach_is_not_kept(self, langkai, stranger):
        for url in (
            reverse("poverty:household_update", args=[stranger.pk]),
            reverse("poverty:member_update", args=[stranger.head_id]),
            reverse("poverty:member_create", args=[stranger.pk]),
            reverse("poverty:household_update", args=[99_999_999]),
        ):
            assert langkai.post(url, {"draft": "save", "address": "x"}).status_code == 404
        assert not Draft.objects.exists()

    def test_a_draft_can_be_taken_away_after_its_record_left_the_reach(self, langkai, people, neighbour):
        url = reverse("poverty:household_update", args=[neighbour.pk])
        langkai.post(url, {"draft": "save", "address": "x"})
        Household.objects.filter(pk=neighbour.pk).update(region_id=MENTENG)
        assert langkai.get(url).status_code == 404
        assert langkai.post(url, {"draft": "discard"}).status_code == 204
        assert not Draft.objects.exists()

    def test_a_saved_view_is_its_owners_alone(self, client, people):
        view = SavedView.objects.create(owner=people.menteng, list_name="poverty:household_list", name="Punya Menteng")
        client.force_login(people.langkai)
        assert "Punya Menteng" not in client.get(reverse("poverty:household_list")).content.decode()
        assert client.post(reverse("saved_view_delete", args=[view.pk])).status_code == 404
        assert SavedView.objects.filter(pk=view.pk).exists()


class TestMovingOutOfReach:
    def post(self, client, household, **changes):
        household.refresh_from_db()
        data = HOUSEHOLD | {"version": household.version} | changes
        return client.post(reverse("poverty:household_update", args=[household.pk]), data)

    def test_the_form_takes_no_place_out_of_reach(self, langkai, neighbour):
        response = self.post(langkai, neighbour, region=MENTENG)
        assert response.status_code == 422 and "region" in response.context["form"].errors
        neighbour.refresh_from_db()
        assert neighbour.region_id == LANGKAI

    def test_and_if_it_did_the_save_would_be_rolled_back(self, langkai, neighbour, monkeypatch):
        monkeypatch.setattr(forms, "villages_within", lambda user: Region.objects.villages().order_by("name"))
        events = event_model(Household).objects.count()
        response = self.post(langkai, neighbour, region=MENTENG)
        assert response.status_code == 403
        neighbour.refresh_from_db()
        assert neighbour.region_id == LANGKAI
        assert event_model(Household).objects.count() == events

    def test_a_new_household_out_of_reach_is_rolled_back_too(self, langkai, people, monkeypatch):
        monkeypatch.setattr(forms, "villages_within", lambda user: Region.objects.villages().order_by("name"))
        response = langkai.post(reverse("poverty:household_create"), HOUSEHOLD | HEAD | {"region": MENTENG})
        assert response.status_code == 403
        assert not Household.objects.exists() and not Member.objects.exists()

    def test_who_holds_both_places_may_move_it(self, client, people, neighbour):
        client.force_login(assign(people.langkai, RoleCode.ENUMERATOR, region=MENTENG))
        assert self.post(client, neighbour, region=MENTENG).status_code == 302
        neighbour.refresh_from_db()
        assert neighbour.region_id == MENTENG and neighbour.head.region_id == MENTENG

    def test_a_form_offers_the_places_of_the_own_area_only(self, langkai, neighbour):
        for url in (
            reverse("poverty:household_create"),
            reverse("poverty:household_update", args=[neighbour.pk]),
        ):
            field = langkai.get(url).context["form"].fields["region"]
            assert [place.pk for place in field.queryset] == [LANGKAI]


class TestAssignments:
    def seen(self, client, user) -> int | None:
        client.force_login(user)
        response = client.get(reverse("poverty:household_list"))
        return response.context["total"].count if response.status_code == 200 else None

    @pytest.mark.parametrize(
        ("since", "until", "counts"),
        [
            (TODAY - 9 * DAY, TODAY - DAY, False),
            (TODAY + DAY, None, False),
            (TODAY + DAY, TODAY + 9 * DAY, False),
            (TODAY, TODAY, True),
            (TODAY - 9 * DAY, None, True),
        ],
    )
    def test_only_what_is_in_force_today_counts(self, client, people, neighbour, since, until, counts):
        user = assign(person("sementara"), RoleCode.ENUMERATOR, region=LANGKAI, since=since, until=until)
        assert self.seen(client, user) == (1 if counts else None)

    def test_an_ended_assignment_adds_nothing_to_one_in_force(self, client, people, neighbour, stranger):
        user = assign(people.langkai, RoleCode.ENUMERATOR, region=MENTENG, until=TODAY - DAY)
        assert self.seen(client, user) == 1

    def test_two_assignments_add_up(self, client, people, neighbour, stranger):
        user = assign(people.langkai, RoleCode.ENUMERATOR, region=MENTENG)
        assert self.seen(client, user) == 2

    def test_a_role_for_reading_far_gives_no_right_to_write_far(self, client, people, neighbour, stranger):
        """Supervisor of the city and enumerator of Langkai in one person: changes Langkai, and only reads the rest."""
        client.force_login(assign(people.supervisor, RoleCode.ENUMERATOR, region=LANGKAI))
        assert client.get(stranger.get_absolute_url()).status_code == 200
        for url in (
            reverse("poverty:household_update", args=[stranger.pk]),
            reverse("poverty:member_create", args=[stranger.pk]),
            reverse("poverty:member_update", args=[stranger.head_id]),
            reverse("poverty:member_leaves", args=[stranger.head_id]),
        ):
            assert client.get(url).status_code == 404, url
            assert client.post(url, HOUSEHOLD | {"version": 1}).status_code == 404, url
        assert client.get(reverse("poverty:household_update", args=[neighbour.pk])).status_code == 200

    def test_an_assignment_without_an_area_sees_nothing(self, client, people, neighbour):
        user = assign(person("tanpa.wilayah"), RoleCode.ENUMERATOR)
        assert self.seen(client, user) == 0

    def test_a_closed_account_sees_nothing(self, people, neighbour):
        people.langkai.is_active = False
        assert not Household.objects.visible_to(people.langkai).exists()


@pytest.mark.parametrize(
    "role", ["administrator", "planner", "opd_head", "other_planner", "secretariat", "chair", "nobody"]
)
def test_a_role_without_the_registry_meets_no_citizen_on_any_page(client, people, role, stranger):
    client.force_login(getattr(people, role))
    user = getattr(people, role)
    assert not Household.objects.visible_to(user).exists() and not Member.objects.visible_to(user).exists()
    for address in ADDRESSES:
        if address.name.startswith(("poverty:household", "poverty:member", "poverty:assessment", "poverty:nik")):
            continue  # 403 by the matrix
        response = client.get(address.url(next(iter(address.rows(people)))))
        assert not knows(response) and b"Rusli" not in response.getvalue(), address.name
    for name, sent in (("search", {"search_text": STRANGER}), ("similar_people", {"name": STRANGER})):
        assert client.post(reverse(f"poverty:{name}"), sent).status_code == 403
