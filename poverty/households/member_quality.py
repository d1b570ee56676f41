"""Checks on the data of one member, see `quality.py`."""

from django.utils.translation import gettext_lazy as _

from poverty.households import nik
from poverty.households.checks import EmptyMemberField, Level, MemberCheck, has
from poverty.households.choices import DukcapilMatch


class NikMissing(EmptyMemberField):
    """The NIK is not known: a repair task, not a reason to invent one."""

    code, title, level = "nik_missing", _("NIK is missing"), Level.REPAIR
    field = "nik"


class NikWrong(MemberCheck):
    """The NIK cannot be one: length, characters, birth date or serial."""

    code, title, level = "nik_wrong", _("NIK cannot be right"), Level.REPAIR

    def fails(self, case, member):
        return bool(nik.problems(getattr(member, "nik", None) or "", case.today))


class NikMismatch(MemberCheck):
    """A sound NIK says otherwise than the record, and nobody gave a reason."""

    mismatch = ""
    level = Level.CHECK

    def fails(self, case, member):
        if has(member, "nik_reason"):
            return False
        number, born, sex = (getattr(member, name, None) for name in ("nik", "birth_date", "sex"))
        return self.mismatch in nik.mismatches(number or "", born, sex, case.today)


class NikBirthMismatch(NikMismatch):
    """The birth date in the NIK is not the one recorded."""

    code = mismatch = nik.BIRTH_MISMATCH
    title = _("Birth date differs from the NIK")


class NikSexMismatch(NikMismatch):
    """The sex in the NIK is not the one recorded."""

    code = mismatch = nik.SEX_MISMATCH
    title = _("Sex differs from the NIK")


class DukcapilUnmatched(MemberCheck):
    """Dukcapil does not know this person by this NIK and name."""

    code, title, level = "dukcapil_unmatched", _("Not matched with Dukcapil"), Level.REPAIR

    def fails(self, case, member):
        return getattr(member, "dukcapil_match", "") == DukcapilMatch.UNMATCHED


class DukcapilNotChecked(MemberCheck):
    """A NIK that was never compared with Dukcapil."""

    code, title, level = "dukcapil_not_checked", _("Not yet checked with Dukcapil"), Level.CHECK

    def fails(self, case, member):
        match = getattr(member, "dukcapil_match", "") or DukcapilMatch.NOT_CHECKED
        return has(member, "nik") and match == DukcapilMatch.NOT_CHECKED


class BirthDateMissing(EmptyMemberField):
    """The birth date is not known."""

    code, title, level = "birth_date_missing", _("Birth date is missing"), Level.REPAIR
    field = "birth_date"


class SexMissing(EmptyMemberField):
    """The sex is not known."""

    code, title, level = "sex_missing", _("Sex is missing"), Level.COMPLETE
    field = "sex"


class RelationMissing(EmptyMemberField):
    """The relation to the head of the family is not known."""

    code, title, level = "relation_missing", _("Relation to the head is missing"), Level.COMPLETE
    field = "relation"
