"""`manage.py load_reference`: places, departments, first holidays, at every start; writes nothing the second time."""

from django.core.management.base import BaseCommand, CommandError

from accounts.departments.services import load_departments
from accounts.holidays.services import load_first_holidays
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
        load_first_holidays()
        if verbosity:
            self.stdout.write(f"Places: {loaded.new} new, {loaded.changed} changed, {loaded.unchanged} as they were.")
