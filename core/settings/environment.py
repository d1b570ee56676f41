"""Readers of environment variables that name the variable they miss."""

import json
import os

from django.core.exceptions import ImproperlyConfigured


def required(name: str) -> str:
    """The variable's text. Raises `ImproperlyConfigured` naming the variable when it is missing or empty."""
    value = os.environ.get(name, "").strip()
    if not value:
        raise ImproperlyConfigured(f"Set the environment variable {name}; see .env.example.")
    return value


def text(name: str, default: str = "") -> str:
    """The variable's text, or `default` when it is missing or empty."""
    return os.environ.get(name, "").strip() or default


def flag(name: str, default: bool = False) -> bool:
    """True for 1, true, yes, on (any case). Raises `ImproperlyConfigured` on any other word."""
    value = text(name).lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} must be one of 1, 0, true, false, yes, no, on, off.")


def words(name: str, default: str = "") -> list[str]:
    """The variable's comma-separated words."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def number(name: str, default: int) -> int:
    """The variable as a whole number. Raises `ImproperlyConfigured` when it is not one."""
    value = text(name)
    try:
        return int(value) if value else default
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a whole number.") from None


def table(name: str, default: dict[str, str]) -> dict[str, str]:
    """The variable as a JSON object of texts, over `default`. Raises `ImproperlyConfigured` when it is not one."""
    try:
        found = json.loads(text(name, "{}"))
    except ValueError:
        found = None
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        raise ImproperlyConfigured(f'{name} must be a JSON object of texts, such as {{"default": "..."}}.')
    return default | found
