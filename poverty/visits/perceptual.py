"""What a picture looks like, in 64 bits: near numbers of differing bits, near pictures.

The difference hash (N. Krawetz, "Kind of Like That", 2013): the picture is drawn 9 by 8 in grey, and each bit says
whether a point is clearly brighter than its right neighbour. It survives another size, another quality and a little
more light; it does not survive being cut or turned.
"""

from PIL import Image

WIDTH, HEIGHT = 9, 8
BITS = (WIDTH - 1) * HEIGHT
NEAR = 6
"""So many bits of 64 may differ between two copies of one picture."""
EDGE = 2
"""Of 255 shades: less is the grain of a sensor on a smooth wall, which every copy throws anew."""
FEWEST_EDGES = 6
"""A wall, a dark room or a thumb on the lens has hardly an edge, and then all such pictures are alike."""
BLOCKS, BLOCK_BITS = 4, 16
"""Of four blocks of two near hashes one at least differs in a single bit or none: 6 bits are fewer than 4 times 2."""


def difference_hash(picture: Image.Image) -> int:
    """The 64 bits of a picture, as a signed number that a bigint holds.

    >>> difference_hash(Image.linear_gradient("L").rotate(-90)), difference_hash(Image.new("L", (50, 50)))
    (-1, 0)
    """
    small = picture.convert("L").resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS).tobytes()
    bits = 0
    for row in range(HEIGHT):
        for column in range(WIDTH - 1):
            left = row * WIDTH + column
            bits = bits << 1 | (small[left] > small[left + 1] + EDGE)
    return signed(bits)


def signed(bits: int) -> int:
    """64 bits as PostgreSQL's bigint writes them.

    >>> signed(2**63), signed(5)
    (-9223372036854775808, 5)
    """
    return bits - 2**BITS if bits >= 2 ** (BITS - 1) else bits


def unsigned(number: int) -> int:
    """The 64 bits of a bigint.

    >>> unsigned(-1) == 2**64 - 1
    True
    """
    return number % 2**BITS


def distance(one: int, other: int) -> int:
    """In how many of 64 bits two hashes differ.

    >>> distance(0b1011, 0b0010), distance(-1, 0)
    (2, 64)
    """
    return (unsigned(one) ^ unsigned(other)).bit_count()


def is_telling(number: int) -> bool:
    """Whether the picture has enough edges to be told from another.

    >>> is_telling(0), is_telling(-1), is_telling(0x0F0F0F0F0F0F0F0F)
    (False, False, True)
    """
    return FEWEST_EDGES <= unsigned(number).bit_count() <= BITS - FEWEST_EDGES


def blocks(number: int) -> list[int]:
    """The hash in four blocks, each with its own range of numbers, as an index keeps them.

    Each block takes every fourth bit: a clear sky fills the first rows of many pictures with the same bits, and
    must not make one block of them.

    >>> blocks(0)
    [0, 65536, 131072, 196608]
    >>> blocks(1 << 4)
    [2, 65536, 131072, 196608]
    """
    bits = unsigned(number)
    return [
        block << BLOCK_BITS | sum((bits >> place & 1) << step for step, place in enumerate(range(block, BITS, BLOCKS)))
        for block in range(BLOCKS)
    ]


def probes(number: int) -> list[int]:
    """Every block that a near hash may share with this one: its own four, and each with one bit turned.

    >>> len(probes(0)), set(blocks(0)) <= set(probes(0))
    (68, True)
    """
    own = blocks(number)
    return own + [block ^ 1 << bit for block in own for bit in range(BLOCK_BITS)]
