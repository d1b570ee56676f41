"""Text travels compressed, downloads do not."""

import gzip

import pytest
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from core.compression import CompressText

PAGE = "<p>Keluarga</p>" * 200


def answer(response, encoding: str = "gzip, deflate"):
    request = RequestFactory().get("/", headers={"Accept-Encoding": encoding})
    return CompressText(lambda _request: response)(request)


def test_a_page_is_compressed_and_says_so():
    sent = answer(HttpResponse(PAGE))
    assert (sent["Content-Encoding"], sent["Vary"]) == ("gzip", "Accept-Encoding")
    assert gzip.decompress(sent.content).decode() == PAGE and len(sent.content) < len(PAGE) / 5


def test_a_style_sheet_from_a_file_is_compressed(tmp_path):
    file = tmp_path / "page.css"
    file.write_text("main { color: black }" * 100)
    sent = answer(FileResponse(file.open("rb"), content_type="text/css"))
    assert gzip.decompress(b"".join(sent.streaming_content)).decode() == file.read_text()


@pytest.mark.parametrize(
    "response",
    [
        StreamingHttpResponse([b"x" * 1000], content_type="application/vnd.ms-excel"),
        HttpResponse(b"x" * 1000, content_type="image/jpeg"),
        HttpResponse(PAGE, headers={"Content-Disposition": "attachment; filename=a.html"}),
        HttpResponse(PAGE, headers={"Content-Encoding": "br"}),
    ],
)
def test_downloads_pictures_and_what_is_compressed_are_left_alone(response):
    before = response.get("Content-Encoding")
    assert answer(response).get("Content-Encoding") == before


def test_a_client_that_takes_no_gzip_gets_the_page_as_it_is():
    assert answer(HttpResponse(PAGE), "identity").content.decode() == PAGE
