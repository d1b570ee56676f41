"""Papers of a meeting that bear no number: attendance sheet and agenda to print before it, the annex as a workbook."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import override

from core.documents.typesetting import typeset
from poverty.meetings import minutes
from poverty.meetings.hearing import decile_source_label, facts_kept, facts_now
from poverty.meetings.models import Meeting
from poverty.verification.choices import ProposalKind

EMPTY_LINES = 24
"""Room on the sheet for those who come without being on the list."""


def _heading(meeting: Meeting, title: str) -> dict:
    return {
        "letterhead": minutes.letterhead(meeting),
        "document": {"title": title, "date": meeting.held_on.isoformat()},
        "meeting": {
            "day": meeting.held_on.isoformat(),
            "time": f"{meeting.starts_at:%H.%M}" if meeting.starts_at else "",
            "place": meeting.place,
        },
    }


def attendance_sheet(meeting: Meeting) -> bytes:
    """The sheet that everybody signs by hand, as PDF: who is invited, then empty lines."""
    with override("id"):
        rows = [[*minutes.attendee_row(place, each), ""] for place, each in enumerate(meeting.attendees.all(), 1)]
        rows += [[str(len(rows) + extra), "", "", "", ""] for extra in range(1, EMPTY_LINES + 1)]
        data = _heading(meeting, "Daftar Hadir Musyawarah Kelurahan") | {"attendees": rows}
    return typeset("documents/meeting_attendance.typ", data)


def agenda_paper(meeting: Meeting) -> bytes:
    """The agenda as PDF, with boxes to tick and a line to note on."""
    with override("id"):
        data = _heading(meeting, "Agenda Musyawarah Kelurahan") | {"names": list(_agenda_rows(meeting))}
    return typeset("documents/meeting_agenda.typ", data)


def _agenda_rows(meeting: Meeting) -> Iterator[list[str]]:
    for item in meeting.items.select_related("proposal__household").order_by("position", "pk"):
        facts = facts_kept(item.as_heard) or facts_now(item.proposal.household, None)
        kind = item.as_heard["kind"] if item.as_heard else item.proposal.kind
        about = f"{ProposalKind(kind).label}, {str(item.get_basis_display()).lower()}"
        yield [
            str(item.position), facts.name or _("Household without a head"), facts.address or "–", minutes.block(facts),
            str(facts.members), str(facts.decile or "–"), about, "", "", "", "",
        ]  # fmt: skip


def annex_columns() -> list[str]:
    """Headings of the annex as a workbook."""
    return [
        _("Number"), _("Head of household"), _("Address"), "RT", "RW", _("Members"), _("Decile"),
        _("Source of the decile"), _("Reference date of the decile"), _("About"), _("Decision"), _("Exit reason"),
        _("Reason"),
    ]  # fmt: skip


def annex_rows(meeting: Meeting) -> Iterator[tuple]:
    """The annex of a closed meeting, a row per name, as it was heard."""
    for item in minutes.items_of(meeting):
        facts = facts_kept(item.as_heard)
        decision, reason = minutes.decision_in_words(item)
        yield (
            item.position, facts.name, facts.address, facts.rt, facts.rw, facts.members, facts.decile,
            decile_source_label(facts), facts.decile_date, minutes.about(item), decision,
            str(item.get_exit_reason_display()) if item.exit_reason else "", reason,
        )  # fmt: skip
