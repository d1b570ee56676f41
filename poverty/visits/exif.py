"""Place and time that a camera wrote into its picture (EXIF 2.32), read before the picture is drawn anew.

Whoever sends a picture writes its EXIF: every value is suspect. What cannot be read is nothing, never a fault.
"""

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Any

EXIF_IFD, GPS_IFD = 0x8769, 0x8825
TAKEN, DIGITISED = (0x9003, 0x9011), (0x9004, 0x9012)
"""Tags of a moment and of its offset from UTC."""
LATITUDE, LONGITUDE = (1, 2, "N", "S", 90), (3, 4, "E", "W", 180)
"""Tags of the hemisphere and of degrees, minutes and seconds; the two hemispheres; the largest value."""
FIRST_YEAR = 2000


@dataclass(frozen=True)
class Taken:
    """When and where a picture was taken, as far as its camera says; degrees to six places (about 10 cm)."""

    at: datetime | None = None
    latitude: float | None = None
    longitude: float | None = None


def taken(picture, zone: tzinfo = UTC) -> Taken:
    """Place and time of a Pillow image. A camera that names no offset is taken to keep the time of `zone`."""
    try:
        exif = picture.getexif()
        shot, gps = dict(exif.get_ifd(EXIF_IFD)), dict(exif.get_ifd(GPS_IFD))
    except Exception:  # Pillow raises a dozen kinds on damaged EXIF, and none of them concerns the picture
        return Taken()
    return Taken(moment(shot, zone), *place(gps))


def moment(shot: dict, zone: tzinfo = UTC) -> datetime | None:
    """The moment in an Exif directory, aware of its offset; None without a believable one.

    >>> moment({0x9003: "2026:11:21 10:32:05", 0x9011: "+07:00"}).isoformat()
    '2026-11-21T10:32:05+07:00'
    >>> moment({0x9003: "0000:00:00 00:00:00"}) is None
    True
    """
    for tag, offset_tag in (TAKEN, DIGITISED):
        found = _parsed(shot.get(tag))
        if found is not None and found.year >= FIRST_YEAR:
            return found.replace(tzinfo=offset(shot.get(offset_tag)) or zone)
    return None


def _parsed(value: Any) -> datetime | None:
    try:
        return datetime.strptime(_text(value)[:19], "%Y:%m:%d %H:%M:%S")
    except ValueError:
        return None


def offset(value: Any) -> timezone | None:
    """An EXIF offset such as "+07:00"; None when it is none.

    >>> str(offset("+07:00")), str(offset("-03:30")), offset("Z"), offset("+99:99"), offset(7)
    ('UTC+07:00', 'UTC-03:30', None, None, None)
    """
    text = _text(value)
    digits = f"{text[1:3]}{text[4:6]}"
    if len(text) != 6 or text[0] not in "+-" or text[3] != ":" or not (digits.isascii() and digits.isdigit()):
        return None
    minutes = int(digits[:2]) * 60 + int(digits[2:])
    if minutes > 14 * 60 or int(digits[2:]) > 59:
        return None
    return timezone((1 if text[0] == "+" else -1) * timedelta(minutes=minutes))


def place(gps: dict) -> tuple[float | None, float | None]:
    """Latitude and longitude of a GPS directory; both or none. 0, 0 is what a camera writes that knows no place.

    >>> place({1: "S", 2: (2, 12, 33.84), 3: "E", 4: (113, 55, 16.68)})
    (-2.2094, 113.9213)
    >>> place({1: "S", 2: (0, 0, 0), 3: "E", 4: (0, 0, 0)})
    (None, None)
    """
    latitude, longitude = _coordinate(gps, *LATITUDE), _coordinate(gps, *LONGITUDE)
    if latitude is None or longitude is None or (latitude == 0 and longitude == 0):
        return None, None
    return latitude, longitude


def _coordinate(gps: dict, side_tag: int, tag: int, positive: str, negative: str, largest: int) -> float | None:
    side, parts = _text(gps.get(side_tag)).strip().upper(), gps.get(tag)
    if side not in (positive, negative) or not isinstance(parts, tuple | list) or len(parts) != 3:
        return None
    try:
        degrees, minutes, seconds = (float(part) for part in parts)
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        return None
    value = degrees + minutes / 60 + seconds / 3600
    if not math.isfinite(value) or min(degrees, minutes, seconds) < 0 or minutes > 60 or seconds > 60:
        return None
    return round(value if side == positive else -value, 6) if value <= largest else None


def _text(value: Any) -> str:
    """What stands for text in EXIF; empty for anything else."""
    if isinstance(value, bytes):
        value = value.decode("ascii", "replace")
    return value.strip("\x00 ") if isinstance(value, str) else ""
