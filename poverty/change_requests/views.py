"""Screens of change requests: the list, one request with its decision, and the files and numbers behind it."""

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import generic

from accounts.access_log.services import log_download, log_reveal, log_view
from accounts.access_log.views import RevealView
from accounts.permissions import Perm
from core.views import DetailView, ListView, ScopedView
from core.workflow import moves_of
from poverty.change_requests import selectors, services
from poverty.change_requests.asking import RequestRefused
from poverty.change_requests.cases import case_of
from poverty.change_requests.choices import LineDecision
from poverty.change_requests.deciding import DecisionRefused, refusal_of_person
from poverty.change_requests.filters import RequestFilter
from poverty.change_requests.models import ChangeLine, ChangeRequest
from poverty.change_requests.showing import shown, subject_of
from poverty.change_requests.tables import RequestTable
from poverty.change_requests.values import NUMBERS
from poverty.households.views import HouseholdPage

STEP_WORDS = {
    "record": gettext_lazy("Asked for"),
    "accept": gettext_lazy("Accepted"),
    "accept_partly": gettext_lazy("Partly accepted"),
    "refuse": gettext_lazy("Refused"),
    "withdraw": gettext_lazy("Withdrawn"),
}
KINDS = {".pdf": "application/pdf", ".jpg": "image/jpeg", ".png": "image/png"}


class RequestList(ListView):
    """All change requests within reach."""

    model = ChangeRequest
    permission = Perm.VIEW_CHANGE_REQUEST
    table_class = RequestTable
    filter_class = RequestFilter
    select_related = ("household", "member", "region", "requested_by")
    template_name = "poverty/change_requests/list.html"

    def get_queryset(self):
        rows = super().get_queryset().prefetch_related("lines").defer("region__boundary")
        return selectors.with_conflicts(rows)

    def get_context_data(self, **kwargs):
        return super().get_context_data(may_decide=self.request.user.may(Perm.DECIDE_CHANGE), **kwargs)


class RequestDetail(DetailView):
    """One request: why, what changes, what stands against it, and the decision. Opening it is written down."""

    model = ChangeRequest
    permission = Perm.VIEW_CHANGE_REQUEST
    select_related = ("household__region", "member", "requested_by", "decided_by")
    template_name = "poverty/change_requests/detail.html"
    typed: dict = {}
    refused: DecisionRefused | None = None

    def get_context_data(self, **kwargs):
        user, item = self.request.user, self.object
        case = case_of(item)
        log_view(user, item.household, self.request, detail=_("change request"))
        refusal = refusal_of_person(item, user) if user.may(Perm.DECIDE_CHANGE) and item.is_open else ""
        errors = self.refused.beside if self.refused else {}
        return super().get_context_data(
            item=item,
            household=item.household,
            subject=subject_of(item),
            lines=shown(case, user, typed=self.typed, errors=errors),
            contested=case.contested,
            overtaken=[entry.line.overtaken_by for entry in case.entries if item.is_open and entry.line.overtaken_by],
            general=self.refused.general if self.refused else [],
            may_decide=user.may(Perm.DECIDE_CHANGE) and item.is_open,
            refusal=refusal,
            may_withdraw=item.is_open and item.requested_by_id == user.pk and user.may(Perm.REQUEST_CHANGE),
            may_reveal=user.may(Perm.REVEAL_NUMBER),
            moves=[{"step": move, "word": STEP_WORDS.get(move.transition, move.transition)} for move in moves_of(item)],
            following=self._following(),
            **kwargs,
        )

    def _following(self) -> ChangeRequest | None:
        """The next request that waits for this person's decision, the most urgent first."""
        user = self.request.user
        if not user.may(Perm.DECIDE_CHANGE):
            return None
        return selectors.to_decide(user).exclude(pk=self.object.pk).order_by("due_on", "pk").first()


class RequestDecide(RequestDetail):
    """Decides a request, field by field. What cannot be decided comes back with what was typed."""

    permission = Perm.DECIDE_CHANGE
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        self.object = self.get_object()
        self.typed = sent_decisions(request.POST, self.object.lines.values_list("pk", flat=True))
        seals = {key: request.POST.get(f"seal-{key}") for key in self.typed}
        try:
            decided = services.decide(
                request=self.object,
                decisions=self.typed,
                seals={key: seal for key, seal in seals.items() if seal is not None},
                by=request.user,
            )
        except DecisionRefused as refused:
            self.refused = refused
            self.object.refresh_from_db()
            return self.render_to_response(self.get_context_data(object=self.object), status=422)
        messages.success(
            request, _("%(request)s: %(state)s.") % {"request": decided, "state": decided.get_state_display()}
        )
        return HttpResponseRedirect(decided.get_absolute_url())


