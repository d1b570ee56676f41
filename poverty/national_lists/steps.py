"""The steps of a national list: files are taken in, it is closed and compared, and worked through."""

from django.utils.translation import gettext_lazy as _

from accounts.permissions import Perm
from core.workflow import MoveRefused, Transition, Workflow
from poverty.national_lists.choices import ListState as S

P = Perm.COMPARE_NATIONAL_LIST


def refuse_while_in_use(national_list, *, by, note: str = "") -> None:
    """Raises `MoveRefused` when proposals stand on the list, or another list was compared with it."""
    from poverty.national_lists.models import ListComparison, ListQueueItem

    if ListQueueItem.objects.filter(comparison__newer=national_list).exists():
        raise MoveRefused(_("Proposals were opened from this list, so it stays."))
    if ListComparison.objects.filter(older=national_list).exclude(newer__state=S.WITHDRAWN).exists():
        raise MoveRefused(_("Another list was compared with this one, so it stays."))


list_workflow = Workflow(
    Transition("take", S.COLLECTING, S.LOADING, P, label=_("Take in a file"), by_service=True),
    Transition("taken", S.LOADING, S.COLLECTING, P, label=_("File taken in"), by_service=True),
    Transition("close", S.COLLECTING, S.COMPARING, P, label=_("All files are in"), by_service=True),
    Transition("compared", S.COMPARING, S.READY, P, label=_("Compared"), by_service=True),
    Transition("finish", S.READY, S.DONE, P, label=_("The difference is worked through")),
    Transition("reopen", S.DONE, S.READY, P, needs_note=True, label=_("Work through it again")),
    Transition(
        "withdraw",
        (S.COLLECTING, S.READY),
        S.WITHDRAWN,
        P,
        needs_note=True,
        label=_("Withdraw the list"),
        tone="danger",
        effect=refuse_while_in_use,
    ),
)
