"""Who looked is written down, cannot be taken back, and holds no number."""

from types import SimpleNamespace

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import RequestFactory

from accounts.access_log import services
from accounts.access_log.models import AccessEvent
from poverty.households.choices import Source
from poverty.households.models import Household
from tests.support.people import LANGKAI, MENTENG

pytestmark = pytest.mark.django_db
CARD = "6271012304050007"
REASON = {"reason": "mencocokkan kartu keluarga"}


@pytest.fixture
def family(people):
    return Household.objects.create(family_card=CARD, region_id=LANGKAI, source=Source.values[0])


@pytest.fixture
def reveal(settings, client, family):
    """Posts to the reveal view as somebody; returns the answer."""
    settings.ROOT_URLCONF = "tests.accounts.reveal_urls"

    def call(user, data=REASON, method="post", **headers):
        client.force_login(user)
        return getattr(client, method)(f"/uji/{family.pk}/kartu/", data, **headers)

    return call


def event(people, family, **more):
    request = RequestFactory().get("/x/", REMOTE_ADDR="10.1.2.3")
    return services.log_view(people.langkai, family, request, **more)


def test_a_view_is_kept_with_person_role_place_and_address(people, family):
    kept = event(people, family)
    assert (kept.user, kept.user_name, kept.role) == (people.langkai, str(people.langkai), "enumerator")
    assert (kept.subject_type, kept.subject_id, kept.region_id) == ("poverty.household", family.pk, LANGKAI)
    assert (kept.action, kept.address) == ("view", "10.1.2.3")


def test_the_place_is_found_along_the_models_own_path():
    member = SimpleNamespace(area_lookup="household__region_id", household=SimpleNamespace(region_id=MENTENG))
    assert services.region_of(member) == MENTENG
    assert services.region_of(SimpleNamespace(area_lookup="")) is None


def test_no_number_enters_the_log_by_whatever_field(people, family):
    event(people, family, detail=f"cari {CARD}")
    services.log_search(people.langkai, Household, None, detail=f"nik {CARD}")
    services.log_reveal(people.langkai, family, None, detail="kartu", reason=f"cocok dengan {CARD}")
    services.log_export(people.head, Household, None, detail=CARD, reason=CARD)
    kept = " ".join(str(value) for row in AccessEvent.objects.values() for value in row.values())
    assert CARD not in kept and "6271••••••••0007" in kept


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE accounts_accessevent SET reason = 'lain'",
        "DELETE FROM accounts_accessevent",
        "TRUNCATE accounts_accessevent",
        "UPDATE accounts_accessevent SET reason = 'lain' WHERE false",
    ],
)
def test_the_database_refuses_to_change_or_remove_events(people, family, sql):
    kept = event(people, family)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert AccessEvent.objects.get().reason == kept.reason


def test_the_orm_cannot_change_or_remove_events_either(people, family):
    kept = event(people, family)
    for attempt in (kept.delete, kept.save, AccessEvent.objects.all().delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()


def test_a_person_in_the_log_cannot_be_removed(people, family):
    event(people, family)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_user WHERE id = %s", [people.langkai.pk])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_head_and_supervisor_read_the_log_and_nobody_else(client, people, family):
    event(people, family)
    for name, user in people.by_role().items():
        client.force_login(user)
        assert client.get("/log-akses/").status_code == (200 if name in {"head", "supervisor"} else 403), name


def test_the_log_is_read_within_reach_and_filtered(client, people, family):
    event(people, family)
    services.log_export(people.head, Household, None, detail="semua", reason="laporan bulanan")
    client.force_login(people.supervisor)
    page = client.get("/log-akses/").content.decode()
    assert "laporan bulanan" in page and str(people.langkai) in page
    page = client.get("/log-akses/", {"action": "export"}, HTTP_HX_REQUEST="true").content.decode()
    assert "laporan bulanan" in page and str(people.langkai) not in page
    assert "<html" not in page
    assert str(people.langkai) in client.get("/log-akses/", {"name": "langkai"}).content.decode()
    assert "laporan bulanan" not in client.get("/log-akses/", {"until": "2020-01-01"}).content.decode()


def test_a_number_is_shown_for_a_reason_that_is_kept(reveal, people):
    answer = reveal(people.langkai, HTTP_HX_REQUEST="true")
    assert answer.status_code == 200 and CARD in answer.content.decode() and "<html" not in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    kept = AccessEvent.objects.get()
    assert (kept.action, kept.reason, kept.user) == ("reveal", REASON["reason"], people.langkai)
    assert kept.address


def test_without_scripts_a_page_shows_it(reveal, people):
    page = reveal(people.langkai).content.decode()
    assert CARD in page and "<html" in page
    assert CARD not in page.partition("</title>")[0]


@pytest.mark.parametrize("reason", ["", "    ", "cek", " abcd "])
def test_without_a_reason_nothing_is_shown_or_kept(reveal, people, reason):
    answer = reveal(people.langkai, {"reason": reason}, HTTP_HX_REQUEST="true")
    assert answer.status_code == 422 and CARD not in answer.content.decode()
    assert not AccessEvent.objects.exists()


def test_a_get_shows_nothing(reveal, people):
    assert reveal(people.langkai, method="get").status_code == 405


def test_outside_the_area_it_is_not_there(reveal, people):
    assert reveal(people.menteng).status_code == 404
    assert not AccessEvent.objects.exists()


def test_without_the_permission_it_is_forbidden(reveal, people):
    for user in (people.chair, people.secretariat, people.planner, people.administrator, people.nobody):
        assert reveal(user).status_code == 403


def test_strangers_are_sent_to_sign_in(client, settings, family):
    settings.ROOT_URLCONF = "tests.accounts.reveal_urls"
    answer = client.post(f"/uji/{family.pk}/kartu/", REASON)
    assert answer.status_code == 302 and CARD not in answer.content.decode()


def test_where_the_event_cannot_be_written_nothing_is_shown(reveal, people, monkeypatch):
    def fails(*args, **kwargs):
        raise DatabaseError("disk full")

    monkeypatch.setattr("accounts.access_log.views.log_reveal", fails)
    with pytest.raises(DatabaseError):
        reveal(people.langkai)
