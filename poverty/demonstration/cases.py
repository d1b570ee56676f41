"""Made-up files in every stage of verification, so that each screen has something to show.

Everything goes through the real services, in the names of the demonstration accounts; then some days are put back, so
that ages and lateness can be seen.
"""

import datetime as dt
import io
import uuid
from dataclasses import dataclass

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Exists, OuterRef
from django.utils import timezone
from PIL import Image, ImageDraw

from accounts.users.models import User
from core.models import Move
from poverty.assessments.models import Assessment
from poverty.change_requests.choices import Target
from poverty.change_requests.services import request_change
from poverty.demonstration.twins import record_twice
from poverty.households.models import Household
from poverty.meetings import closing
from poverty.meetings import services as meetings
from poverty.meetings.choices import Basis, Decision
from poverty.meetings.models import Meeting
from poverty.meetings.people import people_in
from poverty.regions.models import Region
from poverty.verification.choices import Channel, ExitReason, ProposalKind, ProposalState
from poverty.verification.endorsing import endorse_list, prepare_list
from poverty.verification.models import EndorsementList, Proposal
from poverty.verification.services import propose
from poverty.visits.choices import PhotoSubject, Recommendation, VisitOutcome
from poverty.visits.models import Visit
from poverty.visits.recording import add_photo, save_found
from poverty.visits.services import finish, plan_each

REASONS = (
    "Kepala keluarga buruh harian, anak tiga masih sekolah",
    "Lansia tinggal sendiri, rumah bocor",
    "Suami sakit menahun dan tidak bekerja",
    "Ditinggal kepala keluarga, berjualan kecil-kecilan",
    "Korban kebakaran, menumpang di rumah saudara",
    "Pendapatan tidak tetap, belum pernah menerima bantuan",
)
WHO = "Ketua RT 05 (contoh)"
ATTENDANCE = """Hendrik Tarung (contoh); Lurah
Siti Rahmah (contoh); Ketua RT 01
Yanto Umbing (contoh); Ketua RT 02
Marlina Sahay (contoh); Ketua RT 03
Ardi Nahan (contoh); Ketua RW 01
Dewi Kameloh (contoh); LPMK
Pdt. Simon Rangga (contoh); Tokoh masyarakat
H. Aliansyah (contoh); Tokoh masyarakat
Rusdi Effendi (contoh); Pendamping PKH
Noraini Sahay (contoh); Dinas Sosial
Lukas Binti (contoh); Ketua RT 04"""


@dataclass(frozen=True)
class Cast:
    """The accounts in whose names the files move."""

    clerk: User
    officer: User
    head: User


def add_cases() -> int:
    """Files in all stages in the two demonstration kelurahan. Returns the number of proposals; 0 without people."""
    officer, head = (User.objects.get(username=name) for name in ("dinsos", "kadis"))
    for clerk in User.objects.filter(is_demonstration=True, is_active=True, assignments__role="enumerator"):
        region = Region.objects.get(pk=clerk.assignments.get(role="enumerator").region_id)
        _cases_of(region, Cast(clerk, officer, head))
    return Proposal.objects.count()


def _cases_of(region: Region, cast: Cast) -> None:
    assessed = Assessment.objects.filter(household=OuterRef("pk")).on_site()
    active = Household.objects.active().filter(region=region, head__isnull=False)
    active = active.annotate(is_assessed=Exists(assessed)).order_by("-is_assessed", "pk")
    unverified = list(active.filter(verified_on=None, member_count__gt=1)[:26])
    verified = list(active.filter(verified_on__isnull=False, member_count__gt=1)[:8])
    if len(unverified) < 26 or len(verified) < 8:
        return  # a registry of a few people has no room for them
    heard = _meeting_held(region, unverified[:12], cast)
    _visits(heard, cast)
    _verdicts(heard, cast)
    _waiting(unverified[12:20], cast)
    _leaving(verified[:4], cast)
    _meeting_planned(region, unverified[20:26], cast)
    _changes_asked(verified[4:8], cast)
    record_twice(list(active.filter(member_count__gt=2)[30:36]), by=cast.clerk)
    _put_back(region)


