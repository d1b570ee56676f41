"""Table of contents."""

from poverty.assessments.models import Assessment
from poverty.change_requests.models import ChangeLine, ChangeRequest
from poverty.duplicates.models import DuplicatePair, MergeRecord
from poverty.households.models import Household, KnownName, Member
from poverty.imports.models import ImportBatch, ImportChange, ImportRow, SavedMapping
from poverty.meetings.models import AgendaItem, Attendee, Meeting
from poverty.regions.models import Region
from poverty.verification.models import EndorsementList, Proposal
from poverty.visits.models import Visit, VisitPhoto

__all__ = [
    "AgendaItem",
    "Assessment",
    "Attendee",
    "ChangeLine",
    "ChangeRequest",
    "DuplicatePair",
    "EndorsementList",
    "Household",
    "ImportBatch",
    "ImportChange",
    "ImportRow",
    "KnownName",
    "Meeting",
    "Member",
    "MergeRecord",
    "Proposal",
    "Region",
    "SavedMapping",
    "Visit",
    "VisitPhoto",
]
