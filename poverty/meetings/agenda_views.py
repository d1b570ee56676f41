"""The agenda: one screen on which names are put, heard one by one and decided by keyboard."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import generic

from accounts.access_log.services import log_view
from accounts.permissions import Perm
from core.access import within_reach
from core.views import DetailView, ScopedView
from poverty.households.choices import ExitReason
from poverty.households.models import Household, Member
from poverty.households.names import name_key
from poverty.meetings import agenda, hearing, rulings, selectors, services
from poverty.meetings.forms import FillForm
from poverty.meetings.models import AgendaItem, Meeting
from poverty.meetings.rulings import RulingRefused
from poverty.meetings.services import DecidedMeanwhile, MeetingRefused
from poverty.meetings.views import MeetingAct, RunMixin
from poverty.verification.choices import ProposalState

FOUND = 20
"""Households shown of a search."""


def exit_reasons() -> list[tuple[str, str]]:
    """Why a household may leave the list, for a choice."""
    return [(code, str(ExitReason(code).label)) for code in rulings.EXIT_REASONS]


def url_of(meeting: Meeting, item: AgendaItem | None = None) -> str:
    """The agenda, with one name open."""
    url = reverse("poverty:meeting_agenda", args=[meeting.pk])
    return f"{url}?buka={item.pk}#nama-{item.pk}" if item else url


class Agenda(RunMixin, DetailView):
    """Every name of a meeting on one screen. Opening it is written down."""

    model = Meeting
    permission = Perm.VIEW_MEETING
    select_related = ("region",)
    template_name = "poverty/meetings/agenda.html"

    def get_context_data(self, **kwargs):
        meeting, user = self.object, self.request.user
        log_view(user, meeting, self.request, detail=_("agenda"))
        items = meeting.items.select_related("proposal__household", "decided_by", "about_person", "meeting")
        only_open = self.request.GET.get("hanya") == "belum"
        if only_open:
            items = items.filter(decision="", proposal__state=ProposalState.LISTED)
        may_run = self.may_run(meeting)
        names = hearing.names_of(meeting, items.order_by("position", "pk"), user=user)
        return super().get_context_data(
            **ruling_context(meeting, may_run),
            names=names,
            only_open=only_open,
            opened=self._opened(names),
            progress=selectors.progress_of(meeting),
            quorum=selectors.quorum_of(meeting),
            may_change=may_run and meeting.is_changeable,
            quick=rulings.quick_reasons().items(),
            **kwargs,
        )

    def _opened(self, names) -> int | None:
        """The name that stands open: the one asked for, else the first undecided."""
        asked = self.request.GET.get("buka", "")
        known = {str(name.item.pk): name.item.pk for name in names}
        waiting = (name.item.pk for name in names if not name.item.is_decided)
        return known.get(asked) or next(waiting, None)


def ruling_context(meeting: Meeting, may_run: bool) -> dict:
    """What the part of a name in which it is decided needs besides the name."""
    return {
        "meeting": meeting,
        "may_run": may_run,
        "may_decide": may_run and meeting.is_open,
        "exit_reasons": exit_reasons(),
    }


class AgendaFill(RunMixin, DetailView):
    """How many names each source has, before any is added; adding them; looking up a single household."""

    model = Meeting
    permission = Perm.RUN_MEETING
    select_related = ("region",)
    template_name = "poverty/meetings/fill.html"

    def get(self, request, *args, **kwargs):
        meeting = get_object_or_404(self.get_queryset(), pk=kwargs["pk"])
        if not meeting.is_changeable:
            return HttpResponseRedirect(url_of(meeting))
        return super().get(request, *args, **kwargs)

    @cached_property
    def form(self) -> FillForm:
        """The form as it was sent, by either method."""
        sent = self.request.POST if self.request.method == "POST" else self.request.GET
        return FillForm(sent or None, user=self.request.user)

    def block(self) -> dict[str, str]:
        cleaned = getattr(self.form, "cleaned_data", {}) if self.form.is_bound and self.form.is_valid() else {}
        return {name: cleaned.get(name) or "" for name in ("rw", "rt")}

    def get_context_data(self, **kwargs):
        meeting, block = self.object, self.block()
        counted = [
            (source, agenda.candidates(meeting, source, **block)[: services.MAX_NAMES + 1].count())
            for source in agenda.sources()
        ]
        return super().get_context_data(
            form=self.form,
            counted=counted,
            chosen=(self.request.method == "POST" and self.form["sources"].value()) or agenda.WAITING,
            most=services.MAX_NAMES,
            here=meeting.items.count(),
            looked_for=self.request.GET.get("cari", "").strip(),
            found=self._found(),
            **kwargs,
        )

    def _found(self) -> list[Household]:
        """Households of the kelurahan whose head's name holds these words."""
        words = name_key(self.request.GET.get("cari", "")).split()
        if not words:
            return []
        rows = Household.objects.visible_to(self.request.user).active().filter(region_id=self.object.region_id)
        for word in words:
            rows = rows.filter(head_key__contains=word)
        return list(rows.order_by("head_key", "pk")[:FOUND])

    def post(self, request, pk):
        self.object = meeting = get_object_or_404(self.get_queryset(), pk=pk)
        if not self.form.is_valid():
            return self.render_to_response(self.get_context_data(), status=422)
        try:
            results = services.fill_agenda(
                meeting=meeting,
                sources=self.form.cleaned_data["sources"],
                limit=self.form.cleaned_data["limit"],
                by=request.user,
                **self.block(),
            )
        except MeetingRefused as refused:
            messages.error(request, str(refused))
            return HttpResponseRedirect(url_of(meeting))
        self._tell(results)
        return HttpResponseRedirect(url_of(meeting))

    def _tell(self, results) -> None:
        refused = [f"{result.item}: {result.refusal}" for result in results if result.refusal]
        messages.success(self.request, _("%(count)s names added.") % {"count": len(results) - len(refused)})
        for text in refused[:10]:
            messages.error(self.request, text)
        if len(refused) > 10:
            messages.error(self.request, _("… and %(count)s more.") % {"count": len(refused) - 10})


