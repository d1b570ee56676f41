"""What happened to a household, in the order of days: the short story, beside the full change history."""

from dataclasses import dataclass
from datetime import date

from django.utils.timezone import localdate
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Happening:
    """One line of the timeline."""

    day: date
    text: str
    who: str = ""
    url: str = ""


def timeline_of(household, members) -> list[Happening]:
    """Recording, deciles, assessments, verification and those who left, newest first."""
    lines = [_recorded(household)]
    if household.decile and household.decile_date:
        text = _("Decile %(decile)s according to %(source)s") % {
            "decile": household.decile,
            "source": household.get_decile_source_display(),
        }
        lines.append(Happening(household.decile_date, text))
    if household.verified_on:
        lines.append(Happening(household.verified_on, _("Verified"), str(household.verified_by)))
    lines += [_left(member) for member in members if member.left_on]
    lines += [_assessed(row) for row in household.assessments.select_related("enumerator")]
    return sorted(lines, key=lambda line: line.day, reverse=True)


def _recorded(household) -> Happening:
    who = str(household.recorded_by) if household.recorded_by else ""
    text = _("Recorded (%(source)s)") % {"source": household.get_source_display()}
    return Happening(localdate(household.created_at), text, who)


def _left(member) -> Happening:
    text = f"{member.name}: {member.get_life_status_display()}"
    return Happening(member.left_on, text)


def _assessed(row) -> Happening:
    who = str(row.enumerator) if row.enumerator else row.get_source_display()
    return Happening(row.assessed_on, f"{_('Assessment')}: {row.get_state_display()}", who, row.get_absolute_url())
