"""What was done with an account, for its page."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.users.models import User
from accounts.users.services import Step
from core.workflow import moves_of

WORDS = {
    Step.PASSWORD_LINK: _("Password link made"),
    Step.SECOND_FACTOR_RESET: _("Second factor reset"),
    Step.DEACTIVATED: _("Account closed"),
    Step.REACTIVATED: _("Account opened again"),
}


@dataclass(frozen=True)
class AccountEvent:
    """One thing done with an account besides a change of its fields."""

    what: str
    at: datetime
    by: str
    reason: str


def account_events(user: User) -> list[AccountEvent]:
    """The newest first; one query."""
    return [
        AccountEvent(str(WORDS.get(move.transition, move.transition)), move.at, str(move.actor), move.note)
        for move in moves_of(user).reverse()
    ]
