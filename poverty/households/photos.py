"""Photos: only real pictures, re-drawn before they are kept, so that no other file hides in one."""

import io

from django import forms
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

MAX_BYTES = 12 * 1024 * 1024
MAX_PIXELS = 50_000_000
LONG_SIDE = 1600


def redrawn(upload) -> ContentFile:
    """The picture drawn anew as JPEG, at most 1,600 pixels long, without hidden data.

    Raises `ValidationError` when the file is no picture, or too large to be one that a phone takes.
    """
    if upload.size > MAX_BYTES:
        raise forms.ValidationError(_("The photo is larger than 12 MB. Take it with a smaller setting."))
    try:
        picture = Image.open(upload, formats=["JPEG", "PNG", "WEBP"])
        if picture.width * picture.height > MAX_PIXELS:
            raise forms.ValidationError(_("The photo has too many pixels."))
        picture = ImageOps.exif_transpose(picture).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise forms.ValidationError(_("This file is not a photo (JPEG, PNG or WebP).")) from None
    picture.thumbnail((LONG_SIDE, LONG_SIDE))
    picture.info.clear()  # comments and the like would be written again
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=82, optimize=True)
    return ContentFile(out.getvalue(), name="photo.jpg")


class PhotoField(forms.FileField):
    """An upload that becomes a redrawn picture."""

    def __init__(self, **kwargs):
        kwargs.setdefault("widget", forms.ClearableFileInput({"accept": "image/*", "capture": "environment"}))
        super().__init__(**kwargs)

    def clean(self, data, initial=None):
        upload = super().clean(data, initial)
        if upload is False:  # taken away
            return ""
        if upload and upload is not initial and hasattr(upload, "size") and not hasattr(upload, "field"):
            return redrawn(upload)
        return upload
