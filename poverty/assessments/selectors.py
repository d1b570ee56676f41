"""Which assessments wait for whom, and what pages say about one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Perm
from core.models import Move
from poverty.assessments.choices import Livestock
from poverty.assessments.models import Assessment, AssessmentState
from poverty.assessments.questionnaire import HEALTH, SECTIONS, Progress, Section, is_answered, is_asked, progress
from poverty.households.choices import HouseholdStatus
from poverty.households.models import Household
from poverty.households.quality import months_before


@dataclass(frozen=True)
class AnswerShown:
    """One answer as a page shows it: its question, and the answer in words (empty: not asked)."""

    name: str
    label: str
    value: Any
    is_asked: bool = True

    @property
    def is_list(self) -> bool:
        return isinstance(self.value, list)


def answers_by_section(assessment: Assessment, *, with_health: bool) -> Iterator[tuple[Section, list[AnswerShown]]]:
    """The questionnaire with this assessment's answers in words."""

    def value_of(name):
        return getattr(assessment, name)

    for section in SECTIONS:
        shown = [
            AnswerShown(
                name,
                str(Assessment._meta.get_field(name).verbose_name),
                in_words(assessment, name),
                is_asked(name, value_of) or is_answered(value_of(name)),
            )
            for name in section.names
            if with_health or name not in HEALTH
        ]
        yield section, shown


def in_words(assessment: Assessment, name: str) -> Any:
    """One answer in words; None when it was not asked, an empty list for "none of these"."""
    value = getattr(assessment, name)
    if not is_answered(value):
        return None
    if name == "livestock":
        return [f"{Livestock(key).label}: {count}" for key, count in value.items()]
    if isinstance(value, list):
        labels = dict(Assessment._meta.get_field(name).base_field.flatchoices)
        return [str(labels.get(each, each)) for each in value]
    return getattr(assessment, f"get_{name}_display")() if Assessment._meta.get_field(name).choices else value


def to_verify(user):
    """Submitted assessments that this person may verify: within reach, and neither recorded nor submitted by them."""
    own_steps = Move.objects.filter(
        subject_type=Assessment._meta.label_lower,
        subject_id=OuterRef("pk"),
        transition__in=Assessment.workflow["verify"].forbidden_to,
        actor=user,
    )
    within = Assessment.objects.visible_to(user, Perm.VERIFY_ASSESSMENT)
    return within.awaiting_verification().exclude(Exists(own_steps))


def drafts_of(user):
    """The assessments that this person has begun, or got back, and can go on with."""
    within = Assessment.objects.visible_to(user, Perm.RECORD_ASSESSMENT)
    return within.filter(state=AssessmentState.DRAFT, enumerator=user)


def returned_to(user):
    """Those among a person's drafts that were submitted before and came back with a note."""
    returns = Move.objects.filter(
        subject_type=Assessment._meta.label_lower, subject_id=OuterRef("pk"), transition="return"
    )
    return drafts_of(user).filter(Exists(returns))


def stale_before() -> date:
    """The day before which an assessment is too old."""
    return months_before(timezone.localdate(), settings.ASSESSMENT_STALE_MONTHS)


def due_for_assessment(user):
    """Active households within reach that were never assessed, or too long ago, and that nobody is at now."""
    here = Assessment.objects.filter(household=OuterRef("pk"))
    recent = here.on_site().filter(assessed_on__gte=stale_before())
    begun = here.filter(state=AssessmentState.DRAFT)
    return (
        Household.objects.visible_to(user, Perm.RECORD_ASSESSMENT)
        .active()
        .exclude(Exists(recent))
        .exclude(Exists(begun))
    )


def progress_of(assessment: Assessment, *, with_health: bool) -> Progress:
    """How many of the questions that this household is asked have an answer."""
    return progress(lambda name: getattr(assessment, name), with_health=with_health)


@dataclass(frozen=True)
class Stage:
    """One state on the way of an assessment: passed (done), present (now) or to come, and the step that led there."""

    label: str
    place: str
    move: Move | None


WAY = (AssessmentState.DRAFT, AssessmentState.SUBMITTED, AssessmentState.VERIFIED)


def stages(assessment: Assessment, moves: Iterable[Move]) -> list[Stage]:
    """The three states with the step that last led into each; none for an imported list, which takes no step."""
    if assessment.state not in WAY:
        return []
    here, last = WAY.index(assessment.state), {move.target: move for move in moves}
    found = []
    for index, state in enumerate(WAY):
        passed = index < here or state == AssessmentState.VERIFIED == assessment.state
        place = "done" if passed else "now" if index == here else ""
        found.append(Stage(str(state.label), place, last.get(state.value) if index <= here else None))
    return found


@dataclass(frozen=True)
class StepTaken:
    """One step already taken, with the word for it."""

    word: str
    step: Move


def steps_taken(moves: Iterable[Move]) -> list[StepTaken]:
    """The steps in words, oldest first. Beginning is no transition, so it has its own word."""
    words = {"record": _("Begun")} | {step.name: step.label for step in Assessment.workflow}
    return [StepTaken(str(words.get(move.transition, move.transition)), move) for move in moves]


def superseding(assessment: Assessment) -> Assessment | None:
    """The assessment that counts in place of this one; None for the one that counts, and for a draft."""
    if assessment.state == AssessmentState.DRAFT:
        return None
    counts = Assessment.objects.filter(household=assessment.household_id).that_counts()
    return None if counts.pk == assessment.pk else counts


@dataclass(frozen=True)
class Succession:
    """One of a household's assessments: whether it is the one that counts, and which it supersedes."""

    assessment: Assessment
    counts: bool
    supersedes: Assessment | None


def succession(newest_first: list[Assessment]) -> list[Succession]:
    """A household's assessments as a chain. A draft supersedes nothing yet, and a list nothing that was asked."""
    handed_in = [row for row in newest_first if row.state != AssessmentState.DRAFT]
    asked = [row for row in handed_in if row.state != AssessmentState.IMPORTED]
    counts = (asked or handed_in or [None])[0]
    return [Succession(row, row is counts, _older(row, handed_in)) for row in newest_first]


def _older(row: Assessment, handed_in: list[Assessment]) -> Assessment | None:
    if row not in handed_in:
        return None
    before = handed_in[handed_in.index(row) + 1 :]
    if row.state == AssessmentState.IMPORTED:
        before = [each for each in before if each.state == AssessmentState.IMPORTED]
    return before[0] if before else None


@dataclass(frozen=True)
class Beginning:
    """Whether this person may begin to assess a household, and who is at it already."""

    household: Household
    may_begin: bool
    draft: Assessment | None
    is_own: bool


def beginning(household: Household, user) -> Beginning:
    """What the button to begin an assessment offers this person."""
    draft = household.assessments.filter(state=AssessmentState.DRAFT).select_related("enumerator").first()
    may = (
        user.may(Perm.RECORD_ASSESSMENT)
        and household.status == HouseholdStatus.ACTIVE
        and Household.objects.visible_to(user, Perm.RECORD_ASSESSMENT).filter(pk=household.pk).exists()
    )
    return Beginning(household, may, draft, draft is not None and draft.enumerator_id == user.pk)
