"""Lists: every row once in any order, cells escaped, totals that do not pretend."""

import base64
import re

import pytest
from django.apps import apps
from django.db.models import F, Value
from django.db.models.fields import SmallIntegerField
from django.db.models.functions import Coalesce, Lower
from django.utils.safestring import mark_safe
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import tables
from core.list_views import ListView
from core.tables import Column, Table, decode_cursor, encode_cursor, page_of, round_two, total_of
from poverty.households.models import Household
from tests.support.factories import LANGKAI, regions

pytestmark = pytest.mark.django_db

SORTS = {
    "text with ties": "head_key",
    "nullable number": Coalesce("decile", Value(99, SmallIntegerField())),
    "function": Lower("address"),
    "moment": "updated_at",
    "key": "pk",
}
DATABASE = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def households():
    """37 rows with many ties and empty deciles."""
    regions()
    Household.objects.bulk_create(
        Household(
            source="survey",
            region_id=LANGKAI,
            head_key=f"nama {n % 5}",
            address=f"Jl. {'Aa'[n % 2]}{n % 7}",
            decile=n % 4 or None,
            decile_source="survey",
        )
        for n in range(37)
    )
    return Household.objects.all()


def column(sort) -> Column:
    return Column("c", "C", str, sort=sort)


def forward(rows, sort, downward, size):
    """All pages from the first on."""
    pages, cursor = [], ""
    while True:
        page = page_of(rows, column(sort), downward, cursor, size)
        pages.append(page)
        if not page.has_next:
            return pages
        cursor = page.next_cursor


@DATABASE
@given(name=st.sampled_from(sorted(SORTS)), downward=st.booleans(), size=st.integers(1, 40))
def test_any_order_and_page_size_shows_every_row_once_and_in_order(households, name, downward, size):
    sort = SORTS[name]
    pages = forward(households, sort, downward, size)
    seen = [row.pk for page in pages for row in page.rows]
    expression = F(sort) if isinstance(sort, str) else sort
    wanted = households.annotate(s=expression).order_by(*(("-s", "-pk") if downward else ("s", "pk")))
    assert seen == [row.pk for row in wanted]
    assert all(len(page.rows) == size for page in pages[:-1])


@DATABASE
@given(name=st.sampled_from(sorted(SORTS)), downward=st.booleans(), size=st.integers(1, 13))
def test_going_back_shows_the_same_pages(households, name, downward, size):
    pages = forward(households, SORTS[name], downward, size)
    for earlier, later in zip(pages, pages[1:], strict=False):
        back = page_of(households, column(SORTS[name]), downward, later.previous_cursor, size)
        assert [row.pk for row in back.rows] == [row.pk for row in earlier.rows]
        assert back.has_next
    assert not pages[0].has_previous and all(page.has_previous for page in pages[1:])


def test_the_first_page_reached_backward_knows_that_it_is_the_first(households):
    first, second = forward(households, "head_key", False, 10)[:2]
    back = page_of(households, column("head_key"), False, second.previous_cursor, 10)
    assert not back.has_previous and back.has_next
    assert back.rows == first.rows


def test_a_row_that_vanishes_between_two_pages_hides_no_other(households):
    first = page_of(households, column("head_key"), False, "", 10)
    Household.objects.filter(pk=first.rows[-1].pk).delete()
    second = page_of(households, column("head_key"), False, first.next_cursor, 10)
    wanted = [row.pk for row in households.order_by("head_key", "pk")][9:19]
    assert [row.pk for row in second.rows] == wanted


TAMPERED = [
    "%%%", "WzEsMiwzXQ", "a", "====", "é", "[]", "null", "5", '"after"', "{}", "[[],1,1]", '["after",null,1]',
    '["after",1]', '["sideways",1,1]', '["after",{},1]', '["after",[1],1]', '["after","x",null]', '["after","x","x"]',
    '["after",Infinity,1]', '["after",NaN,NaN]', '["after",1e400,1]', '["after","\\u0000",1]', '["after","\\ud800",1]',
    '["before","x",99999999999999999999999]', '["after",true,false]', '["after","9999-99-99T00:00:00",1]',
    '["after","0001-01-01T00:00:00+23:59",1]', "[" * 900,
]  # fmt: skip


