"""Table of contents."""

from poverty.assessments.models import Assessment
from poverty.households.models import Household, KnownName, Member
from poverty.imports.models import ImportBatch, ImportChange, ImportRow, SavedMapping
from poverty.regions.models import Region

__all__ = [
    "Assessment",
    "Household",
    "ImportBatch",
    "ImportChange",
    "ImportRow",
    "KnownName",
    "Member",
    "Region",
    "SavedMapping",
]
