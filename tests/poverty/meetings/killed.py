"""Run by `test_killed`: closes a meeting in a process that is killed."""

import sys

import django

django.setup()

from accounts.users.models import User  # noqa: E402
from poverty.meetings import closing  # noqa: E402
from poverty.meetings.models import Meeting  # noqa: E402

meeting, by = Meeting.objects.get(pk=int(sys.argv[1])), User.objects.get(pk=int(sys.argv[2]))
print("begun", flush=True)
closing.close(meeting=meeting, by=by)
print("done", flush=True)
