"""Change history by database trigger: nothing that is written, by whatever path, escapes it.

`@tracked` gives a model an event table (before and after of every insert, update and delete, with user, address,
request and reason in a denormalised context), lets the database count its `version`, and refuses every change of the
events themselves. The counter is what optimistic locking and the undo of an import stand on.
"""

import ipaddress
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pghistory
import pgtrigger
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models
from django.utils.translation import gettext_lazy as _
from pghistory.middleware import HistoryMiddleware

LABELS = ("insert", "update", "delete")
SOURCES = {
    "web": _("on the page"),
    "import": _("by import"),
    "command": _("by command"),
    "database": _("in the database"),
    "demonstration": _("demonstration data"),
}
QUIET_FIELDS = {"version", "updated_at", "created_at", "id"}


class CountVersion(pgtrigger.Trigger):
    """Every UPDATE that really changes a row raises its `version` by one, whoever writes it."""

    def __init__(self, fields: list[str], **kwargs):
        super().__init__(
            name="count_version",
            operation=pgtrigger.Update,
            when=pgtrigger.Before,
            level=pgtrigger.Row,
            func="NEW.version := OLD.version + 1; NEW.updated_at := clock_timestamp(); RETURN NEW;",
            condition=pgtrigger.AnyChange(*fields),
            **kwargs,
        )


class KeepPrimaryKey(pgtrigger.Trigger):
    """A primary key never changes: statement-level history could not follow it."""

    def __init__(self, key: str, **kwargs):
        super().__init__(
            name="keep_primary_key",
            operation=pgtrigger.Update,
            when=pgtrigger.Before,
            level=pgtrigger.Row,
            func="RAISE EXCEPTION 'primary keys do not change';",
            condition=pgtrigger.Q(**{f"old__{key}__df": pgtrigger.F(f"new__{key}")}),
            **kwargs,
        )


def tracked(model: type[models.Model]) -> type[models.Model]:
    """Class decorator: history by statement-level trigger, a version counted by the database, fixed keys.

    A model may name fields in `history_exclude` that no history may hold, such as a password's hash.
    """
    exclude = tuple(getattr(model, "history_exclude", ()))
    stored = [
        field.name
        for field in model._meta.local_fields
        if not field.generated and field.name not in (*QUIET_FIELDS, *exclude) and not field.primary_key
    ]
    pgtrigger.register(CountVersion(stored))(model)
    pgtrigger.register(KeepPrimaryKey(model._meta.pk.name))(model)
    return pghistory.track(
        pghistory.InsertEvent("insert"),
        pghistory.UpdateEvent("update"),
        pghistory.DeleteEvent("delete"),
        exclude=list(exclude) or None,
        meta={"default_permissions": ()},
    )(model)


class Tracked(models.Model):
    """What every record carries: when it came, when it last changed, and how often (counted by the database)."""

    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True, editable=False)
    updated_at = models.DateTimeField(auto_now_add=True, editable=False)

    class Meta:
        abstract = True


def event_model(model: type[models.Model]) -> type[models.Model]:
    """The event model that `@tracked` made for `model`. Raises `LookupError` when the model is not tracked."""
    return apps.get_model(model._meta.app_label, f"{model._meta.object_name}Event")


def tracked_tables() -> list[str]:
    """Names of the tables of all tracked models."""
    return sorted(model._meta.db_table for model in apps.get_models() if issubclass(model, Tracked))


def event_tables() -> list[str]:
    """Names of all event tables, for the guard that keeps them append-only."""
    return sorted(model._meta.db_table for model in apps.get_models() if issubclass(model, pghistory.models.Event))


@contextmanager
def because(reason: str, **more: Any) -> Iterator[None]:
    """Everything written inside carries this reason in its history."""
    with _context({"reason": reason, **more}):
        yield


@contextmanager
def acting(user, *, source: str, reason: str = "") -> Iterator[None]:
    """History context for work outside a request: a background job or a command run as `user`."""
    context = {"user": user.pk if user else None, "source": source, "request": str(uuid.uuid4())}
    if reason:
        context["reason"] = reason
    with _context(context):
        yield


