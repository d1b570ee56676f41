"""What hostile input gets: nothing but a plain answer. Concurrency is in tests/test_two_at_once.py."""

import csv
import io
import re
import struct
import zlib
from urllib.parse import quote

import pytest
from django.urls import reverse
from PIL import Image

from accounts.access_log.models import AccessEvent
from core.models import SavedView
from poverty.households.models import Household, Member
from tests.support.addresses import ADDRESSES, HEAD, HOUSEHOLD, MEMBER
from tests.support.factories import LANGKAI, family, member
from tests.support.people import PASSWORD

pytestmark = pytest.mark.django_db

XSS = "<script>alert(1)</script>"
BREAKOUT = "\"'><img src=x onerror=alert(1)>"


@pytest.fixture
def langkai(client, people):
    client.force_login(people.langkai)
    return client


@pytest.fixture
def officer(client, people):
    client.force_login(people.officer)
    return client


def with_version(row, data):
    return data | {"version": type(row).objects.get(pk=row.pk).version}


class TestStoredScripts:
    """Every text field of a household and its people, through the forms that officers use."""

    @pytest.fixture
    def poisoned(self, officer):
        head = HEAD | {"name": XSS, "birth_place": BREAKOUT, "nik": "6271014508920003"}
        officer.post(
            reverse("poverty:household_create"), HOUSEHOLD | head | {"address": BREAKOUT, "phone": "<b>08</b>"}
        )
        household = Household.objects.get()
        person = MEMBER | {"name": BREAKOUT, "mother_name": XSS, "birth_place": XSS, "nik_reason": BREAKOUT}
        officer.post(reverse("poverty:member_create", args=[household.pk]), person)
        change = with_version(household, HOUSEHOLD | {"address": BREAKOUT + XSS})
        officer.post(reverse("poverty:household_update", args=[household.pk]), change)
        officer.post(reverse("poverty:nik_reveal", args=[household.head_id]), {"reason": XSS + BREAKOUT})
        view = {"name": BREAKOUT, "list_name": "poverty:household_list", "query": f"sort={BREAKOUT}"}
        officer.post(reverse("saved_view_create"), view)
        officer.post(reverse("poverty:household_create"), HOUSEHOLD | {"address": XSS, "draft": "save"})
        assert household.members.count() == 2 and SavedView.objects.count() == 1
        return household

    def test_they_stand_escaped_on_every_page(self, officer, people, poisoned):
        pages = [
            reverse(f"poverty:{name}", args=[poisoned.pk])
            for name in ("household_detail", "household_members", "household_history", "household_update",
                         "household_assessments", "member_create")
        ]  # fmt: skip
        pages += [reverse("poverty:member_update", args=[each.pk]) for each in poisoned.members.all()]
        pages += ["/", *(reverse(f"poverty:{name}") for name in ("household_list", "member_list", "household_create",
                  "assessment_due", "region_map"))]  # fmt: skip
        seen = 0
        for url in pages:
            seen += self.harmless(officer.get(url))
        assert seen > 12
        self.harmless(officer.post(reverse("poverty:search"), {"search_text": "script alert"}))
        self.harmless(officer.post(reverse("poverty:similar_people"), {"name": "script alert 1 script"}))
        officer.force_login(people.supervisor)
        assert self.harmless(officer.get(reverse("accounts:access_list")))
        assert self.harmless(officer.get(reverse("poverty:household_access", args=[poisoned.pk])))

    def harmless(self, response) -> int:
        """How often the payload stands on the page, never as markup."""
        assert response.status_code == 200
        text = response.content.decode()
        assert XSS not in text and "<img src=x" not in text and "<b>08" not in text
        return text.count("&lt;script&gt;alert") + text.count("&lt;img src=x")

    def test_what_was_typed_comes_back_escaped_from_a_refused_form(self, officer):
        typed = HOUSEHOLD | HEAD | {"address": BREAKOUT, "name": XSS, "nik": XSS, "region": BREAKOUT, "rt": XSS}
        response = officer.post(reverse("poverty:household_create"), typed)
        assert response.status_code == 422
        text = response.content.decode()
        assert XSS not in text and "<img src=x" not in text

    def test_what_stands_in_the_address_comes_back_escaped(self, officer, poisoned):
        for query in (f"name={quote(XSS)}", f"sort={quote(BREAKOUT)}", f"region={quote(XSS)}", f"{quote(BREAKOUT)}=1",
                      f"cursor={quote(XSS)}"):  # fmt: skip
            text = officer.get(f"{reverse('poverty:member_list')}?{query}").content.decode()
            assert XSS not in text and "<img src=x" not in text
        hostile = f"/{quote(XSS)}/"
        assert XSS not in officer.get(hostile).content.decode()

    def test_an_export_keeps_formulas_as_text(self, officer, poisoned):
        for number, text in enumerate(('=cmd|"/c calc"!A1', "+1+1", "-2+3", "@SUM(A1)", "x;=1+1", "x,=1+1", "\t=1")):
            member(poisoned, text, relation="child", nik=None, birth_place=f"tempat {number}")
        url = reverse("poverty:member_export")
        response = officer.post(url, {"kind": "csv", "reason": "laporan bulanan"})
        text = b"".join(response.streaming_content).decode("utf-8-sig")
        for delimiter in ";,":
            for row in csv.reader(io.StringIO(text), delimiter=delimiter):
                assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)


