"""A search finds, forgets nothing that a person has decided, and may be stopped at any moment and started again."""

import datetime as dt
import io
import json

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from core.models import Job
from poverty.duplicates import crew, finding, jobs, scoring
from poverty.duplicates.choices import PairState
from poverty.duplicates.models import DuplicatePair
from poverty.households.models import Member
from tests.support.factories import LANGKAI, MENTENG, household, make_nik, member

BORN = dt.date(1980, 5, 7)
NAMES = ("Kameloh Usop", "Yuniar Hartati", "Slamet Wijaya", "Debora Natalia", "Junaidi Maulana")
KEPT = ("first_id", "second_id", "region_id", "score", "bits", "reasons", "state", "note")


@pytest.fixture(autouse=True)
def _nothing_counted_before(monkeypatch):
    monkeypatch.setattr(finding, "_kept", {})


def person(name: str = "Rusli Tuah", region: str = LANGKAI, home=None, **fields) -> Member:
    fields = {"birth_date": BORN, "nik": None, "relation": "other"} | fields
    return member(home or household(region), name, **fields)


def twice(name: str = "Rusli Tuah", **fields) -> tuple[int, int]:
    """One person in two households: the pair."""
    return person(name).pk, person(name, **fields).pk


def crowd(pairs: int = 6) -> list[tuple[int, int]]:
    """Several people who stand twice, and some who do not."""
    for number in range(10):
        born = dt.date(1950 + number, 1 + number, 2 + number)
        person(NAMES[number % 5], birth_date=born, nik=make_nik(born))
    return [twice(f"{NAMES[number % 5]} Garang", birth_date=BORN, region=MENTENG) for number in range(pairs)]


def found() -> set[tuple[int, int]]:
    return set(DuplicatePair.objects.values_list("first_id", "second_id"))


def table() -> list[tuple]:
    return sorted(DuplicatePair.objects.values_list(*KEPT), key=lambda row: row[:2])


@pytest.mark.django_db
class TestFound:
    def test_one_person_in_two_households(self):
        pair = twice()
        finding.find_all()
        assert found() == {pair}

    def test_one_person_typed_twice_in_one_household(self):
        home = household()
        pair = person(home=home, nik=make_nik(BORN)).pk, person(home=home).pk
        finding.find_all()
        assert found() == {pair}

    def test_twins_are_not(self):
        home = household()
        person("Hasan Basri", home=home, nik=make_nik(BORN, serial=1))
        person("Husin Basri", home=home, nik=make_nik(BORN, serial=2))
        finding.find_all()
        assert found() == set()

    def test_the_reasons_add_up_and_hold_no_personal_number(self):
        first, second = person(nik=make_nik(BORN)), person(region=MENTENG)
        finding.find_all()
        pair = DuplicatePair.objects.get()
        assert pair.bits == pytest.approx(sum(reason["bits"] for reason in pair.reasons), abs=0.051)
        assert pair.score >= 50 and pair.state == PairState.OPEN
        assert {"field": "name", "level": "same"}.items() <= pair.reasons[0].items()
        assert first.nik not in json.dumps(pair.reasons)
        assert (pair.first_id, pair.second_id) == (first.pk, second.pk)

    @pytest.mark.parametrize(
        ("other", "area"), [(LANGKAI, LANGKAI), ("62.71.01.1001", "62.71.01"), (MENTENG, "62.71"), (None, None)]
    )
    def test_a_pair_lies_in_the_smallest_area_that_holds_both(self, other, area):
        twice(region=other)
        finding.find_all()
        assert DuplicatePair.objects.get().region_id == area

    def test_the_search_of_everybody_and_of_each_one_agree(self):
        people = [key for pair in crowd() for key in pair]
        finding.find_all()
        everybody = table()
        DuplicatePair.objects.all().delete()
        for key in people:
            finding.find_for([key])
        assert table() == everybody and len(everybody) >= 6


