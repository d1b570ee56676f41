"""Pairs of records that may be one person, what was decided about them, and what a merge moved."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Perm
from accounts.scope import ScopedQuerySet, inside, is_city_level
from core.history import Tracked, tracked
from core.workflow import Transition, Workflow
from poverty.duplicates.choices import TONES, Origin, PairState, Side
from poverty.households.models import Member

S = PairState
DECISIONS = ("same", "different", "postpone", "reopen", "refuse")


class PairQuerySet(ScopedQuerySet):
    """Pairs, in the words of the office."""

    def _condition(self, mandate) -> Q | None:
        """The pair's area, and where the two people live at this moment: both must lie within reach."""
        condition = super()._condition(mandate)
        if condition is None or is_city_level(mandate.region_code):
            return condition
        elsewhere = Member.objects.filter(Q(pk=OuterRef("first_id")) | Q(pk=OuterRef("second_id")))
        return condition & ~Exists(elsewhere.exclude(inside("region_id", mandate.region_code)))

    def standing(self):
        """Not made idle by the merge of another pair."""
        return self.filter(settled_by=None)

    def undecided(self):
        """Waiting for somebody to look at them."""
        return self.standing().filter(state__in=(PairState.OPEN, PairState.POSTPONED))

    def awaiting_confirmation(self):
        """Decided to be the same, and waiting for a second person."""
        return self.filter(state=PairState.SAME)

    def of(self, *members: int):
        """In which one of these people stands."""
        return self.filter(Q(first_id__in=members) | Q(second_id__in=members))


def _by_hand(name: str, sources, target: str, permission: Perm, label, **more) -> Transition:
    """A step that only its service takes."""
    return Transition(name, sources, target, permission, label=label, by_service=True, **more)


@tracked
class DuplicatePair(Tracked):
    """Two member records that may be one person (`first` has the lower number).

    `region` is the smallest area that holds both: who does not reach all of it does not see the pair. `reasons` are
    the weights per field. `keep` and `choices` (part and field: side, see `fields`) are what the first decider chose,
    saved as made; `whole_household` says that not only the person but the family stands there twice, and `matches` who
    of the one is who of the other. `versions` are the counters of all records concerned when it was decided. A pair
    is `settled_by` the merge that took one of its people away, where that person's other record has the same pair.
    After a merge one of the two keys leads nowhere until the merge is undone; therefore no foreign-key constraint.
    """

    first = models.ForeignKey("poverty.Member", models.DO_NOTHING, related_name="+", db_constraint=False)
    second = models.ForeignKey("poverty.Member", models.DO_NOTHING, related_name="+", db_constraint=False)
    region = models.ForeignKey("poverty.Region", models.PROTECT, null=True, related_name="+", db_index=False)
    origin = models.CharField(
        _("came from"), max_length=8, choices=Origin, default=Origin.FOUND, db_default=Origin.FOUND, editable=False
    )
    score = models.PositiveSmallIntegerField(_("likeness"))
    bits = models.FloatField(default=0)
    reasons = models.JSONField(default=list)
    found_at = models.DateTimeField(_("found at"), auto_now_add=True)

    whole_household = models.BooleanField(_("the two families are one"), default=False, editable=False)
    keep = models.CharField(_("record that stays"), max_length=6, choices=Side, blank=True)
    choices = models.JSONField(default=dict, editable=False)
    matches = models.JSONField(default=list, db_default=Value([], models.JSONField()), editable=False)
    versions = models.JSONField(default=dict, db_default=Value({}, models.JSONField()), editable=False)
    note = models.CharField(_("note"), max_length=300, blank=True)
    decided_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, editable=False, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True, editable=False)
    settled_by = models.ForeignKey(
        "poverty.MergeRecord", models.SET_NULL, null=True, editable=False, related_name="settled"
    )
    state = models.CharField(_("state"), max_length=12, choices=PairState, default=PairState.OPEN)

    objects = PairQuerySet.as_manager()
    area_lookup = "region_id"
    view_permission = Perm.VIEW_DUPLICATE
    workflow = Workflow(
        _by_hand("same", (S.OPEN, S.POSTPONED), S.SAME, Perm.DECIDE_DUPLICATE, _("The same")),
        _by_hand("different", (S.OPEN, S.POSTPONED, S.UNMERGED), S.DIFFERENT, Perm.DECIDE_DUPLICATE, _("Not the same")),
        _by_hand("postpone", S.OPEN, S.POSTPONED, Perm.DECIDE_DUPLICATE, _("Put aside")),
        _by_hand(
            "reopen",
            (S.DIFFERENT, S.SAME, S.UNMERGED),
            S.OPEN,
            Perm.DECIDE_DUPLICATE,
            _("Decide again"),
            needs_note=True,
        ),
        _by_hand("confirm", S.SAME, S.MERGED, Perm.CONFIRM_MERGE, _("Confirm the merge"), forbidden_to=("same",)),
        _by_hand("refuse", S.SAME, S.OPEN, Perm.CONFIRM_MERGE, _("Do not merge"), needs_note=True),
        _by_hand(
            "unmerge", S.MERGED, S.UNMERGED, Perm.CONFIRM_MERGE, _("Undo the merge"), needs_note=True, tone="danger"
        ),
    )

    class Meta:
        verbose_name = _("pair of records")
        verbose_name_plural = _("pairs of records")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["first", "second"],
                name="duplicate_pair_once",
                violation_error_message=_("These two records stand side by side already."),
            ),
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

    @property
    def tone(self) -> str:
        return TONES[self.state]

    @property
    def is_undecided(self) -> bool:
        """Whether somebody may choose and decide now."""
        return self.state in (S.OPEN, S.POSTPONED) and self.settled_by_id is None

    @property
    def kept_id(self) -> int:
        """Key of the record that stays."""
        return self.first_id if self.keep == Side.FIRST else self.second_id

    @property
    def dropped_id(self) -> int:
        """Key of the record that goes."""
        return self.second_id if self.keep == Side.FIRST else self.first_id

    def entering(self, step, *, by) -> None:
        """Who decided last, and when."""
        if step.name in DECISIONS:
            self.decided_by, self.decided_at = by, timezone.now()


class MergeRecord(models.Model):
    """What one merge did: the records as they were, and every row that it changed, so that it can be undone exactly.

    `kept` and `dropped` are the whole rows of the person before the merge, `others` those of family members who were
    merged along. `moved` has one entry per changed row: `model`, `pk`, the whole row `before`, the changed columns
    `after`, and `part`: "moved" (must stand untouched for an undo), "chosen" (only those columns must) or "pair".
    """

    pair = models.ForeignKey(DuplicatePair, models.PROTECT, related_name="merges")
    kept_id = models.BigIntegerField(db_index=True)
    dropped_id = models.BigIntegerField(db_index=True)
    kept = models.JSONField()
    dropped = models.JSONField()
    others = models.JSONField(default=list)
    moved = models.JSONField(default=list)
    merged_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    merged_at = models.DateTimeField(auto_now_add=True)
    undone_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return f"{self.kept_id} <- {self.dropped_id}"