HOSTILE = ("' OR 1=1 --", "'; DROP TABLE poverty_member; --", "%", "_", "%%%%%%", "\\", "\\'", "{{7*7}}", "%(name)s",
           "١٢٣٤٥٦٧٨٩٠١٢٣٤٥٦", "²²²²", "a" * 5000, "0" * 16, "\u202e", "🐟" * 50)  # fmt: skip


class TestQueries:
    def test_a_search_takes_signs_as_signs(self, langkai):
        family("Qq Zz")
        for text in HOSTILE:
            response = langkai.post(reverse("poverty:search"), {"search_text": text})
            assert response.status_code == 200 and not response.context["people"], text
            for name in ("nik_check", "similar_people"):
                sent = {"nik": text, "name": text, "birth_date": text, "sex": text, "member": text}
                assert langkai.post(reverse(f"poverty:{name}"), sent).status_code == 200, text

    def test_a_list_takes_every_query(self, client, people):
        family()
        for address in ADDRESSES:
            if address.make is None and address.name.endswith(("_list", "_due")):
                client.force_login(people.administrator if address.name.startswith("accounts:") else people.officer)
                url, part = address.url(None), {"HX-Request": "true"}
                bar = (client.get(url).context or {}).get("filter")
                for field in ("sort", "cursor", *(bar.form.fields if bar else ())):
                    for text in ("' OR 1=1 --", "²", "%"):
                        status = client.get(url, {field: text}, headers=part).status_code
                        assert status in {200, 403}, (address.name, field, text)
        assert Member.objects.count() == 1

    def test_a_like_sign_is_no_wildcard(self, langkai):
        family("Rusli Tuah")
        for text in ("%%", "__", "R%%%h%%x", "6271%", "____________"):
            assert not langkai.post(reverse("poverty:search"), {"search_text": text}).context["people"], text


CRAFTED = ("x" * 300, "²", "9" * 40, "1e999", "0000-00-00", "\u202e62.71.03.1002")
FIELDS = {*HOUSEHOLD, *HEAD, *MEMBER, "nik", "family_card", "phone", "latitude", "longitude", "status", "left_on",
          "life_status", "reason", "kind", "assessed_on", "income", "household_size", "livestock", "assets", "file",
          "username", "email", "role", "valid_from", "valid_until", "last_day", "code", "search_text", "list_name",
          "query", "language", "next", "signed", "note", "sheet", "layout", "header_row", "member"}  # fmt: skip


def test_no_crafted_value_breaks_a_form(client, people):
    """Every field of every form, known and unknown, with the same hostile value: refused in words or ignored."""
    for address in ADDRESSES:
        client.force_login(people.administrator if address.name.startswith("accounts:") else people.officer)
        row = address.rows(people)[0]
        url = address.url(row)
        for value in CRAFTED:
            version = type(row).objects.filter(pk=row.pk).first() if hasattr(row, "version") else None
            sent = dict.fromkeys(FIELDS, value) | {"version": version.version if version else value}
            status = client.post(url, sent).status_code
            assert status < 500, (address.name, value)
            if status in {403, 405}:
                break


