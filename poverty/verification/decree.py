"""The official paper of an endorsed list: what it says, as PDF; its annex by name and address, also as xlsx."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from core.documents.models import Document
from core.documents.services import issue
from poverty.verification.choices import LEAVING, ExitReason, ProposalKind
from poverty.verification.models import EndorsementList

KIND = "endorsement"
SERIES = "SAH"
TEMPLATE = "documents/endorsement.typ"
COLUMNS = (
    _("No."), _("Proposal"), _("Head of household"), _("Address"), _("RT"), _("RW"), _("Kelurahan"), _("Kind"),
    _("Decision"),
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One name of the annex."""

    number: int
    proposal: int
    name: str
    address: str
    rt: str
    rw: str
    village: str
    kind: str
    decision: str

    @property
    def cells(self) -> tuple:
        """In the order of `COLUMNS`."""
        return (
            self.number, self.proposal, self.name, self.address, self.rt, self.rw, self.village, self.kind,
            self.decision,
        )  # fmt: skip


def decision_on(proposal) -> str:
    """What the endorsement means for this household, in words."""
    if proposal.kind not in LEAVING:
        return str(_("on the list"))
    reason = ExitReason(proposal.exit_reason).label
    if proposal.exited_member_id:
        return f"{proposal.exited_member.name}: {reason}"
    return str(_("leaves: %(reason)s") % {"reason": reason})


def annex(endorsement: EndorsementList) -> Iterator[Line]:
    """The names on a list, by kelurahan and name, as they stand in the registry now."""
    rows = endorsement.proposals.select_related("household", "region", "exited_member")
    for number, row in enumerate(rows.order_by("region_id", "household__head_key", "pk"), start=1):
        home = row.household
        yield Line(
            number, row.pk, str(home), home.address, home.rt, home.rw, str(row.region or ""),
            str(ProposalKind(row.kind).label), decision_on(row),
        )  # fmt: skip


def issue_decree(endorsement: EndorsementList, *, by) -> Document:
    """Issue the document of a list that is being endorsed, in the language of the office, whoever presses the button.

    Raises what `core.documents.services.issue` raises.
    """
    with override(settings.LANGUAGE_CODE):
        return _issue(endorsement, by)


def _issue(endorsement: EndorsementList, by) -> Document:
    lines = list(annex(endorsement))
    counts = Counter(line.kind for line in lines)
    place = str(endorsement.region) if endorsement.region else settings.CITY_NAME
    return issue(
        kind=KIND,
        template=TEMPLATE,
        series=SERIES,
        title=str(_("Endorsement of the results of verification")),
        subject=endorsement,
        place=settings.CITY_NAME.removeprefix("Kota ").removeprefix("Kabupaten "),
        summary=[(_("Area"), place), (_("Names"), len(lines)), *sorted(counts.items())],
        by=by,
        data={
            "letterhead": {"office": "Dinas Sosial"},
            "list": endorsement.title,
            "area": place,
            "total": len(lines),
            "counts": [[kind, counts[kind]] for kind in sorted(counts)],
            "rows": [[str(cell) for cell in _printed(line)] for line in lines],
            "head": {"name": str(by), "role": "Kepala Dinas Sosial"},
        },
    )


def _printed(line: Line) -> tuple:
    blocks = f"RT {line.rt} RW {line.rw}" if line.rt or line.rw else ""
    address = ", ".join(part for part in (line.address, blocks, line.village) if part)
    return line.number, line.name, address, line.kind, line.decision
