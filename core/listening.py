"""Where a server of this machine listens, and whether it answers."""

import errno
import http.client
import socket


class ListeningError(RuntimeError):
    """No server can listen there; the message says what to choose instead."""


def free_port(host: str, wanted: int) -> int:
    """`wanted`, or the next port above it on which nothing listens. Raises ListeningError."""
    for port in range(wanted, min(wanted + 100, 65536)):
        family, kind, _, _, address = _resolve(host, port)
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(address)
            except PermissionError:
                raise ListeningError(
                    f"Only root may listen on port {port}; choose another: make run PORT=8000"
                ) from None
            except OSError as error:
                if error.errno != errno.EADDRINUSE:
                    raise ListeningError(f"Cannot listen on {host}: {error.strerror}") from None
                continue
            return port
    raise ListeningError(f"No free port from {wanted} on; choose another: make run PORT=8000")


def _resolve(host: str, port: int):
    try:
        return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise ListeningError(f"HOST={host} is not known here: {error.strerror}") from None


def authority(host: str, port: int) -> str:
    """Host and port as in an address.

    >>> authority("::1", 8000), authority("127.0.0.1", 8001)
    ('[::1]:8000', '127.0.0.1:8001')
    """
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def visible(host: str) -> str:
    """Where a browser on this machine finds a server that listens on `host`.

    >>> visible("0.0.0.0"), visible("::"), visible("10.0.0.7")
    ('127.0.0.1', '::1', '10.0.0.7')
    """
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104


def answers(host: str, port: int) -> bool:
    """Whether a page comes back, and not an error of the server. No proxy is asked."""
    connection = http.client.HTTPConnection(visible(host), port, timeout=30)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
