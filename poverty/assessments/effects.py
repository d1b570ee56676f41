"""What a step of an assessment brings about in the household."""

from django.utils import timezone


def mark_household_verified(assessment, *, by, note: str = "") -> None:
    """A verified assessment makes the household's data verified, by this person, today."""
    household = (
        type(assessment).household.field.related_model.objects.select_for_update().get(pk=assessment.household_id)
    )
    household.verified_on = timezone.localdate()
    household.verified_by = by
    household.save(update_fields=["verified_on", "verified_by"])
