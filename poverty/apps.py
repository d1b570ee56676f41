from importlib import import_module

from django.apps import AppConfig

REGISTERED = (
    "households.work",
    "assessments.work",
    "assessments.panels",
    "verification.work",
    "verification.panels",
    "meetings.work",
    "meetings.panels",
    "visits.work",
    "visits.panels",
    "change_requests.work",
    "change_requests.panels",
    "duplicates.work",
    "duplicates.panels",
    "imports.work",
    "national_lists.work",
    "national_lists.panels",
)


class PovertyConfig(AppConfig):
    """The registry: who is poor, where, and how we know."""

    name = "poverty"

    def ready(self):
        for module in REGISTERED:
            import_module(f"poverty.{module}")
