"""Use cases of pairs: choosing, deciding, confirming, undoing. Each takes the person who acts as `by`."""

import logging
from collections.abc import Iterable

from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Perm
from core.workflow import MoveRefused, Result
from poverty.duplicates.choices import Origin, PairState, Side
from poverty.duplicates.fields import FAMILY, PERSON, keys_of, part_of, suggestion
from poverty.duplicates.merging import merge, rehearse
from poverty.duplicates.models import DuplicatePair, MergeRecord
from poverty.duplicates.obstacles import changed_since, obstacles
from poverty.duplicates.pairs import common_area
from poverty.duplicates.parties import MergeRefused, Parties, everybody_of, likely_matches, parties_of
from poverty.duplicates.unmerging import undo
from poverty.households.models import Member

logger = logging.getLogger("betang.duplicates")


@transaction.atomic
def choose(*, pair: DuplicatePair, by, keep="", choices=None, whole=None, matches=None, note=None) -> DuplicatePair:
    """Store what has been chosen so far: the side that stays, sides of fields, whether the families are one, and who
    of the one is who of the other. What is left out stays as it was; every single choice may be stored at once.

    Raises `MergeRefused` when the pair is decided already, or a choice names what is not there.
    """
    fresh = _locked(pair)
    if not fresh.is_undecided:
        raise MergeRefused(_("This pair is decided already; nothing was changed."))
    parties = everybody_of(fresh)
    if keep:
        fresh.keep = Side(keep) if keep in Side.values else fresh.keep
    if note is not None:
        fresh.note = note.strip()[:300]
    if whole is not None and whole != fresh.whole_household:
        fresh.whole_household = whole and not parties.one_household
        fresh.matches = _likely(parties) if fresh.whole_household else []
    if matches is not None:
        fresh.matches = _checked(parties, matches)
    if choices:
        known = keys_of([PERSON, FAMILY, *(part_of(*each) for each in fresh.matches)])
        wrong = [key for key, side in choices.items() if key not in known or side not in Side.values]
        if wrong:
            raise MergeRefused(_("There is no such field to choose."))
        fresh.choices = fresh.choices | choices
    fresh.save()
    return fresh


def _locked(pair: DuplicatePair) -> DuplicatePair:
    return DuplicatePair.objects.select_for_update(of=("self",)).get(pk=pair.pk)


def _held(pair: DuplicatePair) -> DuplicatePair:
    """The pair and its people, held until the end: people first, because a merge writes other pairs of theirs."""
    parties_of(DuplicatePair.objects.get(pk=pair.pk), lock=True)
    return _locked(pair)


def _likely(parties: Parties) -> list[list[int]]:
    left, right = (parties.of_household(each.household) for each in (parties.first, parties.second))
    return likely_matches(left, right, (parties.first.pk, parties.second.pk))


