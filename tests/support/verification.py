"""Makers of proposals and endorsement lists in every state, without walking the whole way each time."""

import datetime as dt
import hashlib
import io
import itertools
import secrets

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from accounts.roles.table import RoleCode
from core.documents.models import Document, SignedKind
from core.models import Move
from poverty.verification import endorsing, services
from poverty.verification.choices import Channel, ExitReason, ProposalKind, ProposalState
from poverty.verification.fingerprint import fingerprint
from poverty.verification.models import EndorsementList, Proposal
from tests.support.factories import LANGKAI, family
from tests.support.people import assign, person

REASON = "Penghasilan tidak menentu sejak Agustus"
_serial = itertools.count(1)


def picture(name: str = "akta.jpg") -> SimpleUploadedFile:
    """A small real photo of a document."""
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(file, "JPEG")
    return SimpleUploadedFile(name, file.getvalue(), "image/jpeg")


def pdf(name: str = "akta.pdf") -> SimpleUploadedFile:
    """The smallest file that passes for a PDF."""
    return SimpleUploadedFile(name, b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n", "application/pdf")


def minutes(people, *, signed: bool = True) -> Document:
    """Minutes of a meeting, signed or not, whose file nobody opens."""
    number, today = next(_serial), timezone.localdate()
    made = Document(
        kind="minutes", series="TEST", year=today.year, sequence=number, number=f"{number:03}/TEST/{today.year}",
        title="Berita acara", issued_on=today, issued_by=people.officer, subject_type="poverty.meeting",
        subject_id=number,
        token=secrets.token_urlsafe(16), content_digest=hashlib.sha256(b"a").hexdigest(),
        file_digest=hashlib.sha256(b"b").hexdigest(), file="documents/no/such.pdf",
    )  # fmt: skip
    if signed:
        made.signed_file, made.signed_kind = "documents/no/signed.pdf", SignedKind.PDF
        made.signed_digest, made.signed_at, made.signed_by = (
            hashlib.sha256(b"c").hexdigest(),
            timezone.now(),
            people.langkai,
        )
    made.save()
    return made


def proposer(people, area):
    """An enumerator of that area; somebody with the city where the area is no kelurahan of the cast."""
    known = {LANGKAI: people.langkai, "62.71.03.1002": people.menteng}
    return known.get(area) or city_proposer()


def city_proposer():
    """A second social officer of the city: proposes where no enumerator reaches."""
    return assign(person(f"pengusul{next(_serial)}"), RoleCode.SOCIAL_OFFICER, region="62.71")


def a_proposal(people, area=LANGKAI, *, household=None, by=None, kind=ProposalKind.ENTRY, **more) -> Proposal:
    """A proposal handed in by the enumerator of the area."""
    more.setdefault("reason", REASON)
    return services.propose(
        household=household or family(region=area), kind=kind, by=by or proposer(people, area), **more
    )


def a_draft_proposal(people, area=LANGKAI, **more) -> Proposal:
    """One that is not handed in yet."""
    return a_proposal(people, area, submit=False, **more)


def an_exit(people, area=LANGKAI, reason=ExitReason.WELL_OFF, **more) -> Proposal:
    """A proposal that the household leaves the list."""
    return a_proposal(people, area, kind=ProposalKind.EXIT, exit_reason=reason, **more)


def an_objection(people, area=LANGKAI, *, days_ago: int = 0, **more) -> Proposal:
    """An objection that came some days ago, also longer ago than anybody may still record."""
    more.setdefault("exit_reason", ExitReason.WELL_OFF)
    made = a_proposal(people, area, kind=ProposalKind.OBJECTION, channel=Channel.CEK_BANSOS, **more)
    came = timezone.localdate() - dt.timedelta(days=days_ago)
    Proposal.objects.filter(pk=made.pk).update(received_on=came, lapses_on=came + dt.timedelta(days=14))
    made.refresh_from_db()
    return made


def put_into(proposal: Proposal, state: str, **fields) -> Proposal:
    """Set a state past the workflow; the clock starts now."""
    fields.setdefault("state_since", timezone.now())
    Proposal.objects.filter(pk=proposal.pk).update(state=state, **fields)
    proposal.refresh_from_db()
    return proposal


def a_visited_proposal(people, area=LANGKAI, **more) -> Proposal:
    """Agreed by a meeting whose minutes are signed, and visited: an officer may verify it."""
    made = a_proposal(people, area, **more)
    return put_into(made, ProposalState.VISITED, minutes=minutes(people), visited_on=timezone.localdate())


def a_returned_proposal(people, area=LANGKAI, **more) -> Proposal:
    """Come back with a note."""
    made = a_visited_proposal(people, area, **more)
    Proposal.workflow.move(made, "return", by=people.officer, note="Foto rumah belum ada.")
    return made


def a_verified_proposal(people, area=LANGKAI, *, verifier=None, **more) -> Proposal:
    """Verified by the social officer, by a real step."""
    made = a_visited_proposal(people, area, **more)
    Proposal.workflow.move(made, "verify", by=verifier or people.officer)
    return made


def a_list(people, area=LANGKAI, *, proposals=None, number: int = 1, by=None) -> EndorsementList:
    """A list in preparation, by an officer of the city."""
    rows = proposals if proposals is not None else [a_verified_proposal(people, area) for _each in range(number)]
    return endorsing.prepare_list(title="Daftar Langkai November", proposals=rows, by=by or people.officer)


def a_submitted_list(people, area=LANGKAI, **more) -> EndorsementList:
    """A list that waits for the head."""
    made = a_list(people, area, **more)
    EndorsementList.workflow.move(made, "submit", by=people.officer)
    return made


def an_endorsed_list(people, area=LANGKAI, **more) -> EndorsementList:
    """A list that the head endorsed, with its document."""
    made = a_submitted_list(people, area, **more)
    endorsing.endorse_list(endorsement=made, by=people.head)
    return made


def a_ready_proposal(people, area=LANGKAI) -> Proposal:
    """An objection that lacks nothing for any step, in any state it is put into; its earlier steps are nobody's."""
    stranger = city_proposer()
    made = a_proposal(
        people, area, by=stranger, kind=ProposalKind.OBJECTION, exit_reason=ExitReason.WELL_OFF,
        channel=Channel.CITIZEN, submit=False,
    )  # fmt: skip
    Move.objects.filter(subject_type="poverty.proposal", subject_id=made.pk).delete()
    listed = EndorsementList.objects.create(title="Daftar", region_id=area, prepared_by=stranger)
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    Proposal.objects.filter(pk=made.pk).update(
        minutes=minutes(people), visited_on=timezone.localdate(), lapses_on=yesterday, endorsement=listed,
        verified_as=fingerprint(made.household),
    )  # fmt: skip
    made.refresh_from_db()
    return made


def a_ready_endorsementlist(people, area=LANGKAI) -> EndorsementList:
    """A list with one proposal, prepared by somebody outside the cast."""
    stranger = city_proposer()
    made = EndorsementList.objects.create(
        title="Daftar", region_id=area, prepared_by=stranger, endorsed_at=timezone.now()
    )
    proposal = a_proposal(people, area, by=stranger)
    put_into(proposal, ProposalState.VERIFIED, endorsement=made)
    return made


def evidence_file(name="bukti.bin", content=b"MZ\x90") -> ContentFile:
    """Something that is no evidence."""
    return ContentFile(content, name=name)


# rows of tests/support/addresses.py


def a_proven_exit(people, area):
    """An exit with its evidence as a file."""
    return an_exit(people, area, reason=ExitReason.OCCUPATION, evidence=pdf())


def an_issued_list(people, area):
    """An endorsed list whose paper, and its signed copy, are two small files: no typesetting."""
    made, document = a_list(people, area), minutes(people, signed=False)
    document = Document(
        kind="endorsement", series="TEST", year=document.year, sequence=next(_serial), number=f"{next(_serial)}/TEST",
        title="Pengesahan", issued_on=document.issued_on, issued_by=people.head, subject_type="poverty.endorsementlist",
        subject_id=made.pk, token=secrets.token_urlsafe(16), content_digest="a" * 64, file_digest="b" * 64,
        signed_kind=SignedKind.PDF, signed_digest="c" * 64, signed_at=timezone.now(), signed_by=people.officer,
    )  # fmt: skip
    document.file.save("x.pdf", ContentFile(b"%PDF-1.7 %%EOF"), save=False)
    document.signed_file.save("x.pdf", ContentFile(b"%PDF-1.7 %%EOF"), save=False)
    document.save()
    EndorsementList.objects.filter(pk=made.pk).update(state="endorsed", endorsed_at=timezone.now(), document=document)
    made.refresh_from_db()
    return made


def proposal_form(row=None) -> dict:
    """A complete form of an entry."""
    today = str(timezone.localdate())
    return {"kind": "entry", "channel": "citizen", "informant": "Ibu Aminah", "received_on": today, "reason": REASON}
