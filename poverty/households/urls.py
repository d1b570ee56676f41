"""Table of contents."""

from django.urls import path

from poverty.households import member_views as people
from poverty.households import views

urlpatterns = [
    path("keluarga/", views.HouseholdList.as_view(), name="household_list"),
    path("keluarga/ekspor/", views.HouseholdExport.as_view(), name="household_export"),
    path("keluarga/baru/", views.HouseholdCreate.as_view(), name="household_create"),
    path("keluarga/<int:pk>/", views.HouseholdDetail.as_view(), name="household_detail"),
    path("keluarga/<int:pk>/ubah/", views.HouseholdUpdate.as_view(), name="household_update"),
    path("keluarga/<int:pk>/anggota/", views.HouseholdMembers.as_view(), name="household_members"),
    path("keluarga/<int:pk>/anggota/baru/", people.MemberCreate.as_view(), name="member_create"),
    path("keluarga/<int:pk>/riwayat/", views.HouseholdHistory.as_view(), name="household_history"),
    path("keluarga/<int:pk>/akses/", views.HouseholdAccess.as_view(), name="household_access"),
    path("keluarga/<int:pk>/no-kk/", views.FamilyCardReveal.as_view(), name="family_card_reveal"),
    path("keluarga/<int:pk>/telepon/", views.PhoneReveal.as_view(), name="phone_reveal"),
    path("keluarga/<int:pk>/foto/", views.HouseholdPhotos.as_view(), name="household_photos"),
    path("keluarga/<int:pk>/foto/<str:side>/", views.Photo.as_view(), name="household_photo"),
    path("orang/", people.MemberList.as_view(), name="member_list"),
    path("orang/ekspor/", people.MemberExport.as_view(), name="member_export"),
    path("orang/<int:pk>/ubah/", people.MemberUpdate.as_view(), name="member_update"),
    path("orang/<int:pk>/keluar/", people.MemberLeaves.as_view(), name="member_leaves"),
    path("orang/<int:pk>/nik/", people.NikReveal.as_view(), name="nik_reveal"),
    path("orang/periksa-nik/", people.NikCheck.as_view(), name="nik_check"),
    path("orang/serupa/", people.SimilarPeople.as_view(), name="similar_people"),
    path("orang/cari/", people.Search.as_view(), name="search"),
]
