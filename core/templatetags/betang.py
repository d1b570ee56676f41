"""Small things templates say often."""

from django import template
from django.utils.formats import number_format
from django.utils.html import format_html

from core.privacy import mask_number

register = template.Library()


@register.filter
def masked(number: str | None) -> str:
    """A personal number by its first and last four digits; a dash when there is none."""
    return mask_number(number) if number else "–"


@register.filter
def rupiah(amount) -> str:
    """Rp 1.250.000; a dash when the amount is not known."""
    return "–" if amount is None else f"Rp {number_format(amount, 0, force_grouping=True)}"


@register.filter
def dash(value):
    """The value, or a dash for nothing."""
    return "–" if value in (None, "", []) else value


@register.simple_tag
def badge(text, tone: str = "idle"):
    """A status word in a soft badge; tones: good, warn, bad, info, idle."""
    return format_html('<span class="badge {}">{}</span>', tone, text)
