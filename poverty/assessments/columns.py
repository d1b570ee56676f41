"""The three kinds of column that hold an answer; in all of them empty means not asked, never no."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


def answer(verbose_name, choices, **kwargs):
    """One answer of the questionnaire: empty means not asked or not known, never no."""
    return models.CharField(verbose_name, max_length=24, choices=choices, blank=True, **kwargs)


def several(verbose_name, choices):
    """Several answers of one question: NULL means not asked, an empty list means none of them."""
    return ArrayField(
        models.CharField(max_length=24, choices=choices), verbose_name=verbose_name, null=True, blank=True
    )


def rupiah(verbose_name):
    """An amount in whole rupiah per month for the whole household; NULL means not known."""
    return models.PositiveBigIntegerField(verbose_name, null=True, blank=True)
