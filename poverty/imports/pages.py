"""What the import's page shows: its stages, its figures, and the progress of its job."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from core.models import Job
from core.workflow import moves_of
from poverty.imports import jobs
from poverty.imports.choices import BatchState, Outcome
from poverty.imports.models import ImportBatch

S = BatchState
POSITION = {
    S.UPLOADED: 1,
    S.FAILED: 1,
    S.CHECKING: 2,
    S.CHECKED: 3,
    S.CANCELLED: 3,
    S.COMMITTING: 4,
    S.COMMITTED: 5,
    S.UNDOING: 5,
    S.UNDONE: 5,
    S.PARTLY_UNDONE: 5,
}
"""Number of stages that lie behind a batch."""


@dataclass(frozen=True)
class Stage:
    """One stage of an import: its name and whether it is done, now, or to come."""

    label: str
    state: str


def stages(batch: ImportBatch) -> list[Stage]:
    """The five stages, the present one marked."""
    here = POSITION[batch.state]
    labels = (_("Upload"), _("Match columns"), _("Check"), _("Preview"), _("Write"))
    return [
        Stage(label, "done" if place < here else "now" if place == here else "") for place, label in enumerate(labels)
    ]


@dataclass(frozen=True)
class Tile:
    """One figure of the preview; opens the rows it counts."""

    label: str
    count: int
    url: str
    tone: str
    text: str


def tiles(batch: ImportBatch) -> list[Tile]:
    """The figures of a checked batch, each with the rows behind it."""
    if not batch.counts:
        return []
    rows = reverse("poverty:import_rows", args=[batch.pk])
    texts = {
        Outcome.NEW: ("", _("not in the registry yet")),
        Outcome.CHANGED: ("", _("old and new side by side")),
        Outcome.UNCHANGED: ("idle", _("the registry says the same")),
        Outcome.REJECTED: ("bad", _("to be corrected in the sheet")),
        Outcome.DUPLICATE: ("warn", _("already recorded elsewhere; nothing is written")),
        Outcome.CONFLICT: ("warn", conflict_words(batch)),
    }
    found = [
        Tile(str(outcome.label), batch.counts.get(outcome, 0), f"{rows}?outcome={outcome}", tone, text)
        for outcome, (tone, text) in texts.items()
    ]
    warned = Tile(
        _("With a warning"),
        batch.counts.get("warnings", 0),
        f"{rows}?outcome=warning",
        "warn",
        _("taken in; have a look"),
    )
    return [*found, warned]


def conflict_words(batch: ImportBatch) -> str:
    """What becomes of the rows in conflict: those about verified data become change requests, the others wait."""
    requests = batch.counts.get("requests", 0)
    if not requests:
        return _("would change verified data or a head; held back")
    if requests == batch.counts.get("conflict"):
        return _("would change verified data; become change requests")
    return _("%(count)s become change requests; the others are held back") % {"count": requests}


@dataclass(frozen=True)
class Seen:
    """A job as its watchers see it."""

    is_waiting: bool
    words: str
    done: int
    total: int
    failed: bool


def job_of(batch: ImportBatch) -> Seen:
    """How far the work on the batch is."""
    words = {
        "read": _("Reading and checking the rows"),
        "compare": _("Comparing with the registry"),
        "write": _("Writing into the registry"),
        "undo": _("Taking the import back"),
    }
    job = jobs.waiting(batch)
    if job is None:
        return Seen(True, _("Waiting for the worker"), 0, 0, False)
    waiting = job.state == Job.State.WAITING
    text = _("Waiting for the worker") if waiting else words.get(job.step, _("Begun"))
    return Seen(waiting, text, job.done, job.total, job.state == Job.State.FAILED)


def told(batch: ImportBatch) -> list:
    """The steps the batch has taken, each with its `words`."""
    found = list(moves_of(batch))
    for move in found:
        step = batch.workflow.transitions.get(move.transition)
        move.words = step.label if step else _("Uploaded")
    return found
