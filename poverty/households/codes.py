"""Which code or word of which source means which member of our lists (`choices.py`).

Two kinds of tables. **Codes** (`..._SIAK`, `..._REGSOSEK`): the number on the questionnaire, as text.
**Words** (`P3KE_...`, `DTKS_...`): the label in the sheet in the form of `label_key`; `None` means that the
source left the answer empty (KOSONG), which is no answer. A word that stands in no table is an error for a
person to decide.

Sources: SIAK lists of Dukcapil, Regsosek 2022-K, P3KE and DTKS exports, as in docs/domain.md.
"""

import re

from poverty.households.choices import (
    ChronicIllness,
    Difficulty,
    DifficultyDomain,
    DukcapilMatch,
    Education,
    LifeStatus,
    MaritalStatus,
    Occupation,
    Relation,
    SchoolAttendance,
    Sex,
    StuntingRisk,
    YesNo,
)
from poverty.households.occupations import OCCUPATION_SIAK as OCCUPATION_SIAK

EMPTY = {"KOSONG": None, "-": None, "": None}
"""Words for "no answer" that any column may hold."""


def label_key(text):
    """A cell as the tables write it: upper case, single spaces, none around a slash or a hyphen.

    >>> label_key("  Asbes / Seng ")
    'ASBES/SENG'
    >>> label_key("laki - laki"), label_key(None)
    ('LAKI-LAKI', '')
    """
    words = " ".join(str("" if text is None else text).split()).upper()
    return re.sub(r"\s*([/-])\s*", r"\1", words)


def read_label(text, table):
    """The member that this cell means, or None where the source gives no answer.

    Raises:
        KeyError: if the word stands in no table; the exception carries no cell content.

    >>> read_label(" perempuan ", SEX_WORDS).value, read_label("kosong", SEX_WORDS)
    ('female', None)
    """
    key = label_key(text)
    if key in table:
        return table[key]
    if key in EMPTY:
        return None
    raise KeyError("category_unknown")


def numbered(*members):
    """Codes "1", "2", ... for members given in the order of their list.

    >>> numbered(Sex.MALE, Sex.FEMALE)["2"].value
    'female'
    """
    return {str(number): member for number, member in enumerate(members, start=1)}


YES_NO_REGSOSEK = numbered(YesNo.YES, YesNo.NO)
YES_NO_WORDS = {"YA": YesNo.YES, "TIDAK": YesNo.NO, "Y": YesNo.YES, "T": YesNo.NO, "KOSONG": None}

SEX_REGSOSEK = numbered(Sex.MALE, Sex.FEMALE)
SEX_WORDS = {
    "LAKI-LAKI": Sex.MALE,
    "LAKI LAKI": Sex.MALE,
    "LAKI": Sex.MALE,
    "LK": Sex.MALE,
    "L": Sex.MALE,
    "PRIA": Sex.MALE,
    "PEREMPUAN": Sex.FEMALE,
    "PR": Sex.FEMALE,
    "P": Sex.FEMALE,
    "WANITA": Sex.FEMALE,
}
"""Sex in words, for every layout; a number is not read here, since sources number it differently."""

