"""Pages: server time of a whole request against its bare SQL plus the same rows in a bare template.

The request runs through all middleware in process. The reference runs the same statements that the page ran, and
renders the same cells with Django's template engine, nothing else. Budget: at most 2.5 times; p95 under 100 ms
(household page 150 ms, at most 20 queries).
"""

import re

import django

django.setup()

from django.db import connection, reset_queries  # noqa: E402
from django.template import Context, Template  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import reverse  # noqa: E402

from accounts.users.models import User  # noqa: E402
from bench.timing import measure, ms, table  # noqa: E402
from poverty.households.models import Household, Member  # noqa: E402

ROWS = Template(
    "<table>{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}</table>"
)


def client_of(username: str) -> Client:
    """A signed-in browser."""
    client = Client(SERVER_NAME="localhost")
    person = User.objects.get(username=username)
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def reference(statements: list[str], rows: int, cells: int):
    """The page's own SELECTs, and as many cells in a bare template."""
    content = Context({"rows": [[f"Yansen Tuah {i} {j}" for j in range(cells)] for i in range(rows)]})
    reads = [sql for sql in statements if sql.lstrip().upper().startswith(("SELECT", "EXPLAIN"))]

    def go():
        with connection.cursor() as cursor:
            for sql in reads:
                cursor.execute(sql)
                cursor.fetchall()
        return ROWS.render(content)

    return go


def statements_of(function) -> list[str]:
    """The SQL one call runs."""
    reset_queries()
    with CaptureQueriesContext(connection) as captured:
        function()
    return [query["sql"] for query in captured.captured_queries]


def next_page(html: str) -> str:
    """The query of the link to the second page."""
    found = re.findall(r'href="[^"]*\?([^"]*cursor=[^"]*)"', html)
    return found[-1].replace("&amp;", "&") if found else ""


def row(name: str, function, rows: int, cells: int) -> list[str]:
    """One line of the table."""
    assert function().status_code == 200, name
    statements = statements_of(function)
    page, bare = measure(function), measure(reference(statements, rows, cells))
    return [
        name,
        ms(page.median),
        ms(page.p95),
        ms(bare.median),
        f"{page.median / bare.median:.2f}",
        str(len(statements)),
    ]


def main() -> None:
    """Measure the pages of a city-wide and of a one-kelurahan reach."""
    out = []
    city, village = client_of("kadis"), client_of("petugas.langkai")
    households, people = reverse("poverty:household_list"), reverse("poverty:member_list")
    for label, client in (("city", city), ("one kelurahan", village)):
        for name, url in (
            ("households", households),
            ("households, decile 1-2", f"{households}?decile_max=2"),
            ("households by change", f"{households}?sort=-updated"),
            ("people", people),
        ):
            get = lambda client=client, url=url: client.get(url)  # noqa: E731
            cursor = next_page(get().content.decode())
            out.append(row(f"{name}, {label}", get, 50, 7))
            if cursor and name == "households":
                out.append(row(f"{name}, second page, {label}", lambda c=client, u=f"{url}?{cursor}": c.get(u), 50, 7))
    big = Household.objects.filter(member_count__gte=5, assessments__isnull=False).order_by("pk").first()
    page = reverse("poverty:household_detail", args=[big.pk])
    out.append(row("household page", lambda: city.get(page), 20, 3))
    out += [row(*line) for line in searches(city)]
    print(table(["page", "median", "p95", "bare SQL + bare rows", "ratio", "queries"], out))


def searches(client):
    """As typed over persons: a full name, a beginning, a misspelling, a number."""
    someone = Member.objects.filter(nik__isnull=False).order_by("pk")[500]
    url = reverse("poverty:search")
    for name, text in (
        ("search: full name", someone.name),
        ("search: one word", someone.name.split()[0]),
        ("search: misspelt", someone.name[:-2] + "q" + someone.name[-2:]),
        ("search: NIK", someone.nik),
    ):
        yield name, lambda t=text: client.post(url, {"search_text": t}, headers={"HX-Request": "true"}), 20, 4


if __name__ == "__main__":
    main()
