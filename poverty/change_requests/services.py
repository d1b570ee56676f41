"""Use cases of change requests: ask, ask for many, withdraw, decide, decide many."""

import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError, transaction
from django.utils.translation import gettext as _

from accounts.permissions import Perm
from core.models import Move
from core.privacy import mask_numbers
from core.refusals import refusal_of
from core.workflow import MoveRefused, Result
from poverty.change_requests.asking import (
    RequestRefused,
    asked_already,
    due_day,
    first_move,
    lines_of,
    open_lines_of,
    refuse_out_of_reach,
    refuse_wrong_subject,
)
from poverty.change_requests.cases import case_of
from poverty.change_requests.choices import LineDecision, Origin, Target
from poverty.change_requests.deciding import (
    DecisionRefused,
    Decisions,
    decide_locked,
    lock,
    refusal_in_bulk,
    refused_by,
)
from poverty.change_requests.models import ChangeLine, ChangeRequest
from poverty.change_requests.values import differences
from poverty.households.models import Household, Member
from poverty.verification.evidence import looked_at

log = logging.getLogger("betang.change_requests")
CHUNK = 1000
BULK_LIMIT = 100
"""So many requests are decided at once, at most: what a person can have looked at."""


@transaction.atomic
def request_change(
    *,
    household: Household,
    target: str,
    values: dict[str, Any],
    reason: str,
    by,
    member: Member | None = None,
    origin: str = Origin.FORM,
    evidence=None,
    import_batch: int | None = None,
    import_row: int | None = None,
) -> ChangeRequest:
    """Ask for a change. `values` are cleaned fields of the forms of direct editing; only real changes become lines.

    The same row of the same import asks once: asked again, it gives the request it made.

    Raises:
        RequestRefused: when nothing would change, the same is asked for already, or the household is out of reach.
        ValidationError: when the evidence is no PDF or picture.
        ValueError: when `values` names a field that no request may change.
    """
    kept = ChangeRequest.objects.filter(import_batch=import_batch, import_row=import_row, target=target)
    if import_batch is not None and (known := kept.first()):
        return known
    household = Household.objects.select_for_update(of=("self",)).get(pk=household.pk)
    member = Member.objects.get(pk=member.pk) if member is not None else None
    refuse_wrong_subject(household, target, member)
    refuse_out_of_reach(household, by)
    found = differences(target, _row(target, household, member), values)
    if not found:
        raise RequestRefused(_("Nothing would change: the registry says this already."))
    if twin := asked_already(open_lines_of([household.pk]), target, member and member.pk, found):
        raise RequestRefused(_("Exactly this is asked for already, in request %(number)s.") % {"number": twin.pk})
    made = _new_request(household, target, member and member.pk, mask_numbers(reason.strip())[:500], by)
    made.origin, made.import_batch, made.import_row, made.due_on = origin, import_batch, import_row, due_day()
    _attach(made, evidence)
    made.save()
    ChangeLine.objects.bulk_create(lines_of(made, found))
    ChangeRequest.workflow.begin(made, by=by, permission=Perm.REQUEST_CHANGE)
    return made


def _row(target: str, household: Household, member: Member | None):
    return {Target.HOUSEHOLD: household, Target.MEMBER: member}.get(target)


def _new_request(household: Household, target: str, member_id: int | None, reason: str, by) -> ChangeRequest:
    return ChangeRequest(
        household=household,
        region_id=household.region_id,
        member_id=member_id,
        target=target,
        reason=reason,
        requested_by=by,
    )


def _attach(request: ChangeRequest, upload) -> None:
    try:
        evidence = looked_at(upload)
    except ValidationError as refusal:
        raise ValidationError({"evidence": refusal.messages}) from None
    if evidence is not None:
        request.evidence.save(evidence.name, evidence, save=False)


@dataclass(frozen=True)
class Wish:
    """What one row of an import would change: keys of household and person, and the values it brings."""

    row: int
    household: int
    target: str
    values: dict[str, Any]
    member: int | None = None


@transaction.atomic
def request_many(*, wishes: Iterable[Wish], reason: str, by, import_batch: int, origin: str = Origin.IMPORT) -> int:
    """Ask for what the rows of an import would change, a thousand at a time; returns how many requests were made.

    Left out without a word: rows that have asked before (the same batch, row and target), rows that would change
    nothing, rows whose change is asked for already, and households out of reach or merged into another. Everything
    is one transaction, so that a killed run leaves none.
    """
    due, role, made = due_day(), by.role_for(Perm.REQUEST_CHANGE), 0
    reason = mask_numbers(reason.strip())[:500]
    for chunk in _chunks(wishes):
        pairs = list(_wanted(chunk, import_batch, reason, by))
        for request, _found in pairs:
            request.origin, request.due_on = origin, due
        requests = ChangeRequest.objects.bulk_create([request for request, _found in pairs])
        ChangeLine.objects.bulk_create([line for request, found in pairs for line in lines_of(request, found)])
        Move.objects.bulk_create([first_move(request, by, role) for request in requests])
        made += len(requests)
    return made


