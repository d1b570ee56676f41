"""From a proposal to the endorsement in the browser: proposed, verified, listed, endorsed, seen by the family."""

import io

from PIL import Image
from playwright.sync_api import Page

from tests.e2e.desk import PHONE
from tests.e2e.inspection import faults
from tests.e2e.registry import LANGKAI

REASON = "Kepala keluarga diangkat menjadi ASN pada September"


def family_in(house, place: int) -> int:
    """A family of Langkai that no other journey asks for: counted from the last one."""
    return house.value(
        "SELECT id FROM poverty_household AS home WHERE region_id = %s AND head_id IS NOT NULL AND status = 'active' "
        "AND source = 'demonstration' "
        "AND NOT EXISTS (SELECT FROM poverty_proposal WHERE household_id = home.id) "
        "AND NOT EXISTS (SELECT FROM poverty_assessment AS a JOIN accounts_user AS u ON u.id = a.enumerator_id "
        "WHERE a.household_id = home.id AND u.username <> 'petugas.langkai') ORDER BY id DESC OFFSET %s LIMIT 1",
        LANGKAI,
        place + 2,
    )


def letter() -> dict:
    """A photo of a letter, as a phone takes it."""
    file = io.BytesIO()
    Image.new("RGB", (900, 600), "white").save(file, "JPEG")
    return {"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}


def test_an_exit_is_proposed_verified_and_endorsed_by_three_people_and_the_family_sees_it(desk, house):
    home = family_in(house, 0)
    clerk, found = desk.sit("petugas.langkai", **PHONE), []
    proposal = _propose(clerk, home, found)
    assert house.value("SELECT state FROM poverty_proposal WHERE id = %s", proposal) == "proposed"
    receipt = _receipt(clerk, proposal, found)

    officer = desk.sit("dinsos")
    _verify_by_keyboard(officer, proposal, found)
    assert house.value("SELECT state FROM poverty_proposal WHERE id = %s", proposal) == "verified"
    listed = _hand_in_a_list(officer, proposal, found)

    head = desk.sit("kadis")
    _endorse(head, listed, found)
    state, reason = house.rows(
        "SELECT proposal.state, household.exit_reason FROM poverty_proposal AS proposal "
        "JOIN poverty_household AS household ON household.id = household_id WHERE proposal.id = %s",
        proposal,
    )[0]
    assert (state, reason) == ("endorsed", "occupation")

    _see_it_as_the_family(desk, receipt, found)
    clerk.goto(f"/keluarga/{home}/")
    assert clerk.locator(f"#pengetahuan ~ .r, a[href='/usulan/pengesahan/{listed}/']").count()
    assert not found, "\n".join(found)


def test_without_scripts_an_officer_decides_several_and_reads_what_was_refused(desk, house):
    home = family_in(house, 1)
    clerk = desk.sit("petugas.langkai", java_script_enabled=False)
    proposal = _propose(clerk, home, [], scripts=False)
    officer = desk.sit("dinsos", java_script_enabled=False)
    officer.goto(f"/usulan/?region={LANGKAI}&state=proposed")
    officer.locator(f"input[name=chosen][value='{proposal}']").check()
    officer.locator("#bulk-note").fill("Surat belum terbaca")
    officer.locator("#bulk button[value=return]").click()
    officer.locator(f"section a[href='/usulan/{proposal}/']").wait_for()
    assert house.value("SELECT state FROM poverty_proposal WHERE id = %s", proposal) == "returned"
    clerk.goto("/")
    assert clerk.locator("a[href*='task=returned'][href*='/usulan/']").count() == 1


def _look(page: Page, found: list) -> None:
    """Note what is wrong with the page that is open."""
    found += [f"{page.url}: {fault}" for fault in faults(page)]


def _propose(page: Page, home: int, found: list, *, scripts: bool = True) -> int:
    page.goto(f"/usulan/keluarga/{home}/")
    page.locator("a[href$='/usulkan/']").first.click()
    page.locator("#id_kind").select_option("exit")
    page.locator("#id_exit_reason").select_option("occupation")
    if scripts:
        assert page.locator("[data-ground]:visible").count() == 1
        assert page.locator("#id_exited_member").is_hidden()
        _look(page, found)
    page.locator("#id_reason").fill(REASON)
    page.locator("#id_evidence").set_input_files(letter())
    page.locator("form button[type=submit].p").last.click()
    page.wait_for_url("**/usulan/*/")
    if scripts:
        _look(page, found)
    return int(page.url.rstrip("/").rpartition("/")[2])


def _receipt(page: Page, proposal: int, found: list) -> str:
    page.goto(f"/usulan/{proposal}/tanda-terima/")
    assert page.locator(".receipt svg").is_visible()
    _look(page, found)
    return page.locator(".receipt .nik").inner_text().strip()


def _verify_by_keyboard(page: Page, proposal: int, found: list) -> None:
    page.goto("/usulan/?task=verify")
    _look(page, found)
    page.locator(f"input[name=chosen][value='{proposal}']").focus()
    page.keyboard.press("Space")
    page.locator("#bulk button[value=verify]").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/usulan/sekaligus/")
    assert page.locator(f"a[href='/usulan/{proposal}/']").count() == 1
    _look(page, found)


def _hand_in_a_list(page: Page, proposal: int, found: list) -> int:
    page.goto(f"/usulan/pengesahan/susun/?region={LANGKAI}")
    _look(page, found)
    page.locator(f"input[name=chosen][value='{proposal}']").check()
    page.locator("#id_title").fill("Daftar Langkai")
    page.locator("#bulk button.p").click()
    page.wait_for_url("**/usulan/pengesahan/*/")
    _look(page, found)
    listed = int(page.url.rstrip("/").rpartition("/")[2])
    page.locator(f"form[action='/usulan/pengesahan/{listed}/langkah/submit/'] button").click()
    page.locator(f"form[action='/usulan/pengesahan/{listed}/langkah/submit/']").wait_for(state="detached")
    return listed


def _endorse(page: Page, listed: int, found: list) -> None:
    page.goto(f"/usulan/pengesahan/{listed}/")
    _look(page, found)
    page.locator("#endorse button.p").click()
    page.locator("#endorse").wait_for(state="detached")
    with page.expect_download() as paper:
        page.locator("a[href$='/dokumen/']").click()
    assert paper.value.path().read_bytes().startswith(b"%PDF")
    _look(page, found)


def _see_it_as_the_family(desk, receipt: str, found: list) -> None:
    for options in ({}, PHONE):
        page = desk.visitor(**options)
        page.goto(f"/usulan/resi/{receipt}/")
        assert page.locator("main .badge.good").count() == 1
        assert "ASN" not in page.content() and "Langkai" not in page.content()
        _look(page, found)
