"""Two numbers beside each other: masked, with the places marked where they differ."""

from core.privacy import mask_number

SHOWN = 4
"""Digits at each end that a masked number shows."""
FEW = 4
"""Up to so many differing digits are themselves shown; more of them would give the numbers away."""


def beside(number: str, other: str) -> tuple[list[tuple[str, bool]], list[int]]:
    """The number masked, character by character with whether it differs from the other's, and the differing places
    counted from one.

    >>> characters, places = beside("6271014508900003", "6271014508900013")
    >>> "".join(character for character, _differs in characters), places
    ('6271••••••••0003', [15])
    >>> characters, places = beside("6271014508900003", "6271014518900003")
    >>> "".join(character for character, _differs in characters), places
    ('6271••••0•••0003', [9])
    >>> "".join(character for character, _differs in beside("6271014508900003", "3578998812345678")[0])
    '6271••••••••0003'
    """
    if len(number) <= 2 * SHOWN or not other:
        return [(character, False) for character in mask_number(number)], []
    length = max(len(number), len(other))
    places = [place for place in range(length) if number[place : place + 1] != other[place : place + 1]]
    told = set(places) if len(places) <= FEW else set()
    out = [
        (digit if place < SHOWN or place >= len(number) - SHOWN or place in told else "•", place in places)
        for place, digit in enumerate(number)
    ]
    return out, [place + 1 for place in places]
