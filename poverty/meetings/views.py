"""Screens of meetings: list, call, page, change, and the steps from opening to signing."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import generic

from accounts.access_log.services import log_view
from accounts.permissions import Perm
from core.documents.models import Document
from core.views import (
    CreateView,
    DetailView,
    ListView,
    MoveView,
    ScopedView,
    UpdateView,
    WorkflowContextMixin,
)
from poverty.meetings import closing, selectors, services
from poverty.meetings.choices import MeetingState
from poverty.meetings.filters import MeetingFilter
from poverty.meetings.forms import MeetingCreateForm, MeetingUpdateForm, SignForm
from poverty.meetings.minutes import items_of, tally
from poverty.meetings.models import Meeting
from poverty.meetings.services import MeetingRefused
from poverty.meetings.tables import MeetingTable


class MeetingList(ListView):
    """All meetings within reach."""

    model = Meeting
    permission = Perm.VIEW_MEETING
    table_class = MeetingTable
    filter_class = MeetingFilter
    select_related = ("region",)
    create_url_name = "poverty:meeting_create"
    create_permission = Perm.RUN_MEETING
    create_label = gettext_lazy("Call a meeting")

    def get_queryset(self):
        return super().get_queryset().counted().defer("notes", "photo", "region__boundary")


class MeetingCreate(CreateView):
    """Call a meeting."""

    permission = Perm.RUN_MEETING
    form_class = MeetingCreateForm
    heading = gettext_lazy("Call a community meeting")
    submit_label = gettext_lazy("Call it and fill the agenda")
    success_message = gettext_lazy("The meeting is called. Now put names on its agenda.")
    draft_name = "meeting"

    def save(self, form):
        try:
            return services.call_meeting(
                region=form.cleaned_data["region"], data=form.meeting_data(), by=self.request.user
            )
        except MeetingRefused as refused:
            form.add_error("region", str(refused))
            return None

    def finish(self):
        if self.object is not None:
            super().finish()

    def get_success_url(self):
        return reverse("poverty:meeting_fill", args=[self.object.pk])

    def get_cancel_url(self):
        return reverse("poverty:meeting_list")


class RunMixin:
    """What pages of a meeting say about the person: whether he or she runs it."""

    def may_run(self, meeting: Meeting) -> bool:
        user = self.request.user
        return user.may(Perm.RUN_MEETING) and selectors.to_run(user).filter(pk=meeting.pk).exists()


class MeetingDetail(RunMixin, WorkflowContextMixin, DetailView):
    """One meeting: where it stands, what is lacking, its papers, who came and what was decided."""

    model = Meeting
    permission = Perm.VIEW_MEETING
    select_related = ("region__parent", "called_by", "minutes")
    template_name = "poverty/meetings/detail.html"

    def get_context_data(self, **kwargs):
        meeting, may_run = self.object, self.may_run(self.object)
        log_view(self.request.user, meeting, self.request)
        context = super().get_context_data(
            may_run=may_run,
            progress=selectors.progress_of(meeting),
            quorum=selectors.quorum_of(meeting),
            lacking=meeting.missing("close") if meeting.is_open else [],
            tally=tally(items_of(meeting)) if meeting.is_held else None,
            due=selectors.due_day(meeting),
            attendees=meeting.attendees.all(),
            withdrawn=Document.objects.about(meeting).exclude(withdrawn_at=None),
            **kwargs,
        )
        moves = list(context["moves"])
        words = {"call": _("Called")} | {step.name: step.label for step in Meeting.workflow}
        return context | {
            "stages": selectors.stages(meeting, moves),
            "moves": [(words.get(move.transition, move.transition), move) for move in moves],
            "steps": context["steps"] if may_run else [],
        }


class MeetingUpdate(UpdateView):
    """Change the meeting's own fields, note what goes into the minutes, add the photo."""

    model = Meeting
    permission = Perm.RUN_MEETING
    form_class = MeetingUpdateForm
    heading = gettext_lazy("Change the meeting")
    success_message = gettext_lazy("The change is saved.")
    draft_name = "meeting_change"

    def get(self, request, *args, **kwargs):
        meeting = get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"])
        if not meeting.is_changeable:
            messages.error(request, locked_words(meeting))
            return HttpResponseRedirect(meeting.get_absolute_url())
        return super().get(request, *args, **kwargs)

    def save(self, form):
        try:
            return services.change_meeting(meeting=form.instance, data=form.meeting_data(), by=self.request.user)
        except MeetingRefused as refused:
            form.add_error(None, str(refused))
            return form.instance

    def get_success_url(self):
        return self.object.get_absolute_url()


def locked_words(meeting: Meeting) -> str:
    """Why a meeting can no longer be changed."""
    return _("The meeting is “%(state)s”: this can no longer be changed.") % {"state": meeting.get_state_display()}


