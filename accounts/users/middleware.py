"""What stands between a session and the pages: how long it lasts, how many there are, and the second factor."""

import time
from urllib.parse import urlencode, urlsplit

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from accounts.users.sessions import end_oldest_sessions

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


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Send the person to the sign-in page, and back to where they were once they are in."""
    return go(request, f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': place_of(request)})}")


def place_of(request: HttpRequest) -> str:
    """The page a person looks at: this one, or the one that sent a form or a part of a page from here."""
    if request.method == "GET" and not request.headers.get("HX-Request"):
        return request.get_full_path()
    origin = request.headers.get("HX-Current-URL") or request.headers.get("Referer") or "/"
    if not url_has_allowed_host_and_scheme(origin, {request.get_host()}):
        return "/"
    parts = urlsplit(origin)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path or "/"


def go(request: HttpRequest, url: str) -> HttpResponse:
    """Redirect the whole page, also when htmx asked for a part of it."""
    if request.headers.get("HX-Request"):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = url
        return response
    return HttpResponseRedirect(url)
