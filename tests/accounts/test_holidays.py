"""The calendar of holidays: kept by the administrator, read by every deadline."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.holidays import services
from core.models import Holiday
from core.working_days import add_working_days, is_working_day, working_days_between

DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2040, 12, 31))


@given(DAYS, st.integers(0, 60), st.sets(DAYS, max_size=30))
def test_a_deadline_falls_on_a_working_day_and_counts_back(start, number, holidays):
    end = add_working_days(start, number, holidays)
    assert number == 0 or is_working_day(end, holidays)
    assert working_days_between(start, end, holidays) == number
    assert working_days_between(end, start, holidays) == -number


@given(DAYS, st.integers(1, 30), DAYS)
def test_one_more_holiday_never_brings_a_deadline_nearer(start, number, day):
    assert add_working_days(start, number, {day}) >= add_working_days(start, number, ())


def test_days_are_not_counted_backward():
    with pytest.raises(ValueError):
        add_working_days(dt.date(2026, 1, 1), -1, ())


@pytest.mark.django_db
class TestCalendar:
    def test_a_holiday_moves_the_deadlines_that_cross_it(self, people):
        friday = dt.date(2026, 3, 13)
        before = add_working_days(friday, 5)
        services.add_holidays(by=people.administrator, days=[(dt.date(2026, 3, 19), "Nyepi")], source="SKB")
        assert add_working_days(friday, 5) == before + dt.timedelta(days=3)  # over the weekend

    def test_many_lines_are_read_and_those_known_stay(self, people):
        days = services.read_lines("19-3-2026 Nyepi\n2026-03-20; Idulfitri 1447 H\n\n 21/03/2026 Idulfitri")
        assert days[1] == (dt.date(2026, 3, 20), "Idulfitri 1447 H")
        Holiday.objects.create(day=dt.date(2026, 3, 20), name="Sudah ada")
        assert services.add_holidays(by=people.administrator, days=days, source="SKB") == 2
        assert Holiday.objects.get(day=dt.date(2026, 3, 20)).name == "Sudah ada"

    @pytest.mark.parametrize("text", ["", "Nyepi", "31-2-2026 Nyepi", "19-3-2026", "19-3-2026 ;", "1.1 Tahun Baru"])
    def test_a_line_that_cannot_be_read_is_named_and_nothing_is_taken(self, text):
        with pytest.raises(ValidationError):
            services.read_lines(f"1-5-2026 Buruh\n{text}" if text else text)

    def test_the_form_says_which_line(self, client, people):
        client.force_login(people.administrator)
        answer = client.post(reverse("accounts:holiday_lines"), {"lines": "x\n1-5-2026 Buruh", "source": "SKB"})
        assert answer.status_code == 422 and "1" in str(answer.context["form"].errors["lines"])
        assert not Holiday.objects.filter(name="Buruh").exists()

    def test_the_same_day_stands_once(self, client, people):
        client.force_login(people.administrator)
        data = {"day": "2026-03-19", "name": "Nyepi", "source": "SKB"}
        assert client.post(reverse("accounts:holiday_create"), data).status_code == 302
        answer = client.post(reverse("accounts:holiday_create"), data)
        assert answer.status_code == 422 and "day" in answer.context["form"].errors

    def test_an_empty_calendar_gets_the_fixed_days_and_a_kept_one_is_left_alone(self, db):
        Holiday.objects.all().delete()
        call_command("load_reference", verbosity=0)
        year = dt.date.today().year
        assert Holiday.objects.filter(day=dt.date(year, 8, 17)).exists()
        Holiday.objects.filter(day=dt.date(year, 8, 17)).delete()
        call_command("load_reference", verbosity=0)
        assert not Holiday.objects.filter(day=dt.date(year, 8, 17)).exists()

    def test_only_the_keeper_of_reference_data_changes_it(self, people):
        for user in (people.officer, people.head, people.nobody):
            with pytest.raises(PermissionDenied):
                services.add_holidays(by=user, days=[(dt.date(2026, 3, 19), "Nyepi")], source="")
