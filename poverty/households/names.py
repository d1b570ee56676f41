"""Names as keys: what a person searches with, and what two spellings of one Indonesian name share.

Both keys are stored in columns, so they are made here and nowhere else, in plain Python. Spelling before
1972 (oe, dj, tj, sj, nj, j) still stands in many documents beside the present one (u, j, c, sy, ny, y).
"""

import re
import unicodedata

from rapidfuzz import fuzz

MAX_LENGTH = 120

HONORIFICS = frozenset(
    {"h", "hj", "haji", "hajjah", "kh", "ust", "ustadz", "ir", "drs", "dra", "dr", "drg", "prof"}
    | {"sdr", "sdri", "bpk", "ibu", "alm", "almh", "almarhum", "almarhumah"}
)
"""Titles, dropped from the spelling key wherever they stand alone as a word."""

CONNECTIVES = frozenset({"bin", "binti", "bt", "bte", "binte", "alias", "als"})
"""Words between a name and the father's name; the father's name itself stays."""

MUHAMMAD = "muhamad"
_MUHAMMAD = re.compile(r"m[ou](?:k?ha?|cha?)m+[aeu][dt]|m[ou](?:hd?|chd?)|mhd")
_AHMAD = re.compile(r"a(?:h|ch|kh)m+a[dt]")
_APOSTROPHES = re.compile(r"['`\u2018\u2019\u02bb\u02bc]")
_NOT_A_LETTER = re.compile(r"[\W_]+")
_DEGREE = re.compile(
    r"""(?<=[\w.])[\s,]+(?:
        [sm]\.\s?(?:pd|sos|h|e|kom|ag|t|kep|keb|si|ked|ap|p|psi|farm|hut|m|kes|kn|th|sn)\b(?:\.?\s?i\b)?
        | a\.?\s?md\b(?:\.?\s?(?:keb|kep|kom|pd)\b)?
    )\.?""",
    re.IGNORECASE | re.VERBOSE,
)
_OLD_SPELLING = (("oe", "u"), ("tj", "c"), ("dj", "j"), ("j", "y"))
_MODERN_SPELLING = (("oe", "u"), ("tj", "c"), ("dj", "j"), ("sj", "sy"), ("nj", "ny"))
_DOUBLED = re.compile(r"(\D)\1+")


def _plain(text):
    """Lower case without accents, compatibility forms unfolded."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(character for character in folded if not unicodedata.combining(character))


def name_key(name):
    """The name as it is searched: lower case, no accents or punctuation, single spaces, 120 characters.

    >>> name_key("  SITI  Nur-Hidayah, S.Pd. ")
    'siti nur hidayah s pd'
    >>> name_key("Ma'ruf"), name_key("José"), name_key(None)
    ('maruf', 'jose', '')
    """
    text = _NOT_A_LETTER.sub(" ", _APOSTROPHES.sub("", _plain(name or "")))
    return text.strip()[:MAX_LENGTH].strip()


def _without_degrees(name):
    """The name without what follows a comma, and without dotted degrees after it."""
    before, _comma, _after = name.partition(",")
    return _DEGREE.sub("", before if name_key(before) else name)


def _canonical(words):
    """Muhammad, Ahmad and Abdul in one spelling each; "M." before other names is read as Muhammad."""
    for position, word in enumerate(words):
        if _MUHAMMAD.fullmatch(word) or (word == "m" and position == 0 and len(words) > 1):
            yield MUHAMMAD
        elif _AHMAD.fullmatch(word):
            yield "ahmad"
        elif word in ("abd", "abdoel"):
            yield "abdul"
        else:
            yield word


def spelling_key(name):
    """What two spellings of one name share: no titles, degrees, old spelling or doubled letters.

    >>> spelling_key("H. Moh. Djoenaedi, S.Pd.") == spelling_key("MUHAMMAD JUNAEDI")
    True
    >>> spelling_key("Tjilik Soekarjo"), spelling_key("Cilik Sukaryo")
    ('cilik sukaryo', 'cilik sukaryo')
    >>> spelling_key("Hj. Sitti Njai binti Achmad")
    'siti nyai ahmad'
    >>> spelling_key("Hj.")
    'hy'
    """
    words = name_key(_without_degrees(name or "")).split()
    kept = [word for word in words if word not in HONORIFICS and word not in CONNECTIVES] or words
    key = " ".join(_canonical(kept))
    for old, new in _OLD_SPELLING:
        key = key.replace(old, new)
    return _DOUBLED.sub(r"\1", key)[:MAX_LENGTH].strip()


def modern_spelling(key):
    """A name key in the spelling of 1972. A single j stays: in a name of today it is a j.

    >>> modern_spelling(name_key("Agoes Koentjoro")), modern_spelling(name_key("Soeriansjah Djumadi"))
    ('agus kuncoro', 'suriansyah jumadi')
    """
    for old, new in _MODERN_SPELLING:
        key = key.replace(old, new)
    return key


def similarity(a, b):
    """How alike two names are, 0 to 100: word order and spaces count little, the old spelling not at all.

    A name of two words or more that stands whole inside a longer one counts for 95; a single word does not:
    too many people share one.

    >>> similarity("Moh. Djoenaedi", "Junaedi Muhammad")
    100
    >>> similarity("Siti Aminah", "Siti Aminah Rahmawati") >= 90, similarity("Siti", "Siti Aminah") >= 90
    (True, False)
    >>> similarity("Siti Aminah", "Yanto Tundan") < 50, similarity("", "Yanto")
    (True, 0)
    """
    first, second = spelling_key(a), spelling_key(b)
    if not first or not second:
        return 0
    scores = [
        fuzz.token_sort_ratio(first, second),
        fuzz.ratio(first.replace(" ", ""), second.replace(" ", "")),
    ]
    if min(len(first.split()), len(second.split())) > 1:
        scores.append(0.95 * fuzz.token_set_ratio(first, second))
    return round(max(scores))
