"""Run by `test_killed`: does what a list or a queue waits for, as the worker would, in a process that is killed."""

import sys

import django

django.setup()

from poverty.national_lists import jobs, queueing  # noqa: E402
from poverty.national_lists.models import ListComparison, NationalList  # noqa: E402

what, key = sys.argv[1], int(sys.argv[2])
print("begun", flush=True)
if what == "list":
    national_list = NationalList.objects.select_related("loaded_by").get(pk=key)
    jobs.settle(national_list, by=national_list.loaded_by)
else:
    comparison = ListComparison.objects.select_related("made_by").get(pk=key)
    queueing.work_off_queue(comparison=comparison, by=comparison.made_by)
print("done", flush=True)
