"""Table of contents."""

from django.urls import include, path

app_name = "poverty"

urlpatterns = [
    path("", include("poverty.households.urls")),
    path("pendataan/", include("poverty.assessments.urls")),
    path("impor/", include("poverty.imports.urls")),
    path("wilayah/", include("poverty.regions.urls")),
    path("peta/", include("poverty.measurement.urls")),
]
