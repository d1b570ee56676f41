"""Whatever refers to people or families is found, and what might refer to them cannot be forgotten."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models
from django.test.utils import isolate_apps

from core.models import Draft
from poverty.duplicates import walking
from poverty.duplicates.fields import FAMILY, NOT_CHOSEN, OF_FAMILY, OF_PERSON, PERSON, keys_of
from poverty.duplicates.merging import Ledger, _move
from poverty.duplicates.walking import BY_OTHER_MEANS, LOOSE, NO_REFERENCE, Loose, Reference, all_models, references
from poverty.households.models import Household, Member
from tests.support.factories import family

FOREIGN_KEYS = """
SELECT c.conrelid::regclass::text, a.attname FROM pg_constraint c
JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY(c.conkey)
WHERE c.contype = 'f' AND c.confrelid = %s::regclass AND (cardinality(c.conkey) = 1 OR a.attname = 'household_id')
"""


def test_nothing_is_forgotten():
    assert walking.forgotten() == []


@pytest.mark.django_db
@pytest.mark.parametrize("target", [Member, Household])
def test_every_foreign_key_that_the_database_knows_is_walked_or_seen_to(target):
    """Also those that migrations wrote by hand."""
    with connection.cursor() as cursor:
        cursor.execute(FOREIGN_KEYS, [target._meta.db_table])
        there = set(cursor.fetchall())
    walked = {(each.model._meta.db_table, each.attname) for each in references(target)}
    tables = {model._meta.label: model._meta.db_table for model in all_models()}
    seen_to = {(tables[label], f"{name}_id") for label, _dot, name in (n.rpartition(".") for n in BY_OTHER_MEANS)}
    assert there and there <= walked | seen_to


@pytest.mark.django_db
def test_rows_that_must_lie_where_their_family_lies_are_known():
    follow = {each.model.__name__ for each in references(Household) if each.follows}
    assert {"Member", "Assessment", "Proposal", "Visit", "ChangeRequest"} <= follow
    assert "Household" not in follow


def test_reasons_name_what_exists():
    """An entry about something that is gone is taken out."""
    columns = {f"{m._meta.label}.{f.name}" for m in all_models() for f in m._meta.local_concrete_fields}
    apps = {model._meta.app_label for model in all_models()}
    named = [each.name for each in LOOSE] + list(NO_REFERENCE) + list(BY_OTHER_MEANS)
    assert not [name for name in named if name not in columns | apps]
    assert all(each.reason for each in LOOSE) and all(NO_REFERENCE.values()) and all(BY_OTHER_MEANS.values())


class TestAModelThatIsNew:
    """The guard can fail: models that stand nowhere else."""

    def new(self, **fields):
        body = {"__module__": __name__, "Meta": type("Meta", (), {"app_label": "poverty", "managed": True})}
        with isolate_apps("poverty", "core"):
            return type("Visitor", (models.Model,), body | fields)

    def test_a_foreign_key_is_walked_without_being_named(self):
        model = self.new(guest=models.ForeignKey(Member, models.CASCADE, related_name="+"))
        (found,) = walking.found_in([model], loose=())
        assert (found.attname, found.target) == ("guest_id", Member) and walking.forgotten([model]) == []

    def test_so_are_one_to_one_and_the_table_of_many_to_many(self):
        one = self.new(house=models.OneToOneField(Household, models.CASCADE, related_name="+"))
        assert [each.attname for each in walking.found_in([one], loose=())] == ["house_id"]
        many = self.new(friends=models.ManyToManyField(Member, related_name="+"))
        through = many._meta.get_field("friends").remote_field.through
        assert [each.attname for each in walking.found_in([through], loose=())] == ["member_id"]

    @pytest.mark.parametrize(
        "fields",
        [
            {"member_id": models.BigIntegerField(null=True)},
            {"household_number": models.IntegerField(null=True)},
            {"subject_id": models.UUIDField(null=True)},
            {"other": models.BigIntegerField()},
            {"kind": models.ForeignKey(ContentType, models.CASCADE, related_name="+")},
        ],
    )
    def test_what_only_looks_like_a_reference_makes_the_guard_fail(self, fields):
        (said,) = walking.forgotten([self.new(**fields)])
        assert "poverty.Visitor" in said and "LOOSE" in said

    def test_a_key_that_cannot_move_makes_it_fail_too(self):
        model = self.new(person=models.OneToOneField(Member, models.CASCADE, primary_key=True, related_name="+"))
        assert "primary key" in walking.forgotten([model])[0]

    def test_an_entry_taken_out_of_the_register_makes_it_fail(self, monkeypatch):
        monkeypatch.setattr(walking, "LOOSE", tuple(each for each in LOOSE if each.name != "core.Move.subject_id"))
        assert any("core.Move.subject_id" in said for said in walking.forgotten())


@pytest.mark.django_db
def test_a_loose_reference_that_moves_moves_only_what_it_means(people):
    """None does today; the register can say so of the next one."""
    one, other = family().head, family().head
    loose = Loose("core.Draft.subject_id", "for the test", target="poverty.Member", where={"form": "member"})
    (reference,) = walking.found_in([], loose=[loose])
    assert reference == Reference(Draft, "subject_id", Member, {"form": "member"})
    rows = [Draft.objects.create(owner=people.langkai, form=form, subject_id=one.pk) for form in ("member", "x")]
    _move(Ledger(), [reference], one.pk, other.pk)
    assert [Draft.objects.get(pk=row.pk).subject_id for row in rows] == [other.pk, one.pk]


class TestFields:
    @pytest.mark.parametrize(("model", "lines"), [(Member, OF_PERSON), (Household, OF_FAMILY)])
    def test_every_column_is_chosen_or_has_a_reason_not_to_be(self, model, lines):
        chosen = [column for line in lines for column in line.columns]
        columns = {field.attname for field in model._meta.concrete_fields}
        assert len(chosen) == len(set(chosen))
        assert columns == set(chosen) | NOT_CHOSEN[model._meta.label].keys()
        assert not set(chosen) & NOT_CHOSEN[model._meta.label].keys()

    def test_keys_are_those_of_the_parts(self):
        assert "person.nik" in keys_of([PERSON]) and "family.phone" in keys_of([FAMILY]) - keys_of([PERSON])
        assert keys_of(["1-2"]) == {key.replace("person", "1-2") for key in keys_of([PERSON])}
