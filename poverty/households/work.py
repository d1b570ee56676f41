"""What of households waits for a person on My work."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.permissions import Perm
from core.work import WorkItem, work_source
from poverty.households.models import Household


@work_source
def repair_tasks(user):
    """Households with a member whose NIK is missing, for those who can find it out."""
    if not user.may(Perm.RECORD_HOUSEHOLD):
        return
    count = (
        Household.objects.visible_to(user, Perm.RECORD_HOUSEHOLD).active().with_members_without_nik()[:10001].count()
    )
    if count:
        yield WorkItem(
            title=_("Households with a missing NIK"),
            url=f"{reverse('poverty:household_list')}?lacking=nik",
            count=count,
            detail=_("Find the number on the card and enter it."),
            tone="warn",
        )
