"""A paper is what was issued: typed text stays text, digests fit, the signed copy is kept to the byte, once."""

import hashlib
import io
import re
import threading
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from pypdf import PdfReader

from core.documents import services
from core.documents.models import Document, NumberSeries
from core.documents.orphans import remove_orphans
from core.documents.services import DocumentRefused, SignedAlready, WithdrawnAlready, attach_signed_copy, withdraw
from core.documents.typesetting import TypesettingFailed, typeset
from core.documents.uploads import FileRefused
from core.documents.views import COMPARE_BYTES, DocumentDownload
from core.history import event_model

DAY = date(2026, 11, 21)
HEADING = {"number": "007/BA/XI/2026", "title": "Berita Acara", "date": "2026-11-21", "place": "Palangka Raya"}
TYPED = [
    '#read("/etc/passwd")', "#import sys: *", "*tebal* _miring_ $x^2$ @acuan <label>", "\\ `kode` ~ // /* */",
    "= Judul", "- satu", "#{1+1} #data", "]#panic()[", "'\"kutip\"'", "Ŋgaju é è ñ ḍ ō ě ʼ",
]  # fmt: skip


def issue(by, subject=None, **more):
    fields = {
        "kind": "letter", "template": "documents/letter.typ", "data": {"paragraphs": ["Isi."]}, "series": "BA",
        "title": "Berita Acara", "subject": subject or by, "summary": [("Jumlah nama", 3)], "on": DAY,
    }  # fmt: skip
    return services.issue(by=by, **(fields | more))


def text_of(pdf: bytes) -> str:
    pages = (page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return re.sub("[\u200b\u202a-\u202e]", "", "\n".join(pages))


def letter(**data) -> bytes:
    return typeset("documents/letter.typ", {"document": HEADING, **data})


def picture(kind="JPEG") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (40, 60), "white").save(file, kind)
    return file.getvalue()


def upload(content: bytes, name="pindaian.pdf"):
    return SimpleUploadedFile(name, content)


@pytest.fixture
def document(people):
    return issue(people.officer)


@pytest.fixture
def stored(settings):
    def names():
        return {path for path in Path(settings.PRIVATE_FILES_DIR).rglob("*") if path.is_file()}

    return names


