"""Background work on the same PostgreSQL (procrastinate), with progress a person can watch.

Every job is idempotent and may be started again from its beginning: a worker that is killed leaves its job to the
periodic retry below. Progress is written on a connection of its own, so that it is seen while the job's own
transaction is still open.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from core.models import Job

logger = logging.getLogger("betang.jobs")
BEAT_SECONDS = settings.JOB_BEAT_SECONDS
STALLED_SECONDS = settings.JOB_STALLED_SECONDS
PROGRESS_SECONDS = 0.4


def start(task, *, kind: str, owner, subject_id: int = 0, total: int = 0) -> Job:
    """Record a job for its owner to watch and hand it to the worker, both in the caller's transaction.

    `task` is a procrastinate task that takes `job_id`.
    """
    with transaction.atomic():
        job = Job.objects.create(kind=kind, owner=owner, subject_id=subject_id, total=total)
        task.defer(job_id=str(job.pk))
    return job


class Progress:
    """Tells a job's watchers how far it is; at most a few writes a second, on a connection of its own."""

    def __init__(self, job: Job):
        self.job = job
        self.last = 0.0
        self.connection: psycopg.Connection | None = None

    def __call__(self, done: int, total: int | None = None, step: str = "", *, force: bool = False) -> None:
        """Report `done` of `total` pieces of the present `step`."""
        now = time.monotonic()
        if not force and now - self.last < PROGRESS_SECONDS:
            return
        self.last = now
        self._execute(
            "UPDATE core_job SET done = %s, total = COALESCE(%s, total), step = %s, beat_at = clock_timestamp() "
            "WHERE id = %s AND finished_at IS NULL",
            [done, total, step, self.job.pk],
        )

    def _execute(self, sql: str, params: list) -> None:
        try:
            if self.connection is None or self.connection.closed:
                self.connection = psycopg.connect(**connection_parameters(), autocommit=True)
            self.connection.execute("SET LOCAL lock_timeout = '1s'")
            self.connection.execute(sql, params)
        except psycopg.OperationalError:
            logger.warning("progress of job %s could not be written", self.job.pk)

    def close(self) -> None:
        if self.connection is not None:
            self.connection.close()


def connection_parameters() -> dict:
    """psycopg's own parameters of the default database."""
    parameters = connection.get_connection_params()
    wanted = {"dbname", "user", "password", "host", "port", "options", "sslmode", "service"}
    return {name: value for name, value in parameters.items() if name in wanted and value}


@contextmanager
def running(job_id: str) -> Iterator[tuple[Job, Progress]]:
    """Mark the job running, then done; on an exception failed, with a message that holds no personal number."""
    Job.objects.filter(pk=job_id).update(
        state=Job.State.RUNNING, started_at=timezone.now(), beat_at=timezone.now(), error=""
    )
    job = Job.objects.select_related("owner").get(pk=job_id)
    progress = Progress(job)
    try:
        yield job, progress
    except Exception as error:
        progress.close()
        Job.objects.filter(pk=job_id).update(
            state=Job.State.FAILED, finished_at=timezone.now(), error=type(error).__name__
        )
        raise
    progress.close()
    Job.objects.filter(pk=job_id).update(state=Job.State.DONE, finished_at=timezone.now(), step="")


@app.periodic(cron="* * * * * */10")  # the sixth field counts seconds
@app.task(queueing_lock="retry_stalled", pass_context=True)
async def retry_stalled(context, timestamp: int):
    """Give the jobs of workers that died back to the queue."""
    stalled = await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS)
    for job in stalled:
        await app.job_manager.retry_job(job)


def latest(kind: str, subject_id: int) -> Job | None:
    """The newest job of this kind about this record."""
    return Job.objects.filter(kind=kind, subject_id=subject_id).order_by("-created_at").first()


def worker_is_alive() -> bool:
    """Whether some worker has given a sign of life within the last 30 seconds."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM procrastinate_workers "
            "WHERE last_heartbeat > now() - make_interval(secs => %s))",
            [STALLED_SECONDS],
        )
        return cursor.fetchone()[0]
