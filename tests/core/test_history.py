"""The change history: nothing that is written escapes it, whoever writes, and nobody alters it."""

import datetime as dt

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse

from accounts.holidays.services import load_first_holidays
from core.history import acting, because, changes_of, event_model, event_tables, tracked_tables
from poverty.households.models import Household, Member
from tests.support.addresses import HOUSEHOLD, a_batch, a_draft
from tests.support.change_requests import a_ready_change_request
from tests.support.duplicates import a_ready_pair
from tests.support.factories import LANGKAI, family, household, regions
from tests.support.meetings import a_ready_meeting
from tests.support.national_lists import a_ready_nationallist
from tests.support.verification import a_ready_endorsementlist, a_ready_proposal
from tests.support.visits import a_photographed_visit

pytestmark = pytest.mark.django_db

HouseholdEvent = event_model(Household)


def execute(sql: str, params=()):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


def events(row, label=None):
    found = event_model(type(row)).objects.filter(pgh_obj_id=row.pk).order_by("pgh_id")
    return list(found.filter(pgh_label=label) if label else found)


def version_of(row) -> int:
    return type(row).objects.values_list("version", flat=True).get(pk=row.pk)


def refused(sql: str, params=()) -> str:
    """What the database says to a statement it must refuse."""
    with pytest.raises(DatabaseError) as refusal, transaction.atomic():
        execute(sql, params)
    return str(refusal.value)


class TestEveryWay:
    """Each way of writing leaves its event: the row as it was or became, complete."""

    def test_insert(self):
        made = household(address="Jl. Riau 1")
        assert [(each.pgh_label, each.address) for each in events(made)] == [("insert", "Jl. Riau 1")]

    def test_save(self):
        made = household(address="Jl. Riau 1")
        made.address = "Jl. Riau 2"
        made.save()
        assert [each.address for each in events(made)] == ["Jl. Riau 1", "Jl. Riau 2"]

    def test_bulk_create(self):
        regions()
        rows = Household.objects.bulk_create(
            [Household(source="survey", region_id=LANGKAI, address=f"No. {n}") for n in range(5)]
        )
        assert HouseholdEvent.objects.filter(pgh_obj_id__in=[row.pk for row in rows], pgh_label="insert").count() == 5

    def test_bulk_update(self):
        rows = [household(), household()]
        for row in rows:
            row.address = "Jl. Baru"
        Household.objects.bulk_update(rows, ["address"])
        assert [events(row, "update")[-1].address for row in rows] == ["Jl. Baru", "Jl. Baru"]

    def test_queryset_update(self):
        rows = [household(), household()]
        Household.objects.filter(pk__in=[row.pk for row in rows]).update(address="Jl. Baru")
        assert [events(row)[-1].address for row in rows] == ["Jl. Baru", "Jl. Baru"]

    def test_raw_sql(self):
        made = household(address="Jl. Riau 1")
        execute("UPDATE poverty_household SET address = 'Jl. SQL' WHERE id = %s", [made.pk])
        last = events(made)[-1]
        assert (last.pgh_label, last.address) == ("update", "Jl. SQL")

    def test_an_upsert(self):
        made = family()
        execute(
            "INSERT INTO poverty_member (id, version, created_at, updated_at, source_id, name, name_key, spelling_key, "
            "household_id, region_id, relation, birth_place, sex, mother_name, marital_status, education, "
            "school_attendance, occupation, pregnant, chronic_illness, nik_reason, life_status, dukcapil_match) "
            "SELECT id, 1, created_at, updated_at, source_id, 'Baru', name_key, spelling_key, household_id, region_id, "
            "relation, birth_place, sex, mother_name, marital_status, education, school_attendance, occupation, "
            "pregnant, chronic_illness, nik_reason, life_status, dukcapil_match FROM poverty_member WHERE id = %s "
            "ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name",
            [made.head_id],
        )
        assert events(made.head)[-1].name == "Baru"

    @pytest.mark.parametrize("way", ["instance", "queryset", "sql"])
    def test_delete_leaves_the_whole_row(self, way):
        made = household(address="Jl. Riau 1", phone="0811")
        if way == "instance":
            Household.objects.get(pk=made.pk).delete()
        elif way == "queryset":
            Household.objects.filter(pk=made.pk).delete()
        else:
            execute("DELETE FROM poverty_household WHERE id = %s", [made.pk])
        last = events(made)[-1]
        assert (last.pgh_label, last.address, last.phone) == ("delete", "Jl. Riau 1", "0811")

    def test_what_falls_with_a_deleted_row_is_recorded_too(self):
        made = family()
        person = made.head
        Household.objects.filter(pk=made.pk).delete()
        assert events(person)[-1].pgh_label == "delete" and events(person)[-1].name == "Rusli Tuah"

    def test_what_the_database_moves_itself_is_recorded_too(self):
        """Members follow their household's area by a cascading key, not by code."""
        made = family()
        Household.objects.filter(pk=made.pk).update(region_id="62.71.03.1002")
        execute("SET CONSTRAINTS ALL IMMEDIATE")
        assert events(made.head)[-1].region_id == "62.71.03.1002"

    def test_what_is_rolled_back_leaves_no_event(self):
        made = household()
        with pytest.raises(RuntimeError), transaction.atomic():
            Household.objects.filter(pk=made.pk).update(address="x")
            raise RuntimeError
        assert len(events(made)) == 1