@contextmanager
def _context(more: dict[str, Any]) -> Iterator[None]:
    """pghistory's context, but what an inner one adds ends with it; theirs would keep it until the outermost ends."""
    with pghistory.context() as held:
        before = dict(held.metadata)
        held.metadata.update(more)
        try:
            yield
        finally:
            held.metadata.clear()
            held.metadata.update(before)


def client_address(request) -> str:
    """The address a request came from, as axes and the proxy settings see it; empty when unknown."""
    from axes.helpers import get_client_ip_address

    address = get_client_ip_address(request) or ""
    try:
        return str(ipaddress.ip_address(address))
    except ValueError:
        return ""


class RequestHistoryMiddleware(HistoryMiddleware):
    """Every write of a request carries user, path (never the query), address and a request number."""

    def get_context(self, request) -> dict[str, Any]:
        request.number = str(uuid.uuid4())
        return super().get_context(request) | {
            "address": client_address(request),
            "request": request.number,
            "source": "web",
        }


@dataclass(frozen=True)
class FieldChange:
    """One field of one change: the label a person reads, and the text before and after."""

    name: str
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """One row of the change history: who, when, from where, why, and before and after per field."""

    at: datetime
    action: str
    subject: str
    who: str
    address: str
    source: str
    reason: str
    fields: tuple[FieldChange, ...]


def changes_of(*sources: tuple[models.QuerySet, str], show=None, limit: int = 200) -> list[Change]:
    """The newest changes of some records, newest first.

    `sources` are pairs (queryset of records of one model, word for it); deleted records keep their events but are
    found only through `deleted_changes_of`. `show(field, value)` turns a value into text (masking lives there).
    One query per source and one for the names of users.
    """
    rows: list[tuple[Any, str, type[models.Model]]] = []
    for queryset, subject in sources:
        events = event_model(queryset.model)
        found = events.objects.filter(pgh_obj_id__in=queryset.values("pk")).order_by("pgh_obj_id", "pgh_id")
        rows += _with_previous(found, subject, queryset.model)
    rows.sort(key=lambda row: row[0].pgh_id, reverse=True)
    rows.sort(key=lambda row: row[0].pgh_created_at, reverse=True)
    rows = rows[:limit]
    names = _user_names(row[0] for row in rows)
    changes = [_change(event, before, subject, model, names, show) for event, before, subject, model in rows]
    return [change for change in changes if change.fields or change.action != "update"]


def _with_previous(events, subject, model):
    previous: dict[Any, Any] = {}
    out = []
    for event in events:
        out.append((event, previous.get(event.pgh_obj_id), subject, model))
        previous[event.pgh_obj_id] = event
    return out


def _user_names(events) -> dict[int, str]:
    wanted = {(event.pgh_context or {}).get("user") for event in events} - {None}
    people = get_user_model().objects.filter(pk__in=wanted)
    return {person.pk: person.get_full_name() or person.get_username() for person in people}


def _change(event, before, subject, model, names, show) -> Change:
    context = event.pgh_context or {}
    user = context.get("user")
    return Change(
        at=event.pgh_created_at,
        action=event.pgh_label,
        subject=subject,
        who=names.get(user, ""),
        address=context.get("address", ""),
        source=str(SOURCES.get(source := context.get("source", "database"), source)),
        reason=context.get("reason", ""),
        fields=tuple(_field_changes(event, before, model, show or _plain)),
    )


def _plain(field, value) -> str:
    return "" if value is None else str(value)


def _field_changes(event, before, model, show) -> Iterator[FieldChange]:
    for field in model._meta.concrete_fields:
        if field.name in QUIET_FIELDS or field.name in getattr(model, "history_exclude", ()):
            continue
        old = getattr(before, field.attname, None) if before is not None else None
        new = getattr(event, field.attname, None)
        if event.pgh_label == "delete":
            old, new = new, None
        if old != new and not (old in (None, "") and new in (None, "")):
            yield FieldChange(field.name, str(field.verbose_name), show(field, old), show(field, new))