class TestTypesetting:
    def test_what_a_person_typed_prints_to_the_letter(self):
        columns = [{"label": "Nama"}]
        text = text_of(letter(paragraphs=TYPED, columns=columns, rows=[[name] for name in TYPED], points=TYPED))
        for name in TYPED:
            assert text.count(name[:18]) >= 3, name
        assert "root:" not in text

    def test_arabic_prints_and_a_letter_without_a_glyph_does_not_stop_the_document(self):
        pdf = letter(paragraphs=["محمد", "Rusli 😀 Tuah", "中文"])
        assert "Rusli" in text_of(pdf) and "محمد" in text_of(pdf)

    def test_marks_that_turn_or_hide_text_are_left_out(self):
        text = "".join(
            page.extract_text() for page in PdfReader(io.BytesIO(letter(paragraphs=["Ru\u202esli\x07"]))).pages
        )
        assert "Rusli" in text and "\u202e" not in text

    def test_a_line_break_stays_a_line_break(self):
        assert re.search(r"Satu\s*\n\s*Dua", text_of(letter(paragraphs=["Satu\r\nDua"])))

    def test_every_page_has_number_digest_and_page_of_pages_and_the_head_of_the_list(self):
        rows = [[str(number), "Rusli Tuah"] for number in range(1, 121)]
        columns = [{"label": "No.", "width": "12mm"}, {"label": "Nama kepala keluarga"}]
        data = {"columns": columns, "rows": rows, "document": HEADING | {"digest": "1a2b 3c4d 5e6f 7a8b"}}
        pages = [page.extract_text() for page in PdfReader(io.BytesIO(letter(**data))).pages]
        assert len(pages) >= 4
        for at, text in enumerate(pages, 1):
            assert f"Halaman {at} dari {len(pages)}" in text and "007/BA/XI/2026" in text and "1a2b 3c4d" in text
        assert all("Nama kepala keluarga" in text for text in pages[1:])
        assert len(re.findall("Rusli Tuah", "".join(pages))) == 120

    def test_dates_are_indonesian(self):
        assert "Palangka Raya, 21 November 2026" in text_of(letter(signatures=[{"role": "Ketua", "name": "Yosefin"}]))

    @pytest.mark.parametrize("lines", range(20, 44, 3))
    def test_a_signature_never_stands_on_another_page_than_its_office(self, lines):
        people = [{"role": f"Jabatan{number}", "name": f"Orang{number}"} for number in (1, 2, 3)]
        pdf = letter(paragraphs=["Baris."] * lines, signatures=people, closing="Demikianlah.")
        pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]
        (page,) = (text for text in pages if "Jabatan1" in text)
        assert all(word in page for word in ("Demikianlah", "Palangka Raya,", "Orang1", "Jabatan3", "Orang3"))

    def test_the_same_data_makes_the_same_bytes(self):
        assert letter(paragraphs=["Isi."]) == letter(paragraphs=["Isi."])

    def test_it_is_an_archive_file_that_reads_aloud(self):
        reader = PdfReader(io.BytesIO(letter(paragraphs=["Isi."])))
        assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"] and reader.metadata.title == "Berita Acara"
        assert b"pdfaid" in reader.trailer["/Root"]["/Metadata"].get_data()

    @pytest.mark.parametrize("name", ["../manage.py", "base.html", "documents/none.typ", "/etc/passwd", "../x.typ"])
    def test_only_templates_are_typeset(self, name):
        with pytest.raises(TypesettingFailed):
            typeset(name, {})

    def test_a_failure_quotes_no_data_in_a_real_installation(self, settings):
        settings.DEMONSTRATION_ALLOWED = False
        with pytest.raises(TypesettingFailed) as failure:
            letter(paragraphs="Rusli Tuah", facts="Rusli Tuah")
        assert "Rusli" not in str(failure.value) and failure.value.detail

    def test_a_document_that_takes_too_long_is_given_up(self, monkeypatch):
        monkeypatch.setattr("core.documents.typesetting.SECONDS", 0.001)
        with pytest.raises(TypesettingFailed):
            letter()

    def test_what_is_no_plain_data_is_refused(self):
        with pytest.raises(TypeError):
            letter(paragraphs=[object()])
        with pytest.raises(ValueError):
            letter(share=float("nan"))


class TestIssuing:
    def test_number_digests_and_file_fit_each_other(self, document, people):
        content = document.file.open().read()
        assert document.number == "001/BA/XI/2026" and document.year == 2026 and document.issued_by == people.officer
        assert document.file_digest == hashlib.sha256(content).hexdigest()
        text = text_of(content)
        assert document.number in text and document.short_digest in text and "BERITA ACARA" in text.upper()
        assert len(document.token) >= 22 and document.verify_url.startswith("http://localhost:8000/dokumen/")

    def test_other_content_has_another_digest(self, people):
        one, other = (issue(people.officer, data={"paragraphs": [text]}) for text in ("Satu", "Dua"))
        assert one.content_digest != other.content_digest and one.token != other.token

    def test_it_is_found_by_what_it_is_about(self, document, people):
        assert list(Document.objects.about(people.officer)) == [document]
        assert not Document.objects.about(people.langkai).exists()

    def test_its_history_knows_it(self, document):
        assert event_model(Document).objects.filter(pgh_obj_id=document.pk, pgh_label="insert").exists()

    def test_a_failure_leaves_neither_number_nor_row_nor_file(self, people, stored, monkeypatch):
        def refuse(self, *args, **kwargs):
            raise DatabaseError

        with pytest.raises(TypesettingFailed):
            issue(people.officer, template="documents/none.typ")
        with monkeypatch.context() as patch:
            patch.setattr(Document, "save", refuse)
            with pytest.raises(DatabaseError):
                issue(people.officer)
        assert not stored() and not Document.objects.exists() and not NumberSeries.objects.exists()

    def test_a_file_of_a_later_rollback_is_swept_away_and_no_other(self, people, document, stored):
        with transaction.atomic():
            issue(people.officer)
            transaction.set_rollback(True)
        assert len(stored()) == 2 and remove_orphans() == 0
        assert remove_orphans(older_than=timezone.timedelta(seconds=-5)) == 1
        assert len(stored()) == 1 and document.file.open().read().startswith(b"%PDF-")

    def test_no_personal_number_is_ever_public(self, people):
        with pytest.raises(ValueError):
            issue(people.officer, summary=[("NIK", "6271011302980001")])
        with pytest.raises(ValueError):
            issue(people.officer, summary=[("NIK", 6271011302980001)])

    def test_data_typed_by_a_person_cannot_pose_as_the_heading(self, people):
        made = issue(people.officer, data={"document": {"number": "999/PALSU"}, "paragraphs": ["Isi."]})
        assert "999/PALSU" not in text_of(made.file.open().read())


