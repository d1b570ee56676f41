"""Writing the calendar of holidays."""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.holidays.reference import SOURCE, fixed_holidays
from accounts.permissions import Perm
from core.models import Holiday


def _keeper(by) -> None:
    if not by.may(Perm.MANAGE_REFERENCE):
        raise PermissionDenied


@transaction.atomic
def save_holiday(*, by, holiday: Holiday, day: date, name: str, source: str = "") -> Holiday:
    """Add or change one day. Raises `PermissionDenied` or `ValidationError`."""
    _keeper(by)
    holiday.day, holiday.name, holiday.source = day, name.strip(), source.strip()
    holiday.full_clean()
    holiday.save()
    return holiday


@transaction.atomic
def add_holidays(*, by, days: list[tuple[date, str]], source: str) -> int:
    """Add many days at once; those already on the calendar stay as they are. Returns how many were added."""
    _keeper(by)
    added = 0
    for day, name in days:
        _holiday, is_new = Holiday.objects.get_or_create(day=day, defaults={"name": name, "source": source})
        added += is_new
    return added


@transaction.atomic
def remove_holiday(*, by, holiday: Holiday) -> None:
    """Take a day off the calendar; its history keeps it."""
    _keeper(by)
    holiday.delete()


@transaction.atomic
def load_first_holidays() -> int:
    """Give an empty calendar the holidays of fixed date of this year and the next. Returns the number added.

    A calendar that somebody keeps is left alone: what was taken off it does not come back at the next start.
    """
    if Holiday.objects.exists():
        return 0
    year = timezone.localdate().year
    days = fixed_holidays(year) + fixed_holidays(year + 1)
    return len(Holiday.objects.bulk_create([Holiday(day=day, name=name, source=SOURCE) for day, name in days]))


def read_lines(text: str) -> list[tuple[date, str]]:
    """Days and names typed one to a line, "2026-03-19 Nyepi" or "19-3-2026; Nyepi".

    Raises `ValidationError` naming every line that cannot be read; then nothing is taken.
    """
    found, wrong = [], []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        day = _day_of(line.split(maxsplit=1)[0].strip(";,:"))
        name = line.strip().split(maxsplit=1)[1:] or [""]
        if day is None or not name[0].strip(" ;,:-"):
            wrong.append(_("Line %(number)d: write the day, then its name.") % {"number": number})
        else:
            found.append((day, name[0].strip(" ;,:-")[:120]))
    if wrong:
        raise ValidationError(wrong)
    if not found:
        raise ValidationError(_("Write at least one day."))
    return found


def _day_of(text: str) -> date | None:
    parts = text.replace("/", "-").replace(".", "-").split("-")
    if len(parts) != 3 or not all(part.isdigit() for part in parts):
        return None
    numbers = [int(part) for part in parts]
    year, month, day = numbers if len(parts[0]) == 4 else reversed(numbers)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def in_words(day: date) -> str:
    """The weekday and the date, as a calendar shows them."""
    return date_format(day, "l, j F Y")
