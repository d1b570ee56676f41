"""Where evidence lies: under random names, since the uploaded one may carry a person's name or number."""

import os
import uuid

KINDS = {".pdf", ".jpg", ".jpeg", ".png"}


def evidence_path(instance, filename: str) -> str:
    """A random name that keeps only a known ending."""
    ending = os.path.splitext(filename)[1].lower()
    name = uuid.uuid4().hex
    return f"evidence/{name[:2]}/{name}{ending if ending in KINDS else '.bin'}"
