"""The list of places, and loading boundaries by page and by command."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from core.history import event_model
from poverty.regions.models import Region
from tests.poverty.regions.test_boundaries import area, collection
from tests.support.factories import LANGKAI, MENTENG, regions
from tests.support.screens import Screen

TWO = collection(area(kode=LANGKAI), area(kode=MENTENG), area(kode="62.71.99"))


def upload(data: bytes = TWO):
    return {"file": SimpleUploadedFile("batas.geojson", data, content_type="application/geo+json")}


class TestRegionList(Screen):
    url_name = "poverty:region_list"
    viewer = "planner"
    stranger = "nobody"

    def test_all_places_are_listed_for_whoever_may_see_the_list(self):
        for persona in ("planner", "langkai", "administrator"):
            self.sign_in(persona)
            response = self.client.get(self.url())
            assert response.context["total"].count == 37

    def test_it_is_searched_by_name_and_by_either_code(self):
        self.sign_in("planner")
        for text in ("langkai", LANGKAI, "6271010006"):
            rows = self.client.get(self.url(), {"search": text}).context["page"].rows
            assert [row.code for row in rows] == [LANGKAI]

    def test_boundaries_are_a_filter_and_a_column(self):
        Region.objects.filter(pk=LANGKAI).update(boundary={"path": "M0 0h1v1z", "box": [0, 0, 1, 1]})
        self.sign_in("planner")
        for boundary, count in (("yes", 1), ("no", 36)):
            assert self.client.get(self.url(), {"boundary": boundary}).context["total"].count == count
        for order in ("boundary", "-boundary", "bps_code", "name"):
            assert self.client.get(self.url(), {"sort": order}).status_code == 200

    def test_only_who_may_load_boundaries_is_offered_it(self):
        for persona, offered in (("planner", False), ("secretariat", True), ("administrator", True)):
            self.sign_in(persona)
            assert (reverse("poverty:boundary_upload") in self.client.get(self.url()).content.decode()) is offered


class TestUpload(Screen):
    url_name = "poverty:boundary_upload"
    viewer = "secretariat"
    stranger = "officer"

    def test_a_file_is_shown_before_anything_is_written(self):
        self.sign_in(self.viewer)
        response = self.client.post(self.url(), upload())
        assert response.status_code == 200
        assert [region.code for region in response.context["preview"].places] == [LANGKAI, MENTENG]
        assert len(response.context["preview"].missing) == 28
        assert "62.71.99" in response.content.decode()
        assert not Region.objects.exclude(boundary=None).exists()

    def test_what_was_shown_is_then_loaded_with_the_actor_in_its_history(self):
        person = self.sign_in(self.viewer)
        signed = self.client.post(self.url(), upload()).context["signed"]
        response = self.client.post(reverse("poverty:boundary_load"), {"signed": signed})
        assert response.status_code == 302
        assert set(Region.objects.exclude(boundary=None).values_list("pk", flat=True)) == {LANGKAI, MENTENG}
        event = event_model(Region).objects.filter(pgh_label="update").latest("pgh_id")
        assert event.pgh_context["user"] == person.pk

    def test_loading_the_same_again_writes_nothing(self):
        self.sign_in(self.viewer)
        for _ in range(2):
            signed = self.client.post(self.url(), upload()).context["signed"]
            self.client.post(reverse("poverty:boundary_load"), {"signed": signed})
        assert event_model(Region).objects.filter(pgh_label="update").count() == 2

    def test_a_preview_that_was_altered_or_belongs_to_somebody_else_loads_nothing(self):
        self.sign_in(self.viewer)
        signed = self.client.post(self.url(), upload()).context["signed"]
        load = reverse("poverty:boundary_load")
        for text in ("", signed[:-2] + "xx", "e30:1:2"):
            assert self.client.post(load, {"signed": text}).status_code == 302
        self.sign_in("administrator")
        self.client.post(load, {"signed": signed})
        assert not Region.objects.exclude(boundary=None).exists()

    def test_loading_needs_the_permission_and_a_post(self):
        load = reverse("poverty:boundary_load")
        self.sign_in("officer")
        assert self.client.post(load, {"signed": ""}).status_code == 403
        self.sign_in(self.viewer)
        assert self.client.get(load).status_code == 405

    @pytest.mark.parametrize(
        "data", [b"no json", collection(area(kode="99.99")), collection(area([[[0, 0]]])), json.dumps([]).encode()]
    )
    def test_a_file_of_no_use_says_why_beside_the_field(self, data):
        self.sign_in(self.viewer)
        response = self.client.post(self.url(), upload(data))
        assert response.status_code == 422
        assert response.context["form"].errors["file"]


class TestTheCommand:
    @pytest.fixture(autouse=True)
    def _file(self, people, tmp_path):
        regions()
        self.file = tmp_path / "batas.geojson"
        self.file.write_bytes(TWO)
        self.people = people

    def test_it_loads_and_tells(self, capsys):
        call_command("load_boundaries", self.file, user=self.people.secretariat.username)
        out = capsys.readouterr()
        assert "2 new" in out.out and "28 kelurahan not in the file" in out.out and "62.71.99" in out.err
        event = event_model(Region).objects.filter(pgh_label="update").latest("pgh_id")
        assert event.pgh_context["user"] == self.people.secretariat.pk
        assert event.pgh_context["source"] == "command"

    def test_it_refuses_who_may_not_and_who_is_not(self):
        for name in (self.people.langkai.username, "nobody"):
            with pytest.raises(CommandError):
                call_command("load_boundaries", self.file, user=name)
        assert not Region.objects.exclude(boundary=None).exists()

    def test_a_file_that_is_not_there_or_of_no_use_changes_nothing(self, tmp_path):
        (tmp_path / "leer.json").write_text("{}")
        for name in ("leer.json", "nowhere.json"):
            with pytest.raises(CommandError):
                call_command("load_boundaries", tmp_path / name, user=self.people.secretariat.username)
