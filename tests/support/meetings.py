"""Makers of meetings for tests: called, open, closed, signed, with names on the agenda."""

import datetime as dt
import io
import itertools

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from core.documents.services import attach_signed_copy
from poverty.meetings import closing, services
from poverty.meetings.choices import Element
from poverty.meetings.models import AgendaItem, Attendee, Meeting
from poverty.meetings.people import Person
from poverty.verification.choices import Channel, ProposalKind, ProposalState
from poverty.verification.models import Proposal
from tests.support.factories import CITY, LANGKAI, family, regions

_number = itertools.count(1)
PEOPLE = [
    Person("Dewi Sartika", "Lurah", Element.LURAH),
    Person("Yulius Sandan", "Ketua RT 05", Element.NEIGHBOURHOOD),
    Person("Siti Aminah", "Ketua LPMK", Element.LPMK),
]


def a_proposal_waiting(by, area=LANGKAI, kind=ProposalKind.ENTRY, household=None, **fields) -> Proposal:
    """A proposal that was handed in by `by` and waits for a meeting."""
    household = household or family(f"Usulan {next(_number):03}", region=area)
    if kind == ProposalKind.OBJECTION:
        fields.setdefault("lapses_on", timezone.localdate() + dt.timedelta(days=14))
    if kind == ProposalKind.EXIT:
        fields.setdefault("exit_reason", "well_off")
    made = Proposal.objects.create(
        household=household,
        region_id=household.region_id,
        kind=kind,
        channel=Channel.NEIGHBOURHOOD,
        recorded_by=by,
        reason="Diusulkan RT.",
        state=ProposalState.PROPOSED,
        **fields,
    )
    Proposal.workflow.begin(made, by=by)
    return made


def a_meeting(people, area=LANGKAI, **fields) -> Meeting:
    """A planned meeting without a name on its agenda, called past the services, so in any area."""
    regions()
    fields = {"held_on": timezone.localdate(), "place": "Aula kelurahan", "quorum": 3} | fields
    fields = {"chair_name": "H. Ahmad Dahlan", "note_taker": "Rina Kartini"} | fields
    # a meeting always lies somewhere: one of the whole city stands for "in no kelurahan of yours"
    return Meeting.objects.create(region_id=area or CITY, called_by=people.langkai, **fields)


def an_open_meeting(people, area=LANGKAI, names: int = 2, kinds=(), **fields) -> Meeting:
    """A meeting in session with people present and names to decide."""
    meeting = a_meeting(people, area, **fields)
    services.add_attendees(meeting=meeting, people=PEOPLE, by=people.officer)
    Attendee.objects.filter(meeting=meeting).update(is_present=True)
    waiting = [a_proposal_waiting(people.officer, meeting.region_id, kind) for kind in kinds]
    waiting += [a_proposal_waiting(people.officer, meeting.region_id) for _ in range(names - len(waiting))]
    services.fill_agenda(meeting=meeting, proposals=waiting, by=people.officer)
    Meeting.workflow.move(meeting, "open", by=people.officer)
    return meeting


def an_item(people, area=LANGKAI) -> AgendaItem:
    """An undecided name of a meeting in session."""
    return an_open_meeting(people, area, names=1).items.get()


def an_attendee(people, area=LANGKAI) -> Attendee:
    """Somebody on the list of a meeting in session."""
    return an_open_meeting(people, area, names=1).attendees.first()


def decided(meeting: Meeting, by, decisions=("eligible",)) -> Meeting:
    """Every name decided, in turn by these decisions."""
    for item, decision in zip(meeting.items.order_by("position"), itertools.cycle(decisions), strict=False):
        more = {} if decision == "eligible" else {"reason": "Alasan musyawarah."}
        more |= {"exit_reason": "well_off"} if decision == "not_eligible" else {}
        services.decide(item=item, decision=decision, by=by, version=item.version, **more)
    return meeting


def a_decided_meeting(people, area=LANGKAI) -> Meeting:
    """A meeting in session whose every name is decided."""
    return decided(an_open_meeting(people, area), people.officer)


def a_ready_meeting(people, area=LANGKAI) -> Meeting:
    """A meeting that lacks nothing for any step: decided, closed, its signed copy kept and the step not yet taken."""
    meeting = a_closed_meeting(people, area)
    attach_signed_copy(document=meeting.minutes, upload=a_scan(), by=people.officer)
    return meeting


def a_closed_meeting(people, area=LANGKAI) -> Meeting:
    """A meeting whose minutes wait for signatures."""
    meeting = a_decided_meeting(people, area)
    closing.close(meeting=meeting, by=people.officer)
    return meeting


def a_signed_meeting(people, area=LANGKAI) -> Meeting:
    """A meeting whose signed minutes have come in."""
    meeting = a_closed_meeting(people, area)
    closing.sign(meeting=meeting, upload=a_scan(), by=people.officer)
    return meeting


def a_scan(name: str = "scan.png") -> SimpleUploadedFile:
    """A picture of signed minutes."""
    file = io.BytesIO()
    Image.new("RGB", (60, 80), "white").save(file, "PNG")
    return SimpleUploadedFile(name, file.getvalue(), content_type="image/png")


def a_photographed_meeting(people, area=LANGKAI) -> Meeting:
    """A meeting with its photo."""
    meeting = a_meeting(people, area)
    meeting.photo.save("x.jpg", ContentFile(a_scan().read()))
    meeting.refresh_from_db()
    return meeting


def meeting_form(**more) -> dict:
    """A complete form about a meeting."""
    return {"held_on": "2026-11-28", "starts_at": "09:00", "place": "Aula kelurahan", "quorum": "10"} | more


def a_meeting_to_fill(people, area=LANGKAI) -> Meeting:
    """A planned meeting for which a proposal waits, after another meeting at which people were."""
    an_open_meeting(people, area, names=0)
    meeting = a_meeting(people, area)
    a_proposal_waiting(people.officer, meeting.region_id)
    return meeting


class ReadAgain(SimpleUploadedFile):
    """An upload that can be sent many times."""

    def read(self, *arguments):
        self.seek(0)
        return super().read(*arguments)
