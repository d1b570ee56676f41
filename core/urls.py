"""Table of contents of all addresses."""

from django.urls import include, path

from core import health
from core.list_views import SavedViewCreate, SavedViewDelete

urlpatterns = [
    path("akun/", include("accounts.users.sign_in_urls")),
    path("bahasa/", include("django.conf.urls.i18n")),
    path("tampilan/simpan/", SavedViewCreate.as_view(), name="saved_view_create"),
    path("tampilan/<int:pk>/hapus/", SavedViewDelete.as_view(), name="saved_view_delete"),
    path("sehat/", health.alive, name="health"),
    path("dokumen/", include("core.documents.urls")),
    path("", include("poverty.urls")),
    path("", include("accounts.urls")),
]

handler404 = "core.errors.not_found"
handler403 = "core.errors.forbidden"
handler500 = "core.errors.broken"
handler400 = "core.errors.bad_request"
