"""The second factor's forms: wrong codes count towards the lock-out, and a code is taken once only.

django-allauth remembers used codes and counts wrong ones in the cache of one process; we keep both in the database.
"""

from typing import Any

from allauth.core import context
from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from axes.handlers.proxy import AxesProxyHandler
from django import forms
from django.contrib.auth.signals import user_login_failed
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

LAST_COUNTER = "last_counter"


def code_field() -> forms.CharField:
    """The field for a code: number pad on a phone, filled in by the browser where it can."""
    return forms.CharField(
        label=_("Code"),
        max_length=20,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True}),
        help_text=_("The six digits your authenticator shows now, or one of your recovery codes."),
    )


class CountedCode:
    """Mixin for forms that ask for a code: refuses while locked, counts a wrong one, takes a right one once."""

    user: Any
    cleaned_data: dict[str, Any]

    def clean_code(self) -> str:
        request, credentials = context.request, {"username": self.user.get_username()}
        if not AxesProxyHandler.is_allowed(request, credentials):
            request.axes_locked_out, request.axes_credentials = True, credentials
            raise ValidationError(_("Too many wrong codes. Try again later."), code="locked")
        code = self.cleaned_data["code"]
        found = accepted_by(self.user, code)
        if found is None:
            user_login_failed.send(sender=type(self).__name__, credentials=credentials, request=request)
            raise ValidationError(
                _("This code is wrong or no longer valid. Wait for the next one and try again."),
                code="incorrect_code",
            )
        found.user = self.user
        self.authenticator = found
        return code


class SignInCodeForm(CountedCode, AuthenticateForm):
    """Asks for the second factor at sign-in."""

    code = code_field()


class ReauthenticateCodeForm(CountedCode, ReauthenticateForm):
    """Asks for the second factor again before something that matters."""

    code = code_field()


class EnrolForm(ActivateTOTPForm):
    """Takes the first code, which shows that the authenticator has read the QR code."""

    code = forms.CharField(
        label=_("Code"),
        max_length=10,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code"}),
        help_text=_("The six digits your authenticator shows now."),
    )


@transaction.atomic
def accepted_by(user, code: str) -> Authenticator | None:
    """The authenticator of this person that accepts the code, which is thereby used up; None when none does."""
    for authenticator in Authenticator.objects.select_for_update().filter(user=user).order_by("-type"):
        if authenticator.type == Authenticator.Type.TOTP:
            accepted = _take_totp(authenticator, code)
        else:
            accepted = authenticator.wrap().validate_code(code)
        if accepted:
            return Authenticator.objects.get(pk=authenticator.pk)
    return None


def _take_totp(authenticator: Authenticator, code: str) -> bool:
    secret, last = decrypt(authenticator.data["secret"]), authenticator.data.get(LAST_COUNTER, -1)
    for counter in yield_hotp_counters_from_time():
        right = compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, counter)))
        if right and counter > last:
            authenticator.data[LAST_COUNTER] = counter
            authenticator.save(update_fields=["data"])
            return True
    return False
