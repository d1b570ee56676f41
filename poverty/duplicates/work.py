"""What of pairs waits for a person on My work, and which families a community meeting may look at."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.permissions import Perm
from core.work import WorkItem, work_source
from poverty.duplicates import selectors
from poverty.duplicates import watching as watching  # the worker's tasks
from poverty.duplicates.models import DuplicatePair
from poverty.households.models import Household
from poverty.meetings.agenda import agenda_source
from poverty.meetings.choices import Basis

COUNT_UP_TO = 10_001
VERY_LIKELY = 80
"""From this score on a pair is worth a meeting's time: the neighbours know whether it is one family."""


@work_source
def pairs_to_decide(user):
    """Pairs of records that nobody has decided yet."""
    if not user.may(Perm.DECIDE_DUPLICATE):
        return
    count = selectors.queue(user)[:COUNT_UP_TO].count()
    if count:
        yield WorkItem(
            title=_("People who may be recorded twice"),
            url=reverse("poverty:duplicate_next"),
            count=count,
            detail=_("Look at the two records side by side and decide."),
            tone="info",
        )


@work_source
def merges_to_confirm(user):
    """Pairs that others have decided to be one person; never one's own decision."""
    if not user.may(Perm.CONFIRM_MERGE):
        return
    waiting = selectors.to_confirm(user)
    count = waiting[:COUNT_UP_TO].count()
    if count:
        yield WorkItem(
            title=_("Merges to confirm"),
            url=reverse("poverty:duplicate_confirm"),
            count=count,
            detail=_("Somebody else has decided that two records are one person."),
            since=waiting.values_list("decided_at", flat=True).first(),
            tone="warn",
        )


@agenda_source(Basis.DUPLICATE, gettext_lazy("Possibly recorded twice"), reason=gettext_lazy("Perhaps recorded twice"))
def possibly_twice(meeting):
    """Families with a member in a pair that is very likely one person and not decided yet."""
    pairs = DuplicatePair.objects.undecided().filter(score__gte=VERY_LIKELY, region_id=meeting.region_id)
    people = Q(members__in=pairs.values("first")) | Q(members__in=pairs.values("second"))
    return Household.objects.filter(pk__in=Household.objects.filter(people).values("pk"))
