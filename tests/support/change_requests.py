"""Makers of verified households and of requests to change them."""

import datetime as dt
import io
import itertools

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from accounts.roles.table import RoleCode
from poverty.change_requests.choices import Target
from poverty.change_requests.models import ChangeRequest
from poverty.change_requests.services import request_change
from poverty.households.models import Household
from tests.support.factories import CITY, LANGKAI, MENTENG, family
from tests.support.people import assign, person

VERIFIED_ON = dt.date(2026, 9, 20)
REASON = "Akta kelahiran menyebut lain."
_streets = itertools.count(1)
_officers = itertools.count(1)


def verify(household: Household, by) -> Household:
    """The household, verified as an endorsement would leave it."""
    Household.objects.filter(pk=household.pk).update(verified_on=VERIFIED_ON, verified_by=by)
    household.refresh_from_db()
    return household


def a_verified_family(people, area=LANGKAI, name="Rusli Tuah", **fields) -> Household:
    """A household with its head, verified by the head of office."""
    return verify(family(name, area, **fields), people.head)


def another_officer():
    """A social officer of the whole city beside the one of the cast."""
    return assign(person(f"dinsos.lain{next(_officers)}"), RoleCode.SOCIAL_OFFICER, region=CITY)


def requester(people, area):
    """Who asks for changes in this area."""
    return {LANGKAI: people.langkai, MENTENG: people.menteng}.get(area) or another_officer()


def asked(people, household: Household, values: dict, by=None, **more) -> ChangeRequest:
    """A request for these values of the household, or of a person of it when `member` is given."""
    more.setdefault("target", Target.MEMBER if more.get("member") else Target.HOUSEHOLD)
    by = by or requester(people, household.region_id)
    return request_change(household=household, values=values, reason=more.pop("reason", REASON), by=by, **more)


def a_change_request(people, area) -> ChangeRequest:
    """A request for another address and another RT of a verified household."""
    household = a_verified_family(people, area)
    return asked(people, household, {"address": f"Jl. Ramin No. {next(_streets)}", "rt": "07"})


def a_request_with_evidence(people, area) -> ChangeRequest:
    household = a_verified_family(people, area)
    return asked(people, household, {"address": "Jl. Meranti 3"}, evidence=a_scan())


def a_number_line(people, area):
    """The line of a request for another NIK."""
    household = a_verified_family(people, area)
    head = household.head
    nik = f"{head.nik[:12]}{int(head.nik[12:]) % 9998 + 1:04}"
    return asked(people, household, {"nik": nik}, member=head).lines.get()


def a_ready_change_request(people, area) -> ChangeRequest:
    """A request that lacks nothing for any step, not even what the database wants of a decided one."""
    made = a_change_request(people, area)
    ChangeRequest.objects.filter(pk=made.pk).update(decided_at=timezone.now(), decided_by=people.head)
    made.refresh_from_db()
    return made


def a_scan(name: str = "akta.jpg") -> SimpleUploadedFile:
    """A picture of a certificate."""
    file = io.BytesIO()
    Image.new("RGB", (30, 20)).save(file, "JPEG")
    return SimpleUploadedFile(name, file.getvalue(), "image/jpeg")


def answers(request: ChangeRequest, **by_field: str) -> dict:
    """Decisions for every line: accepted, unless named here as `field="refused"`."""
    return {
        line.pk: (decision, "tidak terbukti" if decision == "refused" else "")
        for line in request.lines.all()
        for decision in [by_field.get(line.field, "accepted")]
    }


def sent(request: ChangeRequest, page: str = "", **by_field: str) -> dict:
    """The same as a form sends it."""
    data = {}
    for key, (decision, note) in answers(request, **by_field).items():
        data |= {f"decision-{key}": decision, f"note-{key}": note}
    return data
