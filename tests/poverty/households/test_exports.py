"""The files of the lists of households and people: their columns, in words, of the rows that are shown."""

import csv
import io

import pytest
from django.urls import reverse

from poverty.households.resources import HouseholdResource, MemberResource
from tests.support.factories import LANGKAI, MENTENG, family, member

pytestmark = pytest.mark.django_db


def rows_of(client, name, **query) -> list[dict]:
    url = f"{reverse(f'poverty:{name}')}?{'&'.join(f'{key}={value}' for key, value in query.items())}"
    response = client.post(url, {"kind": "csv", "reason": "laporan bulanan"})
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


@pytest.fixture
def officer(client, people):
    client.force_login(people.officer)
    return client


def test_a_household_is_told_in_words(officer, people):
    made = family(rt="04", rw="02", decile=3, decile_source="dtsen", address="Jl. Riau 1")
    (row,) = rows_of(officer, "household_export")
    texts = list(row.values())
    assert {"Langkai", "Pahandut", LANGKAI, "04", "02", "3", "Rusli Tuah", "Jl. Riau 1", str(made.pk)} <= set(texts)
    assert "DTSEN" in texts and "Aktif" in texts


def test_a_person_is_told_with_the_household_they_belong_to(officer):
    made = family(address="Jl. Riau 1", decile=3, decile_source="dtsen")
    member(made, "Aulia", relation="child", sex="female", nik=None)
    rows = {row["Nama"]: row for row in rows_of(officer, "member_export")}
    assert set(rows) == {"Rusli Tuah", "Aulia"}
    assert rows["Aulia"]["NIK"] == "" and rows["Rusli Tuah"]["NIK"] == made.head.nik
    assert "Jl. Riau 1" in rows["Aulia"].values() and "Perempuan" in rows["Aulia"].values()


@pytest.mark.parametrize("resource", [HouseholdResource, MemberResource])
def test_every_column_has_its_own_heading_and_is_read_in_the_same_order(resource):
    headings = resource().columns()
    assert len(headings) == len(set(headings)) == len(resource.Meta.fields)


def test_filters_of_the_list_hold_for_the_file(officer):
    family("Satu", LANGKAI, decile=1, decile_source="dtsen")
    family("Dua", MENTENG)
    family("Tiga", LANGKAI, status="moved")
    heading = HouseholdResource().columns()[2]
    for query, names in (
        ({}, {"Satu", "Dua", "Tiga"}),
        ({"region": LANGKAI}, {"Satu", "Tiga"}),
        ({"region": "62.71.03"}, {"Dua"}),
        ({"decile_max": 2}, {"Satu"}),
        ({"status": "moved"}, {"Tiga"}),
        ({"lacking": "decile", "status": "active"}, {"Dua"}),
    ):
        assert {row[heading] for row in rows_of(officer, "household_export", **query)} == names, query


def test_the_page_says_how_many_rows_the_file_will_hold(officer):
    family(), family(), family(region=MENTENG)
    response = officer.get(f"{reverse('poverty:household_export')}?region={LANGKAI}")
    assert response.context["count"] == 2 and [str(chip) for chip in response.context["chips"]]


def test_a_file_has_a_largest_size_and_the_page_says_so(officer, monkeypatch):
    monkeypatch.setattr("accounts.access_log.exports.LARGEST", 2)
    for _ in range(3):
        family()
    response = officer.get(reverse("poverty:household_export"))
    assert response.context["count"] == 3 > response.context["limit"]
    assert len(rows_of(officer, "household_export")) == 2
