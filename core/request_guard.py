"""What no form of ours sends is refused before any page looks at it: NUL characters, and more than the largest upload.

PostgreSQL holds no NUL in a text. A form says so beside its field, but a reason, a note or a draft is no form.
"""

from collections.abc import Iterable

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from core.outage import plain_page

ROOM_FOR_FIELDS = 2 * 1024 * 1024
"""What the other fields of a form with an upload may take."""


class RequestGuardMiddleware:
    """413 for a body larger than the largest upload, before it is read; 400 for a NUL in what was sent.

    As it is the first to read a form, a view names its own `upload_handlers` to it.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if content_length(request) > settings.UPLOAD_LIMIT_BYTES + ROOM_FOR_FIELDS:
            return too_large(request)
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if handlers := getattr(getattr(view, "view_class", None), "upload_handlers", ()):
            request.upload_handlers = [handler(request) for handler in handlers]
        if any("\x00" in text for text in sent_texts(request)):
            raise BadRequest("NUL character")


def content_length(request: HttpRequest) -> int:
    """How many bytes the request says it brings; 0 when it does not say, for then nothing is read."""
    text = request.META.get("CONTENT_LENGTH") or ""
    return int(text) if text.isascii() and text.isdigit() else 0


def sent_texts(request: HttpRequest) -> Iterable[str]:
    """Every name and value of the query and of a form."""
    for sent in (request.GET, request.POST):
        for name, values in sent.lists():
            yield name
            yield from values


def too_large(request: HttpRequest) -> HttpResponse:
    """The 413 page."""
    return plain_page(
        request,
        title=_("This file is too large"),
        text=_("At most %(size)s MB can be sent at once.") % {"size": settings.UPLOAD_LIMIT_BYTES // 1024**2},
        status=413,
    )
