"""What people see when something beneath us is away: a clear page, nothing half written, no restart needed."""

import logging

from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

logger = logging.getLogger("betang.outage")


def plain_page(request: HttpRequest, *, title: str, text: str, status: int) -> HttpResponse:
    """A page that needs neither database nor session nor signed-in user."""
    html = render_to_string("errors/plain.html", {"title": title, "text": text, "status": status})
    return HttpResponse(html, status=status)


class DatabaseOutageMiddleware:
    """Turns a database that does not answer into a 503 page; the next request tries a fresh connection.

    Where it fails before the page is reached (session, signed-in user), `core.errors.broken` does the same.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if not is_outage(exception):
            return None
        logger.error("database does not answer: %s", type(exception).__name__)
        return unavailable(request)


def is_outage(exception: BaseException | None) -> bool:
    """Whether this exception means that the database went away or cannot do what was asked of it now."""
    return isinstance(exception, OperationalError | InterfaceError)


def unavailable(request: HttpRequest) -> HttpResponse:
    """The 503 page, with a hint when to try again; the broken connection is dropped."""
    connection.close()
    response = plain_page(
        request,
        title=_("The database does not answer just now"),
        text=_("Nothing you saved before is lost. Please try again in a minute; what you typed stays in this form."),
        status=503,
    )
    response["Retry-After"] = "30"
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page for a form whose security token no longer fits, usually after signing in again elsewhere."""
    return plain_page(
        request,
        title=_("This form was opened in an older session"),
        text=_("Go back, reload the page and send the form again. What you typed is kept as a draft."),
        status=403,
    )
