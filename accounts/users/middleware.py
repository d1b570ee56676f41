"""What stands between a session and the pages: how long it lasts, how many there are, and the second factor."""

import time

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.users.sessions import end_oldest_sessions
from core.sign_in import go, to_sign_in

SEEN = "seen_at"
BEGAN = "began_at"
COUNTED = "counted"
ENROLLED = "second_factor_enrolled"
SEEN_EVERY_SECONDS = 60

#: The only pages for a person who still has to enrol a second factor.
OPEN_BEFORE_SECOND_FACTOR = {
    "account_login",
    "account_logout",
    "account_reauthenticate",
    "mfa_activate_totp",
    "mfa_reauthenticate",
    "mfa_authenticate",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
    "set_language",
    "javascript-catalog",
}


class SessionLimitMiddleware:
    """Ends a session that was idle too long or has lasted a working day, and the oldest of too many."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not request.user.is_authenticated:
            return self.get_response(request)
        now = int(time.time())
        seen, began = request.session.get(SEEN, now), request.session.get(BEGAN, now)
        if now - seen > settings.SESSION_IDLE_SECONDS or now - began > settings.SESSION_COOKIE_AGE:
            logout(request)
            messages.info(request, _("Your session has ended. Sign in to go on where you were."))
            return to_sign_in(request)
        if SEEN not in request.session or now - seen >= SEEN_EVERY_SECONDS:
            request.session[SEEN], request.session[BEGAN] = now, began
        if COUNTED not in request.session:
            request.session[COUNTED] = True
            end_oldest_sessions(request)
        return self.get_response(request)


class SecondFactorMiddleware:
    """Whoever's role asks for a second factor reaches nothing before having one and passing it in this session."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not request.user.is_authenticated or not request.user.needs_second_factor or passed(request):
            return None
        if is_mfa_enabled(request.user, [Authenticator.Type.TOTP]):
            logout(request)
            messages.info(request, _("Sign in again, this time with your second factor."))
            return to_sign_in(request)
        if request.resolver_match and request.resolver_match.view_name in OPEN_BEFORE_SECOND_FACTOR:
            return None
        return go(request, reverse("mfa_activate_totp"))


def passed(request: HttpRequest) -> bool:
    """Whether this session has passed a second factor: asked for at sign-in, or enrolled since."""
    if request.session.get(ENROLLED):
        return True
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))
