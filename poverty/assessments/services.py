"""Use cases that write assessments. Each takes the person who acts as `by`.

Submitting, verifying and returning are steps of `Assessment.workflow`; here an assessment begins and is filled in.
"""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.permissions import Perm
from core.workflow import moves_of
from poverty.assessments.models import Assessment, AssessmentState
from poverty.households.choices import HouseholdStatus
from poverty.households.models import Household

CHANGEABLE = frozenset({*Assessment.ANSWERS, "assessed_on", "latitude", "longitude"})


class AssessmentRefused(Exception):
    """The assessment cannot be begun or changed now; the message says why, in words for the person who tried."""


@transaction.atomic
def begin_assessment(*, household: Household, by, assessed_on: date | None = None) -> Assessment:
    """Begin to assess a household, or go on where this person had stopped.

    A household has one draft. Somebody else's is refused, unless that person can no longer work on it (left the
    office, lost the area): then it is taken over with what it holds, and both count as its recorders.

    Raises:
        AssessmentRefused: when somebody else is at it, or the household is no longer active.
    """
    household = Household.objects.select_for_update().get(pk=household.pk)
    if household.status != HouseholdStatus.ACTIVE:
        raise AssessmentRefused(
            _("This household is recorded as “%(status)s”, so it is not assessed.")
            % {"status": household.get_status_display()}
        )
    draft = household.assessments.filter(state=AssessmentState.DRAFT).select_related("enumerator").first()
    if draft is None:
        return _new_draft(household, by, assessed_on or timezone.localdate())
    if draft.enumerator_id == by.pk:
        return draft
    if draft.enumerator is not None and _still_at_it(draft):
        raise AssessmentRefused(_somebody_else(draft))
    draft.enumerator = by
    draft.save(update_fields=["enumerator"])
    Assessment.workflow.begin(draft, by=by, permission=Perm.RECORD_ASSESSMENT)
    return draft


def _new_draft(household: Household, by, assessed_on: date) -> Assessment:
    draft = Assessment.objects.create(
        household=household,
        region_id=household.region_id,
        enumerator=by,
        assessed_on=assessed_on,
        started_at=timezone.now(),
        household_size=household.member_count or None,
    )
    Assessment.workflow.begin(draft, by=by, permission=Perm.RECORD_ASSESSMENT)
    return draft


def _still_at_it(draft: Assessment) -> bool:
    within = Assessment.objects.visible_to(draft.enumerator, Perm.RECORD_ASSESSMENT)
    return within.filter(pk=draft.pk).exists()


def _somebody_else(draft: Assessment) -> str:
    return _("%(name)s is assessing this household since %(day)s; only that person can go on with it.") % {
        "name": draft.enumerator,
        "day": date_format(timezone.localtime(draft.created_at)),
    }


def refusal_to_change(assessment: Assessment, *, by) -> str:
    """Why this person may not change these answers now; empty when nothing stands against it."""
    if assessment.state != AssessmentState.DRAFT:
        return _(
            "This assessment is %(state)s: its answers can no longer be changed. A new assessment supersedes it."
        ) % {"state": assessment.get_state_display().lower()}
    if assessment.enumerator_id != by.pk:
        return _somebody_else(assessment) if assessment.enumerator else _("Begin the assessment first.")
    return ""


@transaction.atomic
def save_answers(*, assessment: Assessment, data: dict[str, Any], by) -> Assessment:
    """Keep answers of an assessment in draft. `data` are cleaned fields, in part or whole.

    The end of the visit is the last save before the first submission: what is mended after a return does not
    lengthen it.

    Raises:
        AssessmentRefused: once it is submitted or verified, and for everybody but its enumerator.
        ValueError: when `data` names something that is no answer, so that a slip in a form cannot set the state.
    """
    foreign = set(data) - CHANGEABLE
    if foreign:
        raise ValueError(f"not answers: {sorted(foreign)}")
    fresh = Assessment.objects.select_for_update(of=("self",)).select_related("enumerator").get(pk=assessment.pk)
    refusal = refusal_to_change(fresh, by=by)
    if refusal:
        raise AssessmentRefused(refusal)
    for name, value in data.items():
        setattr(fresh, name, value)
    if not moves_of(fresh).filter(transition="submit").exists():
        fresh.ended_at = timezone.now()
    fresh.save()
    fresh.refresh_from_db()
    return fresh
