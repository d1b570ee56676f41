"""Files of documents whose row was rolled back: harmless, and swept away when they are a day old."""

from datetime import timedelta

from django.core.files.storage import Storage
from django.utils import timezone

from core.documents.models import Document
from core.private_files import private_storage

FOLDER = "documents"
AGE = timedelta(days=1)


def remove_orphans(older_than: timedelta = AGE) -> int:
    """Remove the files below documents/ that no document names and that are older than any transaction. How many."""
    storage = private_storage()
    before = timezone.now() - older_than
    old = {path for path in _files(storage) if storage.get_modified_time(path) < before}
    named = {name for pair in Document.objects.values_list("file", "signed_file") for name in pair}
    for path in old - named:
        storage.delete(path)
    return len(old - named)


def _files(storage: Storage):
    if not storage.exists(FOLDER):
        return
    folders, _ = storage.listdir(FOLDER)
    for folder in folders:
        _, names = storage.listdir(f"{FOLDER}/{folder}")
        yield from (f"{FOLDER}/{folder}/{name}" for name in names)
