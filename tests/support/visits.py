"""Makers for tests of visits: a visit on the way to the house, and photos as a phone takes them."""

import datetime as dt
import io
import math
import uuid

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from accounts.users.models import User
from poverty.verification.choices import ProposalKind, ProposalState
from poverty.verification.models import Proposal
from poverty.visits import recording
from poverty.visits.checklist import checklist_for
from poverty.visits.choices import VisitState
from poverty.visits.models import Visit, VisitPhoto
from poverty.visits.pictures import picture_of
from tests.support.factories import LANGKAI, family

HOUSE = (-2.2094, 113.9213)
"""Latitude and longitude of the house that the tests visit."""
WHOLE = {"outcome": "met", "recommendation": "eligible", "household_size": 4}
"""What handing in needs besides a photo."""


def visit(household=None, *, visitor, region: str | None = LANGKAI, planned_by=None, **fields) -> Visit:
    """A planned visit with its checklist, past the service."""
    household = household or family(region=region)
    fields.setdefault("planned_for", timezone.localdate())
    if "checklist" not in fields:
        members = list(household.members.present())
        fields["checklist"] = checklist_for(household, members, household.assessments.all().that_counts())
    return Visit.objects.create(
        household=household,
        region_id=household.region_id,
        assigned_to=visitor,
        planned_by=planned_by or visitor,
        **fields,
    )


def agreed(household, *, by, **fields) -> Proposal:
    """A proposal that a meeting has agreed to, past the services."""
    fields.setdefault("kind", ProposalKind.ENTRY)
    fields.setdefault("state", ProposalState.AGREED)
    fields.setdefault("reason", "Diusulkan RT")
    return Proposal.objects.create(household=household, region_id=household.region_id, recorded_by=by, **fields)


def scene(number: int = 1, size=(320, 240)) -> Image.Image:
    """A picture with edges; another number is another scene."""
    picture = Image.new("L", (12, 9))
    picture.putdata([int(128 + 120 * math.sin(number * 7.3 + place * (1.1 + number % 5))) for place in range(108)])
    return picture.resize(size, Image.Resampling.BICUBIC).convert("RGB")


def exif(place=HOUSE, at: dt.datetime | None = None, offset: str = "+07:00") -> Image.Exif:
    """What a phone's camera writes: where and when."""
    made = Image.Exif()
    if at is not None:
        made.get_ifd(0x8769).update({0x9003: f"{at:%Y:%m:%d %H:%M:%S}", 0x9011: offset})
    if place is not None:
        sides = ("S" if place[0] < 0 else "N", "W" if place[1] < 0 else "E")
        made.get_ifd(0x8825).update({1: sides[0], 2: _parts(place[0]), 3: sides[1], 4: _parts(place[1])})
    return made


def _parts(degrees: float) -> tuple[float, float, float]:
    whole, rest = divmod(abs(degrees), 1)
    minutes, rest = divmod(rest * 60, 1)
    return whole, minutes, round(rest * 60, 4)


def jpeg(number: int = 1, size=(320, 240), quality: int = 90, **camera) -> bytes:
    """A photo of a scene; `place` and `at` say what its camera wrote."""
    file = io.BytesIO()
    more = {"exif": exif(**camera)} if camera else {}
    scene(number, size).save(file, "JPEG", quality=quality, **more)
    return file.getvalue()


def upload(content: bytes | None = None, name: str = "IMG_0001.jpg") -> SimpleUploadedFile:
    """A photo as a form sends it."""
    return SimpleUploadedFile(name, jpeg() if content is None else content, "image/jpeg")


def photograph(to: Visit, number: int = 1, *, subject: str = "front", **camera):
    """A photo of a visit, through the service; its place and time, if any, from `camera`."""
    return recording.add_photo(
        visit=to,
        upload=upload(jpeg(number, **camera)),
        client_id=uuid.uuid4(),
        subject=subject,
        by=to.assigned_to,
    )


def a_visit(people, area):
    """A visit in this area, planned for the enumerator of Langkai."""
    return visit(region=area, visitor=people.langkai)


def a_photographed_visit(people, area):
    """A visit with a photo, wherever it lies."""
    made, picture = a_visit(people, area), picture_of(upload())
    photo = VisitPhoto(visit=made, client_id=uuid.uuid4(), subject="front", sha256=picture.sha256, perceptual_hash=1)
    photo.image.save("x.jpg", picture.content)
    photo.save()
    return photo


def a_ready_visit(people, area):
    """A visit of the social officer that lacks nothing for any step."""
    now = timezone.now()
    return visit(
        region=area,
        visitor=people.officer,
        outcome="not_home",
        notes="Rumah terkunci, tetangga bilang ke kebun.",
        started_at=now - dt.timedelta(minutes=20),
        ended_at=now,
    )


def a_visit_to_carry_over(people, area):
    """A visit of the enumerator of Langkai that met the household, whose proposal does not know of it yet."""
    household, now = family(region=area), timezone.now()
    return visit(
        household,
        visitor=people.langkai,
        proposal=agreed(household, by=people.officer),
        state=VisitState.DONE,
        outcome="met",
        recommendation="eligible",
        ended_at=now,
    )


def plan_form(household) -> dict:
    """A complete form for planning a visit by the social officer, who may visit anywhere."""
    visitor = User.objects.get(username="dinsos")
    return {"assigned_to": visitor.pk, "planned_for": (timezone.localdate() + dt.timedelta(days=1)).isoformat()}


def photo_address(photo) -> list:
    """Arguments of an address about one photo."""
    return [photo.visit_id, photo.client_id]
