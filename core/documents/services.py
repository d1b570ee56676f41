"""Issuing a document, taking in its signed copy, withdrawing it.

A file is written before the row that names it. When a transaction is rolled back its number is given back and no row
remains; a file written in it is removed at once if the failure was here, else a day later (core/documents/orphans.py).
An orphan harms nobody; a row without its file would.
"""

import logging
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.documents.models import Document, short
from core.documents.numbering import number_text, take
from core.documents.qr import qr_svg
from core.documents.typesetting import canonical, digest, printable, typeset
from core.documents.uploads import digest_of, kind_of
from core.privacy import SIXTEEN_DIGITS

logger = logging.getLogger("betang.documents")


class DocumentRefused(Exception):
    """This cannot be done with this document; the message says why, in words for the person who tried."""


class SignedAlready(DocumentRefused):
    """The document has its signed copy; a signed copy is never replaced."""


class WithdrawnAlready(DocumentRefused):
    """The document was withdrawn; nothing more happens to it."""


@transaction.atomic
def issue(
    *,
    kind: str,
    template: str,
    data: dict,
    series: str,
    title: str,
    subject: models.Model,
    summary: Sequence[tuple[str, object]],
    by,
    on: date | None = None,
    place: str = "",
) -> Document:
    """Give the document its number, typeset it, keep it and its digests.

    `data` is what the template prints besides number, title, place and date, which it finds under `document`;
    `data["letterhead"]` names the office. `summary` is shown to everybody and must hold nothing about any person.
    The number's row stays locked until the caller's transaction ends: call this last. Raises `TypesettingFailed`,
    and `ValueError` for a summary that holds a personal number.
    """
    on = on or timezone.localdate()
    sequence = take(series, on.year)
    document = Document(
        kind=kind, series=series, year=on.year, sequence=sequence, number=number_text(series, sequence, on),
        title=str(title), place=place, issued_on=on, issued_by=by, token=secrets.token_urlsafe(16),
        office=str(data.get("letterhead", {}).get("office", "")), summary=_public(summary),
        subject_type=subject._meta.label_lower, subject_id=subject.pk,
    )  # fmt: skip
    content = {"document": _heading(document), "data": data}
    document.content_digest = digest(canonical(content))
    pdf = typeset(template, data | {"document": content["document"] | _marks(document)})
    document.file_digest = digest(pdf)
    document.file.save("issued.pdf", ContentFile(pdf), save=False)
    with _removed_on_failure(document.file):
        document.save()
    return document


def _public(summary: Sequence[tuple[str, object]]) -> list[list[str]]:
    pairs = [[str(label), str(value)] for label, value in summary]
    if any(SIXTEEN_DIGITS.search(text) for pair in pairs for text in pair):
        raise ValueError("A summary is public and holds no personal number.")
    return printable(pairs)


def _heading(document: Document) -> dict[str, str]:
    """What every document says about itself; part of its content's digest."""
    return {
        "kind": document.kind,
        "number": document.number,
        "title": document.title,
        "place": document.place,
        "date": document.issued_on.isoformat(),
    }


def _marks(document: Document) -> dict[str, object]:
    """What the paper carries so that anybody can check it."""
    return {
        "digest": short(document.content_digest),
        "url": document.verify_url,
        "qr": qr_svg(document.verify_url),
        "example": bool(getattr(document.issued_by, "is_demonstration", False)),
        "city": settings.CITY_NAME,
    }


@contextmanager
def _removed_on_failure(file) -> Iterator[None]:
    """Best effort: a file just written goes again when what is done inside fails."""
    try:
        yield
    except BaseException:
        _remove(file.storage, file.name)
        raise


def _remove(storage: Storage, name: str) -> None:
    try:
        storage.delete(name)
    except OSError:
        logger.warning("a document's file without a row could not be removed")


def _locked(document: Document) -> Document:
    fresh = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    if fresh.is_withdrawn:
        raise WithdrawnAlready(_("This document was withdrawn. Issue a new one."))
    return fresh


@transaction.atomic
def attach_signed_copy(*, document: Document, upload: UploadedFile, by) -> Document:
    """Keep the scan or photo of the signed paper, to the byte, with its digest.

    PDF, JPEG or PNG up to 20 MB, known by its bytes. Raises `FileRefused`, `SignedAlready` (a wrong copy is mended by
    withdrawing the document and issuing it anew) or `WithdrawnAlready`.
    """
    kind = kind_of(upload.file)
    fresh = _locked(document)
    if fresh.is_signed:
        raise SignedAlready(
            _("The signed copy is already kept. If it is the wrong one, withdraw the document and issue it anew.")
        )
    fresh.signed_kind, fresh.signed_digest = kind, digest_of(upload.file)
    fresh.signed_at, fresh.signed_by = timezone.now(), by
    fresh.signed_file.save(f"signed.{kind}", upload, save=False)
    with _removed_on_failure(fresh.signed_file):
        fresh.save()
    document.refresh_from_db()
    return document


@transaction.atomic
def withdraw(*, document: Document, reason: str, by) -> Document:
    """Say in public that this document no longer holds, and why. Its number, files and page stay.

    `reason` is shown to everybody. Raises `WithdrawnAlready`, and `DocumentRefused` without a reason or with a
    personal number in it.
    """
    reason = reason.strip()
    if not reason:
        raise DocumentRefused(_("Give the reason."))
    if SIXTEEN_DIGITS.search(reason):
        raise DocumentRefused(_("The reason is shown to everybody and may hold no personal number."))
    fresh = _locked(document)
    fresh.withdrawn_at, fresh.withdrawn_by, fresh.withdrawn_reason = timezone.now(), by, reason
    fresh.save()
    document.refresh_from_db()
    return document
