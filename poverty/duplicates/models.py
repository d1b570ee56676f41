"""Pairs of records that may be one person, what was decided about them, and what a merge moved."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Perm
from accounts.scope import ScopedQuerySet
from core.history import Tracked, tracked
from core.workflow import Transition, Workflow
from poverty.duplicates.choices import PairState, Side

S = PairState


class PairQuerySet(ScopedQuerySet):
    """Pairs, in the words of the office."""

    def undecided(self):
        """Waiting for somebody to look at them."""
        return self.filter(state__in=(PairState.OPEN, PairState.POSTPONED))

    def awaiting_confirmation(self):
        """Decided to be the same, and waiting for a second person."""
        return self.filter(state=PairState.SAME)


@tracked
class DuplicatePair(Tracked):
    """Two member records that may be one person (`first` has the lower number).

    `region` is the smallest area that holds both: who does not reach all of it does not see the pair. `reasons` are
    the weights per field. `keep` and `choices` (field: side) are what the first decider chose, saved as made;
    `whole_household` says that not only the person but the family stands there twice. After a merge one of the two
    keys leads nowhere until the merge is undone; therefore no foreign-key constraint.
    """

    first = models.ForeignKey("poverty.Member", models.DO_NOTHING, related_name="+", db_constraint=False)
    second = models.ForeignKey("poverty.Member", models.DO_NOTHING, related_name="+", db_constraint=False)
    region = models.ForeignKey("poverty.Region", models.PROTECT, null=True, related_name="+", db_index=False)
    score = models.PositiveSmallIntegerField(_("likeness"))
    bits = models.FloatField(default=0)
    reasons = models.JSONField(default=list)
    found_at = models.DateTimeField(_("found at"), auto_now_add=True)

    whole_household = models.BooleanField(_("the two families are one"), default=False, editable=False)
    keep = models.CharField(_("record that stays"), max_length=6, choices=Side, blank=True)
    choices = models.JSONField(default=dict, editable=False)
    note = models.CharField(_("note"), max_length=300, blank=True)
    decided_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, editable=False, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True, editable=False)
    state = models.CharField(_("state"), max_length=12, choices=PairState, default=PairState.OPEN)

    objects = PairQuerySet.as_manager()
    area_lookup = "region_id"
    view_permission = Perm.VIEW_DUPLICATE
    workflow = Workflow(
        Transition("same", (S.OPEN, S.POSTPONED), S.SAME, Perm.DECIDE_DUPLICATE, label=_("The same"), by_service=True),
        Transition(
            "different",
            (S.OPEN, S.POSTPONED, S.UNMERGED),
            S.DIFFERENT,
            Perm.DECIDE_DUPLICATE,
            label=_("Not the same"),
            by_service=True,
        ),
        Transition("postpone", S.OPEN, S.POSTPONED, Perm.DECIDE_DUPLICATE, label=_("Put aside"), by_service=True),
        Transition(
            "reopen",
            (S.DIFFERENT, S.SAME, S.UNMERGED),
            S.OPEN,
            Perm.DECIDE_DUPLICATE,
            needs_note=True,
            label=_("Decide again"),
            by_service=True,
        ),
        Transition(
            "confirm",
            S.SAME,
            S.MERGED,
            Perm.CONFIRM_MERGE,
            forbidden_to=("same",),
            label=_("Confirm the merge"),
            by_service=True,
        ),
        Transition(
            "refuse", S.SAME, S.OPEN, Perm.CONFIRM_MERGE, needs_note=True, label=_("Do not merge"), by_service=True
        ),
        Transition(
            "unmerge",
            S.MERGED,
            S.UNMERGED,
            Perm.CONFIRM_MERGE,
            needs_note=True,
            label=_("Undo the merge"),
            tone="danger",
            by_service=True,
        ),
    )

    class Meta:
        verbose_name = _("pair of records")
        verbose_name_plural = _("pairs of records")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="duplicate_pair_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="duplicate_pair_order"),
            models.CheckConstraint(
                condition=~Q(state__in=("same", "merged")) | ~Q(keep=""), name="duplicate_pair_same_keeps_one"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "region", "-score", "id"], name="duplicate_pair_state"),
            models.Index(fields=["state", "-score", "id"], name="duplicate_pair_score"),
        ]

    def __str__(self):
        return str(_("Pair %(number)s") % {"number": self.pk})

    def get_absolute_url(self):
        return reverse("poverty:duplicate_detail", args=[self.pk])


class MergeRecord(models.Model):
    """What one merge did: both records as they were, and every row that was moved, so that it can be undone exactly.

    `moved` is a list of [table, column, primary key, before, after]; `dropped` and `kept` are whole rows.
    """

    pair = models.ForeignKey(DuplicatePair, models.PROTECT, related_name="merges")
    kept_id = models.BigIntegerField(db_index=True)
    dropped_id = models.BigIntegerField(db_index=True)
    kept = models.JSONField()
    dropped = models.JSONField()
    moved = models.JSONField(default=list)
    merged_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    merged_at = models.DateTimeField(auto_now_add=True)
    undone_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return f"{self.kept_id} <- {self.dropped_id}"
