"""`manage.py undo_import`: reverse a committed import, as a person who may import."""

import json

from django.core.management.base import BaseCommand, CommandError

from core.workflow import MoveRefused
from poverty.imports import jobs
from poverty.imports.choices import BatchState
from poverty.imports.models import ImportBatch
from poverty.management.commands.import_file import importer


class Command(BaseCommand):
    """Runs in this process. What was changed since the import is left alone and counted."""

    help = "Reverse a committed import."

    def add_arguments(self, parser):
        parser.add_argument("batch", type=int)
        parser.add_argument("--as", dest="username", required=True, help="user name of the person who undoes")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *, batch: int, username: str, **options):
        user = importer(username)
        found = ImportBatch.objects.visible_to(user).filter(pk=batch).first()
        if found is None:
            raise CommandError(f"There is no import {batch} within the reach of {username}.")
        try:
            found = jobs.run_now(found, "undo", by=user)
        except MoveRefused as refused:
            raise CommandError(f"Import {batch}: {refused}", returncode=5) from None
        if found.state not in (BatchState.UNDONE, BatchState.PARTLY_UNDONE) and not found.undo_counts:
            raise CommandError(f"Import {batch} could not be undone: {found.error}.", returncode=5)
        if options["json"]:
            self.stdout.write(json.dumps({"batch": batch, **found.undo_counts}))
            return
        self.stdout.write(
            "Import {0}: {reversed} records reversed, {refused} refused because they were changed since.".format(
                batch, **found.undo_counts
            )
        )
