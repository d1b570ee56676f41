"""Which requests wait for whom."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.permissions import Perm
from poverty.change_requests.choices import RequestState, Target
from poverty.change_requests.models import ChangeLine, ChangeRequest

TOLD_DAYS = 14
"""So long My work tells a person what became of the own requests."""


def to_decide(user):
    """Open requests that this person may decide: within reach, and asked for by somebody else."""
    within = ChangeRequest.objects.visible_to(user, Perm.DECIDE_CHANGE)
    return within.awaiting().exclude(requested_by=user)


def asked_by(user):
    """What this person has asked for."""
    return ChangeRequest.objects.visible_to(user).filter(requested_by=user)


def lately_refused(user):
    """What this person has asked for and lately did not get, or not all of it."""
    since = timezone.now() - timedelta(days=TOLD_DAYS)
    states = (RequestState.REFUSED, RequestState.PARTLY)
    return asked_by(user).filter(state__in=states, decided_at__gte=since)


def overtaken(user):
    """Open requests of this person of which another one on the same field was accepted meanwhile."""
    return asked_by(user).awaiting().filter(Exists(_lines().exclude(overtaken_by=None)))


def with_conflicts(queryset):
    """Each request with `is_contested`: whether another open one asks for the same field, or has overtaken it.

    What has changed in the registry since is not among it; the page of a request compares value by value.
    """
    same_field = ChangeLine.objects.filter(
        Q(request__target=Target.HOUSEHOLD) | Q(request__member=OuterRef("request__member")),
        request__household=OuterRef("request__household"),
        request__target=OuterRef("request__target"),
        request__state=RequestState.OPEN,
        field=OuterRef("field"),
    ).exclude(request=OuterRef("request"))
    return queryset.annotate(is_contested=Exists(_lines().filter(Q(Exists(same_field)) | ~Q(overtaken_by=None))))


def _lines():
    return ChangeLine.objects.filter(request=OuterRef("pk"))
