"""What every screen must prove. A noun's view test names its screen and buys these tests.

class TestHouseholdList(ListScreen):
    url_name = "poverty:household_list"
    viewer = "langkai"            # a persona of tests/support/people.py who may open it
    stranger = "administrator"       # a persona whose role does not include it

    def make(self, region): return family(region=region)
"""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.history import event_model
from tests.support.factories import LANGKAI, MENTENG, regions


class Screen:
    """Signed in, permitted, and signed out the same everywhere."""

    __test__ = False
    url_name = ""
    viewer = "langkai"
    stranger = "administrator"
    anybody = False
    method = "get"

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        cls.__test__ = cls.__name__.startswith("Test")

    @pytest.fixture(autouse=True)
    def _stage(self, client, people):
        regions()
        self.client, self.people = client, people

    def sign_in(self, persona: str):
        person = getattr(self.people, persona)
        self.client.force_login(person)
        return person

    def make(self, region: str | None):
        """A row in this area."""
        raise NotImplementedError

    def url(self, row=None) -> str:
        return reverse(self.url_name, args=[row.pk] if row is not None else [])

    def address(self) -> str:
        return self.url(self.make(LANGKAI) if self.needs_row else None)

    needs_row = False

    def send(self, url, **data):
        return getattr(self.client, self.method)(url, data)

    def test_a_visitor_is_sent_to_sign_in(self):
        response = self.send(self.address())
        assert response.status_code == 302
        assert "/akun/" in response["Location"]

    def test_a_role_without_the_permission_is_refused(self):
        if self.anybody:
            pytest.skip("this page is for everybody who is signed in")
        self.sign_in(self.stranger)
        assert self.send(self.address()).status_code == 403

    def test_a_person_without_any_assignment_is_refused(self):
        if self.anybody:
            pytest.skip("this page is for everybody who is signed in")
        self.sign_in("nobody")
        assert self.send(self.address()).status_code == 403


class RowScreen(Screen):
    """A screen about one row: outside reach it does not exist."""

    needs_row = True

    def test_a_row_of_another_area_is_not_there(self):
        row = self.make(MENTENG)
        self.sign_in(self.viewer)
        assert self.send(self.url(row)).status_code == 404

    def test_a_row_without_an_area_is_for_the_city_level_only(self):
        row = self.make(None)
        self.sign_in(self.viewer)
        assert self.send(self.url(row)).status_code == 404

    def test_a_row_that_is_not_there_is_404(self):
        self.sign_in(self.viewer)
        assert self.send(reverse(self.url_name, args=[99_999_999])).status_code == 404


class DetailScreen(RowScreen):
    """A record's page."""

    max_queries = 22

    def test_it_opens_within_reach(self):
        row = self.make(LANGKAI)
        self.sign_in(self.viewer)
        assert self.send(self.url(row)).status_code == 200

    def test_it_asks_no_more_queries_than_agreed(self):
        row = self.make(LANGKAI)
        self.sign_in(self.viewer)
        self.send(self.url(row))
        with CaptureQueriesContext(connection) as queries:
            self.send(self.url(row))
        assert len(queries) <= self.max_queries, "\n".join(q["sql"][:160] for q in queries)

    def test_no_whole_personal_number_stands_on_it(self):
        row = self.make(LANGKAI)
        self.sign_in(self.viewer)
        assert not re.search(rb"(?<!\d)\d{16}(?!\d)", self.send(self.url(row)).content)


