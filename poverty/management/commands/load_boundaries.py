"""`manage.py load_boundaries FILE --as USER`: the boundaries of a GeoJSON file."""

from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError

from accounts.users.models import User
from core.history import acting
from poverty.regions.boundary_files import preview_of
from poverty.regions.services import load_boundaries


class Command(BaseCommand):
    help = "Load the boundaries of places from a GeoJSON FeatureCollection with a property kode or kode_bps."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--as", dest="user", required=True, help="user name of the person who loads them")

    def handle(self, *, file, user, **options):
        person = User.objects.filter(username=user, is_active=True).first()
        if person is None:
            raise CommandError("There is no active user of that name.")
        try:
            preview = preview_of(file.read_bytes())
        except OSError as error:
            raise CommandError(f"The file cannot be read ({type(error).__name__}).") from None
        for sentence in preview.sentences:
            self.stderr.write(sentence)
        if not preview.usable:
            raise CommandError("Nothing was loaded.")
        try:
            with acting(person, source="command"):
                loaded = load_boundaries(preview.drawn, by=person)
        except PermissionDenied:
            raise CommandError("The role of this person does not include loading boundaries.") from None
        self.stdout.write(
            f"Boundaries: {loaded.new} new, {loaded.changed} changed, {loaded.unchanged} as they were; "
            f"{len(preview.missing)} kelurahan not in the file."
        )
