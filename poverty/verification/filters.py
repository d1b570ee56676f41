"""Filters of the lists of proposals, of endorsement lists and of the worklists."""

import django_filters
from django.db.models import Q, TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.roles.table import RoleCode
from poverty.households.filters import DECILES, AreaFilterBar
from poverty.households.models import Household
from poverty.verification import selectors
from poverty.verification.choices import Channel, EndorsementState, ProposalKind, ProposalState
from poverty.verification.clocks import soon_day
from poverty.verification.models import EndorsementList, Proposal

KEYS_UP_TO = 2000


def _keys(rows):
    """The keys of a short task, read at once; of a long one as a subquery.

    A page in the order of days looks for a few rows among all: told their keys, the database does not walk to them.
    """
    keys = list(rows.order_by().values_list("pk", flat=True)[: KEYS_UP_TO + 1])
    return keys if len(keys) <= KEYS_UP_TO else rows.values("pk")


class ProposalFilter(AreaFilterBar):
    """The list of proposals: area, state, kind, channel, lateness, and what waits for the person who looks."""

    class Task(TextChoices):
        """What of the list waits for the person who looks."""

        VERIFY = "verify", _("Waiting for my verification")
        DRAFTS = "drafts", _("My drafts")
        RETURNED = "returned", _("Returned to me")
        MINE = "mine", _("Proposed by me")
        LISTING = "listing", _("Verified, on no list")
        LAPSING = "lapsing", _("Objections about to lapse")
        ESCALATED = "escalated", _("Overdue at the level below")

    class Late(TextChoices):
        """Whether the next step is past its day."""

        YES = "yes", _("Late")
        NO = "no", _("In time")

    class Owner(TextChoices):
        """The office a proposal waits for."""

        ENUMERATOR = RoleCode.ENUMERATOR.value, RoleCode.ENUMERATOR.label
        SOCIAL_OFFICER = RoleCode.SOCIAL_OFFICER.value, RoleCode.SOCIAL_OFFICER.label
        HEAD_OF_SOCIAL = RoleCode.HEAD_OF_SOCIAL.value, RoleCode.HEAD_OF_SOCIAL.label

    task = django_filters.ChoiceFilter(label=_("My task"), choices=Task.choices, method="by_task", empty_label=_("All"))
    state = django_filters.ChoiceFilter(label=_("State"), choices=ProposalState.choices, empty_label=_("All"))
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=ProposalKind.choices, empty_label=_("All"))
    channel = django_filters.ChoiceFilter(label=_("Came from"), choices=Channel.choices, empty_label=_("All"))
    late = django_filters.ChoiceFilter(label=_("Clock"), choices=Late.choices, method="by_clock", empty_label=_("All"))
    owner = django_filters.ChoiceFilter(
        label=_("Who must act"), choices=Owner.choices, method="by_owner", empty_label=_("All")
    )

    class Meta:
        model = Proposal
        fields = ["region", "task", "state", "kind", "channel", "late", "owner"]

    def by_task(self, queryset, name, value):
        user, task = self.user, self.Task
        if value == task.LAPSING:
            return queryset.heard_until(soon_day())
        if value == task.ESCALATED:
            keys = Q(pk__in=[])
            for _role, rows in selectors.escalated_to(user):
                keys |= Q(pk__in=_keys(rows))
            return queryset.filter(keys)
        found = {
            task.VERIFY: selectors.to_verify,
            task.DRAFTS: selectors.drafts_of,
            task.RETURNED: selectors.returned_to,
            task.MINE: selectors.proposed_by,
            task.LISTING: selectors.to_put_on_a_list,
        }
        return queryset.filter(pk__in=_keys(found[value](user)))

    def by_clock(self, queryset, name, value):
        late = queryset.late()
        return late if value == self.Late.YES else queryset.open().exclude(pk__in=late.values("pk"))

    def by_owner(self, queryset, name, value):
        return queryset.owned_by(RoleCode(value))


class EndorsementFilter(AreaFilterBar):
    """Endorsement lists, by area and state."""

    state = django_filters.ChoiceFilter(label=_("State"), choices=EndorsementState.choices, empty_label=_("All"))

    class Meta:
        model = EndorsementList
        fields = ["region", "state"]


class CandidateFilter(AreaFilterBar):
    """Verified proposals that may stand on a list."""

    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=ProposalKind.choices, empty_label=_("All"))

    class Meta:
        model = Proposal
        fields = ["region", "kind"]


class WorklistFilter(AreaFilterBar):
    """Households of a worklist, by area and decile."""

    decile_max = django_filters.ChoiceFilter(
        label=_("Decile"), choices=DECILES, method="up_to_decile", empty_label=_("All deciles")
    )

    class Meta:
        model = Household
        fields = ["region", "decile_max"]

    def up_to_decile(self, queryset, name, value):
        return queryset.lowest_deciles(int(value))
