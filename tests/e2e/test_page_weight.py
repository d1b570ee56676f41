"""What a page costs on a weak line: bytes as they come over the wire, compressed, with headers."""

from playwright.sync_api import Page

FIRST_VISIT, LATER_PAGE = 120_000, 30_000


class Wire:
    """Counts what a page receives from the network; what the browser has kept costs nothing."""

    def __init__(self, page: Page):
        self.received: dict[str, int] = {}
        self.addresses: dict[str, str] = {}
        session = page.context.new_cdp_session(page)
        session.on("Network.responseReceived", self._name)
        session.on("Network.loadingFinished", self._count)
        session.send("Network.enable")

    def _name(self, event):
        self.addresses[event["requestId"]] = event["response"]["url"]

    def _count(self, event):
        address = self.addresses.get(event["requestId"], "?")
        self.received[address] = self.received.get(address, 0) + event["encodedDataLength"]

    def visit(self, page: Page, path: str) -> int:
        """The bytes that this page costs now."""
        self.received.clear()
        page.goto(path)
        page.wait_for_load_state("networkidle")
        return sum(self.received.values())

    def told(self) -> str:
        """What was received, the largest first."""
        rows = sorted(self.received.items(), key=lambda row: -row[1])
        return "\n".join(f"{size:>8} {address}" for address, size in rows)


def test_the_first_visit_and_every_later_page_are_light(desk):
    page = desk.sit("dinsos")
    page = desk.sit("dinsos")  # a second browser, in which nothing is kept yet
    wire = Wire(page)
    assert wire.visit(page, "/keluarga/") <= FIRST_VISIT, wire.told()
    for path in ("/keluarga/?sort=-head", "/orang/", "/pendataan/", "/keluarga/baru/", "/peta/", "/"):
        assert wire.visit(page, path) <= LATER_PAGE, f"{path}\n{wire.told()}"
