"""Charts as SVG from the server: they print, need no script and no inline style, and every mark is a link.

Only presentation attributes and classes are used, so the strict content policy holds (see docs/decisions/0002).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe


@dataclass(frozen=True)
class Bar:
    """One bar: label, value (rows counted), the text beside it, and the list those rows are in."""

    label: str
    value: float
    text: str
    url: str = ""


def bar(value: float, largest: float, css_class: str = "bar-registry") -> SafeString:
    """A bar for a table cell, as long as its share of `largest`."""
    width = round(100 * value / largest, 2) if largest else 0
    return format_html(
        '<svg class="bar-svg" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="bar-ground" width="100" height="10"/><rect class="{}" width="{}" height="10"/></svg>',
        css_class,
        width,
    )


def bar_chart(bars: Sequence[Bar], title: str) -> SafeString:
    """Horizontal bars as a table: label, bar, figure; the figure opens the rows it counts."""
    largest = max((each.value for each in bars), default=0)
    rows = format_html_join(
        "",
        '<tr><th scope="row">{}</th><td class="bar-cell">{}</td><td class="n">{}</td></tr>',
        (
            (
                each.label,
                bar(each.value, largest),
                format_html('<a href="{}">{}</a>', each.url, each.text) if each.url else each.text,
            )
            for each in bars
        ),
    )
    return format_html('<table class="bars"><caption class="visually-hidden">{}</caption>{}</table>', title, rows)


@dataclass(frozen=True)
class Shape:
    """One area of a map: SVG path in map units, shade 0 (lowest) to 4 (highest) or None for no figure."""

    label: str
    path: str
    shade: int | None
    text: str
    url: str = ""
    x: float = 0
    y: float = 0


def map_svg(shapes: Sequence[Shape], view_box: str, title: str, *, labels: bool = False) -> SafeString:
    """Shaded areas with their figure as a tooltip; those with an address are links that the keyboard reaches.

    The same figures stand in a table beside it on the page.
    """
    marks = format_html_join(
        "",
        '<{} aria-label="{}: {}"><path class="shade-{}" d="{}" vector-effect="non-scaling-stroke">'
        "<title>{}: {}</title></path>{}</{}>",
        (
            (
                format_html('a href="{}"', each.url) if each.url else mark_safe('g role="img"'),
                each.label,
                each.text,
                "none" if each.shade is None else each.shade,
                each.path,
                each.label,
                each.text,
                _label(each) if labels else "",
                "a" if each.url else "g",
            )
            for each in shapes
        ),
    )
    return format_html(
        '<svg class="map" viewBox="{}" role="group" aria-label="{}" xmlns="http://www.w3.org/2000/svg">{}</svg>',
        view_box,
        title,
        marks,
    )


def _label(shape: Shape) -> SafeString:
    lines = shape.label.split(" ", 1)
    return format_html(
        '<text class="map-label on-{}" x="{}" y="{}">{}</text>',
        "none" if shape.shade is None else shape.shade,
        shape.x,
        shape.y,
        format_html_join(
            "",
            '<tspan x="{}" dy="{}">{}</tspan>',
            ((shape.x, 0 if i == 0 else 9, line) for i, line in enumerate(lines)),
        ),
    )


def shade_of(value: float | None, limits: Sequence[float]) -> int | None:
    """The class of a value among ascending limits; None stays None: no figure is not the lowest figure.

    >>> [shade_of(v, (1, 5, 10, 20)) for v in (0, 1, 7, 99, None)]
    [0, 1, 2, 4, None]
    """
    if value is None:
        return None
    return sum(value >= limit for limit in limits)
