"""Writing made-up people: all or nothing, with history, in reach of the accounts, never in production."""

import datetime as dt

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count, F, Q

from accounts.users.models import User
from core.history import event_model
from core.models import Move
from poverty.assessments.models import Assessment, AssessmentState
from poverty.demonstration import loading
from poverty.demonstration.services import SeedRefused, seed
from poverty.households.choices import Source
from poverty.households.models import Household, KnownName, Member
from poverty.households.services import refresh_summaries
from poverty.regions.models import Region
from tests.support.factories import household

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 21)


@pytest.fixture(autouse=True)
def _password(monkeypatch):
    monkeypatch.setenv("BETANG_DEMO_PASSWORD", "satu-dua-tiga-empat")


@pytest.fixture
def seeded():
    return seed(persons=600, seed=3, as_of=TODAY)


def rows(model, *left_out) -> list[dict]:
    names = [f.attname for f in model._meta.concrete_fields if f.attname not in ("id", *left_out)]
    return list(model.objects.order_by("pk").values(*names))


class TestWhatIsWritten:
    def test_it_counts_what_it_wrote(self, seeded):
        assert seeded.persons == Member.objects.count() == 600
        assert seeded.households == Household.objects.count()
        assert seeded.assessments == Assessment.objects.count() > 0

    def test_the_same_seed_writes_the_same_rows(self, seeded):
        keys = {Household: ("head_id",), Member: ("household_id",), Assessment: ("household_id",)}
        before = {model: rows(model, *left_out) for model, left_out in keys.items()}
        Household.objects.all().delete()
        seed(persons=600, seed=3, as_of=TODAY)
        assert {model: rows(model, *left_out) for model, left_out in keys.items()} == before

    def test_places_departments_and_accounts_come_with_it(self, seeded):
        assert Region.objects.villages().count() == 30
        assert {"petugas.langkai", "dinsos", "ketua", "admin"} <= set(User.objects.values_list("username", flat=True))

    def test_summaries_are_what_the_members_say(self, seeded):
        before = rows(Household, "updated_at", "version")
        refresh_summaries(Household.objects.values_list("pk", flat=True))
        assert rows(Household, "updated_at", "version") == before
        assert not Household.objects.filter(version__gt=1).exists()

    def test_every_household_has_one_head(self, seeded):
        heads = Household.objects.annotate(heads=Count("members", filter=Q(members__relation="head")))
        assert not heads.exclude(heads=1).exists()
        assert not Household.objects.exclude(head__household=F("pk")).exists()

    def test_every_row_is_in_the_history_with_its_source(self, seeded):
        for model in (Household, Member, Assessment):
            events = event_model(model).objects.filter(pgh_label="insert", pgh_context__source="demonstration")
            assert events.count() == model.objects.count()

    def test_every_name_is_known_to_the_search(self, seeded):
        assert set(Member.objects.values_list("name_key", flat=True)) <= set(
            KnownName.objects.values_list("name_key", flat=True)
        )

    def test_batches_of_any_size_write_the_same(self, seeded, monkeypatch):
        before = rows(Member, "household_id")
        Household.objects.all().delete()
        monkeypatch.setattr(loading, "BATCH", 7)
        seed(persons=600, seed=3, as_of=TODAY)
        assert rows(Member, "household_id") == before

    def test_the_last_batch_may_be_empty_and_one_person_is_enough(self):
        assert seed(persons=1, as_of=TODAY).households == 1

    def test_nobody_at_all_is_allowed(self):
        assert seed(persons=0, as_of=TODAY).persons == 0


class TestWhoDidIt:
    def test_recorder_and_verifier_are_two_people(self, seeded):
        verified = Household.objects.verified()
        assert verified.exists()
        assert set(verified.values_list("verified_by__username", flat=True)) == {"dinsos"}
        assert not verified.filter(recorded_by=F("verified_by")).exists()

    def test_a_kelurahan_with_an_enumerator_was_recorded_by_that_one(self):
        seed(persons=2_000, as_of=TODAY)
        for code, name in (("62.71.01.1003", "petugas.langkai"), ("62.71.03.1002", "petugas.menteng")):
            recorders = Household.objects.filter(region_id=code).values_list("recorded_by__username", flat=True)
            assert set(recorders) == {name}

    def test_field_officers_cannot_sign_in(self, seeded):
        officers = User.objects.filter(username__startswith="lapangan.")
        assert officers.count() == 5
        for officer in officers:
            assert not officer.is_active and not officer.has_usable_password() and not officer.mandates

    def test_a_verified_assessment_has_taken_its_three_steps_in_order(self, seeded):
        for assessment in Assessment.objects.filter(state=AssessmentState.VERIFIED)[:30]:
            moves = list(Move.objects.filter(subject_type="poverty.assessment", subject_id=assessment.pk))
            assert [move.transition for move in moves] == ["record", "submit", "verify"]
            assert len({move.actor_id for move in moves}) == 2
            assert [move.at for move in moves] == sorted(move.at for move in moves)

    def test_one_from_a_coarse_list_has_nobody_and_took_no_step(self, seeded):
        imported = Assessment.objects.filter(state=AssessmentState.IMPORTED)
        assert imported.exists() and not imported.exclude(enumerator=None).exists()
        assert not Move.objects.filter(subject_id__in=imported.values("pk")).exists()

    def test_one_that_waits_can_be_verified_by_the_officer(self, seeded):
        waiting = Assessment.objects.awaiting_verification().first()
        officer = User.objects.get(username="dinsos")
        assert waiting.workflow.refusal(waiting, "verify", by=officer) == ""
        waiting.workflow.move(waiting, "verify", by=officer)
        assert Household.objects.get(pk=waiting.household_id).is_verified


class TestRefusals:
    def test_production_refuses(self, settings):
        settings.DEMONSTRATION_ALLOWED = False
        with pytest.raises(SeedRefused):
            seed(persons=10)
        with pytest.raises(CommandError):
            call_command("seed", persons=10)
        assert not Household.objects.exists() and not User.objects.exists()

    def test_if_empty_does_nothing_when_there_is_any_household(self, capsys):
        household()
        call_command("seed", "--persons", "50", "--if-empty")
        assert Household.objects.count() == 1
        assert "nothing made up" in capsys.readouterr().out

    def test_if_empty_fills_an_empty_registry(self):
        call_command("seed", "--persons", "50", "--if-empty", "--as-of", "2026-11-21")
        assert Member.objects.count() == 50

    def test_it_stands_beside_real_households(self):
        household(source=Source.P3KE)
        assert seed(persons=50, as_of=TODAY).persons == 50

    def test_a_second_time_is_refused_and_writes_nothing(self, seeded):
        with pytest.raises(SeedRefused):
            seed(persons=50, seed=4)
        assert Member.objects.count() == 600

    def test_a_silly_number_is_refused(self):
        for persons in (-1, 10**9):
            with pytest.raises(SeedRefused):
                seed(persons=persons)

    def test_whatever_stops_it_leaves_nothing(self, monkeypatch):
        monkeypatch.setattr(loading, "BATCH", 20)

        def tell(done):
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            seed(persons=300, as_of=TODAY, tell=tell)
        assert not Household.objects.exists() and not User.objects.exists()
