"""My work: what waits, since when, what is late, what was begun."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core import work
from core.models import Draft
from core.work import WorkItem

pytestmark = pytest.mark.django_db


@pytest.fixture
def sources(monkeypatch):
    """Only the sources a test names."""
    held: list = []
    monkeypatch.setattr(work, "SOURCES", held)
    return held


def test_late_things_come_first_and_say_so(client, people, sources):
    now = timezone.now()
    sources.append(lambda user: [WorkItem("Menunggu verifikasi", "/a/", 3, since=now - timedelta(days=2))])
    sources.append(lambda user: [WorkItem("Sanggah", "/b/", 1, due=now - timedelta(days=1))])
    client.force_login(people.officer)
    page = client.get("/").content.decode()
    assert page.index("Sanggah") < page.index("Menunggu verifikasi")
    assert 'class="badge bad"' in page and 'href="/b/"' in page


def test_each_source_is_asked_for_this_person(client, people, sources):
    asked = []
    sources.append(lambda user: asked.append(user) or [])
    client.force_login(people.langkai)
    client.get("/")
    assert asked == [people.langkai]


def test_drafts_wait_for_their_owner_only(client, people, sources):
    Draft.objects.create(owner=people.langkai, form="household", label="Keluarga baru", url="/keluarga/baru/")
    client.force_login(people.langkai)
    assert "Keluarga baru" in client.get("/").content.decode()
    client.force_login(people.menteng)
    assert "Keluarga baru" not in client.get("/").content.decode()


def test_nothing_waiting_is_said_in_words(client, people, sources):
    client.force_login(people.langkai)
    assert 'class="empty"' in client.get("/").content.decode()


def test_without_a_role_the_page_says_whom_to_ask(client, people, sources):
    client.force_login(people.nobody)
    answer = client.get("/")
    assert answer.status_code == 200 and 'class="empty"' in answer.content.decode()


def test_every_role_starts_the_day_here(client, people):
    for user in people.by_role().values():
        client.force_login(user)
        assert client.get("/").status_code == 200
