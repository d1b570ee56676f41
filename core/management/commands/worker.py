"""The worker: takes jobs from the queue on the same PostgreSQL, one at a time, and gives a sign of life."""

import resource

from django.core.management.base import BaseCommand
from procrastinate.contrib.django import app

from core.jobs import BEAT_SECONDS, STALLED_SECONDS

MEMORY_LIMIT = 3 * 1024**3


class Command(BaseCommand):
    """`manage.py worker`: run background jobs until stopped; a job under way at a stop is finished or given back."""

    help = "Run background jobs until stopped."

    def handle(self, *args, **options):
        soft, hard = resource.getrlimit(resource.RLIMIT_AS)
        limit = MEMORY_LIMIT if hard == resource.RLIM_INFINITY else min(MEMORY_LIMIT, hard)
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
        with app.replace_connector(app.connector.get_worker_connector()) as worker_app:
            worker_app.run_worker(
                concurrency=1,
                update_heartbeat_interval=BEAT_SECONDS,
                stalled_worker_timeout=STALLED_SECONDS,
                fetch_job_polling_interval=2,
                shutdown_graceful_timeout=20,
                delete_jobs="successful",
            )
