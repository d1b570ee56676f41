"""A row's place is found by code or by name, and never guessed between two."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poverty.imports.areas import Area, Areas, Parts
from poverty.imports.messages import sentence
from tests.support.workbooks import areas

LANGKAI = "62.71.01.1003"


def code_of(**parts):
    code, finding = areas().resolve(Parts(**parts))
    assert finding is None, finding
    return code


def finding_of(**parts):
    code, finding = areas().resolve(Parts(**parts))
    assert code is None
    assert finding.code == "area_unknown"
    assert sentence(finding.code, finding.params)
    return finding.params


class TestFound:
    @pytest.mark.parametrize("code", ["62.71.01.1003", "6271011003", " 62.71.01.1003 ", "'6271011003", 6271011003.0])
    def test_kemendagri_code_with_and_without_dots(self, code):
        assert code_of(kemendagri_code=code) == LANGKAI

    def test_bps_code(self):
        assert code_of(bps_code="6271010006") == LANGKAI

    def test_either_system_where_the_column_does_not_say(self):
        assert code_of(area_code="6271010006") == code_of(area_code="6271011003") == LANGKAI

    @pytest.mark.parametrize("name", ["LANGKAI", "Langkai", " kel. langkai ", "Kelurahan  Langkai"])
    def test_name_in_any_spelling(self, name):
        assert code_of(village=name) == code_of(village=name, district="PAHANDUT") == LANGKAI

    def test_sungai_is_sei(self):
        assert code_of(village="Sungai Gohong") == "62.71.02.1005"

    def test_an_unreadable_name_does_not_harm_a_sound_code(self):
        assert code_of(kemendagri_code=LANGKAI, village="LNGK?", district="???") == LANGKAI

    def test_an_unreadable_kecamatan_does_not_harm_a_sound_name(self):
        assert code_of(village="Langkai", district="Phndt") == LANGKAI

    def test_the_kecamatan_tells_equal_names_apart(self):
        twins = Areas([Area("62.71.01.1001", "Baru", "Satu"), Area("62.71.02.1001", "Baru", "Dua")])
        assert twins.resolve(Parts(village="BARU", district="Kec. Dua"))[0] == "62.71.02.1001"
        assert twins.resolve(Parts(village="BARU"))[1].params["variant"] == "ambiguous"

    def test_saying_nothing_is_no_finding_where_no_place_is_asked(self):
        assert areas().resolve(Parts(), required=False) == (None, None)


class TestUnknown:
    def test_the_nearest_name_is_proposed(self):
        found = finding_of(village="BUKIT TUNGAL", district="RAKUMPIT")
        assert (found["suggestion"], found["district"]) == ("Bukit Tunggal", "Jekan Raya")

    def test_no_name_is_proposed_for_nonsense(self):
        assert "suggestion" not in finding_of(village="TIDAK DIKETAHUI", kemendagri_code="99")

    def test_an_unknown_code_is_not_overruled_by_a_name(self):
        found = finding_of(kemendagri_code="62.03.01.1001", village="LANGKAI")
        assert (found["variant"], found["code"]) == ("code", LANGKAI)

    def test_unknown_code_and_misspelt_name_are_told_together(self):
        found = finding_of(kemendagri_code="62.71.09.1001", village="BUKIT TUNGAL")
        assert (found["variant"], found["name"]) == ("code_and_name", "BUKIT TUNGAL")

    def test_code_and_name_of_two_places(self):
        assert finding_of(kemendagri_code=LANGKAI, village="MENTENG")["variant"] == "mismatch"

    def test_two_codes_of_two_places(self):
        assert finding_of(kemendagri_code=LANGKAI, bps_code="6271012001")["variant"] == "codes_differ"

    def test_a_name_of_another_kecamatan(self):
        assert finding_of(village="LANGKAI", district="BUKIT BATU")["suggestion"] == "Langkai"

    def test_a_name_of_another_city(self):
        assert finding_of(village="LANGKAI", city="KABUPATEN KATINGAN")["variant"] == "other_city"
        assert code_of(village="LANGKAI", city="KOTA PALANGKARAYA") == LANGKAI

    def test_nothing_said(self):
        assert finding_of(village=" - ", kemendagri_code="")["variant"] == "missing"


class TestTwoCodeSystems:
    AREAS = Areas(
        [
            Area("62.71.01.1001", "Pahandut", "Pahandut", "", "6271010004"),
            Area("62.71.04.1003", "Kereng Bangkirai", "Sabangau", "", "6271011001"),
        ]
    )

    def test_a_kemendagri_column_is_read_as_kemendagri_only(self):
        assert self.AREAS.resolve(Parts(kemendagri_code="6271011001"))[0] == "62.71.01.1001"
        assert self.AREAS.resolve(Parts(kemendagri_code="6271010004"))[0] is None

    def test_a_bps_column_is_read_as_bps_only(self):
        assert self.AREAS.resolve(Parts(bps_code="6271011001"))[0] == "62.71.04.1003"

    def test_where_the_column_does_not_say_the_name_decides_or_nobody(self):
        assert self.AREAS.resolve(Parts(area_code="6271011001"))[1].params["variant"] == "two_systems"
        found = self.AREAS.resolve(Parts(area_code="6271011001", village="Kereng Bangkirai"))
        assert found == ("62.71.04.1003", None)
        assert self.AREAS.resolve(Parts(area_code="62.71.01.1001"))[0] == "62.71.01.1001"


@given(st.builds(Parts, *[st.text(max_size=14) | st.floats() | st.just("6271011003") for _part in Parts._fields]))
def test_any_cells_give_a_place_or_a_sentence(parts):
    code, finding = areas().resolve(parts)
    assert (code is None) == (finding is not None)
    if finding:
        assert sentence(finding.code, finding.params)
