"""A community meeting of 60 names, by keyboard alone: called, opened, heard, closed, up to signed minutes."""

import hashlib
import io
import re

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.e2e.desk import PHONE
from tests.e2e.inspection import faults

NAMES = 60
MAKE = """
from accounts.users.models import User
from poverty.households.services import record_household
from poverty.verification.services import propose
by = User.objects.get(username="petugas.langkai")
for number in range({first}, {first} + {count}):
    household = record_household(
        data={{"region_id": "62.71.01.1003", "address": f"Jl. Musyawarah No. {{number}}", "source": "survey",
               "rt": f"{{number % 9 + 1:02}}", "rw": "0{rw}"}},
        head={{"name": f"Peserta {{number:03}} Musyawarah", "sex": "male"}}, by=by)
    propose(household=household, kind="objection" if number % 10 == 3 else "entry", reason="Usulan RT.", by=by)
"""


def prepare(house, count: int, first: int, rw: int) -> None:
    """So many households of Langkai with a proposal that waits for a meeting."""
    house.manage("shell", "-c", MAKE.format(count=count, first=first, rw=rw))


def tab_to(page: Page, selector: str, most: int = 60) -> None:
    """Reach an element with the Tab key."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab does not reach {selector}")


def press(page: Page, selector: str) -> None:
    """Reach a link or button with the Tab key and press it."""
    tab_to(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def call(page: Page, rw: int) -> int:
    """Call a meeting for today and put the waiting names of one RW on its agenda."""
    page.goto("/musyawarah/baru/")
    tab_to(page, "[name=held_on]")
    page.evaluate("document.activeElement.value = new Date(Date.now() + 7 * 3600e3).toISOString().slice(0, 10)")
    for name, text in (("place", "Aula kelurahan"), ("chair_name", "H. Ahmad Dahlan"), ("note_taker", "Rina Kartini")):
        tab_to(page, f"[name={name}]")
        page.keyboard.type(text)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/agenda/isi/$"))
    number = int(re.search(r"/musyawarah/(\d+)/", page.url)[1])
    tab_to(page, "#b-rw")
    page.keyboard.type(str(rw))
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"rw="))
    press(page, "form[method=post] button.p")
    page.wait_for_url(re.compile(r"/agenda/$"))
    return number


def decided(page: Page) -> int:
    return int(page.locator(".meeting-progress progress").get_attribute("value"))


def hear(page: Page, names: int) -> None:
    """Every name decided: mostly eligible, some with a reason by one digit, one typed."""
    for place in range(names):
        kinds = {3: ("t", "5", "Enter"), 5: ("d", "1", "Enter"), 7: ("h", "1", "Enter")}
        if place == 8:
            page.keyboard.press("d")
            page.keyboard.type("Kartu keluarga dibawa minggu depan")
            page.keyboard.press("Enter")
        else:
            for key in kinds.get(place % 10, ("l",)):
                page.keyboard.press(key)
        page.wait_for_function(
            "count => document.querySelector('.meeting-progress progress').value === count", arg=place + 1
        )


@pytest.fixture(scope="module")
def sixty(house):
    prepare(house, NAMES, 100, 7)


def test_sixty_names_are_heard_by_keyboard_alone_up_to_signed_minutes(desk, house, sixty):
    page = desk.sit("petugas.langkai", accept_downloads=True)
    number = call(page, 7)
    assert house.value("SELECT count(*) FROM poverty_agendaitem WHERE meeting_id = %s", number) == NAMES
    press(page, "form[action$='/langkah/open/'] button")
    page.goto(f"/musyawarah/{number}/hadir/")
    tab_to(page, "[name=lines]")
    page.keyboard.type("Dewi Sartika, Lurah\nYulius Sandan, Ketua RT 05\nSiti Aminah, Ketua LPMK")
    press(page, "main .form-actions button.p")
    expect(page.locator("#attendees tbody tr")).to_have_count(3)
    page.goto(f"/musyawarah/{number}/agenda/")
    hear(page, NAMES)
    assert not page.locator("main").get_by_text("belum diputuskan", exact=True).count()
    expect(page.locator("[data-close]")).to_be_focused()  # nothing is left to decide
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/musyawarah/{number}/tutup/")
    expect(page.locator("main form button.p")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/musyawarah/{number}/")
    assert download(page, f"/musyawarah/{number}/berkas/berita-acara/").startswith(b"%PDF-")
    sign(page, house, number)


def download(page: Page, path: str) -> bytes:
    return page.request.get(path).body()


def sign(page: Page, house, number: int) -> None:
    """Upload the scan; then the public page says signed, and the agenda offers nothing any more."""
    file = io.BytesIO()
    Image.new("RGB", (300, 400), "white").save(file, "JPEG")
    page.goto(f"/musyawarah/{number}/tanda-tangan/")
    tab_to(page, "[name=file]")
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Space")
    chooser.value.set_files({"name": "scan.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()})
    press(page, "main button.p[type=submit]")
    page.wait_for_url(f"**/musyawarah/{number}/")
    found = house.rows(
        "SELECT m.state, d.signed_digest, d.token FROM poverty_meeting m JOIN core_document d ON d.id = m.minutes_id "
        "WHERE m.id = %s", number,
    )  # fmt: skip
    state, digest, token = found[0]
    assert (state, digest) == ("signed", hashlib.sha256(file.getvalue()).hexdigest())
    page.goto(f"/musyawarah/{number}/agenda/")
    assert page.locator("[data-decide]").count() == 0
    page.goto(f"/dokumen/{token}/")
    assert digest in re.sub(r"\s", "", page.locator("main").inner_text())
    outcomes = house.rows(
        "SELECT i.decision, p.state, count(*) FROM poverty_agendaitem i "
        "JOIN poverty_proposal p ON p.id = i.proposal_id "
        "WHERE i.meeting_id = %s GROUP BY 1, 2 ORDER BY 1, 2", number,
    )  # fmt: skip
    assert sum(count for _decision, _state, count in outcomes) == NAMES
    assert {(decision, state) for decision, state, _count in outcomes} <= {
        ("absent", "proposed"), ("eligible", "agreed"), ("eligible", "declined"), ("not_eligible", "agreed"),
        ("not_eligible", "declined"), ("postponed", "proposed"),
    }  # fmt: skip


def open_one(page: Page, house, rw: int, names: int = 4) -> int:
    prepare(house, names, rw * 1000, rw)
    number = call(page, rw)
    press(page, "form[action$='/langkah/open/'] button")
    page.goto(f"/musyawarah/{number}/agenda/")
    return number


def test_without_a_connection_a_decision_waits_and_is_sent_again(desk, house):
    page = desk.sit("petugas.langkai")
    number = open_one(page, house, 5)
    page.context.set_offline(True)
    page.keyboard.press("l")
    expect(page.locator("[data-said]")).to_have_class(re.compile("bad"))
    assert house.value("SELECT count(*) FROM poverty_agendaitem WHERE meeting_id = %s AND decision <> ''", number) == 0
    page.context.set_offline(False)
    page.wait_for_function("() => document.querySelector('.meeting-progress progress').value === 1")
    assert house.value("SELECT count(*) FROM poverty_agendaitem WHERE meeting_id = %s AND decision <> ''", number) == 1
    desk.problems[:] = [each for each in desk.problems if "ERR_INTERNET_DISCONNECTED" not in each]


def test_what_somebody_else_decided_is_shown_and_not_overwritten(desk, house):
    first, second = desk.sit("petugas.langkai"), desk.sit("dinsos")
    number = open_one(first, house, 6)
    second.goto(f"/musyawarah/{number}/agenda/")
    first.keyboard.press("l")
    first.wait_for_function("() => document.querySelector('.meeting-progress progress').value === 1")
    for key in ("d", "2", "Enter"):
        second.keyboard.press(key)
    expect(second.locator(".name:first-child [role=alert]")).to_be_visible()
    expect(second.locator(".name:first-child [name=reason]")).not_to_have_value("")
    decision = "SELECT decision FROM poverty_agendaitem WHERE meeting_id = %s AND position = 1"
    assert house.value(decision, number) == "eligible"
    second.keyboard.press("d")
    second.keyboard.press("Enter")
    second.wait_for_function("() => document.querySelector('.name:first-child [role=alert]') === null")
    assert house.value(decision, number) == "postponed"


def test_without_scripts_every_name_has_its_form(desk, house):
    page = desk.sit("petugas.langkai")
    number = open_one(page, house, 4, 2)
    bare = desk.sit("petugas.langkai", java_script_enabled=False)
    bare.goto(f"/musyawarah/{number}/agenda/")
    bare.locator(".name >> nth=0").locator("button[value=eligible]").click()
    bare.wait_for_url(re.compile("buka="))
    bare.locator(".name >> nth=1").locator("[name=reason]").fill("Menunggu data")
    with bare.expect_navigation():
        bare.locator(".name >> nth=1").locator("button[value=postponed]").click()
    found = house.rows("SELECT decision FROM poverty_agendaitem WHERE meeting_id = %s ORDER BY position", number)
    assert found == [("eligible",), ("postponed",)]


@pytest.mark.parametrize("width", [{}, PHONE], ids=["desk", "phone"])
def test_every_page_of_a_meeting_fits_and_shuts_nobody_out(desk, house, sixty, width):
    page = desk.sit("petugas.langkai", **width)
    rows = house.rows("SELECT DISTINCT ON (state) id, state FROM poverty_meeting ORDER BY state, id DESC")
    found = []
    for number, state in rows:
        for path in ("", "agenda/", "agenda/isi/?cari=a", "hadir/", "tutup/", "ubah/", "tanda-tangan/"):
            page.goto(f"/musyawarah/{number}/{path}")
            found += [f"{state} {path}: {fault}" for fault in faults(page)]
    page.goto("/musyawarah/baru/")
    found += faults(page)
    assert not found, "\n".join(found)
