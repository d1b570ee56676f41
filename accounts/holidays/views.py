"""Holidays: list, add one or many, edit, remove. Reference data for the administrator."""

from django import forms
from django.contrib import messages
from django.db.models.functions import Lower
from django.http import HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import generic

from accounts.holidays import services
from accounts.holidays.reference import SOURCE, fixed_holidays
from accounts.permissions import Perm
from accounts.service_forms import ServiceFormMixin
from core.forms import PlainForm, RecordForm
from core.models import Holiday
from core.tables import Column, Table
from core.views import CreateView, ListView, ScopedView, UpdateView


class HolidayForm(RecordForm):
    """One day off and its legal basis."""

    class Meta:
        model = Holiday
        fields = ("day", "name", "source")
        help_texts = {"source": gettext_lazy("The decree that names the day, such as the joint decree of the year.")}


class HolidayLinesForm(PlainForm):
    """Many days at once, as the yearly decree lists them."""

    lines = forms.CharField(
        label=gettext_lazy("Days, one to a line"),
        widget=forms.Textarea({"rows": 12}),
        max_length=6000,
        help_text=gettext_lazy("First the day, then its name, such as: 19-3-2026 Nyepi."),
    )
    source = forms.CharField(label=gettext_lazy("Legal basis"), max_length=120)

    def clean_lines(self):
        return services.read_lines(self.cleaned_data["lines"])


def _day(holiday: Holiday):
    return format_html('<a href="{}"><b>{}</b></a>', holiday.get_absolute_url(), services.in_words(holiday.day))


class HolidayTable(Table):
    """The calendar of days off."""

    caption = gettext_lazy("Holidays")
    empty_title = gettext_lazy("No holiday on the calendar yet")
    empty_text = gettext_lazy("Until it is filled, deadlines count every Monday to Friday as a working day.")
    default_sort = "-day"
    columns = (
        Column("day", gettext_lazy("Day"), _day, sort="day", card_title=True),
        Column("name", gettext_lazy("Name"), lambda row: row.name, sort=Lower("name")),
        Column("source", gettext_lazy("Legal basis"), lambda row: row.source, sort=Lower("source")),
    )


class HolidayMixin:
    """All holidays, for whoever keeps the reference data."""

    model = Holiday
    permission = Perm.MANAGE_REFERENCE

    def get_queryset(self):
        return Holiday.objects.all()

    def get_success_url(self):
        return reverse("accounts:holiday_list")

    get_cancel_url = get_success_url


class HolidayList(HolidayMixin, ListView):
    """The days on which no office works; deadlines in working days skip them."""

    table_class = HolidayTable
    template_name = "accounts/holidays.html"
    create_url_name = "accounts:holiday_create"
    create_label = gettext_lazy("Add a day")

    def get_context_data(self, **kwargs):
        year = timezone.localdate().year
        known = set(Holiday.objects.filter(day__year__in=(year, year + 1)).values_list("day", flat=True))
        lacking = [y for y in (year, year + 1) if not {day for day, _name in fixed_holidays(y)} <= known]
        return super().get_context_data(years_lacking=lacking, **kwargs)

    def subtitle(self):
        return _("Deadlines in working days skip Saturdays, Sundays and these days.")


class HolidayCreate(HolidayMixin, ServiceFormMixin, CreateView):
    """One more day."""

    form_class = HolidayForm
    heading = gettext_lazy("Add a holiday")
    success_message = gettext_lazy("Saved.")

    def save(self, form):
        return self.attempt(form, services.save_holiday, holiday=Holiday(), **form.cleaned_data) or form.instance


class HolidayUpdate(HolidayMixin, ServiceFormMixin, UpdateView):
    """An existing day."""

    form_class = HolidayForm
    heading = gettext_lazy("Edit the holiday")
    success_message = gettext_lazy("Saved.")
    template_name = "accounts/holiday_form.html"

    def save(self, form):
        fresh = Holiday.objects.get(pk=form.instance.pk)
        return self.attempt(form, services.save_holiday, holiday=fresh, **form.cleaned_data) or form.instance


class HolidayLines(HolidayMixin, ServiceFormMixin, CreateView):
    """Many days at once."""

    form_class = HolidayLinesForm
    heading = gettext_lazy("Add the holidays of a decree")

    def save(self, form):
        number = services.add_holidays(
            by=self.request.user, days=form.cleaned_data["lines"], source=form.cleaned_data["source"]
        )
        messages.success(self.request, _("%(number)d days were added.") % {"number": number})
        return Holiday.objects.get(day=form.cleaned_data["lines"][0][0])


class HolidayFixed(HolidayMixin, ScopedView, generic.View):
    """Adds the holidays of fixed date of one year."""

    http_method_names = ["post"]

    def post(self, request):
        try:
            year = int(request.POST.get("year", ""))
            days = fixed_holidays(year)
        except ValueError:
            return HttpResponseBadRequest()
        number = services.add_holidays(by=request.user, days=days, source=SOURCE)
        messages.success(request, _("%(number)d days were added.") % {"number": number})
        return HttpResponseRedirect(self.get_success_url())


class HolidayRemove(HolidayMixin, ScopedView, generic.View):
    """Takes a day off the calendar."""

    http_method_names = ["post"]

    def post(self, request, pk):
        holiday = get_object_or_404(self.get_queryset(), pk=pk)
        services.remove_holiday(by=request.user, holiday=holiday)
        messages.success(request, _("The day is a working day again."))
        return HttpResponseRedirect(self.get_success_url())
