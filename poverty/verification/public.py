"""The page a family opens with its receipt: where the proposal stands, in plain words, and nothing about anybody."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import View

from poverty.verification.choices import ProposalState as S
from poverty.verification.models import Proposal


@dataclass(frozen=True)
class Plain:
    """One state as a family reads it: what it means, what comes next, what is needed from them."""

    title: str
    meaning: str
    next: str = ""
    needed: str = ""


NOTHING = _("Nothing for now.")
ASK = _("If you do not agree, ask at the kelurahan how to object.")
MEETING = _("If you are invited to the meeting, come or send a neighbour.")

PLAIN = {
    S.DRAFT: Plain(
        _("Being written down"),
        _("The officer has begun to record the proposal."),
        _("It is handed in to the kelurahan."),
        _("Bring what the officer asked for."),
    ),
    S.PROPOSED: Plain(
        _("Received"),
        _("The proposal has been received by the kelurahan."),
        _("It is discussed at a community meeting, or checked by Dinas Sosial."),
        MEETING,
    ),
    S.LISTED: Plain(
        _("Will be discussed"),
        _("The proposal stands on the agenda of a community meeting."),
        _("The meeting decides."),
        MEETING,
    ),
    S.AGREED: Plain(
        _("Discussed"),
        _("The community meeting has decided on the proposal."),
        _("An officer visits the house, or Dinas Sosial checks the papers."),
        _("Have the family card and identity cards ready for the visit."),
    ),
    S.VISITED: Plain(
        _("Being checked"), _("The household has been visited."), _("Dinas Sosial checks the result."), NOTHING
    ),
    S.RETURNED: Plain(
        _("To be completed"),
        _("Dinas Sosial has asked the kelurahan to complete the proposal."),
        _("The officer completes it and hands it in again."),
        _("Ask at the kelurahan whether a paper of yours is lacking."),
    ),
    S.VERIFIED: Plain(
        _("Checked"),
        _("Dinas Sosial has checked the proposal."),
        _("The head of Dinas Sosial endorses the result."),
        NOTHING,
    ),
    S.ENDORSED: Plain(
        _("Finished"),
        _("The head of Dinas Sosial has endorsed the result. This is not yet a decision on any aid."),
        "",
        _("Ask at the kelurahan what it means for you."),
    ),
    S.DECLINED: Plain(_("Not agreed"), _("The community meeting did not agree to the proposal."), "", ASK),
    S.REJECTED: Plain(_("Not eligible"), _("Dinas Sosial found that the conditions are not met."), "", ASK),
    S.LAPSED: Plain(
        _("Lapsed"),
        _("The time to look into this objection ended before it was looked into."),
        "",
        _("It can be raised again at the kelurahan."),
    ),
    S.WITHDRAWN: Plain(_("Withdrawn"), _("The proposal was withdrawn."), "", _("Ask at the kelurahan for the reason.")),
}


def receipt_url(proposal: Proposal) -> str:
    """The whole address of the public page, as the code on the paper holds it."""
    return f"{settings.PUBLIC_URL}{reverse('poverty:receipt', args=[proposal.receipt])}"


def until(proposal: Proposal) -> date | None:
    """Until when the next step is to be taken."""
    return proposal.due_on if proposal.is_open else None


class Receipt(View):
    """The family's view, for anybody who holds the receipt: no sign-in, no name, no address, no number."""

    http_method_names = ["get", "head"]

    def get(self, request, receipt: str) -> HttpResponse:
        proposal = get_object_or_404(Proposal.objects.only(*FIELDS), receipt=receipt)
        due = until(proposal)
        context = {
            "plain": PLAIN[S(proposal.state)],
            "tone": proposal.tone,
            "since": timezone.localdate(proposal.state_since),
            "received_on": proposal.received_on,
            "due": due,
            "is_late": due is not None and due < timezone.localdate(),
            "lapses_on": proposal.lapses_on if proposal.is_heard_until else None,
            "city": settings.CITY_NAME,
        }
        response = render(request, "poverty/verification/receipt.html", context)
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Cache-Control"] = "no-store"
        return response


FIELDS = ("receipt", "state", "state_since", "received_on", "due_on", "lapses_on", "kind")
