"""Where photos of a house live: in the private storage, under names that say nothing about anybody."""

from core.private_files import private_storage as private_storage
from core.private_files import random_path


def photo_path(instance, filename: str) -> str:
    """A random name: the uploaded one may carry a person's name or number."""
    return random_path("photos", "jpg")
