"""Table of contents."""

from django.urls import path

from poverty.national_lists import comparison_views as differences
from poverty.national_lists import views

urlpatterns = [
    path("", views.NationalListList.as_view(), name="national_list_list"),
    path("baru/", views.NationalListCreate.as_view(), name="national_list_create"),
    path("<int:pk>/", views.NationalListDetail.as_view(), name="national_list_detail"),
    path("<int:pk>/kemajuan/", views.NationalListProgress.as_view(), name="national_list_progress"),
    path("<int:pk>/berkas/", views.NationalListFile.as_view(), name="national_list_file"),
    path("<int:pk>/lengkap/", views.NationalListClose.as_view(), name="national_list_close"),
    path("<int:pk>/cocokkan/", views.NationalListLink.as_view(), name="national_list_link"),
    path("<int:pk>/langkah/<str:transition>/", views.NationalListMove.as_view(), name="national_list_move"),
    path("keluarga/", views.EntryList.as_view(), name="national_entry_list"),
    path("keluarga/ekspor/", views.EntryExport.as_view(), name="national_entry_export"),
    path("banding/", differences.Compare.as_view(), name="list_compare"),
    path("banding/<int:pk>/", differences.ComparisonDetail.as_view(), name="list_comparison_detail"),
    path("banding/<int:pk>/kemajuan/", differences.ComparisonProgress.as_view(), name="list_comparison_progress"),
    path("banding/<int:pk>/verifikasi/", differences.QueueOpen.as_view(), name="list_queue_open"),
    path("perbedaan/", differences.DifferenceList.as_view(), name="list_difference_list"),
    path("perbedaan/ekspor/", differences.DifferenceExport.as_view(), name="list_difference_export"),
    path("antrean/", differences.QueueList.as_view(), name="list_queue_list"),
]
