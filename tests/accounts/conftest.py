"""Limits that allauth counts in the cache begin afresh in every test."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()
