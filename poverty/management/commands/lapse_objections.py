"""`manage.py lapse_objections`: what the worker does every hour, done now."""

from django.core.management.base import BaseCommand

from accounts.users.system import system_user
from poverty.verification.lapsing import lapse_objections


class Command(BaseCommand):
    """Prints how many lapsed; those that were refused are named with the reason."""

    help = "Let objections lapse whose time to be heard is over."

    def handle(self, **options):
        results = lapse_objections(by=system_user())
        for result in results:
            if result.refusal:
                self.stderr.write(f"{result.item.pk}: {result.refusal}")
        self.stdout.write(f"{sum(not result.refusal for result in results)} objections lapsed.")
