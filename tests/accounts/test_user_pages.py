"""The administrator's pages."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.departments.models import Department
from accounts.roles.table import RoleCode
from accounts.users.models import User
from tests.support.people import LANGKAI, PASSWORD

pytestmark = pytest.mark.django_db
NEW = {
    "name": "Rusli Umar",
    "username": "rusli",
    "email": "rusli@contoh.example",
    "phone": "",
    "language": "id",
    "role": RoleCode.ENUMERATOR,
    "region": LANGKAI,
    "department": "",
    "valid_from": "2026-01-01",
    "valid_until": "",
}


@pytest.fixture
def admin(client, people):
    client.force_login(people.administrator)
    return people.administrator


PAGES = ("/pengguna/", "/pengguna/baru/", "/perangkat-daerah/", "/perangkat-daerah/baru/")
OF_A_PERSON = ("", "ubah/", "peran/", "tutup/", "buka/", "faktor-kedua/")


def test_only_the_administrator_opens_them(client, people):
    paths = [*PAGES, *(f"/pengguna/{people.langkai.pk}/{tail}" for tail in OF_A_PERSON)]
    for name, user in people.by_role().items():
        client.force_login(user)
        found = {path: client.get(path).status_code for path in paths}
        assert set(found.values()) == ({200} if name == "administrator" else {403}), (name, found)


def test_the_list_finds_by_words_role_and_state(client, people, admin):
    assert people.langkai and people.officer
    names = lambda **query: re.findall(r"<b>([^<]+)</b></a><small>", client.get("/pengguna/", query).content.decode())  # noqa: E731
    assert names(q="lang petu") == ["Petugas Langkai"]
    assert names(q="dinsos@contoh") == ["Dinsos"]
    assert names(role="administrator") == ["Admin"]
    assert names(active="False") == []
    assert names(sort="-name")[0] == "Petugas Langkai"
    assert len(names(sort="last_login")) == 3


def test_the_number_of_queries_does_not_grow_with_people(client, people, admin):
    assert people.langkai and people.planner
    client.get("/pengguna/")
    with CaptureQueriesContext(connection) as few:
        client.get("/pengguna/")
    people.by_role()
    with CaptureQueriesContext(connection) as many:
        client.get("/pengguna/")
    assert len(many) == len(few)


def test_a_person_is_made_in_one_form_and_signs_in_by_the_link(client, admin):
    answer = client.post("/pengguna/baru/", NEW)
    user = User.objects.get(username="rusli")
    assert answer["Location"] == f"/pengguna/{user.pk}/"
    assert f'action="/pengguna/{user.pk}/tautan-sandi/"' in client.get(answer["Location"]).content.decode()
    shown = client.post(f"/pengguna/{user.pk}/tautan-sandi/")
    assert "no-store" in shown["Cache-Control"]
    link = re.search(r'id="password-link">http://testserver([^<]+)<', shown.content.decode())[1]
    assert mail.outbox[0].to == ["rusli@contoh.example"] and link in mail.outbox[0].body
    assert client.get(f"/pengguna/{user.pk}/").content.decode().count(link) == 0

    person, new = Client(), "kata-sandi-baru-yang-panjang"
    form = person.get(link, follow=True)
    assert link.split("/")[-2] not in form.request["PATH_INFO"]
    done = person.post(form.request["PATH_INFO"], {"password1": new, "password2": new}, follow=True)
    assert done.status_code == 200
    assert person.post("/akun/masuk/", {"login": "rusli", "password": new})["Location"] == "/"
    assert person.get("/").status_code == 200
    again = Client().get(link, follow=True).content.decode()
    assert "password1" not in again


def test_a_link_ends_after_three_days(client, people, admin, settings):
    assert settings.PASSWORD_RESET_TIMEOUT == 3 * 24 * 3600
    page = client.post(f"/pengguna/{people.langkai.pk}/tautan-sandi/").content.decode()
    link = re.search(r'id="password-link">http://testserver([^<]+)<', page)[1]
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert "password1" not in Client().get(link, follow=True).content.decode()


def test_a_link_needs_a_post(client, people, admin):
    assert client.get(f"/pengguna/{people.langkai.pk}/tautan-sandi/").status_code == 405


def test_what_the_rules_refuse_stands_beside_its_field_and_stays_typed(client, admin):
    page = client.post("/pengguna/baru/", NEW | {"region": ""})
    assert page.status_code == 422
    assert not User.objects.filter(username="rusli").exists()
    text = page.content.decode()
    assert "Rusli Umar" in text and re.search(r'id="error_\d_id_region"', text)


def test_a_crafted_form_makes_neither_superusers_nor_demonstration_accounts(client, admin):
    client.post("/pengguna/baru/", NEW | {"is_demonstration": "1", "is_superuser": "1", "is_staff": "1"})
    user = User.objects.get(username="rusli")
    assert not (user.is_demonstration or user.is_superuser or user.is_staff)


def test_editing_keeps_what_somebody_else_saved_meanwhile(client, people, admin):
    user = people.langkai
    version = User.objects.get(pk=user.pk).version
    User.objects.filter(pk=user.pk).update(phone="0811")
    values = {"name": "Nama Baru", "username": user.username, "email": user.email, "phone": "", "language": "id"}
    answer = client.post(f"/pengguna/{user.pk}/ubah/", values | {"version": version})
    assert answer.status_code == 409
    user.refresh_from_db()
    assert user.name != "Nama Baru"
    answer = client.post(f"/pengguna/{user.pk}/ubah/", values | {"version": version + 1})
    assert answer.status_code == 302
    user.refresh_from_db()
    assert user.name == "Nama Baru"


def test_a_role_is_given_and_ended_with_a_reason(client, people, admin):
    user = people.nobody
    form = {"role": RoleCode.OPD_PLANNER, "department": "", "region": "", "valid_from": "2026-01-01"}
    assert client.post(f"/pengguna/{user.pk}/peran/", form).status_code == 422
    form["department"] = Department.objects.get(code="perkim").pk
    assert client.post(f"/pengguna/{user.pk}/peran/", form).status_code == 302
    assignment = user.assignments.get()
    end = f"/pengguna/{user.pk}/peran/{assignment.pk}/akhiri/"
    assert client.post(end, {"reason": "x"}).status_code == 422
    assert client.post(end, {"reason": "selesai tugas"}).status_code == 302
    assert not user.assignments.valid_on(timezone.localdate()).exists()
    page = client.get(f"/pengguna/{user.pk}/").content.decode()
    assert "selesai tugas" in page and str(admin) in page


def test_an_assignment_of_somebody_else_is_not_ended_through_another_persons_page(client, people, admin):
    assignment = people.langkai.assignments.get()
    answer = client.post(f"/pengguna/{people.menteng.pk}/peran/{assignment.pk}/akhiri/", {"reason": "mencoba"})
    assert answer.status_code == 404


def test_closing_an_account_ends_its_sessions_at_once(client, people, admin):
    elsewhere = Client()
    elsewhere.post("/akun/masuk/", {"login": people.langkai.username, "password": PASSWORD})
    assert elsewhere.get("/").status_code == 200
    assert client.post(f"/pengguna/{people.langkai.pk}/tutup/", {"reason": "pensiun dini"}).status_code == 302
    assert elsewhere.get("/").status_code == 302


def test_a_lost_second_factor_is_reset_for_a_reason(client, people, admin):
    Authenticator.objects.create(user=people.head, type="totp", data={"secret": "x"})
    assert client.post(f"/pengguna/{people.head.pk}/faktor-kedua/", {"reason": ""}).status_code == 422
    assert Authenticator.objects.exists()
    assert client.post(f"/pengguna/{people.head.pk}/faktor-kedua/", {"reason": "telepon hilang"}).status_code == 302
    assert not Authenticator.objects.exists()
    assert "telepon hilang" in client.get(f"/pengguna/{people.head.pk}/").content.decode()


def test_departments_are_added_and_edited(client, people, admin):
    form = {"code": "bpbd", "name": "Badan Penanggulangan Bencana Daerah", "short_name": "BPBD", "is_active": "on"}
    assert client.post("/perangkat-daerah/baru/", form).status_code == 302
    made = Department.objects.get(code="bpbd")
    assert "BPBD" in client.get("/perangkat-daerah/").content.decode()
    form |= {"short_name": "BPBD Kota", "version": made.version}
    assert client.post(f"/perangkat-daerah/{made.pk}/ubah/", form).status_code == 302
    made.refresh_from_db()
    assert made.short_name == "BPBD Kota"
    assert client.post("/perangkat-daerah/baru/", form | {"name": "Lain"}).status_code == 422
