"""The household's screens keep the promises of every screen, and some of their own."""

from poverty.households.models import Household, Member
from tests.support.factories import LANGKAI, family
from tests.support.screens import CreateScreen, DetailScreen, ListScreen, UpdateScreen


class TestHouseholdList(ListScreen):
    url_name = "poverty:household_list"
    export_url_name = "poverty:household_export"
    exporter = "officer"

    def make(self, region):
        return family(region=region)


class TestMemberList(ListScreen):
    url_name = "poverty:member_list"
    export_url_name = "poverty:member_export"
    exporter = "officer"

    def make(self, region):
        return family(region=region).head


class TestHouseholdDetail(DetailScreen):
    url_name = "poverty:household_detail"

    def make(self, region):
        return family(region=region)


class TestHouseholdMembers(DetailScreen):
    url_name = "poverty:household_members"

    def make(self, region):
        return family(region=region)


class TestHouseholdHistory(DetailScreen):
    url_name = "poverty:household_history"

    def make(self, region):
        return family(region=region)


class TestHouseholdAccess(DetailScreen):
    url_name = "poverty:household_access"
    viewer = "head"
    stranger = "langkai"

    def make(self, region):
        return family(region=region)

    test_a_row_of_another_area_is_not_there = None
    test_a_row_without_an_area_is_for_the_city_level_only = None


class TestHouseholdCreate(CreateScreen):
    url_name = "poverty:household_create"
    model = Household
    form_data = {
        "region": LANGKAI,
        "address": "Gg. Manggis No. 14",
        "rt": "11",
        "rw": "5",
        "name": "Noraini Rahmah",
        "sex": "female",
        "birth_date": "1992-08-05",
        "nik": "6271014508920003",
    }


class TestHouseholdUpdate(UpdateScreen):
    url_name = "poverty:household_update"
    form_data = {"region": LANGKAI, "address": "Gg. Rindang Banua No. 3", "rt": "4", "rw": "2", "status": "active"}

    def make(self, region):
        return family(region=region)


class TestMemberCreate(CreateScreen):
    url_name = "poverty:member_create"
    model = Member
    form_data = {"name": "Aulia Rahmah", "relation": "child", "sex": "female", "birth_date": "2017-02-03"}

    def parent(self, region):
        return family(region=region)

    def address(self):
        if not hasattr(self, "_address"):
            self._address = self.url(self.parent(LANGKAI))
        return self._address


class TestMemberUpdate(UpdateScreen):
    url_name = "poverty:member_update"
    form_data = {"name": "Rusli Tuah Dohong", "relation": "head", "sex": "male", "birth_date": "1980-05-17"}

    def make(self, region):
        return family(region=region).head
