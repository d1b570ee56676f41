"""The embedded PostgreSQL: found, set up, started and stopped without installing anything.

binaries.py   where the server programs are        account.py  whom they run as when we are root
place.py      where the data and the socket live   tuning.py   the server's settings
cluster.py    one server: start, stop, status      lease.py    who still needs it
"""


class EmbeddedError(RuntimeError):
    """The embedded server cannot be used; the message says why and what to do."""
