"""What is said about numbers: one sentence per code, for a typed form and for an imported row alike."""

from django.utils.translation import gettext_lazy as _

NIK_PROBLEMS = {
    "nik_length": _("A NIK has 16 digits. Count them again on the card."),
    "nik_characters": _("A NIK holds digits only; often the letter O stands where a zero belongs."),
    "nik_date": _("Digits 7 to 12 are no real date of birth (for women the day is raised by 40)."),
    "nik_serial": _("The last four digits are never 0000."),
    "nik_all_same": _("The same digit 16 times is no NIK. Leave the field empty if the NIK is not known."),
    "nik_region": _("The first six digits name no place."),
}
NIK_MISMATCHES = {
    "nik_birth_mismatch": _("The date of birth does not agree with the NIK."),
    "nik_sex_mismatch": _("The sex does not agree with the NIK."),
}
FAMILY_CARD_PROBLEMS = {
    "family_card_length": _("A family card number has 16 digits. Count them again on the card."),
    "family_card_characters": _("A family card number holds digits only."),
    "family_card_date": _("Digits 7 to 12 of a family card number are the date it was issued; this is no real date."),
    "family_card_serial": _("The last four digits are never 0000."),
    "family_card_all_same": _("The same digit 16 times is no family card number."),
    "family_card_region": _("The first six digits name no place."),
}


def sentence(code: str):
    """The sentence for a code; the code itself when it is not in the tables."""
    for table in (NIK_PROBLEMS, NIK_MISMATCHES, FAMILY_CARD_PROBLEMS):
        if code in table:
            return table[code]
    return code