class TestTheDatabase:
    @pytest.mark.parametrize("field", ["number", "title", "file_digest", "content_digest", "file", "token", "summary"])
    def test_what_was_issued_never_changes(self, document, field):
        with pytest.raises(DatabaseError), transaction.atomic():
            Document.objects.filter(pk=document.pk).update(**{field: "f" * 64})

    @pytest.mark.parametrize("half", [
        {"signed_at": timezone.now()}, {"signed_file": "x"}, {"signed_digest": "a" * 64}, {"signed_kind": "pdf"},
        {"withdrawn_at": timezone.now()}, {"withdrawn_reason": "Salah."},
    ])  # fmt: skip
    def test_it_is_signed_and_withdrawn_wholly_or_not_at_all(self, document, half):
        with pytest.raises(IntegrityError), transaction.atomic():
            Document.objects.filter(pk=document.pk).update(**half)

    def test_a_signed_copy_and_a_withdrawal_stay_as_they_are(self, document, people):
        attach_signed_copy(document=document, upload=upload(picture(), "a.jpg"), by=people.officer)
        withdraw(document=document, reason="Salah ketik.", by=people.head)
        emptied = {"signed_file": "", "signed_digest": "", "signed_kind": "", "signed_at": None, "signed_by": None}
        for change in ({"signed_digest": "b" * 64}, emptied, {"withdrawn_reason": "Lain."},
                       {"withdrawn_at": None, "withdrawn_by": None, "withdrawn_reason": ""}):  # fmt: skip
            with pytest.raises(DatabaseError), transaction.atomic():
                Document.objects.filter(pk=document.pk).update(**change)


class TestSignedCopy:
    @pytest.mark.parametrize(("content", "kind"), [
        (picture(), "jpg"), (picture("PNG"), "png"), (letter(paragraphs=["Isi."]), "pdf"),
    ])  # fmt: skip
    def test_it_is_kept_to_the_byte_under_a_name_that_says_nothing(self, document, people, content, kind):
        attach_signed_copy(document=document, upload=upload(content, "Rusli Tuah.exe"), by=people.officer)
        assert document.signed_file.open().read() == content
        assert document.signed_digest == hashlib.sha256(content).hexdigest()
        assert document.signed_kind == kind and document.signed_file.name.endswith(f".{kind}")
        assert "Rusli" not in document.signed_file.name and document.signed_by == people.officer

    def test_a_large_upload_that_lies_on_disk_is_kept_too(self, document, people):
        content = picture("PNG")
        sent = TemporaryUploadedFile("a.png", "image/png", len(content), None)
        sent.write(content)
        sent.flush()
        attach_signed_copy(document=document, upload=sent, by=people.officer)
        sent.close()
        assert document.signed_file.open().read() == content

    @pytest.mark.parametrize("content", [
        b"",
        b"<html><script>alert(1)</script></html>",
        b"GIF89a" + bytes(50),
        b"PK\x03\x04" + bytes(50),
        b"\n" + letter(),
        letter() + b"PK\x05\x06" + bytes(18),
        b"%PDF-1.7\n<script>alert(1)</script>\n%%EOF",
        b"%PDF-1.7\n1 0 obj <</S /JavaScript /JS (app.alert(1))>> endobj\n%%EOF",
        letter()[:-4000],
        picture()[:200],
        picture() + b"PK\x05\x06" + bytes(18),
        picture("PNG")[:60],
        b"\xff\xd8\xff<svg onload=alert(1)>",
        b"%PDF-1.7\n" + bytes(20 * 1024 * 1024) + b"%%EOF",
    ], ids=range(14))  # fmt: skip
    def test_what_is_no_scan_or_hides_another_file_is_refused(self, document, people, content, stored):
        before = stored()
        with pytest.raises(FileRefused):
            attach_signed_copy(document=document, upload=upload(content), by=people.officer)
        document.refresh_from_db()
        assert not document.is_signed and stored() == before

    def test_a_second_one_is_refused_and_the_first_stays(self, document, people, stored):
        attach_signed_copy(document=document, upload=upload(picture()), by=people.officer)
        with pytest.raises(SignedAlready):
            attach_signed_copy(document=document, upload=upload(picture("PNG")), by=people.officer)
        document.refresh_from_db()
        assert document.signed_kind == "jpg" and len(stored()) == 2

    def test_a_withdrawn_document_takes_none(self, document, people):
        withdraw(document=document, reason="Salah ketik.", by=people.head)
        with pytest.raises(WithdrawnAlready):
            attach_signed_copy(document=document, upload=upload(picture()), by=people.officer)


