"""The household page is a file to which other nouns add: tabs and cards, registered here by those above us."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Tab:
    """A tab of the household page. `count(household)` is the small number beside the label, or None."""

    order: int
    name: str
    label: str
    url_name: str
    permission: str
    count: Callable | None = None


@dataclass(frozen=True)
class Panel:
    """A card on the first tab. `context(household, user)` gives its data, or None to leave it out."""

    order: int
    column: str
    template: str
    permission: str
    context: Callable


TABS: list[Tab] = []
PANELS: list[Panel] = []


def add_tab(tab: Tab) -> None:
    """Register a tab; called once, when the apps are ready."""
    TABS.append(tab)
    TABS.sort(key=lambda each: each.order)


def add_panel(panel: Panel) -> None:
    """Register a card; called once, when the apps are ready."""
    PANELS.append(panel)
    PANELS.sort(key=lambda each: each.order)
