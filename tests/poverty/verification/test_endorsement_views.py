"""Screens of endorsement lists: by form and by crafted POST."""

import pytest
from django.urls import reverse

from accounts.access_log.models import AccessEvent
from poverty.verification.choices import EndorsementState, ProposalState
from poverty.verification.models import EndorsementList, Proposal
from tests.support.factories import LANGKAI, MENTENG, member
from tests.support.screens import DetailScreen, ListScreen, RowScreen
from tests.support.verification import (
    a_list,
    a_submitted_list,
    a_verified_proposal,
    a_visited_proposal,
    an_endorsed_list,
    pdf,
)


class TestEndorsementList(ListScreen):
    url_name = "poverty:endorsement_list"

    def make(self, region):
        return a_list(self.people, region)


class TestEndorsementDetail(DetailScreen):
    url_name = "poverty:endorsement_detail"

    def make(self, region):
        return a_submitted_list(self.people, region, number=2)

    def test_all_names_stand_on_it_with_decile_and_verifier(self):
        row = self.make(LANGKAI)
        self.sign_in("head")
        page = self.client.get(self.url(row)).content.decode()
        assert page.count(str(self.people.officer)) >= 2 and page.count('name="out"') == 2

    def test_queries_do_not_grow_with_names(self, django_assert_max_num_queries):
        row = a_submitted_list(self.people, number=6)
        self.sign_in("head")
        self.client.get(self.url(row))
        with django_assert_max_num_queries(20):
            self.client.get(self.url(row))

    def test_the_head_sees_beforehand_what_cannot_be_endorsed_and_nobody_else_is_told_wrongly(self):
        row = self.make(LANGKAI)
        changed = row.proposals.first()
        member(changed.household, "Anak baru", relation="child")
        self.sign_in("head")
        context = self.client.get(self.url(row)).context
        assert context["refused"] == 1
        assert [each.proposal.pk for each in context["names"] if each.refusal] == [changed.pk]
        self.sign_in("officer")
        assert self.client.get(self.url(row)).context["refused"] == 0


class TestCandidates(ListScreen):
    url_name = "poverty:endorsement_create"
    viewer = "district_officer"
    stranger = "langkai"

    def make(self, region):
        return a_verified_proposal(self.people, region)


class TestPaper(RowScreen):
    url_name = "poverty:endorsement_document"

    def make(self, region):
        return an_endorsed_list(self.people, region)

    def test_it_is_handed_out_within_reach_and_written_down(self):
        row = self.make(LANGKAI)
        self.sign_in("langkai")
        response = self.client.get(self.url(row))
        assert b"".join(response.streaming_content).startswith(b"%PDF")
        assert AccessEvent.objects.get(action="download").subject_id == row.pk

    def test_a_list_without_one_has_none(self):
        row = a_submitted_list(self.people)
        self.sign_in("langkai")
        assert self.client.get(self.url(row)).status_code == 404

    def test_the_signed_copy_is_kept_once(self):
        row = self.make(LANGKAI)
        self.sign_in("officer")
        url = reverse("poverty:endorsement_upload", args=[row.pk])
        assert self.client.get(reverse("poverty:endorsement_signed", args=[row.pk])).status_code == 404
        self.client.post(url, {"file": pdf()})
        row.document.refresh_from_db()
        assert row.document.is_signed and row.document.signed_by == self.people.officer
        digest = row.document.signed_digest
        self.client.post(url, {"file": pdf()})
        row.document.refresh_from_db()
        assert row.document.signed_digest == digest
        response = self.client.get(reverse("poverty:endorsement_signed", args=[row.pk]))
        assert b"".join(response.streaming_content) == pdf().read()

    def test_a_file_that_is_none_is_refused(self):
        from django.core.files.uploadedfile import SimpleUploadedFile

        row = self.make(LANGKAI)
        self.sign_in("officer")
        url = reverse("poverty:endorsement_upload", args=[row.pk])
        for sent in ({}, {"file": SimpleUploadedFile("x.pdf", b"MZ")}):
            assert "notice bad" in self.client.post(url, sent, follow=True).content.decode()
        assert not EndorsementList.objects.get(pk=row.pk).document.is_signed


class TestAnnex(RowScreen):
    url_name = "poverty:endorsement_annex"
    viewer = "district_officer"
    stranger = "langkai"

    def make(self, region):
        return an_endorsed_list(self.people, region)

    def test_it_names_everybody_and_no_number_and_is_written_down(self):
        from openpyxl import load_workbook

        row = self.make(LANGKAI)
        self.sign_in("officer")
        import io

        response = self.client.get(self.url(row))
        sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content))).worksheets[0]
        cells = [str(cell) for line in sheet.iter_rows(values_only=True) for cell in line]
        home = row.proposals.get().household
        assert home.head_name in cells and home.head.nik not in cells
        assert AccessEvent.objects.filter(action="export").count() == 1


