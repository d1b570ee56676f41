"""`manage.py import_file`: check a sheet, and with --commit write it, as a person who may import."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from accounts.permissions import Perm
from accounts.users.models import User
from poverty.imports import jobs, services
from poverty.imports.choices import BatchState
from poverty.imports.layouts import LayoutKey
from poverty.imports.refusals import FileRefused
from poverty.imports.selectors import report, unmatched


def importer(username: str) -> User:
    """The person of this user name. Raises `CommandError` for nobody, or for somebody who may not import."""
    user = User.objects.filter(username=username).first()
    if user is None:
        raise CommandError(f"There is no user {username}.")
    if not user.may(Perm.RUN_IMPORT):
        raise CommandError(f"{username} may not import: the role does not include it.", returncode=3)
    return user


class Command(BaseCommand):
    """Runs in this process; without --commit the preview waits on the page of the import."""

    help = "Check an xlsx, xls, ods or csv file against the registry; with --commit write it."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--layout", default="auto", choices=["auto", *LayoutKey])
        parser.add_argument("--as", dest="username", required=True, help="user name of the person who imports")
        parser.add_argument("--commit", action="store_true", help="write the rows that can be written")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *, file: Path, layout: str, username: str, commit: bool, **options):
        user = importer(username)
        try:
            with file.open("rb") as opened:
                batch = services.receive(
                    file=opened, name=file.name, by=user, layout="" if layout == "auto" else layout
                )
        except FileRefused as refused:
            raise CommandError(str(refused), returncode=4) from None
        except OSError as error:
            raise CommandError(f"The file cannot be opened: {error.strerror}.") from None
        if lacking := unmatched(batch) if batch.layout else ["a known layout"]:
            raise CommandError(
                f"Import {batch.pk}: the columns do not fit; lacking: {', '.join(lacking)}.", returncode=4
            )
        batch = self.done(jobs.run_now(batch, "check", by=user), BatchState.CHECKED)
        if commit and (batch.counts["new"] or batch.counts["changed"]):
            batch = self.done(jobs.run_now(batch, "commit", by=user), BatchState.COMMITTED)
        found = report(batch)
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False, default=str))
        else:
            self.tell(found, batch)

    def done(self, batch, state: str):
        """The batch after a run. Raises `CommandError` when the run went back."""
        if batch.state != state:
            raise CommandError(f"Import {batch.pk} could not be finished: {batch.error}.", returncode=5)
        return batch

    def tell(self, found: dict, batch) -> None:
        """The counts in words, one per line."""
        self.stdout.write(f"Import {found['batch']}: {found['layout']}, {batch.get_state_display()}")
        for name, count in found["counts"].items():
            self.stdout.write(f"  {name}: {count}")
