"""Reading `DATABASE_URL`. No Django in here: a string goes in, a connection description comes out."""

from urllib.parse import parse_qsl, unquote, urlsplit

from psycopg import pq

#: Connection options which Django has a name of its own for.
_DJANGO_NAMES = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD", "dbname": "NAME"}


class DatabaseUrlError(ValueError):
    """`DATABASE_URL` cannot be used. The message never repeats the address, which holds a password."""

    def __init__(self, problem: str):
        super().__init__(f"DATABASE_URL: {problem}. Expected postgresql://user:password@host:5432/name?sslmode=require")


def parse(url: str) -> dict:
    """The NAME, USER, PASSWORD, HOST, PORT and OPTIONS that Django wants, from a PostgreSQL address.

    Parts may be percent-encoded. Whatever follows `?` is an option of libpq; `host` there names a socket
    folder.

    >>> parse("postgres://budi:p%40ss@db.internal:5433/betang?sslmode=require") == {
    ...     "NAME": "betang", "USER": "budi", "PASSWORD": "p@ss", "HOST": "db.internal", "PORT": "5433",
    ...     "OPTIONS": {"sslmode": "require"}}
    True
    >>> parse("postgresql:///betang?host=/run/postgresql")["HOST"]
    '/run/postgresql'
    """
    parts = _split(url)
    options = _options(parts.query)
    settings = {
        "NAME": unquote(parts.path.removeprefix("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
    }
    settings |= {name: options.pop(key) for key, name in _DJANGO_NAMES.items() if key in options}
    if not settings["NAME"]:
        raise DatabaseUrlError("the name of the database is missing")
    return settings | {"OPTIONS": options}


def _split(url: str):
    try:
        parts = urlsplit(url.strip())
        _ = parts.port
    except ValueError:
        raise DatabaseUrlError("host or port cannot be read; special characters in the password need %XX") from None
    if parts.scheme not in {"postgres", "postgresql"}:
        raise DatabaseUrlError("it must begin with postgresql:// or postgres://")
    if parts.fragment or "/" in parts.path.removeprefix("/"):
        raise DatabaseUrlError("'#' and '/' in a user, password or name must be written %23 and %2F")
    return parts


def _options(query: str) -> dict[str, str]:
    try:
        pairs = parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query))
    except ValueError:
        raise DatabaseUrlError("the part after '?' must read option=value&option=value") from None
    known = {option.keyword.decode() for option in pq.Conninfo.get_defaults()}
    for name, _ in pairs:
        if name not in known:
            raise DatabaseUrlError("PostgreSQL knows no such connection option")
    if len(dict(pairs)) != len(pairs):
        raise DatabaseUrlError("an option is given twice")
    return dict(pairs)
