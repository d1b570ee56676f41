"""What a browser is told it may do with our pages, and where our cookies go."""

import re

import pytest
from django.conf import settings
from django.urls import reverse

from tests.support.addresses import ADDRESSES
from tests.support.people import PASSWORD

pytestmark = pytest.mark.django_db
INLINE = re.compile(r"<script(?![^>]*\ssrc=)|<style|\sstyle=\"|\son[a-z]+=\"|javascript:")
POLICY = {
    "default-src": {"'self'"},
    "img-src": {"'self'", "data:"},
    "object-src": {"'none'"},
    "base-uri": {"'self'"},
    "form-action": {"'self'"},
    "frame-ancestors": {"'none'"},
}


def policy_of(response) -> dict[str, set[str]]:
    parts = (part.split() for part in response["Content-Security-Policy"].split(";") if part.strip())
    return {part[0]: set(part[1:]) for part in parts}


def test_every_page_carries_the_same_strict_policy_and_needs_nothing_that_it_forbids(client, people):
    """No inline script, style or handler, and no address of another host, on any page that the officer opens."""
    client.force_login(people.officer)
    for address in ADDRESSES:
        response = client.get(address.url(address.rows(people)[0]))
        assert policy_of(response) == POLICY, address.name
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Referrer-Policy"] == "same-origin"
        assert response["X-Frame-Options"] == "DENY"
        assert response["Cross-Origin-Opener-Policy"] == "same-origin"
        if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
            text = response.content.decode()
            assert not INLINE.search(text), address.name
            assert not re.search(r"(?:src|href|action)=\"(?:https?:)?//", text), address.name


def test_the_sign_in_page_carries_it_too(client):
    response = client.get(reverse("account_login"))
    assert policy_of(response) == POLICY and response["X-Frame-Options"] == "DENY"


def test_cookies_are_for_us_only(client, people):
    assert people.langkai
    client.get(reverse("account_login"))
    response = client.post(reverse("account_login"), {"login": "petugas.langkai", "password": PASSWORD})
    session, token = response.cookies[settings.SESSION_COOKIE_NAME], response.cookies["csrftoken"]
    assert session["httponly"] and session["samesite"] == "Lax" and session["path"] == "/" and not session["domain"]
    assert token["samesite"] == "Lax" and not token["domain"]
    for cookie in response.cookies.values():
        assert cookie["samesite"] in {"Lax", "Strict"}, cookie.key


def test_pages_about_people_are_kept_by_no_cache(client, people):
    from tests.support.factories import family

    made = family()
    client.force_login(people.officer)
    for url, data in (
        (reverse("poverty:nik_reveal", args=[made.head_id]), {"reason": "alasan cukup"}),
        (reverse("poverty:household_export"), {"kind": "csv", "reason": "laporan bulanan"}),
    ):
        assert "no-store" in client.post(url, data)["Cache-Control"]
