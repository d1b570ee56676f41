"""Pages over weak lines: what is text travels compressed.

BREACH does not reach the security token, which Django masks anew in every answer; the middleware varies the length
besides. Files that people download are left alone: they are compressed already or streamed row by row.
"""

from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware

TEXT = ("text/html", "text/css", "text/javascript", "application/javascript", "application/json", "image/svg+xml")


class CompressText(GZipMiddleware):
    """Compresses pages, styles and scripts for a browser that takes gzip.

    Static files of a real installation come compressed from WhiteNoise and pass through.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """The answer, compressed when it is text to be shown."""
        kind = response.get("Content-Type", "").partition(";")[0]
        if kind not in TEXT or response.get("Content-Disposition", "").startswith("attachment"):
            return response
        return super().process_response(request, response)
