"""The server's settings: quick on a small machine, and no citizen's number in a log."""

import shlex

from core.embedded.place import SOCKET_PORT, Place

_ALWAYS = {
    "max_connections": "100",
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "shared_buffers": "256MB",
    "effective_cache_size": "2GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "jit": "off",
    # A failed statement holds the values it was given, and an error's detail repeats them: neither is written
    # down.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length_on_error": "0",
}

#: Only for a server whose data may vanish: a crash can destroy it, and it answers sooner.
_THROWAWAY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum_naptime": "1h",
}


def settings(place: Place, *, throwaway: bool) -> dict[str, str]:
    """Every setting that differs from PostgreSQL's own, by name."""
    listening = {
        "listen_addresses": "127.0.0.1" if place.port else "",
        "port": str(place.port or SOCKET_PORT),
        "unix_socket_directories": "" if place.port else f'"{place.base}"',
        "unix_socket_permissions": "0700",
    }
    return _ALWAYS | listening | (_THROWAWAY if throwaway else {})


def command_line(values: dict[str, str]) -> str:
    """The settings as options of the server program, quoted for the shell that pg_ctl starts it with.

    >>> command_line({"port": "5432", "log_destination": "std err"})
    "-c port=5432 -c 'log_destination=std err'"
    """
    return " ".join(f"-c {shlex.quote(f'{name}={value}')}" for name, value in values.items())