RELATION_SIAK = numbered(
    Relation.HEAD,
    Relation.HUSBAND,
    Relation.WIFE,
    Relation.CHILD,
    Relation.CHILD_IN_LAW,
    Relation.GRANDCHILD,
    Relation.PARENT,
    Relation.PARENT_IN_LAW,
    Relation.OTHER_RELATIVE,
    Relation.HELPER,
    Relation.OTHER,
)
RELATION_REGSOSEK = numbered(
    Relation.HEAD,
    Relation.SPOUSE,
    Relation.CHILD,
    Relation.CHILD_IN_LAW,
    Relation.GRANDCHILD,
    Relation.PARENT_OR_IN_LAW,
    Relation.HELPER,
    Relation.OTHER_MEMBER,
)
P3KE_RELATION = {
    "KEPALA KELUARGA": Relation.HEAD,
    "ISTRI/SUAMI": Relation.SPOUSE,
    "SUAMI/ISTRI": Relation.SPOUSE,
    "ANAK": Relation.CHILD,
    "LAINNYA": Relation.OTHER_MEMBER,
}
DTKS_RELATION = {
    "KEPALA KELUARGA": Relation.HEAD,
    "KEPALA RUMAH TANGGA": Relation.HEAD,
    "SUAMI": Relation.HUSBAND,
    "ISTRI": Relation.WIFE,
    "ANAK": Relation.CHILD,
    "MENANTU": Relation.CHILD_IN_LAW,
    "CUCU": Relation.GRANDCHILD,
    "ORANG TUA": Relation.PARENT,
    "ORANGTUA": Relation.PARENT,
    "MERTUA": Relation.PARENT_IN_LAW,
    "ORANG TUA/MERTUA": Relation.PARENT_OR_IN_LAW,
    "FAMILI LAIN": Relation.OTHER_RELATIVE,
    "PEMBANTU": Relation.HELPER,
    "PEMBANTU/SOPIR": Relation.HELPER,
    "LAINNYA": Relation.OTHER_MEMBER,
    "ISTRI/SUAMI": Relation.SPOUSE,
    "SUAMI/ISTRI": Relation.SPOUSE,
}
"""Relations in words, as DTKS exports and family cards print them."""

SPOUSE_BY_SEX = {Sex.MALE: Relation.HUSBAND, Sex.FEMALE: Relation.WIFE}
"""What "wife or husband" is once the sex of that member is known."""

MARITAL_SIAK = numbered(MaritalStatus.SINGLE, MaritalStatus.MARRIED, MaritalStatus.DIVORCED, MaritalStatus.WIDOWED)
MARITAL_REGSOSEK = MARITAL_SIAK
MARITAL_WORDS = {
    "BELUM KAWIN": MaritalStatus.SINGLE,
    "KAWIN": MaritalStatus.MARRIED,
    "KAWIN TERCATAT": MaritalStatus.MARRIED,
    "KAWIN BELUM TERCATAT": MaritalStatus.MARRIED,
    "CERAI HIDUP": MaritalStatus.DIVORCED,
    "CERAI MATI": MaritalStatus.WIDOWED,
}
P3KE_MARITAL = MARITAL_WORDS

EDUCATION_SIAK = numbered(
    Education.NO_SCHOOL,
    Education.PRIMARY_UNFINISHED,
    Education.PRIMARY,
    Education.JUNIOR_SECONDARY,
    Education.SENIOR_SECONDARY,
    Education.DIPLOMA_1_2,
    Education.DIPLOMA_3,
    Education.BACHELOR,
    Education.MASTER,
    Education.DOCTORATE,
)
EDUCATION_REGSOSEK = (
    {str(code): Education.PRIMARY for code in range(1, 6)}
    | {str(code): Education.JUNIOR_SECONDARY for code in range(6, 11)}
    | {str(code): Education.SENIOR_SECONDARY for code in range(11, 18)}
    | {
        "18": Education.DIPLOMA_ANY,
        "19": Education.BACHELOR,
        "20": Education.BACHELOR,  # a profession is studied after a first degree; SIAK has no step for it
        "21": Education.MASTER,
        "22": Education.DOCTORATE,
        "23": Education.NO_CERTIFICATE,
    }
)
"""Highest certificate (Regsosek 415)."""

