"""Table of contents."""

from poverty.assessments.models import Assessment
from poverty.change_requests.models import ChangeLine, ChangeRequest
from poverty.duplicates.models import DuplicatePair, MergeRecord
from poverty.households.models import Household, KnownName, Member
from poverty.imports.models import ImportBatch, ImportChange, ImportRow, SavedMapping
from poverty.imports.proposal_items import ImportProposal
from poverty.meetings.models import AgendaItem, Attendee, Meeting
from poverty.national_lists.models import (
    ListComparison,
    ListDifference,
    ListQueueItem,
    NationalList,
    NationalListEntry,
    NationalListPart,
)
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
    "ImportProposal",
    "ImportRow",
    "KnownName",
    "ListComparison",
    "ListDifference",
    "ListQueueItem",
    "Meeting",
    "Member",
    "MergeRecord",
    "NationalList",
    "NationalListEntry",
    "NationalListPart",
    "Proposal",
    "Region",
    "SavedMapping",
    "Visit",
    "VisitPhoto",
]
