"""Why an undo left a record alone, in words: what refers to it by now, or who has changed it since, and when."""

from collections.abc import Iterable

from django.apps import apps
from django.contrib.auth import get_user_model
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.history import event_model
from poverty.imports.dependants import MARK
from poverty.imports.models import ImportChange
from poverty.imports.undoing import MODELS

WORDS = {
    "edited": gettext_lazy("somebody has changed the record since"),
    "dependants": gettext_lazy("people or assessments were added to the household since"),
    "household_stays": gettext_lazy("its household stays, so it stays too"),
    "number_taken": gettext_lazy("the former number now belongs to somebody else"),
    "request_decided": gettext_lazy("its change request was accepted; what it changed is not taken back"),
}


def refusals_of(ledger: Iterable[ImportChange]) -> dict[int, list[str]]:
    """Row number to the reasons, each once, for the lines of the ledger that an undo refused."""
    refused = [each for each in ledger if each.refusal]
    changed = _changed_by([each for each in refused if each.refusal == "edited"])
    found: dict[int, list[str]] = {}
    for each in refused:
        said = found.setdefault(each.row_number, [])
        if (words := changed.get(each.pk) or _words(each.refusal)) not in said:
            said.append(words)
    return found


def _words(refusal: str) -> str:
    if refusal.startswith(MARK):
        model = apps.get_model(refusal.removeprefix(MARK))
        return _("it is needed by now: %(what)s") % {"what": model._meta.verbose_name}
    return str(WORDS.get(refusal, refusal))


def _changed_by(edited: list[ImportChange]) -> dict[int, str]:
    """Line of the ledger to who changed its record last since the import, and when; the history has it."""
    last = {}
    for kind, model in MODELS.items():
        lines = {each.record_id: each for each in edited if each.table == kind}
        if not lines:
            continue
        for event in event_model(model).objects.filter(pgh_obj_id__in=lines).order_by("pgh_id"):
            if event.version > lines[event.pgh_obj_id].version:
                last[lines[event.pgh_obj_id].pk] = event
    names = _names(last.values())
    return {key: _sentence(event, names) for key, event in last.items()}


def _names(events) -> dict[int, str]:
    wanted = {(event.pgh_context or {}).get("user") for event in events} - {None}
    return {person.pk: str(person) for person in get_user_model().objects.filter(pk__in=wanted)}


def _sentence(event, names: dict[int, str]) -> str:
    day = date_format(localtime(event.pgh_created_at), "SHORT_DATETIME_FORMAT")
    name = names.get((event.pgh_context or {}).get("user"))
    if name:
        return _("changed by %(name)s on %(day)s") % {"name": name, "day": day}
    return _("changed on %(day)s, directly in the database") % {"day": day}
