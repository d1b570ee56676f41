"""Deciding duplicates: server time of every step at the side-by-side screen, with 20,000 pairs waiting.

Budget: a decision answers within 150 ms, counted as an officer feels it: the decision itself and the page of the next
pair. A decision for "the same" rehearses the whole merge. Requests run through all middleware in process, inside one
transaction that is rolled back, so that nothing of it remains.
"""

from itertools import count

import django

django.setup()

from django.db import connection, transaction  # noqa: E402
from django.urls import reverse  # noqa: E402

from bench.pages import client_of, statements_of  # noqa: E402
from bench.timing import measure, ms, table  # noqa: E402
from poverty.duplicates.models import DuplicatePair  # noqa: E402

PAIRS = 20_000
BUDGET = 150
MAKE = """
WITH heads AS (
    SELECT head_id, region_id, row_number() OVER (ORDER BY head_id) AS place FROM poverty_household
    WHERE head_id IS NOT NULL AND region_id IS NOT NULL AND status = 'active'
      AND NOT EXISTS (SELECT 1 FROM poverty_duplicatepair p WHERE head_id IN (p.first_id, p.second_id))
    LIMIT %s
)
INSERT INTO poverty_duplicatepair (first_id, second_id, region_id, score, bits, reasons, state, found_at, version,
    created_at, updated_at, whole_household, keep, choices, note)
SELECT a.head_id, b.head_id, CASE WHEN a.region_id = b.region_id THEN a.region_id ELSE '62.71' END, 51 + a.place %% 50,
    20, '[{"field": "name", "level": "spelling", "bits": 14}, {"field": "born", "level": "same", "bits": 12}]', 'open',
    now(), 1, now(), now(), false, '', '{}', ''
FROM heads a JOIN heads b ON b.place = a.place + 1 WHERE a.place %% 2 = 1
"""


class Desk:
    """An officer who works through the queue, pair by pair."""

    def __init__(self):
        self.client, self.steps = client_of("dinsos"), count(1)
        self.url = reverse("poverty:duplicate_next")
        self.pair = self.next()

    def next(self) -> int:
        """The pair that the queue leads to."""
        return int(self.client.get(self.url)["Location"].rstrip("/").rpartition("/")[2])

    def look(self):
        """The side-by-side page."""
        return self.client.get(reverse("poverty:duplicate_detail", args=[self.pair]))

    def choose(self):
        """One field, stored at once."""
        side = "second" if next(self.steps) % 2 else "first"
        url = reverse("poverty:duplicate_choose", args=[self.pair])
        return self.client.post(url, {"choice-person.name": side}, headers={"HX-Request": "true"})

    def decide(self, decision: str):
        """The decision, and the page of the next pair."""
        url = reverse("poverty:duplicate_decide", args=[self.pair])
        answer = self.client.post(url, {"decision": decision, "note": "satu orang menurut KTP", "keep": "first"})
        location = answer["Location"]
        assert f"/{self.pair}/" not in location, f"{decision} was refused"
        self.pair = int(location.rstrip("/").rpartition("/")[2])
        return self.client.get(location)


def confirming():
    """The second person merges one pair; the page that answers lists what still waits."""
    head = client_of("kadis")
    waiting = iter(DuplicatePair.objects.filter(state="same").order_by("pk").values_list("pk", flat=True)[:60])
    url = reverse("poverty:duplicate_confirm")
    return lambda: head.post(url, {"act": "confirm", "pair": next(waiting)})


def undoing():
    """A merge is undone."""
    head = client_of("kadis")
    merged = iter(DuplicatePair.objects.filter(state="merged").order_by("pk").values_list("pk", flat=True)[:60])
    return lambda: head.post(reverse("poverty:duplicate_unmerge", args=[next(merged)]), {"note": "ternyata dua orang"})


def main() -> None:
    """Print one line per step."""
    out = []

    def line(name, step, budget=BUDGET):
        timing = measure(step, runs=30)
        number = len(statements_of(step))
        out.append(
            [
                name,
                ms(timing.median),
                ms(timing.p95),
                str(number),
                f"{budget} ms",
                "yes" if timing.p95 <= budget else "NO",
            ]
        )

    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(MAKE, [2 * PAIRS])
            print(f"{cursor.rowcount:,} pairs wait")
            cursor.execute("ANALYZE poverty_duplicatepair")
        connection.check_constraints()  # what was just added is checked once, not with every merge
        desk, head = Desk(), client_of("kadis")
        line("the queue as a list", lambda: desk.client.get(reverse("poverty:duplicate_list")), 100)
        line("for comparison: the list of households", lambda: desk.client.get(reverse("poverty:household_list")), 100)
        line("two records side by side", desk.look)
        line("one field chosen", desk.choose)
        line("not the same, and the next pair", lambda: desk.decide("different"))
        line("later, and the next pair", lambda: desk.decide("postpone"))
        line("the same (with rehearsal), and the next pair", lambda: desk.decide("same"))
        line("the second person's page", lambda: head.get(reverse("poverty:duplicate_confirm")))
        line("one merge confirmed", confirming())
        line("one merge undone", undoing())
        transaction.set_rollback(True)
    print(table(["step", "median", "p95", "statements", "budget", "held"], out))


if __name__ == "__main__":
    main()