class TestVersion:
    def test_it_counts_real_changes_only(self):
        made = household(address="a")
        assert version_of(made) == 1
        made.save()
        assert version_of(made) == 1
        for number, way in enumerate(("save", "update", "sql"), start=2):
            if way == "save":
                fresh = Household.objects.get(pk=made.pk)
                fresh.address = way
                fresh.save()
            elif way == "update":
                Household.objects.filter(pk=made.pk).update(address=way)
            else:
                execute("UPDATE poverty_household SET address = 'sql' WHERE id = %s", [made.pk])
            assert version_of(made) == number

    def test_no_statement_sets_it(self):
        made = household(address="a")
        Household.objects.filter(pk=made.pk).update(version=77)
        execute("UPDATE poverty_household SET version = 99, updated_at = '2001-01-01' WHERE id = %s", [made.pk])
        assert version_of(made) == 1
        execute("UPDATE poverty_household SET version = 99, address = 'b' WHERE id = %s", [made.pk])
        assert version_of(made) == 2
        assert Household.objects.get(pk=made.pk).updated_at.year > 2001

    def test_an_object_read_long_ago_does_not_turn_it_back(self):
        made = household(address="a")
        old = Household.objects.get(pk=made.pk)
        for address in ("b", "a"):
            Household.objects.filter(pk=made.pk).update(address=address)
        old.save()
        assert version_of(made) == 3

    def test_the_moment_of_the_change_comes_from_the_database(self):
        made = household(address="a")
        before = Household.objects.get(pk=made.pk).updated_at
        execute("UPDATE poverty_household SET address = 'b' WHERE id = %s", [made.pk])
        assert Household.objects.get(pk=made.pk).updated_at > before


ROWS = {
    "core_holiday": lambda people, area: load_first_holidays(),
    "core_document": a_ready_meeting,
    "poverty_meeting": a_ready_meeting,
    "poverty_agendaitem": a_ready_meeting,
    "poverty_attendee": a_ready_meeting,
    "poverty_proposal": a_ready_proposal,
    "poverty_endorsementlist": a_ready_endorsementlist,
    "poverty_visit": a_photographed_visit,
    "poverty_visitphoto": a_photographed_visit,
    "poverty_changerequest": a_ready_change_request,
    "poverty_changeline": a_ready_change_request,
    "poverty_duplicatepair": a_ready_pair,
    "poverty_nationallist": a_ready_nationallist,
}
"""Who makes a row of a table that a draft and a batch do not fill."""


@pytest.mark.parametrize("table", tracked_tables())
def test_a_primary_key_never_changes(table, people):
    a_draft(people, LANGKAI), ROWS.get(table, a_batch)(people, LANGKAI)
    key = "code" if table == "poverty_region" else "id"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {key} FROM {table} LIMIT 1")
        row = cursor.fetchone()
    changed = "'62.72'" if key == "code" else "id + 1000000"
    assert "primary keys do not change" in refused(f"UPDATE {table} SET {key} = {changed} WHERE {key} = %s", [row[0]])


@pytest.mark.parametrize("table", tracked_tables())
def test_every_tracked_table_has_its_triggers(table):
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgenabled = 'O'", [table])
        names = " ".join(name for (name,) in cursor.fetchall())
    for wanted in (
        "count_version",
        "keep_primary_key",
        "keep_version",
        "insert_insert",
        "update_update",
        "delete_delete",
    ):
        assert wanted in names, names


