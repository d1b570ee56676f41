"""Every example in a docstring is true."""

import doctest
import importlib
from pathlib import Path

import pytest
from django.utils.translation import override

ROOT = Path(__file__).resolve().parent.parent
MODULES = [
    ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for app in ("core", "accounts", "poverty", "programs")
    for path in sorted((ROOT / app).rglob("*.py"))
    if ">>>" in path.read_text("utf-8")
]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name):
    with override("en"):
        failed, tried = doctest.testmod(importlib.import_module(name))
    assert tried and not failed