P3KE_EDUCATION = {
    "TIDAK/BELUM SEKOLAH": Education.NO_SCHOOL,
    "TIDAK TAMAT SD": Education.PRIMARY_UNFINISHED,
    "MASIH SD": Education.PRIMARY_ATTENDING,
    "TAMAT SD": Education.PRIMARY,
    "MASIH/TAMAT SLTP": Education.JUNIOR_ANY,
    "MASIH/TAMAT SLTA": Education.SENIOR_ANY,
    "MASIH/TAMAT PT": Education.HIGHER_ANY,
}
EDUCATION_WORDS = P3KE_EDUCATION | {
    "BELUM TAMAT SD/SEDERAJAT": Education.PRIMARY_UNFINISHED,
    "TAMAT SD/SEDERAJAT": Education.PRIMARY,
    "SLTP/SEDERAJAT": Education.JUNIOR_SECONDARY,
    "SLTA/SEDERAJAT": Education.SENIOR_SECONDARY,
    "DIPLOMA I/II": Education.DIPLOMA_1_2,
    "AKADEMI/DIPLOMA III/S. MUDA": Education.DIPLOMA_3,
    "DIPLOMA IV/STRATA I": Education.BACHELOR,
    "STRATA II": Education.MASTER,
    "STRATA III": Education.DOCTORATE,
}
"""Education in words: P3KE's, and those of the family card."""

P3KE_OCCUPATION = {
    "NELAYAN": Occupation.FISHER,
    "PEDAGANG": Occupation.TRADER,
    "PEGAWAI SWASTA": Occupation.PRIVATE_EMPLOYEE,
    "PEJABAT NEGARA": Occupation.STATE_OFFICIAL,
    "PEKERJA LEPAS": Occupation.CASUAL_WORKER,
    "PENSIUNAN": Occupation.RETIRED,
    "PETANI": Occupation.FARMER,
    "PNS/TNI/POLRI": Occupation.CIVIL_OR_ARMED,
    "TIDAK/BELUM BEKERJA": Occupation.NOT_WORKING,
    "BELUM/TIDAK BEKERJA": Occupation.NOT_WORKING,
    "WIRASWASTA": Occupation.SELF_EMPLOYED,
}

P3KE_MATCH = {
    "PADAN": DukcapilMatch.MATCHED,
    "TIDAK PADAN": DukcapilMatch.UNMATCHED,
    "KOSONG": DukcapilMatch.NOT_CHECKED,
}
DTKS_MATCH = P3KE_MATCH | {
    "BELUM PADAN": DukcapilMatch.UNMATCHED,
    "DATA TIDAK DITEMUKAN": DukcapilMatch.UNMATCHED,
    "TERKONFIRMASI PADAN": DukcapilMatch.MATCHED,
    "TERKONFIRMASI TIDAK PADAN": DukcapilMatch.UNMATCHED,
    "TIDAK TERKONFIRMASI": DukcapilMatch.NOT_CHECKED,
}

P3KE_STUNTING = {
    "BERESIKO": StuntingRisk.AT_RISK,
    "BERISIKO": StuntingRisk.AT_RISK,
    "TIDAK BERESIKO": StuntingRisk.NOT_AT_RISK,
    "TIDAK BERISIKO": StuntingRisk.NOT_AT_RISK,
    "BUKAN TARGET": StuntingRisk.NOT_TARGET,
}

LIFE_SIAK = {
    "1": LifeStatus.ALIVE,
    "2": LifeStatus.DEAD,
    "3": LifeStatus.MOVED,
    "4": LifeStatus.MISSING,
    "6": LifeStatus.AWAY,
    "9": LifeStatus.INVALID,
}
LIFE_REGSOSEK = numbered(
    LifeStatus.ALIVE,
    LifeStatus.DEAD,
    LifeStatus.MOVED,
    LifeStatus.MOVED,
    LifeStatus.ALIVE,
    LifeStatus.NOT_FOUND,
)
"""Presence of a member (Regsosek 404): 3 and 4 moved inside the country or abroad, 5 a new member."""

SCHOOL_REGSOSEK = numbered(SchoolAttendance.NEVER, SchoolAttendance.ATTENDING, SchoolAttendance.NO_LONGER)
DIFFICULTY_REGSOSEK = numbered(Difficulty.CANNOT, Difficulty.A_LOT, Difficulty.SOME, Difficulty.NONE)
DIFFICULTY_DOMAIN_REGSOSEK = dict(zip("abcdefghi", DifficultyDomain, strict=True))
"""Letter of question 428 to domain."""

ILLNESS_REGSOSEK = numbered(*ChronicIllness)
