"""Forms: laid out as declared, dates as people type them, and what the database refuses said beside its field."""

import datetime as dt

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from core.forms import DateInput, DigitsInput, PlainForm, ReasonForm
from core.refusals import put_refusal, refusal_of
from core.views import show_value
from poverty.households.models import Household
from tests.support.factories import family, household, make_nik, member


class Visit(PlainForm):
    """A form with one of each."""

    day = forms.DateField(label="Hari")
    number = forms.CharField(label="Nomor", widget=DigitsInput)
    kind = forms.ChoiceField(label="Jenis", choices=[("a", "Satu"), ("b", "Dua")])
    fieldsets = (("Kunjungan", (("day", "kind"), "number")),)


class TestLayout:
    def test_fields_stand_in_their_fieldset_in_the_order_declared(self):
        from crispy_forms.utils import render_crispy_form

        html = render_crispy_form(Visit())
        assert "<legend" in html and html.index('name="day"') < html.index('name="kind"') < html.index('name="number"')
        assert "<form" not in html and "csrf" not in html

    @pytest.mark.parametrize("text", ["2026-11-21", "21-11-2026", "21/11/2026"])
    def test_a_day_is_read_as_the_browser_sends_it_and_as_people_type_it(self, text):
        form = Visit({"day": text, "number": "1", "kind": "a"})
        assert form.is_valid(), form.errors
        assert form.cleaned_data["day"] == dt.date(2026, 11, 21)

    def test_a_day_is_shown_as_the_browsers_field_wants_it(self):
        assert 'value="2026-11-21"' in str(Visit(initial={"day": dt.date(2026, 11, 21)})["day"])
        assert isinstance(Visit().fields["day"].widget, DateInput)

    def test_a_number_field_keeps_leading_zeros_and_offers_the_number_pad(self):
        form = Visit({"day": "2026-11-21", "number": "0012", "kind": "a"})
        assert form.is_valid() and form.cleaned_data["number"] == "0012"
        assert 'inputmode="numeric"' in str(form["number"]) and 'type="text"' in str(form["number"])

    @pytest.mark.parametrize(("reason", "good"), [("", False), ("abc", False), ("    ", False), ("cukup jelas", True)])
    def test_a_reason_is_more_than_a_sign(self, reason, good):
        assert ReasonForm({"reason": reason}).is_valid() is good


class TestShownValues:
    @pytest.mark.parametrize(
        ("value", "text"), [("a", "Satu"), ("", "–"), (None, "–"), ([], "–"), (["a", "b"], "Satu, Dua"), ("zz", "zz")]
    )
    def test_both_versions_are_shown_in_words(self, value, text):
        assert show_value(Visit().fields["kind"], value) == text


@pytest.mark.django_db
class TestRefusals:
    """The last guard speaks as clearly as the first."""

    def refuse(self, write):
        with pytest.raises(IntegrityError) as caught, transaction.atomic():
            write()
        return refusal_of(caught.value)

    @pytest.mark.parametrize(
        ("field", "value"), [("nik", make_nik(serial=77)), ("nik", "123")], ids=["taken", "wrong shape"]
    )
    def test_a_constraint_with_one_field_speaks_beside_it_or_above(self, field, value):
        first = family()
        member(first, "Satu", relation="child", nik=make_nik(serial=77))
        refusal = self.refuse(lambda: member(first, "Dua", relation="child", **{field: value}))
        constraint = "member_nik_once" if len(value) == 16 else "member_nik_shape"
        wanted = next(each for each in type(first.head)._meta.constraints if each.name == constraint)
        assert str(wanted.violation_error_message) in refusal.messages
        assert hasattr(refusal, "error_dict") == (constraint == "member_nik_once")

    def test_a_constraint_over_several_fields_speaks_above_the_form(self):
        household(source="dtsen", source_id="X1")
        refusal = self.refuse(lambda: household(source="dtsen", source_id="X1"))
        assert not hasattr(refusal, "error_dict") and len(refusal.messages) == 1

    def test_a_uniqueness_without_words_of_its_own_gets_some(self):
        made = family()
        refusal = self.refuse(lambda: household(head=made.head))
        assert refusal.messages and str(made.head_id) not in str(refusal.messages)

    def test_what_nobody_could_mend_is_raised_again(self):
        def orphan():
            with connection.cursor() as cursor:
                cursor.execute("INSERT INTO poverty_knownname (name_key) VALUES (NULL)")

        with pytest.raises(IntegrityError) as caught, transaction.atomic():
            orphan()
        with pytest.raises(IntegrityError):
            refusal_of(caught.value)

    def test_no_refusal_repeats_the_number(self):
        first = family()
        refusal = self.refuse(lambda: member(first, "Dua", relation="child", nik=first.head.nik))
        assert first.head.nik not in str(refusal)

    def test_what_has_no_field_of_the_form_stands_above_it(self):
        form = Visit({})
        form.full_clean()
        put_refusal(form, ValidationError({"number": "a", "elsewhere": "b"}))
        put_refusal(form, ValidationError("c"))
        assert "a" in form.errors["number"] and form.non_field_errors() == ["b", "c"]

    def test_every_rule_of_the_database_has_words_for_people(self):
        """A constraint without a message of its own would show its name."""
        from django.apps import apps

        from core.history import Tracked

        inner = {  # what no form sets: a broken one is our mistake and not a person's
            "agenda_item_decided_at", "agenda_item_exit_of_not_eligible", "agenda_item_once", "change_line_once",
            "change_request_decided_by_somebody", "change_request_import_once", "change_request_member",
            "document_digested", "document_number_once_a_year", "document_number_taken_once",
            "document_signed_together", "document_withdrawn_together", "document_year_of_its_date",
            "duplicate_pair_order", "duplicate_pair_same_keeps_one", "endorsement_has_time",
            "household_endorsed_or_gone", "household_exit_has_reason", "household_merged_into_one",
            "household_verified_by_somebody", "import_committed_has_time", "import_undone_was_committed",
            "meeting_closed_has_minutes", "national_list_year", "proposal_endorsed_by_a_list",
            "proposal_objection_lapses", "proposal_person_of_an_exit", "region_bps_code_once",
            "visit_done_has_outcome",
        }  # fmt: skip
        silent = {
            each.name
            for model in apps.get_models()
            if issubclass(model, Tracked)
            for each in model._meta.constraints
            if each.violation_error_message == each.default_violation_error_message
        }
        assert silent <= inner
        assert Household._meta.constraints
