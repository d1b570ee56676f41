"""Table of contents."""

from django.urls import path

from accounts.access_log.views import AccessList
from accounts.departments import views as departments
from accounts.holidays import views as holidays
from accounts.my_work.views import MyWorkView
from accounts.users import own_account
from accounts.users import views as users

app_name = "accounts"

urlpatterns = [
    path("", MyWorkView.as_view(), name="my_work"),
    path("akun-saya/", own_account.MyAccountView.as_view(), name="my_account"),
    path("akun-saya/sesi/akhiri/", own_account.EndOtherSessionsView.as_view(), name="end_other_sessions"),
    path("akun-saya/bahasa/", own_account.LanguageView.as_view(), name="language"),
    path("pengguna/", users.UserList.as_view(), name="user_list"),
    path("pengguna/baru/", users.UserCreate.as_view(), name="user_create"),
    path("pengguna/<int:pk>/", users.UserDetail.as_view(), name="user_detail"),
    path("pengguna/<int:pk>/ubah/", users.UserUpdate.as_view(), name="user_update"),
    path("pengguna/<int:pk>/peran/", users.AssignmentCreate.as_view(), name="assignment_create"),
    path(
        "pengguna/<int:pk>/peran/<int:assignment>/akhiri/",
        users.AssignmentEnd.as_view(),
        name="assignment_end",
    ),
    path("pengguna/<int:pk>/tutup/", users.Deactivate.as_view(), name="user_deactivate"),
    path("pengguna/<int:pk>/buka/", users.Reactivate.as_view(), name="user_reactivate"),
    path("pengguna/<int:pk>/tautan-sandi/", users.PasswordLink.as_view(), name="password_link"),
    path("pengguna/<int:pk>/faktor-kedua/", users.SecondFactorReset.as_view(), name="second_factor_reset"),
    path("perangkat-daerah/", departments.DepartmentList.as_view(), name="department_list"),
    path("perangkat-daerah/baru/", departments.DepartmentCreate.as_view(), name="department_create"),
    path("perangkat-daerah/<int:pk>/ubah/", departments.DepartmentUpdate.as_view(), name="department_update"),
    path("hari-libur/", holidays.HolidayList.as_view(), name="holiday_list"),
    path("hari-libur/baru/", holidays.HolidayCreate.as_view(), name="holiday_create"),
    path("hari-libur/daftar/", holidays.HolidayLines.as_view(), name="holiday_lines"),
    path("hari-libur/tetap/", holidays.HolidayFixed.as_view(), name="holiday_fixed"),
    path("hari-libur/<int:pk>/ubah/", holidays.HolidayUpdate.as_view(), name="holiday_update"),
    path("hari-libur/<int:pk>/hapus/", holidays.HolidayRemove.as_view(), name="holiday_remove"),
    path("log-akses/", AccessList.as_view(), name="access_list"),
]
