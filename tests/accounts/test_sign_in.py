"""Signing in: who gets in, who does not, and what a stranger learns from trying."""

import pytest
from axes.models import AccessAttempt, AccessLog
from django.contrib.auth.hashers import get_hasher
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.users import lockout
from tests.support.people import PASSWORD, person

pytestmark = pytest.mark.django_db
LOGIN = "/akun/masuk/"


def sign_in(client, login="petugas.langkai", password=PASSWORD, **more):
    address = more.pop("REMOTE_ADDR", "10.0.0.1")
    return client.post(LOGIN, {"login": login, "password": password, **more}, REMOTE_ADDR=address)


def signed_in(client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.parametrize(
    "login",
    ["petugas.langkai", "Petugas.Langkai", "petugas.langkai@contoh.example", " PETUGAS.LANGKAI@contoh.example "],
)
def test_user_name_and_email_sign_in_in_any_case(client, people, login):
    assert people.langkai
    response = sign_in(client, login)
    assert response.status_code == 302 and response["Location"] == "/"
    assert signed_in(client)


def test_my_work_opens_after_signing_in(client, people):
    assert people.langkai
    response = client.post(LOGIN, {"login": "petugas.langkai", "password": PASSWORD}, follow=True)
    assert response.status_code == 200
    assert response.resolver_match.view_name == "accounts:my_work"


def test_everything_else_sends_strangers_to_sign_in_and_back(client):
    response = client.get("/pengguna/?role=enumerator")
    assert response["Location"].startswith(LOGIN)
    assert "next=%2Fpengguna%2F%3Frole%3Denumerator" in response["Location"]


def test_next_is_kept_through_the_form(client, people):
    assert people.langkai
    page = client.get(LOGIN, {"next": "/akun-saya/"})
    assert b'name="next" value="/akun-saya/"' in page.content
    assert sign_in(client, next="/akun-saya/")["Location"] == "/akun-saya/"


@pytest.mark.parametrize(
    "place",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "http:evil.example",
        "javascript:alert(1)",
        "https://testserver.evil.example/",
    ],
)
def test_signing_in_leads_nowhere_outside(client, people, place):
    assert people.langkai
    assert sign_in(client, next=place)["Location"] == "/"


def test_signing_out_is_a_post_and_leads_to_sign_in(client, people):
    client.force_login(people.langkai)
    assert client.get("/akun/keluar/").status_code == 200
    assert signed_in(client)
    response = client.post("/akun/keluar/", {"next": "https://evil.example/"})
    assert response["Location"] == LOGIN
    assert not signed_in(client)


def test_the_session_number_changes_at_sign_in(client, people):
    assert people.langkai
    client.get("/bahasa/")
    session = client.session
    session["planted"] = "by a stranger"
    session.save()
    client.cookies["betang"] = before = session.session_key
    sign_in(client)
    assert client.cookies["betang"].value != before
    assert not type(session)(before).exists(before)


