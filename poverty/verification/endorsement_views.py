"""Screens of endorsement lists: prepared, handed in, endorsed or returned, with paper and annex."""

from django.contrib import messages
from django.db.models import Count
from django.http import FileResponse, Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import generic

from accounts.access_log.services import log_download, log_export
from accounts.permissions import Perm
from core.access import within_reach
from core.documents.services import DocumentRefused, attach_signed_copy
from core.documents.uploads import FileRefused
from core.documents.views import DocumentDownload
from core.exports import export_response
from core.views import DetailView, ListView, MoveView, ScopedView
from core.workflow import moves_of
from poverty.verification import endorsing, selectors
from poverty.verification.choices import EndorsementState
from poverty.verification.decree import COLUMNS, annex
from poverty.verification.filters import CandidateFilter, EndorsementFilter
from poverty.verification.forms import SignedCopyForm, TitleForm
from poverty.verification.models import EndorsementList, Proposal
from poverty.verification.tables import LISTS, CandidateTable, EndorsementTable

MOST = 500
"""So many names one request may put on a list; what is beyond is said, and waits for another list."""


class EndorsementListList(ListView):
    """All endorsement lists within reach."""

    model = EndorsementList
    permission = Perm.VIEW_PROPOSAL
    table_class = EndorsementTable
    filter_class = EndorsementFilter
    select_related = ("region", "prepared_by", "document")
    create_url_name = "poverty:endorsement_create"
    create_permission = Perm.PREPARE_ENDORSEMENT
    create_label = gettext_lazy("Prepare a list")

    def get_queryset(self):
        return super().get_queryset().annotate(names=Count("proposals"))


class Candidates(ListView):
    """Verified proposals that stand on no list, to be chosen for a new one or for one in preparation."""

    model = Proposal
    permission = Perm.PREPARE_ENDORSEMENT
    table_class = CandidateTable
    filter_class = CandidateFilter
    template_name = "poverty/verification/prepare.html"
    select_related = ("household", "region")
    heading = gettext_lazy("Prepare an endorsement list")

    def get_queryset(self):
        return selectors.to_put_on_a_list(self.request.user).select_related(*self.select_related)

    def chosen(self):
        """What was chosen: boxes, or everything that the filter leaves."""
        if self.request.POST.get("all"):
            rows = self.filtered()
            if (beyond := rows.count() - MOST) > 0:
                text = _("A list takes %(most)s names at once. %(beyond)s more wait for another list.")
                messages.warning(self.request, text % {"most": MOST, "beyond": beyond})
            return rows[:MOST]
        keys = [key for key in self.request.POST.getlist("chosen") if key.isdigit()][:MOST]
        return Proposal.objects.filter(pk__in=keys)


def tell(request, results) -> None:
    """Say what became of each; what was refused is named."""
    done = sum(not result.refusal for result in results)
    if done:
        messages.success(request, _("Put on the list: %(number)s.") % {"number": done})
    for result in results:
        if result.refusal:
            messages.error(request, f"{result.item.household}: {result.refusal}")


class EndorsementCreate(Candidates):
    """A new list from chosen proposals."""

    def get_context_data(self, **kwargs):
        form = TitleForm(user=self.request.user)
        return super().get_context_data(form=form, submit_label=_("Make the list"), **kwargs)

    def post(self, request, *args, **kwargs):
        title = request.POST.get("title", "")
        try:
            made = endorsing.prepare_list(title=title, proposals=self.chosen(), by=request.user)
        except endorsing.EndorsementRefused as refused:
            messages.error(request, str(refused))
            return HttpResponseRedirect(request.get_full_path())
        tell(request, made.results)
        return HttpResponseRedirect(made.get_absolute_url())


class OneList:
    """Mixin: the list of the address, within the reach of the view's permission."""

    def endorsement(self) -> EndorsementList:
        """404 outside reach."""
        rows = within_reach(EndorsementList, self.request.user, self.permission)
        return get_object_or_404(rows.select_related("document", "region"), pk=self.kwargs["pk"])


class EndorsementAdd(OneList, Candidates):
    """More names for a list in preparation."""

    heading = gettext_lazy("Put more names on the list")

    def get(self, request, *args, **kwargs):
        self.listed = self.endorsement()
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(listed=self.listed, submit_label=_("Put on the list"), **kwargs)

    def post(self, request, *args, **kwargs):
        listed = self.endorsement()
        try:
            tell(request, endorsing.add_to_list(endorsement=listed, proposals=self.chosen(), by=request.user))
        except endorsing.EndorsementRefused as refused:
            messages.error(request, str(refused))
        return HttpResponseRedirect(listed.get_absolute_url())


class EndorsementRemove(OneList, ScopedView, generic.View):
    """Takes chosen names off a list in preparation."""

    model = EndorsementList
    permission = Perm.PREPARE_ENDORSEMENT
    http_method_names = ["post"]

    def post(self, request, pk):
        listed = self.endorsement()
        keys = [key for key in request.POST.getlist("chosen") if key.isdigit()]
        try:
            number = endorsing.remove_from_list(
                endorsement=listed, proposals=Proposal.objects.filter(pk__in=keys), by=request.user
            )
        except endorsing.EndorsementRefused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("Taken off the list: %(number)s.") % {"number": number})
        return HttpResponseRedirect(listed.get_absolute_url())