class TestWithdrawing:
    def test_it_keeps_who_when_and_why(self, document, people):
        withdraw(document=document, reason=" Salah ketik. ", by=people.head)
        assert document.is_withdrawn and document.withdrawn_by == people.head
        assert document.withdrawn_reason == "Salah ketik." and not Document.objects.in_force().exists()

    def test_it_needs_a_reason_fit_for_the_public_and_happens_once(self, document, people):
        for reason in ("", "  ", "NIK 6271011302980001 salah"):
            with pytest.raises(DocumentRefused):
                withdraw(document=document, reason=reason, by=people.head)
        withdraw(document=document, reason="Salah ketik.", by=people.head)
        with pytest.raises(WithdrawnAlready):
            withdraw(document=document, reason="Lagi.", by=people.head)


class TestThePublicPage:
    def test_it_tells_anybody_what_the_paper_says_and_nothing_about_people(self, client, people):
        rows = {"columns": [{"label": "Nama"}], "rows": [["Rusli Tuah"]]}
        made = issue(people.officer, data={"letterhead": {"office": "Dinas Sosial"}, **rows}, place="Palangka Raya")
        response = client.get(made.verify_path)
        text = response.content.decode()
        for word in (made.number, "Berita Acara", "21 November 2026", "Dinas Sosial", "Jumlah nama", made.short_digest):
            assert word in text
        assert "Rusli" not in text and people.officer.name not in text and people.officer.username not in text
        assert "noindex" in response["X-Robots-Tag"] and "no-store" in response["Cache-Control"]

    def test_it_says_signed_and_withdrawn_and_why(self, client, document, people):
        assert 'badge warn"' in client.get(document.verify_path).content.decode()
        attach_signed_copy(document=document, upload=upload(picture()), by=people.officer)
        assert document.signed_digest in client.get(document.verify_path).content.decode()
        withdraw(document=document, reason="Salah <b>ketik</b>.", by=people.head)
        assert "Salah &lt;b&gt;ketik&lt;/b&gt;." in client.get(document.verify_path).content.decode()

    def test_an_unknown_code_is_not_found(self, client, document):
        for token in ("x", document.token[:-1], document.token + "a", "' OR 1=1 --"):
            assert client.get(reverse("verify_document", args=[token])).status_code == 404
            assert client.post(reverse("verify_document", args=[token])).status_code == 404

    @pytest.mark.parametrize("cut", [0, 1, -1])
    def test_a_file_is_told_from_every_other(self, client, document, people, cut):
        attach_signed_copy(document=document, upload=upload(picture()), by=people.officer)
        for content, answer in ((document.file.open().read(), "issued"), (picture(), "signed")):
            sent = content if not cut else content + b"\n" if cut > 0 else content[:-1]
            response = client.post(document.verify_path, {"file": upload(sent)})
            assert response.status_code == 200 and response.context["answer"] == ("other" if cut else answer)

    def test_no_file_an_empty_and_a_too_large_one_are_answered(self, client, document):
        large = upload(bytes(COMPARE_BYTES + 1))
        for data in ({}, {"file": upload(b"")}, {"file": "text"}, {"file": large}):
            assert client.post(document.verify_path, data).context["answer"] == "nothing"

    def test_a_file_to_compare_is_never_kept(self, client, document, stored, settings, tmp_path, monkeypatch):
        settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "up")
        (tmp_path / "up").mkdir()
        kept = []
        monkeypatch.setattr("django.core.files.uploadhandler.TemporaryUploadedFile", lambda *a, **k: kept.append(a))
        monkeypatch.setattr("django.core.files.uploadhandler.InMemoryUploadedFile", lambda *a, **k: kept.append(a))
        before = stored()
        response = client.post(document.verify_path, {"file": upload(bytes(4 * 1024 * 1024))})
        assert response.context["answer"] == "other"
        assert not kept and stored() == before and not list((tmp_path / "up").iterdir())

    def test_a_form_from_another_site_is_refused_and_its_file_only_read(self, document, monkeypatch):
        from django.test import Client

        kept = []
        monkeypatch.setattr("django.core.files.uploadhandler.InMemoryUploadedFile", lambda *a, **k: kept.append(a))
        strict = Client(enforce_csrf_checks=True)
        assert strict.post(document.verify_path, {"file": upload(b"x")}).status_code == 403
        strict.get(document.verify_path)
        token = strict.cookies["csrftoken"].value
        sent = {"file": upload(b"x"), "csrfmiddlewaretoken": token}
        assert strict.post(document.verify_path, sent).context["answer"] == "other" and not kept

    def test_it_writes_nothing(self, client, document, django_assert_num_queries):
        with django_assert_num_queries(1) as queries:
            assert client.post(document.verify_path, {"file": upload(b"x")}).status_code == 200
        assert all(query["sql"].startswith("SELECT") for query in queries)

    def test_the_file_is_not_needed_to_answer(self, client, document):
        Path(document.file.path).unlink()
        assert client.get(document.verify_path).status_code == 200


