"""The search as a background job. It may be killed and started again at any moment."""

import logging

from procrastinate.contrib.django import app

from accounts.users.system import system_user
from core import jobs
from core.history import acting
from core.models import Job
from poverty.duplicates import finding
from poverty.duplicates.storing import Counts

logger = logging.getLogger("betang.duplicates")
KIND = "duplicates"
EVERYBODY = 0
CHANGED = 1
"""What a job is about: the whole registry, or whoever changed since the last search that was finished."""


@app.task(name="duplicates.find", lock="duplicates.find")
def find(job_id: str) -> None:
    """One search after the other; the lock keeps two from doing the same work."""
    with jobs.running(job_id) as (job, progress), acting(job.owner, source="command"):
        search(everybody=job.subject_id == EVERYBODY, report=progress)


def search(*, everybody: bool, report=None) -> Counts:
    """One search in this process: of everybody, or of those who changed since the last finished one."""
    last = Job.objects.filter(kind=KIND, state=Job.State.DONE).order_by("-started_at").first()
    if everybody or last is None:
        counts = finding.find_all(report=report)
    else:
        counts = finding.find_changed(last.started_at, report=report)
    logger.info("duplicates: %d added, %d changed, %d removed", counts.added, counts.changed, counts.removed)
    return counts


def start(*, by, everybody: bool = True) -> Job:
    """Hand the search to the worker; `by` may watch it."""
    return jobs.start(find, kind=KIND, owner=by, subject_id=EVERYBODY if everybody else CHANGED)


def run_now(*, everybody: bool, report=None) -> Counts:
    """Search in this process, in the name of the system, and remember when (for the command)."""
    job = Job.objects.create(kind=KIND, owner=system_user(), subject_id=EVERYBODY if everybody else CHANGED)
    with jobs.running(str(job.pk)) as (_job, progress), acting(None, source="command"):

        def tell(done: int, total: int) -> None:
            progress(done, total)
            if report:
                report(done, total)

        return search(everybody=everybody, report=tell)


def latest() -> Job | None:
    """The newest search, to be watched."""
    return Job.objects.filter(kind=KIND).order_by("-created_at").first()
