"""A template and data become a PDF, by Typst.

The data goes to the template as a JSON file and is read there as text: nothing that a person typed is ever taken for
markup. Typst sees one temporary folder (the template, its siblings, the base and the data) and runs in a process of
its own, which holds no secret, has a time and a memory limit and gives its memory back.
"""

import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.functional import Promise

TEMPLATES = settings.BASE_DIR / "templates"
BASE = TEMPLATES / "documents"
TYPESETTER = Path(__file__).with_name("typesetter.py")
SECONDS = 60
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
"""Control characters, and marks that would turn the text around them: they print nothing and may mislead a reader."""


class TypesettingFailed(Exception):
    """The document could not be typeset. `detail` is Typst's own message; it may quote the data, so it is no part of
    the exception's text in a real installation, where that reaches a log.
    """

    def __init__(self, template: str, detail: str):
        self.detail = detail
        super().__init__(f"{template}: {detail}" if settings.DEMONSTRATION_ALLOWED else template)


def printable(data: Any) -> Any:
    """The data as JSON can hold it: texts without control characters, days in ISO form, exact numbers as text.

    >>> printable({"name": "Rusli\\u202e\\x07", "on": date(2026, 11, 21), "share": Decimal("0.10"), "rows": (1, None)})
    {'name': 'Rusli', 'on': '2026-11-21', 'share': '0.10', 'rows': [1, None]}

    Raises `TypeError` for anything else.
    """
    match data:
        case None | bool() | int() | float():
            return data
        case str():
            return UNPRINTABLE.sub("", data.replace("\r\n", "\n").replace("\t", " "))
        case Promise():
            return printable(str(data))
        case Decimal():
            return str(data)
        case datetime() | date():
            return data.isoformat()
        case dict():
            return {str(key): printable(value) for key, value in data.items()}
        case list() | tuple():
            return [printable(value) for value in data]
    raise TypeError(f"{type(data).__name__} has no place in a document's data.")


def canonical(data: Any) -> bytes:
    """One way only to write this data as JSON: sorted keys, no spaces, UTF-8.

    >>> canonical({"b": 1, "a": "é"})
    b'{"a":"\\xc3\\xa9","b":1}'
    """
    text = json.dumps(printable(data), ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def digest(content: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def typeset(template: str, data: dict) -> bytes:
    """The PDF of `template` (a path below templates/, such as `documents/letter.typ`) with this data.

    The same template and data make the same bytes. Raises `TypesettingFailed`.
    """
    with tempfile.TemporaryDirectory(prefix="betang-document-") as folder:
        root = Path(folder)
        _lay_out(root, template, canonical(data))
        command = [sys.executable, "-I", str(TYPESETTER), folder, template]
        try:
            done = subprocess.run(command, cwd=folder, env={}, capture_output=True, timeout=SECONDS, check=False)
        except subprocess.TimeoutExpired:
            raise TypesettingFailed(template, f"not ready within {SECONDS} seconds") from None
    if done.returncode or not done.stdout.startswith(b"%PDF-"):
        raise TypesettingFailed(template, done.stderr.decode("utf-8", "replace").strip()[-2000:])
    return done.stdout


def _lay_out(root: Path, template: str, content: bytes) -> None:
    """Copy the template, what lies beside it and the base into `root`, and the data as data.json."""
    source = (TEMPLATES / template).resolve()
    if TEMPLATES.resolve() not in source.parents or source.suffix != ".typ" or not source.is_file():
        raise TypesettingFailed(template, "there is no such template")
    for folder in {source.parent, BASE}:
        target = root / folder.resolve().relative_to(TEMPLATES.resolve())
        target.mkdir(parents=True, exist_ok=True)
        for file in folder.glob("*.typ"):
            shutil.copyfile(file, target / file.name)
    (root / "data.json").write_bytes(content)
