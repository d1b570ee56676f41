"""People at their browsers: who signs in on which screen, and everything their browser complains about."""

import re
from gettext import translation
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, Response

from core.local_files import PROJECT
from tests.e2e.house import PASSWORD, House

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
OFFICE = {"viewport": {"width": 1280, "height": 800}}
TIMEOUT_MS = 10_000
HARMLESS = ("Failed to load resource", "htmx:sendAbort", "htmx:afterRequest")
"""Answers are judged by their status; a check of a field that is typed on is replaced by the next one."""
SETTLED = "() => document.querySelectorAll('.htmx-request, .htmx-swapping, .htmx-settling').length === 0"


class Desk:
    """Opens browsers for people. One sign-in per person serves all journeys that do not end it."""

    states: dict[str, dict] = {}

    def __init__(self, browser: Browser, house: House):
        self.browser, self.house = browser, house
        self.contexts: list[BrowserContext] = []
        self.problems: list[str] = []

    def visitor(self, **options) -> Page:
        """Somebody who has not signed in."""
        context = self.browser.new_context(base_url=self.house.address, locale="id-ID", **(OFFICE | options))
        context.set_default_timeout(TIMEOUT_MS)
        self.contexts.append(context)
        context.on("page", self._listen)
        return context.new_page()

    def sit(self, username: str, *, fresh: bool = False, **options) -> Page:
        """This person, signed in; with `fresh` in a session that is the journey's own."""
        known = None if fresh else self.states.get(username)
        page = self.visitor(**options, **({"storage_state": known} if known else {}))
        if not known:
            page.goto("/")
            sign_in(page, username)
            if not fresh:
                self.states[username] = page.context.storage_state()
        return page

    def keep(self, folder: Path, name: str) -> None:
        """Save what every open page shows."""
        folder.mkdir(parents=True, exist_ok=True)
        pages = [page for context in self.contexts for page in context.pages]
        for number, page in enumerate(pages):
            stem = folder / f"{re.sub(r'[^A-Za-z0-9_.-]+', '-', name)}-{number}"
            page.screenshot(path=f"{stem}.png", full_page=True)
            Path(f"{stem}.html").write_text(page.content(), encoding="utf-8")

    def close(self) -> None:
        """Everybody goes home."""
        for context in self.contexts:
            context.close()

    def _listen(self, page: Page) -> None:
        page.on("console", lambda message: self._hear(message.type, message.text, message.page))
        page.on("pageerror", lambda error: self.problems.append(f"script error on {page.url}: {error}"))
        page.on("response", self._see)

    def _hear(self, kind: str, text: str, page: Page | None) -> None:
        if kind == "error" and not text.startswith(HARMLESS):
            self.problems.append(f"console on {page.url if page else '?'}: {text}")

    def _see(self, answer: Response) -> None:
        loose = answer.request.resource_type in {"document", "fetch", "xhr"}
        if answer.status >= 500 or (answer.status >= 400 and not loose):
            self.problems.append(f"{answer.status} {answer.request.method} {answer.url}")


def sign_in(page: Page, username: str) -> None:
    """Fill in the sign-in page that is open."""
    page.locator("input[name=login]").fill(username)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_selector("nav.side", state="attached")


def settled(page: Page) -> None:
    """Wait until htmx has nothing under way."""
    page.wait_for_load_state("networkidle")
    page.wait_for_function(SETTLED)


def word(text: str) -> str:
    """A text as the pages say it in Indonesian."""
    return translation("django", PROJECT / "locale", ["id"]).gettext(text)


def kept(page: Page) -> None:
    """Wait until the page says that what was typed is kept as a draft."""
    page.wait_for_function("() => document.getElementById('draft-state').textContent.trim() !== ''")
