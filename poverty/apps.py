from django.apps import AppConfig


class PovertyConfig(AppConfig):
    """The registry: who is poor, where, and how we know."""

    name = "poverty"
