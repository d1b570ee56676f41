"""The second factor: who needs it, how it is enrolled, and that a code cannot be guessed or used twice."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from accounts.roles.table import RoleCode
from tests.support.people import CITY, LANGKAI, PASSWORD, assign, person

pytestmark = pytest.mark.django_db
ENROL, SIGN_IN, CODE = "/akun/faktor-kedua/pasang/", "/akun/masuk/", "/akun/masuk/kode/"


def code_now(secret: str, steps: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def password(client, login="kadis.asli"):
    return client.post(SIGN_IN, {"login": login, "password": PASSWORD})


@pytest.fixture
def head(people):
    """A real head of office, not a demonstration account."""
    return assign(person("kadis.asli", demonstration=False), RoleCode.HEAD_OF_SOCIAL, region=CITY)


@pytest.fixture
def enrolled(client, head):
    """The head's secret, enrolled by the journey; the client is signed in."""
    password(client)
    page = client.get(ENROL).content.decode()
    secret = re.search(r"user-select-all[^>]*>([A-Z2-7]{32})<", page)[1]
    answer = client.post(ENROL, {"code": code_now(secret)})
    assert answer["Location"] == "/akun/kode-pemulihan/"
    return secret


def test_a_role_that_needs_it_reaches_nothing_before_enrolment(client, head):
    password(client)
    for path in ("/", "/akun-saya/", "/log-akses/", "/akun/sandi/ubah/"):
        assert client.get(path)["Location"] == ENROL
    assert client.post("/akun-saya/sesi/akhiri/")["Location"] == ENROL
    assert client.get(ENROL).status_code == 200
    assert client.post("/bahasa/setlang/", {"language": "en"}).status_code == 302


def test_htmx_too_is_sent_to_enrolment(client, head):
    password(client)
    assert client.get("/", HTTP_HX_REQUEST="true")["HX-Redirect"] == ENROL


def test_a_person_can_leave_instead_of_enrolling(client, head):
    password(client)
    assert client.post("/akun/keluar/").status_code == 302
    assert "_auth_user_id" not in client.session


def test_the_enrolment_page_fits_the_content_policy(client, head):
    password(client)
    page = client.get(ENROL).content.decode()
    assert 'src="data:image/svg+xml;base64,' in page
    assert "style=" not in page and "<script" not in page.replace("<script src=", "")


def test_the_whole_journey_of_enrolment(client, enrolled):
    codes = client.get("/akun/kode-pemulihan/").content.decode()
    assert len(re.findall(r"<li>\d{8}</li>", codes)) == 10
    sheet = client.get("/akun/kode-pemulihan/unduh/")
    assert sheet["Content-Disposition"].startswith("attachment") and "no-store" in sheet["Cache-Control"]
    assert client.get("/").status_code == 200
    assert client.get("/log-akses/").status_code == 200


def test_a_wrong_first_code_enrols_nothing_and_keeps_the_secret(client, head):
    password(client)
    page = client.get(ENROL).content.decode()
    again = client.post(ENROL, {"code": "000000"}).content.decode()
    find = lambda text: re.search(r"([A-Z2-7]{32})<", text)[1]  # noqa: E731
    assert find(page) == find(again)
    assert not Authenticator.objects.exists()


def test_it_is_asked_for_at_the_next_sign_in(enrolled, head):
    client = Client()
    assert password(client)["Location"] == CODE
    assert client.get("/")["Location"].startswith(SIGN_IN)
    assert client.post(CODE, {"code": code_now(enrolled, 1)})["Location"] == "/"
    assert client.get("/").status_code == 200


def test_next_survives_the_second_factor(enrolled):
    client = Client()
    client.post(SIGN_IN, {"login": "kadis.asli", "password": PASSWORD, "next": "/log-akses/"})
    assert client.post(CODE, {"code": code_now(enrolled, 1)})["Location"] == "/log-akses/"


def test_a_code_is_taken_once_only(enrolled):
    code = code_now(enrolled, 1)
    first, second = Client(), Client()
    password(first)
    password(second)
    assert first.post(CODE, {"code": code}).status_code == 302
    assert second.post(CODE, {"code": code}).status_code == 200
    assert "_auth_user_id" not in second.session


def test_an_older_code_than_the_last_used_is_refused(enrolled):
    first, second = Client(), Client()
    password(first)
    first.post(CODE, {"code": code_now(enrolled, 1)})
    password(second)
    assert second.post(CODE, {"code": code_now(enrolled, 0)}).status_code == 200


def test_wrong_codes_lock_like_wrong_passwords(enrolled):
    client = Client()
    password(client)
    statuses = [client.post(CODE, {"code": f"00000{number}"}).status_code for number in range(5)]
    assert statuses == [200, 200, 200, 200, 429]
    assert client.post(CODE, {"code": code_now(enrolled, 1)}).status_code == 429
    assert "_auth_user_id" not in client.session


def test_a_recovery_code_opens_once(client, enrolled):
    code = re.search(r"<li>(\d{8})</li>", client.get("/akun/kode-pemulihan/").content.decode())[1]
    first, second = Client(), Client()
    password(first)
    assert first.post(CODE, {"code": code}).status_code == 302
    password(second)
    assert second.post(CODE, {"code": code}).status_code == 200


def test_a_session_from_before_enrolment_must_sign_in_again(client, head):
    elsewhere = Client()
    password(elsewhere)
    password(client)
    page = client.get(ENROL).content.decode()
    client.post(ENROL, {"code": code_now(re.search(r"([A-Z2-7]{32})<", page)[1])})
    assert elsewhere.get("/")["Location"].startswith(SIGN_IN)
    assert "_auth_user_id" not in elsewhere.session


def test_secrets_lie_encrypted_in_the_database(enrolled):
    kept = Authenticator.objects.get(type="totp").data
    assert enrolled not in str(kept)


def test_whose_role_needs_it_cannot_switch_it_off(client, enrolled):
    client.post("/akun/faktor-kedua/lepas/")
    assert Authenticator.objects.filter(type="totp").exists()


def test_seeing_the_codes_later_asks_for_the_password_again(client, enrolled):
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 3600
    session.save()
    assert client.get("/akun/kode-pemulihan/")["Location"].startswith("/akun/masuk/ulang/")


def test_demonstration_accounts_are_spared(client, people):
    client.force_login(people.head)
    assert client.get("/").status_code == 200


def test_demonstration_accounts_are_not_spared_where_demonstrations_are_not_allowed(client, people, settings):
    settings.DEMONSTRATION_ALLOWED = False
    client.force_login(people.head)
    assert client.get("/")["Location"] == ENROL


def test_an_enumerator_needs_none_but_may_have_one(client, people):
    assign(person("petugas.asli", demonstration=False), RoleCode.ENUMERATOR, region=LANGKAI)
    password(client, "petugas.asli")
    assert client.get("/").status_code == 200
    page = client.get(ENROL).content.decode()
    client.post(ENROL, {"code": code_now(re.search(r"([A-Z2-7]{32})<", page)[1])})
    assert password(Client(), "petugas.asli")["Location"] == CODE
    assert client.post("/akun/faktor-kedua/lepas/").status_code == 302
    assert not Authenticator.objects.exists()


def test_a_second_role_that_needs_it_makes_it_needed_from_then_on(client, people):
    user = assign(person("rangkap", demonstration=False), RoleCode.ENUMERATOR, region=LANGKAI)
    password(client, "rangkap")
    assert client.get("/").status_code == 200
    assign(user, RoleCode.SOCIAL_OFFICER, region=CITY)
    assert client.get("/")["Location"] == ENROL
