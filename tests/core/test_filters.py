"""The filter bar: chips in words, each taken off by itself, and invalid filters that show nothing."""

import django_filters
import pytest
from django.http import QueryDict

from core.filters import FilterBar, PlainSelect
from poverty.regions.models import Region
from tests.support.factories import regions

pytestmark = pytest.mark.django_db


class Bar(FilterBar):
    name = django_filters.CharFilter(label="Nama", lookup_expr="icontains")
    level = django_filters.ChoiceFilter(label="Tingkat", choices=Region.Level.choices, empty_label="Semua")
    mapped = django_filters.BooleanFilter(label="Berpeta", field_name="boundary", lookup_expr="isnull", exclude=True)

    class Meta:
        model = Region
        fields: list[str] = []


def bar(query: str) -> Bar:
    return Bar(QueryDict(query), queryset=Region.objects.all(), user=None)


@pytest.fixture(autouse=True)
def _places(db):
    regions()


def test_without_filters_everything_is_shown_and_no_chip():
    assert bar("").chips() == [] and bar("").qs.count() == Region.objects.count()
    assert bar("name=&level=&sort=x").chips() == []


def test_a_chip_says_label_and_value_in_words():
    assert [chip.label for chip in bar("level=village").chips()] == [f"Tingkat: {Region.Level.VILLAGE.label}"]
    assert [chip.label for chip in bar("name=lang&mapped=true").chips()] == ["Nama: lang", "Berpeta: ya"]
    assert [chip.label for chip in bar("mapped=false").chips()] == ["Berpeta: tidak"]


def test_taking_a_chip_off_keeps_the_other_filters_and_the_order_but_not_the_page():
    chip = next(chip for chip in bar("name=lang&level=village&sort=-name&cursor=x").chips() if "Nama" in chip.label)
    left = QueryDict(chip.query)
    assert dict(left.lists()) == {"level": ["village"], "sort": ["-name"]}


def test_filters_add_up():
    found = bar("name=langkai&level=village").qs
    assert [region.name for region in found] == ["Langkai"]


def test_a_value_out_of_its_choices_is_an_error_and_makes_no_chip():
    wrong = bar("level=galaxy&name=x")
    assert not wrong.is_valid() and wrong.form.errors["level"] and wrong.chips() == []


def test_a_select_is_escaped_and_marks_what_is_chosen():
    html = PlainSelect(choices=[("", "–"), ('"x', "<b>"), (3, "Tiga")]).render("n", 3, {"id": "id_n"})
    assert '<option value="&quot;x">&lt;b&gt;</option>' in html
    assert html.count(" selected") == 1 and '<option value="3" selected>Tiga</option>' in html
    assert 'name="n"' in html and 'id="id_n"' in html


def test_every_field_says_what_it_is_to_those_who_hear_the_page():
    for field in bar("").form.fields.values():
        assert field.widget.attrs["aria-label"] == str(field.label) and not field.required
