"""What a signed copy really is: known by its bytes, never by its name, and refused when another file hides in it.

The copy is evidence and kept to the byte, so nothing in it is mended or re-drawn here.
"""

import hashlib
import re
from typing import BinaryIO

from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from core.documents.models import SignedKind

MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 120_000_000
HEAD, TAIL = 4096, 70_000
MAGIC = {SignedKind.PDF: b"%PDF-", SignedKind.JPEG: b"\xff\xd8\xff", SignedKind.PNG: b"\x89PNG\r\n\x1a\n"}
PAGE = re.compile(rb"<\s*(?:!doctype|html|head|body|script|svg|iframe|object|embed|style)\b", re.I)
ARCHIVE = b"PK\x05\x06"
ACTIVE = re.compile(rb"/(?:JavaScript|Launch|EmbeddedFile|RichMedia)\b")


class FileRefused(Exception):
    """This file is not kept; the message says why, in words for the person who sent it."""


def kind_of(upload: BinaryIO) -> SignedKind:
    """The true kind of a signed copy, left at its beginning. Raises `FileRefused`."""
    size = upload.seek(0, 2)
    upload.seek(0)
    head = upload.read(HEAD)
    if not size:
        raise FileRefused(_("The file is empty."))
    if size > MAX_BYTES:
        raise FileRefused(_("The file is larger than %(size)s MB.") % {"size": MAX_BYTES // 1024**2})
    kind = next((kind for kind, magic in MAGIC.items() if head.startswith(magic)), None)
    if kind is None:
        raise FileRefused(_("Send the signed copy as PDF, JPEG or PNG."))
    upload.seek(max(0, size - TAIL))
    if PAGE.search(head) or ARCHIVE in upload.read():
        raise FileRefused(_("Another file is hidden in this one. Scan the paper again and send that."))
    upload.seek(0)
    _check_pdf(upload) if kind is SignedKind.PDF else _check_picture(upload, kind)
    upload.seek(0)
    return kind


def _check_pdf(upload: BinaryIO) -> None:
    content = upload.read()
    if b"%%EOF" not in content[-2048:]:
        raise FileRefused(_("The PDF is cut off or damaged. Send it again."))
    if ACTIVE.search(content):
        raise FileRefused(_("The PDF holds a program or another file. Scan the paper again and send that."))


def _check_picture(upload: BinaryIO, kind: SignedKind) -> None:
    try:
        picture = Image.open(upload, formats=["JPEG" if kind is SignedKind.JPEG else "PNG"])
        if picture.width * picture.height > MAX_PIXELS:
            raise FileRefused(_("The picture has too many pixels."))
        picture.load()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise FileRefused(_("The picture is cut off or damaged. Send it again.")) from None


def digest_of(upload: BinaryIO) -> str:
    """SHA-256 of a file in hexadecimal; the file is left at its beginning."""
    upload.seek(0)
    found = hashlib.file_digest(upload, "sha256").hexdigest()
    upload.seek(0)
    return found
