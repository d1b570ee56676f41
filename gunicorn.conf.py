"""How gunicorn serves Betang, in development and for real. Every value can be set in the environment."""

import os

processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
#: Synchronous workers, two per processor: measured as the quickest for these short, database-bound requests.
workers = int(os.environ.get("WEB_CONCURRENCY") or min(2 * processors, 32))
worker_class = "sync"
bind = os.environ.get("BETANG_BIND") or "127.0.0.1:8000"

#: Seconds; a large upload over a slow line must fit, everything slow else belongs to the worker.
timeout = 120
graceful_timeout = 30
#: Workers are renewed now and then, not all at once.
max_requests = 2000
max_requests_jitter = 400
#: The heartbeat files belong in memory: on a slow disk they would end healthy workers.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108

#: The proxies whose X-Forwarded-* headers are believed, comma-separated.
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS") or "127.0.0.1,::1"
#: Nobody steers the server but by signals.
control_socket_disable = True

errorlog = "-"
accesslog = "-"
#: Path without query and without referrer: a search for a person must not end up in a log.
access_log_format = '%(h)s %(t)s "%(m)s %(U)s %(H)s" %(s)s %(b)s %(M)sms'
