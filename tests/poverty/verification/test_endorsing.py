"""Endorsement lists: who may stand on one, endorsed as a whole, what is refused leaves it with its reason."""

import pytest
from django.utils import timezone
from pypdf import PdfReader

from accounts.roles.table import RoleCode
from core.documents.models import Document
from core.models import Move
from core.workflow import MoveRefused, moves_of
from poverty.households.models import Household
from poverty.verification.choices import EndorsementState, ProposalState
from poverty.verification.endorsing import (
    EndorsementRefused,
    add_to_list,
    endorse_list,
    prepare_list,
    remove_from_list,
)
from poverty.verification.models import EndorsementList, Proposal
from tests.support.factories import LANGKAI, MENTENG, family, member
from tests.support.people import assign
from tests.support.verification import (
    a_list,
    a_submitted_list,
    a_verified_proposal,
    a_visited_proposal,
    an_endorsed_list,
)


def standing():
    """Everything an endorsement writes."""
    return (
        Proposal.objects.filter(state=ProposalState.ENDORSED).count(),
        Household.objects.exclude(endorsed_on=None).count(),
        Document.objects.filter(kind="endorsement").count(),
        EndorsementList.objects.filter(state=EndorsementState.ENDORSED).count(),
        Move.objects.filter(transition="endorse").count(),
    )


class TestPreparing:
    def test_a_list_belongs_to_the_smallest_area_that_holds_all_of_it(self, people):
        rows = [a_verified_proposal(people, LANGKAI), a_verified_proposal(people, LANGKAI)]
        made = prepare_list(title="Daftar", proposals=rows[:1], by=people.officer)
        assert made.region_id == LANGKAI
        add_to_list(endorsement=made, proposals=[rows[1], a_verified_proposal(people, MENTENG)], by=people.officer)
        assert made.region_id == "62.71"
        remove_from_list(endorsement=made, proposals=Proposal.objects.filter(region_id=MENTENG), by=people.officer)
        assert made.region_id == LANGKAI and made.proposals.count() == 2

    def test_only_what_is_verified_and_on_no_list_stands_on_it_and_each_gets_its_result(self, people):
        good, other = a_verified_proposal(people), a_verified_proposal(people)
        early = a_visited_proposal(people)
        prepare_list(title="Lain", proposals=[other], by=people.officer)
        made = prepare_list(title="Daftar", proposals=[good, other, early], by=people.officer)
        assert {result.item.pk for result in made.results if result.refusal} == {other.pk, early.pk}
        assert [each.pk for each in made.proposals.all()] == [good.pk]

    def test_nothing_out_of_reach(self, people):
        far = a_verified_proposal(people, MENTENG)
        near = a_verified_proposal(people, LANGKAI)
        made = prepare_list(title="Daftar", proposals=[far, near], by=people.district_officer)
        assert [each.pk for each in made.proposals.all()] == [near.pk]
        with pytest.raises(EndorsementRefused):
            prepare_list(title="Daftar", proposals=[far], by=people.district_officer)

    def test_nobody_else_prepares_and_a_list_needs_title_and_names(self, people):
        row = a_verified_proposal(people)
        for person, title, rows in (
            (people.langkai, "Daftar", [row]),
            (people.head, "Daftar", [row]),
            (people.officer, "  ", [row]),
            (people.officer, "Daftar", []),
        ):
            with pytest.raises(EndorsementRefused):
                prepare_list(title=title, proposals=rows, by=person)
        assert not EndorsementList.objects.exists() and not Move.objects.filter(transition="prepare").exists()

    def test_what_the_head_holds_cannot_be_changed(self, people):
        made = a_submitted_list(people)
        with pytest.raises(EndorsementRefused):
            add_to_list(endorsement=made, proposals=[a_verified_proposal(people)], by=people.officer)
        with pytest.raises(EndorsementRefused):
            remove_from_list(endorsement=made, proposals=made.proposals.all(), by=people.officer)

    def test_an_empty_list_is_not_handed_in_and_a_cancelled_one_frees_its_names(self, people):
        made = a_list(people)
        row = made.proposals.get()
        EndorsementList.workflow.move(made, "cancel", by=people.officer, note="salah")
        row.refresh_from_db()
        assert row.endorsement is None and row.state == ProposalState.VERIFIED
        again = a_list(people, proposals=[row])
        remove_from_list(endorsement=again, proposals=[row], by=people.officer)
        with pytest.raises(MoveRefused):
            EndorsementList.workflow.move(again, "submit", by=people.officer)


