"""Sending somebody to the sign-in page, and back to where they were, whatever their browser asked for."""

from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme


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
