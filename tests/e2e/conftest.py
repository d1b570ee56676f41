"""What a journey needs: a house with people in it, a browser, and a keepsake of the page on which it failed."""

import os
import shutil
import warnings
from pathlib import Path

import pytest

from core.local_files import PROJECT
from tests.e2e.house import House

KEEPSAKES = PROJECT / "var" / "test-e2e"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
NO_BROWSER = "NOTICE: no Chromium on this machine; the journeys in a browser are not run."


def _chromium() -> str | None:
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


def pytest_collection_modifyitems(items):
    """Every test of this folder is a journey; side by side they share one house by staying in one process."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """Remember whether the test itself failed, for the fixture that saves the page."""
    report = (yield).get_result()
    if report.when == "call":
        item.went_wrong = report.failed


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser of this machine. Where there is none the journeys are skipped, and in CI they fail."""
    path = _chromium()
    if path is None and os.environ.get("CI") == "true":
        pytest.fail(NO_BROWSER)
    if path is None:
        warnings.warn(NO_BROWSER, stacklevel=1)
        pytest.skip(NO_BROWSER)
    return path


@pytest.fixture(scope="session")
def house(chromium, tmp_path_factory):
    """The running house. Each process of pytest-xdist has its own."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    for old in KEEPSAKES.glob("*.*"):
        old.unlink(missing_ok=True)
    made = House(tmp_path_factory.mktemp("house"), KEEPSAKES / "log" / worker, suffix=worker)
    try:
        made.open()
        yield made
    finally:
        made.close()


@pytest.fixture(scope="package")
def browser(chromium):
    """One browser for the journeys; gone before other tests, which its event loop would keep from the database."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()


@pytest.fixture
def desk(browser, house, request):
    """Where people sit down; at the end nobody's browser may have complained."""
    from tests.e2e.desk import Desk

    made = Desk(browser, house)
    yield made
    try:
        if getattr(request.node, "went_wrong", False):
            made.keep(KEEPSAKES, request.node.name)
    finally:
        made.close()
    problems = made.problems + house.fallen()
    assert not problems, "\n".join(problems)
