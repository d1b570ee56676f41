"""The menu as data. What a role sees is what a role may open: the permission is read from the view itself."""

from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.urls import NoReverseMatch, resolve, reverse
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Item:
    """One menu entry: a label, the URL name it opens, and a lucide icon."""

    label: str
    url_name: str
    icon: str


@dataclass(frozen=True)
class Section:
    """A group of entries under a heading."""

    label: str
    items: tuple[Item, ...]


MENU = (
    Section("", (Item(_("My work"), "accounts:my_work", "inbox"),)),
    Section(
        _("Registry"),
        (
            Item(_("Households"), "poverty:household_list", "house"),
            Item(_("People"), "poverty:member_list", "users"),
            Item(_("Assessments"), "poverty:assessment_list", "clipboard-list"),
            Item(_("Imports"), "poverty:import_list", "file-up"),
            Item(_("Map"), "poverty:region_map", "map"),
        ),
    ),
    Section(
        _("Verification"),
        (
            Item(_("Proposals"), "poverty:proposal_list", "hand-helping"),
            Item(_("Community meetings"), "poverty:meeting_list", "users-round"),
            Item(_("Visits"), "poverty:visit_list", "footprints"),
            Item(_("Endorsement lists"), "poverty:endorsement_list", "stamp"),
            Item(_("Change requests"), "poverty:change_request_list", "file-pen-line"),
            Item(_("Duplicates"), "poverty:duplicate_list", "copy"),
            Item(_("National lists"), "poverty:national_list_list", "list-checks"),
        ),
    ),
    Section(_("Oversight"), (Item(_("Access log"), "accounts:access_list", "eye"),)),
    Section(
        _("System"),
        (
            Item(_("Users"), "accounts:user_list", "user-cog"),
            Item(_("Departments"), "accounts:department_list", "building-2"),
            Item(_("Holidays"), "accounts:holiday_list", "calendar-days"),
            Item(_("Regions"), "poverty:region_list", "map-pinned"),
        ),
    ),
)


@dataclass(frozen=True)
class Link:
    """A menu entry for one person on one page."""

    label: str
    url: str
    icon: str
    is_here: bool


@cache
def _target(url_name: str) -> tuple[str, str]:
    """Address and permission of a menu entry; empty when the room is not built."""
    try:
        url = reverse(url_name)
    except NoReverseMatch:
        return "", ""
    view = getattr(resolve(url).func, "view_class", None)
    return url, getattr(view, "permission", "") or ""


def menu_for(user, path: str) -> list[tuple[str, list[Link]]]:
    """The sections this person sees, the present page marked: of two entries one below the other, the lower one."""
    targets = {_target(item.url_name)[0] for section in MENU for item in section.items}
    above = (url for url in targets if url and (path == url or (url != "/" and path.startswith(url))))
    present = max(above, key=len, default="")
    sections = []
    for section in MENU:
        links = []
        for item in section.items:
            url, _permission = _target(item.url_name)
            if may_open(user, item.url_name):
                links.append(Link(str(item.label), url, item.icon, url == present))
        if links:
            sections.append((str(section.label), links))
    return sections


def context(request) -> dict:
    """Context processor: menu, city, and the person's offices in words."""
    user = getattr(request, "user", None)
    base = {"city_name": settings.CITY_NAME, "demonstration": settings.DEMONSTRATION_ALLOWED}
    if user is None or not user.is_authenticated:
        return base
    return base | {
        "menu": lambda: menu_for(user, request.path),
        "offices": lambda: offices(user),
        "may_search": lambda: may_open(user, "poverty:search"),
    }


def may_open(user, url_name: str) -> bool:
    """Whether the page exists and the person's role includes it."""
    url, permission = _target(url_name)
    return bool(url) and (not permission or user.may(permission))


def offices(user) -> str:
    """The person's offices in words, for the top bar."""
    rows = user.in_force
    return "; ".join(" · ".join(str(part) for part in (row.role, row.region or row.department) if part) for row in rows)