class EndorsementDetail(DetailView):
    """A list with all its names: decile, what was verified by whom and when; what the head would be refused."""

    model = EndorsementList
    permission = Perm.VIEW_PROPOSAL
    select_related = ("region", "prepared_by", "document")
    template_name = "poverty/verification/endorsement.html"

    def get_context_data(self, **kwargs):
        user, listed = self.request.user, self.object
        names = selectors.names_on(listed, user)
        moves = list(moves_of(listed))
        may_change = user.may(Perm.PREPARE_ENDORSEMENT) and listed.state in endorsing.CHANGEABLE
        return super().get_context_data(
            names=names,
            tone=LISTS[listed.state],
            refused=sum(bool(each.refusal) for each in names),
            left_out=selectors.left_out_of(listed),
            steps=listed.workflow.offered(listed, by=user),
            endorsing_refusal=self._refusal(listed, user),
            may_endorse=user.may(Perm.ENDORSE) and listed.state == EndorsementState.SUBMITTED,
            may_change=may_change,
            may_export=user.may(Perm.EXPORT_HOUSEHOLD),
            moves=selectors.steps_taken(EndorsementList, moves),
            signed_form=self._signed_form(listed, user),
            **kwargs,
        )

    def _refusal(self, listed, user) -> str:
        return EndorsementList.workflow.refusal(listed, "endorse", by=user)

    def _signed_form(self, listed, user):
        wanted = listed.document is not None and not listed.document.is_signed and not listed.document.is_withdrawn
        return SignedCopyForm(user=user) if wanted and user.may(Perm.PREPARE_ENDORSEMENT) else None


class EndorsementMove(MoveView):
    """Hands a list in, returns or cancels it."""

    model = EndorsementList
    permission = Perm.VIEW_PROPOSAL


class Endorse(OneList, ScopedView, generic.View):
    """Endorses a list as a whole; names that are left out go back with their reason."""

    model = EndorsementList
    permission = Perm.ENDORSE
    http_method_names = ["post"]

    def post(self, request, pk):
        listed = self.endorsement()
        out = {int(key): request.POST.get(f"reason-{key}", "") for key in request.POST.getlist("out") if key.isdigit()}
        try:
            results = endorsing.endorse_list(endorsement=listed, by=request.user, leave_out=out)
        except endorsing.EndorsementRefused as refused:
            messages.error(request, str(refused))
        else:
            left = sum(bool(result.refusal) for result in results)
            done = {"done": len(results) - left, "left": left}
            messages.success(request, _("Endorsed: %(done)s names. Left out: %(left)s.") % done)
        return HttpResponseRedirect(listed.get_absolute_url())


class EndorsementDocument(DocumentDownload, OneList, ScopedView, generic.View):
    """The issued paper, or its signed copy."""

    model = EndorsementList
    permission = Perm.VIEW_PROPOSAL
    signed = False

    def get(self, request, pk):
        self.listed = self.endorsement()
        if self.listed.document is None:
            raise Http404
        return self.serve(self.listed.document, signed=self.signed)

    def log_download(self, document, signed):
        detail = _("signed endorsement list") if signed else _("endorsement list")
        log_download(self.request.user, self.listed, self.request, detail=f"{detail} {document.number}")


class EndorsementAnnex(OneList, ScopedView, generic.View):
    """The names of a list as xlsx, for those who may export households."""

    model = EndorsementList
    permission = Perm.EXPORT_HOUSEHOLD

    def get(self, request, pk) -> HttpResponse | FileResponse:
        listed = self.endorsement()
        number = listed.document.number if listed.document else _("not endorsed")
        log_export(
            request.user, EndorsementList, request, detail=f"{listed.title} ({number})",
            reason=_("annex of an endorsement list"), region_code=listed.region_id,
        )  # fmt: skip
        footer = [listed.title, number, _("Personal data: keep it safe and delete it when it is no longer needed.")]
        columns = [str(heading) for heading in COLUMNS]
        return export_response("lampiran", "xlsx", columns, (line.cells for line in annex(listed)), footer)


class SignedCopy(OneList, ScopedView, generic.View):
    """Takes in the scan of the signed paper."""

    model = EndorsementList
    permission = Perm.PREPARE_ENDORSEMENT
    http_method_names = ["post"]

    def post(self, request, pk):
        listed = self.endorsement()
        upload = request.FILES.get("file")
        if listed.document is None or upload is None:
            messages.error(request, _("Choose the file of the signed copy."))
            return HttpResponseRedirect(listed.get_absolute_url())
        try:
            attach_signed_copy(document=listed.document, upload=upload, by=request.user)
        except (FileRefused, DocumentRefused) as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("The signed copy is kept."))
        return HttpResponseRedirect(reverse("poverty:endorsement_detail", args=[listed.pk]))
