"""Table of contents."""

from django.urls import path

from poverty.meetings import agenda_views as agenda
from poverty.meetings import attendance_views as attendance
from poverty.meetings import paper_views as papers
from poverty.meetings import views

urlpatterns = [
    path("", views.MeetingList.as_view(), name="meeting_list"),
    path("baru/", views.MeetingCreate.as_view(), name="meeting_create"),
    path("<int:pk>/", views.MeetingDetail.as_view(), name="meeting_detail"),
    path("<int:pk>/ubah/", views.MeetingUpdate.as_view(), name="meeting_update"),
    path("<int:pk>/langkah/<slug:transition>/", views.MeetingMove.as_view(), name="meeting_move"),
    path("<int:pk>/tutup/", views.MeetingClose.as_view(), name="meeting_close"),
    path("<int:pk>/buka-lagi/", views.MeetingReopen.as_view(), name="meeting_reopen"),
    path("<int:pk>/batal/", views.MeetingCancel.as_view(), name="meeting_cancel"),
    path("<int:pk>/tanda-tangan/", views.MeetingSign.as_view(), name="meeting_sign"),
    path("<int:pk>/agenda/", agenda.Agenda.as_view(), name="meeting_agenda"),
    path("<int:pk>/agenda/isi/", agenda.AgendaFill.as_view(), name="meeting_fill"),
    path("<int:pk>/agenda/tambah/", agenda.AgendaAdd.as_view(), name="meeting_add"),
    path("<int:pk>/agenda/sisanya/", agenda.PostponeRest.as_view(), name="meeting_postpone_rest"),
    path("nama/<int:pk>/putusan/", agenda.ItemDecide.as_view(), name="agenda_item_decide"),
    path("nama/<int:pk>/lepas/", agenda.ItemRemove.as_view(), name="agenda_item_remove"),
    path("<int:pk>/hadir/", attendance.Attendance.as_view(), name="meeting_attendance"),
    path("<int:pk>/hadir/seperti-lalu/", attendance.InviteAsLastTime.as_view(), name="meeting_invite_as_last_time"),
    path("hadir/<int:pk>/", attendance.AttendeeMark.as_view(), name="attendee_mark"),
    path("<int:pk>/foto/", papers.MeetingPhoto.as_view(), name="meeting_photo"),
    path("<int:pk>/berkas/<slug:paper>/", papers.MeetingPaper.as_view(), name="meeting_paper"),
]
