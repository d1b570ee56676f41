"""Table of contents."""

from django.urls import include, path

app_name = "poverty"

urlpatterns = [
    path("", include("poverty.households.urls")),
    path("pendataan/", include("poverty.assessments.urls")),
    path("usulan/", include("poverty.verification.urls")),
    path("musyawarah/", include("poverty.meetings.urls")),
    path("kunjungan/", include("poverty.visits.urls")),
    path("perubahan/", include("poverty.change_requests.urls")),
    path("data-ganda/", include("poverty.duplicates.urls")),
    path("daftar-nasional/", include("poverty.national_lists.urls")),
    path("impor/", include("poverty.imports.urls")),
    path("wilayah/", include("poverty.regions.urls")),
    path("peta/", include("poverty.measurement.urls")),
]
