"""The one password of all demonstration accounts."""

import os
import secrets

from core.local_files import read_or_create, var_dir

_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is misread from a screen: no i, l, o, 0, 1


def password() -> str:
    """`BETANG_DEMO_PASSWORD`, or what `var/demonstration-password` (mode 0600) holds, made on first use."""
    return os.environ.get("BETANG_DEMO_PASSWORD") or read_or_create(var_dir() / "demonstration-password", _invent)


def _invent() -> str:
    """Four groups of four from 31 signs, such as `k7qm-2xwd-p9ra-c4tn`: about 79 bits, easy to type."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4))
