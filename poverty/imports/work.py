"""What of imports waits for a person on My work. Importing the jobs here makes them known to the worker."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.permissions import Perm
from core.work import WorkItem, work_source
from poverty.imports import jobs as jobs
from poverty.imports.choices import BatchState
from poverty.imports.models import ImportBatch


@work_source
def unfinished_imports(user):
    """Own imports that wait for their owner."""
    if not user.may(Perm.RUN_IMPORT):
        return
    words = {
        BatchState.UPLOADED: (_("Import to be matched"), _("Look over its columns and have it checked.")),
        BatchState.CHECKED: (_("Import to be decided"), _("Look at the preview, then write it or cancel it.")),
        BatchState.FAILED: (_("Import whose check failed"), _("Read why, and try again.")),
    }
    for batch in ImportBatch.objects.filter(owner=user).unfinished().order_by("-created_at")[:20]:
        if batch.state == BatchState.CHECKED and batch.missing("commit") and not batch.counts.get("rejected"):
            continue
        title, detail = words[batch.state]
        place = "poverty:import_detail" if batch.state == BatchState.CHECKED else "poverty:import_match"
        yield WorkItem(
            title=f"{title}: {batch.original_name}",
            url=reverse(place, args=[batch.pk]),
            detail=detail,
            since=batch.updated_at,
            tone="bad" if batch.state == BatchState.FAILED else "warn",
        )


@work_source
def refused_undos(user):
    """Imports that could not be taken back whole."""
    if not user.may(Perm.RUN_IMPORT):
        return
    undone = ImportBatch.objects.filter(owner=user, undo_counts__refused__gt=0)
    for batch in undone.order_by("-undone_at")[:5]:
        yield WorkItem(
            title=_("Import %(number)s was not undone completely") % {"number": batch.pk},
            url=f"{reverse('poverty:import_rows', args=[batch.pk])}?outcome=refused",
            count=batch.undo_counts["refused"],
            detail=_("These records were changed since; decide about each on its own page."),
            since=batch.undone_at,
        )
