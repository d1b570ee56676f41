"""Table of contents."""

from django.urls import path

from poverty.assessments import views

urlpatterns = [
    path("", views.AssessmentList.as_view(), name="assessment_list"),
    path("perlu/", views.DueList.as_view(), name="assessment_due"),
    path("keluarga/<int:pk>/", views.HouseholdAssessments.as_view(), name="household_assessments"),
    path("keluarga/<int:pk>/mulai/", views.AssessmentBegin.as_view(), name="assessment_begin"),
    path("<int:pk>/", views.AssessmentDetail.as_view(), name="assessment_detail"),
    path("<int:pk>/isi/", views.AssessmentUpdate.as_view(), name="assessment_update"),
    path("<int:pk>/langkah/<slug:transition>/", views.AssessmentMove.as_view(), name="assessment_move"),
]