class TestEndorsing:
    def test_every_name_is_endorsed_the_registry_says_so_and_the_document_is_issued(self, people):
        made = a_submitted_list(people, number=3)
        results = endorse_list(endorsement=made, by=people.head)
        assert not any(result.refusal for result in results)
        assert standing() == (3, 3, 1, 1, 4)
        home = Household.objects.first()
        assert home.verified_by == people.officer and home.verified_on == home.endorsed_on == timezone.localdate()
        assert made.document.issued_by == people.head and made.left_out == []

    def test_the_paper_names_everybody_with_address_and_decision_and_no_number(self, people):
        homes = [family(name) for name in ("Rusli Tuah", "Aminah Bahrun")]
        rows = [a_verified_proposal(people, household=home) for home in homes]
        made = a_submitted_list(people, proposals=rows)
        endorse_list(endorsement=made, by=people.head)
        text = "\n".join(page.extract_text() for page in PdfReader(made.document.file.open("rb")).pages)
        for word in ("Rusli Tuah", "Aminah Bahrun", "Rajawali", str(people.head), made.document.number):
            assert word in text
        assert homes[0].head.nik not in text.replace(" ", "")
        assert not any("Rusli" in value for _label, value in made.document.summary)

    def test_what_the_head_leaves_out_goes_back_with_the_reason(self, people):
        made = a_submitted_list(people, number=2)
        left = made.proposals.first()
        endorse_list(endorsement=made, by=people.head, leave_out={left.pk: "Alamat tidak jelas"})
        left.refresh_from_db()
        assert left.state == ProposalState.RETURNED and left.endorsement is None
        assert moves_of(left).last().note == "Alamat tidak jelas"
        assert made.left_out == [[left.pk, "Alamat tidak jelas"]] and standing()[:2] == (1, 1)

    def test_leaving_out_needs_a_reason_and_a_name_of_this_list(self, people):
        made = a_submitted_list(people, number=2)
        for leave_out in ({made.proposals.first().pk: " "}, {99_999_999: "bukan dari daftar"}):
            with pytest.raises(EndorsementRefused):
                endorse_list(endorsement=made, by=people.head, leave_out=leave_out)
        with pytest.raises(EndorsementRefused):
            endorse_list(endorsement=made, by=people.head, leave_out={each.pk: "x" for each in made.proposals.all()})
        assert standing() == (0, 0, 0, 0, 0)

    def test_what_is_refused_leaves_the_list_with_its_reason_and_the_rest_is_endorsed(self, people):
        made = a_submitted_list(people, number=3)
        changed = made.proposals.first()
        member(changed.household, "Anak baru", relation="child")
        results = endorse_list(endorsement=made, by=people.head)
        changed.refresh_from_db()
        assert [result.item.pk for result in results if result.refusal] == [changed.pk]
        assert changed.state == ProposalState.VERIFIED and changed.endorsement is None
        assert made.left_out[0][0] == changed.pk and made.left_out[0][1]
        assert standing() == (2, 2, 1, 1, 3)

    def test_when_nothing_can_be_endorsed_nothing_is_written(self, people):
        made = a_submitted_list(people)
        member(made.proposals.get().household, "Anak baru", relation="child")
        with pytest.raises(EndorsementRefused):
            endorse_list(endorsement=made, by=people.head)
        made.refresh_from_db()
        assert made.state == EndorsementState.SUBMITTED and made.proposals.count() == 1
        assert standing() == (0, 0, 0, 0, 0)

    def test_a_list_is_endorsed_once(self, people):
        made = an_endorsed_list(people)
        with pytest.raises(EndorsementRefused):
            endorse_list(endorsement=made, by=people.head)
        assert standing() == (1, 1, 1, 1, 2)

    def test_a_failure_at_the_very_end_leaves_nothing(self, people, monkeypatch):
        made = a_submitted_list(people, number=2)

        def broken(*_arguments, **_more):
            raise RuntimeError

        monkeypatch.setattr("poverty.verification.endorsing.issue_decree", broken)
        with pytest.raises(RuntimeError):
            endorse_list(endorsement=made, by=people.head)
        assert standing() == (0, 0, 0, 0, 0)

    def test_nobody_but_a_head_with_reach_endorses(self, people):
        made = a_submitted_list(people)
        local = assign(people.nobody, RoleCode.HEAD_OF_SOCIAL, region=MENTENG)
        for person in (people.officer, people.langkai, people.supervisor, people.administrator, people.chair, local):
            with pytest.raises(EndorsementRefused):
                endorse_list(endorsement=made, by=person)
        assert standing() == (0, 0, 0, 0, 0)
