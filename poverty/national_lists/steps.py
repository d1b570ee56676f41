"""The steps of a national list: files are taken in, it is closed and compared, and worked through."""

from django.utils.translation import gettext_lazy as _

from accounts.permissions import Perm
from core.workflow import Transition, Workflow
from poverty.national_lists.choices import ListState as S

P = Perm.COMPARE_NATIONAL_LIST


def refuse_with_proposals(national_list, *, by, note: str = "") -> None:
    """A list from which proposals were opened stays: they stand on it. Raises `MoveRefused`."""
    from poverty.national_lists.services import refuse_withdrawal

    refuse_withdrawal(national_list)


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
        effect=refuse_with_proposals,
    ),
)
