"""Screens of proposals: the list, a proposal's page and steps, its form, its evidence and receipt."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import generic

from accounts.access_log.exports import ExportView
from accounts.access_log.services import log_download, log_view
from accounts.permissions import Perm
from core.access import within_reach
from core.documents.qr import qr_svg
from core.views import CreateView, DetailView, ListView, MoveView, ScopedView, UpdateView
from core.workflow import moves_of
from poverty.households.choices import HouseholdStatus
from poverty.households.models import Household
from poverty.households.views import HouseholdPage
from poverty.verification import selectors, services
from poverty.verification.cards import cards_for
from poverty.verification.choices import LEAVING, ProposalState
from poverty.verification.clocks import clock_of
from poverty.verification.exits import EXITS
from poverty.verification.filters import ProposalFilter
from poverty.verification.forms import ProposalForm
from poverty.verification.models import Proposal
from poverty.verification.owners import owner_of
from poverty.verification.public import receipt_url
from poverty.verification.resources import ProposalResource
from poverty.verification.tables import ChoosingTable, ProposalTable

BULK_STEPS = ("verify", "return")
MOST = 200
"""So many proposals one mass step may take; a page shows fifty."""


class ProposalList(ListView):
    """All proposals within reach; whoever verifies may choose several."""

    model = Proposal
    permission = Perm.VIEW_PROPOSAL
    filter_class = ProposalFilter
    template_name = "poverty/verification/list.html"
    select_related = ("household", "region", "recorded_by", "endorsement", "minutes")
    export_url_name = "poverty:proposal_export"
    export_permission = Perm.EXPORT_HOUSEHOLD

    @cached_property
    def table(self):
        return ChoosingTable() if self.may_judge else ProposalTable()

    @property
    def may_judge(self) -> bool:
        return self.request.user.may(Perm.VERIFY_PROPOSAL)

    def get_queryset(self):
        return super().get_queryset().only(
            "kind", "channel", "state", "state_since", "due_on", "lapses_on", "exit_reason", "evidence",
            "evidence_note",
            "household__head_name", "household__address", "region__name", "recorded_by__name", "recorded_by__username",
            "endorsement__state", "minutes__signed_digest",
        )  # fmt: skip


class ProposalExport(ExportView):
    """The list of proposals as a file."""

    list_view = ProposalList
    list_url_name = "poverty:proposal_list"
    permission = Perm.EXPORT_HOUSEHOLD
    resource_class = ProposalResource


class ProposalBulk(ScopedView, generic.View):
    """One step for the chosen proposals of the list; every one of them gets its result."""

    model = Proposal
    permission = Perm.VERIFY_PROPOSAL
    http_method_names = ["post"]

    def get_queryset(self):
        return Proposal.objects.visible_to(self.request.user, self.permission)

    def post(self, request):
        step, note = request.POST.get("step", ""), request.POST.get("note", "")
        keys = [key for key in request.POST.getlist("chosen") if key.isdigit()][:MOST]
        if step not in BULK_STEPS:
            raise Http404
        rows = list(self.get_queryset().filter(pk__in=keys).select_related("household"))
        if not rows:
            messages.error(request, _("Choose at least one proposal."))
            return HttpResponseRedirect(reverse("poverty:proposal_list"))
        results = Proposal.workflow.move_each(rows, step, by=request.user, note=note)
        return render(
            request, "poverty/verification/results.html", results_context(results, Proposal.workflow[step].label)
        )


def results_context(results, label, back: str = "") -> dict:
    """What the page of results shows: first what was refused, then what was done."""
    refused = [result for result in results if result.refusal]
    return {
        "label": label,
        "refused": refused,
        "done": [result for result in results if not result.refusal],
        "back": back or reverse("poverty:proposal_list"),
    }


class ProposalDetail(DetailView):
    """One proposal: where it stands, who must act until when, what is lacking, what led here. Opening it is noted."""

    model = Proposal
    permission = Perm.VIEW_PROPOSAL
    select_related = (
        "household__region", "household__verified_by", "region", "recorded_by", "exited_member",
        "endorsement__document", "minutes",
    )  # fmt: skip
    template_name = "poverty/verification/detail.html"

    def get_context_data(self, **kwargs):
        user, proposal = self.request.user, self.object
        log_view(user, proposal.household, self.request, detail=_("proposal"))
        moves = list(moves_of(proposal))
        steps = selectors.offered(proposal, user)
        return super().get_context_data(
            household=proposal.household,
            clock=clock_of(proposal),
            owner=owner_of(proposal),
            stages=selectors.stages(proposal, moves),
            steps=steps,
            ready=any(not refusal for _step, refusal in steps),
            moves=selectors.steps_taken(Proposal, moves),
            returned=_note_of_return(proposal, moves),
            ground=EXITS.get(proposal.exit_reason) if proposal.kind in LEAVING else None,
            may_change=user.may(Perm.PROPOSE) and proposal.state in (ProposalState.DRAFT, ProposalState.RETURNED),
            cards=cards_for(proposal, user),
            receipt_url=receipt_url(proposal),
            **kwargs,
        )


def _note_of_return(proposal, moves):
    """The step by which it came back, while it is back."""
    back = [move for move in moves if move.target == ProposalState.RETURNED]
    return back[-1] if back and proposal.state == ProposalState.RETURNED else None


class ProposalMove(MoveView):
    """Takes one of the plain steps, within the reach of that step's own permission."""

    model = Proposal
    permission = Perm.VIEW_PROPOSAL


