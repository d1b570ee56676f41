"""Departments: list, add, edit. Reference data for the administrator."""

from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.departments.models import Department
from accounts.departments.services import save_department
from accounts.permissions import Perm
from accounts.service_forms import ServiceFormMixin
from core.forms import RecordForm
from core.tables import Column, Table
from core.views import CreateView, ListView, UpdateView


class DepartmentForm(RecordForm):
    """A department's code and names."""

    class Meta:
        model = Department
        fields = ("code", "name", "short_name", "is_active")
        help_texts = {
            "code": gettext_lazy("Short and lasting, such as dinsos; work sheets refer to it."),
            "is_active": gettext_lazy("An inactive department can no longer be chosen."),
        }


def _name(department: Department):
    return format_html('<a href="{}"><b>{}</b></a>', department.get_absolute_url(), department.name)


def _state(department: Department):
    words, tone = (_("active"), "good") if department.is_active else (_("inactive"), "")
    return format_html('<span class="badge {}">{}</span>', tone, words)


class DepartmentTable(Table):
    """Departments of the city government."""

    caption = gettext_lazy("Departments")
    empty_title = gettext_lazy("No department yet")
    empty_text = gettext_lazy("Add the city's departments; roles of planners and heads refer to them.")
    default_sort = "name"
    columns = (
        Column("name", gettext_lazy("Name"), _name, sort=Lower("name"), card_title=True),
        Column("short_name", gettext_lazy("Short name"), lambda row: row.short_name, sort=Lower("short_name")),
        Column("code", gettext_lazy("Code"), lambda row: row.code, sort="code"),
        Column("state", gettext_lazy("State"), _state),
    )


class DepartmentMixin:
    """All departments, for whoever keeps the reference data."""

    model = Department
    permission = Perm.MANAGE_REFERENCE

    def get_queryset(self):
        return Department.objects.all()


class DepartmentFormMixin(DepartmentMixin, ServiceFormMixin):
    """What adding and editing share."""

    form_class = DepartmentForm
    success_message = gettext_lazy("Saved.")

    def save(self, form):
        fresh = Department.objects.filter(pk=form.instance.pk).first() or Department()
        return self.attempt(form, save_department, department=fresh, **form.cleaned_data) or form.instance

    def get_success_url(self):
        return reverse("accounts:department_list")

    get_cancel_url = get_success_url


class DepartmentList(DepartmentMixin, ListView):
    """Departments of the city government."""

    table_class = DepartmentTable
    create_url_name = "accounts:department_create"
    create_label = gettext_lazy("Add department")


class DepartmentCreate(DepartmentFormMixin, CreateView):
    """A new department."""

    heading = gettext_lazy("Add department")


class DepartmentUpdate(DepartmentFormMixin, UpdateView):
    """An existing department."""

    heading = gettext_lazy("Edit department")
