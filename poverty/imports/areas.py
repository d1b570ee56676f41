"""Which kelurahan a row means, by code or by name.

Pure: built once per check from (code, name, district, ...) rows.

Two code systems are in use and must not be mixed up: 62.71.01.1001 is Pahandut in the codes of Kemendagri,
while BPS numbers Pahandut 6271010004. Written without dots a Kemendagri code has ten digits too, and the code
of one kelurahan may equal the BPS code of another: a column that names its system is read in that system
only.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from rapidfuzz import fuzz, process

from poverty.imports.messages import Finding

MIN_LIKENESS = 75
"""Out of 100, for a name that is proposed and never taken by itself."""
PREFIX = re.compile(r"^(?:KELURAHAN|KEL|DESA|DS|KECAMATAN|KEC|KOTA|KABUPATEN|KAB|PROVINSI|PROV)(?:[\s.:]+|$)")
CODE = re.compile(r"[\d.\s-]+")
NO_LETTER = re.compile(r"[^A-Z0-9]+")
SPELLINGS = {"SUNGAI": "SEI", "SEI": "SEI", "SEBANGAU": "SABANGAU"}
BLANKS = frozenset({"", "-", "--", "KOSONG", "NULL", "N/A", "#N/A"})


class Area(NamedTuple):
    """One kelurahan: dotted Kemendagri code, names of the three levels, BPS code (empty when not known)."""

    code: str
    name: str
    district: str
    city: str = ""
    bps_code: str = ""


class Parts(NamedTuple):
    """What a row says about its place, as the cells have it; empty where the sheet has no such column."""

    kemendagri_code: object = ""
    bps_code: object = ""
    area_code: object = ""
    village: object = ""
    district: object = ""
    city: object = ""


Resolved = tuple[str | None, Finding | None]
"""The code of the kelurahan, or what is wrong."""


def place_key(text: str) -> str:
    """A place name reduced to what makes it the same place.

    >>> place_key("Kel. Sungai  Gohong"), place_key("KOTA PALANGKARAYA"), place_key("Palangka Raya")
    ('SEIGOHONG', 'PALANGKARAYA', 'PALANGKARAYA')
    """
    plain = PREFIX.sub("", " ".join(text.upper().split()))
    return "".join(NO_LETTER.sub("", SPELLINGS.get(word, word)) for word in plain.split())


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = " ".join(str(cell).split()).strip("'\u2019 ")
    return "" if text.upper() in BLANKS else text


def _digits(code: str) -> str:
    code = code.removesuffix(".0") if code.count(".") == 1 else code
    return "".join(filter(str.isdigit, code)) if code.isascii() and CODE.fullmatch(code) else ""


class Areas:
    """All kelurahan of the city, ready to be looked up; answers are remembered per distinct combination of
    cells.
    """

    MEMORY = 20_000

    def __init__(self, areas: Iterable[Area]) -> None:
        self.areas = tuple(Area(*area) for area in areas)
        self.by_code = {_digits(area.code): area for area in self.areas}
        self.by_bps = {area.bps_code: area for area in self.areas if area.bps_code}
        self.by_name: dict[str, list[Area]] = defaultdict(list)
        for area in self.areas:
            self.by_name[place_key(area.name)].append(area)
        self.districts = {place_key(area.district) for area in self.areas}
        self.cities = {place_key(area.city) for area in self.areas if area.city}
        self._seen: dict[tuple[Parts, bool], Resolved] = {}

    def resolve(self, parts: Parts, *, required: bool = True) -> Resolved:
        """The code of the kelurahan these cells mean; with `required`, saying nothing at all is a finding
        too.

        >>> areas = Areas([Area("62.71.01.1003", "Langkai", "Pahandut")])
        >>> areas.resolve(Parts(kemendagri_code="6271011003"))
        ('62.71.01.1003', None)
        >>> areas.resolve(Parts(village="LANGKAY"))[1].params["suggestion"]
        'Langkai'
        """
        found = self._seen.get((parts, required))
        if found is None:
            found = self._resolve(parts, required)
            if len(self._seen) < self.MEMORY:
                self._seen[(parts, required)] = found
        return found

    def _resolve(self, parts: Parts, required: bool) -> Resolved:
        texts = Parts(*(_text(cell) for cell in parts))
        named = self._named(texts)
        by_code, unknown, finding = self._coded(texts, named)
        if finding:
            return None, finding
        if by_code:
            return self._agreeing(by_code, texts)
        if unknown:
            return None, self._unknown_code(unknown, texts, named)
        if not texts.village:
            return None, Finding("area_unknown", {"variant": "missing"}) if required else None
        return self._by_name(texts, named)

    def _named(self, texts: Parts) -> list[Area]:
        """Kelurahan of this name, in the kecamatan of the row where that is readable."""
        named = self.by_name.get(place_key(texts.village), []) if texts.village else []
        district = place_key(texts.district)
        if district in self.districts:
            return [area for area in named if place_key(area.district) == district]
        return named

    def _coded(self, texts: Parts, named: list[Area]) -> tuple[Area | None, str, Finding | None]:
        """The area of the row's codes, or the first unknown code, or why the codes do not settle it."""
        found: list[Area] = []
        unknown = ""
        for text, tables in (
            (texts.kemendagri_code, (self.by_code,)),
            (texts.bps_code, (self.by_bps,)),
            (texts.area_code, (self.by_code,) if "." in texts.area_code else (self.by_code, self.by_bps)),
        ):
            if not text:
                continue
            hits = list(dict.fromkeys(table[_digits(text)] for table in tables if _digits(text) in table))
            if len(hits) > 1:
                hits = [area for area in hits if area in named]
                if len(hits) != 1:
                    return None, "", Finding("area_unknown", {"variant": "two_systems", "value": text})
            found += hits
            unknown = unknown or ("" if hits else text)
        if unknown:
            return None, unknown, None
        if len(set(found)) > 1:
            params = {"variant": "codes_differ", "code_name": found[0].name, "value": found[1].name}
            return None, "", Finding("area_unknown", params)
        return (found[0] if found else None), "", None

    def _agreeing(self, by_code: Area, texts: Parts) -> Resolved:
        """A code decides, unless the name clearly says another kelurahan; a name nobody can read does not
        matter.
        """
        same_name = self.by_name.get(place_key(texts.village)) if texts.village else None
        if same_name and by_code not in same_name:
            params = {"variant": "mismatch", "code_name": by_code.name, "value": texts.village}
            return None, Finding("area_unknown", params)
        return by_code.code, None

    def _unknown_code(self, code: str, texts: Parts, named: list[Area]) -> Finding:
        if len(named) == 1:
            return Finding("area_unknown", {**_suggestion("code", code, named[0]), "code": named[0].code})
        near = self._likely(place_key(texts.village), self.by_name) if texts.village else None
        if not near:
            return Finding("area_unknown", {"value": code})
        area = self.by_name[near][0]
        params = _suggestion("code_and_name", code, area)
        return Finding("area_unknown", {**params, "name": texts.village, "code": area.code})

    def _by_name(self, texts: Parts, named: list[Area]) -> Resolved:
        city = place_key(texts.city)
        if city and self.cities and city not in self.cities and not self._likely(city, self.cities):
            return None, Finding("area_unknown", {"variant": "other_city", "value": texts.city})
        if len(named) == 1:
            return named[0].code, None
        if len(named) > 1:
            return None, Finding("area_unknown", {"variant": "ambiguous", "value": texts.village})
        elsewhere = self.by_name.get(place_key(texts.village))
        if elsewhere:
            return None, Finding("area_unknown", _suggestion("other_district", texts.village, elsewhere[0]))
        return None, self._suggest(texts.village) or Finding("area_unknown", {"value": texts.village})

    def _suggest(self, village: str) -> Finding | None:
        likely = self._likely(place_key(village), self.by_name) if village else None
        return Finding("area_unknown", _suggestion("suggestion", village, self.by_name[likely][0])) if likely else None

    @staticmethod
    def _likely(key: str, choices: Iterable[str]) -> str | None:
        best = process.extractOne(key, list(choices), scorer=fuzz.ratio, score_cutoff=MIN_LIKENESS)
        return best[0] if best else None


def _suggestion(variant: str, value: str, area: Area) -> dict[str, object]:
    return {"variant": variant, "value": value, "suggestion": area.name, "district": area.district}
