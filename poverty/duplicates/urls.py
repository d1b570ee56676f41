"""Table of contents."""

from django.urls import path

from poverty.duplicates import views
from poverty.duplicates import working_views as working

urlpatterns = [
    path("", views.PairList.as_view(), name="duplicate_list"),
    path("berikutnya/", views.PairNext.as_view(), name="duplicate_next"),
    path("konfirmasi/", working.MergeConfirm.as_view(), name="duplicate_confirm"),
    path("digabung/", views.MergedList.as_view(), name="duplicate_merged"),
    path("tandai/<int:pk>/", working.PairMark.as_view(), name="duplicate_mark"),
    path("<int:pk>/", views.PairDetail.as_view(), name="duplicate_detail"),
    path("<int:pk>/pilih/", working.PairChoose.as_view(), name="duplicate_choose"),
    path("<int:pk>/putuskan/", working.PairDecide.as_view(), name="duplicate_decide"),
    path("<int:pk>/batalkan/", working.PairUnmerge.as_view(), name="duplicate_unmerge"),
]
