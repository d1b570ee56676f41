"""A request as it stands against the registry now: what has changed since it was asked, and who else asks for it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.crypto import constant_time_compare, salted_hmac

from poverty.change_requests.choices import RequestState, Target
from poverty.change_requests.models import ChangeLine, ChangeRequest
from poverty.change_requests.values import MODELS, from_json, present
from poverty.households.models import Household, Member
from poverty.households.names import name_key

WHO = ("nik", "name")
"""Two requests for a new member are about the same person when one of these agrees."""


@dataclass
class Entry:
    """One line of a request, with what the record says now and the lines of other open requests on the same field."""

    line: ChangeLine
    field: models.Field
    now: Any
    is_open: bool
    rivals: list[ChangeLine] = field(default_factory=list)

    @property
    def is_stale(self) -> bool:
        """The record no longer says what it said when this was asked: to be decided anew, with all three in sight."""
        return self.is_open and self.now != self.line.old

    @property
    def is_contested(self) -> bool:
        return self.is_stale or bool(self.rivals)

    @property
    def value(self) -> Any:
        """What is asked for, as the record takes it."""
        return from_json(self.field, self.line.new)

    @property
    def seal(self) -> str:
        """Stands in the page for the present value it shows, so that nobody accepts over one that was not shown."""
        return seal_of(self.line.pk, self.now)

    def was_shown(self, seal: str | None) -> bool:
        """Whether the decider looked at the value that stands there now; without a seal, at the one of the request."""
        if seal is None:
            return not self.is_stale
        return constant_time_compare(seal, self.seal)


def seal_of(key: int, value: Any) -> str:
    """A digest of a line's value that tells nothing about it."""
    return salted_hmac("change_requests.seal", f"{key}:{json.dumps(value, sort_keys=True)}").hexdigest()[:32]


@dataclass
class Case:
    """A request with its household, its person (None unless it is about one who is recorded), and its lines."""

    request: ChangeRequest
    household: Household
    member: Member | None
    entries: list[Entry]

    @property
    def row(self) -> models.Model | None:
        """The record that the request would change."""
        return {Target.HOUSEHOLD: self.household, Target.MEMBER: self.member}.get(self.request.target)

    @property
    def contested(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.is_contested]

    def entry_of(self, name: str) -> Entry | None:
        """The line about this field."""
        return next((entry for entry in self.entries if entry.line.field == name), None)


def cases_of(requests: Iterable[ChangeRequest]) -> list[Case]:
    """The cases of some requests, with the registry as it stands at this moment. Four statements, however many."""
    requests = list(requests)
    households = Household.objects.in_bulk({request.household_id for request in requests})
    members = Member.objects.in_bulk({request.member_id for request in requests if request.member_id})
    lines: dict[int, list[ChangeLine]] = {request.pk: [] for request in requests}
    for line in ChangeLine.objects.filter(request__in=lines).select_related("overtaken_by").order_by("pk"):
        lines[line.request_id].append(line)
    rivals = _open_lines(households)
    return [
        _case(request, households[request.household_id], members.get(request.member_id), lines[request.pk], rivals)
        for request in requests
    ]


def case_of(request: ChangeRequest) -> Case:
    """The case of one request."""
    return cases_of([request])[0]


def _open_lines(households: Iterable[int]) -> list[ChangeLine]:
    return list(
        ChangeLine.objects.filter(request__household__in=households, request__state=RequestState.OPEN)
        .select_related("request__requested_by")
        .order_by("pk")
    )


def _case(request, household, member, lines, others) -> Case:
    row = {Target.HOUSEHOLD: household, Target.MEMBER: member}.get(request.target)
    is_open = request.state == RequestState.OPEN
    entries = []
    for line in lines:
        try:
            field = MODELS[request.target]._meta.get_field(line.field)
        except FieldDoesNotExist:  # a field that the registry has given up
            continue
        rivals = [other for other in others if is_open and _is_rival(request, line, other)]
        entries.append(Entry(line, field, present(row, field), is_open, rivals))
    return Case(request, household, member, entries)


def _is_rival(request: ChangeRequest, line: ChangeLine, other: ChangeLine) -> bool:
    """Whether another open request asks for the same field of the same record, or for the same new person."""
    theirs = other.request
    same = (theirs.household_id, theirs.target, theirs.member_id) == (
        request.household_id,
        request.target,
        request.member_id,
    )
    if theirs.pk == request.pk or not same or other.field != line.field:
        return False
    if request.target != Target.NEW_MEMBER:
        return True
    return line.field in WHO and name_key(str(line.new)) == name_key(str(other.new))
