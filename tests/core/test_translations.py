"""Translations: every string collected, none lacking, and no placeholder lost on the way."""

import re

import polib
import pytest

from core import translations

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A small project with one module and one template."""
    (tmp_path / "core").mkdir()
    (tmp_path / "core" / "words.py").write_text(
        "from django.utils.translation import gettext as _, pgettext, ngettext\n"
        '_("House")\n_("%(n)s houses")\n_("two " "parts")\n_(name)\npgettext("month", "May")\n'
        'ngettext("one row", "%(n)s rows", 3)\n_("")\n'
    )
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text(
        "{% load i18n %}{% translate 'Roof' %}"
        "{% blocktranslate trimmed with n=1 %}\n  {{ n }} doors\n{% endblocktranslate %}"
    )
    (tmp_path / "templates" / "mail.txt").write_text('{% load i18n %}{% translate "Floor" %}')
    monkeypatch.setattr(translations, "ROOT", tmp_path)
    return tmp_path


def test_strings_are_found_in_code_and_templates(folder):
    found = set(translations.messages())
    assert found == {
        ("", "House"), ("", "%(n)s houses"), ("", "two parts"), ("month", "May"), ("", "one row"), ("", "Roof"),
        ("", "%(n)s doors"), ("", "Floor"),
    }  # fmt: skip


def test_an_update_adds_what_is_new_keeps_what_is_known_and_drops_what_is_gone(folder):
    translations.update("id")
    catalog = polib.pofile(str(translations.catalogue("id")))
    catalog.find("House").msgstr = "Rumah"
    catalog.append(polib.POEntry(msgid="Gone", msgstr="Hilang"))
    catalog.save()
    updated = translations.update("id")
    assert updated.find("House").msgstr == "Rumah" and updated.find("Gone") is None
    assert "python-format" in updated.find("%(n)s houses").flags
    assert updated.find("Roof").occurrences == [("templates/page.html", "")]


def test_what_has_no_translation_is_named_and_fails_the_check(folder, capsys):
    translations.update("id")
    assert translations.main(["check"]) == 1
    assert "House\n" in capsys.readouterr().out
    catalog = polib.pofile(str(translations.catalogue("id")))
    for entry in catalog:
        entry.msgstr = "x"
        if entry.msgid_plural:
            entry.msgstr, entry.msgstr_plural = "", {0: "x"}
    catalog.save()
    assert translations.lacking("id") == [] and translations.main(["check"]) == 0


def test_a_catalogue_is_compiled_once_and_again_when_it_changed(folder):
    import os

    translations.update("id")
    translations.compile_all()
    target = translations.catalogue("id").with_suffix(".mo")
    first = target.stat().st_mtime_ns
    translations.compile_all()
    assert target.stat().st_mtime_ns == first
    os.utime(translations.catalogue("id"), (4_000_000_000, 4_000_000_000))
    assert translations.main([]) == 0
    assert target.stat().st_mtime_ns != first


class TestOurs:
    """The catalogue of the product."""

    def test_no_placeholder_is_lost_or_invented(self):
        wrong = [
            entry.msgid
            for entry in translations.load("id")
            if entry.msgstr and sorted(PLACEHOLDER.findall(entry.msgid)) != sorted(PLACEHOLDER.findall(entry.msgstr))
        ]
        assert wrong == []

    def test_nothing_is_marked_as_doubtful(self):
        assert [entry.msgid for entry in translations.load("id") if entry.fuzzy or entry.obsolete] == []

    def test_leading_and_trailing_spaces_and_line_breaks_agree(self):
        for entry in translations.load("id"):
            if entry.msgstr:
                for edge in (str.lstrip, str.rstrip):
                    assert (entry.msgid == edge(entry.msgid)) == (entry.msgstr == edge(entry.msgstr)), entry.msgid
