"""From an uploaded photo to what is kept of it: the picture drawn anew, its digest, its look, its place and time."""

import hashlib
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image

from poverty.households.photos import redrawn
from poverty.visits.exif import Taken, taken
from poverty.visits.perceptual import difference_hash


@dataclass(frozen=True)
class Picture:
    """A photo that may be kept."""

    content: ContentFile
    sha256: str
    perceptual_hash: int
    taken: Taken


def picture_of(upload) -> Picture:
    """Draw an upload anew; place and time are read before, for the kept picture carries no hidden data.

    Raises `ValidationError` when it is no picture.
    """
    content = redrawn(upload)
    upload.seek(0)
    where_and_when = taken(Image.open(upload), timezone.get_default_timezone())
    data = content.read()
    content.seek(0)
    with Image.open(content) as drawn:
        look = difference_hash(drawn)
    content.seek(0)
    return Picture(content, hashlib.sha256(data).hexdigest(), look, where_and_when)
