"""What is said about a cell: one code, one sentence that tells the person what to do.

No Django models, no numbers of people.

Sentences are English sources for gettext; `sentence` fills them in the language of the caller. A code may
have variants for a more exact sentence ("area_unknown" with a near name, without one, ...): the code stays
the same.
"""

import enum
from collections.abc import Callable
from typing import NamedTuple

from django.utils.translation import gettext_noop as _


class Level(enum.StrEnum):
    """An error rejects the row; a warning lets it in and asks for a look."""

    ERROR = "error"
    WARNING = "warning"


class Finding(NamedTuple):
    """What a cell check found: a code and what its sentence needs (`variant` picks another sentence of that
    code).
    """

    code: str
    params: dict[str, object] = {}

    @property
    def level(self) -> Level:
        """Error or warning, which follows from the code."""
        return Level.WARNING if self.code in WARNINGS else Level.ERROR


class Message(NamedTuple):
    """A finding at its place:

    `field` of the layout, `position` of the column from 0, None if the sheet has none.
    """

    field: str
    position: int | None
    code: str
    level: Level
    params: dict[str, object]


WARNINGS = frozenset(
    {
        "nik_missing",
        "nik_birth_mismatch",
        "nik_sex_mismatch",
        "name_differs",
        "same_person_in_file",
        "looks_known",
    }
)
NAME_DIFFERS_BELOW = 60
"""Out of 100 (`names.similarity`): two names under one NIK that are less alike deserve a look."""