class MeetingMove(MoveView):
    """Opens a meeting; its other steps have acts of their own."""

    model = Meeting
    permission = Perm.VIEW_MEETING


class MeetingAct(ScopedView, generic.View):
    """One act of a meeting: POST only; a refusal comes back as a message. Declare `act` and the texts."""

    model = Meeting
    permission = Perm.RUN_MEETING
    select_related = ("region", "minutes")
    http_method_names = ["post"]
    done = ""

    def post(self, request, pk):
        meeting = get_object_or_404(self.get_queryset(), pk=pk)
        try:
            said = self.act(meeting)
        except MeetingRefused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, said or self.done)
        return HttpResponseRedirect(self.back(meeting))

    def act(self, meeting: Meeting) -> str | None:
        """Do it; what to say when it is done, else `done` is said."""
        raise NotImplementedError

    def back(self, meeting: Meeting) -> str:
        return meeting.get_absolute_url()


class MeetingClose(RunMixin, DetailView):
    """What will stand in the minutes, and the button that closes the meeting and writes them."""

    model = Meeting
    permission = Perm.RUN_MEETING
    select_related = ("region", "minutes")
    template_name = "poverty/meetings/close.html"

    def get(self, request, *args, **kwargs):
        meeting = get_object_or_404(self.get_queryset(), pk=kwargs["pk"])
        if not meeting.is_open:
            return HttpResponseRedirect(meeting.get_absolute_url())
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        meeting = self.object
        return super().get_context_data(
            progress=selectors.progress_of(meeting),
            quorum=selectors.quorum_of(meeting),
            lacking=meeting.missing("close"),
            **kwargs,
        )

    def post(self, request, pk):
        meeting = get_object_or_404(self.get_queryset(), pk=pk)
        if meeting.is_held:  # a second click
            return HttpResponseRedirect(meeting.get_absolute_url())
        try:
            document = closing.close(meeting=meeting, by=request.user)
        except MeetingRefused as refused:
            messages.error(request, str(refused))
            return HttpResponseRedirect(reverse("poverty:meeting_close", args=[pk]))
        messages.success(
            request, _("The meeting is closed. Print the minutes %(number)s and have them signed.")
            % {"number": document.number}
        )  # fmt: skip
        return HttpResponseRedirect(meeting.get_absolute_url())


class MeetingReopen(MeetingAct):
    """Back into session, while the minutes are not signed."""

    done = gettext_lazy("The meeting is in session again. The minutes written before are withdrawn.")

    def act(self, meeting):
        closing.reopen(meeting=meeting, note=self.request.POST.get("note", "")[:1000], by=self.request.user)


class MeetingCancel(MeetingAct):
    """Calls a meeting off."""

    done = gettext_lazy("The meeting is cancelled. Its names wait for another one.")

    def act(self, meeting):
        closing.cancel(meeting=meeting, note=self.request.POST.get("note", "")[:1000], by=self.request.user)


class MeetingSign(ScopedView, generic.FormView):
    """Upload of the signed minutes; from then on nothing of the meeting changes."""

    model = Meeting
    permission = Perm.RUN_MEETING
    form_class = SignForm
    template_name = "poverty/meetings/sign.html"

    select_related = ("region", "minutes")

    @cached_property
    def meeting(self) -> Meeting:
        """The meeting; 404 outside reach."""
        return get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"])

    def get(self, request, *args, **kwargs):
        return super().get(request, *args, **kwargs) if self.is_waiting() else self.back()

    def post(self, request, *args, **kwargs):
        return super().post(request, *args, **kwargs) if self.is_waiting() else self.back()

    def is_waiting(self) -> bool:
        """Whether the minutes are written and not yet signed."""
        return self.meeting.state == MeetingState.CLOSED

    def back(self):
        messages.error(self.request, locked_words(self.meeting))
        return HttpResponseRedirect(self.meeting.get_absolute_url())

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            heading=_("Upload the signed minutes"),
            meeting=self.meeting,
            submit_label=_("Upload and lock the meeting"),
            cancel_url=self.meeting.get_absolute_url(),
            **kwargs,
        )

    def form_valid(self, form):
        try:
            closing.sign(meeting=self.meeting, upload=form.cleaned_data["file"], by=self.request.user)
        except MeetingRefused as refused:
            form.add_error("file", str(refused))
            return self.form_invalid(form)
        messages.success(self.request, _("The signed minutes are kept. The meeting is locked; its proposals go on."))
        return HttpResponseRedirect(self.meeting.get_absolute_url())

    def form_invalid(self, form):
        response = super().form_invalid(form)
        response.status_code = 422
        return response
