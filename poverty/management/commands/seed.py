"""`manage.py seed`: made-up people, households, assessments and files in verification. Refused in production."""

import datetime as dt

from django.core.management.base import BaseCommand, CommandError

from poverty.demonstration.services import SeedRefused, seed, show_stages


class Command(BaseCommand):
    help = "Fill the registry with made-up people, clearly marked as such; the same seed gives the same people."

    def add_arguments(self, parser):
        parser.add_argument("--persons", type=int, default=10_000, help="how many (default 10000)")
        parser.add_argument("--seed", type=int, default=1, help="any whole number; the same gives the same people")
        parser.add_argument("--as-of", type=dt.date.fromisoformat, help="the day they are as of (default today)")
        parser.add_argument("--bare", action="store_true", help="only people, no proposals, meetings and visits")
        parser.add_argument("--if-empty", action="store_true", help="do nothing when there is any household")

    def handle(self, *, persons, as_of, if_empty, verbosity, **options):
        def tell(done):
            if verbosity > 1 or done % 100_000 < 8_000 <= done:
                self.stdout.write(f"  {done} persons ...")

        try:
            seeded = seed(persons=persons, seed=options["seed"], as_of=as_of, if_empty=if_empty, tell=tell)
        except SeedRefused as refused:
            raise CommandError(str(refused)) from None
        if seeded is not None and not options["bare"]:
            show_stages()
        if seeded is None:
            self.stdout.write("There are households already: nothing made up.")
        else:
            self.stdout.write(
                f"Made up {seeded.persons} persons in {seeded.households} households, "
                f"with {seeded.assessments} assessments."
            )
