"""Demonstration accounts: there, spared the second factor, and only where allowed."""

from io import StringIO

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from accounts.roles.table import RoleCode
from accounts.users.demonstration import PEOPLE, create_demonstration_accounts
from accounts.users.models import User
from tests.support.people import person, places

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _word(monkeypatch):
    monkeypatch.setenv("BETANG_DEMO_PASSWORD", "k7qm-2xwd-p9ra-c4tn")
    places()


def test_every_role_has_a_demonstration_account():
    assert create_demonstration_accounts() == len(PEOPLE) == 12
    assert {user.mandates[0].role for user in User.objects.all()} == set(RoleCode)
    assert not any(user.needs_second_factor for user in User.objects.all())
    assert all("(contoh)" in user.name for user in User.objects.all())


def test_making_them_again_changes_nothing():
    create_demonstration_accounts()
    before = list(User.objects.order_by("pk").values())
    assert create_demonstration_accounts() == 0
    assert list(User.objects.order_by("pk").values()) == before


def test_a_new_password_reaches_all_of_them(monkeypatch):
    create_demonstration_accounts()
    monkeypatch.setenv("BETANG_DEMO_PASSWORD", "other-word-here")
    create_demonstration_accounts()
    assert all(user.check_password("other-word-here") for user in User.objects.all())


def test_they_are_refused_where_they_are_not_allowed(settings):
    settings.DEMONSTRATION_ALLOWED = False
    with pytest.raises(ImproperlyConfigured):
        create_demonstration_accounts()
    with pytest.raises(CommandError):
        call_command("demonstration_accounts")


def test_a_real_account_is_never_taken_over():
    person("admin", demonstration=False)
    with pytest.raises(ImproperlyConfigured):
        create_demonstration_accounts()


def test_the_command_prints_accounts_and_password():
    out = StringIO()
    call_command("demonstration_accounts", create=True, stdout=out)
    text = out.getvalue()
    assert all(each.username in text for each in PEOPLE) and "k7qm-2xwd-p9ra-c4tn" in text
    assert "Langkai" in text


def test_the_command_says_when_there_are_none():
    out = StringIO()
    call_command("demonstration_accounts", stdout=out)
    assert "k7qm" not in out.getvalue()


def test_the_first_administrator_comes_from_the_command_line():
    out = StringIO()
    call_command("create_administrator", username="ira", email="ira@kota.example", name="Ira", stdout=out)
    assert "/akun/sandi/baru/" in out.getvalue()
    with pytest.raises(CommandError):
        call_command("create_administrator", username="dua", email="dua@kota.example", name="Dua")
