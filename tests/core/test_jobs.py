"""Background work: progress that is seen, failures that name no number, and jobs that outlive their worker."""

import pytest
from asgiref.sync import async_to_sync
from django.db import connection, transaction
from procrastinate.contrib.django import app

from core import jobs
from core.models import Job
from tests.support.people import person


@app.task(name="tests.count")
def count_task(job_id: str):
    """Does nothing; only its place in the queue is of interest."""


@pytest.fixture
def job():
    return Job.objects.create(kind="tests.count", owner=person("pemilik"), total=10)


def queue() -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, status, args ->> 'job_id' FROM procrastinate_jobs WHERE task_name = 'tests.count' ORDER BY id"
        )
        return cursor.fetchall()


def execute(sql, params=()):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall() if cursor.description else []


@pytest.mark.django_db(transaction=True)
class TestRunning:
    def test_a_job_runs_and_is_done(self, job):
        with jobs.running(str(job.pk)) as (running, progress):
            assert running.state == "running" and running.started_at and running.owner.username == "pemilik"
            progress(4, step="membaca", force=True)
            job.refresh_from_db()
            assert (job.done, job.total, job.step, job.percent) == (4, 10, "membaca", 40)
        job.refresh_from_db()
        assert job.state == "done" and job.is_over and job.finished_at and job.step == ""

    def test_progress_is_seen_while_the_jobs_own_transaction_is_open(self, job):
        with jobs.running(str(job.pk)) as (_running, progress), transaction.atomic():
            Job.objects.filter(kind="other").update(done=1)
            progress(7, 20, force=True)
            seen = execute("SELECT done, total FROM core_job WHERE id = %s", [job.pk])
            assert seen == [(7, 20)]
            transaction.set_rollback(True)
        job.refresh_from_db()
        assert job.done == 7

    def test_progress_that_cannot_be_written_does_not_stop_the_work(self, job, monkeypatch):
        monkeypatch.setattr(jobs, "connection_parameters", lambda: {"host": "/nowhere", "dbname": "none"})
        with jobs.running(str(job.pk)) as (_running, progress):
            progress(5, force=True)
        job.refresh_from_db()
        assert job.state == "done" and job.done == 0

    def test_nothing_is_reported_of_a_job_that_is_over(self, job):
        with jobs.running(str(job.pk)) as (_running, progress):
            pass
        progress(9, force=True)
        progress.close()
        job.refresh_from_db()
        assert job.done == 0


@pytest.mark.django_db
class TestEnding:
    """How a job ends, and what is kept of it."""

    def test_progress_is_written_a_few_times_a_second_at_most(self, job, monkeypatch):
        written = []
        monkeypatch.setattr(jobs.Progress, "_execute", lambda self, sql, params: written.append(params[0]))
        with jobs.running(str(job.pk)) as (_running, progress):
            for done in range(1000):
                progress(done)
        assert len(written) <= 3

    def test_a_failure_says_what_kind_and_no_number(self, job):
        with pytest.raises(ValueError, match="6271014508920003"), jobs.running(str(job.pk)):
            raise ValueError("NIK 6271014508920003 of Noraini")
        job.refresh_from_db()
        assert (job.state, job.error) == ("failed", "ValueError")
        assert job.finished_at and job.is_over

    def test_a_second_start_begins_again_without_the_old_error(self, job):
        with pytest.raises(RuntimeError), jobs.running(str(job.pk)):
            raise RuntimeError
        with jobs.running(str(job.pk)) as (again, _progress):
            assert again.error == "" and again.state == "running"


@pytest.mark.parametrize(("done", "total", "percent"), [(0, 0, 0), (5, 0, 0), (1, 3, 33), (3, 3, 100), (9, 3, 100)])
def test_percent_never_passes_a_hundred(done, total, percent):
    assert Job(done=done, total=total).percent == percent


@pytest.mark.django_db
class TestQueue:
    def test_a_job_is_recorded_and_queued_together_or_not_at_all(self):
        owner = person("pemilik")
        with pytest.raises(RuntimeError), transaction.atomic():
            jobs.start(count_task, kind="tests.count", owner=owner, subject_id=7)
            raise RuntimeError
        assert not Job.objects.exists() and not queue()
        made = jobs.start(count_task, kind="tests.count", owner=owner, subject_id=7, total=3)
        ((_key, status, job_id),) = queue()
        assert status == "todo" and job_id == str(made.pk)
        assert jobs.latest("tests.count", 7) == made and jobs.latest("tests.count", 8) is None

    def test_the_job_of_a_dead_worker_goes_back_to_the_queue(self):
        jobs.start(count_task, kind="tests.count", owner=person("pemilik"))
        ((key, _status, _arguments),) = queue()
        ((worker,),) = execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour') RETURNING id"
        )
        execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE id = %s", [worker, key])
        async_to_sync(jobs.retry_stalled.func)(None, 0)
        assert [status for _key, status, _arguments in queue()] == ["todo"]

    def test_the_job_of_a_living_worker_stays_with_it(self):
        jobs.start(count_task, kind="tests.count", owner=person("pemilik"))
        ((key, _status, _arguments),) = queue()
        ((worker,),) = execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now()) RETURNING id")
        execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE id = %s", [worker, key])
        async_to_sync(jobs.retry_stalled.func)(None, 0)
        assert [status for _key, status, _arguments in queue()] == ["doing"]


@pytest.mark.django_db
class TestWorkers:
    def test_a_worker_lives_as_long_as_it_says_so(self):
        assert not jobs.worker_is_alive()
        execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '31 seconds')")
        assert not jobs.worker_is_alive()
        execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '5 seconds')")
        assert jobs.worker_is_alive()

    def test_the_health_page_says_both_things_and_needs_no_sign_in(self, client):
        assert client.get("/sehat/").json() == {"database": True, "worker": False}
        execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now())")
        assert client.get("/sehat/").json() == {"database": True, "worker": True}
