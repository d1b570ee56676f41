"""What of national lists waits for a person on My work. Importing the jobs here makes them known to the worker."""

from django.utils.translation import gettext as _

from core.work import WorkItem, work_source
from poverty.national_lists import jobs as jobs
from poverty.national_lists import selectors
from poverty.national_lists.choices import ListState
from poverty.national_lists.models import NationalList


@work_source
def lists_to_work_through(user):
    """A list is there and its difference has not been worked through."""
    for national_list in selectors.to_work_through(user).order_by("updated_at")[:10]:
        yield WorkItem(
            title=_("National list to be worked through: %(list)s") % {"list": national_list},
            url=national_list.get_absolute_url(),
            detail=_("See who is new, who is gone and whose decile changed; open the verification queue."),
            since=national_list.updated_at,
            tone="warn",
        )


@work_source
def lists_to_complete(user):
    """Own lists that wait for more files, or could not be taken in."""
    for national_list in NationalList.objects.filter(loaded_by=user, state=ListState.COLLECTING)[:10]:
        yield WorkItem(
            title=_("National list to be completed: %(list)s") % {"list": national_list},
            url=national_list.get_absolute_url(),
            detail=_("Add its other files, or say that all are in."),
            since=national_list.updated_at,
            tone="bad" if national_list.error else "warn",
        )
