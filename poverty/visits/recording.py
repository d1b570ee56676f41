"""What a visitor records on the way: answers, place and photos, in parts, as the connection allows.

Every act may arrive late or twice, for a phone sends again what was not answered.
"""

import uuid
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Perm
from poverty.visits.choices import VisitState
from poverty.visits.models import Visit, VisitPhoto
from poverty.visits.perceptual import blocks
from poverty.visits.pictures import Picture, picture_of

MOST_PHOTOS = 12
PLAIN = ("outcome", "recommendation", "notes")
"""What a visitor says besides the checklist and the place."""


class VisitRefused(Exception):
    """The visit cannot be planned or changed now; the message says why, in words for the person who tried."""


def refusal_to_record(visit: Visit, *, by) -> str:
    """Why this person may not record this visit now; empty when nothing stands against it."""
    if visit.assigned_to_id != by.pk:
        return _("This visit is planned for %(name)s; only that person records it.") % {"name": visit.assigned_to}
    if not Visit.objects.visible_to(by, Perm.RECORD_VISIT).filter(pk=visit.pk).exists():
        return _("You may no longer record visits in this area.")
    if visit.state != VisitState.PLANNED:
        return _("This visit is %(state)s: it can no longer be changed.") % {"state": visit.get_state_display().lower()}
    return ""


def locked(visit: Visit, by) -> Visit:
    """The visit for its visitor to change, held until the transaction ends. Raises `VisitRefused`."""
    fresh = Visit.objects.select_for_update(of=("self",)).select_related("assigned_to").get(pk=visit.pk)
    refusal = refusal_to_record(fresh, by=by)
    if refusal:
        raise VisitRefused(refusal)
    return fresh


@transaction.atomic
def save_found(*, visit: Visit, data: dict[str, Any], revision: int, by, started_at: datetime | None = None) -> Visit:
    """Keep part of what was found. The same message twice, or late, changes nothing.

    `data` maps a question's code to its answer (None: not looked at), `outcome`, `recommendation` and `notes` to
    their values, and `place` to (latitude, longitude, accuracy in metres). `revision` is the moment of the newest
    change in it, in milliseconds: per entry the newest stands. The first `started_at` stands.

    Raises:
        VisitRefused: for everybody but its visitor, and once it was handed in or cancelled.
        ValueError: when `data` names what the checklist does not ask.
    """
    fresh = locked(visit, by)
    asked = {question["code"] for question in fresh.checklist}
    foreign = set(data) - asked - {*PLAIN, "place"}
    if foreign:
        raise ValueError(f"not asked: {sorted(foreign)}")
    revision = min(revision, int(timezone.now().timestamp() * 1000))
    for name, value in data.items():
        if revision > fresh.revisions.get(name, 0):
            fresh.revisions[name] = revision
            _put(fresh, name, value)
    if fresh.started_at is None and started_at is not None:
        fresh.started_at = within_the_visit(fresh, started_at)
    fresh.save()
    visit.refresh_from_db()
    return visit


def _put(visit: Visit, name: str, value: Any) -> None:
    if name == "place":
        latitude, longitude, accuracy = value or (None, None, None)
        visit.latitude, visit.longitude, visit.accuracy_m = latitude, longitude, accuracy
    elif name in PLAIN:
        setattr(visit, name, value)
    elif value is None:
        visit.found.pop(name, None)
    else:
        visit.found[name] = value


def within_the_visit(visit: Visit, moment: datetime) -> datetime:
    """A phone's clock may be wrong; a visit lies between its planning and now."""
    return min(max(moment, visit.created_at), timezone.now())


def add_photo(*, visit: Visit, upload, client_id: uuid.UUID, subject: str, by) -> VisitPhoto:
    """Keep a photo. Sent twice under the same number, even at the same moment, it is kept once.

    Raises:
        VisitRefused: for everybody but its visitor, once it was handed in, and for more than `MOST_PHOTOS`.
        ValidationError: when the file is no photo, or too large.
    """
    known = _known_photo(visit, client_id, by)
    if known is not None:
        return known
    picture = picture_of(upload)
    with transaction.atomic():
        fresh = locked(visit, by)
        known = _known_photo(fresh, client_id, by)
        if known is not None:
            return known
        if fresh.photos.count() >= MOST_PHOTOS:
            raise VisitRefused(_("A visit holds at most %(number)s photos.") % {"number": MOST_PHOTOS})
        return _store(fresh, picture, client_id, subject)


def _store(visit: Visit, picture: Picture, client_id: uuid.UUID, subject: str) -> VisitPhoto:
    photo = VisitPhoto(
        visit=visit,
        client_id=client_id,
        subject=subject,
        sha256=picture.sha256,
        perceptual_hash=picture.perceptual_hash,
        blocks=blocks(picture.perceptual_hash),
        taken_at=picture.taken.at,
        latitude=_degrees(picture.taken.latitude),
        longitude=_degrees(picture.taken.longitude),
    )
    photo.image.save(picture.content.name, picture.content, save=False)
    try:
        photo.save()
    except BaseException:
        photo.image.storage.delete(photo.image.name)
        raise
    return photo


def _known_photo(visit: Visit, client_id: uuid.UUID, by) -> VisitPhoto | None:
    """The photo that was kept under this number before, for the visitor of its visit and nobody else."""
    known = VisitPhoto.objects.filter(client_id=client_id).select_related("visit").first()
    if known is not None and (known.visit_id != visit.pk or known.visit.assigned_to_id != by.pk):
        raise VisitRefused(_("This photo belongs to another visit."))
    return known


def _degrees(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(f"{value:.6f}")


@transaction.atomic
def remove_photo(*, visit: Visit, client_id: uuid.UUID, by) -> bool:
    """Take a photo away while the visit is planned; False when there is none under this number.

    Raises:
        VisitRefused: for everybody but its visitor, and once it was handed in or cancelled.
    """
    fresh = locked(visit, by)
    photo = fresh.photos.filter(client_id=client_id).first()
    if photo is None:
        return False
    storage, name = photo.image.storage, photo.image.name
    photo.delete()
    transaction.on_commit(lambda: storage.delete(name))
    return True
