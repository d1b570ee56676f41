"""Screens of proposals."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.access_log.models import AccessEvent
from core.workflow import moves_of
from poverty.verification.choices import ExitReason, ProposalKind, ProposalState
from poverty.verification.models import Proposal
from tests.support.factories import LANGKAI, MENTENG, family
from tests.support.screens import CreateScreen, DetailScreen, ListScreen, RowScreen, UpdateScreen
from tests.support.verification import (
    a_draft_proposal,
    a_proposal,
    a_returned_proposal,
    a_submitted_list,
    a_verified_proposal,
    a_visited_proposal,
    an_endorsed_list,
    an_exit,
    an_objection,
    pdf,
    picture,
    put_into,
)


class TestProposalList(ListScreen):
    url_name = "poverty:proposal_list"
    export_url_name = "poverty:proposal_export"
    exporter = "officer"

    def make(self, region):
        return a_proposal(self.people, region)

    def test_a_verifier_chooses_rows_and_nobody_else_does(self):
        self.make(LANGKAI)
        for persona, chooses in (("officer", True), ("langkai", False), ("head", False), ("supervisor", False)):
            self.sign_in(persona)
            page = self.client.get(self.url()).content.decode()
            assert ('name="chosen"' in page) is chooses and ('id="bulk"' in page) is chooses

    def test_late_and_escalated_are_told_apart(self):
        late, fresh = self.make(LANGKAI), self.make(LANGKAI)
        Proposal.objects.filter(pk=late.pk).update(due_on="2026-01-05")
        self.sign_in("officer")
        for query, expected in (
            ({"late": "yes"}, [late.pk]),
            ({"late": "no"}, [fresh.pk]),
            ({"task": "escalated"}, [late.pk]),
            ({"owner": "enumerator", "late": "yes"}, [late.pk]),
        ):
            rows = self.client.get(self.url(), query).context["page"].rows
            assert [row.pk for row in rows] == expected, query

    def test_queries_do_not_grow_for_a_verifier_either(self, django_assert_max_num_queries):
        for row in self.make_many(4):
            Proposal.objects.filter(pk=row.pk).update(due_on="2026-01-05")
        a_submitted_list(self.people, number=2)
        self.sign_in("officer")
        self.client.get(self.url())
        with django_assert_max_num_queries(16):
            self.client.get(self.url())


class TestProposalDetail(DetailScreen):
    url_name = "poverty:proposal_detail"

    def make(self, region):
        return a_visited_proposal(self.people, region)

    def test_every_blocked_button_says_what_is_lacking(self):
        row = a_proposal(self.people)
        self.sign_in("officer")
        page = self.client.get(self.url(row))
        refusals = {step.name: refusal for step, refusal in page.context["steps"]}
        assert refusals["verify"] and refusals["return"] == ""
        assert refusals["verify"] in page.content.decode()

    def test_it_says_since_when_until_when_and_who_must_act(self):
        row = a_proposal(self.people)
        self.sign_in("langkai")
        page = self.client.get(self.url(row))
        assert page.context["owner"].place == "Langkai" and page.context["clock"].left > 0
        Proposal.objects.filter(pk=row.pk).update(due_on="2026-11-01")
        assert self.client.get(self.url(row)).context["clock"].is_late

    def test_opening_it_is_written_down(self):
        row = self.make(LANGKAI)
        person = self.sign_in("langkai")
        self.client.get(self.url(row))
        event = AccessEvent.objects.latest("at")
        assert event.user == person and event.subject_id == row.household_id

    @pytest.mark.parametrize("state", ProposalState.values)
    def test_it_opens_in_every_state_for_everybody_who_may(self, state):
        row = an_exit(self.people, reason=ExitReason.OCCUPATION, evidence=pdf())
        listed = a_submitted_list(self.people)
        put_into(row, state, endorsement=listed)
        for persona in ("langkai", "officer", "head", "supervisor"):
            self.sign_in(persona)
            assert self.client.get(self.url(row)).status_code == 200

    def test_one_button_hands_in_again(self):
        row = a_returned_proposal(self.people)
        self.sign_in("langkai")
        names = [step.name for step, _refusal in self.client.get(self.url(row)).context["steps"]]
        assert names == ["resubmit", "withdraw"]

    def test_other_nouns_add_cards_within_the_permission(self, monkeypatch):
        from accounts.permissions import Perm
        from poverty.verification.cards import CARDS, ProposalCard, add_card

        monkeypatch.setattr("poverty.verification.cards.CARDS", list(CARDS))
        template = "components/empty.html"
        add_card(ProposalCard(5, "main", template, Perm.VIEW_PROPOSAL, lambda proposal, user: {"seen": proposal.pk}))
        add_card(ProposalCard(1, "side", template, Perm.VIEW_PROPOSAL, lambda proposal, user: None))
        add_card(ProposalCard(2, "side", template, Perm.MANAGE_USERS, lambda proposal, user: {}))
        row = self.make(LANGKAI)
        self.sign_in("langkai")
        cards = self.client.get(self.url(row)).context["cards"]
        assert {"column": "main", "template": template, "data": {"seen": row.pk}} in cards
        assert not [card for card in cards if card["column"] == "side" and card["template"] == template]


class TestProposalCreate(CreateScreen):
    url_name = "poverty:proposal_create"
    model = Proposal
    form_data = {
        "kind": "entry",
        "channel": "neighbourhood",
        "informant": "Ketua RT 2",
        "received_on": str(timezone.localdate()),
        "reason": "Kehilangan pekerjaan sejak Agustus",
    }

    def parent(self, region):
        return family(region=region)

    def test_a_household_out_of_reach_is_not_there(self):
        url = self.url(family(region=MENTENG))
        self.sign_in("langkai")
        assert self.client.get(url).status_code == self.client.post(url, self.form_data).status_code == 404
        assert not Proposal.objects.exists()

    def test_it_is_handed_in_or_kept_as_a_draft(self):
        self.sign_in("langkai")
        for more, state in (({}, "proposed"), ({"later": "1"}, "draft")):
            self.client.post(self.address(), self.form_data | more)
            assert Proposal.objects.latest("pk").state == state

    def test_an_exit_with_person_and_evidence(self):
        home = family()
        self.sign_in("langkai")
        data = self.form_data | {"kind": "exit", "exit_reason": "deceased", "evidence": picture()}
        response = self.client.post(self.url(home), data)
        assert response.status_code == 422 and "exited_member" in self.errors(response)
        data |= {"exited_member": home.head.pk, "evidence": picture()}
        assert self.client.post(self.url(home), data).status_code == 302
        made = Proposal.objects.get()
        assert made.exited_member == home.head and made.evidence.name.endswith(".jpg")

    def test_a_person_of_another_household_is_no_choice(self):
        self.sign_in("langkai")
        data = self.form_data | {"kind": "exit", "exit_reason": "deceased", "exited_member": family().head.pk}
        response = self.client.post(self.address(), data)
        assert "exited_member" in self.errors(response)

    def test_what_is_no_evidence_is_refused_beside_its_field(self):
        from django.core.files.uploadedfile import SimpleUploadedFile

        self.sign_in("langkai")
        data = self.form_data | {"kind": "exit", "exit_reason": "occupation"}
        data["evidence"] = SimpleUploadedFile("bukti.pdf", b"<html><script>alert(1)</script>")
        response = self.client.post(self.address(), data)
        assert "evidence" in self.errors(response) and not Proposal.objects.exists()

    def test_an_exit_reason_typed_for_an_entry_is_let_go(self):
        self.sign_in("langkai")
        self.client.post(self.address(), self.form_data | {"exit_reason": "moved"})
        assert Proposal.objects.get().exit_reason == ""

    def test_the_same_again_says_so_above_the_form(self):
        home = family()
        a_proposal(self.people, household=home)
        self.sign_in("langkai")
        response = self.client.post(self.url(home), self.form_data)
        assert response.status_code == 422 and self.errors(response)["__all__"]

    def test_machines_channels_are_no_choice_of_a_person(self):
        self.sign_in("langkai")
        for channel in ("import", "registry", "national_list"):
            assert "channel" in self.errors(self.client.post(self.address(), self.form_data | {"channel": channel}))

    def test_every_reason_shows_its_evidence_and_its_effect(self):
        from poverty.verification.exits import EXITS

        self.sign_in("langkai")
        page = self.client.get(self.address()).content.decode()
        for ground in EXITS.values():
            assert f'data-ground="{ground.reason}"' in page


class TestProposalUpdate(UpdateScreen):
    url_name = "poverty:proposal_update"
    form_data = {
        "channel": "citizen",
        "informant": "Ibu Aminah",
        "received_on": str(timezone.localdate()),
        "reason": "Rumah kebakaran pada Oktober",
    }

    def make(self, region):
        return a_draft_proposal(self.people, region)

    def test_what_was_handed_in_stays_as_it_is_to_a_crafted_post(self):
        row = a_proposal(self.people)
        self.sign_in("langkai")
        assert self.client.get(self.url(row)).status_code == 302
        response = self.client.post(self.url(row), self.form_data | {"version": row.version})
        assert response.status_code == 422
        assert Proposal.objects.get(pk=row.pk).reason == row.reason

    def test_a_crafted_post_sets_nothing_else(self):
        row = self.make(LANGKAI)
        self.sign_in("langkai")
        extra = {"state": "verified", "kind": "exit", "region": MENTENG, "recorded_by": self.people.officer.pk}
        self.client.post(self.url(row), self.form_data | extra | {"version": row.version})
        row.refresh_from_db()
        assert (row.state, row.kind, row.region_id, row.recorded_by) == ("draft", "entry", LANGKAI, self.people.langkai)


class TestEvidence(RowScreen):
    url_name = "poverty:proposal_evidence"

    def make(self, region):
        return an_exit(self.people, region, reason=ExitReason.OCCUPATION, evidence=pdf())

    def test_it_is_handed_out_within_reach_and_written_down(self):
        row = self.make(LANGKAI)
        self.sign_in("langkai")
        response = self.client.get(self.url(row))
        assert b"".join(response.streaming_content) == pdf().read()
        assert response["Content-Disposition"] == f'attachment; filename="bukti-{row.pk}.pdf"'
        assert AccessEvent.objects.filter(action="download").count() == 1

    def test_without_evidence_there_is_nothing(self):
        row = a_proposal(self.people)
        self.sign_in("langkai")
        assert self.client.get(self.url(row)).status_code == 404


class TestHouseholdTab(DetailScreen):
    url_name = "poverty:household_verification"

    def make(self, region):
        home = family(region=region)
        a_proposal(self.people, region, household=home)
        return home

    def test_the_button_to_propose_is_for_those_who_may_here(self):
        home = self.make(LANGKAI)
        url = reverse("poverty:proposal_create", args=[home.pk])
        for persona, shown in (("langkai", True), ("officer", True), ("head", False), ("supervisor", False)):
            self.sign_in(persona)
            assert (url in self.client.get(self.url(home)).content.decode()) is shown


class TestReceipt(RowScreen):
    url_name = "poverty:proposal_receipt"

    def make(self, region):
        return a_proposal(self.people, region)

    def test_it_bears_the_receipt_and_a_code_and_no_name(self):
        row = self.make(LANGKAI)
        self.sign_in("langkai")
        page = self.client.get(self.url(row)).content.decode()
        body = page[page.index('class="card receipt"') :]
        assert row.receipt in body and "<svg" in body
        assert "Rusli" not in body and "Rajawali" not in body


class TestSteps:
    def post(self, client, person, row, step, **data):
        client.force_login(person)
        return client.post(reverse("poverty:proposal_move", args=[row.pk, step]), data, follow=True)

    def test_an_officer_verifies_with_the_button(self, client, people):
        row = a_visited_proposal(people)
        self.post(client, people.officer, row, "verify")
        row.refresh_from_db()
        assert row.state == ProposalState.VERIFIED and moves_of(row).last().actor == people.officer

    def test_a_refusal_comes_back_as_a_message_and_writes_nothing(self, client, people):
        row = a_proposal(people)
        page = self.post(client, people.officer, row, "verify")
        row.refresh_from_db()
        assert row.state == ProposalState.PROPOSED and "notice bad" in page.content.decode()

    def test_steps_of_a_service_and_of_the_clock_have_no_address(self, client, people):
        row = a_verified_proposal(people)
        for step in Proposal.workflow:
            if step.by_service or step.automatic:
                for person in (people.head, people.officer, people.langkai):
                    client.force_login(person)
                    url = reverse("poverty:proposal_move", args=[row.pk, step.name])
                    assert client.post(url, {"note": "x"}).status_code == 404, step.name


class TestManyAtOnce:
    url = "/usulan/sekaligus/"

    def send(self, client, person, rows, step="verify", **data):
        client.force_login(person)
        return client.post(self.url, {"chosen": [row.pk for row in rows], "step": step} | data)

    def test_each_has_its_result_and_the_refused_stand_with_their_reason(self, client, people):
        good, early = a_visited_proposal(people), a_proposal(people)
        page = self.send(client, people.officer, [good, early])
        assert [result.item.pk for result in page.context["done"]] == [good.pk]
        assert [result.item.pk for result in page.context["refused"]] == [early.pk]
        good.refresh_from_db()
        assert good.state == ProposalState.VERIFIED

    def test_the_own_ones_and_those_out_of_reach_are_never_taken(self, client, people):
        own = a_visited_proposal(people, by=people.district_officer)
        far = a_visited_proposal(people, MENTENG)
        page = self.send(client, people.district_officer, [own, far])
        assert [result.item.pk for result in page.context["refused"]] == [own.pk] and not page.context["done"]
        assert set(Proposal.objects.values_list("state", flat=True)) == {ProposalState.VISITED}

    def test_returning_wants_a_note(self, client, people):
        row = a_visited_proposal(people)
        assert self.send(client, people.officer, [row], "return").context["refused"]
        assert self.send(client, people.officer, [row], "return", note="Foto kurang").context["done"]

    def test_nothing_but_these_steps_and_nobody_but_a_verifier(self, client, people):
        row = a_verified_proposal(people)
        for step in ("endorse", "withdraw", "reject", "nothing", ""):
            assert self.send(client, people.officer, [row], step).status_code == 404
        for person in (people.langkai, people.head, people.administrator):
            assert self.send(client, person, [row]).status_code == 403
        assert self.send(client, people.officer, []).status_code == 302


class TestPublicPage:
    def page(self, client, row):
        return client.get(reverse("poverty:receipt", args=[row.receipt]))

    @pytest.mark.parametrize("state", ProposalState.values)
    def test_every_state_is_told_in_plain_words_and_nothing_about_anybody(self, client, people, state):
        home = family("Rusli Tuah", phone="0811520000")
        row = an_exit(people, household=home, reason=ExitReason.DECEASED, exited_member=home.head, informant="Pak RT")
        listed = an_endorsed_list(people)
        put_into(row, state, endorsement=listed)
        response = self.page(client, row)
        text = response.content.decode()
        secrets = ("Rusli", "Rajawali", "Langkai", "Pak RT", row.reason, home.head.nik, "0811520000", "Meninggal")
        assert response.status_code == 200 and "noindex" in response["X-Robots-Tag"]
        assert not [word for word in (*secrets, str(people.langkai), f"/usulan/{row.pk}") if word in text]

    def test_it_needs_no_sign_in_and_sets_no_session(self, client, people):
        response = self.page(client, a_proposal(people))
        assert response.status_code == 200 and "sessionid" not in response.cookies

    def test_late_and_lapsing_are_said(self, client, people):
        row = an_objection(people, days_ago=3)
        assert self.page(client, row).context["lapses_on"] == row.lapses_on
        Proposal.objects.filter(pk=row.pk).update(due_on="2026-11-02")
        assert self.page(client, row).context["is_late"]

    def test_a_wrong_receipt_is_nothing_and_nothing_can_be_sent(self, client, people):
        row = a_proposal(people)
        assert client.get("/usulan/resi/aaaaaaaaaaaa/").status_code == 404
        assert client.get(f"/usulan/resi/{row.receipt.swapcase()}x/").status_code == 404
        assert client.post(reverse("poverty:receipt", args=[row.receipt])).status_code == 405

    def test_every_state_has_its_words(self):
        from poverty.verification.public import PLAIN

        assert set(PLAIN) == set(ProposalState)
        assert all(plain.title and plain.meaning and plain.needed for plain in PLAIN.values())


class TestWorklists:
    def make_stale(self, people, region=LANGKAI):
        from poverty.households.models import Household

        home = family(region=region)
        Household.objects.filter(pk=home.pk).update(verified_on="2025-01-10", verified_by=people.officer)
        return home

    def make_poor(self, region=LANGKAI):
        return family(region=region, decile=1, decile_source="dtsen")

    def test_chosen_households_are_proposed_each_with_its_result(self, client, people):
        client.force_login(people.langkai)
        for url, homes, kind in (
            (reverse("poverty:stale_list"), [self.make_stale(people), self.make_stale(people)], "reverification"),
            (reverse("poverty:never_verified_list"), [self.make_poor(), self.make_poor()], "entry"),
        ):
            page = client.post(url, {"chosen": [home.pk for home in homes]})
            assert len(page.context["done"]) == 2
            assert Proposal.objects.filter(kind=kind, channel="registry", state="proposed").count() == 2
            assert client.get(url).context["total"].count == 0

    def test_nothing_out_of_reach_and_nothing_that_is_not_on_the_list(self, client, people):
        far, fresh = self.make_stale(people, MENTENG), family()
        client.force_login(people.langkai)
        response = client.post(reverse("poverty:stale_list"), {"chosen": [far.pk, fresh.pk]})
        assert response.status_code == 302 and not Proposal.objects.exists()

    @pytest.mark.parametrize("name", ["poverty:stale_list", "poverty:never_verified_list"])
    def test_they_are_for_those_who_propose(self, client, people, name):
        for person in (people.head, people.supervisor, people.administrator):
            client.force_login(person)
            assert client.get(reverse(name)).status_code == client.post(reverse(name)).status_code == 403


class TestStaleList(ListScreen):
    url_name = "poverty:stale_list"

    def make(self, region):
        return TestWorklists().make_stale(self.people, region)


class TestNeverVerifiedList(ListScreen):
    url_name = "poverty:never_verified_list"

    def make(self, region):
        return TestWorklists().make_poor(region)


def test_an_objection_asks_for_the_reason_of_leaving(client, people):
    client.force_login(people.langkai)
    url = reverse("poverty:proposal_create", args=[family().pk])
    data = TestProposalCreate.form_data | {"kind": "objection"}
    assert "exit_reason" in client.post(url, data).context["form"].errors
    assert client.post(url, data | {"exit_reason": "well_off"}).status_code == 302
    assert Proposal.objects.get().kind == ProposalKind.OBJECTION
