"""Exports: exactly what the list shows, as text where a spreadsheet would compute, masked where a role may not see."""

import csv
import datetime as dt
import io
from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from accounts.access_log.models import AccessEvent
from core.exports import FORMULA_STARTS, csv_lines, export_response, neutral, xlsx_file
from poverty.households.models import Household
from poverty.households.resources import HouseholdResource, MemberResource
from tests.support.factories import LANGKAI, family, member

HOSTILE = ['=HYPERLINK("http://evil.example")', "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1"]
WORDS = st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=40)


def cells_of(file, sheet=0):
    book = load_workbook(file)
    return [list(row) for row in book.worksheets[sheet].iter_rows()]


def read_csv(lines, delimiter=";"):
    return list(csv.reader(io.StringIO("".join(lines).lstrip("\ufeff")), delimiter=delimiter))


class TestFormulas:
    @pytest.mark.parametrize("text", HOSTILE)
    def test_in_csv_a_cell_that_begins_like_one_gets_an_apostrophe(self, text):
        assert neutral(text) == f"'{text}" or neutral(text).startswith("'")

    @given(WORDS)
    def test_no_text_becomes_one_in_any_spreadsheet_that_reads_our_csv(self, text):
        for delimiter in (";", ",", "\t"):
            for row in read_csv(csv_lines(["kolom"], [(text, 1)]), delimiter)[1:]:
                assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row), (delimiter, row)

    @given(st.one_of(st.integers(), st.floats(allow_nan=False), st.none(), st.booleans()))
    def test_what_is_no_text_stays_as_it_is(self, value):
        assert neutral(value) == ("" if value is None else value)

    @pytest.mark.parametrize("text", HOSTILE)
    def test_in_xlsx_it_is_text(self, text):
        (_heading, row) = cells_of(xlsx_file(["k"], [(text,)], []))
        assert row[0].data_type == "s" and row[0].value.replace("_x000D_", "\r") == text

    def test_headings_and_footer_are_text_too(self):
        file = xlsx_file(["=1+1"], [("x",)], ["=2+2"])
        assert cells_of(file)[0][0].data_type == "s"
        assert cells_of(file, 1)[0][0].data_type == "s"
        assert read_csv(csv_lines(["=1+1"], []))[0] == ["'=1+1"]


class TestXlsx:
    def test_numbers_of_people_stay_text_and_days_are_days(self):
        row = ("6271014508920003", "0012", 7, Decimal("1.5"), dt.date(2026, 11, 21), True, None, "")
        cells = cells_of(xlsx_file([str(n) for n in range(8)], [row], []))[1]
        assert cells[0].value == "6271014508920003" and cells[0].data_type == "s"
        assert cells[1].value == "0012" and cells[2].value == 7 and cells[3].value == "1.5"
        assert cells[4].value == dt.datetime(2026, 11, 21) and cells[4].number_format == "dd-mm-yyyy"
        assert cells[5].value == "True" and [cell.value for cell in cells[6:]] in ([], [None, None])

    @given(st.lists(WORDS.filter(lambda text: text.isprintable()), min_size=1, max_size=5))
    def test_every_text_comes_back_as_it_went_in(self, words):
        cells = cells_of(xlsx_file(["k"] * len(words), [tuple(words)], []))
        assert [cell.value or "" for cell in (cells[1] if len(cells) > 1 else [])][: len(words)] == words or not any(
            words
        )

    def test_the_second_sheet_says_who_when_why_and_by_which_filters(self):
        file = xlsx_file(["k"], [], ["Diekspor oleh X", "Alasan: Y"])
        assert [row[0].value for row in cells_of(file, 1)] == ["Diekspor oleh X", "Alasan: Y"]


class TestCsv:
    def test_it_begins_with_a_mark_that_says_utf_8(self):
        assert "".join(csv_lines(["kolom"], [("José",)])).encode().startswith(b"\xef\xbb\xbf")

    @given(st.lists(WORDS.filter(lambda text: not text.startswith(FORMULA_STARTS)), min_size=1, max_size=4))
    def test_quotes_line_breaks_and_separators_stay_inside_their_cell(self, words):
        assert len(read_csv(csv_lines(["k"] * len(words), [tuple(words)]))[1]) == len(words)

    def test_rows_are_asked_for_one_by_one(self):
        asked = []

        def rows():
            for number in range(3):
                asked.append(number)
                yield (number,)

        lines = csv_lines(["k"], rows())
        next(lines), next(lines)
        assert asked == [0]