def _checked(parties: Parties, matches: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Matches of one member of the left family with one of the right; each person once, the pair itself not again."""
    left = {person.pk for person in parties.of_household(parties.first.household)} - {parties.first.pk}
    right = {person.pk for person in parties.of_household(parties.second.household)} - {parties.second.pk}
    found = [[int(one), int(other)] for one, other in matches]
    ones, others = [one for one, _other in found], [other for _one, other in found]
    if not (set(ones) <= left and set(others) <= right):
        raise MergeRefused(_("Only members of these two families can be matched."))
    if len(set(ones)) < len(ones) or len(set(others)) < len(others):
        raise MergeRefused(_("Everybody can be matched only once."))
    return sorted(found)


@transaction.atomic
def decide_same(*, pair: DuplicatePair, by) -> DuplicatePair:
    """The two are one person. All choices are written down as they were shown, with the state of every record.

    The merge is rehearsed at once, so that the first decider hears what stands in its way, not the second. Raises
    `MoveRefused` with the reason.
    """
    fresh = _held(pair)
    if refusal := fresh.workflow.refusal(fresh, "same", by=by) or ("" if fresh.is_undecided else _settled()):
        raise MoveRefused(refusal)
    parties = parties_of(fresh)
    fresh.keep = fresh.keep or suggestion(parties.first, parties.second)
    if found := obstacles(parties):
        raise MergeRefused(" ".join(found))
    fresh.choices = {
        line.key: line.taken for part in parties.parts() for line in parties.lines_of(part) if line.differs
    }
    fresh.versions = parties.versions()
    fresh.save()
    if refusal := rehearse(fresh, by=by):
        raise MergeRefused(refusal)
    fresh.workflow.move(fresh, "same", by=by, note=fresh.note)
    return fresh


def _settled() -> str:
    return _("Another merge has settled this pair.")


@transaction.atomic
def decide(*, pair: DuplicatePair, step: str, by, note: str = "") -> DuplicatePair:
    """ "different" (remembered), "postpone" or "reopen". Raises `MoveRefused` with the reason."""
    fresh = _locked(pair)
    if fresh.settled_by_id is not None:
        raise MoveRefused(_settled())
    if step == "reopen":
        parties_of(fresh)  # both records stand
    fresh.workflow.move(fresh, step, by=by, note=note)
    return fresh


def confirm(*, pair: DuplicatePair, by) -> MergeRecord:
    """Merge one pair that somebody else has decided; one transaction. Raises `MoveRefused` with the reason."""
    with transaction.atomic():
        fresh = _held(pair)
        if refusal := fresh.workflow.refusal(fresh, "confirm", by=by):
            raise MoveRefused(refusal)
        if found := changed_since(parties_of(fresh)):
            raise MergeRefused(" ".join(found))
        record = merge(fresh, by=by)
        fresh.workflow.move(fresh, "confirm", by=by)
        _look_again(record)
        return record


def confirm_each(*, pairs: Iterable[DuplicatePair], by) -> list[Result]:
    """Merge many, each in a transaction of its own: one that fails neither stops nor hides the others."""
    return [_result(pair, confirm, by=by) for pair in sorted(pairs, key=lambda each: each.pk)]


def refuse_each(*, pairs: Iterable[DuplicatePair], by, note: str) -> list[Result]:
    """Send decided pairs back to be decided again, each with its result."""
    return [_result(pair, _refuse, by=by, note=note) for pair in sorted(pairs, key=lambda each: each.pk)]


def _refuse(*, pair, by, note):
    pair.workflow.move(pair, "refuse", by=by, note=note)


def _result(pair: DuplicatePair, act, **more) -> Result:
    """What became of one of many. What no sentence exists for is logged, and said not to have happened."""
    try:
        act(pair=pair, **more)
    except MoveRefused as refused:
        return Result(pair, str(refused))
    except DatabaseError as error:
        logger.exception("merge of pair %s failed", pair.pk)
        kind = _("It contradicts a rule of the database") if isinstance(error, IntegrityError) else _("It failed")
        return Result(pair, _("%(kind)s; nothing of it was written.") % {"kind": kind})
    return Result(pair)


@transaction.atomic
def unmerge(*, pair: DuplicatePair, by, note: str) -> MergeRecord:
    """Undo the merge of this pair exactly. Raises `MoveRefused` with the reason why it cannot be undone."""
    record = pair.merges.filter(undone_at=None).order_by("-pk").first()
    fresh = DuplicatePair.objects.get(pk=pair.pk)
    if refusal := fresh.workflow.refusal(fresh, "unmerge", by=by, note=note):
        raise MoveRefused(refusal)
    if record is None:
        raise MergeRefused(_("No merge of this pair is on record."))
    undo(record, by=by)
    fresh.workflow.move(fresh, "unmerge", by=by, note=note)
    _look_again(record)
    return record


@transaction.atomic
def mark(*, first: Member, second: Member, by, note: str) -> DuplicatePair:
    """Put two people side by side because a person thinks they are one; an existing pair is opened again.

    Raises `MoveRefused`.
    """
    if first.pk == second.pk:
        raise MoveRefused(_("That is the same record."))
    one, other = sorted((first, second), key=lambda each: each.pk)
    known = DuplicatePair.objects.filter(first=one, second=other).first()
    if known is not None:
        again = known.state in (PairState.DIFFERENT, PairState.UNMERGED)
        return decide(pair=known, step="reopen", by=by, note=note) if again else known
    made, is_new = DuplicatePair.objects.get_or_create(
        first=one,
        second=other,
        defaults={
            "region_id": common_area(one.region_id, other.region_id),
            "origin": Origin.MANUAL,
            "score": 0,
            "decided_by": by,
            "decided_at": timezone.now(),
        },
    )
    if is_new:
        made.workflow.begin(made, by=by, step="mark", permission=Perm.DECIDE_DUPLICATE)
    return made


def _look_again(record: MergeRecord) -> None:
    """Whoever was merged or came back is compared with everybody anew, in the background."""
    from poverty.duplicates.watching import look

    look.defer(members=sorted({record.kept_id, record.dropped_id, *(row["id"] for row in record.others)}))
