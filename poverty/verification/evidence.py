"""Evidence of a proposal: a PDF or a picture, known by its bytes. Pictures are redrawn, a PDF is kept to the byte."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _

from core.documents.models import SignedKind
from core.documents.uploads import FileRefused, kind_of
from poverty.households.photos import redrawn


class Evidence(ContentFile):
    """A file that has been looked at; only `looked_at` makes one."""


def looked_at(upload) -> Evidence | None:
    """The upload as it may be kept; nothing for nothing. Raises `ValidationError` in words for the sender."""
    if not upload:
        return None
    if isinstance(upload, Evidence):
        return upload
    try:
        kind = kind_of(getattr(upload, "file", upload))
    except FileRefused as refused:
        raise ValidationError(str(refused)) from None
    upload.seek(0)
    if kind is SignedKind.PDF:
        return Evidence(upload.read(), name="evidence.pdf")
    return Evidence(redrawn(upload).read(), name="evidence.jpg")


class EvidenceField(forms.FileField):
    """An upload of a document or a photo of it."""

    def __init__(self, **kwargs):
        kwargs.setdefault("label", _("Document or photo of it"))
        kwargs.setdefault("help_text", _("PDF, JPEG or PNG, up to 12 MB as a photo."))
        kwargs.setdefault("widget", forms.FileInput({"accept": "application/pdf,image/jpeg,image/png"}))
        super().__init__(**kwargs)

    def clean(self, data, initial=None):
        upload = super().clean(data, initial)
        return upload if not upload or upload is initial else looked_at(upload)
