"""Charts: a bar as long as its share, marks that are links, and nothing in them that is not text."""

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.charts import Bar, Shape, bar, bar_chart, map_svg, shade_of

HOSTILE = '"><script>alert(1)</script>'
LIMITS = (1.0, 5.0, 10.0, 20.0)


def parsed(html) -> ElementTree.Element:
    return ElementTree.fromstring(str(html))


def width(svg) -> float:
    return float(parsed(svg)[1].get("width"))


@given(st.floats(0, 1e9), st.floats(0.001, 1e9))
def test_a_bar_is_as_long_as_its_share(value, largest):
    assert width(bar(min(value, largest), largest)) == pytest.approx(100 * min(value, largest) / largest, abs=0.006)


def test_where_nothing_is_counted_no_bar_is_drawn():
    assert width(bar(0, 0)) == 0
    assert "<tr>" not in bar_chart([], "x")


def test_every_bar_has_its_label_and_figure_and_the_figure_opens_its_rows():
    chart = parsed(bar_chart([Bar("Langkai", 3, "3", "/keluarga/?region=x&a=b"), Bar("Menteng", 1, "1")], "Judul"))
    assert chart.find("caption").text == "Judul"
    first, second = chart.findall("tr")
    assert first.find("th").text == "Langkai" and first.find("td/a").get("href") == "/keluarga/?region=x&a=b"
    assert second.find("td[2]").text == "1" and second.find("td/a") is None


def test_words_are_text_and_never_markup():
    for html in (
        bar_chart([Bar(HOSTILE, 1, HOSTILE, HOSTILE)], HOSTILE),
        bar(1, 2, HOSTILE),
        map_svg([Shape(HOSTILE, HOSTILE, 1, HOSTILE, HOSTILE)], HOSTILE, HOSTILE, labels=True),
    ):
        assert "<script" not in html
        assert not any(element.tag.endswith("script") for element in parsed(html).iter())


def test_charts_need_no_inline_style_or_script():
    html = map_svg([Shape("A", "M0 0", 2, "5 %", "/x/")], "0 0 1 1", "Peta", labels=True) + bar(1, 2)
    assert "style=" not in html and "onclick" not in html


def test_a_shape_without_a_figure_is_neither_dark_nor_light():
    svg = str(map_svg([Shape("A", "M0 0", None, "–"), Shape("B", "M1 1", 0, "0 %", "/b/")], "0 0 2 2", "Peta"))
    assert 'class="shade-none"' in svg and 'class="shade-0"' in svg
    assert 'role="img" aria-label="A: –"' in svg and '<a href="/b/" aria-label="B: 0 %">' in svg
    assert "<title>B: 0 %</title>" in svg


@given(st.one_of(st.none(), st.floats(allow_nan=False, allow_infinity=False)))
def test_a_shade_rises_with_the_value(value):
    shade = shade_of(value, LIMITS)
    assert (shade is None) == (value is None)
    if value is not None:
        assert 0 <= shade <= 4 and shade <= shade_of(value + 1, LIMITS)
