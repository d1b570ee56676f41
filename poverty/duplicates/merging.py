"""Merging two records of one person, and the two families where they are one: all of it in the caller's transaction.

The record that stays takes the chosen fields over; every row that refers to the one that goes is pointed to the one
that stays (`walking`); the record that goes is deleted, and what stood in every changed row before is kept. A family
that is merged keeps its row, with status "merged" and the family it became part of: lists that know it by the number
of their source still find it. What was verified or endorsed stays so: two people have decided, as in a change request.

Nothing is merged without a person, whatever the likeness.
"""

from collections.abc import Iterable

from django.db import IntegrityError, connection, models, transaction
from django.utils.translation import gettext as _

from core.history import because
from core.refusals import refusal_of
from poverty.duplicates.fields import FAMILY
from poverty.duplicates.images import differing, images
from poverty.duplicates.models import DuplicatePair, MergeRecord
from poverty.duplicates.obstacles import obstacles
from poverty.duplicates.pairs import repoint
from poverty.duplicates.parties import Couple, MergeRefused, Parties, parties_of
from poverty.duplicates.walking import Reference, references
from poverty.households.choices import HouseholdStatus
from poverty.households.models import Household, Member
from poverty.households.services import refresh_summaries


class Ledger:
    """Which rows a merge changes: each as it stood before, and afterwards what is different in it."""

    def __init__(self):
        self.before: dict[tuple, dict] = {}
        self.parts: dict[tuple, tuple[str, tuple[str, ...] | None]] = {}

    def note(self, model: type[models.Model], keys: Iterable, part: str, columns: Iterable[str] | None = None) -> None:
        """Remember these rows before they change for the first time; of `columns` only, where they are given."""
        wanted = [key for key in keys if (model, key) not in self.before]
        for key, row in images(model, wanted).items():
            self.before[model, key] = row
            self.parts[model, key] = (part, tuple(columns) if columns is not None else None)

    def entries(self) -> list[dict]:
        """What stands in the record of the merge."""
        now: dict[tuple, dict] = {}
        for model in {model for model, _key in self.before}:
            found = images(model, [key for each, key in self.before if each is model])
            now |= {(model, key): row for key, row in found.items()}
        return [
            {"model": place[0]._meta.label, "pk": place[1], "part": part, "before": before, "after": after}
            for place, before in self.before.items()
            for part, columns in [self.parts[place]]
            if (after := differing(before, now.get(place, {}), columns))
        ]


def merge(pair: DuplicatePair, *, by) -> MergeRecord:
    """Do what was decided about the pair. Raises `MergeRefused` with the reason; then nothing has been written.

    Call it inside a transaction that ends with the pair's step.
    """
    parties = parties_of(pair, lock=True)
    if found := obstacles(parties):
        raise MergeRefused(" ".join(found))
    try:
        with transaction.atomic(), because(_("Merge of pair %(number)s") % {"number": pair.pk}, pair=pair.pk):
            return _merge(parties, by)
    except IntegrityError as error:
        raise MergeRefused(in_words(error)) from error


def in_words(error: IntegrityError) -> str:
    """What the database would not have, as a sentence."""
    try:
        said = "; ".join(str(text) for text in refusal_of(error).messages)
    except IntegrityError:
        said = ""
    rule = said or _("Something still refers to the record that goes.")
    return _("The two cannot stand together: %(rule)s Mend that first.") % {"rule": rule}


def _merge(parties: Parties, by) -> MergeRecord:
    """Every write of a merge, in the order that the database's rules ask for."""
    ledger, couples = Ledger(), parties.couples()
    taken = {part: parties.taken(part) for part in parties.parts()}
    rows = images(Member, [each.pk for couple in couples for each in (couple.kept, couple.dropped)])
    record = MergeRecord.objects.create(
        pair=parties.pair,
        kept_id=couples[0].kept.pk,
        dropped_id=couples[0].dropped.pk,
        kept=rows[couples[0].kept.pk],
        dropped=rows[couples[0].dropped.pk],
        others=[rows[couple.dropped.pk] for couple in couples[1:]],
        merged_by=by,
    )
    for couple in couples:
        ledger.note(Member, [couple.kept.pk], "chosen", taken[couple.part])
        _move(ledger, references(Member), couple.dropped.pk, couple.kept.pk)
    repoint(record, ledger, {couple.dropped.pk: couple.kept.pk for couple in couples})
    _delete(couples)
    if parties.whole:
        _join_families(ledger, parties, taken[FAMILY])
    for couple in couples:
        _write(Member, couple.kept.pk, taken[couple.part])
    refresh_summaries({parties.first.household_id, parties.second.household_id})
    connection.check_constraints()  # what still refers to a record that is gone is found now, not at the end
    record.moved = ledger.entries()
    record.save(update_fields=["moved"])
    return record


def _move(ledger: Ledger, found: Iterable[Reference], old: int, new: int, **more) -> None:
    """Point every row that refers to `old` to `new`; rows that lie where their family lies take `more` over."""
    for reference in found:
        keys = list(reference.rows([old]).values_list("pk", flat=True))
        if keys:
            ledger.note(reference.model, keys, "moved")
            values = {reference.attname: new} | (more if reference.follows else {})
            reference.model._base_manager.filter(pk__in=keys).update(**values)


def _delete(couples: list[Couple]) -> None:
    """The records that go. Nothing is taken along silently: what still refers to them makes the database refuse."""
    gone = [couple.dropped.pk for couple in couples]
    Household.objects.filter(head_id__in=gone).update(head=None)
    people = Member.objects.filter(pk__in=gone)
    people._raw_delete(people.db)


def _join_families(ledger: Ledger, parties: Parties, taken: dict) -> None:
    """The family that goes gives up its card and its place, then everything that refers to it goes over."""
    stays, goes = parties.kept_household, parties.dropped_household
    ledger.note(Household, [goes.pk], "chosen", ("status", "merged_into_id"))
    ledger.note(Household, [stays.pk], "chosen", taken)
    Household.objects.filter(pk=goes.pk).update(status=HouseholdStatus.MERGED, merged_into=stays)
    _write(Household, stays.pk, taken)
    region = Household.objects.values_list("region_id", flat=True).get(pk=stays.pk)
    _move(ledger, references(Household), goes.pk, stays.pk, region_id=region)


def _write(model: type[models.Model], pk: int, values: dict) -> None:
    if values:
        model._base_manager.filter(pk=pk).update(**values)


def rehearse(pair: DuplicatePair, *, by) -> str:
    """Why the merge would be refused now; empty when it would go through. Nothing of it remains."""
    try:
        with transaction.atomic():
            merge(pair, by=by)
            raise _Enough
    except _Enough:
        return ""
    except MergeRefused as refused:
        return str(refused)


class _Enough(Exception):
    """Ends a rehearsal."""
