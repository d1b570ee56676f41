"""Everything that refers to a person or a family, found by looking at the models themselves.

A foreign key (one-to-one and many-to-many through tables too) is found without being named anywhere: whoever adds a
model with one need do nothing. A number that refers without being a foreign key cannot be recognised for certain;
what looks like one must stand in `LOOSE` (it refers to people) or in `NO_REFERENCE` (it does not), each with a reason.
`forgotten()` lists what stands in neither, and a test holds it empty. Keys inside a JSON value are beyond it.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache

from django.apps import apps
from django.db import connection, models
from pghistory.models import Event

from poverty.households.models import Household, Member


@dataclass(frozen=True)
class Reference:
    """Rows of `model` whose `attname` holds the key of a `target`. `where` narrows a loose reference to it.

    `follows` says that the row repeats the area of its household and has to take over the new one's.
    """

    model: type[models.Model]
    attname: str
    target: type[models.Model]
    where: dict = field(default_factory=dict, hash=False)
    follows: bool = False

    def rows(self, keys: Iterable[int]) -> models.QuerySet:
        """The rows that refer to any of these, in the order of their keys."""
        found = self.model._base_manager.filter(**{f"{self.attname}__in": list(keys)}, **self.where)
        return found.order_by("pk")


@dataclass(frozen=True)
class Loose:
    """A number that refers to people or families without being a foreign key, and why it stays when they merge.

    With `target` (a model's label) its rows are moved instead; `where` says which of them mean that model.
    """

    name: str
    reason: str
    target: str = ""
    where: dict = field(default_factory=dict, hash=False)


LOG = "a log: it says what happened to the record of then, and is never rewritten"
LOOSE = (
    Loose("core.Move.subject_id", f"{LOG}; neither people nor families have steps of their own"),
    Loose("core.Document.subject_id", "an issued document is never changed; the database holds it"),
    Loose("accounts.AccessEvent.subject_id", f"{LOG}: somebody looked at that record"),
    Loose("core.Draft.subject_id", "what somebody typed about that very record; found again when the merge is undone"),
    Loose("core.Job.subject_id", "finished work; no job is about a person or a family"),
    Loose("poverty.ImportRow.household_id", f"{LOG} of an import; a commit compares anew with what stands then"),
    Loose("poverty.ImportRow.member_id", f"{LOG} of an import; a commit compares anew with what stands then"),
    Loose("poverty.ImportChange.record_id", f"{LOG} of an import; its undo sees that the record is gone or changed"),
    Loose("poverty.MergeRecord.kept_id", "the record of a merge itself"),
    Loose("poverty.MergeRecord.dropped_id", "the record of a merge itself"),
)
NO_REFERENCE = {
    "poverty.ChangeRequest.import_batch": "the number of an import",
    "poverty.ChangeRequest.import_row": "the number of a row in an import",
    "poverty.VisitPhoto.perceptual_hash": "64 bits of a picture",
    "poverty.VisitPhoto.client_id": "the phone's own number of a photo",
    "auth": "Django's own, not used for rights here",
    "contenttypes": "Django's own list of models",
    "account": "addresses for signing in",
    "mfa": "second factors",
    "axes": "attempts to sign in",
}
"""What looks like a reference and is none: a field, or a whole app of somebody else's, and the reason."""
BY_OTHER_MEANS = {
    "poverty.Household.head": "derived: follows from the members (households.services.refresh_summaries)",
    "poverty.DuplicatePair.first": "pairs are pointed to the record that stays by `pairs.repoint`",
    "poverty.DuplicatePair.second": "pairs are pointed to the record that stays by `pairs.repoint`",
    "poverty.ImportProposal.household": "says for which family a proposal was asked; a merged family keeps its row",
    "poverty.ListQueueItem.household": "says for which family a proposal was asked; a merged family keeps its row",
}
"""Foreign keys that the walk leaves out, and who sees to them, or why they stay."""
COMPOSITE = """
SELECT conrelid::regclass::text FROM pg_constraint
WHERE contype = 'f' AND confrelid = 'poverty_household'::regclass AND cardinality(conkey) = 2
"""

NAMED_LIKE_ONE = re.compile(r"(^|_)(household|member|person|family|subject|record|object|duplicate)(_|$)|_id$")
NUMBERS = (models.BigIntegerField, models.IntegerField, models.UUIDField)
SMALL = (models.SmallIntegerField, models.PositiveSmallIntegerField, models.PositiveBigIntegerField)


def all_models() -> list[type[models.Model]]:
    """Every model with a table of its own, many-to-many tables included; the event tables are the log and stay."""
    found = apps.get_models(include_auto_created=True)
    return [m for m in found if m._meta.managed and not m._meta.proxy and not issubclass(m, Event)]


def foreign_keys(model: type[models.Model]) -> Iterator[models.ForeignKey]:
    """The foreign keys of a model's own table that lead to people or families."""
    for each in model._meta.local_concrete_fields:
        if each.is_relation and each.related_model in (Member, Household):
            yield each


def references(target: type[models.Model]) -> tuple[Reference, ...]:
    """Everything that refers to people (`Member`) or to families (`Household`) and moves with them."""
    return tuple(each for each in _references() if each.target is target)


@cache
def _references() -> tuple[Reference, ...]:
    return tuple(found_in(all_models(), following=tables_that_follow()))


@cache
def tables_that_follow() -> frozenset[str]:
    """Tables whose rows lie where their household lies, by a composite foreign key."""
    with connection.cursor() as cursor:
        cursor.execute(COMPOSITE)
        return frozenset(table for (table,) in cursor.fetchall())


def found_in(chosen, loose: Iterable[Loose] = LOOSE, following: Collection[str] = ()) -> Iterator[Reference]:
    """The references of these models."""
    for model in chosen:
        for each in foreign_keys(model):
            if f"{model._meta.label}.{each.name}" not in BY_OTHER_MEANS:
                follows = each.related_model is Household and model._meta.db_table in following
                yield Reference(model, each.attname, each.related_model, follows=follows)
    for each in loose:
        if each.target:
            label, _dot, name = each.name.rpartition(".")
            yield Reference(apps.get_model(label), name, apps.get_model(each.target), where=each.where)


def forgotten(chosen: Iterable[type[models.Model]] | None = None) -> list[str]:
    """What looks like a reference to people or families and is handled nowhere, in words for the programmer."""
    known = {each.name for each in LOOSE}
    out = []
    for model in all_models() if chosen is None else chosen:
        keys = list(foreign_keys(model))
        out += [f"{model._meta.label}.{each.name}: a primary key cannot move" for each in keys if each.primary_key]
        for each in model._meta.local_concrete_fields:
            name = f"{model._meta.label}.{each.name}"
            named = {name, model._meta.app_label} & NO_REFERENCE.keys()
            if looks_like_one(each) and name not in known and not named:
                out.append(f"{name}: does it refer to people? Say so in LOOSE, or why not in NO_REFERENCE")
    return out


def looks_like_one(column: models.Field) -> bool:
    """Whether this might be the key of a person or a family although it is no foreign key to one."""
    if column.is_relation:
        return column.related_model._meta.label == "contenttypes.ContentType"
    if column.primary_key or column.generated or isinstance(column, SMALL) or not isinstance(column, NUMBERS):
        return False
    return type(column) is models.BigIntegerField or bool(NAMED_LIKE_ONE.search(column.name))
