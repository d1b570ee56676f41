"""What a changed row says before it is written."""

from django.utils import translation

from poverty.imports.labels import changes


def test_a_change_names_its_field_and_reads_like_the_rest_of_the_interface():
    diff = {"nik": ["6271010101900001", "6271010201900001"], "birth_date": ["1965-07-11", "1965-07-01"]}
    with translation.override("en"):
        (number, *masked), birth = changes(diff)
    assert number == "NIK"
    assert all("•" in each for each in masked)
    assert birth == ("Date of birth", "11 July 1965", "1 July 1965")


def test_what_stays_the_same_in_a_group_is_no_change():
    with translation.override("en"):
        shown = changes({"decile": [7, 1], "decile_date": [None, None], "decile_source": ["p3ke", "p3ke"]})
    assert [(before, after) for _label, before, after in shown] == [("7", "1")]
