"""What of verification waits for a person on My work, until when, and what the level below has left lying."""

from django.conf import settings
from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.permissions import Perm
from accounts.roles.table import RoleCode
from core.work import WorkItem, work_source
from core.working_days import add_working_days
from poverty.verification import selectors
from poverty.verification.choices import ProposalState
from poverty.verification.clocks import end_of, soon_day
from poverty.verification.models import EndorsementList, Proposal

COUNT_UP_TO = 10_001
"""Nobody reads a larger number; counting it would cost more than the page."""
PLACES = 6
"""So many kelurahan are named one by one when the level below is late; the others in one line."""


def _link(**query: str) -> str:
    return f"{reverse('poverty:proposal_list')}?" + "&".join(f"{name}={value}" for name, value in query.items())


def _line(rows, title, url, detail, tone="warn"):
    """One line about some proposals: how many, since when, until when the first of them is due. None for none."""
    found = rows.order_by().aggregate(count=Count("pk"), since=Min("state_since"), due=Min("due_on"))
    if not found["count"]:
        return None
    return WorkItem(title, url, found["count"], detail, found["since"], end_of(found["due"]), tone)


@work_source
def own_proposals(user):
    """Drafts to hand in, and what came back."""
    if not user.may(Perm.PROPOSE):
        return
    lines = (
        (selectors.returned_to, _("Proposals returned to you"), "returned", _("Read the note and mend them."), "bad"),
        (selectors.drafts_of, _("Proposals you have begun"), "drafts", _("Complete them and hand them in."), "info"),
    )
    for rows, title, task, detail, tone in lines:
        if line := _line(rows(user), title, _link(task=task), detail, tone):
            yield line


@work_source
def to_verify(user):
    """Proposals that this person may verify; never those of the person's own hand."""
    if not user.may(Perm.VERIFY_PROPOSAL):
        return
    detail = _("Verify them, return them with a note, or find them not eligible.")
    if line := _line(selectors.to_verify(user), _("Proposals to verify"), _link(task="verify"), detail):
        yield line


@work_source
def objections(user):
    """Objections that lapse within three working days, for those who can still do something."""
    if not (user.may(Perm.RUN_MEETING) or user.may(Perm.VERIFY_PROPOSAL)):
        return
    rows = Proposal.objects.visible_to(user).heard_until(soon_day())
    found = rows.order_by().aggregate(count=Count("pk"), since=Min("state_since"), last=Min("lapses_on"))
    if found["count"]:
        yield WorkItem(
            _("Objections about to lapse"),
            _link(task="lapsing"),
            found["count"],
            _("Put them on an agenda or look into them before their time is over."),
            found["since"],
            end_of(found["last"]),
            "bad",
        )


@work_source
def endorsement_lists(user):
    """Verified proposals without a list, lists in preparation or returned, and lists that wait for the head."""
    if user.may(Perm.PREPARE_ENDORSEMENT):
        detail = _("Put them on a list and hand it to the head of office.")
        url = reverse("poverty:endorsement_create")
        if line := _line(selectors.to_put_on_a_list(user), _("Verified, on no list yet"), url, detail, "info"):
            yield line
        yield from _own_lists(user)
    if user.may(Perm.ENDORSE):
        yield from _waiting_lists(user)


def _own_lists(user):
    within = EndorsementList.objects.visible_to(user, Perm.PREPARE_ENDORSEMENT)
    words = {"returned": (_("Endorsement lists returned"), "bad"), "draft": (_("Endorsement lists begun"), "info")}
    rows = within.filter(state__in=words, prepared_by=user).order_by().values("state")
    for row in rows.annotate(count=Count("pk"), since=Min("updated_at")):
        title, tone = words[row["state"]]
        url = f"{reverse('poverty:endorsement_list')}?state={row['state']}"
        yield WorkItem(title, url, row["count"], _("Complete them and hand them in."), row["since"], None, tone)


def _waiting_lists(user):
    found = selectors.lists_to_endorse(user).order_by().aggregate(count=Count("pk"), since=Min("submitted_at"))
    if not found["count"]:
        return
    days = settings.PROPOSAL_WORKING_DAYS[ProposalState.VERIFIED.value]
    yield WorkItem(
        title=_("Lists to endorse"),
        url=f"{reverse('poverty:endorsement_list')}?state=submitted",
        count=found["count"],
        detail=_("Look at the names; endorse the list, or return it with a note."),
        since=found["since"],
        due=end_of(add_working_days(found["since"].date(), days)),
        tone="warn",
    )


@work_source
def overdue_below(user):
    """What the level below has left lying for longer than the city's limit, by kelurahan."""
    words = {
        RoleCode.ENUMERATOR: _("Overdue in %(place)s"),
        RoleCode.SOCIAL_OFFICER: _("Overdue at Dinas Sosial: %(place)s"),
    }
    for below, rows in selectors.escalated_to(user):
        places = rows.order_by().values("region_id", "region__name")
        found = list(places.annotate(count=Count("pk"), due=Min("due_on")).order_by("due")[:60])
        for row in found[:PLACES]:
            place = row["region__name"] or _("no kelurahan")
            yield _overdue(words[below] % {"place": place}, row["count"], row["due"], region=row["region_id"] or "")
        rest = found[PLACES:]
        if rest:
            place = _("%(number)s more kelurahan") % {"number": len(rest)}
            yield _overdue(words[below] % {"place": place}, sum(row["count"] for row in rest), rest[0]["due"])


def _overdue(title, count, due, region: str = "") -> WorkItem:
    query = {"task": "escalated"} | ({"region": region} if region else {})
    detail = _("Nobody has acted since the day it was due. Ask what stands in the way.")
    return WorkItem(title, _link(**query), count, detail, None, end_of(due), "bad")


@work_source
def worklists(user):
    """Households to be proposed: verified too long ago, and poor without a verification."""
    if not user.may(Perm.PROPOSE):
        return
    lists = (
        (selectors.stale_households, _("Verifications that are too old"), "poverty:stale_list"),
        (selectors.never_verified, _("Poor and never verified"), "poverty:never_verified_list"),
    )
    for rows, title, name in lists:
        count = rows(user)[:COUNT_UP_TO].count()
        if count:
            yield WorkItem(title=title, url=reverse(name), count=count, detail=_("Choose households and propose them."))