class TestActing:
    def send(self, client, person, name, row=None, **data):
        client.force_login(person)
        return client.post(reverse(name, args=[row.pk] if row else []), data)

    def test_an_officer_prepares_fills_empties_and_hands_in(self, client, people):
        rows = [a_verified_proposal(people) for _each in range(3)]
        data = {"title": "Daftar November", "chosen": [rows[0].pk]}
        self.send(client, people.officer, "poverty:endorsement_create", **data)
        made = EndorsementList.objects.get()
        self.send(client, people.officer, "poverty:endorsement_add", made, all="1")
        assert made.proposals.count() == 3
        self.send(client, people.officer, "poverty:endorsement_remove", made, chosen=[rows[1].pk])
        assert made.proposals.count() == 2
        client.post(reverse("poverty:endorsement_move", args=[made.pk, "submit"]))
        made.refresh_from_db()
        assert made.state == EndorsementState.SUBMITTED

    def test_the_filter_decides_what_all_means(self, client, people):
        near, far = a_verified_proposal(people, LANGKAI), a_verified_proposal(people, MENTENG)
        client.force_login(people.officer)
        url = reverse("poverty:endorsement_create")
        client.post(f"{url}?region={LANGKAI}", {"title": "Langkai", "all": "1"})
        assert [row.pk for row in EndorsementList.objects.get().proposals.all()] == [near.pk] != [far.pk]

    def test_a_crafted_choice_puts_nothing_on_a_list_that_may_not_stand_there(self, client, people):
        far, early = a_verified_proposal(people, MENTENG), a_visited_proposal(people)
        data = {"title": "Daftar", "chosen": [far.pk, early.pk, 99_999_999]}
        self.send(client, people.district_officer, "poverty:endorsement_create", **data)
        assert not EndorsementList.objects.exists()

    def test_the_head_endorses_and_leaves_out_with_a_reason(self, client, people):
        made = a_submitted_list(people, number=3)
        out = made.proposals.first()
        self.send(client, people.head, "poverty:endorse", made, out=[out.pk], **{f"reason-{out.pk}": "Alamat kabur"})
        made.refresh_from_db(), out.refresh_from_db()
        assert made.state == EndorsementState.ENDORSED and out.state == ProposalState.RETURNED
        page = client.get(made.get_absolute_url())
        assert [row.pk for row, _why in page.context["left_out"]] == [out.pk]
        assert "Alamat kabur" in page.content.decode()

    def test_leaving_out_without_a_reason_endorses_nothing(self, client, people):
        made = a_submitted_list(people, number=2)
        self.send(client, people.head, "poverty:endorse", made, out=[made.proposals.first().pk])
        assert not Proposal.objects.filter(state=ProposalState.ENDORSED).exists()

    @pytest.mark.parametrize("persona", ["officer", "langkai", "supervisor", "administrator", "chair"])
    def test_nobody_else_endorses_by_a_crafted_post(self, client, people, persona):
        made = a_submitted_list(people)
        response = self.send(client, getattr(people, persona), "poverty:endorse", made)
        made.refresh_from_db()
        assert response.status_code == 403 and made.state == EndorsementState.SUBMITTED

    def test_endorsing_has_no_plain_step(self, client, people):
        made = a_submitted_list(people)
        client.force_login(people.head)
        assert client.post(reverse("poverty:endorsement_move", args=[made.pk, "endorse"])).status_code == 404

    def test_the_head_returns_with_a_note_and_the_officer_hands_in_again(self, client, people):
        made = a_submitted_list(people)
        client.force_login(people.head)
        url = reverse("poverty:endorsement_move", args=[made.pk, "return"])
        client.post(url, {"note": ""})
        made.refresh_from_db()
        assert made.state == EndorsementState.SUBMITTED
        client.post(url, {"note": "Pisahkan per kelurahan"})
        client.force_login(people.officer)
        client.post(reverse("poverty:endorsement_move", args=[made.pk, "submit"]))
        made.refresh_from_db()
        assert made.state == EndorsementState.SUBMITTED and made.proposals.count() == 1


def test_what_a_list_cannot_take_at_once_is_said(client, people, monkeypatch):
    monkeypatch.setattr("poverty.verification.endorsement_views.MOST", 1)
    for _number in range(3):
        a_verified_proposal(people)
    client.force_login(people.officer)
    sent = {"title": "Daftar", "all": "1"}
    page = client.post(reverse("poverty:endorsement_create"), sent, follow=True)
    assert EndorsementList.objects.get().proposals.count() == 1
    told = [str(message) for message in page.context["messages"]]
    assert any(text.startswith(("A list takes 1", "Satu daftar menerima 1")) for text in told)