def _chunks(wishes: Iterable[Wish]) -> Iterator[list[Wish]]:
    left = iter(wishes)
    while chunk := list(islice(left, CHUNK)):
        yield chunk


def _wanted(chunk: Iterable[Wish], import_batch: int, reason: str, by) -> Iterator[tuple[ChangeRequest, list]]:
    """The requests that these wishes make, each with its differences; five statements for all."""
    within = Household.objects.visible_to(by, Perm.REQUEST_CHANGE)
    households = within.in_bulk({wish.household for wish in chunk})
    members = Member.objects.in_bulk({wish.member for wish in chunk if wish.member})
    known = set(ChangeRequest.objects.filter(import_batch=import_batch).values_list("import_row", "target"))
    asked: dict[int, list[ChangeLine]] = {}
    for line in open_lines_of(households):
        asked.setdefault(line.request.household_id, []).append(line)
    for wish in chunk:
        household, member = households.get(wish.household), members.get(wish.member)
        if household is None or (wish.row, wish.target) in known:
            continue
        try:
            refuse_wrong_subject(household, wish.target, member)
        except RequestRefused:
            continue
        found = differences(wish.target, _row(wish.target, household, member), wish.values)
        if not found or asked_already(asked.get(household.pk, ()), wish.target, wish.member, found):
            continue
        request = _new_request(household, wish.target, wish.member, reason, by)
        request.import_batch, request.import_row = import_batch, wish.row
        asked.setdefault(household.pk, []).extend(lines_of(request, found))
        yield request, found


@transaction.atomic
def withdraw(*, request: ChangeRequest, by) -> ChangeRequest:
    """Take a request back. Raises `RequestRefused` for everybody but the person who asked, and once it is decided."""
    lock([request])
    fresh = ChangeRequest.objects.get(pk=request.pk)
    if fresh.requested_by_id != by.pk:
        raise RequestRefused(_("Only the person who asked for it can withdraw it."))
    try:
        fresh.workflow.move(fresh, "withdraw", by=by)
    except MoveRefused as refused:
        raise RequestRefused(str(refused)) from None
    return fresh


def decide(
    *, request: ChangeRequest, decisions: Decisions, by, seals: Mapping[int, str] | None = None
) -> ChangeRequest:
    """Decide a request: for each line (by its key) accepted or refused, with a note. All of it or nothing.

    What is accepted is checked against the record as it stands now. Where that is no longer what it was when the
    change was asked for, `seals` must show, by line, that the decider has seen the present value (`Entry.seal`).
    The household stays verified: a second person has looked at the change.

    Raises:
        DecisionRefused: with the reasons beside the lines; nothing has been written.
    """
    try:
        with transaction.atomic():
            lock([request])
            return decide_locked(request, decisions, seals or {}, by)
    except MoveRefused as refused:
        raise DecisionRefused([str(refused)]) from None
    except IntegrityError as error:  # somebody took the NIK in this very second
        raise refused_by(refusal_of(error), case_of(request)) from None


@transaction.atomic
def decide_each(*, requests: Iterable[ChangeRequest], decision: str, by, note: str = "") -> list[Result]:
    """Accept or refuse each of many requests as a whole; one refusal or fault neither stops nor hides the others.

    Only simple requests are accepted so: one in conflict is refused here with the reason, and stays open. Every item
    has its result. All is one transaction: a crash in between leaves none of them decided.
    """
    requests = sorted(requests, key=lambda each: each.pk)
    lock(requests)
    return [Result(request, _decide_one(request, decision, by, note)) for request in requests]


def _decide_one(request: ChangeRequest, decision: str, by, note: str) -> str:
    """Decide one of many; returns why it was not done, or nothing."""
    try:
        with transaction.atomic():
            case = case_of(request)
            refusal = refusal_in_bulk(case) if decision == LineDecision.ACCEPTED else ""
            if refusal:
                return refusal
            decide(request=request, decisions={entry.line.pk: (decision, note) for entry in case.entries}, by=by)
    except DecisionRefused as refused:
        return str(refused)
    except OperationalError:
        raise
    except Exception:
        log.exception("change request %s could not be decided", request.pk)
        return _("A fault of the system: nothing of this request was written, and the fault is on record.")
    return ""
