"""Pages about a person's own account, and the answer to too many attempts."""

from axes.handlers.proxy import AxesProxyHandler
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.users.lockout import locked_until


def locked_out(request: HttpRequest, response=None, credentials=None, *args, **kwargs) -> HttpResponse:
    """429: too many wrong attempts, with the time from which the next one is let through."""
    AxesProxyHandler.update_request(request)
    until = locked_until(request, credentials)
    page = render(request, "account/locked_out.html", {"until": until}, status=429)
    page["Retry-After"] = str(max(1, int((until - timezone.now()).total_seconds())))
    if request.headers.get("HX-Request"):
        page["HX-Retarget"], page["HX-Reswap"] = "body", "innerHTML"
    return page
