"""What a cell of the household list says."""

from django.utils import translation

from poverty.households.models import Household
from poverty.households.tables import HouseholdTable

lacking = HouseholdTable.columns[[column.name for column in HouseholdTable.columns].index("lacking")].cell


def test_a_household_of_a_bare_list_is_not_shown_as_complete():
    with translation.override("en"):
        shown = str(lacking(Household(members_without_nik=2)))
    assert [text in shown for text in ("2 × NIK missing", "No head of family", "Kelurahan is missing")] == [True] * 3


def test_what_lacks_nothing_shows_a_dash():
    assert lacking(Household(members_without_nik=0, head_id=1, region_id="62.71.01.1003")) == "–"