def sent_decisions(sent, keys) -> dict[int, tuple[str, str]]:
    """What a form says about each line. The button that accepts or refuses all counts for every line."""
    for_all, reason = sent.get("all", ""), sent.get("reason", "")
    decisions = {}
    for key in keys:
        decision, note = sent.get(f"decision-{key}", ""), sent.get(f"note-{key}", "")[:300]
        if for_all in (LineDecision.ACCEPTED, LineDecision.REFUSED):
            decision, note = for_all, note.strip() or reason[:300]
        decisions[key] = (decision, note)
    return decisions


class RequestWithdraw(ScopedView, generic.View):
    """Takes a request back; only who asked."""

    model = ChangeRequest
    permission = Perm.REQUEST_CHANGE
    http_method_names = ["post"]

    def post(self, request, pk):
        item = get_object_or_404(self.get_queryset(), pk=pk)
        try:
            services.withdraw(request=item, by=request.user)
        except RequestRefused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("The request is withdrawn."))
        return HttpResponseRedirect(item.get_absolute_url())


class Evidence(ScopedView, generic.View):
    """The evidence of a request, for those within reach; the download is written down."""

    model = ChangeRequest
    permission = Perm.VIEW_CHANGE_REQUEST

    def get(self, request, pk):
        item = get_object_or_404(self.get_queryset().select_related("household"), pk=pk)
        if not item.evidence:
            raise Http404
        try:
            file = item.evidence.open("rb")
        except FileNotFoundError:
            raise Http404 from None
        ending = f".{item.evidence.name.rpartition('.')[2]}"
        log_download(request.user, item.household, request, detail=_("evidence of a change request"))
        response: HttpResponse = FileResponse(
            file,
            as_attachment=True,
            filename=f"{_('evidence')}-{item.pk}{ending}",
            content_type=KINDS.get(ending, "application/octet-stream"),
        )
        response["Cache-Control"] = "private, no-store"
        response["X-Content-Type-Options"] = "nosniff"
        return response


class LineNumbers(RevealView):
    """The numbers of one line in full, old, present and new, for a reason; noted with the household."""

    model = ChangeLine

    def get_queryset(self):
        return super().get_queryset().filter(field__in=NUMBERS).select_related("request__household")

    def post(self, request, pk):
        line = get_object_or_404(self.get_queryset(), pk=pk)
        (entry,) = [each for each in case_of(line.request).entries if each.line.pk == line.pk]
        label, reason = entry.field.verbose_name, request.POST.get("reason", "").strip()
        context = {"label": label, "url": request.path}
        if len(reason) < 5:
            error = _("Give a reason of at least %(number)s characters.") % {"number": 5}
            return self.answer(context | {"error": error, "reason": reason}, status=422)
        with transaction.atomic():
            log_reveal(request.user, line.request.household, request, detail=f"{line.request}: {label}", reason=reason)
        values = [line.old, entry.now, line.new] if entry.is_stale else [line.old, line.new]
        return self.answer(context | {"number": " → ".join(str(value or "–") for value in values)})

    def back(self):
        line = self.get_queryset().filter(pk=self.kwargs["pk"]).first()
        return line.request.get_absolute_url() if line is not None else "/"


class HouseholdRequests(HouseholdPage):
    """The tab of a household with all that was ever asked to be changed, newest first."""

    permission = Perm.VIEW_CHANGE_REQUEST
    template_name = "poverty/change_requests/household.html"
    tab = "change_requests"

    def get_context_data(self, **kwargs):
        user, household = self.request.user, self.object
        rows = household.change_requests.visible_to(user).order_by("-pk").prefetch_related("lines")
        rows = rows.select_related("household", "member", "region", "requested_by", "decided_by")
        log_view(user, household, self.request, detail=_("change requests"))
        return super().get_context_data(table=RequestTable(), rows=RequestTable().render_rows(rows[:200]), **kwargs)