def test_no_crafted_draft_breaks_a_form(officer):
    household = family()
    for url in (reverse("poverty:household_create"), reverse("poverty:household_update", args=[household.pk])):
        for value in CRAFTED:
            assert officer.post(url, dict.fromkeys(FIELDS, value) | {"draft": value or "save"}).status_code == 200
            assert officer.get(url).status_code == 200


class TestUnreadableInput:
    def test_a_nul_is_refused_everywhere(self, officer, people):
        for address in ADDRESSES:
            row = address.rows(people)[0]
            sent = {"reason": "alasan\x00", "note": "x\x00", "name": "x\x00", "draft": "save", "address": "\x00"}
            assert officer.post(address.url(row), sent).status_code in {400, 403, 405}, address.name
            assert officer.get(address.url(row), {"q": "x\x00"}).status_code in {400, 403, 405}, address.name
        assert not AccessEvent.objects.exists() and not SavedView.objects.filter(owner=people.officer).exists()

    @pytest.mark.parametrize("raw", [b"\xed\xa0\x80", b"\xff\xfe", b"%ED%A0%80", b"%FF", b"%C0%AF", b"%00"])
    def test_bytes_that_are_no_text_are_no_fault_of_ours(self, langkai, raw):
        kind = "application/x-www-form-urlencoded"
        for name in ("search", "nik_check", "similar_people", "household_create"):
            body = b"search_text=" + raw + b"&name=" + raw + b"&nik=" + raw + b"&address=" + raw + b"&draft=save"
            assert langkai.post(reverse(f"poverty:{name}"), body, content_type=kind).status_code in {200, 400, 422}
        query = raw.decode("latin-1")
        assert langkai.get(f"{reverse('poverty:member_list')}?name={query}&cursor={query}").status_code in {200, 400}

    @pytest.mark.parametrize("path", ["/keluarga/%00/", "/keluarga/1%00/", "/%ff/", "/keluarga/" + "9" * 30 + "/",
                                      "/keluarga/-1/", "/keluarga/../../etc/passwd", "/" + "a" * 4000])  # fmt: skip
    def test_an_impossible_address_is_not_there(self, langkai, path):
        assert langkai.get(path).status_code == 404

    def test_fields_that_are_too_long_are_refused_beside_the_field(self, langkai):
        typed = HOUSEHOLD | HEAD | {"address": "x" * 10_000, "name": "y" * 10_000, "phone": "1" * 100}
        response = langkai.post(reverse("poverty:household_create"), typed)
        assert response.status_code == 422
        assert {"address", "name", "phone"} <= set(response.context["form"].errors)

    def test_a_form_with_too_many_or_too_large_fields_is_refused(self, langkai, settings):
        url = reverse("poverty:household_create")
        many = {f"f{number}": "" for number in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1)}
        assert langkai.post(url, many).status_code == 400
        assert langkai.post(url, {"address": "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)}).status_code == 400

    def test_a_body_larger_than_the_largest_upload_is_refused_unread(self, langkai, settings):
        settings.UPLOAD_LIMIT_BYTES = 1000
        size = {"CONTENT_LENGTH": str(3 * 1024 * 1024)}
        response = langkai.generic("POST", reverse("poverty:import_create"), b"x", **size)
        assert response.status_code == 413 and "Retry-After" not in response

    def test_a_draft_cannot_be_larger_than_a_form(self, langkai, settings):
        settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 5000
        typed = {"draft": "save", "address": "x" * 6000}
        assert langkai.post(reverse("poverty:household_create"), typed).status_code == 400


class TestPhotos:
    @pytest.fixture
    def household(self):
        return family()

    def upload(self, client, household, content, name="rumah.jpg", kind="image/jpeg"):
        from django.core.files.uploadedfile import SimpleUploadedFile

        data = with_version(household, HOUSEHOLD | {"photo_front": SimpleUploadedFile(name, content, kind)})
        response = client.post(reverse("poverty:household_update", args=[household.pk]), data)
        household.refresh_from_db()
        return response

    @pytest.mark.parametrize(
        "side", ["..%2F..%2Fetc%2Fpasswd", "photo_front", "__class__", "front%00", "FRONT", "pk", ".."]
    )
    def test_a_side_that_is_none_is_not_there(self, langkai, household, side):
        assert langkai.get(f"/keluarga/{household.pk}/foto/{side}/").status_code == 404

    def test_a_photo_whose_file_is_lost_is_not_there(self, langkai, household):
        Household.objects.filter(pk=household.pk).update(photo_front="photos/aa/none.jpg")
        assert langkai.get(reverse("poverty:household_photo", args=[household.pk, "front"])).status_code == 404

    def test_a_stored_path_outside_the_folder_is_never_read(self, langkai, household):
        Household.objects.filter(pk=household.pk).update(photo_front="../../../../etc/passwd")
        response = langkai.get(reverse("poverty:household_photo", args=[household.pk, "front"]))
        assert response.status_code in {400, 404} and b"root:" not in response.content

    FAKES = {
        "html": b"<html><script>alert(1)</script></html>",
        "svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        "gif that is also script": b"GIF89a/*" + b"\0" * 40 + b"*/=1;alert(1)//",
        "empty": b"",
        "jpeg head only": b"\xff\xd8\xff\xe0\x00\x10JFIF",
        "pdf": b"%PDF-1.7",
        "zip": b"PK\x03\x04" + b"\0" * 50,
    }

    @pytest.mark.parametrize("fake", sorted(FAKES))
    def test_a_file_that_only_calls_itself_a_photo_is_refused(self, langkai, household, fake):
        response = self.upload(langkai, household, self.FAKES[fake])
        assert response.status_code == 422 and "photo_front" in response.context["form"].errors
        assert not household.photo_front

    def test_what_hides_behind_a_real_photo_is_not_kept(self, langkai, household, settings):
        """A JPEG with a page behind it, place and author in its EXIF, and the name of a person."""
        exif = Image.Exif()
        exif[0x010E], exif[0x013B] = "NIK 6271014508920003", "Noraini"
        file = io.BytesIO()
        Image.new("RGB", (40, 30), "red").save(file, "JPEG", exif=exif, comment=b"<script>")
        polyglot = file.getvalue() + b"<script>alert(1)</script><?php system('id'); ?>"
        assert self.upload(langkai, household, polyglot, "Noraini 6271014508920003.php.jpg").status_code == 302
        stored = (settings.PRIVATE_FILES_DIR / household.photo_front.name).read_bytes()
        assert b"script" not in stored and b"php" not in stored and b"6271" not in stored
        assert not Image.open(io.BytesIO(stored)).getexif()
        assert re.fullmatch(r"photos/[0-9a-f]{2}/[0-9a-f]{32}\.jpg", household.photo_front.name)
        response = langkai.get(reverse("poverty:household_photo", args=[household.pk, "front"]))
        assert response["Content-Type"] == "image/jpeg" and response["X-Content-Type-Options"] == "nosniff"

    def test_a_photo_of_too_many_pixels_is_refused_before_it_is_unpacked(self, langkai, household):
        def chunk(kind, content):
            return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

        for width, height in ((60_000, 60_000), (2**31 - 1, 2**31 - 1), (50_001, 1_000)):
            head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
            bomb = b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 100_000)) + chunk(b"IEND", b"")
            assert self.upload(langkai, household, bomb, "a.png", "image/png").status_code == 422
        assert not household.photo_front

    def test_the_photo_of_another_household_cannot_be_named_in_a_form(self, langkai, household):
        langkai.post(
            reverse("poverty:household_update", args=[household.pk]),
            with_version(household, HOUSEHOLD | {"photo_front": "photos/aa/somebody.jpg"}),
        )
        household.refresh_from_db()
        assert not household.photo_front


