"""Table of contents."""

from django.urls import path

from poverty.change_requests import views
from poverty.change_requests.bulk_views import DecideMany

urlpatterns = [
    path("", views.RequestList.as_view(), name="change_request_list"),
    path("putuskan/", DecideMany.as_view(), name="change_request_decide_many"),
    path("keluarga/<int:pk>/", views.HouseholdRequests.as_view(), name="household_change_requests"),
    path("baris/<int:pk>/nomor/", views.LineNumbers.as_view(), name="change_line_numbers"),
    path("<int:pk>/", views.RequestDetail.as_view(), name="change_request_detail"),
    path("<int:pk>/putuskan/", views.RequestDecide.as_view(), name="change_request_decide"),
    path("<int:pk>/tarik/", views.RequestWithdraw.as_view(), name="change_request_withdraw"),
    path("<int:pk>/bukti/", views.Evidence.as_view(), name="change_request_evidence"),
]
