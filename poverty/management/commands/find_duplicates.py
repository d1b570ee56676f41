"""`manage.py find_duplicates`: look for people who stand in the registry twice."""

import json
import time
from dataclasses import asdict

from django.core.management.base import BaseCommand

from poverty.duplicates import jobs
from poverty.duplicates.models import DuplicatePair


class Command(BaseCommand):
    """Runs in this process (and two more). May be stopped and started again at any time."""

    help = "Look for people who stand in the registry twice: those changed since the last search, or everybody."

    def add_arguments(self, parser):
        parser.add_argument("--full", action="store_true", help="compare everybody, not only who changed")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *, full, verbosity, **options):
        begun, told = time.monotonic(), 0

        def tell(done: int, total: int) -> None:
            nonlocal told
            percent = done * 100 // max(total, 1)
            if percent >= told + 10 and not options["json"]:
                told = percent
                self.stdout.write(f"  {percent} % of {total} people ...")

        counts = jobs.run_now(everybody=full, report=tell)
        found = asdict(counts) | {"undecided": DuplicatePair.objects.undecided().count()}
        if options["json"]:
            self.stdout.write(json.dumps(found | {"seconds": round(time.monotonic() - begun, 1)}))
            return
        self.stdout.write(f"{found['added']} pairs added, {found['changed']} weighed anew, {found['removed']} removed.")
        self.stdout.write(f"{found['undecided']} pairs wait for a decision.")
