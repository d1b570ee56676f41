"""National lists: dated snapshots of what the state says about families, their differences, and the work they bring."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Perm
from accounts.scope import ScopedQuerySet, area_codes
from core.history import Tracked, tracked
from poverty.imports.proposal_items import ProposalItem
from poverty.national_lists.choices import CLOSED, ROMAN, TONES, Change, ListSource, ListState, Quarter
from poverty.national_lists.steps import list_workflow


class OverlapQuerySet(ScopedQuerySet):
    """What covers an area as a whole and shows of itself only the rows within reach."""

    def visible_to(self, user, permission: str = ""):
        """Those of one's area, and those of a larger area that holds it.

        For another permission than viewing, only those that lie wholly within reach.
        """
        found = super().visible_to(user, permission)
        if not user.is_authenticated or (permission and permission != self.model.view_permission):
            return found
        codes = area_codes(user, self.model.view_permission)
        above = {code[:end] for code in codes for end, mark in enumerate(code) if mark == "."}
        return found | self.filter(region_id__in=above)


class ListQuerySet(OverlapQuerySet):
    """National lists, in the words of the office."""

    def closed(self):
        """Complete: all files of the list are in."""
        return self.filter(state__in=CLOSED)

    def standing(self):
        """Not withdrawn."""
        return self.exclude(state=ListState.WITHDRAWN)

    def before(self, year: int, quarter: str):
        """Lists of earlier quarters, the latest first."""
        return self.filter(Q(year__lt=year) | Q(year=year, quarter__lt=quarter)).order_by("-year", "-quarter", "-pk")


@tracked
class NationalList(Tracked):
    """What one national list of one quarter says: a snapshot, so that no later change of the registry alters it.

    `region` is the area it covers; `previous` is the list it is compared with when it is complete. `entry_count` is
    the number of its families.
    """

    name = models.CharField(_("name"), max_length=120)
    source = models.CharField(_("list"), max_length=20, choices=ListSource)
    year = models.PositiveSmallIntegerField(_("year"))
    quarter = models.CharField(_("quarter"), max_length=1, choices=Quarter)
    reference_date = models.DateField(_("reference date"), help_text=_("The day for which the list's deciles hold."))
    region = models.ForeignKey("poverty.Region", models.PROTECT, null=True, related_name="+", verbose_name=_("area"))
    previous = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("compared with")
    )
    loaded_by = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+", editable=False, verbose_name=_("taken in by")
    )
    entry_count = models.PositiveIntegerField(_("families"), default=0, editable=False)
    awaits_more = models.BooleanField(
        _("more files follow"),
        default=False,
        help_text=_("The list came in several files: it is complete only when you have added them all."),
    )
    state = models.CharField(_("state"), max_length=12, choices=ListState, default=ListState.COLLECTING)
    error = models.CharField(max_length=60, blank=True, editable=False)

    objects = ListQuerySet.as_manager()
    area_lookup = "region_id"
    view_permission = Perm.VIEW_NATIONAL_LIST
    workflow = list_workflow

    class Meta:
        verbose_name = _("national list")
        verbose_name_plural = _("national lists")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["source", "year", "quarter", "region"],
                condition=~Q(state="withdrawn"),
                nulls_distinct=False,
                name="national_list_once_a_quarter",
                violation_error_message=_("A list of this source and quarter is already there for this area."),
            ),
            models.CheckConstraint(condition=Q(year__range=(2000, 2100)), name="national_list_year"),
        ]
        indexes = [models.Index(fields=["source", "-year", "-quarter"], name="national_list_newest")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("poverty:national_list_detail", args=[self.pk])

    @property
    def tone(self) -> str:
        return TONES[self.state]

    @property
    def period(self) -> str:
        """The quarter in short, such as III/2026."""
        return f"{ROMAN[self.quarter]}/{self.year}"

    @property
    def is_working(self) -> bool:
        """Whether the worker has it, or is to have it."""
        return self.state in (ListState.LOADING, ListState.COMPARING)

    @property
    def is_closed(self) -> bool:
        return self.state in CLOSED

    def missing(self, transition: str) -> list:
        """What is still lacking before a step."""
        if transition == "close" and not self.entry_count:
            return [_("a file with families")]
        return []


class NationalListPart(models.Model):
    """One file of a list, taken from one import; `counts` says how many rows it had and what became of them."""

    national_list = models.ForeignKey(NationalList, models.PROTECT, related_name="parts")
    batch = models.ForeignKey("poverty.ImportBatch", models.PROTECT, related_name="+", verbose_name=_("import"))
    taken_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["national_list", "batch"], name="national_list_part_once")]

    def __str__(self):
        return f"{self.national_list_id}: {self.batch_id}"


class NationalListEntry(models.Model):
    """One family on a list (a person, where a list of NIK and names tells no families), as the list says it.

    Written set-based only, hundreds of thousands at a time: therefore without a foreign-key check per row. `key` is
    what finds the same family on another list: the source's number, else the family card, else the NIK. `household`
    and `member` are who it is in the registry, as far as found. `region` is that of the list; where it names none,
    that of the household at that time. `is_sound` is false where a cell of the row was rejected: the family is on the
    list all the same.
    """

    national_list = models.ForeignKey(
        NationalList, models.CASCADE, related_name="entries", db_constraint=False, db_index=False
    )
    part = models.ForeignKey(NationalListPart, models.CASCADE, related_name="+", db_constraint=False, db_index=False)
    row_number = models.PositiveIntegerField(_("row"))
    key = models.CharField(max_length=60)
    source_key = models.CharField(_("source's number"), max_length=40, blank=True)
    family_card = models.CharField(_("family card number"), max_length=16, null=True)
    nik = models.CharField(_("NIK"), max_length=16, null=True)
    name = models.CharField(_("name"), max_length=120)
    people = models.PositiveSmallIntegerField(_("rows of the family"), default=1)
    region = models.ForeignKey(
        "poverty.Region",
        models.PROTECT,
        null=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
        verbose_name=_("kelurahan"),
    )
    decile = models.PositiveSmallIntegerField(_("decile"), null=True)
    is_sound = models.BooleanField(default=True)
    household = models.ForeignKey(
        "poverty.Household", models.SET_NULL, null=True, related_name="+", db_constraint=False, db_index=False
    )
    member = models.ForeignKey(
        "poverty.Member", models.SET_NULL, null=True, related_name="+", db_constraint=False, db_index=False
    )

    objects = ScopedQuerySet.as_manager()
    area_lookup = "region_id"
    view_permission = Perm.VIEW_NATIONAL_LIST

    class Meta:
        verbose_name = _("family on the list")
        verbose_name_plural = _("families on the list")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["national_list", "key"], name="national_entry_once")]
        indexes = [
            models.Index(fields=["national_list", "id"], name="national_entry_list"),
            models.Index(fields=["national_list", "region", "decile"], name="national_entry_figures"),
            models.Index(
                fields=["national_list", "region", "id"], name="national_entry_unknown", condition=Q(household=None)
            ),
            models.Index(fields=["household"], name="national_entry_household", condition=Q(household__isnull=False)),
            models.Index(fields=["member"], name="national_entry_member", condition=Q(member__isnull=False)),
        ]

    def __str__(self):
        return self.name


class ListComparison(models.Model):
    """The difference between two lists of one source; its rows are written once, for both are snapshots."""

    newer = models.ForeignKey(NationalList, models.PROTECT, related_name="comparisons")
    older = models.ForeignKey(NationalList, models.PROTECT, related_name="+")
    region = models.ForeignKey("poverty.Region", models.PROTECT, null=True, related_name="+")
    made_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    ready_at = models.DateTimeField(null=True)

    objects = OverlapQuerySet.as_manager()
    area_lookup = "region_id"
    view_permission = Perm.VIEW_NATIONAL_LIST

    class Meta:
        verbose_name = _("comparison of lists")
        verbose_name_plural = _("comparisons of lists")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["newer", "older"], name="list_comparison_once"),
            models.CheckConstraint(condition=~Q(newer=models.F("older")), name="list_comparison_of_two"),
        ]

    def __str__(self):
        return f"{self.newer} – {self.older}"

    def get_absolute_url(self):
        return reverse("poverty:list_comparison_detail", args=[self.pk])


class ListDifference(models.Model):
    """One family in a comparison: what became of it. `subject` is its entry on the newer list, else on the older.

    `region` is where it is now, or was last; `region_before` where it was on the older list.
    """

    comparison = models.ForeignKey(
        ListComparison, models.CASCADE, related_name="rows", db_constraint=False, db_index=False
    )
    subject = models.ForeignKey(
        NationalListEntry, models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    change = models.CharField(_("change"), max_length=8, choices=Change)
    moved = models.BooleanField(_("in another kelurahan"))
    decile_before = models.PositiveSmallIntegerField(_("decile before"), null=True)
    decile = models.PositiveSmallIntegerField(_("decile"), null=True)
    region_before = models.ForeignKey(
        "poverty.Region", models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    region = models.ForeignKey(
        "poverty.Region", models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )

    objects = ScopedQuerySet.as_manager()
    area_lookup = "region_id"
    view_permission = Perm.VIEW_NATIONAL_LIST

    class Meta:
        verbose_name = _("difference between lists")
        verbose_name_plural = _("differences between lists")
        default_permissions = ()
        indexes = [
            models.Index(fields=["comparison", "id"], name="list_difference_order"),
            models.Index(fields=["comparison", "change", "id"], name="list_difference_change"),
            models.Index(fields=["comparison", "id"], name="list_difference_moved", condition=Q(moved=True)),
            models.Index(
                fields=["comparison", "region", "change", "moved", "decile_before", "decile"],
                name="list_difference_figures",
            ),
        ]

    def __str__(self):
        return f"{self.comparison_id}: {self.change}"


class ListQueueItem(ProposalItem):
    """A household for which somebody asked, from a difference, that it be verified; what came of it."""

    comparison = models.ForeignKey(ListComparison, models.PROTECT, related_name="queue")
    change = models.CharField(_("change"), max_length=8, choices=Change)

    class Meta(ProposalItem.Meta):
        abstract = False
        verbose_name = _("household in the queue of a list")
        verbose_name_plural = _("households in the queue of a list")
        constraints = [models.UniqueConstraint(fields=["comparison", "household"], name="list_queue_item_once")]
        indexes = [models.Index(fields=["comparison", "done_at", "id"], name="list_queue_open")]
