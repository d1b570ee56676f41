"""The page in the hand of the visitor: answers, photos and handing in, as a plain form or in parts as JSON."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import generic

from accounts.access_log.services import log_view
from accounts.permissions import Perm
from core.access import ScopedView
from poverty.visits import recording, services
from poverty.visits.choices import PhotoSubject, VisitState
from poverty.visits.forms import Sent, read_sent
from poverty.visits.models import Visit
from poverty.visits.page import page_of
from poverty.visits.recording import VisitRefused


def wants_json(request: HttpRequest) -> bool:
    """Whether the page's script asks, and not the browser itself."""
    return request.headers.get("Accept", "").startswith("application/json")


class OwnVisit(ScopedView, generic.View):
    """A visit within the area in which this person may visit; everybody but its visitor is told so."""

    model = Visit
    permission = Perm.RECORD_VISIT

    @cached_property
    def visit(self) -> Visit:
        queryset = self.get_queryset().select_related("household__region", "assigned_to", "proposal")
        return get_object_or_404(queryset, pk=self.kwargs["pk"])

    def told(self, refusal: str) -> HttpResponse:
        """The refusal, beside the reason why nothing more can be sent if that is so."""
        if wants_json(self.request):
            return JsonResponse({"refusal": refusal, "closed": self.visit.state != VisitState.PLANNED}, status=409)
        messages.error(self.request, refusal)
        return HttpResponseRedirect(self.visit.get_absolute_url())


class VisitRecord(OwnVisit):
    """The visit in the hand: GET shows it, POST keeps what it holds, in whole or in part, and may hand it in."""

    http_method_names = ["get", "post"]

    def get(self, request, pk):
        if refusal := recording.refusal_to_record(self.visit, by=request.user):
            return self.told(refusal)
        log_view(request.user, self.visit.household, request, detail=_("visit"))
        return self.page(Sent())

    def page(self, sent: Sent, status: int = 200) -> HttpResponse:
        """The form as it stands now, with what of the last sending could not be kept."""
        return render(
            self.request, "poverty/visits/record.html", page_of(self.visit, sent, self.request), status=status
        )

    def post(self, request, pk):
        sent = read_sent(self.visit.checklist, request.POST)
        try:
            recording.save_found(
                visit=self.visit, data=sent.data, revision=sent.revision, by=request.user, started_at=sent.started_at
            )
            self.take_photos(sent)
            if "remove" in request.POST:
                recording.remove_photo(visit=self.visit, client_id=number_of(request.POST["remove"]), by=request.user)
            if "finish" in request.POST and not sent.refused:
                services.finish(visit=self.visit, by=request.user, ended_at=sent.ended_at)
        except VisitRefused as refused:
            return self.refused(sent, str(refused))
        return self.answer(sent)

    def take_photos(self, sent: Sent) -> None:
        """Photos of a plain form. Its number makes the same form sent twice bring each photo once."""
        number = number_of(self.request.POST.get("form_number", ""))
        for subject in PhotoSubject.values:
            for place, upload in enumerate(self.request.FILES.getlist(f"photo-{subject}")):
                client_id = uuid.uuid5(number, f"{subject}-{place}")
                try:
                    recording.add_photo(
                        visit=self.visit, upload=upload, client_id=client_id, subject=subject, by=self.request.user
                    )
                except ValidationError as error:
                    sent.refused[f"photo-{subject}"] = " ".join(error.messages)

    def refused(self, sent: Sent, refusal: str) -> HttpResponse:
        """Whoever may not record is told so; whoever may keeps the form, with what is lacking above it."""
        self.visit.refresh_from_db()
        if wants_json(self.request) or recording.refusal_to_record(self.visit, by=self.request.user):
            return self.told(refusal)
        sent.refused[""] = refusal
        return self.page(sent, status=422)

    def answer(self, sent: Sent) -> HttpResponse:
        """What is kept now; a plain form goes on, or to the visit's page once it is handed in."""
        done = self.visit.state == VisitState.DONE
        if wants_json(self.request):
            now = timezone.now()
            shown = {"at": int(now.timestamp() * 1000), "refused": sent.refused, "done": done}
            return JsonResponse(shown | {"url": self.visit.get_absolute_url()}, status=200)
        if sent.refused:
            return self.page(sent, status=422)
        if done:
            messages.success(self.request, _("The visit is handed in. Thank you."))
            return HttpResponseRedirect(self.visit.get_absolute_url())
        messages.success(self.request, _("What you entered is saved."))
        return HttpResponseRedirect(self.request.path)


class PhotoAdd(OwnVisit):
    """Takes one photo under the phone's own number for it; the same number again is the same photo."""

    http_method_names = ["post"]

    def post(self, request, pk):
        visit, upload, subject = self.visit, request.FILES.get("photo"), request.POST.get("subject", "")
        if upload is None or subject not in PhotoSubject.values:
            return JsonResponse({"refusal": _("Choose a photo.")}, status=422)
        try:
            photo = recording.add_photo(
                visit=visit,
                upload=upload,
                client_id=number_of(request.POST.get("client_id", "")),
                subject=subject,
                by=request.user,
            )
        except VisitRefused as refused:
            return self.told(str(refused))
        except ValidationError as error:
            return JsonResponse({"refusal": " ".join(error.messages)}, status=422)
        kept = {"client_id": str(photo.client_id), "has_place": photo.place is not None}
        return JsonResponse(kept | {"at": int(timezone.now().timestamp() * 1000)})


class PhotoRemove(OwnVisit):
    """Takes a photo away while the visit is planned; one that is not there is away already."""

    http_method_names = ["post"]

    def post(self, request, pk, client_id):
        try:
            recording.remove_photo(visit=self.visit, client_id=client_id, by=request.user)
        except VisitRefused as refused:
            return self.told(str(refused))
        if wants_json(request):
            return JsonResponse({"at": int(timezone.now().timestamp() * 1000)})
        return HttpResponseRedirect(reverse("poverty:visit_record", args=[pk]))


class CarryOver(OwnVisit):
    """Moves the proposal to “visited” when it could not take that step on the day of the visit."""

    http_method_names = ["post"]

    def post(self, request, pk):
        try:
            services.carry_over(visit=self.visit, by=request.user)
        except VisitRefused as refused:
            return self.told(str(refused))
        messages.success(request, _("The proposal is now “visited”."))
        return HttpResponseRedirect(self.visit.get_absolute_url())


def number_of(text: str) -> uuid.UUID:
    """The phone's number for a photo; a new one when it sent none that can be read."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.uuid4()
