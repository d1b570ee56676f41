"""The screens of imports: reach, upload, matching, preview, steps, workbook, progress."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.access_log.models import AccessEvent
from core.models import Job
from core.work import work_for
from poverty.households.models import Household
from poverty.imports import jobs
from poverty.imports.models import ImportBatch, ImportRow, SavedMapping
from tests.poverty.imports.stage import FAMILY, MENTENG, check, commit, family, sheet, thin, undo
from tests.support import factories
from tests.support.screens import DetailScreen, ListScreen, RowScreen, Screen


class MakesBatches:
    """A batch of this area, checked, of somebody else."""

    viewer = "district_officer"

    def make(self, region):
        return ImportBatch.objects.create(
            owner=self.people.officer,
            region_id=region,
            original_name="daftar.csv",
            layout="thin",
            state="checked",
            counts={"rows": 1, "new": 1},
        )


class TestImportList(MakesBatches, ListScreen):
    url_name = "poverty:import_list"


class TestImportDetail(MakesBatches, DetailScreen):
    url_name = "poverty:import_detail"


class TestImportRows(MakesBatches, RowScreen):
    url_name = "poverty:import_rows"


class TestImportWorkbook(MakesBatches, RowScreen):
    url_name = "poverty:import_workbook"


class TestImportProgress(MakesBatches, RowScreen):
    url_name = "poverty:import_progress"


class TestImportMatch(MakesBatches, RowScreen):
    url_name = "poverty:import_match"


class TestUploadScreen(Screen):
    url_name = "poverty:import_create"
    viewer = "officer"

    def test_it_opens(self):
        self.sign_in(self.viewer)
        assert self.send(self.url()).status_code == 200

    @pytest.mark.parametrize("persona", ["langkai", "head", "supervisor"])
    def test_who_may_not_import_has_no_upload(self, persona):
        self.sign_in(persona)
        assert self.send(self.url()).status_code == 403


@pytest.fixture
def officer(people, client):
    client.force_login(people.officer)
    return people.officer


def upload(client, file: io.BytesIO, name: str = "daftar.csv"):
    return client.post(reverse("poverty:import_create"), {"file": SimpleUploadedFile(name, file.getvalue())})


def match_data(batch: ImportBatch, **changes) -> dict:
    columns = {f"column_{field}": str(place) for field, place in batch.mapping.items()}
    return {"sheet": batch.sheet, "layout": batch.layout, "header_row": batch.header_row, **columns, **changes}


class TestUpload:
    def test_a_sheet_goes_on_to_its_columns_with_a_proposal(self, client, officer):
        response = upload(client, sheet(FAMILY, family()))
        batch = ImportBatch.objects.get()
        assert response["Location"] == reverse("poverty:import_match", args=[batch.pk])
        assert (batch.layout, batch.mapping["nik"], batch.owner) == ("p3ke_household", 9, officer)

    def test_what_is_wrong_with_the_file_is_said_beside_the_field_at_once(self, client, officer):
        response = upload(client, io.BytesIO(b"<html><table></table></html>"), "daftar.xls")
        assert response.status_code == 422
        assert response.context["form"].errors["file"]
        assert not ImportBatch.objects.exists()

    def test_the_file_is_kept_under_a_name_that_says_nothing(self, client, officer):
        upload(client, sheet(FAMILY, family()), "warga 6271011302980001.csv")
        batch = ImportBatch.objects.get()
        assert "6271011302980001" not in batch.original_name + batch.file_name


class TestMatching:
    def test_headings_and_proposal_are_shown(self, client, officer):
        upload(client, sheet([*FAMILY, "Warna Pagar"], [*family(), "BIRU"]))
        page = client.get(reverse("poverty:import_match", args=[ImportBatch.objects.get().pk])).content.decode()
        assert "Warna Pagar" in page

    def test_the_check_starts_and_is_a_job_to_watch(self, client, officer):
        upload(client, sheet(FAMILY, family()))
        batch = ImportBatch.objects.get()
        client.post(reverse("poverty:import_match", args=[batch.pk]), match_data(batch, reference_date="2025-12-31"))
        batch.refresh_from_db()
        job = Job.objects.get(subject_id=batch.pk)
        assert (batch.state, str(batch.reference_date), job.owner) == ("checking", "2025-12-31", officer)
        jobs.run(str(job.pk))
        batch.refresh_from_db()
        job.refresh_from_db()
        assert (batch.state, batch.counts["new"], job.state) == ("checked", 1, "done")

    def test_a_corrected_matching_is_kept_for_the_next_sheet_with_these_headings(self, client, officer):
        headings = ["NIK", "NAMA", "RUMAH"]
        rows = [factories.make_nik(), "SITI", "Jl. Riau 2"]
        upload(client, sheet(headings, rows))
        first = ImportBatch.objects.get()
        data = match_data(first, column_address="2")
        client.post(reverse("poverty:import_match", args=[first.pk]), data)
        assert SavedMapping.objects.get().mapping["address"] == 2
        upload(client, sheet(headings, rows))
        assert ImportBatch.objects.latest("pk").mapping["address"] == 2

    def test_one_column_cannot_mean_two_things(self, client, officer):
        upload(client, sheet(FAMILY, family()))
        batch = ImportBatch.objects.get()
        data = match_data(batch, column_address=str(batch.mapping["nik"]))
        response = client.post(reverse("poverty:import_match", args=[batch.pk]), data)
        assert response.status_code == 422

    def test_an_unknown_sheet_is_matched_after_its_kind_is_chosen(self, client, officer):
        upload(client, sheet(["Judul"], ["Daftar"], ["Identitas", "Panggilan"], [factories.make_nik(), "SITI"]))
        batch = ImportBatch.objects.get()
        assert batch.layout == ""
        url = reverse("poverty:import_match", args=[batch.pk])
        client.post(url, {"sheet": batch.sheet, "layout": "thin", "header_row": 3, "again": "1"})
        batch.refresh_from_db()
        assert (batch.layout, batch.header_row, batch.headings) == ("thin", 3, ["Identitas", "Panggilan"])
        data = match_data(batch, column_nik="0", column_name="1")
        client.post(url, data)
        batch.refresh_from_db()
        assert batch.state == "checking"


class TestPreview:
    def test_figures_open_the_rows_they_count(self, client, officer):
        batch = check(sheet(FAMILY, family(1), family(2, nik="123")), officer)
        page = client.get(batch.get_absolute_url()).content.decode()
        rows = reverse("poverty:import_rows", args=[batch.pk])
        assert f"{rows}?outcome=new" in page
        response = client.get(f"{rows}?outcome=rejected")
        assert [row.number for row in response.context["page"].rows] == [3]

    def test_rows_show_old_and_new_and_no_whole_number(self, client, officer):
        commit(sheet(FAMILY, family(1)), officer)
        batch = check(sheet(FAMILY, family(1, alamat="Jl. Lain")), officer)
        page = client.get(reverse("poverty:import_rows", args=[batch.pk])).content.decode()
        assert "<del>Jl. Riau No. 1</del>" in page
        assert "<ins>Jl. Lain</ins>" in page
        assert factories.make_nik(serial=1) not in page

    def test_a_duplicate_links_to_where_the_person_stands_only_within_reach(self, client, people):
        home = factories.household(MENTENG)
        nik = factories.make_nik(serial=900)
        factories.member(home, "Rusli", nik=nik)
        rows = [family(1, nik=nik)]
        for persona, seen in (("officer", True), ("district_officer", False)):
            client.force_login(getattr(people, persona))
            batch = check(sheet(FAMILY, *rows), getattr(people, persona))
            page = client.get(reverse("poverty:import_rows", args=[batch.pk])).content.decode()
            assert ImportRow.objects.get(batch=batch).outcome == "duplicate"
            assert (f"/keluarga/{home.pk}/" in page) is seen

    def test_the_workbook_holds_the_rejected_rows_and_is_written_down(self, client, officer):
        batch = check(sheet(FAMILY, family(1), family(2, nik="123")), officer)
        response = client.get(reverse("poverty:import_workbook", args=[batch.pk]))
        book = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)))
        assert book.worksheets[0].max_row == 2
        assert book.worksheets[0].cell(2, 10).comment
        assert AccessEvent.objects.get(action="download").subject_id == batch.pk

    def test_the_corrected_workbook_is_taken_in(self, client, officer):
        batch = check(sheet(FAMILY, family(1), family(2, nik="123")), officer)
        content = b"".join(client.get(reverse("poverty:import_workbook", args=[batch.pk])).streaming_content)
        book = openpyxl.load_workbook(io.BytesIO(content))
        book.worksheets[0].cell(2, 10).value = factories.make_nik(serial=2)
        out = io.BytesIO()
        book.save(out)
        upload(client, out, "diperbaiki.xlsx")
        fixed = jobs.run_now(ImportBatch.objects.latest("pk"), "check", by=officer)
        assert (fixed.layout, fixed.counts["new"], fixed.counts["rejected"]) == ("p3ke_household", 1, 0)


class TestSteps:
    def test_commit_is_handed_to_the_worker_and_a_second_click_changes_nothing(self, client, officer):
        batch = check(sheet(FAMILY, family(1)), officer)
        url = reverse("poverty:import_step", args=[batch.pk, "commit"])
        client.post(url), client.post(url)
        assert ImportBatch.objects.get().state == "committing"
        assert Job.objects.filter(subject_id=batch.pk).count() == 1
        assert not Household.objects.exists()

    def test_steps_are_never_taken_by_get(self, client, officer):
        batch = check(sheet(FAMILY, family(1)), officer)
        assert client.get(reverse("poverty:import_step", args=[batch.pk, "commit"])).status_code == 405

    @pytest.mark.parametrize(("persona", "status"), [("head", 403), ("langkai", 403), ("district_officer", 404)])
    def test_others_cannot_take_them(self, client, people, persona, status):
        batch = check(sheet(FAMILY, family(1)), people.officer)
        client.force_login(getattr(people, persona))
        assert client.post(reverse("poverty:import_step", args=[batch.pk, "commit"])).status_code == status
        assert ImportBatch.objects.get().state == "checked"

    def test_while_the_worker_is_away_the_page_says_that_the_work_waits(self, client, officer):
        batch = check(sheet(FAMILY, family(1)), officer)
        client.post(reverse("poverty:import_step", args=[batch.pk, "commit"]))
        assert client.get(batch.get_absolute_url()).context["worker_waits"]
        partial = client.get(reverse("poverty:import_progress", args=[batch.pk]))
        assert b"<progress" in partial.content

    def test_when_the_work_is_over_the_page_loads_itself_again(self, client, officer):
        batch = check(sheet(FAMILY, family(1)), officer)
        response = client.get(reverse("poverty:import_progress", args=[batch.pk]))
        assert response["HX-Refresh"] == "true"

    def test_refused_rows_of_an_undo_are_listed(self, client, officer):
        batch = commit(sheet(FAMILY, family(1), family(2)), officer)
        Household.objects.filter(source_id="62.71.0000001").update(address="Jl. Baru")
        undo(batch, officer)
        response = client.get(reverse("poverty:import_rows", args=[batch.pk]) + "?outcome=refused")
        assert [row.number for row in response.context["page"].rows] == [2]


class TestMyWork:
    def test_previews_and_refused_undos_wait_for_their_owner(self, client, officer, people):
        check(thin((factories.make_nik(), "SITI")), officer)
        batch = commit(sheet(FAMILY, family(1)), officer)
        Household.objects.update(address="Jl. Baru")
        undo(batch, officer)
        assert len([item for item in work_for(officer) if "/impor/" in item.url]) == 2
        assert not [item for item in work_for(people.langkai) if "/impor/" in item.url]
