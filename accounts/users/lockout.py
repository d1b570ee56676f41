"""How often one may guess: by person and address, by person over all addresses, and by address over all persons.

django-axes counts failures in the database, for all processes together, and forgets them after the cool-off time.
Wrong second-factor codes count like wrong passwords.
"""

from datetime import datetime, timedelta

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_client_username, get_cool_off
from axes.models import AccessAttempt
from django.contrib.auth import get_user_model
from django.db.models import Max, Q, Sum
from django.utils import timezone
from django.utils.crypto import salted_hmac

#: From so many failures on one account, over all addresses, one attempt a minute is let through.
ACCOUNT_LIMIT = 20
ACCOUNT_PAUSE = timedelta(minutes=1)
#: So many failures from one address, over all accounts, close it until the cool-off ends. An office shares one.
ADDRESS_LIMIT = 100


def username_of(typed: str) -> str | None:
    """User name of the account that has this user name or e-mail address, in any case; None when there is none."""
    known = get_user_model().objects.filter(Q(username__iexact=typed) | Q(email__iexact=typed))
    return known.order_by("pk").values_list("username", flat=True).first()


def account_name(request, credentials: dict | None) -> str:
    """The account that is meant, however it was typed: user name or e-mail address, in any case.

    What belongs to no account is kept as a digest only: people type their password or a NIK into this field.
    """
    typed = (credentials or {}).get("username") or (credentials or {}).get("email")
    typed = str(typed or (request.POST.get("login", "") if request else "")).strip()
    return username_of(typed) or f"?{salted_hmac('betang.unknown-account', typed.casefold()).hexdigest()[:20]}"


class LockoutHandler(AxesDatabaseHandler):
    """Adds to the count by person and address one by person alone (slows down) and one by address alone (locks)."""

    def is_locked(self, request, credentials=None) -> bool:
        if super().is_locked(request, credentials):
            return True
        return bool(_waits(request, get_client_username(request, credentials)))


def locked_until(request, credentials: dict | None) -> datetime:
    """When the next attempt is let through; now, when it already is."""
    name = get_client_username(request, credentials)
    attempts = AccessAttempt.objects.filter(attempt_time__gte=get_cool_off_threshold(request))
    pair = attempts.filter(username=name, ip_address=request.axes_ip_address)
    last = pair.aggregate(last=Max("attempt_time"))["last"]
    found = [moment for moment in (last and last + get_cool_off(request), _waits(request, name)) if moment]
    return max(found, default=timezone.now())


def _waits(request, name: str) -> datetime | None:
    """Until when this account or this address must wait, whatever the other is."""
    attempts = AccessAttempt.objects.filter(attempt_time__gte=get_cool_off_threshold(request))
    figures = {"failures": Sum("failures_since_start"), "last": Max("attempt_time")}
    account = attempts.filter(username=name).aggregate(**figures)
    if (account["failures"] or 0) >= ACCOUNT_LIMIT and account["last"] + ACCOUNT_PAUSE > timezone.now():
        return account["last"] + ACCOUNT_PAUSE
    address = attempts.filter(ip_address=request.axes_ip_address).aggregate(**figures)
    if (address["failures"] or 0) >= ADDRESS_LIMIT:
        return address["last"] + get_cool_off(request)
    return None
