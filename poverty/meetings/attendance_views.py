"""Attendance: who is invited, who came, many lines at once."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import generic

from accounts.permissions import Perm
from core.access import within_reach
from core.views import ScopedView
from poverty.meetings import selectors, services
from poverty.meetings.forms import PeopleForm
from poverty.meetings.models import Attendee, Meeting
from poverty.meetings.services import MeetingRefused
from poverty.meetings.views import MeetingAct, RunMixin


class Attendance(RunMixin, ScopedView, generic.FormView):
    """The list of a meeting's people; those who run it add many at once."""

    model = Meeting
    permission = Perm.VIEW_MEETING
    select_related = ("region",)
    form_class = PeopleForm
    template_name = "poverty/meetings/attendance.html"

    @cached_property
    def meeting(self) -> Meeting:
        """The meeting; 404 outside reach, and for writing outside the reach of running it."""
        rows = self.get_queryset()
        if self.request.method == "POST":
            rows = rows.filter(pk__in=selectors.to_run(self.request.user).values("pk"))
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            meeting=self.meeting,
            may_change=self.may_run(self.meeting) and self.meeting.is_changeable,
            attendees=list(self.meeting.attendees.all()),
            quorum=selectors.quorum_of(self.meeting),
            **kwargs,
        )

    def form_valid(self, form):
        try:
            added = services.add_attendees(meeting=self.meeting, people=form.people(), by=self.request.user)
        except MeetingRefused as refused:
            messages.error(self.request, str(refused))
        else:
            messages.success(self.request, _("%(count)s people added.") % {"count": added})
        return HttpResponseRedirect(self.request.path)

    def form_invalid(self, form):
        response = super().form_invalid(form)
        response.status_code = 422
        return response


class InviteAsLastTime(MeetingAct):
    """Takes over who stood on the list of the last meeting."""

    def act(self, meeting):
        count = services.invite_as_last_time(meeting=meeting, by=self.request.user)
        return _("%(count)s people added.") % {"count": count}

    def back(self, meeting):
        return reverse("poverty:meeting_attendance", args=[meeting.pk])


class AttendeeMark(ScopedView, generic.View):
    """Notes that somebody came or did not, or takes the line away."""

    model = Attendee
    permission = Perm.RUN_MEETING
    http_method_names = ["post"]

    def get_queryset(self):
        return within_reach(Attendee, self.request.user, self.permission).select_related("meeting__region")

    def post(self, request, pk):
        attendee = get_object_or_404(self.get_queryset(), pk=pk)
        meeting, what = attendee.meeting, request.POST.get("mark", "")
        if what not in ("present", "absent", "remove"):
            return HttpResponse(status=400)
        try:
            if what == "remove":
                services.remove_attendee(attendee=attendee, by=request.user)
            else:
                services.mark_present(attendee=attendee, is_present=what == "present", by=request.user)
        except MeetingRefused as refused:
            messages.error(request, str(refused))
            return HttpResponseRedirect(reverse("poverty:meeting_attendance", args=[meeting.pk]))
        if request.htmx:
            context = {
                "meeting": meeting,
                "may_change": True,
                "attendees": list(meeting.attendees.all()),
                "quorum": selectors.quorum_of(meeting),
            }
            return render(request, "poverty/meetings/attendees.html", context)
        return HttpResponseRedirect(reverse("poverty:meeting_attendance", args=[meeting.pk]))