SENTENCES: dict[str, str] = {
    "nik_number": _(
        "Excel stored the NIK as a number, so its last digit may be lost. "
        "Format the column as text and type the NIK again from the family card."
    ),
    "nik_length": _("A NIK has 16 digits; this one has %(length)s. Compare it with the family card."),
    "nik_characters": _("A NIK consists of digits only. Look for a letter in place of a digit, such as O for 0."),
    "nik_characters.region": _("The first six digits of this NIK are no district. Compare it with the family card."),
    "nik_date": _("Digits 7 to 12 of this NIK are no date of birth. Compare it with the family card."),
    "nik_serial": _("The last four digits of a NIK are never 0000. Compare it with the family card."),
    "nik_serial.all_same": _("This NIK repeats one digit 16 times. Leave the cell empty when the NIK is not known."),
    "nik_duplicate_in_file": _("This NIK already stands in row %(row)s. Correct or delete one of the two rows."),
    "nik_missing": _("The NIK is empty. The row is taken in and listed for repair."),
    "nik_birth_mismatch": _(
        "The date of birth in the NIK is %(nik_date)s, the sheet says %(born)s. Check which one is right."
    ),
    "nik_sex_mismatch": _(
        "NIK and sex do not agree: women have 40 added to the day of birth. Check which one is right."
    ),
    "family_card_number": _(
        "Excel stored the family card number as a number, so its last digit may be lost. "
        "Format the column as text and type the number again."
    ),
    "family_card_length": _("A family card number has 16 digits; this one has %(length)s. Compare it with the card."),
    "family_card_characters": _("A family card number consists of digits only. Look for a letter in place of a digit."),
    "family_card_characters.region": _(
        "The first six digits of this family card number are no district. Compare it with the card."
    ),
    "family_card_date": _("Digits 7 to 12 of this family card number are no date of issue. Compare it with the card."),
    "family_card_serial": _("The last four digits of a family card number are never 0000. Compare it with the card."),
    "family_card_serial.all_same": _(
        "This family card number repeats one digit 16 times. Leave the cell empty when it is not known."
    ),
    "name_missing": _("The name is missing. Type the full name as on the family card."),
    "area_unknown": _("“%(value)s” is no kelurahan of this city. Type its code or its name as on the list of areas."),
    "area_unknown.missing": _("The kelurahan is missing. Type its code or its name."),
    "area_unknown.suggestion": _("“%(value)s” is not a known kelurahan. Did you mean %(suggestion)s (%(district)s)?"),
    "area_unknown.code": _("The code “%(value)s” is not known. The name fits %(suggestion)s (%(district)s), %(code)s."),
    "area_unknown.code_and_name": _(
        "Neither the code “%(value)s” nor the name “%(name)s” is known. "
        "Did you mean %(suggestion)s (%(district)s), %(code)s?"
    ),
    "area_unknown.mismatch": _(
        "The code belongs to %(code_name)s, the name says “%(value)s”. Correct the code or the name."
    ),
    "area_unknown.codes_differ": _(
        "The two codes of this row belong to %(code_name)s and %(value)s. Correct one of them."
    ),
    "area_unknown.other_district": _(
        "There is no kelurahan “%(value)s” in this kecamatan. Did you mean %(suggestion)s (%(district)s)?"
    ),
    "area_unknown.ambiguous": _("“%(value)s” fits several kelurahan. Add the kecamatan or the Kemendagri code."),
    "area_unknown.two_systems": _(
        "“%(value)s” is one kelurahan in the codes of Kemendagri and another in those of BPS. "
        "Add the name of the kelurahan or write the Kemendagri code with dots."
    ),
    "area_unknown.other_city": _("“%(value)s” lies outside this city. Delete the row or correct the city."),
    "decile_range": _("A decile is a whole number from 1 to 10. Leave the cell empty when it is not known."),
    "date_unreadable": _("This is no date. Type it as day-month-year, for example 31-12-1990."),
    "date_future": _("This date lies in the future. Check the year."),
    "category_unknown": _("“%(value)s” is not on the list for this column."),
    "category_unknown.suggestion": _("“%(value)s” is not on the list for this column. Did you mean “%(suggestion)s”?"),
    "category_unknown.whole_number": _("“%(value)s” is not a whole number."),
    "name_differs": _("This NIK stands in the registry under quite another name. Check which one is right."),
    "same_person_in_file": _(
        "Row %(row)s names a person of the same name and date of birth in the same kelurahan, also without NIK. "
        "Check whether it is one person."
    ),
    "looks_known": _(
        "Somebody of a similar name, born on the same day, is recorded in this kelurahan. Check whether it is the same "
        "person; after the import such pairs also stand in the list of duplicates."
    ),
    "area_outside_reach": _("This household lies outside your area. An officer of that area can import the row."),
    "record_unknown": _(
        "This number of the registry does not exist. Leave the first column of an export as it is; "
        "record new families by form."
    ),
    "nik_elsewhere": _(
        "This NIK is already recorded in another household. Nothing is written; find out where the person lives."
    ),
    "family_card_elsewhere": _(
        "This family card number already belongs to another household. Compare it with the card."
    ),
    "family_card_twice": _("Another family of this sheet has the same family card number. Correct one of the two."),
    "person_elsewhere": _(
        "A person of the same name and date of birth is already recorded in another household of this kelurahan. "
        "Add the NIK if it is somebody else."
    ),
    "head_differs": _(
        "The household already has another head. Change the head on the household's page, then import again."
    ),
    "head_twice": _("An earlier row of this family is already its head. Correct the relation in one of the two."),
    "household_verified": _(
        "The household is verified, so its data is not overwritten. The difference becomes a change request, which "
        "somebody else decides."
    ),
    "dwelling_held_back": _(
        "The household is verified. What the list says about its dwelling is held back; assess the household again."
    ),
    "text_too_long": _("The text has more than %(limit)s characters. Shorten it."),
}
"""Code, or code and variant with a dot between, to sentence."""


def sentence(code: str, params: dict[str, object], translate: Callable[[str], str] = str) -> str:
    """The finished sentence; `translate` is gettext of the language wanted.

    >>> sentence("nik_length", {"length": 15})
    'A NIK has 16 digits; this one has 15. Compare it with the family card.'
    """
    variant = params.get("variant")
    source = SENTENCES.get(f"{code}.{variant}") if variant else None
    return translate(source or SENTENCES[code]) % params
