"""Writing down who looked. Events are added and never changed; the database refuses anything else."""

from django.db import models
from django.http import HttpRequest

from accounts.access_log.models import AccessEvent
from core.history import client_address
from core.privacy import mask_numbers

Action = AccessEvent.Action


def log_view(user, subject: models.Model, request: HttpRequest | None, *, detail: str = "") -> AccessEvent:
    """A person opened a record's page."""
    return _log(Action.VIEW, user, request, subject=subject, detail=detail)


def log_reveal(user, subject: models.Model, request: HttpRequest | None, *, detail: str, reason: str) -> AccessEvent:
    """A person had a masked number shown. `detail` names the field, never the number."""
    return _log(Action.REVEAL, user, request, subject=subject, detail=detail, reason=reason)


def log_download(user, subject: models.Model, request: HttpRequest | None, *, detail: str = "") -> AccessEvent:
    """A person fetched a file that belongs to a record."""
    return _log(Action.DOWNLOAD, user, request, subject=subject, detail=detail)


def log_search(
    user,
    model: type[models.Model],
    request: HttpRequest | None,
    *,
    detail: str,
    region_code: str | None = None,
) -> AccessEvent:
    """A person searched among records. `detail` says by what; long numbers in it are masked."""
    return _log(Action.SEARCH, user, request, model=model, region_code=region_code, detail=detail)


def log_export(
    user,
    model: type[models.Model],
    request: HttpRequest | None,
    *,
    detail: str,
    reason: str = "",
    region_code: str | None = None,
) -> AccessEvent:
    """A person exported a list. `detail` gives the filters and the number of rows; no area means the whole city."""
    return _log(Action.EXPORT, user, request, model=model, region_code=region_code, detail=detail, reason=reason)


def region_of(subject: models.Model) -> str | None:
    """Code of the area a record belongs to, found along its model's `area_lookup`; None when it has none."""
    found = subject
    for part in getattr(subject, "area_lookup", "").split("__"):
        found = getattr(found, part, None) if part else None
    return found


def _log(
    action: Action,
    user,
    request: HttpRequest | None,
    *,
    subject: models.Model | None = None,
    model: type[models.Model] | None = None,
    region_code: str | None = None,
    detail: str = "",
    reason: str = "",
) -> AccessEvent:
    model = model or type(subject)
    return AccessEvent.objects.create(
        user=user,
        user_name=str(user)[:150],
        role=user.role_for(getattr(model, "view_permission", "")),
        action=action,
        subject_type=model._meta.label_lower,
        subject_id=subject.pk if subject is not None and isinstance(subject.pk, int) else None,
        region_id=region_of(subject) if subject is not None else region_code,
        detail=mask_numbers(str(detail))[:200],
        reason=mask_numbers(reason.strip())[:300],
        address=(client_address(request) or None) if request is not None else None,
    )