class ListScreen(Screen):
    """A list within reach: filters, order, pages, partial, export."""

    export_url_name = ""
    exporter = ""

    def make_many(self, number: int, region: str = LANGKAI):
        return [self.make(region) for _ in range(number)]

    def rows_shown(self, response) -> int:
        return response.content.decode().count("<tr>") - response.content.decode().count("<thead><tr>")

    def test_only_rows_within_reach_are_listed(self):
        self.make(LANGKAI), self.make(MENTENG), self.make(None)
        self.sign_in(self.viewer)
        response = self.send(self.url())
        assert len(response.context["page"].rows) == 1
        assert response.context["total"].count == 1

    def test_queries_do_not_grow_with_rows(self):
        self.sign_in(self.viewer)
        self.make(LANGKAI)
        self.send(self.url())
        with CaptureQueriesContext(connection) as few:
            self.send(self.url())
        self.make_many(6)
        with CaptureQueriesContext(connection) as more:
            self.send(self.url())
        assert len(more) == len(few)

    def test_an_htmx_request_gets_the_same_results_without_the_page(self):
        self.make_many(2)
        self.sign_in(self.viewer)
        whole = self.client.get(self.url()).content.decode()
        part = self.client.get(self.url(), headers={"HX-Request": "true"}).content.decode()
        assert "<html" in whole and "<html" not in part
        assert _rows(part) == _rows(whole)

    def test_every_column_sorts_both_ways(self):
        self.make_many(3)
        self.sign_in(self.viewer)
        table = self.client.get(self.url()).context["table"]
        for column in table.columns:
            if column.sort is None:
                continue
            up = self.client.get(self.url(), {"sort": column.name}).context["page"].rows
            down = self.client.get(self.url(), {"sort": f"-{column.name}"}).context["page"].rows
            assert [row.pk for row in up] == [row.pk for row in reversed(down)], column.name

    def test_pages_by_key_show_every_row_once(self, monkeypatch):
        monkeypatch.setattr("core.tables.page_of.__defaults__", (2,))
        made = {row.pk for row in self.make_many(5)}
        self.sign_in(self.viewer)
        seen, query = [], ""
        for _ in range(5):
            context = self.client.get(f"{self.url()}?{query}").context
            seen += [row.pk for row in context["page"].rows]
            query = context["next_query"]
            if not query:
                break
        assert len(seen) == len(set(seen)) and set(seen) >= made

    def test_a_tampered_cursor_or_order_shows_the_first_page(self):
        self.make(LANGKAI)
        self.sign_in(self.viewer)
        for query in ("cursor=%%%", "cursor=WzEsMiwzXQ", "sort=password", "sort=--"):
            assert self.client.get(f"{self.url()}?{query}").status_code == 200

    def test_every_filter_answers_every_choice(self):
        self.make(LANGKAI)
        self.sign_in(self.viewer)
        bar = self.client.get(self.url()).context["filter"]
        for name, field in (bar.form.fields if bar else {}).items():
            for value in [str(choice[0]) for choice in getattr(field, "choices", []) if choice[0]] or ["x"]:
                response = self.client.get(self.url(), {name: value})
                assert response.status_code == 200, (name, value)
                assert response.context["filter"].form.is_valid(), (name, value)

    def test_a_filter_value_out_of_its_choices_shows_nothing(self):
        self.make(LANGKAI)
        self.sign_in(self.viewer)
        bar = self.client.get(self.url()).context["filter"]
        for name, field in (bar.form.fields if bar else {}).items():
            if getattr(field, "choices", None):
                response = self.client.get(self.url(), {name: "zzz"})
                assert not response.context["page"].rows

    def test_a_saved_view_is_offered_to_its_owner_only(self):
        self.sign_in(self.viewer)
        self.client.post(
            reverse("saved_view_create"),
            {"name": "Punyaku", "list_name": self.url_name, "query": "sort=x&cursor=y"},
        )
        assert "Punyaku" in self.client.get(self.url()).content.decode()
        self.sign_in(self.exporter or "officer")
        assert "Punyaku" not in self.client.get(self.url()).content.decode()

    def test_the_export_obeys_reach_and_wants_a_reason(self):
        if not self.export_url_name:
            pytest.skip("this list has no export")
        self.make(LANGKAI), self.make(MENTENG)
        self.sign_in(self.viewer)
        assert self.client.get(reverse(self.export_url_name)).status_code in (403, 200)
        self.sign_in(self.exporter)
        url = reverse(self.export_url_name)
        assert self.client.post(url, {"kind": "csv", "reason": ""}).status_code == 200
        response = self.client.post(f"{url}?region={LANGKAI}", {"kind": "csv", "reason": "laporan bulanan"})
        lines = b"".join(response.streaming_content).decode("utf-8-sig").strip().splitlines()
        assert len(lines) == 2


def _rows(html: str) -> str:
    return re.search(r"<tbody>(.*?)</tbody>", html, re.S)[1]


class FormScreen(Screen):
    """What create and update share."""

    method = "get"
    form_data: dict = {}

    def data(self) -> dict:
        return dict(self.form_data)

    def errors(self, response):
        return response.context["form"].errors