def test_the_name_of_the_file_says_the_list_and_the_day_and_no_cache_keeps_it():
    for kind, type_ in (("csv", "text/csv"), ("xlsx", "application/vnd.openxmlformats")):
        response = export_response("member", kind, ["k"], [("x",)], [])
        assert response["Cache-Control"] == "no-store" and response["Content-Type"].startswith(type_)
        assert f'filename="member-{dt.date.today():%Y%m%d}.{kind}"' in response["Content-Disposition"]


@pytest.mark.django_db
class TestPages:
    def export(self, client, name, kind="csv", query="", reason="laporan bulanan"):
        return client.post(f"{reverse(name)}{query}", {"kind": kind, "reason": reason})

    def test_a_reason_is_wanted_and_written_down_with_the_filters(self, client, people):
        family()
        client.force_login(people.officer)
        assert self.export(client, "poverty:household_export", reason="abc").context["form"].errors["reason"]
        assert not AccessEvent.objects.exists()
        self.export(client, "poverty:household_export", query=f"?region={LANGKAI}")
        event = AccessEvent.objects.get()
        assert (event.action, event.user, event.reason) == ("export", people.officer, "laporan bulanan")
        assert "Langkai" in event.detail

    def test_the_event_is_written_before_the_file_leaves(self, client, people, monkeypatch):
        monkeypatch.setattr("accounts.access_log.exports.log_export", lambda *a, **k: 1 / 0)
        client.force_login(people.officer)
        with pytest.raises(ZeroDivisionError):
            self.export(client, "poverty:household_export")

    def test_rows_stand_in_the_order_of_the_list(self, client, people):
        for name in ("Citra", "Andi", "Budi"):
            family(name)
        client.force_login(people.officer)
        for query, names in (("", ["Andi", "Budi", "Citra"]), ("?sort=-head", ["Citra", "Budi", "Andi"])):
            response = self.export(client, "poverty:household_export", query=query)
            text = b"".join(response.streaming_content).decode("utf-8-sig")
            assert [row[2] for row in read_csv([text])[1:]] == names

    def test_a_filter_out_of_its_choices_exports_nothing(self, client, people):
        family()
        client.force_login(people.officer)
        response = self.export(client, "poverty:household_export", query="?region=zzz")
        assert len(b"".join(response.streaming_content).decode().strip().splitlines()) == 1

    def test_xlsx_holds_the_same_rows_and_texts(self, client, people):
        made = family("=1+1", family_card="6271012309150004")
        client.force_login(people.officer)
        response = self.export(client, "poverty:member_export", "xlsx")
        cells = cells_of(io.BytesIO(response.getvalue()))
        by_heading = dict(zip([cell.value for cell in cells[0]], cells[1], strict=False))
        assert by_heading["NIK"].value == made.head.nik and by_heading["NIK"].data_type == "s"
        assert by_heading[str(MemberResource().columns()[4])].value == "=1+1"

    def test_an_enumerator_exports_nothing(self, client, people):
        client.force_login(people.langkai)
        assert self.export(client, "poverty:household_export").status_code == 403


class Somebody:
    """A person with these permissions."""

    def __init__(self, *permissions):
        self.permissions = permissions

    def may(self, permission):
        return permission in self.permissions


@pytest.mark.django_db
class TestResources:
    def test_numbers_are_masked_for_whoever_may_not_reveal_them(self):
        made = family(family_card="6271012309150004")
        member(made, "Anak", relation="child", nik=None)
        for resource, rows in ((HouseholdResource(), Household.objects.all()), (MemberResource(), made.members.all())):
            masked, whole = (list(resource.rows(rows, user)) for user in (Somebody(), Somebody("reveal_number")))
            assert made.head.nik not in str(masked) and "6271012309150004" not in str(masked)
            assert "6271••••••••0004" in str(masked)
            assert made.head.nik in str(whole) and "6271012309150004" in str(whole)

    def test_every_row_has_a_cell_for_every_heading_and_choices_are_words(self):
        made = family(decile=3, decile_source="dtsen")
        for resource, rows in ((HouseholdResource(), Household.objects.all()), (MemberResource(), made.members.all())):
            (row,) = list(resource.rows(rows, Somebody()))
            assert len(row) == len(resource.columns())
            words = [str(cell) for cell in row]
            assert not {"survey", "active", "head", "male", "not_checked"} & set(words), words

    def test_queries_do_not_grow_with_rows(self, django_assert_max_num_queries):
        for _ in range(5):
            family()
        with django_assert_max_num_queries(1):
            list(HouseholdResource().rows(Household.objects.all(), Somebody()))
