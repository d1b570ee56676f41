"""The public page of a document, and the download of its files by those who may see what it is about."""

import hashlib
from dataclasses import dataclass

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.generic import View

from core.documents.models import Document, SignedKind, spaced

COMPARE_BYTES = 25 * 1024 * 1024
TYPES = {SignedKind.PDF: "application/pdf", SignedKind.JPEG: "image/jpeg", SignedKind.PNG: "image/png"}


@dataclass(frozen=True)
class Hashed:
    """What is left of a file that was only read: its digest."""

    digest: str
    size: int


class HashOnly(FileUploadHandler):
    """Hashes an upload as it comes in and keeps nothing of it."""

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self.sha, self.size = hashlib.sha256(), 0

    def receive_data_chunk(self, raw_data, start):
        self.size += len(raw_data)
        if self.size > COMPARE_BYTES:
            raise StopUpload(connection_reset=False)
        self.sha.update(raw_data)

    def file_complete(self, file_size):
        return Hashed(self.sha.hexdigest(), file_size)


@method_decorator(csrf_exempt, name="dispatch")  # the middleware would read the form before its handler stands
class VerifyDocument(View):
    """Whether a paper is genuine, for anybody who holds it: needs no sign-in and says nothing about any person.

    A file may be sent for comparison; it is hashed as it comes in and not kept.
    """

    upload_handlers = (HashOnly,)
    http_method_names = ["get", "head", "post"]

    def get(self, request, token):
        return self.page(request, get_object_or_404(Document, token=token))

    @method_decorator(csrf_protect)
    def post(self, request, token):
        document = get_object_or_404(Document, token=token)
        sent = request.FILES.get("file")
        if not isinstance(sent, Hashed) or not sent.size:
            answer = "nothing"
        elif sent.digest == document.file_digest:
            answer = "issued"
        elif document.signed_digest and sent.digest == document.signed_digest:
            answer = "signed"
        else:
            answer = "other"
        return self.page(request, document, answer)

    def page(self, request: HttpRequest, document: Document, answer: str = "") -> HttpResponse:
        context = {
            "document": document,
            "digests": [
                (_("Issued PDF"), spaced(document.file_digest)),
                (_("Signed copy"), spaced(document.signed_digest)),
            ],
            "answer": answer,
            "limit": COMPARE_BYTES // 1024**2,
            "city": settings.CITY_NAME,
        }
        response = render(request, "core/documents/verify.html", context)
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Cache-Control"] = "no-store"
        return response


class DocumentDownload:
    """Mixin for a noun's view that hands out its documents after having checked reach: `return self.serve(...)`."""

    def log_download(self, document: Document, signed: bool) -> None:
        """Override: note in the access log who took which document."""
        raise NotImplementedError

    def serve(self, document: Document, signed: bool = False) -> FileResponse:
        """The issued PDF, or the signed copy, as an attachment named after the number. 404 when there is none."""
        file = document.signed_file if signed else document.file
        try:
            opened = file.open("rb") if file else None
        except FileNotFoundError:
            opened = None
        if opened is None:
            raise Http404
        self.log_download(document, signed)
        kind = TYPES[document.signed_kind if signed else SignedKind.PDF]
        response = FileResponse(opened, as_attachment=True, filename=file_name(document, signed), content_type=kind)
        response["Cache-Control"] = "private, no-store"
        response["X-Content-Type-Options"] = "nosniff"
        return response


def file_name(document: Document, signed: bool) -> str:
    """Kind and number as a file name, such as `minutes-007-BA-XI-2026.pdf`; a signed copy says so."""
    number = "".join(letter if letter.isalnum() and letter.isascii() else "-" for letter in document.number)
    ending = f"-{_('signed')}.{document.signed_kind}" if signed else ".pdf"
    return f"{document.kind.replace('_', '-')}-{number.strip('-')}{ending}"