def test_the_session_cookie_cannot_be_read_by_scripts(client, people):
    assert people.langkai
    cookie = sign_in(client).cookies["betang"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax"


def test_a_form_without_its_token_is_refused(people):
    assert people.langkai
    strict = Client(enforce_csrf_checks=True)
    assert sign_in(strict).status_code == 403


def test_a_closed_account_does_not_sign_in(client):
    person("pensiun", active=False)
    response = sign_in(client, "pensiun")
    assert not signed_in(client)
    assert b"tidak aktif" not in response.content.lower()


def test_closing_an_account_ends_what_it_may_at_once(client, people):
    client.force_login(people.langkai)
    people.langkai.is_active = False
    people.langkai.save()
    assert client.get("/")["Location"].startswith(LOGIN)


def test_demonstration_accounts_open_nothing_where_demonstrations_are_not_allowed(client, people, settings):
    assert people.langkai
    settings.DEMONSTRATION_ALLOWED = False
    sign_in(client)
    assert not signed_in(client)


def test_an_unknown_name_and_a_wrong_password_look_alike(client, people):
    assert people.langkai
    known, unknown = sign_in(client, password="salah"), sign_in(client, "tidak.ada", "salah")
    assert known.status_code == unknown.status_code == 200
    strip = lambda page, name: page.content.decode().replace(name, "X").split("csrfmiddlewaretoken")  # noqa: E731
    alike = [len(part) for part in strip(known, "petugas.langkai")] == [
        len(part) for part in strip(unknown, "tidak.ada")
    ]
    assert alike


@pytest.mark.parametrize(
    "login", ["petugas.langkai", "petugas.langkai@contoh.example", "tidak.ada", "tidak@ada.example"]
)
def test_one_password_check_whoever_is_meant(client, people, monkeypatch, login):
    """Otherwise the time of the answer would tell which accounts exist."""
    assert people.langkai
    checks = []
    hasher = type(get_hasher())
    encode = hasher.encode
    monkeypatch.setattr(hasher, "encode", lambda self, *given: checks.append(1) or encode(self, *given))
    sign_in(client, login, "salah")
    assert len(checks) == 1


def test_five_wrong_passwords_close_the_account_for_that_address(client, people):
    assert people.langkai
    for _attempt in range(4):
        assert sign_in(client, password="salah").status_code == 200
    assert sign_in(client, password="salah").status_code == 429
    locked = sign_in(client)
    assert locked.status_code == 429 and int(locked["Retry-After"]) > 0
    assert not signed_in(client)


def test_name_and_email_count_as_one_account(client, people):
    assert people.langkai
    for login in ("petugas.langkai", "PETUGAS.langkai", "petugas.langkai@contoh.example") * 2:
        last = sign_in(client, login, "salah")
    assert last.status_code == 429


def test_an_unknown_account_is_locked_alike(client):
    codes = [sign_in(client, "tidak.ada", "salah").status_code for _attempt in range(5)]
    assert codes == [200, 200, 200, 200, 429]


def test_the_owner_at_another_address_still_gets_in(client, people):
    assert people.langkai
    for _attempt in range(6):
        sign_in(client, password="salah", REMOTE_ADDR="203.0.113.9")
    sign_in(client)
    assert signed_in(client)


def test_another_account_at_the_locked_address_still_gets_in(client, people):
    assert people.langkai and people.menteng
    for _attempt in range(6):
        sign_in(client, password="salah")
    sign_in(client, "petugas.menteng")
    assert signed_in(client)


def test_guessing_from_many_addresses_is_slowed_down(client, people):
    assert people.langkai
    for number in range(lockout.ACCOUNT_LIMIT):
        sign_in(client, password="salah", REMOTE_ADDR=f"203.0.113.{number}")
    slowed = sign_in(client, password="salah", REMOTE_ADDR="198.51.100.1")
    assert slowed.status_code == 429
    assert int(slowed["Retry-After"]) <= lockout.ACCOUNT_PAUSE.seconds
    AccessAttempt.objects.update(attempt_time=timezone.now() - lockout.ACCOUNT_PAUSE)
    sign_in(client, REMOTE_ADDR="198.51.100.1")
    assert signed_in(client)


def test_guessing_at_many_accounts_from_one_address_is_stopped(client, people, monkeypatch):
    assert people.langkai
    monkeypatch.setattr(lockout, "ADDRESS_LIMIT", 6)
    for number in range(6):
        sign_in(client, f"siapa{number}", "salah")
    assert sign_in(client).status_code == 429


def test_the_lockout_page_speaks_to_htmx_too(client, people):
    assert people.langkai
    for _attempt in range(6):
        response = client.post(LOGIN, {"login": "petugas.langkai", "password": "x"}, HTTP_HX_REQUEST="true")
    assert response.status_code == 429 and response["HX-Retarget"] == "body"


def test_what_is_typed_into_the_name_field_is_not_kept_when_it_names_nobody(client):
    sign_in(client, "6271011302980001", "rahasia-sekali")
    kept = " ".join(str(value) for row in AccessAttempt.objects.values() for value in row.values())
    assert "6271011302980001" not in kept and "rahasia-sekali" not in kept


def test_a_sign_in_is_kept_with_time_and_address(client, people):
    assert people.langkai
    sign_in(client)
    kept = AccessLog.objects.get()
    assert (kept.username, kept.ip_address) == ("petugas.langkai", "10.0.0.1")
    client.post("/akun/keluar/")
    assert AccessLog.objects.get().logout_time is not None


def test_there_is_no_way_to_sign_up(client):
    assert client.get("/akun/daftar/").status_code == 404
    assert client.get("/akun/signup/").status_code == 404


def test_the_forgotten_password_page_tells_nobody_who_has_an_account(client, people):
    assert people.langkai
    pages = [
        client.post("/akun/sandi/lupa/", {"email": email}, follow=True)
        for email in ("petugas.langkai@contoh.example", "tidak.ada@contoh.example")
    ]
    assert [page.status_code for page in pages] == [200, 200]
    assert pages[0].request["PATH_INFO"] == pages[1].request["PATH_INFO"]
    assert [message.to for message in mail.outbox] == [["petugas.langkai@contoh.example"]]
    assert "/akun/sandi/baru/" in mail.outbox[0].body


def test_passwords_are_hashed_with_argon2_outside_the_tests():
    from core.settings import base

    assert base.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]


@pytest.mark.parametrize("name", ["account_login", "account_reset_password"])
def test_signed_out_pages_carry_no_inline_script_or_style(client, name):
    page = client.get(reverse(name)).content.decode()
    assert "<style" not in page and "style=" not in page and " on" + "click=" not in page
    assert page.count("<script") == page.count("<script src=")
