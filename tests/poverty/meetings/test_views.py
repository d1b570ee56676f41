"""The meeting's screens keep the promises of every screen, and some of their own."""

import datetime as dt
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from PIL import Image

from accounts.access_log.models import AccessEvent
from core.documents.models import Document
from core.work import work_for
from poverty.meetings import closing, services
from poverty.meetings.models import AgendaItem, Attendee, Meeting
from poverty.verification.choices import ProposalKind
from poverty.verification.models import Proposal
from tests.support.factories import LANGKAI, MENTENG, assessment, family, member
from tests.support.meetings import (
    a_closed_meeting,
    a_decided_meeting,
    a_meeting,
    a_proposal_waiting,
    a_scan,
    a_signed_meeting,
    an_attendee,
    an_item,
    an_open_meeting,
    decided,
)
from tests.support.screens import CreateScreen, DetailScreen, ListScreen, MoveScreen, RowScreen, UpdateScreen

PART = {"X-Part": "1"}


class TestMeetingList(ListScreen):
    url_name = "poverty:meeting_list"

    def make(self, region):
        return a_meeting(self.people, region)

    def listed(self, **query):
        return {row.pk for row in self.client.get(self.url(), query).context["page"].rows}

    def test_every_filter_answers_every_choice(self):
        self.make(LANGKAI)
        self.sign_in("officer")
        fields = self.client.get(self.url()).context["filter"].form.fields
        for name, field in fields.items():
            for value in [str(key) for key, _label in getattr(field, "choices", ()) if key] or ["2026-11-03"]:
                response = self.client.get(self.url(), {name: value})
                assert response.status_code == 200 and response.context["filter"].form.is_valid(), (name, value)

    def test_state_and_days_bound_the_list(self):
        old, new = (a_meeting(self.people, held_on=dt.date(year, 1, 1)) for year in (2025, 2026))
        Meeting.objects.filter(pk=old.pk).update(state="cancelled")
        self.sign_in("langkai")
        assert self.listed(state="planned") == {new.pk} == self.listed(since="2025-06-01")
        assert self.listed(until="2025-06-01") == {old.pk}


class TestMeetingCreate(CreateScreen):
    url_name = "poverty:meeting_create"
    model = Meeting
    stranger = "supervisor"

    def address(self):
        return self.url()

    def data(self):
        return {
            "region": LANGKAI,
            "held_on": "2026-11-28",
            "starts_at": "09:00",
            "place": "Aula kelurahan",
            "quorum": "10",
        }

    def test_a_crafted_kelurahan_is_refused(self):
        self.sign_in("langkai")
        response = self.client.post(self.url(), self.data() | {"region": MENTENG})
        assert response.status_code == 422 and not Meeting.objects.exists()


class TestMeetingDetail(DetailScreen):
    url_name = "poverty:meeting_detail"
    max_queries = 24

    def make(self, region):
        return a_meeting(self.people, region)

    @pytest.mark.parametrize(
        "make", [a_meeting, an_open_meeting, a_decided_meeting, a_closed_meeting, a_signed_meeting]
    )
    def test_it_opens_in_every_state_for_who_runs_and_who_reads(self, make):
        row = make(self.people)
        for persona in ("langkai", "supervisor"):
            self.sign_in(persona)
            assert self.send(self.url(row)).status_code == 200

    def test_it_says_what_is_lacking(self):
        row = an_open_meeting(self.people)
        self.sign_in("langkai")
        assert "2" in str(self.send(self.url(row)).context["lacking"][0])

    def test_who_only_reads_is_offered_no_step(self):
        row = a_closed_meeting(self.people)
        self.sign_in("supervisor")
        text = self.send(self.url(row)).content.decode()
        assert "tanda-tangan/" not in text and "buka-lagi/" not in text

    def test_opening_it_is_written_down(self):
        row = self.make(LANGKAI)
        person = self.sign_in("langkai")
        self.send(self.url(row))
        assert AccessEvent.objects.get(user=person, subject_type="poverty.meeting").subject_id == row.pk


