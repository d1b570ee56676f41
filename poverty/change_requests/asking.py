"""What becomes of a wish before it is a request: its differences, its refusals, and whether it is asked for already."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Perm
from core.models import Move
from core.working_days import add_working_days
from poverty.change_requests.choices import RequestState, Target
from poverty.change_requests.models import ChangeLine, ChangeRequest
from poverty.households.choices import HouseholdStatus
from poverty.households.models import Household, Member

Difference = tuple[str, Any, Any]


class RequestRefused(ValidationError):
    """The change cannot be asked for; the messages say why, in words for the person who tried."""

    def __str__(self):
        return "; ".join(str(message) for message in self.messages)


def due_day():
    """The day on which a request of today is to be decided."""
    return add_working_days(timezone.localdate(), settings.CHANGE_REQUEST_WORKING_DAYS)


def refuse_out_of_reach(household: Household, by) -> None:
    """Raises `RequestRefused` where this person may not ask."""
    if not Household.objects.visible_to(by, Perm.REQUEST_CHANGE).filter(pk=household.pk).exists():
        raise RequestRefused(_("This household lies outside the area in which you may ask for changes."))


def refuse_wrong_subject(household: Household, target: str, member: Member | None) -> None:
    """Raises `RequestRefused` when the record is not to be changed, `ValueError` when target and person disagree."""
    if (target == Target.MEMBER) != (member is not None):
        raise ValueError("a request about a person names that person, and no other request does")
    if member is not None and member.household_id != household.pk:
        raise RequestRefused(_("This person does not belong to the household."))
    if household.status == HouseholdStatus.MERGED:
        raise RequestRefused(_("This household was merged into another one. Ask for the change there."))


def asked_already(
    lines: Iterable[ChangeLine], target: str, member_id: int | None, found: list[Difference]
) -> ChangeRequest | None:
    """The request that asks for exactly this, among the open lines of the household; None when there is none."""
    asked: dict[int, tuple[ChangeRequest, dict[str, Any]]] = {}
    for line in lines:
        if (line.request.target, line.request.member_id) == (target, member_id):
            key = line.request_id or id(line.request)
            asked.setdefault(key, (line.request, {}))[1][line.field] = line.new
    wanted = {name: new for name, _old, new in found}
    return next((request for request, values in asked.values() if values == wanted), None)


def open_lines_of(households: Iterable[int]) -> list[ChangeLine]:
    """The lines of all open requests about these households."""
    lines = ChangeLine.objects.filter(request__household__in=households, request__state=RequestState.OPEN)
    return list(lines.select_related("request"))


def lines_of(request: ChangeRequest, found: list[Difference]) -> list[ChangeLine]:
    """The lines of a request, not yet stored."""
    return [ChangeLine(request=request, field=name, old=old, new=new) for name, old, new in found]


def first_move(request: ChangeRequest, by, role: str) -> Move:
    """The note of who asked, not yet stored: what `Workflow.begin` writes, for many at once."""
    return Move(
        subject_type=request._meta.label_lower,
        subject_id=request.pk,
        transition="record",
        source="",
        target=request.state,
        actor=by,
        role=role,
    )