class CreateScreen(FormScreen):
    """A form for a new row."""

    model = None

    def parent(self, region: str):
        """The row the address needs, if any."""
        return

    def address(self):
        return self.url(self.parent(LANGKAI))

    def test_it_opens(self):
        self.sign_in(self.viewer)
        assert self.client.get(self.address()).status_code == 200

    def test_good_data_makes_one_row_with_the_actor_in_its_history(self):
        person = self.sign_in(self.viewer)
        url = self.address()
        before = self.model.objects.count()
        response = self.client.post(url, self.data())
        assert response.status_code == 302, self.errors(response)
        assert self.model.objects.count() == before + 1
        event = event_model(self.model).objects.order_by("-pgh_id").first()
        assert event.pgh_context["user"] == person.pk

    def test_an_empty_form_says_what_is_missing_and_writes_nothing(self):
        self.sign_in(self.viewer)
        url = self.address()
        before = self.model.objects.count()
        response = self.client.post(url, {})
        assert response.status_code == 422
        assert self.errors(response)
        assert self.model.objects.count() == before

    def test_what_was_typed_is_kept_as_a_draft_and_gone_after_saving(self):
        from core.models import Draft

        self.sign_in(self.viewer)
        url = self.address()
        self.client.post(url, self.data() | {"draft": "save"})
        assert Draft.objects.count() == 1
        page = self.client.get(url).content.decode()
        value = next(str(v) for v in self.data().values() if isinstance(v, str) and len(v) > 4)
        assert value in page
        self.client.post(url, self.data())
        assert Draft.objects.count() == 0


class UpdateScreen(RowScreen, FormScreen):
    """A form for an existing row, with its optimistic lock."""

    def test_it_opens_within_reach(self):
        row = self.make(LANGKAI)
        self.sign_in(self.viewer)
        assert self.client.get(self.url(row)).status_code == 200

    def test_good_data_changes_the_row_with_before_and_after_in_history(self):
        row = self.make(LANGKAI)
        person = self.sign_in(self.viewer)
        row.refresh_from_db()
        response = self.client.post(self.url(row), self.data() | {"version": row.version})
        assert response.status_code == 302, self.errors(response)
        event = event_model(type(row)).objects.filter(pgh_obj_id=row.pk, pgh_label="update").latest("pgh_id")
        assert event.pgh_context["user"] == person.pk

    def test_a_save_over_somebody_elses_change_shows_both_versions_and_writes_nothing(self):
        row = self.make(LANGKAI)
        self.sign_in(self.viewer)
        row.refresh_from_db()
        old = row.version
        assert self.client.post(self.url(row), self.data() | {"version": old}).status_code == 302
        row.refresh_from_db()
        name, saved = next((k, v) for k, v in self.data().items() if isinstance(v, str) and " " in v)
        response = self.client.post(self.url(row), self.data() | {"version": old, name: f"{saved} lain"})
        after = type(row).objects.get(pk=row.pk)
        assert response.status_code == 409
        assert after.version == row.version
        shown = [(each["now"], each["typed"]) for each in response.context["conflict"]]
        assert (saved, f"{saved} lain") in shown

    def test_a_crafted_post_to_another_area_finds_nothing(self):
        row = self.make(MENTENG)
        self.sign_in(self.viewer)
        assert self.client.post(self.url(row), self.data() | {"version": 1}).status_code == 404


class MoveScreen(Screen):
    """A step of a workflow: POST only, refused outside reach and to the wrong person."""

    method = "post"
    needs_row = True
    transition = ""
    before = ""
    after = ""
    note = ""

    def url(self, row=None):
        return reverse(self.url_name, args=[row.pk, self.transition])

    def step(self, row):
        return self.client.post(self.url(row), {"note": self.note})

    def test_get_is_not_allowed(self):
        row = self.make(LANGKAI)
        self.sign_in(self.viewer)
        assert self.client.get(self.url(row)).status_code == 405

    def test_it_moves_the_row_and_writes_who(self):
        from core.workflow import moves_of

        row = self.make(LANGKAI)
        person = self.sign_in(self.viewer)
        self.step(row)
        row.refresh_from_db()
        assert row.state == self.after
        assert moves_of(row).last().actor == person

    def test_a_second_click_changes_nothing_more(self):
        from core.workflow import moves_of

        row = self.make(LANGKAI)
        self.sign_in(self.viewer)
        self.step(row)
        count = moves_of(row).count()
        self.step(row)
        assert moves_of(row).count() == count

    def test_another_area_is_404(self):
        if self.viewer != "langkai":
            pytest.skip("this step belongs to the city level")
        row = self.make(MENTENG)
        self.sign_in(self.viewer)
        assert self.step(row).status_code == 404