class TestMeetingUpdate(UpdateScreen):
    url_name = "poverty:meeting_update"
    stranger = "supervisor"

    def make(self, region):
        return a_meeting(self.people, region)

    def data(self):
        return {
            "held_on": "2026-11-20",
            "place": "Balai basara",
            "quorum": "5",
            "chair_name": "",
            "note_taker": "",
            "notes": "",
        }

    def test_a_photo_is_redrawn_and_shown_within_reach_only(self):
        row = self.make(LANGKAI)
        self.sign_in("langkai")
        file = io.BytesIO()
        Image.new("RGB", (30, 20)).save(file, "PNG")
        photo = SimpleUploadedFile("orang.png", file.getvalue())
        row.refresh_from_db()
        self.client.post(self.url(row), self.data() | {"version": row.version, "photo": photo})
        row.refresh_from_db()
        url = reverse("poverty:meeting_photo", args=[row.pk])
        assert b"".join(self.client.get(url).streaming_content)[:2] == b"\xff\xd8"
        assert AccessEvent.objects.filter(action="download", subject_id=row.pk).exists()
        self.sign_in("menteng")
        assert self.client.get(url).status_code == 404


class TestMeetingOpens(MoveScreen):
    url_name = "poverty:meeting_move"
    transition, before, after = "open", "planned", "open"

    def make(self, region):
        return a_meeting(self.people, region)

    @pytest.mark.parametrize("name", ["close", "reopen", "sign", "cancel", "delete"])
    def test_no_other_step_is_taken_here(self, name):
        row = a_decided_meeting(self.people)
        self.sign_in("officer")
        assert self.client.post(reverse(self.url_name, args=[row.pk, name])).status_code == 404


class TestAgenda(DetailScreen):
    url_name = "poverty:meeting_agenda"

    def make(self, region):
        return an_open_meeting(self.people, region)

    def test_queries_do_not_grow_with_names(self, django_assert_max_num_queries):
        row = an_open_meeting(self.people, names=12)
        self.sign_in("langkai")
        self.send(self.url(row))
        with django_assert_max_num_queries(self.max_queries):
            assert self.send(self.url(row)).content.decode().count("data-name ") == 12

    def test_it_shows_what_is_needed_to_decide_and_nothing_private(self):
        household = family("Noraini Rahmah", phone="08115200471", decile=2, decile_source="dtsen", rt="11", rw="05")
        member(household, "Aulia", relation="child", chronic_illness="tuberculosis")
        assessment(household, state="submitted", floor="earth")
        waiting = a_proposal_waiting(self.people.langkai, household=household, informant="Pelapor Rahasia")
        meeting = an_open_meeting(self.people, names=0)
        services.fill_agenda(meeting=meeting, proposals=[waiting], by=self.people.langkai)
        self.sign_in("langkai")
        response = self.send(self.url(meeting))
        (name,) = response.context["names"]
        assert (name.facts.members, name.facts.decile, name.facts.block) == (2, 2, "RT 11 RW 05")
        assert name.facts.deprived.of == 8 and name.is_within_reach
        text = response.content.decode()
        for private in ("08115200471", "Pelapor Rahasia", household.head.nik):
            assert private not in text

    def test_only_undecided_names_are_shown_when_asked_for(self):
        row = self.make(LANGKAI)
        item = row.items.first()
        services.decide(item=item, decision="eligible", by=self.people.langkai, version=item.version)
        self.sign_in("langkai")
        assert len(self.client.get(self.url(row), {"hanya": "belum"}).context["names"]) == 1

    def test_a_reader_sees_decisions_and_no_form(self):
        row = a_decided_meeting(self.people)
        self.sign_in("supervisor")
        text = self.send(self.url(row)).content.decode()
        assert "data-decide>" not in text and "meetings.js" not in text

    def test_after_the_meeting_names_stand_as_they_were_heard(self):
        row = a_closed_meeting(self.people)
        item = row.items.first()
        heard = item.as_heard["name"]
        type(item.proposal.household).objects.filter(pk=item.proposal.household_id).update(head_name="Nama Sekarang")
        self.sign_in("langkai")
        text = self.send(self.url(row)).content.decode()
        assert heard in text and "Nama Sekarang" not in text

    def test_the_last_decision_about_the_household_is_told(self):
        first = decided(an_open_meeting(self.people, names=1), self.people.langkai, ["postponed"])
        closing.close(meeting=first, by=self.people.langkai)
        second = an_open_meeting(self.people, names=0)
        services.fill_agenda(meeting=second, sources=["carried"], by=self.people.langkai)
        self.sign_in("langkai")
        (name,) = self.send(self.url(second)).context["names"]
        assert name.earlier.meeting == first and name.item.carried_from.meeting == first


