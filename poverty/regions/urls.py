"""Table of contents."""

from django.urls import path

from poverty.regions import views

urlpatterns = [
    path("", views.RegionList.as_view(), name="region_list"),
    path("batas/", views.BoundaryUpload.as_view(), name="boundary_upload"),
    path("batas/muat/", views.BoundaryLoad.as_view(), name="boundary_load"),
]
