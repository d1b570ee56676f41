"""What people see when something is wrong: a plain page in their language, nothing of the inside, and what to do."""

import psycopg
import pytest
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.urls import reverse

from core.jobs import connection_parameters
from poverty.households.views import HouseholdList

SECRET = "NIK 6271014508920003"
LIST = "/keluarga/"


def broken(error):
    def view(self, request, *args, **kwargs):
        raise error

    return view


@pytest.fixture
def langkai(client, people):
    client.force_login(people.langkai)
    client.raise_request_exception = False
    return client


@pytest.mark.django_db
class TestPages:
    WORDS = {
        404: ("Halaman ini tidak ada", "This page is not here"),
        403: ("Peran Anda", "Your role does not include this page"),
        400: ("tidak dapat dibaca", "could not be read"),
        500: ("gangguan", "Something went wrong on our side"),
    }

    def ask(self, client, status, monkeypatch):
        if status == 404:
            return client.get("/tidak-ada/")
        if status == 403:
            return client.get(reverse("accounts:user_list"))
        if status == 400:
            return client.get(LIST, {"q": "\x00"})
        monkeypatch.setattr(HouseholdList, "get", broken(ValueError(SECRET)))
        return client.get(LIST)

    @pytest.mark.parametrize("status", WORDS)
    @pytest.mark.parametrize(("language", "place"), [("id", 0), ("en", 1)])
    def test_each_speaks_the_persons_language(self, langkai, monkeypatch, status, language, place):
        langkai.cookies["django_language"] = language
        response = self.ask(langkai, status, monkeypatch)
        text = response.content.decode()
        assert response.status_code == status
        assert self.WORDS[status][place].casefold() in text.casefold()
        assert f'<html lang="{language}">' in text

    @pytest.mark.parametrize("status", WORDS)
    def test_none_shows_the_inside_or_a_number(self, langkai, monkeypatch, status):
        text = self.ask(langkai, status, monkeypatch).content.decode()
        for word in ("Traceback", "ValueError", SECRET, "6271014508920003", "django", "/work", ".py"):
            assert word not in text
        assert '<a href="/">' in text

    @pytest.mark.parametrize("status", WORDS)
    def test_each_carries_the_security_headers(self, langkai, monkeypatch, status):
        response = self.ask(langkai, status, monkeypatch)
        assert "default-src 'self'" in response["Content-Security-Policy"]
        assert response["X-Content-Type-Options"] == "nosniff"

    def test_not_there_and_out_of_reach_look_alike(self, langkai, people):
        from tests.support.factories import MENTENG, family

        row = family(region=MENTENG)
        pages = [langkai.get(url).content for url in (row.get_absolute_url(), "/keluarga/99999999/", "/xyz/")]
        assert len(set(pages)) == 1

    def test_an_old_form_says_what_to_do(self, people):
        from django.test import Client

        client = Client(enforce_csrf_checks=True)
        client.force_login(people.langkai)
        for language, words in (("id", "sesi"), ("en", "older session")):
            client.cookies["django_language"] = language
            response = client.post(reverse("accounts:language"), {"language": "en"})
            assert response.status_code == 403 and words in response.content.decode()

    def test_the_log_gets_the_fault_without_the_number(self, langkai, monkeypatch, capsys):
        import io
        import logging

        from core.privacy import MaskNumbers

        monkeypatch.setattr(HouseholdList, "get", broken(ValueError(SECRET)))
        stream = io.StringIO()
        handler = logging.StreamHandler(stream)
        handler.addFilter(MaskNumbers())
        logger = logging.getLogger("django.request")
        logger.addHandler(handler)
        try:
            assert langkai.get(LIST).status_code == 500
        finally:
            logger.removeHandler(handler)
        assert "ValueError" in stream.getvalue() and "6271014508920003" not in stream.getvalue()


@pytest.mark.django_db(transaction=True)
class TestOutage:
    def clear(self, response):
        text = response.content.decode()
        assert response.status_code == 503 and response["Retry-After"] == "30"
        assert "Basis data" in text or "basis data" in text
        for word in ("Traceback", "OperationalError", "psycopg", SECRET):
            assert word not in text

    @pytest.mark.parametrize("error", [OperationalError(SECRET), InterfaceError(SECRET)])
    def test_a_database_that_fails_in_a_page_gives_503_and_the_next_request_works(self, langkai, monkeypatch, error):
        with monkeypatch.context() as patched:
            patched.setattr(HouseholdList, "get", broken(error))
            self.clear(langkai.get(LIST))
        assert langkai.get(LIST).status_code == 200

    def test_a_database_that_is_gone_before_the_page_gives_503_too(self, langkai, monkeypatch):
        """The session is read first: that is where a real outage meets most requests."""
        with monkeypatch.context() as patched:
            patched.setattr("django.contrib.sessions.backends.db.SessionStore.load", broken_load)
            self.clear(langkai.get(LIST))
            self.clear(langkai.post(reverse("accounts:language"), {"language": "en"}))
        assert langkai.get(LIST).status_code == 200

    def test_a_connection_that_the_server_cut_is_replaced(self, langkai):
        assert langkai.get(LIST).status_code == 200
        pid = connection.connection.info.backend_pid
        with psycopg.connect(**connection_parameters(), autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s)", [pid])
        self.clear(langkai.get(LIST))
        assert langkai.get(LIST).status_code == 200

    def test_another_database_error_is_our_fault_and_says_so(self, langkai, monkeypatch):
        monkeypatch.setattr(HouseholdList, "get", broken(DatabaseError(SECRET)))
        assert langkai.get(LIST).status_code == 500

    def test_the_health_page_answers_503_to_the_load_balancer(self, client, monkeypatch):
        client.raise_request_exception = False

        def gone():
            raise OperationalError(SECRET)

        monkeypatch.setattr("core.health.worker_is_alive", gone)
        self.clear(client.get("/sehat/"))


def broken_load(self):
    raise OperationalError(SECRET)