class TestMassAssignment:
    def test_a_new_household_takes_the_fields_of_its_form_only(self, langkai, people):
        crafted = {
            "verified_on": "2026-01-01", "verified_by": people.officer.pk, "recorded_by": people.menteng.pk,
            "member_count": 9, "members_without_nik": 9, "version": 77, "status": "merged", "source": "dtsen",
            "decile": 1, "decile_source": "dtsen", "id": 4711, "pk": 4711, "head": 1, "head_name": "Palsu",
            "life_status": "dead", "dukcapil_match": "matched", "relation": "child", "left_on": "2026-01-01",
        }  # fmt: skip
        assert langkai.post(reverse("poverty:household_create"), HOUSEHOLD | HEAD | crafted).status_code == 302
        made = Household.objects.get()
        assert (made.verified_on, made.verified_by, made.recorded_by) == (None, None, people.langkai)
        assert (made.member_count, made.status, made.source, made.decile) == (1, "active", "survey", None)
        assert made.head_name == HEAD["name"] and made.pk != 4711
        assert (made.head.life_status, made.head.dukcapil_match) == ("alive", "not_checked")
        assert (made.head.relation, made.head.left_on) == ("head", None)

    def test_a_change_takes_the_fields_of_its_form_only(self, langkai, people):
        household = family(decile=3, decile_source="dtsen")
        before = Household.objects.get(pk=household.pk)
        crafted = {"verified_on": "2026-01-01", "verified_by": people.langkai.pk, "recorded_by": people.menteng.pk,
                   "decile": 1, "member_count": 9, "head": "", "source": "dtsen", "source_id": "X1"}  # fmt: skip
        url = reverse("poverty:household_update", args=[household.pk])
        assert langkai.post(url, with_version(household, HOUSEHOLD | crafted)).status_code == 302
        after = Household.objects.get(pk=household.pk)
        for name in (
            "verified_on",
            "verified_by_id",
            "recorded_by_id",
            "decile",
            "member_count",
            "head_id",
            "source_id",
        ):
            assert getattr(after, name) == getattr(before, name), name
        assert after.version == before.version + 1

    def test_a_member_cannot_be_moved_or_buried_by_a_form(self, langkai):
        household, other = family(), family("Orang Lain")
        crafted = {"household": other.pk, "region": "62.71.03.1002", "life_status": "dead", "left_on": "2026-01-01",
                   "dukcapil_match": "matched", "name_key": "palsu", "source_id": "X", "version": 1}  # fmt: skip
        typed = {"name": "Rusli Tuah", "relation": "head", "sex": "male", "birth_date": "1980-05-17"}
        url = reverse("poverty:member_update", args=[household.head_id])
        assert langkai.post(url, crafted | with_version(household.head, typed)).status_code == 302
        after = Member.objects.get(pk=household.head_id)
        assert (after.household_id, after.region_id, after.life_status) == (household.pk, LANGKAI, "alive")
        assert (after.left_on, after.dukcapil_match, after.name_key) == (None, "not_checked", "rusli tuah")

    def test_a_person_sets_nothing_of_the_own_account_but_its_language(self, langkai, people):
        crafted = {"language": "en", "is_superuser": "1", "is_staff": "1", "role": "administrator", "name": "Palsu"}
        langkai.post(reverse("accounts:language"), crafted)
        people.langkai.refresh_from_db()
        assert people.langkai.language == "en"
        assert not people.langkai.is_superuser and people.langkai.name != "Palsu"


