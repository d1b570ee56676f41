"""The three long steps of an import as background jobs. Each may be killed and started again at any moment."""

import logging

from procrastinate.contrib.django import app

from core import jobs
from core.models import Job
from core.workflow import MoveRefused
from poverty.imports import proposing, services
from poverty.imports.choices import BatchState
from poverty.imports.models import ImportBatch
from poverty.imports.refusals import FileRefused
from poverty.imports.watching import Watch

logger = logging.getLogger("betang.imports")
KIND, PROPOSALS = "import", "import_proposals"
RUNS = {"check": services.run_check, "commit": services.run_commit, "undo": services.run_undo}
STEP_OF = {BatchState.CHECKING: "check", BatchState.COMMITTING: "commit", BatchState.UNDOING: "undo"}


@app.task(name="imports.run")
def run(job_id: str) -> None:
    """Do what the batch waits for. A refusal goes back to the person, anything else fails the job as well."""
    with jobs.running(job_id) as (job, progress):
        batch = ImportBatch.objects.get(pk=job.subject_id)
        if batch.state in STEP_OF:
            work(batch, by=job.owner, report=progress)


def work(batch: ImportBatch, *, by, report=None) -> ImportBatch:
    """One run in this process; `report` is a `core.jobs.Progress` or None."""
    step = STEP_OF[batch.state]
    try:
        with Watch(report) as watch:
            return RUNS[step](batch=batch, by=by, watch=watch)
    except FileRefused as refused:
        return services.give_up(batch=batch, code=refused.code, by=by)
    except (MoveRefused, PermissionError):
        return services.give_up(batch=batch, code="not_permitted", by=by)
    except Exception:
        services.give_up(batch=batch, code="failed", by=by)
        raise


def start(batch: ImportBatch, step: str, *, by) -> Job:
    """Take the step and hand the work to the worker."""
    from django.db import transaction

    with transaction.atomic():
        services.begin(batch=batch, step=step, by=by)
        return jobs.start(run, kind=KIND, owner=by, subject_id=batch.pk, total=batch.counts.get("rows", 0))


def run_now(batch: ImportBatch, step: str, *, by) -> ImportBatch:
    """Take the step and do the work in this process (for commands)."""
    services.begin(batch=batch, step=step, by=by)
    return work(batch, by=by)


def waiting(batch: ImportBatch) -> Job | None:
    """The job that works on the batch, to be watched."""
    return jobs.latest(KIND, batch.pk)


@app.task(name="imports.propose")
def propose(job_id: str) -> None:
    """Propose what its owner has asked for on the page of an import."""
    with jobs.running(job_id) as (job, progress):
        batch = ImportBatch.objects.get(pk=job.subject_id)
        proposing.propose_new(batch=batch, by=job.owner, tell=lambda done: progress(done, job.total))


def go_on_proposing(batch: ImportBatch, *, count: int, by) -> Job | None:
    """Propose for the households that were asked for: now when they are few, else by the worker."""
    if count > proposing.AT_ONCE:
        return jobs.start(propose, kind=PROPOSALS, owner=by, subject_id=batch.pk, total=count)
    proposing.propose_new(batch=batch, by=by)
    return None


def proposing_job(batch: ImportBatch) -> Job | None:
    """The job that proposes from the batch, while it has not ended well."""
    job = jobs.latest(PROPOSALS, batch.pk)
    return job if job and job.state != Job.State.DONE else None
