"""The signing key of a development installation; production names its own in the environment."""

import secrets

from core.local_files import read_or_create, var_dir


def development_secret_key() -> str:
    """The key kept in `var/secret-key` (mode 0600), made on first use, so that sessions outlive a restart."""
    return read_or_create(var_dir() / "secret-key", lambda: secrets.token_urlsafe(50))
