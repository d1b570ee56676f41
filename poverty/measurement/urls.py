"""Table of contents."""

from django.urls import path

from poverty.measurement import views

urlpatterns = [path("", views.RegionMap.as_view(), name="region_map")]
