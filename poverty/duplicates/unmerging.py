"""Undoing a merge: exact, or refused with the reason.

The records that went come back under their own keys with every value they had. Rows that the merge moved go back if
they stand as the merge left them; somebody's later work on one of them cannot be told apart from the merge, so it
stops the undo. The record that stayed gives back only what it took over; whatever else was changed in it since is its
own and stays. What came to it after the merge stays with it too.

"Exact" leaves out two counters, `version` and `updated_at`: an optimistic lock that ran backwards would let somebody
who opened a form before the merge overwrite what came after it. A record that was deleted and comes back has no such
readers in between; it comes back with its old counters too.
"""

from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.history import because
from poverty.duplicates.choices import PairState
from poverty.duplicates.images import COUNTERS, images, insert, write
from poverty.duplicates.merging import in_words
from poverty.duplicates.models import DuplicatePair, MergeRecord
from poverty.duplicates.obstacles import who
from poverty.duplicates.pairs import others_of
from poverty.duplicates.parties import MergeRefused
from poverty.duplicates.walking import foreign_keys, tables_that_follow
from poverty.households.choices import HouseholdStatus
from poverty.households.models import Household, Member
from poverty.households.services import refresh_summaries


def undo(record: MergeRecord, *, by) -> None:
    """Undo this merge. Raises `MergeRefused` with the reason; then nothing has been written.

    Call it inside a transaction that ends with the pair's step.
    """
    _lock(record)
    if found := reasons_against(record):
        raise MergeRefused(" ".join(found))
    try:
        with transaction.atomic(), because(_("Undo of the merge of pair %(number)s") % {"number": record.pair_id}):
            _undo(record, by)
    except IntegrityError as error:
        raise MergeRefused(in_words(error)) from error


def dropped_rows(record: MergeRecord) -> list[dict]:
    """The whole rows of everybody whose record went."""
    return [record.dropped, *record.others]


def households_of(record: MergeRecord) -> set[int]:
    """The families concerned."""
    return {record.kept["household_id"], *(row["household_id"] for row in dropped_rows(record))}


def people_of(record: MergeRecord) -> set[int]:
    """Everybody whose row the merge wrote, and those who went."""
    label = Member._meta.label
    written = {entry["pk"] for entry in record.moved if entry["model"] == label}
    return written | {record.kept_id} | {row["id"] for row in dropped_rows(record)}


def _lock(record: MergeRecord) -> None:
    """Families first, in the order of their keys, as a merge does."""
    list(Household.objects.filter(pk__in=households_of(record)).order_by("pk").select_for_update(of=("self",)))
    list(Member.objects.filter(pk__in=people_of(record)).order_by("pk").select_for_update(of=("self",)))


def reasons_against(record: MergeRecord) -> list[str]:
    """Everything that has happened since and cannot be told apart from the merge."""
    if found := _merged_again(record):
        return found
    return [*_changed(record), *_entangled(record), *_families_gone(record)]


def _merged_again(record: MergeRecord) -> list[str]:
    """Merges are undone from the last to the first."""
    people = people_of(record)
    later = MergeRecord.objects.filter(undone_at=None, pk__gt=record.pk).select_related("pair")
    out = [
        _("%(pair)s was merged after this one, with the same people; undo that merge first.") % {"pair": each.pair}
        for each in later.filter(kept_id__in=people) | later.filter(dropped_id__in=people)
    ]
    waiting = others_of(record.pair, list(people)).filter(state=PairState.SAME)
    return out + [_("%(pair)s of the same people waits for its confirmation.") % {"pair": each} for each in waiting]


def _changed(record: MergeRecord) -> list[str]:
    """Rows that do not stand as the merge left them, with who changed them and when."""
    out = []
    for label in sorted({entry["model"] for entry in record.moved if entry["part"] != "pair"}):
        model, entries = apps.get_model(label), [each for each in record.moved if each["model"] == label]
        now = images(model, [entry["pk"] for entry in entries])
        for entry in entries:
            said = {"what": name_of(entry), "by": who(model, entry["pk"])}
            if entry["pk"] not in now:
                out.append(_("%(what)s has been deleted since%(by)s.") % said)
            elif not stands(entry, now[entry["pk"]]):
                out.append(_("%(what)s has been changed since%(by)s.") % said)
    return out


