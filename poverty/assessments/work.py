"""What of assessments waits for a person on My work."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.permissions import Perm
from core.work import WorkItem, work_source
from poverty.assessments import selectors

COUNT_UP_TO = 10_001
"""Nobody reads a larger number; counting it would cost more than the page."""


@work_source
def awaiting_verification(user):
    """Submitted assessments that this person may verify; never those of the person's own hand."""
    if not user.may(Perm.VERIFY_ASSESSMENT):
        return
    waiting = selectors.to_verify(user)
    count = waiting[:COUNT_UP_TO].count()
    if count:
        yield WorkItem(
            title=_("Assessments to verify"),
            url=f"{reverse('poverty:assessment_list')}?task=verify",
            count=count,
            detail=_("Look at the answers; verify them, or return them with a note."),
            since=waiting.order_by("pk").values_list("updated_at", flat=True).first(),
            tone="warn",
        )


@work_source
def own_drafts(user):
    """Assessments begun and not submitted, those that came back first."""
    if not user.may(Perm.RECORD_ASSESSMENT):
        return
    drafts = list(selectors.drafts_of(user).order_by("updated_at").values_list("pk", "updated_at")[:COUNT_UP_TO])
    returned = set(selectors.returned_to(user).values_list("pk", flat=True)) if drafts else set()
    came_back = [row for row in drafts if row[0] in returned]
    begun = [row for row in drafts if row[0] not in returned]
    if came_back:
        yield _item(_("Assessments returned to you"), "returned", came_back, _("Read the note and mend them."), "bad")
    if begun:
        yield _item(_("Assessments you have begun"), "mine", begun, _("Go on and submit them."), "info")


def _item(title, task, rows, detail, tone) -> WorkItem:
    """One line; a single draft opens at once."""
    url = reverse("poverty:assessment_update", args=[rows[0][0]])
    if len(rows) > 1:
        url = f"{reverse('poverty:assessment_list')}?task={task}"
    return WorkItem(title=title, url=url, count=len(rows), detail=detail, since=rows[0][1], tone=tone)


@work_source
def households_to_assess(user):
    """Households that were never assessed, or too long ago."""
    if not user.may(Perm.RECORD_ASSESSMENT):
        return
    count = selectors.due_for_assessment(user)[:COUNT_UP_TO].count()
    if count:
        yield WorkItem(
            title=_("Households to assess"),
            url=reverse("poverty:assessment_due"),
            count=count,
            detail=_("Never assessed, or the last assessment is too old."),
        )
