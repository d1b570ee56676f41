"""Run by `test_killed`: does what an import waits for, as the worker would, in a process that is killed."""

import sys

import django

django.setup()

from poverty.imports import jobs  # noqa: E402
from poverty.imports.models import ImportBatch  # noqa: E402

batch = ImportBatch.objects.select_related("owner").get(pk=int(sys.argv[1]))
print("begun", flush=True)
jobs.work(batch, by=batch.owner)
print("done", flush=True)