def stands(entry: dict, now: dict) -> bool:
    """Whether a row is as the merge left it: all of it, or the columns that were chosen."""
    expected = entry["after"] if entry["part"] == "chosen" else entry["before"] | entry["after"]
    return all(now[column] == value for column, value in expected.items() if column in now and column not in COUNTERS)


def name_of(entry: dict) -> str:
    """What a changed row is, in words."""
    model = apps.get_model(entry["model"])
    named = entry["before"].get("name") or entry["before"].get("head_name") or entry["pk"]
    return f"{model._meta.verbose_name} {named}"


def _entangled(record: MergeRecord) -> list[str]:
    """Rows added since that hang on a moved row and lie in the family that stays: they could not go either way."""
    written = {(entry["model"], entry["pk"]) for entry in record.moved}
    households = {row["household_id"] for row in [record.kept]}
    out = []
    for model in apps.get_models():
        to_family = [each.attname for each in foreign_keys(model) if each.related_model is Household]
        if not to_family or model is Household or not model._meta.managed or model._meta.label.endswith("Event"):
            continue
        for each in model._meta.local_concrete_fields:
            moved = [pk for label, pk in written if each.is_relation and label == each.related_model._meta.label]
            if not moved or each.related_model is Household:
                continue
            found = model._base_manager.filter(**{f"{each.attname}__in": moved, f"{to_family[0]}__in": households})
            added = [row for row in found[:50] if (model._meta.label, row.pk) not in written]
            added = [row for row in added if getattr(row, each.attname) != record.kept_id]
            out += [_("%(what)s was added since and hangs on what would go back.") % {"what": row} for row in added[:3]]
    return out


def _families_gone(record: MergeRecord) -> list[str]:
    """A record comes back into its own family, so that has to stand."""
    own = {row["household_id"] for row in dropped_rows(record)}
    restored = {each["pk"] for each in record.moved if each["model"] == Household._meta.label}
    standing = dict(Household.objects.filter(pk__in=own).values_list("pk", "status"))
    if own - standing.keys():
        return [_("The family to which the record belonged has been deleted since.")]
    merged = [pk for pk, status in standing.items() if status == HouseholdStatus.MERGED and pk not in restored]
    return [_("The family to which the record belonged has been merged into another since.")] if merged else []


def _undo(record: MergeRecord, by) -> None:
    """Every write of an undo: numbers are given back before the records that own them return."""
    chosen = [entry for entry in record.moved if entry["part"] == "chosen"]
    stayed = record.kept["household_id"]
    for entry in sorted(chosen, key=lambda each: (each["model"] != Household._meta.label, each["pk"] != stayed)):
        _put_back(entry)
    areas = dict(Household.objects.filter(pk__in=households_of(record)).values_list("pk", "region_id"))
    for row in dropped_rows(record):
        insert(Member, row | {"region_id": areas[row["household_id"]]})  # where its family lies now
    for entry in record.moved:
        if entry["part"] == "moved":
            _put_back(entry, areas)
    _give_back_pairs(record)
    refresh_summaries(households_of(record))
    connection.check_constraints()
    record.undone_by, record.undone_at = by, timezone.now()
    record.save(update_fields=["undone_by", "undone_at"])


def _put_back(entry: dict, areas: dict | None = None) -> None:
    """The changed columns as they were; what lies where its family lies goes to where that lies now."""
    model, before = apps.get_model(entry["model"]), entry["before"]
    values = {column: before[column] for column in entry["after"]}
    if areas and "household_id" in values and model._meta.db_table in tables_that_follow():
        values["region_id"] = areas.get(before["household_id"], before["region_id"])
    write(model, entry["pk"], values)


def _give_back_pairs(record: MergeRecord) -> None:
    """Pairs point to their old records again, unless somebody has decided them meanwhile: that was about the merged."""
    record.settled.update(settled_by=None)
    for entry in record.moved:
        if entry["part"] != "pair" or "first_id" not in entry["before"] or "settled_by_id" in entry["after"]:
            continue
        before, pair = entry["before"], DuplicatePair.objects.filter(pk=entry["pk"]).first()
        taken = DuplicatePair.objects.filter(first_id=before["first_id"], second_id=before["second_id"])
        if pair is None or pair.state != before["state"] or taken.exclude(pk=entry["pk"]).exists():
            continue
        own = ("first_id", "second_id", "region_id", "score", "bits", "reasons", "keep", "choices", "matches")
        write(DuplicatePair, pair.pk, {column: before[column] for column in (*own, "whole_household")})
