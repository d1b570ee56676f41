"""What the report says of a cell."""

import datetime as dt

import pytest

from poverty.imports.selectors import _shown


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (6271031004020000.0, "6271031004020000"),
        (0.0, "0"),
        (1.5, "1.5"),
        (None, ""),
        ("SATU", "SATU"),
        (dt.date(2031, 5, 5), "2031-05-05"),
    ],
)
def test_a_cell_is_named_as_the_spreadsheet_shows_it(cell, text):
    assert _shown(cell) == text
