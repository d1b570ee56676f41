"""Table of contents."""

from django.urls import path

from poverty.visits import plan_views as planning
from poverty.visits import record_views as phone
from poverty.visits import views

urlpatterns = [
    path("", views.VisitList.as_view(), name="visit_list"),
    path("rencana/", planning.PlanEach.as_view(), name="visit_plan_each"),
    path("keluarga/<int:pk>/", views.HouseholdVisits.as_view(), name="household_visits"),
    path("keluarga/<int:pk>/rencana/", planning.PlanVisit.as_view(), name="visit_plan"),
    path("<int:pk>/", views.VisitDetail.as_view(), name="visit_detail"),
    path("<int:pk>/isi/", phone.VisitRecord.as_view(), name="visit_record"),
    path("<int:pk>/foto/", phone.PhotoAdd.as_view(), name="visit_photo_add"),
    path("<int:pk>/foto/<uuid:client_id>/", views.VisitPhotoFile.as_view(), name="visit_photo"),
    path("<int:pk>/foto/<uuid:client_id>/hapus/", phone.PhotoRemove.as_view(), name="visit_photo_remove"),
    path("<int:pk>/teruskan/", phone.CarryOver.as_view(), name="visit_carry_over"),
    path("<int:pk>/langkah/<slug:transition>/", views.VisitMove.as_view(), name="visit_move"),
]