@pytest.mark.parametrize("table", [*event_tables(), "accounts_accessevent"])
@pytest.mark.parametrize("sql", ["UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_the_trail_refuses_change_by_plain_sql(table, sql):
    """By statement, so also where no row fits."""
    column = "id" if table == "accounts_accessevent" else "pgh_id"
    assert "append-only" in refused(sql.format(table, column, column))


def test_every_record_that_names_itself_tracked_has_its_events():
    assert len(tracked_tables()) == len(event_tables()) >= 8


def test_no_history_holds_a_password(people):
    names = {field.name for field in event_model(type(people.langkai))._meta.fields}
    assert not names & {"password", "last_login"}


class TestContext:
    def change(self, client, row, address="Jl. Baru", **more):
        data = HOUSEHOLD | {"address": address, "version": version_of(row)} | more
        url = reverse("poverty:household_update", args=[row.pk])
        return client.post(f"{url}?rahasia=1", data, REMOTE_ADDR="10.1.2.3")

    def test_a_request_gives_user_address_path_and_number(self, client, people):
        row = family()
        client.force_login(people.langkai)
        assert self.change(client, row).status_code == 302
        context = events(row)[-1].pgh_context
        assert context["user"] == people.langkai.pk
        assert context["address"] == "10.1.2.3"
        assert context["url"] == reverse("poverty:household_update", args=[row.pk])
        assert context["source"] == "web" and len(context["request"]) == 36

    def test_the_reason_typed_in_the_form_rides_along(self, client, people):
        row = family()
        client.force_login(people.langkai)
        gone = {"life_status": "moved", "left_on": "2026-01-05", "reason": "pindah rumah"}
        assert client.post(reverse("poverty:member_leaves", args=[row.head_id]), gone).status_code == 302
        assert events(row.head)[-1].pgh_context["reason"] == "pindah rumah"

    def test_two_requests_have_two_numbers(self, client, people):
        row = family()
        client.force_login(people.langkai)
        self.change(client, row, "Jl. Satu")
        self.change(client, row, "Jl. Dua")
        numbers = [each.pgh_context["request"] for each in events(row)[-2:]]
        assert len(set(numbers)) == 2

    def test_work_outside_a_request_names_who_and_what(self, people):
        with acting(people.officer, source="command", reason="impor"):
            made = household()
        context = events(made)[-1].pgh_context
        assert (context["user"], context["source"], context["reason"]) == (people.officer.pk, "command", "impor")

    def test_a_reason_ends_where_its_block_ends(self, people):
        with acting(people.officer, source="command", reason="luar"):
            with because("dalam", number=7):
                inner = household()
            outer = household()
        assert events(inner)[-1].pgh_context["reason"] == "dalam" and events(inner)[-1].pgh_context["number"] == 7
        context = events(outer)[-1].pgh_context
        assert context["reason"] == "luar" and "number" not in context

    def test_who_acts_ends_where_the_block_ends(self, people):
        with acting(people.officer, source="job"):
            with acting(None, source="command"), pytest.raises(RuntimeError):
                raise RuntimeError
            made = household()
        assert events(made)[-1].pgh_context["user"] == people.officer.pk

    def test_a_write_past_the_application_is_shown_as_such(self, client, people):
        row = family()
        execute(
            "SELECT set_config('pghistory.context_id', '', true), set_config('pghistory.context_metadata', '', true)"
        )
        execute("UPDATE poverty_household SET address = 'Jl. SQL' WHERE id = %s", [row.pk])
        newest = changes_of((Household.objects.filter(pk=row.pk), "Keluarga"))[0]
        assert (newest.who, newest.source, newest.address) == ("", "langsung di basis data", "")
        client.force_login(people.langkai)
        page = client.get(reverse("poverty:household_history", args=[row.pk])).content.decode()
        assert "Jl. SQL" in page and "di luar aplikasi" in page


class TestShown:
    def test_before_and_after_stand_beside_each_other_newest_first(self):
        made = household(address="lama")
        Household.objects.filter(pk=made.pk).update(address="baru", rt="07")
        changes = changes_of((Household.objects.filter(pk=made.pk), "Keluarga"))
        assert [change.action for change in changes] == ["update", "insert"]
        shown = {field.name: (field.before, field.after) for field in changes[0].fields}
        assert shown == {"address": ("lama", "baru"), "rt": ("", "07")}
        assert changes[0].subject == "Keluarga"

    def test_a_change_of_nothing_that_is_shown_is_left_out(self):
        made = household()
        Household.objects.filter(pk=made.pk).update(updated_at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
        assert len(changes_of((Household.objects.filter(pk=made.pk), "Keluarga"))) == 1

    def test_several_sources_are_one_story(self):
        made = family()
        Member.objects.filter(pk=made.head_id).update(name="Baru")
        changes = changes_of((Household.objects.filter(pk=made.pk), "K"), (made.members.all(), "A"))
        assert changes[0].subject == "A" and {change.subject for change in changes} == {"K", "A"}
        assert [change.at for change in changes] == sorted((change.at for change in changes), reverse=True)

    def test_it_asks_one_query_for_each_source_and_one_for_names(self, django_assert_max_num_queries):
        made = family()
        for number in range(5):
            Household.objects.filter(pk=made.pk).update(address=f"No. {number}")
        with django_assert_max_num_queries(3):
            changes_of((Household.objects.filter(pk=made.pk), "K"), (made.members.all(), "A"))

    def test_numbers_are_masked_and_health_is_hidden(self, client, people):
        made = family(family_card="6271012309150004", phone="081152004711")
        Member.objects.filter(pk=made.head_id).update(chronic_illness="heart")
        client.force_login(people.langkai)
        page = client.get(reverse("poverty:household_history", args=[made.pk])).content.decode()
        assert "6271012309150004" not in page and "081152004711" not in page and made.head.nik not in page


def test_a_tracked_row_cannot_name_a_household_that_is_not_there():
    with pytest.raises(IntegrityError), transaction.atomic():
        Member.objects.create(household_id=99_999_999, name="x")
        execute("SET CONSTRAINTS ALL IMMEDIATE")
