"""Every list column has its words, and our own export is read back by the labels it wrote."""

import pytest
from django.utils import translation

from poverty.households.codes import label_key
from poverty.imports.columns import Kind
from poverty.imports.layouts import LAYOUTS, LayoutKey
from poverty.imports.tables import NATIONAL, OUR_LISTS, tables_for


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=list(LAYOUTS))
def test_every_category_column_has_a_table(layout):
    tables = tables_for(layout.key)
    assert {found.table for found in layout.columns if found.kind is Kind.CATEGORY} <= set(tables)


@pytest.mark.parametrize("name", OUR_LISTS)
def test_every_word_means_a_member_of_its_list(name):
    assert {value for value in NATIONAL[name].values() if value} <= set(OUR_LISTS[name].values)


@pytest.mark.parametrize("name", OUR_LISTS)
def test_labels_of_our_export_come_back_as_their_value(name):
    table = tables_for(LayoutKey.REGISTRY_PERSON)[name]
    for language in ("en", "id"):
        with translation.override(language):
            for member in OUR_LISTS[name]:
                assert table[label_key(str(member.label))] == member.value
