"""The national holidays whose date is the same every year. Source: Keppres 8/2024 on public holidays.

All others follow the moon or a decree (SKB of three ministers) and are typed in when the decree is out: nothing is
guessed here.
"""

from datetime import date

SOURCE = "Keppres 8/2024"

#: month, day, name
FIXED: tuple[tuple[int, int, str], ...] = (
    (1, 1, "Tahun Baru Masehi"),
    (5, 1, "Hari Buruh Internasional"),
    (6, 1, "Hari Lahir Pancasila"),
    (8, 17, "Proklamasi Kemerdekaan"),
    (12, 25, "Kelahiran Yesus Kristus"),
)


def fixed_holidays(year: int) -> list[tuple[date, str]]:
    """Day and name of that year's holidays of fixed date.

    >>> fixed_holidays(2026)[3]
    (datetime.date(2026, 8, 17), 'Proklamasi Kemerdekaan')
    """
    return [(date(year, month, day), name) for month, day, name in FIXED]
