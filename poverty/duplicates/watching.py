"""Keeping the queue up to date without slowing anybody down who records people.

Saving a person does not wait for a search, and the registry below knows nothing of this folder. Every five minutes the
worker compares whoever was written since the last search: one scan over `updated_at` (about 0.2 s for a million people)
and 20 ms for each of them. It looks back a quarter of an hour further than it must, because a long transaction (an
import) becomes visible only when it ends. An index on `updated_at`, a trigger with a list of its own, or a task with
every save would each cost every write of the registry more than that.
"""

import datetime as dt
import logging

from procrastinate.contrib.django import app

from accounts.users.system import system_user
from core.history import acting
from core.jobs import running
from core.models import Job
from poverty.duplicates import finding, jobs

logger = logging.getLogger("betang.duplicates")
LOOK_BACK = dt.timedelta(minutes=15)


@app.task(name="duplicates.look")
def look(members: list[int]) -> None:
    """Compare these people with everybody."""
    with acting(None, source="job"):
        finding.find_for(members)


@app.periodic(cron="*/5 * * * *")
@app.task(name="duplicates.look_at_changes", queueing_lock="duplicates.look_at_changes")
def look_at_changes(timestamp: int = 0) -> None:
    """Compare whoever was recorded or changed since the last search; the first time, everybody.

    One row of `Job` remembers when: a run that is killed leaves it unfinished, and the next one looks further back.
    """
    searches = Job.objects.filter(kind=jobs.KIND)
    last = searches.filter(state=Job.State.DONE).order_by("-started_at").first()
    if last is None:
        if not searches.filter(finished_at=None).exists():
            jobs.start(by=system_user())
        return
    mine, _new = Job.objects.get_or_create(kind=jobs.KIND, subject_id=jobs.CHANGED, owner=system_user())
    with running(str(mine.pk)) as (_job, progress), acting(None, source="job"):
        finding.find_changed(last.started_at - LOOK_BACK, report=progress)