class Download(DocumentDownload):
    """A noun's download, as small as can be."""

    def __init__(self):
        self.logged = []

    def log_download(self, document, signed):
        self.logged.append((document.pk, signed))


class TestDownload:
    def test_it_is_an_attachment_named_after_the_number_and_logged(self, document, people):
        view = Download()
        response = view.serve(document)
        assert response["Content-Disposition"] == 'attachment; filename="letter-001-BA-XI-2026.pdf"'
        assert response["X-Content-Type-Options"] == "nosniff" and "no-store" in response["Cache-Control"]
        assert b"".join(response.streaming_content).startswith(b"%PDF-")
        assert view.logged == [(document.pk, False)]

    def test_the_signed_copy_has_its_own_ending(self, document, people):
        attach_signed_copy(document=document, upload=upload(picture("PNG")), by=people.officer)
        response = Download().serve(document, signed=True)
        assert response["Content-Type"] == "image/png" and response["Content-Disposition"].endswith('.png"')

    def test_what_is_not_there_is_not_found_and_not_logged(self, document):
        view = Download()
        with pytest.raises(Http404):
            view.serve(document, signed=True)
        Path(document.file.path).unlink()
        with pytest.raises(Http404):
            view.serve(document)
        assert not view.logged


@pytest.mark.django_db(transaction=True)
def test_of_two_signed_copies_sent_at_once_one_is_kept(people):
    document, answers = issue(people.officer), []

    def send(content):
        try:
            attach_signed_copy(document=Document.objects.get(pk=document.pk), upload=upload(content), by=people.officer)
            answers.append("kept")
        except SignedAlready:
            answers.append("refused")
        finally:
            connection.close()

    senders = [threading.Thread(target=send, args=(content,)) for content in (picture(), picture("PNG"))]
    for each in senders:
        each.start()
    for each in senders:
        each.join()
    assert sorted(answers) == ["kept", "refused"]
