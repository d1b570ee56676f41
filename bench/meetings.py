"""A community meeting of 60 and of 500 names: the agenda's page, a decision, closing, and its minutes as PDF.

Budget: minutes for 500 names within 3 s; a decision answers within 150 ms. Nothing of it stays in the database.
"""

import tempfile
import time

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import transaction  # noqa: E402
from django.db.models import Count, Q  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.users.models import User  # noqa: E402
from bench.timing import measure, ms, table  # noqa: E402
from core.documents.typesetting import typeset  # noqa: E402
from poverty.households.models import Household  # noqa: E402
from poverty.meetings import closing, minutes, papers, services  # noqa: E402
from poverty.meetings.models import Meeting  # noqa: E402
from poverty.meetings.people import people_in  # noqa: E402
from poverty.regions.models import Region  # noqa: E402
from poverty.verification.choices import Channel  # noqa: E402
from poverty.verification.services import propose_each  # noqa: E402

PEOPLE = ["Dewi Sartika, Lurah", "Yulius Sandan, Ketua RT 05", "Siti Aminah, Ketua LPMK"]


def called(names: int, by) -> Meeting:
    """A meeting in session with so many undecided names, in the largest kelurahan."""
    region = Region.objects.villages().annotate(n=Count("household", filter=Q(household__status="active")))
    region = region.order_by("-n").first()
    free = Household.objects.active().filter(region=region, proposals=None)[:names]
    made = propose_each(households=free, kind="entry", reason="Usulan RT", by=by, channel=Channel.NEIGHBOURHOOD)
    data = {"held_on": timezone.localdate(), "place": "Aula", "chair_name": "Ketua", "note_taker": "Notulen"}
    meeting = services.call_meeting(region=region, data=data, by=by)
    services.fill_agenda(meeting=meeting, proposals=[result.item for result in made], by=by)
    services.add_attendees(meeting=meeting, people=people_in(PEOPLE), by=by)
    Meeting.workflow.move(meeting, "open", by=by)
    meeting.attendees.update(is_present=True)
    return meeting


def seconds(task) -> tuple[float, object]:
    """How long a task takes once, and what it gives."""
    begun = time.perf_counter()
    result = task()
    return time.perf_counter() - begun, result


def one(names: int) -> list[str]:
    """The line of a meeting with so many names."""
    by = User.objects.get(username="dinsos")
    browser = Client()
    browser.force_login(by)
    with transaction.atomic():
        meeting = called(names, by)
        page = measure(lambda: browser.get(f"/musyawarah/{meeting.pk}/agenda/"), runs=5, warm=1)
        items = iter(list(meeting.items.order_by("position")))

        def decide():
            item = next(items)
            sent = {"decision": "postponed", "reason": "Data belum lengkap", "version": item.version}
            answer = browser.post(f"/musyawarah/nama/{item.pk}/putusan/", sent, headers={"X-Part": "1"})
            assert answer.status_code == 200, answer.content

        decision = measure(decide, runs=40)
        meeting.items.filter(decision="").update(decision="eligible", decided_by=by, decided_at=timezone.now())
        close, _document = seconds(lambda: closing.close(meeting=meeting, by=by))
        data = minutes.data_of(meeting) | {"document": {"title": minutes.TITLE, "date": "2026-11-21"}}
        pdf, content = seconds(lambda: typeset("documents/meeting_minutes.typ", data))
        workbook, _rows = seconds(lambda: list(papers.annex_rows(meeting)))
        transaction.set_rollback(True)
    return [
        str(len(data["names"])), ms(page.median), f"{ms(decision.median)} / {ms(decision.p95)}",
        f"{pdf:.2f} s ({len(content) // 1024} kB)", f"{close:.2f} s", f"{workbook * 1000:.0f} ms",
    ]  # fmt: skip


def main() -> None:
    """Print a line per size."""
    headings = [
        "names",
        "agenda's page",
        "a decision: median / p95",
        "minutes (PDF)",
        "closing, minutes in it",
        "annex rows",
    ]
    with tempfile.TemporaryDirectory() as folder:
        settings.PRIVATE_FILES_DIR = settings.MEDIA_ROOT = folder
        print(table(headings, [one(60), one(500)]))


if __name__ == "__main__":
    main()
