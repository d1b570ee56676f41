"""Deciding a request, field by field: who may, what is lacking, what is in conflict, and then all of it or nothing."""

from collections.abc import Iterable, Mapping

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.permissions import Perm
from core.privacy import mask_numbers
from poverty.change_requests.applying import apply
from poverty.change_requests.cases import Case, Entry, case_of
from poverty.change_requests.choices import LineDecision, RequestState
from poverty.change_requests.models import ChangeLine, ChangeRequest
from poverty.households.models import Household, Member

Decisions = Mapping[int, tuple[str, str]]
STEPS = {
    frozenset({LineDecision.ACCEPTED}): "accept",
    frozenset({LineDecision.REFUSED}): "refuse",
    frozenset({LineDecision.ACCEPTED, LineDecision.REFUSED}): "accept_partly",
}


class DecisionRefused(Exception):
    """The decision cannot be taken; nothing was written. `general` and `beside` (by line) say why, in words."""

    def __init__(self, general: Iterable[str] = (), beside: Mapping[int, list[str]] | None = None, labels=()):
        self.general = [str(text) for text in general]
        self.beside = {key: [str(text) for text in texts] for key, texts in (beside or {}).items()}
        self.labels = dict(labels)
        super().__init__(str(self))

    def __str__(self):
        lines = [f"{self.labels.get(key, '')}: {' '.join(texts)}".lstrip(": ") for key, texts in self.beside.items()]
        return " ".join([*self.general, *lines])


def lock(requests: Iterable[ChangeRequest]) -> None:
    """Lock people, then households, then requests, each in one order: the order in which the edit screens lock."""
    requests = list(requests)
    for model, keys in (
        (Member, {request.member_id for request in requests} - {None}),
        (Household, {request.household_id for request in requests}),
        (ChangeRequest, {request.pk for request in requests}),
    ):
        list(model._base_manager.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk").values_list("pk"))


def refusal_of_person(request: ChangeRequest, by) -> str:
    """Why this person may not decide this request now, whatever the decision; empty when it may be."""
    if not request.is_open:
        return decided_words(request)
    if request.requested_by_id == by.pk:
        return _("You asked for this yourself, so somebody else must decide it.")
    within = ChangeRequest.objects.visible_to(by, Perm.DECIDE_CHANGE).filter(pk=request.pk)
    if by.may(Perm.DECIDE_CHANGE) and not within.exists():
        return _("This household lies outside the area in which you decide.")
    return request.workflow.refusal(request, "accept", by=by)


def decided_words(request: ChangeRequest) -> str:
    """Who ended it, and when."""
    if request.decided_by is None:
        return _("This request was withdrawn.")
    return _("%(name)s has decided this request already, on %(day)s.") % {
        "name": request.decided_by,
        "day": date_format(localtime(request.decided_at), "DATETIME_FORMAT"),
    }


def decide_locked(request: ChangeRequest, decisions: Decisions, seals: Mapping[int, str], by) -> ChangeRequest:
    """Decide a request whose rows are locked. Raises `DecisionRefused`, `IntegrityError`; the caller rolls back."""
    fresh = ChangeRequest.objects.select_related("requested_by", "decided_by").get(pk=request.pk)
    if refusal := refusal_of_person(fresh, by):
        raise DecisionRefused([refusal])
    case = case_of(fresh)
    _refuse_the_unclear(case, decisions, seals)
    accepted = [entry for entry in case.entries if decisions[entry.line.pk][0] == LineDecision.ACCEPTED]
    rivals = [rival for entry in accepted for rival in entry.rivals]
    if accepted:
        try:
            apply(case, accepted, by=by)
        except ValidationError as refusal:
            raise refused_by(refusal, case) from None
    _note(case, decisions)
    if rivals:
        ChangeLine.objects.filter(pk__in=[rival.pk for rival in rivals]).update(overtaken_by=fresh)
    step = STEPS[frozenset(LineDecision(decisions[entry.line.pk][0]) for entry in case.entries)]
    fresh.workflow.move(fresh, step, by=by, note=_summary(case, decisions))
    return fresh


def refused_by(refusal: ValidationError, case: Case) -> DecisionRefused:
    """A refusal by field as one by line."""
    if not hasattr(refusal, "error_dict"):
        return DecisionRefused(refusal.messages)
    general, beside = [], {}
    for name, texts in refusal.message_dict.items():
        entry = case.entry_of(name) if name != NON_FIELD_ERRORS else None
        if entry is None:
            general += texts
        else:
            beside[entry.line.pk] = texts
    return DecisionRefused(general, beside, _labels(case.entries))


def _labels(entries: Iterable[Entry]) -> dict[int, str]:
    return {entry.line.pk: capfirst(entry.field.verbose_name) for entry in entries}


def _refuse_the_unclear(case: Case, decisions: Decisions, seals: Mapping[int, str]) -> None:
    """Every field decided, every refusal with its reason, nothing accepted over a value that was not in sight."""
    beside = {}
    for entry in case.entries:
        decision, note = decisions.get(entry.line.pk, ("", ""))
        if decision not in (LineDecision.ACCEPTED, LineDecision.REFUSED):
            beside[entry.line.pk] = [_("Accept or refuse this.")]
        elif decision == LineDecision.REFUSED and not note.strip():
            beside[entry.line.pk] = [_("Say why this is refused.")]
        elif decision == LineDecision.ACCEPTED and not entry.was_shown(seals.get(entry.line.pk)):
            beside[entry.line.pk] = [
                _("What stands in the registry has changed since this was asked. Look at all three and decide anew.")
            ]
    if not case.entries:
        raise DecisionRefused([_("None of these fields exists any more. Ask for the change again.")])
    if beside:
        raise DecisionRefused([], beside, _labels(case.entries))


def _note(case: Case, decisions: Decisions) -> None:
    for entry in case.entries:
        decision, note = decisions[entry.line.pk]
        entry.line.decision, entry.line.note = decision, mask_numbers(note.strip())[:300]
    ChangeLine.objects.bulk_update([entry.line for entry in case.entries], ["decision", "note"])


def _summary(case: Case, decisions: Decisions) -> str:
    """The notes of the refused lines, as the reason that stands with the step."""
    notes = [entry.line.note for entry in case.entries if decisions[entry.line.pk][0] == LineDecision.REFUSED]
    return " · ".join(dict.fromkeys(note for note in notes if note))


def refusal_in_bulk(case: Case) -> str:
    """Why this is no simple request, to be accepted unseen among many; empty when it is."""
    if case.request.state != RequestState.OPEN:
        return ""
    stale = [str(entry.field.verbose_name) for entry in case.entries if entry.is_stale]
    if stale:
        return _("The registry has changed since it was asked: %(fields)s. Decide it by itself.") % {
            "fields": ", ".join(stale)
        }
    rivals = {rival.request_id for entry in case.entries for rival in entry.rivals}
    if rivals:
        return _("Another open request asks for the same: %(numbers)s. Decide them side by side.") % {
            "numbers": ", ".join(str(number) for number in sorted(rivals))
        }
    return ""