class TestDeciding(RowScreen):
    url_name = "poverty:agenda_item_decide"
    method = "post"
    stranger = "supervisor"

    def make(self, region):
        return an_item(self.people, region)

    def post(self, item, part=True, **data):
        return self.client.post(
            self.url(item), data | {"version": data.get("version", item.version)}, headers=PART if part else {}
        )

    def test_it_is_saved_and_answers_with_what_has_changed(self):
        item = self.make(LANGKAI)
        self.sign_in("langkai")
        response = self.post(item, decision="eligible")
        text = response.content.decode()
        assert response.status_code == 200 and 'data-part="progress"' in text and "<html" not in text
        item.refresh_from_db()
        assert (item.decision, item.decided_by) == ("eligible", self.people.langkai)

    def test_without_scripts_it_leads_to_the_next_undecided_name(self):
        meeting = an_open_meeting(self.people, names=3)
        first, second, _third = meeting.items.order_by("position")
        self.sign_in("langkai")
        response = self.post(first, part=False, decision="eligible")
        assert response.status_code == 302 and response["Location"].endswith(f"#nama-{second.pk}")

    def test_without_a_reason_it_says_so_and_keeps_what_was_typed(self):
        item = self.make(LANGKAI)
        self.sign_in("langkai")
        for part in (True, False):
            response = self.post(item, part=part, decision="postponed", reason="")
            assert response.status_code == 422 and b'role="alert"' in response.content
        item.refresh_from_db()
        assert item.decision == ""

    def test_a_double_click_counts_once(self):
        item = self.make(LANGKAI)
        self.sign_in("langkai")
        for _ in range(2):
            assert self.post(item, decision="postponed", reason="menunggu").status_code == 200
        assert AgendaItem.objects.get(pk=item.pk).version == item.version + 1

    def test_two_deciders_at_once_lose_nothing(self):
        item = self.make(LANGKAI)
        self.sign_in("officer")
        self.post(item, decision="eligible")
        self.sign_in("langkai")
        for part in (True, False):
            response = self.post(item, part=part, decision="postponed", reason="Data belum lengkap")
            text = response.content.decode()
            assert response.status_code == 409
            assert "Data belum lengkap" in text and str(self.people.officer) in text
        now = AgendaItem.objects.get(pk=item.pk)
        assert now.decision == "eligible"
        again = self.post(item, decision="postponed", reason="Data belum lengkap", version=now.version)
        assert again.status_code == 200 and AgendaItem.objects.get(pk=item.pk).decision == "postponed"

    def test_it_is_taken_back(self):
        item = self.make(LANGKAI)
        self.sign_in("langkai")
        self.post(item, decision="eligible")
        now = AgendaItem.objects.get(pk=item.pk)
        assert self.post(item, decision="undo", version=now.version).status_code == 200
        assert AgendaItem.objects.get(pk=item.pk).decision == ""

    @pytest.mark.parametrize("version", ["", "x", "-1", "99999999999999999999", "²"])
    def test_a_crafted_version_overwrites_nothing(self, version):
        item = self.make(LANGKAI)
        self.sign_in("langkai")
        assert self.post(item, decision="eligible", version=version).status_code == 409

    def test_a_person_of_another_household_is_nobody(self):
        waiting = a_proposal_waiting(self.people.langkai, kind=ProposalKind.REVERIFICATION)
        member(waiting.household, "Anak", relation="child")
        meeting = an_open_meeting(self.people, names=0)
        services.fill_agenda(meeting=meeting, proposals=[waiting], by=self.people.langkai)
        item, other = meeting.items.get(), family("Lain").head
        self.sign_in("langkai")
        response = self.post(item, decision="not_eligible", exit_reason="deceased", about_person=other.pk)
        assert response.status_code == 422
        assert "Lain" not in response.content.decode()