def _proposals(households, cast: Cast, **more) -> list[Proposal]:
    return [
        propose(
            household=household,
            kind=ProposalKind.ENTRY,
            reason=REASONS[number % len(REASONS)],
            channel=(Channel.NEIGHBOURHOOD, Channel.ENUMERATOR, Channel.CITIZEN)[number % 3],
            informant=WHO,
            by=cast.clerk,
            **more,
        )
        for number, household in enumerate(households)
    ]


def _call(region: Region, cast: Cast, *, days: int, hour: int) -> Meeting:
    data = {
        "held_on": timezone.localdate() + dt.timedelta(days=days),
        "starts_at": dt.time(hour),
        "place": f"Aula Kelurahan {region.name}",
        "chair_name": "Hendrik Tarung (contoh)",
        "note_taker": cast.clerk.name,
    }
    return meetings.call_meeting(region=region, data=data, by=cast.clerk)


def _meeting_held(region: Region, households, cast: Cast) -> list[Proposal]:
    """A meeting that was held and signed: nine names found eligible, two not, one postponed."""
    proposals = _proposals(households, cast)
    meeting = _call(region, cast, days=-21, hour=9)
    meetings.fill_agenda(meeting=meeting, proposals=proposals, by=cast.clerk)
    Meeting.workflow.move(meeting, "open", by=cast.clerk)
    meetings.add_attendees(meeting=meeting, people=people_in(ATTENDANCE.splitlines()), by=cast.clerk)
    for number, item in enumerate(meeting.items.order_by("position")):
        meetings.decide(item=item, by=cast.clerk, version=item.version, **_ruling(number))
    document = closing.close(meeting=meeting, by=cast.clerk)
    with document.file.open("rb") as paper:
        signed = SimpleUploadedFile("berita-acara.pdf", paper.read(), "application/pdf")
    closing.sign(meeting=meeting, upload=signed, by=cast.clerk)
    return list(Proposal.objects.filter(pk__in=[each.pk for each in proposals], state=ProposalState.AGREED))


def _ruling(number: int) -> dict:
    if number in (4, 9):
        return {"decision": Decision.NOT_ELIGIBLE, "reason": "Sudah mampu: dua sepeda motor dan usaha sendiri"}
    if number == 7:
        return {"decision": Decision.POSTPONED, "reason": "Alamat diperiksa dahulu oleh Ketua RT"}
    return {"decision": Decision.ELIGIBLE}


def _visits(proposals: list[Proposal], cast: Cast) -> None:
    """A visit for each; all but two have taken place."""
    day = timezone.localdate() + dt.timedelta(days=3)
    plan_each(proposals=proposals, assigned_to=cast.clerk, planned_for=day, by=cast.clerk)
    visits = Visit.objects.filter(proposal__in=proposals).select_related("household").order_by("pk")
    for number, visit in enumerate(visits[: len(proposals) - 2]):
        now = timezone.now()
        found = {question["code"]: question["declared"] for question in visit.checklist if _is_known(question)}
        place = (visit.household.latitude, visit.household.longitude, 12)
        data = found | {
            "outcome": VisitOutcome.MET,
            "recommendation": Recommendation.ELIGIBLE,
            "notes": "Keadaan sesuai dengan data (contoh).",
        }
        if None not in place:
            data["place"] = place
        save_found(visit=visit, data=data, revision=1, by=cast.clerk, started_at=now)
        photo = _picture(number)
        add_photo(visit=visit, upload=photo, client_id=uuid.uuid4(), subject=PhotoSubject.FRONT, by=cast.clerk)
        finish(visit=visit, by=cast.clerk)


def _is_known(question: dict) -> bool:
    return question["declared"] not in (None, "", [])


def _picture(number: int) -> SimpleUploadedFile:
    """A drawn house; two visits bear the same picture, so that its signal can be seen."""
    shade = 90 + 17 * (number % 5)
    picture = Image.new("RGB", (640, 480), (170, 200, 220))
    draw = ImageDraw.Draw(picture)
    left = 120 + 25 * (number % 5)
    draw.rectangle((left, 220, left + 300, 420), fill=(shade, 110, 80))
    draw.polygon([(left - 30, 220), (left + 150, 90 + 9 * (number % 5)), (left + 330, 220)], fill=(120, 60, shade))
    draw.rectangle((left + 40, 290, left + 110, 420), fill=(60, 40, 30))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80)
    return SimpleUploadedFile("rumah.jpg", out.getvalue(), "image/jpeg")


