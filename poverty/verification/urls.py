"""Table of contents."""

from django.urls import path

from poverty.verification import endorsement_views as lists
from poverty.verification import public, views, worklists

urlpatterns = [
    path("", views.ProposalList.as_view(), name="proposal_list"),
    path("ekspor/", views.ProposalExport.as_view(), name="proposal_export"),
    path("sekaligus/", views.ProposalBulk.as_view(), name="proposal_bulk"),
    path("resi/<str:receipt>/", public.Receipt.as_view(), name="receipt"),
    path("verifikasi-lama/", worklists.StaleList.as_view(), name="stale_list"),
    path("belum-diverifikasi/", worklists.NeverVerifiedList.as_view(), name="never_verified_list"),
    path("keluarga/<int:pk>/", views.HouseholdVerification.as_view(), name="household_verification"),
    path("keluarga/<int:pk>/usulkan/", views.ProposalCreate.as_view(), name="proposal_create"),
    path("<int:pk>/", views.ProposalDetail.as_view(), name="proposal_detail"),
    path("<int:pk>/ubah/", views.ProposalUpdate.as_view(), name="proposal_update"),
    path("<int:pk>/bukti/", views.Evidence.as_view(), name="proposal_evidence"),
    path("<int:pk>/tanda-terima/", views.ReceiptPrint.as_view(), name="proposal_receipt"),
    path("<int:pk>/langkah/<slug:transition>/", views.ProposalMove.as_view(), name="proposal_move"),
    path("pengesahan/", lists.EndorsementListList.as_view(), name="endorsement_list"),
    path("pengesahan/susun/", lists.EndorsementCreate.as_view(), name="endorsement_create"),
    path("pengesahan/<int:pk>/", lists.EndorsementDetail.as_view(), name="endorsement_detail"),
    path("pengesahan/<int:pk>/tambah/", lists.EndorsementAdd.as_view(), name="endorsement_add"),
    path("pengesahan/<int:pk>/keluarkan/", lists.EndorsementRemove.as_view(), name="endorsement_remove"),
    path("pengesahan/<int:pk>/sahkan/", lists.Endorse.as_view(), name="endorse"),
    path("pengesahan/<int:pk>/dokumen/", lists.EndorsementDocument.as_view(), name="endorsement_document"),
    path(
        "pengesahan/<int:pk>/dokumen-bertanda-tangan/",
        lists.EndorsementDocument.as_view(signed=True),
        name="endorsement_signed",
    ),
    path("pengesahan/<int:pk>/lampiran/", lists.EndorsementAnnex.as_view(), name="endorsement_annex"),
    path("pengesahan/<int:pk>/unggah/", lists.SignedCopy.as_view(), name="endorsement_upload"),
    path("pengesahan/<int:pk>/langkah/<slug:transition>/", lists.EndorsementMove.as_view(), name="endorsement_move"),
]
