"""Photos: only real pictures, drawn anew, so that no other file hides in one."""

import io

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from poverty.households.models import Household
from poverty.households.photos import LONG_SIDE, MAX_BYTES, redrawn
from tests.support.factories import LANGKAI, family


def picture(size=(60, 40), kind="JPEG", mode="RGB", colour=0, **more) -> bytes:
    file = io.BytesIO()
    Image.new(mode, size, colour).save(file, kind, **more)
    return file.getvalue()


def upload(content: bytes, name="rumah.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "image/jpeg")


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(redrawn(upload(content)).read()))


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("JPEG", "RGB"), ("JPEG", "L"), ("JPEG", "CMYK"), ("PNG", "RGBA"), ("PNG", "P"), ("PNG", "1"), ("PNG", "I;16"),
     ("WEBP", "RGB"), ("WEBP", "RGBA")],
)  # fmt: skip
def test_every_kind_a_phone_takes_becomes_one_kind(kind, mode):
    kept = opened(picture(kind=kind, mode=mode))
    assert (kept.format, kept.mode, kept.size) == ("JPEG", "RGB", (60, 40))


@pytest.mark.parametrize(
    ("size", "kept"), [((3200, 1600), (1600, 800)), ((100, 3200), (50, 1600)), ((20, 10), (20, 10))]
)
def test_a_large_one_is_made_smaller_and_a_small_one_left(size, kept):
    assert opened(picture(size)).size == kept and max(kept) <= LONG_SIDE


def test_one_taken_sideways_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    assert opened(picture((60, 40), exif=exif)).size == (40, 60)


def test_nothing_rides_along():
    exif = Image.Exif()
    exif[0x8825], exif[0x9003] = {1: "S"}, "2026:11:21"
    kept = opened(picture(exif=exif, comment=b"rahasia", icc_profile=b"profil" * 30))
    assert not kept.getexif() and not {"comment", "exif", "icc_profile", "xmp"} & set(kept.info)


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF", "ICO", "PDF"])
def test_another_kind_is_refused_whatever_its_name(kind):
    with pytest.raises(forms.ValidationError):
        redrawn(upload(picture(kind=kind)))


def test_a_file_that_is_too_large_is_not_even_opened(monkeypatch):
    monkeypatch.setattr(Image, "open", lambda *a, **k: 1 / 0)
    file = upload(b"x")
    file.size = MAX_BYTES + 1
    with pytest.raises(forms.ValidationError):
        redrawn(file)


SOUND = {kind: picture((30, 20), kind) for kind in ("JPEG", "PNG", "WEBP")}


@settings(max_examples=150, deadline=None)
@given(
    kind=st.sampled_from(sorted(SOUND)),
    changes=st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 255)), max_size=12),
    cut=st.integers(0, 400),
)
def test_a_damaged_file_is_a_picture_or_a_refusal_never_a_fault(kind, changes, cut):
    content = bytearray(SOUND[kind])
    for place, value in changes:
        content[place % len(content)] = value
    try:
        kept = redrawn(upload(bytes(content[: len(content) - cut] if cut < len(content) else content)))
    except forms.ValidationError:
        return
    assert Image.open(kept).format == "JPEG"


@given(st.binary(max_size=200))
def test_any_bytes_are_a_refusal(content):
    with pytest.raises(forms.ValidationError):
        redrawn(upload(content))


@pytest.mark.django_db
class TestHousehold:
    """A photo on its way into the file of a household and out of it."""

    @pytest.fixture
    def made(self, client, people):
        client.force_login(people.langkai)
        self.client = client
        return family()

    def change(self, made, **more):
        made.refresh_from_db()
        typed = {"region": LANGKAI, "address": "Jl. Riau 1", "status": "active", "version": made.version} | more
        response = self.client.post(reverse("poverty:household_update", args=[made.pk]), typed)
        made.refresh_from_db()
        return response

    def test_it_is_kept_shown_written_down_and_replaced(self, made, settings):
        from accounts.access_log.models import AccessEvent

        assert self.change(made, photo_front=upload(picture())).status_code == 302
        first = made.photo_front.name
        url = reverse("poverty:household_photo", args=[made.pk, "front"])
        response = self.client.get(url)
        assert response.status_code == 200 and "no-store" in response["Cache-Control"]
        assert AccessEvent.objects.filter(action="download", subject_id=made.pk).count() == 1
        assert self.change(made, photo_front=upload(picture((10, 10)))).status_code == 302
        assert made.photo_front.name != first
        assert self.client.get(reverse("poverty:household_photo", args=[made.pk, "inside"])).status_code == 404

    def test_it_stays_when_other_fields_change_and_goes_when_it_is_taken_away(self, made):
        self.change(made, photo_inside=upload(picture()))
        kept = made.photo_inside.name
        self.change(made, address="Jl. Baru")
        assert made.photo_inside.name == kept
        self.change(made, **{"photo_inside-clear": "on"})
        assert not made.photo_inside

    def test_a_refused_photo_keeps_the_rest_of_what_was_typed(self, made):
        response = self.change(made, address="Jl. Diketik", photo_front=upload(b"no photo"))
        assert response.status_code == 422 and "Jl. Diketik" in response.content.decode()
        assert Household.objects.get(pk=made.pk).address != "Jl. Diketik"
