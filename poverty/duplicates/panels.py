"""What pairs add to the household page: the card of those who may be recorded twice."""

from accounts.permissions import Perm
from poverty.duplicates.choices import PairState
from poverty.duplicates.models import DuplicatePair
from poverty.duplicates.views import with_names
from poverty.households.panels import Panel, add_panel


def twice_card(household, user, members, latest):
    """Pairs of this family that wait or were merged, and where to look for another record of a member."""
    keys = [member.pk for member in members]
    pairs = list(
        with_names(DuplicatePair.objects.visible_to(user).standing().of(*keys).exclude(state=PairState.DIFFERENT))
        .only("state", "score")
        .order_by("-score", "pk")[:10]
    )
    people = members if user.may(Perm.DECIDE_DUPLICATE) else []
    merged_into = household.merged_into if household.merged_into_id else None
    if not (pairs or people or merged_into):
        return None
    return {"pairs": pairs, "people": people, "merged_into": merged_into}


add_panel(Panel(60, "side", "poverty/duplicates/household_card.html", Perm.VIEW_DUPLICATE, twice_card))