def _verdicts(proposals: list[Proposal], cast: Cast) -> None:
    """Five verified, one returned; three of them endorsed, one on a list that waits for the head."""
    visited = list(
        Proposal.objects.filter(pk__in=[p.pk for p in proposals], state=ProposalState.VISITED).order_by("pk")
    )
    for proposal in visited[:5]:
        Proposal.workflow.move(proposal, "verify", by=cast.officer)
    for proposal in visited[5:6]:
        Proposal.workflow.move(proposal, "return", by=cast.officer, note="Foto bagian dalam belum ada.")
    name = visited[0].region.name if visited else ""
    for title, chosen in ((f"Daftar Kelurahan {name} I", visited[:3]), (f"Daftar Kelurahan {name} II", visited[3:4])):
        prepared = prepare_list(title=title, proposals=chosen, by=cast.officer)
        EndorsementList.workflow.move(prepared, "submit", by=cast.officer)
        if len(chosen) > 1:
            endorse_list(endorsement=prepared, by=cast.head)


def _waiting(households, cast: Cast) -> None:
    """Handed in and not yet heard; two only drafted."""
    _proposals(households[:6], cast)
    _proposals(households[6:], cast, submit=False)


def _leaving(households, cast: Cast) -> None:
    """Two objections, and two that leave: somebody died (the certificate is still lacking), a family moved."""
    for number, household in enumerate(households[:2]):
        propose(
            household=household,
            kind=ProposalKind.OBJECTION,
            reason="Sanggahan warga: keluarga ini sudah mampu",
            channel=Channel.CEK_BANSOS,
            informant="Warga RT 02 (contoh)",
            received_on=timezone.localdate() - dt.timedelta(days=12 - 6 * number),
            by=cast.clerk,
        )
    person = households[2].members.present().exclude(relation="head").order_by("pk").first()
    propose(
        household=households[2],
        kind=ProposalKind.EXIT,
        exit_reason=ExitReason.DECEASED,
        exited_member=person,
        reason="Meninggal dunia menurut laporan Ketua RT",
        by=cast.clerk,
    )
    propose(
        household=households[3],
        kind=ProposalKind.EXIT,
        exit_reason=ExitReason.MOVED,
        reason="Pindah ke kabupaten lain",
        evidence=_picture(3),
        evidence_note="SKPWNI (contoh)",
        by=cast.clerk,
    )


def _meeting_planned(region: Region, households, cast: Cast) -> None:
    """A meeting next week with what waits; the postponed name stands first."""
    proposals = _proposals(households, cast)
    meeting = _call(region, cast, days=6, hour=13)
    meetings.fill_agenda(meeting=meeting, proposals=proposals, by=cast.clerk)
    meetings.fill_agenda(meeting=meeting, sources=[Basis.LOWEST], limit=8, by=cast.clerk)


def _changes_asked(households, cast: Cast) -> None:
    """Wrong dates of birth, and an address, in verified data."""
    for household in households[:3]:
        head = household.head
        born = (head.birth_date or dt.date(1980, 1, 1)) + dt.timedelta(days=10)
        request_change(
            household=household,
            target=Target.MEMBER,
            member=head,
            values={"birth_date": born, "nik_reason": "Sesuai akta kelahiran (contoh)"},
            reason="Tanggal lahir salah ketik, sesuai akta kelahiran",
            by=cast.clerk,
        )
    for household in households[3:]:
        request_change(
            household=household,
            target=Target.HOUSEHOLD,
            values={"address": "Jl. Contoh No. 12", "rt": "09"},
            reason="Pindah rumah di kelurahan yang sama",
            by=cast.clerk,
        )


def _put_back(region: Region) -> None:
    """Let some files lie for a while: three are late, and what the meeting decided was three weeks ago."""
    now, today = timezone.now(), timezone.localdate()
    waiting = Proposal.objects.filter(region=region, state=ProposalState.PROPOSED, kind=ProposalKind.ENTRY)
    for number, proposal in enumerate(waiting.order_by("pk")[:3]):
        days = 20 + 9 * number
        since = now - dt.timedelta(days=days)
        moved = {"state_since": since, "received_on": since.date(), "due_on": today - dt.timedelta(days=2 + 8 * number)}
        Proposal.objects.filter(pk=proposal.pk).update(**moved)
        Move.objects.filter(subject_type="poverty.proposal", subject_id=proposal.pk).update(at=since)