class TestRedirects:
    FOREIGN = ("https://evil.example/", "//evil.example/", "/\\evil.example", "https:evil.example",
               "javascript:alert(1)", "\thttps://evil.example", "http://testserver@evil.example/")  # fmt: skip

    @pytest.mark.parametrize("target", FOREIGN)
    def test_the_language_switch_leads_nowhere_else(self, client, target):
        response = client.post(reverse("set_language"), {"language": "en", "next": target}, headers={"referer": target})
        assert response["Location"] == "/"

    @pytest.mark.parametrize("target", FOREIGN)
    def test_signing_in_leads_nowhere_else(self, client, people, target):
        url = f"{reverse('account_login')}?next={quote(target)}"
        sent = {"login": people.langkai.username, "password": PASSWORD, "next": target}
        response = client.post(url, sent)
        assert response.status_code == 302 and response["Location"] == "/"

    @pytest.mark.parametrize("name", [*FOREIGN, "", "nope", "poverty:household_detail", "core.urls", "x" * 500])
    def test_a_saved_view_leads_to_a_list_of_ours(self, langkai, name):
        response = langkai.post(reverse("saved_view_create"), {"name": "x", "list_name": name, "query": name})
        assert response["Location"].startswith("/?") and not SavedView.objects.exists()


def test_a_form_from_another_site_is_refused_with_a_page_in_plain_words(people):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(people.langkai)
    for address in ADDRESSES:
        row = address.rows(people)[0]
        response = client.post(address.url(row), address.data(row))
        assert response.status_code == 403, address.name
    assert "sesi" in response.content.decode()
    assert Household.objects.filter(address=HOUSEHOLD["address"]).count() == 0