class AgendaAdd(MeetingAct):
    """Puts one recorded household on the agenda."""

    done = gettext_lazy("The name is on the agenda.")

    def act(self, meeting):
        user, number = self.request.user, self.request.POST.get("household", "")
        rows = Household.objects.visible_to(user)
        household = get_object_or_404(rows, pk=int(number) if number.isascii() and number.isdigit() else 0)
        reason = self.request.POST.get("reason", "")[:1000]
        services.add_household(meeting=meeting, household=household, reason=reason, by=user)

    def back(self, meeting):
        return url_of(meeting)


class PostponeRest(MeetingAct):
    """Postpones every name that is still open."""

    def act(self, meeting):
        try:
            reason = self.request.POST.get("reason", "")
            count = services.postpone_rest(meeting=meeting, reason=reason, by=self.request.user)
        except RulingRefused as refused:
            raise MeetingRefused(str(refused)) from None
        return _("%(count)s names are postponed to the next meeting.") % {"count": count}

    def back(self, meeting):
        return url_of(meeting)


class ItemAct(ScopedView, generic.View):
    """One act about one name of an agenda: POST only."""

    model = AgendaItem
    permission = Perm.RUN_MEETING
    http_method_names = ["post"]

    @cached_property
    def item(self) -> AgendaItem:
        """The name; 404 outside reach."""
        rows = within_reach(AgendaItem, self.request.user, self.permission)
        return get_object_or_404(
            rows.select_related("meeting__region", "proposal__household", "decided_by", "about_person"),
            pk=self.kwargs["pk"],
        )


class ItemRemove(ItemAct):
    """Takes a name off the agenda."""

    def post(self, request, pk):
        meeting = self.item.meeting
        try:
            services.remove_name(item=self.item, by=request.user)
        except MeetingRefused as refused:
            messages.error(request, str(refused))
        return HttpResponseRedirect(url_of(meeting))


class ItemDecide(ItemAct):
    """Keeps a decision as it is made, or takes it back. A script gets the changed parts, a plain browser a page.

    422: something is lacking. 409: somebody else has decided meanwhile; both are shown and nothing is lost.
    """

    def post(self, request, pk):
        item, sent = self.item, self.sent()
        version = int(sent["version"]) if sent["version"].isascii() and sent["version"].isdigit() else 0
        try:
            if sent["decision"] == "undo":
                made = services.undecide(item=item, by=request.user, version=version)
            else:
                made = services.decide(
                    item=item,
                    decision=sent["decision"],
                    reason=sent["reason"],
                    exit_reason=sent["exit_reason"],
                    about_person=self.person(sent["about_person"]),
                    by=request.user,
                    version=version,
                )
        except DecidedMeanwhile as meanwhile:
            return self.answer(meanwhile.item, sent, conflict=True, status=409)
        except (RulingRefused, MeetingRefused) as refused:
            return self.answer(item, sent, error=str(refused), status=422)
        return self.answer(made, {}, status=200)

    def sent(self) -> dict[str, str]:
        names = ("decision", "reason", "exit_reason", "about_person", "version")
        return {name: self.request.POST.get(name, "")[:500] for name in names}

    def person(self, number: str) -> Member | None:
        if not (number.isascii() and number.isdigit()):
            return None
        return Member.objects.filter(household=self.item.proposal.household_id, pk=int(number)).first()

    def answer(self, item, sent, *, status, error="", conflict=False) -> HttpResponse:
        meeting = item.meeting
        meeting.refresh_from_db(fields=["state"])
        if status == 200 and not self.request.headers.get("X-Part"):
            return HttpResponseRedirect(url_of(meeting, self.following(item)))
        (name,) = hearing.names_of(meeting, [item], user=self.request.user)
        context = ruling_context(meeting, may_run=True) | {
            "name": name,
            "typed": sent,
            "error": error,
            "conflict": conflict,
            "chosen_label": dict(rulings.Decision.choices).get(sent.get("decision", "")),
            "progress": selectors.progress_of(meeting),
        }
        part = self.request.headers.get("X-Part")
        template = "poverty/meetings/decided_parts.html" if part else "poverty/meetings/one_name.html"
        return render(self.request, template, context, status=status)

    def following(self, item: AgendaItem) -> AgendaItem:
        """The next undecided name, or this one when there is none."""
        rest = item.meeting.items.filter(decision="", proposal__state=ProposalState.LISTED).order_by("position")
        return rest.filter(position__gt=item.position).first() or rest.first() or item
