"""Near pictures have near numbers, different ones do not, and the index finds every near one."""

import io
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageEnhance

from poverty.visits.perceptual import (
    BITS,
    NEAR,
    blocks,
    difference_hash,
    distance,
    is_telling,
    probes,
    signed,
    unsigned,
)

sixty_four_bits = st.integers(0, 2**64 - 1)


def house(seed: int, size=(640, 480)) -> Image.Image:
    """A picture like a street: sky, walls, windows, and the grain of a sensor."""
    chance = random.Random(seed)
    picture = Image.new("RGB", size, (150 + chance.randrange(80),) * 3)
    pen = ImageDraw.Draw(picture)
    for _ in range(40):
        x, y = chance.randrange(size[0]), chance.randrange(size[1] // 4, size[1])
        right, bottom = x + chance.randrange(20, 200), y + chance.randrange(20, 160)
        pen.rectangle((x, y, right, bottom), fill=tuple(chance.choices(range(256), k=3)))
    grain = Image.frombytes("L", size, chance.randbytes(size[0] * size[1])).convert("RGB")
    return Image.blend(picture, grain, 0.08)


def again(picture: Image.Image, *, long_side: int, quality: int) -> Image.Image:
    copy = picture.copy()
    copy.thumbnail((long_side, long_side))
    file = io.BytesIO()
    copy.save(file, "JPEG", quality=quality)
    return Image.open(io.BytesIO(file.getvalue()))


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), long_side=st.integers(160, 640), quality=st.integers(30, 95))
def test_a_recompressed_or_smaller_copy_is_near(seed, long_side, quality):
    picture = house(seed)
    assert (
        distance(difference_hash(picture), difference_hash(again(picture, long_side=long_side, quality=quality)))
        <= NEAR
    )


@pytest.mark.parametrize("factor", [0.85, 1.15])
def test_a_little_more_or_less_light_is_near(factor):
    picture = house(4)
    assert distance(difference_hash(picture), difference_hash(ImageEnhance.Brightness(picture).enhance(factor))) <= NEAR


@settings(max_examples=60, deadline=None)
@given(one=st.integers(0, 10_000), other=st.integers(0, 10_000))
def test_another_house_is_far(one, other):
    if one != other:
        assert distance(difference_hash(house(one)), difference_hash(house(other))) > NEAR


@pytest.mark.parametrize("colour", [0, 90, 255])
def test_a_dark_room_or_a_blank_wall_tells_nothing(colour):
    assert not is_telling(difference_hash(Image.new("RGB", (40, 30), (colour,) * 3)))


def test_houses_tell_something():
    assert all(is_telling(difference_hash(house(seed))) for seed in range(30))


@given(bits=sixty_four_bits)
def test_a_number_fits_a_bigint_and_comes_back(bits):
    assert -(2**63) <= signed(bits) < 2**63 and unsigned(signed(bits)) == bits


@given(bits=sixty_four_bits, flipped=st.sets(st.integers(0, BITS - 1), max_size=NEAR))
def test_the_index_misses_no_near_number(bits, flipped):
    other = bits
    for place in flipped:
        other ^= 1 << place
    assert distance(signed(bits), signed(other)) == len(flipped)
    assert set(probes(signed(bits))) & set(blocks(signed(other)))


@given(one=sixty_four_bits, other=sixty_four_bits)
def test_the_blocks_hold_every_bit(one, other):
    assert (blocks(one) == blocks(other)) == (one == other)
    assert all(0 <= block < 2**18 for block in blocks(one))
