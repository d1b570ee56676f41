"""Table of contents."""

from poverty.assessments.models import Assessment
from poverty.households.models import Household, KnownName, Member
from poverty.regions.models import Region

__all__ = ["Assessment", "Household", "KnownName", "Member", "Region"]
