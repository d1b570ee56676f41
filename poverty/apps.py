from importlib import import_module

from django.apps import AppConfig

REGISTERED = ("households.work", "assessments.work", "assessments.panels", "imports.work")


class PovertyConfig(AppConfig):
    """The registry: who is poor, where, and how we know."""

    name = "poverty"

    def ready(self):
        for module in REGISTERED:
            import_module(f"poverty.{module}")
