"""Which feature of a boundary file is which place. Pure: no Django, no database.

The two code systems collide: without its dots, Kemendagri's 62.71.01.1001 (Pahandut) reads 6271011001, which is
the BPS code of Kereng Bangkirai. So a code with dots is Kemendagri's, a property named after BPS holds a BPS
code, and bare digits are read for the whole file in the way that fits more features. Where both fit equally
and mean different places, nothing is guessed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from poverty.regions.boundaries import Feature


@dataclass
class Matched:
    """Features by the Kemendagri code of their place, and those that found none, or came second, or are unclear."""

    found: dict[str, Feature] = field(default_factory=dict)
    unknown: list[Feature] = field(default_factory=list)
    twice: list[Feature] = field(default_factory=list)
    unclear: list[Feature] = field(default_factory=list)


def match(features: Iterable[Feature], bps_codes: Mapping[str, str]) -> Matched:
    """Match features with places; `bps_codes` gives every known place's BPS code (or nothing) by its code.

    >>> places = {"62.71.01.1001": "6271010004", "62.71.04.1003": "6271011001"}
    >>> match([Feature(1, "62.71.01.1001", False, ()), Feature(2, "6271011001", True, ())], places).found.keys()
    dict_keys(['62.71.01.1001', '62.71.04.1003'])
    """
    features = list(features)
    by_digits = {code.replace(".", ""): code for code in bps_codes}
    by_bps = {bps: code for code, bps in bps_codes.items() if bps}
    bare = [feature for feature in features if feature.code.isdecimal() and not feature.is_bps]
    as_bps = sum(feature.code in by_bps for feature in bare)
    as_digits = sum(feature.code in by_digits for feature in bare)
    out = Matched()
    for feature in features:
        here, there = by_digits.get(feature.code.replace(".", "")), by_bps.get(feature.code)
        if feature.is_bps:
            code = there
        elif not feature.code.isdecimal() or as_bps == as_digits == 0:
            code = here
        elif as_bps == as_digits and here and there and here != there:
            out.unclear.append(feature)
            continue
        else:
            code = (there or here) if as_bps > as_digits else (here or there)
        _put(out, code, feature)
    return out


def _put(out: Matched, code: str | None, feature: Feature) -> None:
    if code is None:
        out.unknown.append(feature)
    elif code in out.found:
        out.twice.append(feature)
    else:
        out.found[code] = feature
