"""Exit reasons: what each needs as evidence and what it does to the registry. Source: domain.md 2.2.

What an exit does to programs (close all, close one, suspend) belongs to enrolments.
"""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from poverty.verification.choices import ExitReason


class ExitEffect(models.TextChoices):
    """What an endorsed exit does to the registry."""

    PERSON_OFF = "person_off", _("The person no longer counts; the household is looked at again.")
    MOVED = "moved", _("The person or household is recorded as moved away.")
    OFF_LIST = "off_list", _("The household stays recorded and is no longer on the list of the poor.")
    HOLD = "hold", _("The household is put on hold: no longer verified or listed; the second time it leaves the list.")
    MERGE = "merge", _("The two records are merged by the people who decide on duplicates.")
    NONE = "none", _("The registry does not change; the programme is ended or suspended.")


@dataclass(frozen=True)
class Exit:
    """One exit reason: evidence in words, whether a file must prove it, its effect, whether it is about a person.

    `by_meeting` means that the community meeting's decision, or a visit, is the evidence; `needs_note` that its number
    is. `about_person` means that a person must be named; `may_name_person` that one may be.
    """

    reason: ExitReason
    evidence: str
    effect: ExitEffect
    needs_file: bool = True
    by_meeting: bool = False
    needs_note: bool = False
    about_person: bool = False
    may_name_person: bool = False


R, E = ExitReason, ExitEffect

EXITS = {
    each.reason: each
    for each in (
        Exit(R.DECEASED, _("death certificate or letter of the kelurahan"), E.PERSON_OFF, about_person=True),
        Exit(R.MOVED, _("moving certificate (SKPWNI)"), E.MOVED, may_name_person=True),
        Exit(R.NOT_FOUND, _("report of a visit"), E.HOLD, needs_file=False, by_meeting=True, may_name_person=True),
        Exit(R.DUPLICATE, _("record of the merge"), E.MERGE, needs_file=False, needs_note=True, may_name_person=True),
        Exit(R.WELL_OFF, _("decision of the meeting, or a visit"), E.OFF_LIST, needs_file=False, by_meeting=True),
        Exit(R.GRADUATED, _("signed statement with duty stamp"), E.OFF_LIST),
        Exit(R.NO_COMPONENT, _("none named"), E.NONE, needs_file=False),
        Exit(R.OCCUPATION, _("match with the personnel records"), E.OFF_LIST),
        Exit(R.RESIGNED, _("letter"), E.NONE),
        Exit(R.UNMATCHED, _("repair ticket"), E.NONE, needs_file=False, needs_note=True, may_name_person=True),
    )
}
