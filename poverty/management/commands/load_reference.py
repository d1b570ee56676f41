"""`manage.py load_reference`: places and departments, at every start; writes nothing the second time."""

from importlib.util import find_spec

from django.core.management.base import BaseCommand, CommandError

from poverty.regions.reading import RegionFileError
from poverty.regions.services import REFERENCE, load_regions


class Command(BaseCommand):
    help = "Load the reference data: places (--regions FILE for another city) and departments."

    def add_arguments(self, parser):
        parser.add_argument("--regions", metavar="FILE", default=REFERENCE, help="csv table of places")

    def handle(self, *, regions, verbosity, **options):
        try:
            loaded = load_regions(regions)
        except RegionFileError as error:
            raise CommandError("\n".join(error.problems)) from None
        load_departments()
        if verbosity:
            self.stdout.write(
                f"Places: {loaded.new} new, {loaded.changed} changed, {loaded.unchanged} as they were."
            )


def load_departments() -> None:
    """The departments of the city, where that room is built."""
    if find_spec("accounts.departments.reference"):
        from accounts.departments.reference import load_departments as load

        load()
