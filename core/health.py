"""A page for the load balancer: says whether the database answers and whether a worker lives."""

from django.db import connection
from django.http import JsonResponse

from core.jobs import worker_is_alive


def alive(request) -> JsonResponse:
    """200 with the two facts; the outage middleware answers 503 when the database is away."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"database": True, "worker": worker_is_alive()})
