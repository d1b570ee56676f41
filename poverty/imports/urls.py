"""Table of contents."""

from django.urls import path

from poverty.imports import propose_views, views

urlpatterns = [
    path("", views.ImportList.as_view(), name="import_list"),
    path("baru/", views.ImportCreate.as_view(), name="import_create"),
    path("<int:pk>/", views.ImportDetail.as_view(), name="import_detail"),
    path("<int:pk>/kolom/", views.ImportMatch.as_view(), name="import_match"),
    path("<int:pk>/kemajuan/", views.ImportProgress.as_view(), name="import_progress"),
    path("<int:pk>/baris/", views.ImportRows.as_view(), name="import_rows"),
    path("<int:pk>/ditolak/", views.ImportWorkbook.as_view(), name="import_workbook"),
    path("<int:pk>/usulan/", propose_views.ImportProposals.as_view(), name="import_proposals"),
    path("<int:pk>/usulkan/", propose_views.ImportPropose.as_view(), name="import_propose"),
    path("<int:pk>/langkah/<str:step>/", views.ImportStep.as_view(), name="import_step"),
]
