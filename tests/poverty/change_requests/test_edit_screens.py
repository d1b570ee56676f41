"""The edit screens of a verified household ask instead of changing; nothing slips past them."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from core.models import Draft
from poverty.change_requests.models import ChangeRequest
from poverty.households.models import Household, Member
from tests.support.change_requests import REASON, a_scan, a_verified_family, asked, verify
from tests.support.factories import LANGKAI, family
from tests.support.screens import UpdateScreen

pytestmark = pytest.mark.django_db
CHILD = {"name": "Aulia", "relation": "child", "sex": "female"}
WHY = {"reason": REASON, "as_request": "1"}


def home(row) -> dict:
    return {"region": LANGKAI, "address": "Jl. Meranti No. 8", "status": "active", "version": version(row)}


def person(row) -> dict:
    return {"name": "Rusli Dohong", "relation": "head", "sex": "male", "birth_date": "1980-05-17",
            "version": version(row)}  # fmt: skip


def version(row) -> int:
    return type(row).objects.get(pk=row.pk).version


SCREENS = {
    "household": ("household_update", lambda made: made, home),
    "member": ("member_update", lambda made: made.head, person),
    "new_member": ("member_create", lambda made: made, lambda row: CHILD),
    "leaving": ("member_leaves", lambda made: made.head, lambda row: {"life_status": "dead", "left_on": "2026-10-01"}),
}  # fmt: skip


@pytest.fixture(params=SCREENS)
def screen(request):
    return SCREENS[request.param]


@pytest.fixture
def langkai(client, people):
    client.force_login(people.langkai)
    return client


def opened(screen, made) -> tuple[str, dict]:
    """Address of a screen, and what a person would send from it at this moment."""
    name, of, data = screen
    return reverse(f"poverty:{name}", args=[of(made).pk]), data(of(made))


def everything() -> tuple:
    return list(Household.objects.order_by("pk").values()), list(Member.objects.order_by("pk").values())


class TestAsking:
    def test_the_page_says_that_somebody_else_decides(self, langkai, people, screen):
        url, _data = opened(screen, a_verified_family(people))
        page = langkai.get(url)
        assert page.context["requesting"] and 'name="evidence"' in page.content.decode()
        plain = langkai.get(opened(screen, family("Orang Lain"))[0])
        assert "requesting" not in plain.context and 'name="evidence"' not in plain.content.decode()

    def test_what_is_sent_becomes_a_request_and_changes_nothing(self, langkai, people, screen):
        made = a_verified_family(people)
        url, data = opened(screen, made)
        before = everything()
        response = langkai.post(url, data | WHY | {"evidence": a_scan()})
        request = ChangeRequest.objects.get()
        assert response["Location"] == request.get_absolute_url()
        assert everything() == before and request.lines.exists() and request.evidence
        assert (request.requested_by, request.reason) == (people.langkai, REASON)

    def test_without_a_reason_it_is_not_asked(self, langkai, people, screen):
        url, data = opened(screen, a_verified_family(people))
        response = langkai.post(url, data | {"as_request": "1"})
        assert response.status_code == 422 and "reason" in response.context["form"].errors
        assert not ChangeRequest.objects.exists()

    def test_evidence_that_is_no_document_is_refused_beside_its_field(self, langkai, people, screen):
        url, data = opened(screen, a_verified_family(people))
        response = langkai.post(url, data | WHY | {"evidence": SimpleUploadedFile("a.pdf", b"MZ program")})
        assert response.status_code == 422 and "evidence" in response.context["form"].errors

    def test_the_same_checks_as_for_direct_editing(self, langkai, people):
        made = a_verified_family(people)
        other = family("Orang Lain", family_card="6271012309150004")
        url, data = opened(SCREENS["household"], made)
        wrong = langkai.post(url, data | WHY | {"family_card": other.family_card})
        assert list(wrong.context["form"].errors) == ["family_card"]
        url, data = opened(SCREENS["member"], made)
        wrong = langkai.post(url, data | WHY | {"nik": other.head.nik, "birth_date": "2999-01-01"})
        assert {"nik", "birth_date"} <= set(wrong.context["form"].errors)

    def test_what_is_asked_for_already_is_shown(self, langkai, people):
        made = a_verified_family(people)
        request = asked(people, made, {"address": "Jl. Lain"}, by=people.officer)
        page = langkai.get(opened(SCREENS["household"], made)[0]).content.decode()
        assert f'href="/perubahan/{request.pk}/"' in page
        assert f"/perubahan/{request.pk}/" not in langkai.get(opened(SCREENS["member"], made)[0]).content.decode()

    def test_the_household_page_and_the_persons_row_say_that_a_change_is_asked_for(self, langkai, people):
        made = a_verified_family(people)
        request = asked(people, made, {"birth_place": "Kapuas"}, member=made.head)
        for name in ("household_detail", "household_members", "household_change_requests"):
            page = langkai.get(reverse(f"poverty:{name}", args=[made.pk])).content.decode()
            assert f'href="/perubahan/{request.pk}/"' in page, name

    def test_the_draft_is_gone_once_it_is_asked(self, langkai, people):
        url, data = opened(SCREENS["member"], a_verified_family(people))
        langkai.post(url, data | WHY | {"draft": "save"})
        assert Draft.objects.count() == 1
        langkai.post(url, data | WHY)
        assert not Draft.objects.exists() and ChangeRequest.objects.count() == 1

    def test_several_new_members_one_after_another(self, langkai, people):
        url, data = opened(SCREENS["new_member"], a_verified_family(people))
        assert langkai.post(url, data | WHY | {"another": "1"})["Location"] == url


class TestAFormOpenedBefore:
    def test_it_does_not_slip_through_once_the_household_is_verified(self, langkai, people, screen):
        made = family()
        url, data = opened(screen, made)
        verify(made, people.head)
        before = everything()
        for more in ({}, {"reason": REASON}):
            response = langkai.post(url, data | more)
            assert response.status_code in (409, 422)
            assert response.context["requesting"]
        assert everything() == before and not ChangeRequest.objects.exists()

    def test_sent_again_from_there_it_is_a_request(self, langkai, people, screen):
        made = family()
        url, data = opened(screen, made)
        verify(made, people.head)
        page = langkai.post(url, data).content.decode()
        assert 'name="as_request"' in page
        again = data | {"as_request": "", "reason": REASON}
        if "version" in data:
            again["version"] = version(made if "keluarga" in url else made.head)
        assert langkai.post(url, again).status_code == 302 and ChangeRequest.objects.count() == 1

    def test_a_request_stays_one_when_the_verification_was_lifted_meanwhile(self, langkai, people):
        made = a_verified_family(people)
        url, data = opened(SCREENS["member"], made)
        Household.objects.filter(pk=made.pk).update(verified_on=None, verified_by=None)
        before = everything()
        assert langkai.post(url, data | WHY).status_code == 302
        assert everything() == before and ChangeRequest.objects.count() == 1


class TestPhotos(UpdateScreen):
    """Photos of the house need no request."""

    url_name = "poverty:household_photos"
    form_data = {}

    def make(self, region):
        return a_verified_family(self.people, region)

    def photo(self):
        file = io.BytesIO()
        Image.new("RGB", (8, 8)).save(file, "JPEG")
        return SimpleUploadedFile("rumah.jpg", file.getvalue(), "image/jpeg")

    def data(self):
        return {"photo_front": self.photo()}

    def test_a_save_over_somebody_elses_change_shows_both_versions_and_writes_nothing(self):
        row = self.make(LANGKAI)
        self.sign_in("langkai")
        stale = version(row)
        assert self.client.post(self.url(row), {"photo_front": self.photo(), "version": stale}).status_code == 302
        kept = Household.objects.get(pk=row.pk)
        assert self.client.post(self.url(row), {"photo_front-clear": "on", "version": stale}).status_code == 409
        assert Household.objects.get(pk=row.pk).photo_front == kept.photo_front

    def test_they_change_and_the_household_stays_verified(self):
        row = self.make(LANGKAI)
        self.sign_in("langkai")
        crafted = {"photo_front": self.photo(), "address": "Jl. Palsu", "version": version(row)}
        assert self.client.post(self.url(row), crafted).status_code == 302
        after = Household.objects.get(pk=row.pk)
        assert after.photo_front and after.is_verified and after.address != "Jl. Palsu"
        assert not ChangeRequest.objects.exists()
