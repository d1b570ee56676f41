"""Two spellings of one name meet in one key; a search key is plain and stable."""

import doctest

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from poverty.households import names
from poverty.households.names import name_key, similarity, spelling_key

words = st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=12)
people = st.lists(words, min_size=1, max_size=4).map(" ".join)


def test_the_examples_in_the_docstrings_hold():
    assert doctest.testmod(names).failed == 0


class TestNameKey:
    @given(st.text(max_size=150))
    @example("İstanbul ǅ")
    def test_the_key_of_a_key_is_itself(self, text):
        assert name_key(name_key(text)) == name_key(text)

    @given(st.text(max_size=300))
    def test_it_fits_its_column_and_has_single_spaces(self, text):
        key = name_key(text)
        assert len(key) <= 120
        assert key == " ".join(key.split())

    @given(people)
    def test_case_and_spaces_do_not_matter(self, name):
        assert name_key(f"  {name.upper().replace(' ', '   ')} ") == name_key(name)

    @pytest.mark.parametrize("name", ["", "   ", "-", "...", None])
    def test_a_name_without_a_letter_is_no_name(self, name):
        assert name_key(name) == ""
        assert spelling_key(name) == ""


class TestSpellingKey:
    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("Soekarno", "Sukarno"),
            ("Djoko", "Joko"),
            ("Tjahjo", "Cahyo"),
            ("Sjarifah", "Syarifah"),
            ("Njoman", "Nyoman"),
            ("Jusuf", "Yusuf"),
            ("Annisa", "Anisa"),
            ("Abd. Rahman", "Abdul Rahman"),
            ("Abdoel Rahman", "Abdul Rahman"),
            ("Achmad", "Akhmad"),
            ("Ahmat", "Ahmad"),
            ("Hj. Siti Aminah", "Siti Aminah"),
            ("Almh. Siti Aminah", "Siti Aminah"),
            ("Drs. H. Rudi, M.Si.", "Rudi"),
            ("Rina Wati S.Kom. M.M.", "Rina Wati"),
            ("Rina Wati A.Md.Keb.", "Rina Wati"),
            ("Rina Wati, SPd", "Rina Wati"),
            ("Yanto bin Saleh", "Yanto Saleh"),
            ("Siti binti Saleh", "Siti Saleh"),
            ("Ma’ruf", "Maruf"),
        ],
    )
    def test_both_spellings_meet(self, old, new):
        assert spelling_key(old) == spelling_key(new)

    @pytest.mark.parametrize(
        "variant",
        ["M.", "Muh.", "Moh.", "Mhd.", "Mohd.", "Moch.", "Mohamad", "Mochammad", "Mohamed", "Muhammat"],
    )
    def test_muhammad_is_written_in_many_ways(self, variant):
        assert spelling_key(f"{variant} Yusuf") == spelling_key("Muhammad Yusuf")

    @pytest.mark.parametrize(("a", "b"), [("Rina", "Rini"), ("Muhlis", "Muhtar"), ("Siti", "Sita")])
    def test_different_names_stay_different(self, a, b):
        assert spelling_key(a) != spelling_key(b)

    def test_a_name_that_is_only_a_title_keeps_it(self):
        assert spelling_key("Haji") != ""

    def test_an_initial_alone_is_not_muhammad(self):
        assert spelling_key("M") == "m"

    @given(st.text(max_size=300))
    def test_any_text_gets_a_key_that_fits_its_column(self, text):
        assert len(spelling_key(text)) <= 120
        assert bool(spelling_key(text)) <= bool(name_key(text))


class TestSimilarity:
    @given(people, people)
    def test_it_is_symmetric_and_between_0_and_100(self, a, b):
        assert similarity(a, b) == similarity(b, a)
        assert 0 <= similarity(a, b) <= 100

    @given(people)
    def test_a_name_is_wholly_like_itself(self, name):
        assert similarity(name, name) == 100

    def test_word_order_and_a_missing_space_do_not_matter(self):
        assert similarity("Nur Hidayah", "Hidayah Nur") == 100
        assert similarity("Nur Hidayah", "Nurhidayah") == 100

    def test_a_shortened_name_is_nearly_the_same_but_one_word_is_not(self):
        assert similarity("Rangga Tambun Mihing", "Rangga Tambun") >= 90
        assert similarity("Budi", "Budi Santoso") < 80

    def test_nothing_is_like_nothing(self):
        assert similarity("", "") == 0
        assert similarity(None, "Budi") == 0
