"""The reference table of places, and loading it."""

from collections import Counter
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from core.history import event_model
from poverty.regions.models import Region
from poverty.regions.reading import LEVELS, RegionFileError, read_places
from poverty.regions.services import REFERENCE, Loaded, load_regions

ROW = {"code": "62", "name": "Kalimantan Tengah"}


class TestTheTableOfThisCity:
    def test_it_holds_5_kecamatan_and_30_kelurahan(self):
        levels = Counter(place.level for place in read_places(REFERENCE))
        assert levels == {"province": 1, "city": 1, "district": 5, "village": 30}

    def test_kelurahan_per_kecamatan_are_as_published(self):
        villages = Counter(place.parent_id for place in read_places(REFERENCE) if place.level == "village")
        assert [villages[f"62.71.0{number}"] for number in range(1, 6)] == [6, 7, 4, 6, 7]

    def test_every_kelurahan_has_both_codes_a_post_code_a_point_and_a_tile_of_its_own(self):
        villages = [place for place in read_places(REFERENCE) if place.level == "village"]
        assert all(len(place.bps_code) == 10 and len(place.postal_code) == 5 for place in villages)
        assert all(place.latitude and place.longitude for place in villages)
        assert len({(place.tile_column, place.tile_row) for place in villages}) == 30

    def test_the_tiles_keep_the_lie_of_the_land(self):
        """A kelurahan clearly further north stands in no lower row."""
        villages = [place for place in read_places(REFERENCE) if place.level == "village"]
        wrong = [
            (north.name, south.name)
            for north in villages
            for south in villages
            if north.latitude - south.latitude > Decimal("0.12") and north.tile_row > south.tile_row
        ]
        assert not wrong

    def test_levels_are_those_of_the_model(self):
        assert set(LEVELS.values()) == set(Region.Level.values)


class TestReading:
    @pytest.mark.parametrize(
        ("row", "said"),
        [
            ({"code": "6271"}, "does not look like"),
            ({"name": " "}, "name is missing"),
            ({"bps_code": "62x"}, "are digits"),
            ({"latitude": "north"}, "not a number"),
            ({"latitude": "NaN"}, "out of range"),
            ({"longitude": "181"}, "out of range"),
            ({"tile_row": "3"}, "both column and row"),
            ({"tile_row": "3", "tile_column": "-1"}, "column and row 0 to 99"),
            ({"code": "62.71"}, "the place above it, 62, is missing"),
        ],
    )
    def test_says_what_is_wrong(self, row, said):
        with pytest.raises(RegionFileError, match=said):
            read_places([ROW | row])

    def test_says_all_that_is_wrong_at_once(self):
        with pytest.raises(RegionFileError) as caught:
            read_places([{"code": "x", "name": "a"}, ROW | {"name": ""}, ROW, ROW])
        assert len(caught.value.problems) == 3
        assert caught.value.problems[0].startswith("Row 2:")

    def test_a_file_that_is_not_a_table_is_refused(self, tmp_path):
        (tmp_path / "x.csv").write_bytes(b"\xff\xfe\x00")
        (tmp_path / "y.csv").write_text("a,b\n1,2\n")
        for name in ("x.csv", "y.csv", "nowhere.csv"):
            with pytest.raises(RegionFileError):
                read_places(tmp_path / name)


@pytest.mark.django_db
class TestLoading:
    def test_a_second_load_writes_nothing(self):
        Region.objects.all().delete()
        assert load_regions() == Loaded(new=37, changed=0, unchanged=0)
        events = event_model(Region).objects.count()
        assert load_regions() == Loaded(new=0, changed=0, unchanged=37)
        assert event_model(Region).objects.count() == events

    def test_a_changed_row_is_taken_over_and_the_boundary_stays(self):
        load_regions([ROW])
        Region.objects.filter(pk="62").update(boundary={"path": "M0 0z"})
        assert load_regions([ROW | {"name": "Kalteng"}]).changed == 1
        region = Region.objects.get(pk="62")
        assert (region.name, region.boundary) == ("Kalteng", {"path": "M0 0z"})

    def test_another_city_needs_only_another_table(self, tmp_path):
        table = tmp_path / "banjarbaru.csv"
        table.write_text("code,name\n63,Kalimantan Selatan\n63.72,Kota Banjarbaru\n")
        call_command("load_reference", regions=table, verbosity=0)
        assert Region.objects.get(pk="63.72").parent_id == "63"

    def test_a_bad_table_changes_nothing(self, tmp_path):
        table = tmp_path / "bad.csv"
        table.write_text("code,name\n63,Kalimantan Selatan\n63,Twice\n")
        with pytest.raises(CommandError, match="twice"):
            call_command("load_reference", regions=table, verbosity=0)
        assert not Region.objects.filter(pk="63").exists()
