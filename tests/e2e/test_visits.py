"""A visit in the hand, on a weak link: nothing is lost, the phone says how it stands, and keeps nothing afterwards."""

import datetime as dt
import io
import re

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from poverty.visits.perceptual import difference_hash, distance
from tests.e2e.desk import PHONE, sign_in
from tests.e2e.inspection import faults
from tests.e2e.registry import LANGKAI
from tests.e2e.test_page_weight import LATER_PAGE, Wire
from tests.support.visits import HOUSE, exif, scene

PLACE = {"geolocation": {"latitude": HOUSE[0], "longitude": HOUSE[1]}, "permissions": ["geolocation"]}
VISITOR = "petugas.langkai"
LEFT_IN_PHONE = """async () => {
  const request = indexedDB.open('betang-kunjungan', 1);
  const base = await new Promise((resolve) => { request.onsuccess = () => resolve(request.result); });
  const count = (name) => new Promise((resolve) => {
    const counted = base.transaction(name).objectStore(name).count();
    counted.onsuccess = () => resolve(counted.result);
  });
  const found = [await count('visits'), await count('photos')];
  base.close();
  return found;
}"""


def photo(number: int, size=(2400, 1800), orientation: int = 1, at: dt.datetime | None = None) -> dict:
    """A photo as a phone's camera makes it: large, turned, with place and time."""
    camera = exif(at=at or dt.datetime.now(dt.timezone(dt.timedelta(hours=7))))
    camera[0x0112] = orientation
    file = io.BytesIO()
    scene(number, size).save(file, "JPEG", quality=95, exif=camera)
    return {"name": f"IMG_{number}.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}


@pytest.fixture
def plan(house):
    """Plans a visit of the enumerator of Langkai by form: gives the page and the key of the visit."""
    def planned(page: Page) -> int:
        household = house.value(
            "SELECT h.id FROM poverty_household h WHERE h.region_id = %s AND h.status = 'active'"
            " AND NOT EXISTS (SELECT FROM poverty_visit v WHERE v.household_id = h.id AND v.state = 'planned')"
            " ORDER BY (SELECT max(a.wall) FROM poverty_assessment a WHERE a.household_id = h.id) DESC NULLS LAST, h.id"
            " LIMIT 1",
            LANGKAI,
        )
        page.goto(f"/kunjungan/keluarga/{household}/")
        page.locator("a[href$='/rencana/']").click()
        page.locator("[name=planned_for]").fill((dt.date.today() + dt.timedelta(days=2)).isoformat())
        expect(page.locator("[name=assigned_to] option:checked")).not_to_have_text("")
        page.locator("main form button.p[type=submit]").click()
        page.wait_for_url(re.compile(r"/kunjungan/\d+/$"))
        return int(page.url.rstrip("/").split("/")[-1])

    return planned


def opened(page: Page, visit: int) -> Page:
    page.goto(f"/kunjungan/{visit}/isi/")
    page.locator("form[data-ready]").wait_for()
    return page


def saved(page: Page) -> None:
    expect(page.locator("form[data-state=saved]")).to_be_attached(timeout=20_000)


def waiting(page: Page) -> None:
    expect(page.locator("form[data-state=local]")).to_be_attached()


def a_declared(page: Page) -> str:
    """Code of the last question about which the data says something."""
    return page.locator("[data-ask]:has(.quick)").last.get_attribute("data-ask")


def found(house, visit: int) -> dict:
    return house.value("SELECT found FROM poverty_visit WHERE id = %s", visit)


def test_a_visit_is_filled_in_without_a_connection_survives_a_closed_page_and_is_handed_in(desk, house, plan):
    page = desk.sit(VISITOR, **PHONE, **PLACE)
    visit = plan(page)
    opened(page, visit)
    page.locator("[data-begin]").tap()
    page.locator("[name=outcome][value=met]").check()
    page.locator("[data-locate]").tap()
    code = a_declared(page)
    page.locator(f"[name=how-{code}][value=same]").check()
    page.locator("#photo-front").set_input_files(photo(1, orientation=6))
    saved(page)
    assert code in found(house, visit)
    page.context.set_offline(True)
    page.locator("#photo-inside").set_input_files(photo(2))
    page.locator("[name=notes]").fill("Atap dapur bocor.")
    page.locator("[name=recommendation][value=repair]").check()
    waiting(page)
    expect(page.locator("[data-shots] canvas")).to_have_count(2)
    context = page.context
    page.close()
    context.set_offline(False)
    page = opened(context.new_page(), visit)
    expect(page.locator("[name=notes]")).to_have_value("Atap dapur bocor.")
    expect(page.locator("[name=recommendation][value=repair]")).to_be_checked()
    saved(page)
    assert house.value("SELECT count(*) FROM poverty_visitphoto WHERE visit_id = %s", visit) == 2
    page.locator("[data-finish]").tap()
    page.wait_for_url(re.compile(rf"/kunjungan/{visit}/$"))
    assert house.rows("SELECT state, outcome, notes FROM poverty_visit WHERE id = %s", visit) == [
        ("done", "met", "Atap dapur bocor.")
    ]
    assert page.evaluate(LEFT_IN_PHONE) == [0, 0]


def test_handing_in_without_a_connection_waits_and_happens_by_itself(desk, house, plan):
    page = desk.sit(VISITOR, **PHONE)
    visit = plan(page)
    opened(page, visit)
    page.context.set_offline(True)
    page.locator("[data-finish]").tap()
    expect(page.locator("[data-refusal]")).to_be_visible()
    page.locator("[name=outcome][value=not_found]").check()
    page.locator("[name=notes]").fill("Alamat tidak ada, RT juga tidak kenal.")
    page.locator("[data-finish]").tap()
    expect(page.locator("[data-refusal]")).to_be_hidden()
    waiting(page)
    assert house.value("SELECT state FROM poverty_visit WHERE id = %s", visit) == "planned"
    page.context.set_offline(False)
    page.wait_for_url(re.compile(rf"/kunjungan/{visit}/$"))
    assert house.rows("SELECT state, outcome FROM poverty_visit WHERE id = %s", visit) == [("done", "not_found")]


def test_a_photo_is_made_small_turned_upright_and_its_place_reaches_the_server_and_nobody_else(desk, house, plan):
    page = desk.sit(VISITOR, **PHONE)
    visit = plan(page)
    opened(page, visit)
    sent = []
    page.on("request", lambda each: each.url.endswith("/foto/") and sent.append(len(each.post_data_buffer or b"")))
    original = photo(3, size=(3000, 2000), orientation=6, at=dt.datetime(2026, 11, 21, 10, 32, 5))
    page.locator("#photo-other").set_input_files(original)
    saved(page)
    row = house.rows(
        "SELECT image, latitude, longitude, taken_at, perceptual_hash FROM poverty_visitphoto WHERE visit_id = %s",
        visit,
    )
    ((name, latitude, longitude, taken_at, look),) = row
    assert (float(latitude), float(longitude)) == pytest.approx(HOUSE, abs=1e-5)
    assert taken_at == dt.datetime(2026, 11, 21, 3, 32, 5, tzinfo=dt.UTC)
    kept = Image.open(house.folder / "files" / name)
    assert kept.size == (1067, 1600) and not kept.getexif()
    turned = Image.open(io.BytesIO(original["buffer"])).transpose(Image.Transpose.ROTATE_270)
    assert distance(look, difference_hash(turned)) <= 6
    assert sent and max(sent) < len(original["buffer"])


def test_a_photo_is_taken_away_again_before_and_after_it_was_sent(desk, house, plan):
    page = desk.sit(VISITOR, **PHONE)
    visit = plan(page)
    opened(page, visit)
    page.locator("#photo-front").set_input_files(photo(4))
    saved(page)
    page.locator("[data-shots] [data-remove]").tap()
    expect(page.locator("[data-shots] li")).to_have_count(0)
    saved(page)
    page.context.set_offline(True)
    page.locator("#photo-front").set_input_files(photo(5))
    page.locator("[data-shots] [data-remove]").tap()
    page.context.set_offline(False)
    saved(page)
    assert house.value("SELECT count(*) FROM poverty_visitphoto WHERE visit_id = %s", visit) == 0


def test_a_session_that_ends_on_the_way_loses_nothing(desk, house, plan):
    page = desk.sit(VISITOR, fresh=True, **PHONE)
    visit = plan(page)
    opened(page, visit)
    code = a_declared(page)
    page.context.clear_cookies()
    page.locator(f"[name=how-{code}][value=same]").check()
    page.locator("#photo-front").set_input_files(photo(6))
    again = page.locator("[data-sign-in-again]")
    again.wait_for()
    again.tap()
    sign_in(page, VISITOR)
    page.wait_for_url(re.compile(rf"/kunjungan/{visit}/isi/$"))
    page.locator("form[data-ready]").wait_for()
    saved(page)
    assert code in found(house, visit)
    assert house.value("SELECT count(*) FROM poverty_visitphoto WHERE visit_id = %s", visit) == 1


def test_what_one_person_left_in_the_phone_is_not_shown_to_the_next(desk, plan):
    page = desk.sit(VISITOR, fresh=True, **PHONE)
    visit = plan(page)
    opened(page, visit)
    page.context.set_offline(True)
    page.locator("[name=notes]").fill("Hanya di HP ini")
    waiting(page)
    page.context.clear_cookies()
    page.context.set_offline(False)
    page.goto("/")
    sign_in(page, "dinsos")
    page.goto(f"/kunjungan/{visit}/isi/")
    assert page.url.endswith(f"/kunjungan/{visit}/") and "Hanya di HP ini" not in page.content()
    assert page.evaluate(LEFT_IN_PHONE) == [1, 0]


def test_a_wrong_answer_is_marked_beside_its_question_and_kept(desk, house, plan):
    page = desk.sit(VISITOR, **PHONE)
    visit = plan(page)
    opened(page, visit)
    page.locator("[data-ask=household_size] .quick [value=other]").check()
    page.locator("[name=value-household_size]").fill("sembilan")
    error = page.locator("[data-ask=household_size] [data-error]")
    error.wait_for()
    assert "household_size" not in found(house, visit)
    page.locator("[name=value-household_size]").fill("9")
    expect(error).to_be_hidden()
    saved(page)
    assert found(house, visit)["household_size"] == 9


def test_without_scripts_it_is_a_plain_form(desk, house, plan):
    page = desk.sit(VISITOR, java_script_enabled=False, viewport={"width": 360, "height": 740})
    visit = plan(page)
    page.goto(f"/kunjungan/{visit}/isi/")
    page.locator("[name=outcome][value=met]").check()
    page.locator("[name=recommendation][value=eligible]").check()
    page.locator("[data-ask=address] [value=same]").check()
    page.locator("#photo-front").set_input_files(photo(7, size=(640, 480)))
    page.locator("[data-save]").click()
    expect(page.locator("[data-shots] li")).to_have_count(1)
    page.locator("[data-finish]").click()
    page.wait_for_url(re.compile(rf"/kunjungan/{visit}/$"))
    assert house.value("SELECT state FROM poverty_visit WHERE id = %s", visit) == "done"


def test_the_page_is_light_and_fits_a_small_phone(desk, plan):
    page = desk.sit(VISITOR, **PHONE)
    visit = plan(page)
    page.goto("/pendataan/")
    wire = Wire(page)
    cost = wire.visit(page, f"/kunjungan/{visit}/isi/")
    assert cost <= LATER_PAGE, wire.told()
    targets = page.locator("main .choice, main .btn:visible, main .snap").all()
    assert all(each.bounding_box()["height"] >= 44 for each in targets if each.is_visible())
    assert faults(page) == []


AGREED = """
from accounts.users.models import User
from poverty.households.models import Household
from poverty.verification.models import Proposal
recorder = User.objects.get(username="dinsos")
free = Household.objects.active().filter(region_id="62.71.01.1003").filter(proposals=None).order_by("-pk")
for household in free[:3]:
    Proposal.objects.create(household=household, region_id=household.region_id, recorded_by=recorder,
                            kind="reverification", state="agreed", reason="Data lama")
"""


def test_what_a_meeting_agreed_to_is_planned_at_once(desk, house):
    house.manage("shell", "-c", AGREED)
    page = desk.sit(VISITOR, **PHONE)
    page.goto("/")
    page.locator("main a[href='/kunjungan/rencana/']").first.tap()
    page.wait_for_url("**/kunjungan/rencana/")
    boxes = page.locator("[name=proposal]")
    number = boxes.count()
    assert number >= 3 and faults(page) == []
    boxes.first.uncheck()
    page.locator("[name=planned_for]").fill((dt.date.today() + dt.timedelta(days=3)).isoformat())
    page.locator("main form[method=post] button.p[type=submit]").tap()
    expect(boxes).to_have_count(1)
    planned = house.value("SELECT count(*) FROM poverty_visit WHERE proposal_id IS NOT NULL AND state = 'planned'")
    assert planned >= number - 1


@pytest.mark.parametrize("width", [PHONE, {}])
def test_the_other_pages_of_visits_fit_and_shut_nobody_out(desk, plan, width):
    page = desk.sit(VISITOR, **width)
    visit = plan(page)
    household = page.locator("main .head a[href^='/keluarga/']").first.get_attribute("href").split("/")[2]
    found_faults = []
    for path in (
        "/kunjungan/", f"/kunjungan/{visit}/", f"/kunjungan/keluarga/{household}/", "/kunjungan/rencana/",
        f"/kunjungan/keluarga/{household}/rencana/",
    ):  # fmt: skip
        assert page.goto(path).status == 200
        found_faults += [f"{path}: {fault}" for fault in faults(page)]
    assert found_faults == []
