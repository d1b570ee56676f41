"""Place and time from a picture; whatever a camera or a crook wrote, reading never fails."""

import datetime as dt
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from poverty.visits.exif import EXIF_IFD, GPS_IFD, Taken, moment, place, taken
from tests.support.visits import HOUSE, jpeg

WIB = dt.timezone(dt.timedelta(hours=7))
NOON = dt.datetime(2026, 11, 21, 12, 5, 7)


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def test_a_phones_photo_says_where_and_when():
    found = taken(opened(jpeg(place=HOUSE, at=NOON)))
    assert found.at == NOON.replace(tzinfo=WIB)
    assert (found.latitude, found.longitude) == pytest.approx(HOUSE, abs=1e-5)


def test_a_camera_without_an_offset_keeps_the_time_of_the_place():
    found = taken(opened(jpeg(place=None, at=NOON, offset="")), WIB)
    assert found == Taken(NOON.replace(tzinfo=WIB))


@pytest.mark.parametrize("corner", [(2.5, 113.5), (-2.5, -113.5), (90, 180), (-90, -180)])
def test_all_four_corners_of_the_earth(corner):
    found = taken(opened(jpeg(place=corner)))
    assert (found.latitude, found.longitude) == pytest.approx(corner, abs=1e-5)


def test_a_photo_without_exif_says_nothing():
    assert taken(opened(jpeg())) == Taken()
    assert taken(Image.new("RGB", (4, 4))) == Taken()


@pytest.mark.parametrize(
    "gps",
    [
        {1: "S", 2: (91, 0, 0), 3: "E", 4: (113, 0, 0)},
        {1: "S", 2: (2, 0, 0), 3: "E", 4: (181, 0, 0)},
        {1: "S", 2: (2, 0, 0)},
        {1: "X", 2: (2, 0, 0), 3: "E", 4: (113, 0, 0)},
        {1: "S", 2: (float("nan"), 0, 0), 3: "E", 4: (113, 0, 0)},
        {1: "S", 2: (float("inf"), 0, 0), 3: "E", 4: (113, 0, 0)},
        {1: "S", 2: (-2, 0, 0), 3: "E", 4: (113, 0, 0)},
        {1: "S", 2: "2,0,0", 3: "E", 4: (113, 0, 0)},
        {1: 7, 2: 2, 3: None, 4: b"\x00"},
        {1: "S", 2: (0, 0, 0), 3: "E", 4: (0, 0, 0)},
    ],
)
def test_a_place_that_cannot_be_is_none(gps):
    assert place(gps) == (None, None)


@pytest.mark.parametrize(
    "text", ["", "0000:00:00 00:00:00", "2026:13:40 99:99:99", "1970:01:01 00:00:00", "gestern", b"\xff\xfe", 7, None]
)
def test_a_time_that_cannot_be_is_none(text):
    assert moment({0x9003: text}) is None


def test_where_the_first_time_is_broken_the_second_counts():
    assert moment({0x9003: "    :  :     :  :  ", 0x9004: "2026:11:21 08:00:00"}) is not None


scraps = st.one_of(
    st.none(), st.integers(), st.floats(), st.text(max_size=40), st.binary(max_size=40), st.tuples(st.floats()),
    st.tuples(st.floats(), st.floats(), st.floats()), st.lists(st.integers(), max_size=4),
)  # fmt: skip


@given(
    gps=st.dictionaries(st.integers(0, 6), scraps),
    shot=st.dictionaries(st.sampled_from([0x9003, 0x9004, 0x9011]), scraps),
)
def test_no_value_is_a_fault_and_what_is_read_lies_on_earth(gps, shot):
    latitude, longitude = place(gps)
    assert (latitude is None) == (longitude is None)
    if latitude is not None:
        assert -90 <= latitude <= 90 and -180 <= longitude <= 180
    found = moment(shot)
    assert found is None or found.utcoffset() is not None


SOUND = jpeg(place=HOUSE, at=NOON)


@pytest.mark.filterwarnings("ignore::UserWarning")
@settings(max_examples=200, deadline=None)
@given(changes=st.lists(st.tuples(st.integers(2, 400), st.integers(0, 255)), min_size=1, max_size=20))
def test_a_damaged_head_is_read_or_left(changes):
    content = bytearray(SOUND)
    for at, value in changes:
        content[at] = value
    try:
        picture = opened(bytes(content))
    except Exception:
        return
    assert isinstance(taken(picture), Taken)


def test_tags_of_another_kind_than_a_directory_are_nothing():
    picture = Image.new("RGB", (4, 4))
    made = picture.getexif()
    made[EXIF_IFD], made[GPS_IFD] = "kein Verzeichnis", 5
    assert taken(picture) == Taken()
