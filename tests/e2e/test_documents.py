"""Somebody with a paper in hand scans its code: the page fits, shuts nobody out, and tells one file from another."""

import json

import pytest
from playwright.sync_api import expect

from tests.e2e.desk import PHONE
from tests.e2e.inspection import faults

WIDTHS = {"desk": {}, "phone": PHONE}
ISSUE = """
import io, json
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from accounts.users.models import User
from core.documents import services
officer = User.objects.get(username="dinsos")
scan = io.BytesIO()
Image.new("RGB", (40, 60), "white").save(scan, "PNG")
papers = []
for signed, withdrawn in ((False, False), (True, False), (True, True)):
    paper = services.issue(kind="letter", template="documents/letter.typ", data={"paragraphs": ["Isi."]}, series="UJI",
        title="Berita Acara Musyawarah Kelurahan Langkai", subject=officer, summary=[("Jumlah nama", 60)], by=officer)
    if signed:
        services.attach_signed_copy(document=paper, upload=SimpleUploadedFile("a", scan.getvalue()), by=officer)
    if withdrawn:
        services.withdraw(document=paper, reason="Nama ketua keliru.", by=officer)
    papers.append([paper.verify_path, paper.file.path, paper.signed_file and paper.signed_file.path])
print("PAPERS" + json.dumps(papers, default=str))
"""


@pytest.fixture(scope="module")
def papers(house) -> list[list[str]]:
    """Address, PDF and signed copy of three papers: issued, signed, withdrawn."""
    return json.loads(house.manage("shell", "-c", ISSUE).partition("PAPERS")[2])


def ask(page, path) -> None:
    page.locator("#file").set_input_files(path)
    page.locator("form[data-compare] button").click()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_fits_and_shuts_nobody_out(desk, papers, width):
    page = desk.visitor(**WIDTHS[width])
    for address, pdf, _signed in papers:
        assert page.goto(address).status == 200
        ask(page, pdf)
        expect(page.locator("[data-is=issued]")).to_be_visible()
        assert faults(page) == []


def test_a_file_is_told_on_the_device_itself_without_being_sent(desk, papers):
    page, sent = desk.visitor(), []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    (_other, pdf, _), (address, own, signed), _withdrawn = papers
    page.goto(address)
    for path, answer in ((own, "issued"), (signed, "signed"), (pdf, "other")):
        ask(page, path)
        expect(page.locator(f"[data-is={answer}]")).to_be_visible()
        expect(page.locator("[data-is]:visible")).to_have_count(1)
    assert not sent


def test_without_scripts_the_file_is_sent_and_told(desk, papers):
    page = desk.visitor(java_script_enabled=False)
    (_other, pdf, _), (address, own, signed), _withdrawn = papers
    page.goto(address)
    for path, look in ((own, "good"), (signed, "good"), (pdf, "bad")):
        ask(page, path)
        expect(page.locator("main > .notice")).to_have_class(f"notice {look}")
