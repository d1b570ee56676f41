"""Downloads of a meeting: minutes, signed copy, annex, agenda and attendance sheet, photo. Each is written down."""

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import generic

from accounts.access_log.services import log_download
from accounts.permissions import Perm
from core.documents.views import DocumentDownload
from core.exports import export_response
from core.views import ScopedView
from poverty.meetings import papers
from poverty.meetings.models import Meeting


class MeetingPaper(DocumentDownload, ScopedView, generic.View):
    """One paper of a meeting, for those within reach."""

    model = Meeting
    permission = Perm.VIEW_MEETING
    select_related = ("region__parent", "minutes")
    http_method_names = ["get", "head"]
    NAMES = {
        "berita-acara": gettext_lazy("minutes"),
        "bertanda-tangan": gettext_lazy("signed minutes"),
        "lampiran": gettext_lazy("annex by name and address"),
        "agenda": gettext_lazy("agenda"),
        "daftar-hadir": gettext_lazy("attendance sheet"),
    }

    def get(self, request, pk, paper):
        self.meeting = get_object_or_404(self.get_queryset(), pk=pk)
        if paper not in self.NAMES:
            raise Http404
        if paper in ("berita-acara", "bertanda-tangan"):
            return self._document(signed=paper == "bertanda-tangan")
        if paper == "lampiran":
            return self._annex()
        made = papers.agenda_paper if paper == "agenda" else papers.attendance_sheet
        response = HttpResponse(made(self.meeting), content_type="application/pdf")
        response["Content-Disposition"] = f'attachment; filename="{paper}-{self.meeting.held_on:%Y%m%d}.pdf"'
        response["Cache-Control"] = "private, no-store"
        self._log(paper)
        return response

    def _document(self, *, signed: bool) -> HttpResponse:
        if self.meeting.minutes is None:
            raise Http404
        return self.serve(self.meeting.minutes, signed=signed)

    def log_download(self, document, signed):
        self._log("bertanda-tangan" if signed else "berita-acara")

    def _annex(self) -> HttpResponse:
        meeting = self.meeting
        if not meeting.is_held:
            raise Http404
        self._log("lampiran")
        footer = [
            _("Annex of the minutes %(number)s of %(day)s")
            % {"number": meeting.minutes.number, "day": date_format(meeting.minutes.issued_on)},
            _("Content digest of the minutes: %(digest)s") % {"digest": meeting.minutes.short_digest},
            _("Personal data: keep it safe and delete it when it is no longer needed."),
        ]
        return export_response(
            "lampiran-musyawarah", "xlsx", papers.annex_columns(), papers.annex_rows(meeting), footer
        )

    def _log(self, paper: str) -> None:
        log_download(self.request.user, self.meeting, self.request, detail=self.NAMES[paper])


class MeetingPhoto(ScopedView, generic.View):
    """The photo of the meeting, for those within reach."""

    model = Meeting
    permission = Perm.VIEW_MEETING
    http_method_names = ["get", "head"]

    def get(self, request, pk):
        meeting = get_object_or_404(self.get_queryset(), pk=pk)
        if not meeting.photo:
            raise Http404
        try:
            picture = meeting.photo.open("rb")
        except FileNotFoundError:
            raise Http404 from None
        log_download(request.user, meeting, request, detail=_("photo"))
        response = FileResponse(picture, content_type="image/jpeg")
        response["Cache-Control"] = "private, no-store"
        response["X-Content-Type-Options"] = "nosniff"
        return response