class TestFilling(RowScreen):
    url_name = "poverty:meeting_fill"
    stranger = "supervisor"

    def make(self, region):
        return a_meeting(self.people, region)

    def test_it_counts_before_it_adds(self):
        row = self.make(LANGKAI)
        a_proposal_waiting(self.people.langkai), a_proposal_waiting(self.people.menteng, MENTENG)
        self.sign_in("langkai")
        counts = {source.basis: count for source, count in self.send(self.url(row)).context["counted"]}
        assert counts["proposal"] == 1 and not row.items.exists()
        response = self.client.post(self.url(row), {"sources": ["proposal"]})
        assert response.status_code == 302 and row.items.count() == 1

    def test_a_source_that_is_none_and_a_wrong_limit_are_refused(self):
        row = self.make(LANGKAI)
        self.sign_in("langkai")
        for data in ({"sources": ["everything"]}, {"sources": ["proposal"], "limit": "0"}, {"rw": "1 or 1"}):
            assert self.client.post(self.url(row), data).status_code == 422

    def test_a_single_household_is_found_in_this_kelurahan_and_added_with_a_reason(self):
        row, here, there = self.make(LANGKAI), family("Sari Dewi"), family("Sari Menteng", MENTENG)
        self.sign_in("officer")
        assert self.client.get(self.url(row), {"cari": "sari"}).context["found"] == [here]
        add = reverse("poverty:meeting_add", args=[row.pk])
        self.client.post(add, {"household": there.pk, "reason": "usul RT"})
        self.client.post(add, {"household": here.pk, "reason": ""})
        assert not row.items.exists()
        self.client.post(add, {"household": here.pk, "reason": "usul RT"})
        assert row.items.get().proposal.household == here
        assert self.client.post(add, {"household": "x"}).status_code == 404


class TestAttendance(DetailScreen):
    url_name = "poverty:meeting_attendance"

    def make(self, region):
        return an_open_meeting(self.people, region, names=1)

    def test_many_lines_are_added_at_once(self):
        row = self.make(LANGKAI)
        self.sign_in("langkai")
        lines = "1. Ani Wijaya, Ketua RT 02\n2. Budi; Pendamping PKH\n\nCitra"
        assert self.client.post(self.url(row), {"lines": lines, "element": "community"}).status_code == 302
        found = dict(row.attendees.values_list("name", "element"))
        assert found["Ani Wijaya"] == "neighbourhood" and found["Budi"] == "companion" and found["Citra"] == "community"

    def test_an_empty_list_is_told(self):
        row = self.make(LANGKAI)
        self.sign_in("langkai")
        assert self.client.post(self.url(row), {"lines": "", "element": "lpmk"}).status_code == 422

    def test_who_only_reads_adds_nobody(self):
        row = self.make(LANGKAI)
        self.sign_in("supervisor")
        assert self.client.post(self.url(row), {"lines": "Ani", "element": "lpmk"}).status_code == 404


class TestMarking(RowScreen):
    url_name = "poverty:attendee_mark"
    method = "post"
    stranger = "supervisor"

    def make(self, region):
        return an_attendee(self.people, region)

    def test_present_absent_and_gone(self):
        person = self.make(LANGKAI)
        self.sign_in("langkai")
        for mark, present in (("absent", False), ("present", True)):
            answer = self.client.post(self.url(person), {"mark": mark}, headers={"HX-Request": "true"})
            assert b'id="attendees"' in answer.content
            person.refresh_from_db()
            assert person.is_present is present
        assert self.client.post(self.url(person), {"mark": "remove"}).status_code == 302
        assert not Attendee.objects.filter(pk=person.pk).exists()
        assert self.client.post(reverse(self.url_name, args=[self.make(LANGKAI).pk]), {"mark": "x"}).status_code == 400


