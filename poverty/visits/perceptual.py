"""What a picture looks like, in 64 bits: near numbers of differing bits, near pictures.

The difference hash (N. Krawetz, "Kind of Like That", 2013): the picture is drawn 9 by 8 in grey, and each bit says
whether a point is brighter than its right neighbour. It survives another size, another quality and a little more
light; it does not survive being cut or turned.
"""

from PIL import Image

WIDTH, HEIGHT = 9, 8
BITS = (WIDTH - 1) * HEIGHT
NEAR = 6
"""So many bits of 64 may differ between two copies of one picture."""
FEWEST_EDGES = 6
"""A wall, a dark room or a thumb on the lens has hardly an edge, and then all such pictures are alike."""
BLOCKS = 7
"""Cut into one block more than `NEAR`, two near hashes have at least one block in common."""


def difference_hash(picture: Image.Image) -> int:
    """The 64 bits of a picture, as a signed number that a bigint holds.

    >>> difference_hash(Image.linear_gradient("L").rotate(-90)), difference_hash(Image.new("L", (50, 50)))
    (-1, 0)
    """
    small = picture.convert("L").resize((WIDTH, HEIGHT), Image.Resampling.BOX).tobytes()
    bits = 0
    for row in range(HEIGHT):
        for column in range(WIDTH - 1):
            left = row * WIDTH + column
            bits = bits << 1 | (small[left] > small[left + 1])
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
    """The hash in seven blocks, each with its own range of numbers, so that an index finds what shares one.

    Each block takes every seventh bit: a clear sky fills the first rows of many pictures with the same bits, and
    must not make one block of them.

    >>> blocks(0)
    [0, 1024, 2048, 3072, 4096, 5120, 6144]
    >>> blocks(1)
    [1, 1024, 2048, 3072, 4096, 5120, 6144]
    """
    bits = unsigned(number)
    return [
        block << 10 | sum((bits >> place & 1) << step for step, place in enumerate(range(block, BITS, BLOCKS)))
        for block in range(BLOCKS)
    ]
