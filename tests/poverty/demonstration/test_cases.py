"""The demonstration shows every stage of verification, made by the real services in the names of three people."""

import pytest

from core.models import Move
from core.workflow import moves_of
from poverty.change_requests.models import ChangeRequest
from poverty.demonstration.services import SeedRefused, seed, show_stages
from poverty.demonstration.twins import misspelt
from poverty.duplicates.models import DuplicatePair
from poverty.meetings.models import Meeting
from poverty.verification.models import EndorsementList, Proposal
from poverty.visits.models import Visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def shown(settings, tmp_path):
    settings.PRIVATE_FILES_DIR = tmp_path
    settings.DEMONSTRATION_ALLOWED = True
    seed(persons=8_000)
    return show_stages()


def test_every_screen_has_something_to_show_and_no_file_was_judged_by_its_own_hand(shown):
    states = set(Proposal.objects.values_list("state", flat=True))
    assert shown and states >= {"draft", "proposed", "listed", "agreed", "visited", "returned", "verified", "endorsed"}
    assert set(Meeting.objects.values_list("state", flat=True)) == {"signed", "planned"}
    assert set(Visit.objects.values_list("state", flat=True)) == {"planned", "done"}
    assert set(EndorsementList.objects.values_list("state", flat=True)) == {"submitted", "endorsed"}
    assert ChangeRequest.objects.awaiting().exists() and DuplicatePair.objects.undecided().exists()
    assert Proposal.objects.late().exists()
    for proposal in Proposal.objects.filter(state="endorsed"):
        by = {move.transition: move.actor_id for move in moves_of(proposal)}
        assert len({by["record"], by["verify"], by["endorse"]}) == 3


def test_a_registry_of_a_few_people_gets_none(settings, tmp_path):
    settings.DEMONSTRATION_ALLOWED = True
    seed(persons=60)
    assert show_stages() == 0 and not Move.objects.filter(subject_type="poverty.proposal").exists()


def test_a_production_installation_gets_none(settings):
    settings.DEMONSTRATION_ALLOWED = False
    with pytest.raises(SeedRefused):
        show_stages()


def test_a_misspelt_name_is_another_one():
    assert all(misspelt("Suryani Basuki", number) != "Suryani Basuki" for number in range(12))