class TestClosing(RowScreen):
    url_name = "poverty:meeting_close"
    stranger = "supervisor"

    def make(self, region):
        return a_decided_meeting(self.people, region)

    def test_it_shows_what_the_minutes_will_say_and_closes(self):
        row = self.make(LANGKAI)
        self.sign_in("langkai")
        assert self.send(self.url(row)).context["progress"].eligible == 2
        for _click in range(2):
            assert self.client.post(self.url(row)).status_code == 302
        assert Document.objects.count() == 1
        row.refresh_from_db()
        assert row.state == "closed"

    def test_what_is_lacking_is_told(self):
        row = an_open_meeting(self.people)
        self.sign_in("langkai")
        assert b"disabled" in self.send(self.url(row)).content
        response = self.client.post(self.url(row), follow=True)
        assert b"notice bad" in response.content and not Document.objects.exists()


class TestPapers(DetailScreen):
    url_name = "poverty:meeting_paper"
    paper = "berita-acara"

    def url(self, row=None):
        return reverse(self.url_name, args=[row.pk, self.paper])

    def make(self, region):
        return a_signed_meeting(self.people, region)

    def test_a_row_that_is_not_there_is_404(self):
        self.sign_in("langkai")
        assert self.client.get(reverse(self.url_name, args=[99_999_999, "agenda"])).status_code == 404

    def test_no_whole_personal_number_stands_on_it(self):
        row = self.make(LANGKAI)
        self.sign_in("langkai")
        assert b"".join(self.send(self.url(row)).streaming_content).startswith(b"%PDF-")

    def test_each_download_is_written_down(self):
        row = self.make(LANGKAI)
        person = self.sign_in("langkai")
        for paper in ("berita-acara", "bertanda-tangan", "lampiran", "agenda", "daftar-hadir"):
            response = self.client.get(reverse(self.url_name, args=[row.pk, paper]))
            assert response.status_code == 200, paper
            assert "attachment" in response["Content-Disposition"] and "no-store" in response["Cache-Control"]
        assert AccessEvent.objects.filter(user=person, action="download", subject_id=row.pk).count() == 5
        assert self.client.get(reverse(self.url_name, args=[row.pk, "semua"])).status_code == 404

    def test_papers_of_a_meeting_that_is_not_closed_are_not_there(self):
        row = a_decided_meeting(self.people)
        self.sign_in("langkai")
        for paper in ("berita-acara", "bertanda-tangan", "lampiran"):
            assert self.client.get(reverse(self.url_name, args=[row.pk, paper])).status_code == 404

    def test_a_name_that_looks_like_a_formula_stays_text_in_the_workbook(self):
        meeting = an_open_meeting(self.people, names=0)
        waiting = a_proposal_waiting(self.people.langkai, household=family("=1+1", address='=HYPERLINK("x")'))
        services.fill_agenda(meeting=meeting, proposals=[waiting], by=self.people.langkai)
        closing.close(meeting=decided(meeting, self.people.langkai), by=self.people.langkai)
        self.sign_in("langkai")
        response = self.client.get(reverse(self.url_name, args=[meeting.pk, "lampiran"]))
        sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content))).worksheets[0]
        cells = [cell for cell in sheet[2] if cell.value]
        assert sheet["B2"].value == "=1+1" and {cell.data_type for cell in cells} <= {"s", "n"}


def crafted(meeting):
    """Every address that writes, with what it would need to write."""
    item, person = meeting.items.first(), meeting.attendees.first()
    waiting = meeting.items.last().proposal.household_id
    at = {
        "meeting_update": (
            meeting.pk,
            {"held_on": "2020-01-01", "place": "Lain", "quorum": 1, "version": meeting.version},
        ),
        "meeting_close": (meeting.pk, {}),
        "meeting_reopen": (meeting.pk, {"note": "salah"}),
        "meeting_cancel": (meeting.pk, {"note": "salah"}),
        "meeting_sign": (meeting.pk, {"file": a_scan()}),
        "meeting_fill": (meeting.pk, {"sources": ["proposal", "stale", "lowest"]}),
        "meeting_add": (meeting.pk, {"household": waiting, "reason": "usul"}),
        "meeting_postpone_rest": (meeting.pk, {"reason": "x"}),
        "agenda_item_decide": (item.pk, {"decision": "postponed", "reason": "x", "version": item.version}),
        "agenda_item_remove": (item.pk, {}),
        "meeting_attendance": (meeting.pk, {"lines": "Ani", "element": "lpmk"}),
        "meeting_invite_as_last_time": (meeting.pk, {}),
        "attendee_mark": (person.pk, {"mark": "remove"}),
    }
    return [(reverse(f"poverty:{name}", args=[pk]), data) for name, (pk, data) in at.items()]


