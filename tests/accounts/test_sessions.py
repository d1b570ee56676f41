"""Sessions: how long, how many, and how they end."""

import time

import pytest
from django.test import Client

from accounts.users.middleware import BEGAN, SEEN
from tests.support.people import PASSWORD

pytestmark = pytest.mark.django_db


def rewind(client, key, seconds):
    session = client.session
    session[key] = int(time.time()) - seconds
    session.save()


@pytest.fixture
def langkai(client, people):
    client.force_login(people.langkai)
    assert client.get("/").status_code == 200
    return people.langkai


def test_an_idle_session_ends_and_leads_back_afterwards(client, langkai, settings):
    rewind(client, SEEN, settings.SESSION_IDLE_SECONDS + 5)
    response = client.get("/akun-saya/?tab=1")
    assert response["Location"] == "/akun/masuk/?next=%2Fakun-saya%2F%3Ftab%3D1"
    assert "_auth_user_id" not in client.session


def test_work_keeps_a_session_alive(client, langkai, settings):
    rewind(client, SEEN, settings.SESSION_IDLE_SECONDS - 60)
    assert client.get("/").status_code == 200
    assert time.time() - client.session[SEEN] < 5


def test_no_session_outlasts_the_working_day(client, langkai, settings):
    rewind(client, BEGAN, settings.SESSION_COOKIE_AGE + 5)
    assert client.get("/").status_code == 302


def test_an_expired_form_returns_to_the_page_it_came_from(client, langkai, settings):
    rewind(client, SEEN, settings.SESSION_IDLE_SECONDS + 5)
    response = client.post("/akun-saya/bahasa/", {"language": "en"}, HTTP_REFERER="http://testserver/akun-saya/?a=b")
    assert response["Location"] == "/akun/masuk/?next=%2Fakun-saya%2F%3Fa%3Db"


def test_a_referer_from_elsewhere_leads_home(client, langkai, settings):
    rewind(client, SEEN, settings.SESSION_IDLE_SECONDS + 5)
    response = client.post("/akun-saya/bahasa/", {}, HTTP_REFERER="https://evil.example/x")
    assert response["Location"] == "/akun/masuk/?next=%2F"


def test_htmx_is_sent_away_as_a_whole_page(client, langkai, settings):
    rewind(client, SEEN, settings.SESSION_IDLE_SECONDS + 5)
    response = client.get("/", HTTP_HX_REQUEST="true", HTTP_HX_CURRENT_URL="http://testserver/akun-saya/")
    assert response.status_code == 204
    assert response["HX-Redirect"] == "/akun/masuk/?next=%2Fakun-saya%2F"


def test_the_oldest_session_ends_when_there_are_too_many(people, settings):
    assert people.langkai
    settings.SESSION_LIMIT_PER_USER = 2
    clients = [Client() for _number in range(3)]
    for client in clients:
        client.post("/akun/masuk/", {"login": "petugas.langkai", "password": PASSWORD})
        assert client.get("/").status_code == 200
    assert [client.get("/").status_code for client in clients] == [302, 200, 200]


def test_a_person_ends_all_other_sessions(client, people, langkai):
    elsewhere = Client()
    elsewhere.force_login(langkai)
    elsewhere.get("/")
    assert client.get("/akun-saya/").content.count(b"<tr>") > 2
    assert client.post("/akun-saya/sesi/akhiri/").status_code == 302
    assert client.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 302


def test_ending_sessions_needs_a_post(client, langkai):
    assert client.get("/akun-saya/sesi/akhiri/").status_code == 405


def test_changing_the_password_ends_the_other_sessions(client, langkai):
    elsewhere = Client()
    elsewhere.force_login(langkai)
    new = "kata-sandi-baru-yang-panjang"
    answer = client.post(
        "/akun/sandi/ubah/", {"oldpassword": PASSWORD, "password1": new, "password2": new}, follow=True
    )
    assert answer.status_code == 200
    assert client.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 302


@pytest.mark.parametrize("weak", ["pendek", "123456789012", "password1234", "petugas.langkai"])
def test_a_weak_password_is_refused_beside_its_field(client, langkai, weak):
    page = client.post("/akun/sandi/ubah/", {"oldpassword": PASSWORD, "password1": weak, "password2": weak})
    assert b"is-invalid" in page.content
    langkai.refresh_from_db()
    assert langkai.check_password(PASSWORD)


def test_my_account_shows_roles_sessions_and_sign_ins(client, people):
    assert people.langkai
    client.post("/akun/masuk/", {"login": "petugas.langkai", "password": PASSWORD}, HTTP_USER_AGENT="Peramban 1")
    page = client.get("/akun-saya/").content.decode()
    assert "Langkai" in page and "Peramban 1" in page and "127.0.0.1" in page


def test_the_chosen_language_is_kept_for_the_next_sign_in(client, people, langkai):
    client.post("/akun-saya/bahasa/", {"language": "en"})
    langkai.refresh_from_db()
    assert langkai.language == "en"
    other = Client()
    other.post("/akun/masuk/", {"login": "petugas.langkai", "password": PASSWORD})
    assert b"My account" in other.get("/akun-saya/").content


def test_an_unknown_language_changes_nothing(client, langkai):
    client.post("/akun-saya/bahasa/", {"language": "xx"})
    langkai.refresh_from_db()
    assert langkai.language == "id"
