"""What a visit still lacks before a step, in words for the visitor."""

from django.utils.translation import gettext_lazy as _

from poverty.visits.choices import VisitOutcome


def lacking_for(visit, transition: str) -> list:
    """The list for one step; empty when nothing is lacking."""
    if transition != "finish":
        return []
    lacking = [] if visit.outcome else [_("whether the household was met")]
    if visit.outcome == VisitOutcome.MET:
        lacking += [] if visit.recommendation else [_("the recommendation")]
        lacking += [] if visit.photos.exists() else [_("a photo")]
        lacking += [] if visit.found else [_("an answer of the checklist")]
    elif visit.outcome and not visit.notes.strip():
        lacking.append(_("a note on why the household was not met"))
    return lacking