def picture_of(meeting):
    """All that the meeting holds."""
    return (
        list(Meeting.objects.filter(pk=meeting.pk).values()),
        list(meeting.items.order_by("pk").values()),
        list(meeting.attendees.order_by("pk").values()),
        list(Proposal.objects.order_by("pk").values()),
        list(Document.objects.order_by("pk").values()),
    )


@pytest.mark.django_db
def test_after_signing_no_crafted_form_on_any_address_changes_anything(client, people):
    meeting = a_signed_meeting(people)
    before = picture_of(meeting)
    client.force_login(people.officer)
    for url, data in crafted(meeting):
        for headers in ({}, PART, {"HX-Request": "true"}):
            assert client.post(url, data, headers=headers).status_code in (302, 422), url
    for name in ("open", "close", "reopen", "sign", "cancel"):
        client.post(reverse("poverty:meeting_move", args=[meeting.pk, name]))
    assert picture_of(meeting) == before


@pytest.mark.django_db
def test_every_writing_address_of_a_meeting_was_tried(people):
    from poverty.meetings.urls import urlpatterns

    reading = {"meeting_list", "meeting_create", "meeting_detail", "meeting_agenda", "meeting_photo", "meeting_paper"}
    tried = {url.split("/musyawarah/")[1] for url, _data in crafted(a_decided_meeting(people))}
    names = {pattern.name for pattern in urlpatterns} - reading - {"meeting_move"}
    assert len(tried) == len(names)


@pytest.mark.django_db
def test_the_public_page_says_signed_and_names_nobody(client, people):
    meeting = a_signed_meeting(people)
    page = client.get(meeting.minutes.verify_path).content.decode()
    assert meeting.minutes.number in page and meeting.minutes.signed_digest in re.sub(r"\s|<wbr>", "", page)
    assert meeting.items.first().as_heard["name"] not in page
    sent = client.post(meeting.minutes.verify_path, {"file": a_scan()})
    assert b"notice good" in sent.content


@pytest.mark.django_db
class TestMyWork:
    def titles(self, user):
        return {item.url: item for item in work_for(user) if "/musyawarah/" in item.url}

    def test_what_waits_and_what_is_late(self, people):
        late = a_meeting(people, held_on=timezone.localdate() - dt.timedelta(days=3))
        open_one, closed = an_open_meeting(people), a_closed_meeting(people)
        found = self.titles(people.langkai)
        assert set(found) == {late.get_absolute_url(), open_one.get_absolute_url(), closed.get_absolute_url()}
        assert found[late.get_absolute_url()].is_late and not found[closed.get_absolute_url()].is_late
        Meeting.objects.filter(pk=closed.pk).update(closed_at=timezone.now() - dt.timedelta(days=20))
        assert self.titles(people.langkai)[closed.get_absolute_url()].is_late

    def test_nobody_else_is_bothered(self, people):
        a_closed_meeting(people)
        for user in (people.menteng, people.head, people.supervisor, people.administrator):
            assert not self.titles(user)


@pytest.mark.django_db
def test_the_household_page_tells_where_it_was_heard(client, people):
    meeting = decided(an_open_meeting(people, names=1), people.langkai, ["postponed"])
    closing.close(meeting=meeting, by=people.langkai)
    household = meeting.items.get().proposal.household
    client.force_login(people.langkai)
    assert "Alasan musyawarah." in client.get(household.get_absolute_url()).content.decode()


@pytest.mark.django_db
def test_so_does_the_proposals_page(client, people):
    meeting = decided(an_open_meeting(people, names=1), people.langkai, ["postponed"])
    closing.close(meeting=meeting, by=people.langkai)
    client.force_login(people.langkai)
    page = client.get(meeting.items.get().proposal.get_absolute_url()).content.decode()
    assert "Alasan musyawarah." in page and f"/musyawarah/{meeting.pk}/agenda/" in page
