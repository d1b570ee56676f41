"""Where photos live: outside the web root, under names that say nothing about anybody."""

import uuid

from django.conf import settings
from django.core.files.storage import FileSystemStorage


def private_storage() -> FileSystemStorage:
    """Storage that no URL reaches; files leave it only through a view that checks reach."""
    return FileSystemStorage(location=settings.PRIVATE_FILES_DIR, base_url=None)


def photo_path(instance, filename: str) -> str:
    """A random name: the uploaded one may carry a person's name or number."""
    name = uuid.uuid4().hex
    return f"photos/{name[:2]}/{name}.jpg"
