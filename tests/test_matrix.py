"""Who may open what: every address x every role x (own area, another area, no area), against one checked-in table.

tests/matrix.txt is the table. A cell is the answer's status; for a row that lies in an area three of them: a row of
Langkai, of Menteng, and without any area. 401 stands for being sent to the sign-in page; a star says that the request
wrote something besides the session and the access log. When this fails, either the code or the table is wrong: read
the line against accounts/roles/table.py before changing either.
"""

import re
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test import Client

from tests.support.addresses import ADDRESSES, ELSEWHERE, url_names
from tests.support.people import Cast

TABLE = Path(__file__).with_name("matrix.txt")
METHODS = ("GET", "POST")
REFUSED = {"401", "403", "404", "405"}
WRITES = re.compile(r"\b(?:INSERT INTO|UPDATE|DELETE FROM) \"(?!django_session)", re.I)
BY_NAME = {address.name: address for address in ADDRESSES}


def table() -> tuple[list[str], dict[tuple[str, str], list[str]]]:
    """The personas of the columns, and the cells by (address, method)."""
    lines = [line.split() for line in TABLE.read_text("utf-8").splitlines() if line.strip() and line[0] != "#"]
    return lines[0][2:], {(line[0], line[1]): line[2:] for line in lines[1:]}


PERSONAS, EXPECTED = table()


@pytest.fixture(scope="module")
def stage(django_db_setup, django_db_blocker):
    """The cast, each signed in once for all addresses; everything is rolled back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        people = Cast()
        by_role = people.by_role()
        clients = {"anonymous": Client()}
        for name in PERSONAS:
            if name != "anonymous":
                clients[name] = Client()
                clients[name].force_login(by_role[name])
                clients[name].get("/")  # the first page of a session notes the session
        yield people, clients
        transaction.set_rollback(True)


@pytest.fixture
def scene(stage):
    """The stage as it was before each test."""
    with transaction.atomic():
        yield stage
        transaction.set_rollback(True)


class Writes:
    """Counts the statements that write, except those of the session."""

    def __init__(self):
        self.found: list[str] = []

    def __call__(self, execute, sql, params, many, context):
        if WRITES.search(sql):
            self.found.append(sql[:80])
        return execute(sql, params, many, context)


def answer(client, method, url, data) -> tuple[str, list[str]]:
    """Status of one request (401 for the way to the sign-in page) and what it wrote; then all of it is undone."""
    writes = Writes()
    with transaction.atomic(), connection.execute_wrapper(writes):
        response = client.get(url) if method == "GET" else client.post(url, data)
        transaction.set_rollback(True)
    status = response.status_code
    if status == 302 and response["Location"].startswith("/akun/masuk"):
        status = 401
    star = method == "POST" and any("accounts_accessevent" not in sql for sql in writes.found)
    return f"{status}{'*' if star else ''}", writes.found


def observed(address, method, people, clients) -> list[str]:
    """The line of the table as the product answers now.

    A refused request must have written nothing, and a GET nothing but the access log and the session: counted by the
    database itself, table by table.
    """
    rows = address.rows(people)
    asked = [(address.url(row), address.data(row)) for row in rows]
    cells, before = [], written()
    for persona in PERSONAS:
        codes = []
        for url, data in asked:
            status, writes = answer(clients[persona], method, url, data)
            assert not (status[:3] in REFUSED and writes), (persona, url, writes)
            codes.append(status)
        cells.append(codes[0] if len(set(codes)) == 1 else "/".join(codes))
    changed = {name for name, count in written().items() if count != before.get(name, 0)}
    assert method == "POST" or changed <= {"accounts_accessevent", "django_session"}, "a GET wrote"
    return cells


@pytest.mark.parametrize("name", sorted(BY_NAME))
@pytest.mark.parametrize("method", METHODS)
def test_every_role_gets_the_answer_of_the_table(name, method, scene):
    seen = observed(BY_NAME[name], method, *scene)
    wanted = EXPECTED.get((name, method), [])
    line = f"{name:36} {method:5}" + "".join(f"{cell} " for cell in seen)
    differences = [each for each in zip(PERSONAS, wanted, seen, strict=False) if each[1] != each[2]]
    assert wanted == seen, f"{differences}\nobserved:\n{line}"


def test_every_address_of_the_product_is_in_the_table_or_has_a_reason_not_to_be():
    named = {address.url_name for address in ADDRESSES}
    forgotten = {name for name in url_names() - named if not name.startswith(tuple(ELSEWHERE))}
    assert not forgotten, "add them to tests/support/addresses.py and tests/matrix.txt"
    assert not named - url_names(), "these addresses are gone"


def test_the_table_has_no_line_without_an_address():
    assert {name for name, _method in EXPECTED} <= set(BY_NAME)
    assert all(len(cells) == len(PERSONAS) for cells in EXPECTED.values())


def test_the_table_speaks_of_every_persona_of_the_cast(db):
    assert set(PERSONAS) == {"anonymous", *Cast().by_role()}


def written() -> dict[str, int]:
    """Rows inserted, changed and deleted in this transaction, by table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables")
        return dict(cursor.fetchall())


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_no_address_listens_to_another_method(method, scene):
    """A form answers PUT by showing itself again, unread; the health page and the language switch ask for no method."""
    people, clients = scene
    shown = {200, 422} if method == "put" else set()
    for address in ADDRESSES:
        if address.make is None and address.name not in {"health", "set_language"}:
            status = getattr(clients["officer"], method)(address.url(None)).status_code
            assert status in {403, 405} | shown, (address.name, status)
