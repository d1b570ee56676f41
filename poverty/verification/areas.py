"""The smallest area that holds several others, by the nesting of their codes. No Django in here."""

from collections.abc import Iterable
from itertools import takewhile


def smallest_area(codes: Iterable[str | None]) -> str | None:
    """The code that all of these begin with; None when one has no area or they share none.

    >>> smallest_area(["62.71.01.1003", "62.71.01.1004"]), smallest_area(["62.71.01.1003", "62.71.03.1002"])
    ('62.71.01', '62.71')
    >>> smallest_area(["62.71.01.1003"]), smallest_area(["62.71.01.1003", None]), smallest_area([])
    ('62.71.01.1003', None, None)
    """
    known = list(codes)
    if not known or None in known:
        return None
    pieces = zip(*(code.split(".") for code in known), strict=False)
    shared = [each[0] for each in takewhile(lambda parts: len(set(parts)) == 1, pieces)]
    return ".".join(shared) or None
