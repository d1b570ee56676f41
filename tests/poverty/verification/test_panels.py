"""The household page: the state of verification, and who said what when."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.history import acting
from poverty.households.models import Household
from poverty.households.services import add_member, change_household
from poverty.verification.choices import ExitReason, ProposalState
from poverty.verification.endorsing import endorse_list
from poverty.verification.knowledge import knowledge_of
from tests.support.factories import assessment, family
from tests.support.verification import a_proposal, a_submitted_list, a_verified_proposal, an_exit, pdf


def known(household):
    household = Household.objects.select_related("region", "recorded_by", "verified_by").get(pk=household.pk)
    latest = household.assessments.select_related("enumerator").that_counts()
    return knowledge_of(household, list(household.members.all()), latest)


def said(household):
    return {each.fact: each for each in known(household).said}


@pytest.fixture(autouse=True)
def _english(settings):
    from django.utils import translation

    with translation.override("en"):
        yield


class TestWhoSaidWhat:
    def test_at_first_the_source_says_it_all(self, people):
        home = family(source_date="2026-03-01", recorded_by=people.langkai)
        found = said(home)
        for fact in ("Address", "Members"):
            assert found[fact].who == str(people.langkai) and found[fact].source
        assert found["Address"].on.isoformat() == "2026-03-01"
        assert found["Decile"].tone == found["Dwelling and spending"].tone == "warn"

    def test_whoever_changed_a_fact_last_says_it_from_then_on(self, people):
        home = family(recorded_by=people.langkai)
        with acting(people.officer, source="web"):
            change_household(household=home, data={"address": "Jl. Baru 7"}, by=people.officer)
        with acting(people.langkai, source="import"):
            change_household(household=home, data={"phone": "0811"}, by=people.langkai)
        assert said(home)["Address"].who == str(people.officer)
        with acting(people.menteng, source="import"):
            change_household(household=home, data={"decile": 2, "decile_source": "dtsen"}, by=people.menteng)
            add_member(household=home, data={"name": "Anak", "relation": "child"}, by=people.menteng)
        found = said(home)
        assert found["Address"].who == str(people.officer)
        assert found["Decile"].who == found["Members"].who == str(people.menteng)
        assert found["Decile"].source == "DTSEN"

    def test_an_assessment_a_meeting_a_visit_an_officer_and_the_head_each_say_theirs(self, people):
        home = family()
        made = assessment(home, enumerator=people.langkai, state="submitted")
        proposal = a_verified_proposal(people, household=home)
        listed = a_submitted_list(people, proposals=[proposal])
        endorse_list(endorsement=listed, by=people.head)
        found = said(home)
        assert found["Dwelling and spending"].who == str(people.langkai)
        assert found["Dwelling and spending"].url == made.get_absolute_url()
        assert proposal.minutes.number in found["Meeting"].source
        assert found["Visit"].on and found["Verification"].who == str(people.officer)
        assert found["Endorsement"].who == str(people.head) and listed.document.number in found["Endorsement"].source

    def test_an_exit_says_its_reason(self, people):
        home = family()
        proposal = an_exit(people, household=home, reason=ExitReason.OCCUPATION, evidence=pdf())
        type(proposal).workflow.move(proposal, "verify", by=people.officer)
        endorse_list(endorsement=a_submitted_list(people, proposals=[proposal]), by=people.head)
        assert "ASN" in said(home)["Exit"].value and known(home).verdict.startswith("Left the list")


class TestVerdict:
    @pytest.mark.parametrize(
        ("fields", "word", "tone"),
        [
            ({}, "Not verified", "warn"),
            ({"verified_on": "2026-10-01"}, "Verified", "good"),
            ({"verified_on": "2026-10-01", "endorsed_on": "2026-10-02"}, "Verified and endorsed", "good"),
            ({"verified_on": "2025-01-01", "endorsed_on": "2025-01-02"}, "Verified too long ago", "warn"),
            ({"endorsed_on": "2026-10-02"}, "On the list, but no longer verified", "warn"),
        ],
    )
    def test_in_a_few_words(self, people, fields, word, tone):
        home = family()
        by = {"verified_by": people.officer} if "verified_on" in fields else {}
        Household.objects.filter(pk=home.pk).update(**fields, **by)
        found = known(home)
        assert (found.verdict, found.tone) == (word, tone)


class TestCost:
    def test_three_queries_however_much_is_known(self, people):
        home = family()
        assessment(home, enumerator=people.langkai, state="submitted")
        proposal = a_verified_proposal(people, household=home)
        endorse_list(endorsement=a_submitted_list(people, proposals=[proposal]), by=people.head)
        a_proposal(people, household=home, kind="reverification")
        household = Household.objects.select_related("region", "recorded_by", "verified_by").get(pk=home.pk)
        latest = household.assessments.select_related("enumerator").that_counts()
        members = list(household.members.all())
        with CaptureQueriesContext(connection) as queries:
            found = knowledge_of(household, members, latest)
        assert len(queries) <= 3 and len(found.said) == 8
        assert [each.state for each in found.open] == [ProposalState.PROPOSED]

    def test_the_card_stands_on_the_household_page(self, client, people):
        home = family()
        row = a_proposal(people, household=home)
        client.force_login(people.langkai)
        page = client.get(home.get_absolute_url()).content.decode()
        assert 'id="pengetahuan"' in page and row.get_absolute_url() in page
