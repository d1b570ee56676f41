"""Numbers of people never reach a log line."""

import logging
import re

MASK = "••••••••"
SIXTEEN_DIGITS = re.compile(r"\d{16}|\d{6}([ .-])\d{6}\1\d{4}|\d{4}([ .-])\d{4}\2\d{4}\2\d{4}")


def mask_number(number: str) -> str:
    """A personal number shown only by its first and last four digits.

    >>> mask_number("6271011302980001")
    '6271••••••••0001'
    """
    return f"{number[:4]}{MASK}{number[-4:]}" if len(number) > 8 else MASK


def mask_numbers(text: str) -> str:
    """The text with every 16-digit number (NIK, family card) shown only by its first and last four digits.

    >>> mask_numbers("row 6271011302980001 refused")
    'row 6271••••••••0001 refused'
    >>> mask_numbers("6271 0113 0298 0001")
    '6271••••••••0001'
    """
    return SIXTEEN_DIGITS.sub(lambda found: mask_number(found[0]), text)


class MaskNumbers(logging.Filter):
    """Logging filter: masks such numbers in the finished message, its arguments and its traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = mask_numbers(record.getMessage()), None
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:  # also what a handler without this filter has already formatted
            record.exc_text = mask_numbers(record.exc_text)
        if record.stack_info:
            record.stack_info = mask_numbers(record.stack_info)
        return True


class NoStoreMiddleware:
    """No answer to a signed-in person is kept by a browser or a proxy: on a shared computer, Back shows nothing."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated and "no-store" not in response.get("Cache-Control", ""):
            response["Cache-Control"] = "private, no-store"
        return response