@pytest.mark.parametrize("text", TAMPERED)
def test_a_tampered_cursor_never_breaks_a_list(households, text):
    cursors = [text, base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")]
    for cursor in cursors:
        for sort in SORTS.values():
            page_of(households, column(sort), False, cursor, 5)


@pytest.mark.parametrize("value", ["x", 5, -1.5, "2026-11-21T10:00:00+07:00", True, "", 10**25])
def test_the_cursor_of_another_list_never_breaks_this_one(households, value):
    for sort in SORTS.values():
        for pk in (1, "62.71", 10**25):
            page_of(households, column(sort), False, encode_cursor("after", value, pk), 5)


def test_a_cursor_whose_signature_does_not_fit_starts_at_the_beginning(households):
    cursor = forward(households, "pk", False, 10)[0].next_cursor
    text, rest = cursor.split(":", 1)
    other = base64.urlsafe_b64encode(b'["after",1,1]').decode().rstrip("=")
    for tampered in (f"{other}:{rest}", cursor[:-1], cursor + "x", text):
        assert decode_cursor(tampered) is None
        assert not page_of(households, column("pk"), False, tampered, 10).has_previous


@given(
    direction=st.sampled_from(["after", "before"]),
    value=st.one_of(
        st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00")),
        st.integers(-(2**62), 2**62),
    ),
    pk=st.integers(1, 2**62),
)
def test_a_cursor_says_what_was_put_into_it_and_stands_in_an_address(direction, value, pk):
    cursor = encode_cursor(direction, value, pk)
    assert decode_cursor(cursor) == (direction, value, pk)
    assert re.fullmatch(r"[\w:.-]+", cursor, re.ASCII)


def test_cells_are_escaped_unless_they_say_that_they_are_safe():
    class Words(Table):
        columns = (
            Column("plain", '"<b>', lambda row: row),
            Column("safe", "S", lambda row: mark_safe("<i>x</i>"), numeric=True, phone=False, card_title=True),
            Column("number", "N", lambda row: 7),
            Column("nothing", "O", lambda row: None),
        )

    html = Words().render_rows(["<script>alert(1)</script>"])
    assert "&lt;script&gt;" in html and "<script>" not in html
    assert "<i>x</i>" in html and 'data-label="&quot;&lt;b&gt;"' in html
    assert '<td class="n hide first" data-label="S">' in html


def test_an_unknown_order_falls_back_to_the_default_and_an_unsortable_column_too():
    class Words(Table):
        columns = (Column("a", "A", str, sort="pk"), Column("b", "B", str))
        default_sort = "-a"

    for wanted in ("", "-", "--a", "password", "b", "-b", "pk"):
        found, downward = Words().sort_of(wanted)
        assert found.name == "a"
        assert downward == (wanted != "-a") or wanted == "--a"
    assert Words().sort_of("a")[1] is False


def test_a_table_without_a_sortable_default_is_found_at_once():
    with pytest.raises(LookupError):
        Table().sort_of("")


def test_a_small_list_is_counted_and_a_large_one_estimated(households, monkeypatch):
    assert total_of(households) == tables.Total(37, True)
    monkeypatch.setattr(tables, "EXACT_UP_TO", 20)
    found = total_of(households.filter(region_id=LANGKAI))
    assert not found.exact and found.count >= 20


@given(st.integers(0, 10**12))
def test_an_estimate_has_two_digits_that_mean_something(number):
    rounded = round_two(number)
    assert abs(rounded - number) <= max(0, number) * 0.05
    assert len(str(rounded).rstrip("0")) <= 2


def all_list_views():
    pending, found = [ListView], []
    while pending:
        view = pending.pop()
        pending += view.__subclasses__()
        if getattr(view, "table_class", None) is not None and hasattr(view, "model") and "tests" not in view.__module__:
            found.append(view)
    return found


NEVER_EMPTY_HERE = {("StaleList", "verified"), ("MergedList", "decided")}
"""Lists whose own rows leave out the empty ones: what is verified too long ago is verified, a merged pair decided."""


def test_no_list_orders_by_what_may_be_empty():
    """A keyset page cannot stand behind an empty value: the next page would be the first again."""
    import core.urls  # noqa: F401 - all screens are loaded

    assert len(all_list_views()) >= 4
    for view in all_list_views():
        for each in view.table_class.columns:
            if isinstance(each.sort, str):
                field = next((field for field in view.model._meta.fields if field.name == each.sort), None)
                known = (view.__name__, each.name) in NEVER_EMPTY_HERE
                assert field is None or not field.null or known, (view, each.name)
            elif each.sort is not None:
                assert isinstance(each.sort, Coalesce) or not any(
                    field.null for field in view.model._meta.fields if f"F({field.name})" in repr(each.sort)
                ), (view, each.name)


def test_every_list_screen_is_found_by_its_model():
    assert {view.model for view in all_list_views()} <= set(apps.get_models())
