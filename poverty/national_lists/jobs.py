"""The long work of national lists: small lists at once, large ones by the worker. A job may be killed and repeated."""

import logging

from procrastinate.contrib.django import app

from core import jobs
from core.history import acting
from core.models import Job
from core.workflow import MoveRefused
from poverty.imports.proposing import AT_ONCE
from poverty.imports.watching import Watch
from poverty.national_lists import queueing, services
from poverty.national_lists.choices import ListState
from poverty.national_lists.models import ListComparison, NationalList

logger = logging.getLogger("betang.national_lists")
LIST, COMPARISON, QUEUE = "national_list", "list_comparison", "list_queue"
ROWS_AT_ONCE = 5_000
"""Files and lists up to this size are done while the person waits."""


@app.task(name="national_lists.work_on_list")
def work_on_list(job_id: str) -> None:
    """Take in what waits, and compare the list once it is complete."""
    with jobs.running(job_id) as (job, progress):
        settle(NationalList.objects.get(pk=job.subject_id), by=job.owner, report=progress)


@app.task(name="national_lists.compare")
def compare(job_id: str) -> None:
    """Write the rows of a comparison."""
    with jobs.running(job_id) as (job, progress), Watch(progress) as watch:
        services.run_compare(comparison=ListComparison.objects.get(pk=job.subject_id), by=job.owner, tell=watch.at)


@app.task(name="national_lists.propose")
def propose(job_id: str) -> None:
    """Work off what its owner has put into the queue."""
    with jobs.running(job_id) as (job, progress):
        comparison = ListComparison.objects.get(pk=job.subject_id)
        queueing.work_off_queue(comparison=comparison, by=job.owner, tell=lambda done: progress(done, job.total))


def settle(national_list: NationalList, *, by, report=None) -> NationalList:
    """Everything a list waits for, in this process; a failure leaves it where a person can try again."""
    try:
        with acting(by, source="import", reason=f"National list #{national_list.pk}"), Watch(report) as watch:
            national_list = services.run_take(national_list=national_list, by=by, tell=watch.at)
            if national_list.state == ListState.COLLECTING and not national_list.awaits_more:
                national_list = services.close(national_list=national_list, by=by)
            return services.run_close(national_list=national_list, by=by, tell=watch.at)
    except (MoveRefused, PermissionError):
        return services.give_up(national_list=national_list, code="not_permitted", by=by)
    except Exception:
        services.give_up(national_list=national_list, code="failed", by=by)
        raise


def go_on(national_list: NationalList, *, rows: int, by) -> Job | None:
    """Do what the list waits for: now when it is small, else by the worker, whose job is returned."""
    if rows > ROWS_AT_ONCE:
        return jobs.start(work_on_list, kind=LIST, owner=by, subject_id=national_list.pk)
    settle(national_list, by=by)
    return None


def go_on_comparing(comparison: ListComparison, *, by) -> Job | None:
    """Write the comparison: now when its lists are small, else by the worker."""
    if comparison.ready_at is not None:
        return None
    if comparison.newer.entry_count + comparison.older.entry_count > 2 * ROWS_AT_ONCE:
        waiting = jobs.latest(COMPARISON, comparison.pk)
        if waiting and waiting.state in (Job.State.WAITING, Job.State.RUNNING):
            return waiting
        return jobs.start(compare, kind=COMPARISON, owner=by, subject_id=comparison.pk)
    services.run_compare(comparison=comparison, by=by)
    return None


def go_on_proposing(comparison: ListComparison, *, count: int, by) -> Job | None:
    """Propose for the households in the queue: now when they are few, else by the worker."""
    if count > AT_ONCE:
        return jobs.start(propose, kind=QUEUE, owner=by, subject_id=comparison.pk, total=count)
    queueing.work_off_queue(comparison=comparison, by=by)
    return None


def job_of(kind: str, subject_id: int) -> Job | None:
    """The newest job of this kind about this record, if it has not ended well."""
    job = jobs.latest(kind, subject_id)
    return job if job and job.state != Job.State.DONE else None
