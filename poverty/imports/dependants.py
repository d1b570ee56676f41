"""What else refers to a record that an undo would remove, found by looking at the models: no list to be kept by hand.

A foreign key that Django would set to NULL is set to NULL; every other reference refuses the undo of that record. Only
pairs of likely duplicates on which nobody has worked do not: the search makes them, and makes them again.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from django.apps import apps
from django.db import models
from pghistory.models import Event

from poverty.assessments.models import Assessment
from poverty.duplicates.models import DuplicatePair
from poverty.duplicates.storing import UNTOUCHED
from poverty.households.models import Household, Member
from poverty.imports.choices import Table

KINDS: dict[type[models.Model], str] = {
    Household: Table.HOUSEHOLD.value,
    Member: Table.MEMBER.value,
    Assessment: Table.ASSESSMENT.value,
}
MARK = "on:"
"""Begins the refusal that names what refers to the record; the label of its model follows."""


@dataclass(frozen=True)
class Reference:
    """A column of a table that refers to a kind of record. `is_loose` when it is set to NULL with its record."""

    model: type[models.Model]
    column: str
    kind: str
    is_loose: bool

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def own_kind(self) -> str:
        """The kind of record that the referring row itself is; empty for all that an import never writes."""
        return KINDS.get(self.model, "")

    @property
    def refusal(self) -> str:
        """Why a record that is referred to stays."""
        return "dependants" if self.own_kind in (Table.MEMBER, Table.ASSESSMENT) else f"{MARK}{self.model._meta.label}"


@cache
def references() -> tuple[Reference, ...]:
    """Every foreign key to a household, a member or an assessment."""
    return tuple(_found())


def _found() -> Iterator[Reference]:
    for model in apps.get_models(include_auto_created=True):
        if model._meta.proxy or not model._meta.managed or issubclass(model, Event):
            continue
        for field in model._meta.local_concrete_fields:
            if field.is_relation and field.related_model in KINDS:
                is_loose = field.remote_field.on_delete is models.SET_NULL
                yield Reference(model, field.column, KINDS[field.related_model], is_loose)


def refusing() -> list[tuple[str, dict[str, str]]]:
    """Statements over `import_undo` that refuse what is referred to; those about members first, then households.

    A row that this undo removes itself does not hold what it refers to.
    """
    order = [Table.ASSESSMENT, Table.MEMBER, Table.HOUSEHOLD]
    found = sorted((each for each in references() if not each.is_loose), key=lambda each: order.index(each.kind))
    return [(_refuse(each), {"kind": each.kind, "refusal": each.refusal}) for each in found]


def _refuse(reference: Reference) -> str:
    worked_on = f" AND NOT ({UNTOUCHED})" if reference.model is DuplicatePair else ""
    if reference.own_kind:
        worked_on += f" AND NOT EXISTS ({_gone(reference.own_kind)} AND record_id = p.id)"
    return (
        "UPDATE import_undo u SET refusal = %(refusal)s WHERE u.kind = %(kind)s AND u.action = 'insert' "  # noqa: S608
        f"AND u.refusal = '' AND EXISTS (SELECT 1 FROM {reference.table} p "
        f"WHERE p.{reference.column} = u.record_id{worked_on})"
    )


def loosening() -> list[str]:
    """Statements that let go of the records that are removed, where a reference may be empty."""
    statements = []
    for each in references():
        if not each.is_loose:
            continue
        kept = ""
        if each.own_kind:  # a row that goes too need not be written first
            kept = f" AND NOT EXISTS ({_gone(each.own_kind)} AND record_id = x.id)"
        statements.append(
            f"UPDATE {each.table} x SET {each.column} = NULL WHERE x.{each.column} IN ({_gone(each.kind)}){kept}"  # noqa: S608
        )
    return statements


def _gone(kind: str) -> str:
    return f"SELECT record_id FROM import_undo WHERE kind = '{kind}' AND action = 'insert' AND refusal = ''"  # noqa: S608
