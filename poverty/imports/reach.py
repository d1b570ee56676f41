"""Where a person may import, and where uploaded sheets are kept."""

from pathlib import Path

from django.conf import settings

from accounts.permissions import Perm
from accounts.scope import area_codes, is_city_level


def reach(user) -> tuple[str, ...]:
    """Codes of the areas whose rows this person may import; empty when it is the whole city.

    Raises `PermissionError` for somebody who may import nowhere.
    """
    codes = area_codes(user, Perm.RUN_IMPORT)
    if not codes:
        raise PermissionError("no area to import for")
    return () if any(is_city_level(code) for code in codes) else codes


def common_area(codes: tuple[str, ...]) -> str:
    """The smallest area that holds all of these.

    >>> common_area(("62.71.01", "62.71.03")), common_area(("62.71.01.1001", "62.71.01.1003"))
    ('62.71', '62.71.01')
    """
    shared = []
    for parts in zip(*(code.split(".") for code in codes), strict=False):
        if len(set(parts)) > 1:
            break
        shared.append(parts[0])
    return ".".join(shared)


def folder() -> Path:
    """Where uploaded sheets lie, out of the web server's sight."""
    path = Path(settings.PRIVATE_FILES_DIR) / "imports"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path
