"""Where uploaded and issued files live: outside the web root, under names that say nothing about anybody."""

import os
import uuid

from django.conf import settings
from django.core.files.storage import FileSystemStorage


class PrivateStorage(FileSystemStorage):
    """Files in the private folder, which is asked for at every use: a test's files stay in the test's own folder."""

    @property
    def base_location(self):
        return settings.PRIVATE_FILES_DIR

    @property
    def location(self):
        return os.path.abspath(self.base_location)


def private_storage() -> FileSystemStorage:
    """Storage that no URL reaches; files leave it only through a view that checks reach."""
    return PrivateStorage(base_url=None)


def random_path(folder: str, extension: str) -> str:
    """A random name below `folder`: an uploaded one may carry a person's name or number."""
    name = uuid.uuid4().hex
    return f"{folder}/{name[:2]}/{name}.{extension}"
