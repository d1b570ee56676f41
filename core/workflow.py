"""Every state machine of the product is one table of transitions, run by one engine.

The engine locks the row, checks source state, permission, note, what is still missing and *separation of duties*
(`forbidden_to`: whoever took that earlier step may not take this one; no setting and no role turns this off), sets
the state, writes a `Move` and runs the step's effect, all in one transaction. A model may have `missing(step)` (what
is still lacking, in words), `barred(step, by)` (who else may not take it: whoever recorded what it is about) and
`entering(transition, by)` (sets its clocks as it enters the new state).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from core.models import Move
from core.refusals import refusal_of


class MoveRefused(Exception):
    """The step cannot be taken now; the message says why, in words for the person who tried."""


@dataclass(frozen=True)
class Transition:
    """One row of a workflow: a named step from one or more states to another.

    `permission` is what the person must hold; `forbidden_to` names earlier steps whose actors may not take this one;
    `effect(item, by, note)` runs in the same transaction. `label` and `tone` are what the button shows. A step
    `by_service` belongs to a larger act (a meeting's decision) and has no button of its own; an `automatic` step is
    taken by the clock and by no person.
    """

    name: str
    source: str | tuple[str, ...]
    target: str
    permission: str
    forbidden_to: tuple[str, ...] = ()
    needs_note: bool = False
    label: str = ""
    tone: str = "plain"
    effect: Callable | None = None
    by_service: bool = False
    automatic: bool = False

    @property
    def sources(self) -> tuple[str, ...]:
        return self.source if isinstance(self.source, tuple) else (self.source,)


class Workflow:
    """The transitions of one model; lives on the model as `workflow`. The state field is `state`."""

    def __init__(self, *transitions: Transition):
        self.transitions = {transition.name: transition for transition in transitions}

    def __getitem__(self, name: str) -> Transition:
        return self.transitions[name]

    def __iter__(self):
        return iter(self.transitions.values())

    def refusal(self, item: models.Model, name: str, *, by, note: str | None = None) -> str:
        """Why `by` may not take this step now; empty when it may. `note=None` leaves the note unchecked."""
        step = self.transitions[name]
        if item.state not in step.sources:
            return _("This step is not possible from “%(state)s”.") % {"state": item.get_state_display()}
        if not (by.is_system if step.automatic else by.may(step.permission)):
            return _("Your role does not include this step.")
        barred = hasattr(item, "barred") and item.barred(name, by)
        if barred or self._took_part(step, item, by):
            return _("You took an earlier step of this file yourself, so somebody else must take this one.")
        if step.needs_note and note is not None and not note.strip():
            return _("Give the reason.")
        missing = item.missing(name) if hasattr(item, "missing") else []
        if missing:
            return _("Still lacking: %(list)s.") % {"list": ", ".join(str(word) for word in missing)}
        return ""

    @staticmethod
    def _took_part(step: Transition, item: models.Model, by) -> bool:
        """Whether `by` took a step of this item that bars from this one."""
        return (
            bool(step.forbidden_to)
            and Move.objects.filter(
                subject_type=item._meta.label_lower,
                subject_id=item.pk,
                transition__in=step.forbidden_to,
                actor=by,
            ).exists()
        )

    def offered(self, item: models.Model, *, by) -> list[tuple[Transition, str]]:
        """The steps to show `by`: those from the present state that the role includes, each with its refusal."""
        return [
            (step, self.refusal(item, step.name, by=by))
            for step in self
            if item.state in step.sources and not (step.by_service or step.automatic) and by.may(step.permission)
        ]

    def begin(self, item: models.Model, *, by, step: str = "record", permission: str = "") -> Move:
        """Note who brought a record into its first state, so that a later step can be `forbidden_to` that person."""
        return Move.objects.create(
            subject_type=item._meta.label_lower,
            subject_id=item.pk,
            transition=step,
            source="",
            target=item.state,
            actor=by,
            role=by.role_for(permission) if permission else "",
        )

    @transaction.atomic
    def move(self, item: models.Model, name: str, *, by, note: str = "") -> Move:
        """Take the step. Raises `MoveRefused` with the reason; then nothing has been written."""
        step = self.transitions[name]
        fresh = type(item)._base_manager.select_for_update(of=("self",)).get(pk=item.pk)
        refusal = self.refusal(fresh, name, by=by, note=note)
        if refusal:
            raise MoveRefused(refusal)
        source, fresh.state = fresh.state, step.target
        if hasattr(fresh, "entering"):
            fresh.entering(step, by=by)
        if step.effect:
            step.effect(fresh, by=by, note=note)
        fresh.save()
        item.refresh_from_db()
        return Move.objects.create(
            subject_type=item._meta.label_lower,
            subject_id=item.pk,
            transition=name,
            source=source,
            target=step.target,
            actor=by,
            role=by.role_for(step.permission),
            note=note.strip(),
        )

    @transaction.atomic
    def move_each(self, items: Iterable[models.Model], name: str, *, by, note: str = "") -> list["Result"]:
        """Take the step with each of many, all in one transaction; one refusal neither stops nor hides the others.

        Every item gets its result. A crash in between leaves none of them moved.
        """
        results = []
        for item in sorted(items, key=lambda each: each.pk):  # one order for everybody: no deadlock
            try:
                with transaction.atomic():
                    self.move(item, name, by=by, note=note)
            except MoveRefused as refused:
                results.append(Result(item, str(refused)))
            except (ValidationError, IntegrityError) as error:
                results.append(Result(item, "; ".join(str(text) for text in refusal_of(error).messages)))
            else:
                results.append(Result(item))
        return results


@dataclass(frozen=True)
class Result:
    """What became of one item of a bulk action: empty `refusal` means that the step was taken."""

    item: models.Model
    refusal: str = ""


def moves_of(item: models.Model) -> models.QuerySet:
    """The steps a record has taken, oldest first, with their actors."""
    return Move.objects.filter(subject_type=item._meta.label_lower, subject_id=item.pk).select_related("actor")
