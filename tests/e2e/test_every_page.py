"""Every page of every role, at a desk and on a phone: nothing overflows, nobody is shut out, nothing complains."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.desk import PHONE, settled
from tests.e2e.house import House
from tests.e2e.inspection import faults
from tests.e2e.registry import LANGKAI, head_in

ROLES = {
    "petugas.langkai": ("household", "member_forms", "assessment_form"),
    "dinsos": ("household", "member_forms", "export", "import", "verification"),
    "kadis": ("household", "export", "oversight"),
    "perkim": (),
    "kepala.perkim": (),
    "sekretariat": ("boundaries",),
    "ketua": (),
    "pengawas": ("household", "oversight"),
    "admin": ("users", "boundaries"),
}
WIDTHS = {"desk": {}, "phone": PHONE}
KNOWN: dict[str, set] = {width: set() for width in WIDTHS}


@pytest.fixture(scope="module")
def rooms(house: House) -> dict[str, list[str]]:
    """Addresses of pages about one record, by the kind of work they belong to."""
    known = head_in(house, LANGKAI, 5)
    home, member = f"/keluarga/{known.household}", f"/orang/{known.member}"
    assessment = house.value("SELECT id FROM poverty_assessment WHERE state = 'submitted' ORDER BY id LIMIT 1")
    verified = house.value(
        "SELECT household_id FROM poverty_assessment WHERE state = 'verified' AND region_id = %s LIMIT 1", LANGKAI
    )
    draft = house.value("SELECT id FROM accounts_user WHERE username = 'kepala.dkukm'")
    return {
        "household": [f"{home}/", f"{home}/anggota/", f"{home}/riwayat/", f"/pendataan/keluarga/{known.household}/",
                      f"/keluarga/{verified}/", "/orang/?name=zzz"],
        "member_forms": ["/keluarga/baru/", f"{home}/ubah/", f"{home}/anggota/baru/", f"{member}/ubah/",
                         f"{member}/keluar/", f"/keluarga/{verified}/ubah/", f"/keluarga/{verified}/foto/",
                         f"/keluarga/{verified}/anggota/baru/", f"/perubahan/keluarga/{verified}/"],
        "assessment_form": ["/pendataan/perlu/"],
        "export": ["/keluarga/ekspor/", "/orang/ekspor/"],
        "import": ["/impor/baru/"],
        "verification": [f"/pendataan/{assessment}/", "/perubahan/putuskan/"],
        "oversight": [f"{home}/akses/", "/log-akses/"],
        "boundaries": ["/wilayah/batas/"],
        "users": ["/pengguna/baru/", f"/pengguna/{draft}/", f"/pengguna/{draft}/ubah/", f"/pengguna/{draft}/peran/",
                  f"/pengguna/{draft}/tutup/", "/perangkat-daerah/baru/"],
    }  # fmt: skip


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("role", ROLES)
def test_every_page_of_the_role_fits_and_shuts_nobody_out(desk, rooms, role, width):
    page = desk.sit(role, **WIDTHS[width])
    page.goto("/")
    menu = [link.get_attribute("href") for link in page.locator("nav.side a").all()]
    addresses = dict.fromkeys(["/", *menu, "/akun-saya/", *(each for kind in ROLES[role] for each in rooms[kind])])
    found = []
    for address in addresses:
        assert page.goto(address).status == 200, address
        found += [f"{address}: {fault}" for fault in faults(page, KNOWN[width])]
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize("width", WIDTHS)
def test_pages_for_everybody_and_pages_that_are_not_there_fit_too(desk, width):
    page = desk.visitor(**WIDTHS[width])
    found = []
    for address in ("/akun/masuk/", "/akun/sandi/lupa/"):
        page.goto(address)
        found += [f"{address}: {fault}" for fault in faults(page)]
    page = desk.sit("petugas.langkai", **WIDTHS[width])
    for address, status in (("/keluarga/999999999/", 404), ("/pengguna/", 403)):
        assert page.goto(address).status == status
        found += [f"{address}: {fault}" for fault in faults(page)]
    assert not found, "\n" + "\n".join(found)


def test_the_inspection_finds_what_is_wrong(desk):
    page = desk.sit("ketua")
    page.goto("/")
    page.evaluate(
        """() => document.querySelector('main').insertAdjacentHTML('beforeend',
        '<h1>Dua</h1><img src="/static/img/icon.svg" width="2000" height="9"><input><p class="pale">Pucat</p>')"""
    )
    page.evaluate("() => { document.querySelector('.pale').style.color = '#ddd' }")
    found = " ".join(faults(page))
    assert all(word in found for word in ("px too wide", "2 h1", "image-alt", "label", "color-contrast"))


@pytest.mark.parametrize("role", ["petugas.langkai", "admin"])
def test_keyboard_alone_is_enough_and_focus_is_seen(desk, role):
    page = desk.sit(role)
    page.goto({"petugas.langkai": "/keluarga/", "admin": "/pengguna/"}[role])
    page.keyboard.press("Tab")
    expect(page.locator("a.skip")).to_be_focused()
    assert page.locator("a.skip").bounding_box()["x"] >= 0
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")
    page.reload()
    stops = _stops(page)
    assert len(stops) > 10
    assert [stop for stop in stops if not stop["seen"]] == []


def _stops(page: Page) -> list[dict]:
    """Where Tab leads, and whether it shows there."""
    stops = []
    for _ in range(40):
        page.keyboard.press("Tab")
        stop = page.evaluate(
            """() => {
              const here = document.activeElement, style = getComputedStyle(here), box = here.getBoundingClientRect();
              const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
              return { what: here.outerHTML.slice(0, 120), body: here === document.body,
                       seen: box.width > 0 && box.right > 0 && (ring || style.boxShadow !== 'none') };
            }"""
        )
        if stop["body"]:
            break
        stops.append(stop)
    return stops


def test_a_person_is_added_with_the_keyboard_alone(desk, house):
    known = head_in(house, LANGKAI, 1, unverified=True)
    page = desk.sit("petugas.langkai")
    page.goto(f"/keluarga/{known.household}/anggota/baru/")
    for name, keys in (("name", "Suriansyah Laman"), ("relation", "Anak"), ("sex", "L")):
        _tab_to(page, name)
        page.keyboard.type(keys)
    page.keyboard.press("Enter")
    page.wait_for_timeout(100)
    if "/anggota/baru/" in page.url:  # a list of choices keeps Enter to itself
        _tab_to(page, "birth_place")
        page.keyboard.press("Enter")
    page.wait_for_url(f"**/keluarga/{known.household}/anggota/")
    settled(page)
    expect(page.locator("main")).to_contain_text("Suriansyah Laman")


def _tab_to(page: Page, name: str):
    for _ in range(60):
        if page.evaluate("document.activeElement.name || ''") == name:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not reach {name}")
