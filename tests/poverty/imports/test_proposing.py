"""New families of an import are proposed in one go: each once, within reach, each with its result."""

import pytest
from django.urls import reverse

from core.models import Job
from poverty.households.models import Household
from poverty.imports import jobs, proposing
from poverty.imports.models import ImportBatch
from poverty.imports.proposal_items import ImportProposal
from poverty.verification.models import Proposal
from poverty.verification.services import propose
from tests.poverty.imports.stage import FAMILY, LANGKAI, MENTENG, check, commit, family, sheet, undo
from tests.support.screens import RowScreen

pytestmark = pytest.mark.django_db


class TestImportProposals(RowScreen):
    url_name = "poverty:import_proposals"
    viewer = "district_officer"

    def make(self, region):
        return ImportBatch.objects.create(owner=self.people.officer, region_id=region, original_name="daftar.csv")


@pytest.fixture
def officer(people, client):
    client.force_login(people.officer)
    return people.officer


@pytest.fixture
def batch(officer):
    """Two new families in Langkai, one in Menteng."""
    return commit(sheet(FAMILY, family(1), family(2), family(3, kode=MENTENG)), officer)


def post(client, batch, **data):
    return client.post(reverse("poverty:import_propose", args=[batch.pk]), data)


def test_all_or_those_of_one_kelurahan(client, batch, officer):
    post(client, batch, area=MENTENG)
    assert [each.household.region_id for each in Proposal.objects.all()] == [MENTENG]
    post(client, batch)
    made = Proposal.objects.all()
    assert made.count() == 3
    assert {(each.channel, each.kind, each.state, each.recorded_by) for each in made} == {
        ("import", "entry", "proposed", officer)
    }


def test_whoever_committed_and_proposed_cannot_verify(client, batch, officer):
    post(client, batch)
    made = Proposal.objects.first()
    Proposal.objects.filter(pk=made.pk).update(state="visited")
    made.refresh_from_db()
    assert made.workflow.refusal(made, "verify", by=officer)


def test_again_proposes_nobody_twice(client, batch):
    post(client, batch), post(client, batch)
    assert (Proposal.objects.count(), ImportProposal.objects.count()) == (3, 3)


def test_what_is_proposed_already_is_left_out_and_what_fails_has_its_reason(client, people, batch, officer):
    first, second, _third = Household.objects.order_by("pk")
    propose(household=first, kind="entry", reason="usulan RT", by=people.langkai)
    assert proposing.proposable(batch, officer).count() == 2
    proposing.ask_for_new(batch=batch, area="", by=officer)
    Household.objects.filter(pk=second.pk).update(status="moved")
    proposing.propose_new(batch=batch, by=officer)
    page = client.get(reverse("poverty:import_proposals", args=[batch.pk]), {"result": "refused"})
    assert [row.household for row in page.context["page"].rows] == [second]
    assert page.context["page"].rows[0].refusal


def test_many_are_a_background_job_that_goes_on_after_a_kill(client, batch, officer, monkeypatch):
    monkeypatch.setattr(proposing, "AT_ONCE", 1)
    monkeypatch.setattr(proposing, "PIECE", 1)
    post(client, batch)
    job = Job.objects.get(kind=jobs.PROPOSALS)
    assert (job.total, Proposal.objects.count()) == (3, 0)
    page = client.get(reverse("poverty:import_proposals", args=[batch.pk]))
    assert page.context["job"] == job

    def die(done):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        proposing.propose_new(batch=batch, by=officer, tell=die)
    assert Proposal.objects.count() == 1
    jobs.propose(str(job.pk))
    assert Proposal.objects.count() == 3


def test_only_within_reach_and_no_area_beyond_it(client, people):
    batch = commit(sheet(FAMILY, family(1), family(3, kode=MENTENG)), people.officer)
    ImportBatch.objects.filter(pk=batch.pk).update(region_id="62.71.01")
    client.force_login(people.district_officer)
    post(client, batch, area=MENTENG)
    assert not Proposal.objects.exists()
    post(client, batch)
    assert [each.household.region_id for each in Proposal.objects.all()] == [LANGKAI]


@pytest.mark.parametrize(("persona", "status"), [("head", 403), ("langkai", 403), ("district_officer", 404)])
def test_others_cannot(client, people, batch, persona, status):
    client.force_login(getattr(people, persona))
    assert post(client, batch).status_code == status
    assert not Proposal.objects.exists()


def test_nothing_is_offered_before_the_commit_or_after_the_undo(client, people, officer):
    batch = check(sheet(FAMILY, family(1)), officer)
    assert client.get(batch.get_absolute_url()).context["new_families"] == 0
    written = jobs.run_now(ImportBatch.objects.get(pk=batch.pk), "commit", by=officer)
    assert client.get(written.get_absolute_url()).context["new_families"] == 1
    assert client.get(undo(written, officer).get_absolute_url()).context["new_families"] == 0


def test_after_the_commit_likely_duplicates_are_searched_in_the_background(batch):
    assert Job.objects.filter(kind="duplicates").count() == 1