@pytest.mark.django_db
class TestAgain:
    def test_the_same_search_changes_nothing(self):
        crowd()
        finding.find_all()
        before, versions = table(), list(DuplicatePair.objects.order_by("pk").values_list("pk", "version"))
        counts = finding.find_all()
        assert (counts.added, counts.changed, counts.removed) == (0, 0, 0)
        assert table() == before
        assert list(DuplicatePair.objects.order_by("pk").values_list("pk", "version")) == versions

    @pytest.mark.parametrize("state", [PairState.DIFFERENT, PairState.SAME, PairState.MERGED, PairState.UNMERGED])
    def test_what_was_decided_is_never_opened_again(self, state):
        pair = twice()
        finding.find_all()
        DuplicatePair.objects.update(state=state, keep="first", score=51)
        finding.find_all()
        finding.find_for(pair)
        kept = DuplicatePair.objects.get()
        assert (kept.state, kept.score) == (state, 51)

    def test_a_corrected_person_changes_the_weight_of_an_open_pair(self):
        first, second = twice()
        finding.find_all()
        before = DuplicatePair.objects.get()
        Member.objects.filter(pk=second).update(mother_name="Kameloh Usop")
        Member.objects.filter(pk=first).update(mother_name="Kameloh Usop")
        counts = finding.find_for([second])
        after = DuplicatePair.objects.get()
        assert after.pk == before.pk and after.bits > before.bits and counts.changed == 1

    @pytest.mark.parametrize("search", [finding.find_all, None])
    def test_a_pair_that_no_longer_looks_like_one_person_is_taken_away(self, search):
        _first, second = twice()
        finding.find_all()
        changed = Member.objects.get(pk=second)
        changed.name, changed.birth_date = "Debora Natalia", dt.date(2001, 3, 4)
        changed.save()
        (search or (lambda: finding.find_for([second])))()
        assert found() == set()

    def test_but_not_one_on_which_somebody_has_worked(self, people):
        _first, second = twice()
        finding.find_all()
        DuplicatePair.objects.update(state=PairState.POSTPONED, note="tanya RT")
        changed = Member.objects.get(pk=second)
        changed.name, changed.birth_date = "Debora Natalia", dt.date(2001, 3, 4)
        changed.save()
        finding.find_all()
        assert DuplicatePair.objects.get().note == "tanya RT"

    @pytest.mark.parametrize("search", [finding.find_all, None])
    def test_a_pair_of_which_one_is_gone_is_taken_away(self, search):
        _first, second = twice()
        finding.find_all()
        Member.objects.filter(pk=second).delete()
        (search or (lambda: finding.find_for([second])))()
        assert found() == set()

    def test_who_moves_takes_the_pair_along_even_when_it_is_decided(self):
        first, second = twice()
        finding.find_all()
        DuplicatePair.objects.update(state=PairState.DIFFERENT)
        home = Member.objects.get(pk=second).household
        home.region_id = MENTENG
        home.save()
        finding.find_for([first, second])
        assert DuplicatePair.objects.get().region_id == "62.71"


@pytest.mark.django_db
class TestStopped:
    def test_stopped_in_the_middle_and_started_again_gives_the_same(self, monkeypatch):
        crowd(pairs=8)
        finding.find_all()
        whole = table()
        DuplicatePair.objects.all().delete()
        monkeypatch.setattr(scoring, "FETCH", 3)

        class Stopped(Exception):
            pass

        def stop(done, total):
            if DuplicatePair.objects.count() >= 2:
                raise Stopped

        with pytest.raises(Stopped):
            finding.find_all(report=stop)
        finding.find_all()
        assert table() == whole

    def test_a_failed_job_says_so_and_the_next_one_finishes(self, people, monkeypatch):
        pair = twice()
        job = jobs.start(by=people.officer)

        def fail(**given):
            raise RuntimeError("mati")

        with monkeypatch.context() as broken, pytest.raises(RuntimeError):
            broken.setattr(finding, "find_all", fail)
            jobs.find(job_id=str(job.pk))
        job.refresh_from_db()
        assert (job.state, job.error) == (Job.State.FAILED, "RuntimeError")
        jobs.find(job_id=str(job.pk))
        assert found() == {pair}


@pytest.mark.django_db
class TestCommand:
    def run(self, *arguments) -> dict:
        out = io.StringIO()
        call_command("find_duplicates", *arguments, "--json", stdout=out)
        return json.loads(out.getvalue())

    def test_the_first_run_compares_everybody_and_tells_what_it_did(self):
        twice()
        said = self.run()
        assert (said["added"], said["undecided"]) == (1, 1)
        assert jobs.latest().state == Job.State.DONE

    def test_the_next_one_whoever_changed_since(self, monkeypatch):
        twice()
        self.run()
        asked = []
        monkeypatch.setattr(finding, "find_for", lambda ids: asked.extend(ids) or finding.Counts())
        Member.objects.update(updated_at=timezone.now() - dt.timedelta(days=3))
        changed = person("Debora Natalia", birth_date=dt.date(2001, 3, 4))
        connection.cursor().execute(
            "UPDATE poverty_household SET updated_at = now() - interval '3 days' WHERE id <> %s", [changed.household_id]
        )
        self.run()
        assert changed.pk in asked

    def test_full_compares_everybody_again(self, monkeypatch):
        self.run()
        called = []
        monkeypatch.setattr(finding, "find_all", lambda **given: called.append(1) or finding.Counts())
        self.run("--full")
        assert called


@pytest.mark.django_db(transaction=True)
class TestTwoProcesses:
    def test_they_find_what_one_finds(self, monkeypatch):
        pairs = crowd()
        finding.find_all()
        alone = table()
        DuplicatePair.objects.all().delete()
        monkeypatch.setattr(finding, "ALONE", 0)
        heard = []
        finding.find_all(report=lambda done, total: heard.append(done / total))
        assert table() == alone and set(pairs) <= found()
        assert heard == sorted(heard) and heard[-1] == 1

    def test_one_that_dies_fails_the_search_instead_of_cutting_it_short(self, monkeypatch):
        crowd()
        wrong = finding.connection_parameters() | {"dbname": "gudang_yang_tidak_ada"}
        monkeypatch.setattr(finding, "connection_parameters", lambda: wrong)
        monkeypatch.setattr(finding, "ALONE", 0)
        with pytest.raises(crew.CrewFailed, match="OperationalError"):
            finding.find_all()
