"""Error pages in plain words; they need no database and show no personal number."""

import sys

from django.utils.translation import gettext as _

from core.outage import is_outage, plain_page, unavailable


def not_found(request, exception=None):
    """404: not there, or not within reach; the two look alike on purpose."""
    return plain_page(
        request,
        title=_("This page is not here"),
        text=_("The address may be wrong, or the record lies outside your area."),
        status=404,
    )


def forbidden(request, exception=None):
    """403: signed in, but the role does not include it."""
    return plain_page(
        request,
        title=_("Your role does not include this page"),
        text=_("If you need it for your work, ask the administrator for the role."),
        status=403,
    )


def bad_request(request, exception=None):
    """400: a request no form of ours would send."""
    return plain_page(
        request,
        title=_("This request could not be read"),
        text=_("Go back and try again. If it happens again, tell the administrator what you were doing."),
        status=400,
    )


def broken(request):
    """500: our fault; or 503, when the database was gone before the request reached its page."""
    if is_outage(sys.exc_info()[1]):
        return unavailable(request)
    return plain_page(
        request,
        title=_("Something went wrong on our side"),
        text=_("Nothing was written halfway. Please try again; the fault has been noted."),
        status=500,
    )
