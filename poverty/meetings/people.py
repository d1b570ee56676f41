"""Attendance as people write it down: one line each, name first. No Django models in here."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from poverty.meetings.choices import Element

WORDS = {
    Element.LURAH: ("lurah",),
    Element.LPMK: ("lpmk", "lpm"),
    Element.SOCIAL_OFFICE: ("dinsos", "dinas sosial", "social office"),
    Element.COMPANION: ("pendamping", "pkh", "tksk", "psm", "companion"),
    Element.NEIGHBOURHOOD: ("rt", "rw", "rukun", "neighbourhood"),
    Element.COMMUNITY: ("tokoh", "warga", "community"),
}
"""Words by which a line says for whom somebody stands; the first that fits counts, so "Sekretaris Lurah" is Lurah's."""
SEPARATORS = (re.compile(r"\s*[;\t|]\s*"), re.compile(r"\s+[-–]\s+"), re.compile(r",\s*"))
"""Between name and position; a comma only where nothing clearer stands, for it stands before titles, too."""
TITLE = re.compile(r"^(?:[A-Za-z]{1,4}\.)+[A-Za-z]{0,6}\.?$")
NUMBERING = re.compile(r"^\s*(?:\d{1,3}[.)]|[-*•])\s*")


class Person(NamedTuple):
    """Somebody invited or present: name, position in words, and for whom he or she stands."""

    name: str
    position: str
    element: str


def element_of(words: str, otherwise: str = Element.OTHER) -> str:
    """For whom somebody with this position stands.

    >>> element_of("Ketua RT 05"), element_of("Lurah"), element_of("Bidan", "community")
    (Element.NEIGHBOURHOOD, Element.LURAH, 'community')
    """
    text = words.lower()
    for element, known in WORDS.items():
        if any(re.search(rf"\b{re.escape(word)}\b", text) for word in known):
            return element
    return otherwise


def people_in(lines: Iterable[str], otherwise: str = Element.OTHER) -> list[Person]:
    """The people of a typed or pasted list: `Name, position` or `Name; position` a line, numbered or not.

    >>> people_in(["1. Budi Santoso, S.Sos, M.Si, Ketua RT 05", "", "Siti Aminah; LPMK", "Yansen Tuah"], "community")[0]
    Person(name='Budi Santoso, S.Sos, M.Si', position='Ketua RT 05', element=Element.NEIGHBOURHOOD)
    >>> people_in(["Yansen Tuah"], "community")
    [Person(name='Yansen Tuah', position='', element='community')]
    """
    found = []
    for line in lines:
        name, position = _parts(NUMBERING.sub("", line).strip())
        if name:
            found.append(Person(name[:120], position[:80], element_of(position, otherwise) if position else otherwise))
    return found


def _parts(line: str) -> tuple[str, str]:
    separator = next((each for each in SEPARATORS if each.search(line)), None)
    parts = [" ".join(part.split()) for part in separator.split(line)] if separator else [" ".join(line.split())]
    name = [parts.pop(0)]
    while parts and TITLE.match(parts[0]):
        name.append(parts.pop(0))
    return ", ".join(name), ", ".join(part for part in parts if part)