class ProposalForms:
    """What the two forms share: the household, and what the service refuses beside the fields."""

    form_class = ProposalForm
    template_name = "poverty/verification/form.html"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"household": self.household}

    def get_context_data(self, **kwargs):
        return super().get_context_data(household=self.household, subtitle=str(self.household), **kwargs)

    def attempt(self, form, service, **arguments):
        """The service's result; None with the form's errors filled when it refuses."""
        try:
            return service(by=self.request.user, evidence=form.cleaned_data.get("evidence"), **arguments)
        except services.ProposalRefused as refused:
            form.add_error(None, str(refused))
            return None

    def get_success_url(self):
        return self.object.get_absolute_url()


class ProposalCreate(ProposalForms, CreateView):
    """Propose something about a household: handed in at once, or kept as a draft."""

    permission = Perm.PROPOSE
    heading = gettext_lazy("Propose")
    submit_label = gettext_lazy("Hand in")
    draft_name = "proposal"

    @cached_property
    def household(self) -> Household:
        within = Household.objects.visible_to(self.request.user, self.permission)
        return get_object_or_404(within.select_related("region"), pk=self.kwargs["pk"])

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and request.user.may(self.permission):
            self.household  # noqa: B018 - 404 before anything else
        return super().dispatch(request, *args, **kwargs)

    def save(self, form):
        later = "later" in self.request.POST
        made = self.attempt(
            form, services.propose, household=self.household, kind=form.kind, submit=not later, **form.values()
        )
        if made is not None:
            text = _("Kept as a draft. Hand it in when it is complete.") if later else _("The proposal is handed in.")
            messages.success(self.request, text)
        return made

    def get_cancel_url(self):
        return reverse("poverty:household_verification", args=[self.household.pk])


class ProposalUpdate(ProposalForms, UpdateView):
    """Change a draft, or mend a returned proposal."""

    model = Proposal
    permission = Perm.PROPOSE
    heading = gettext_lazy("Change the proposal")
    success_message = gettext_lazy("The change is saved.")
    draft_name = "proposal_change"

    def get_queryset(self):
        return Proposal.objects.visible_to(self.request.user, self.permission)

    @cached_property
    def household(self) -> Household:
        return get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"]).household

    def get(self, request, *args, **kwargs):
        proposal = get_object_or_404(self.get_queryset(), pk=kwargs["pk"])
        if proposal.state not in (ProposalState.DRAFT, ProposalState.RETURNED):
            messages.error(request, _("What was handed in can no longer be changed."))
            return HttpResponseRedirect(proposal.get_absolute_url())
        return super().get(request, *args, **kwargs)

    def save(self, form):
        data = form.values()
        return self.attempt(form, services.change_draft, proposal=form.instance, data=data) or form.instance


class Evidence(ScopedView, generic.View):
    """The evidence of a proposal, for those within reach; taking it is noted."""

    model = Proposal
    permission = Perm.VIEW_PROPOSAL

    def get(self, request, pk):
        proposal = get_object_or_404(self.get_queryset().select_related("household"), pk=pk)
        try:
            file = proposal.evidence.open("rb") if proposal.evidence else None
        except FileNotFoundError:
            file = None
        if file is None:
            raise Http404
        log_download(request.user, proposal.household, request, detail=_("evidence of a proposal"))
        is_pdf = proposal.evidence.name.endswith(".pdf")
        kind, ending = ("application/pdf", "pdf") if is_pdf else ("image/jpeg", "jpg")
        response = FileResponse(file, as_attachment=True, filename=f"bukti-{proposal.pk}.{ending}", content_type=kind)
        response["Cache-Control"] = "private, no-store"
        response["X-Content-Type-Options"] = "nosniff"
        return response


class ReceiptPrint(DetailView):
    """The receipt for the family, to be printed: number, day, where to look, a square code; no name, no address."""

    model = Proposal
    permission = Perm.VIEW_PROPOSAL
    select_related = ("region",)
    template_name = "poverty/verification/receipt_print.html"

    def get_context_data(self, **kwargs):
        url = receipt_url(self.object)
        return super().get_context_data(url=url, qr=qr_svg(url), **kwargs)


class HouseholdVerification(HouseholdPage):
    """The tab of a household with all its proposals, newest first."""

    permission = Perm.VIEW_PROPOSAL
    template_name = "poverty/verification/household.html"
    tab = "verification"

    def get_context_data(self, **kwargs):
        user, household = self.request.user, self.object
        rows = household.proposals.visible_to(user).select_related(
            "region", "recorded_by", "endorsement__document", "minutes", "exited_member"
        )
        log_view(user, household, self.request, detail=_("proposals"))
        proposals = list(rows.order_by("-pk"))
        return super().get_context_data(
            lines=[{"row": row, "clock": clock_of(row), "owner": owner_of(row)} for row in proposals],
            may_propose=may_propose(user, household),
            **kwargs,
        )


def may_propose(user, household) -> bool:
    """Whether the button to propose is shown to this person."""
    return (
        user.may(Perm.PROPOSE)
        and household.status == HouseholdStatus.ACTIVE
        and within_reach(Household, user, Perm.PROPOSE).filter(pk=household.pk).exists()
    )
