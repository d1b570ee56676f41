"""Screens of pairs that show: the queue, two records side by side, and what was merged."""

from django.contrib import messages
from django.db.models import OuterRef, Subquery
from django.db.models.fields.json import KT
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import generic

from accounts.access_log.services import log_view
from accounts.permissions import Perm
from core.access import within_reach
from core.views import DetailView, ListView, ScopedView
from core.workflow import moves_of
from poverty.duplicates import selectors
from poverty.duplicates.choices import PairState
from poverty.duplicates.fields import FAMILY, suggestion
from poverty.duplicates.filters import MergedFilter, PairFilter
from poverty.duplicates.images import as_instance
from poverty.duplicates.models import DuplicatePair, MergeRecord
from poverty.duplicates.obstacles import are_like_twins, obstacles, two_niks
from poverty.duplicates.parties import MergeRefused, Parties, everybody_of
from poverty.duplicates.tables import MergedTable, PairTable
from poverty.duplicates.unmerging import dropped_rows, reasons_against
from poverty.duplicates.words import likeness, reasons_of
from poverty.households.models import Household, Member
from poverty.regions.models import Region

QUEUE_AREA = "duplicates_area"
"""Under which name the session keeps the area whose pairs somebody works through."""


def with_names(pairs):
    """Pairs with the names of both, and of whoever went in a merge: a plain join would lose pairs of merged people."""
    name = Member.objects.filter(pk=OuterRef("first_id")).values("name")
    other = Member.objects.filter(pk=OuterRef("second_id")).values("name")
    merges = MergeRecord.objects.filter(pair=OuterRef("pk")).order_by("-pk")
    return pairs.annotate(
        first_name=Subquery(name),
        second_name=Subquery(other),
        gone_name=Subquery(merges.values(gone=KT("dropped__name"))[:1]),
        merged_at=Subquery(merges.values("merged_at")[:1]),
        merger=Subquery(merges.values("merged_by__name")[:1]),
    )


class PairList(ListView):
    """The queue. The area chosen here is the one whose pairs come one after the other."""

    model = DuplicatePair
    permission = Perm.VIEW_DUPLICATE
    table_class = PairTable
    filter_class = PairFilter
    heading = gettext_lazy("People who may be recorded twice")
    select_related = ("region", "decided_by")
    template_name = "poverty/duplicates/list.html"

    def get_queryset(self):
        return with_names(super().get_queryset().standing()).defer("choices", "matches", "versions")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        user = self.request.user
        area = self.request.GET.get("region", "") if self.filter.is_valid() else ""
        if area != self.request.session.get(QUEUE_AREA, ""):
            self.request.session[QUEUE_AREA] = area
        return context | {
            "may_decide": user.may(Perm.DECIDE_DUPLICATE),
            "may_confirm": user.may(Perm.CONFIRM_MERGE),
        }


class MergedList(ListView):
    """What was merged, and what of it was undone."""

    model = DuplicatePair
    permission = Perm.VIEW_DUPLICATE
    table_class = MergedTable
    filter_class = MergedFilter
    heading = gettext_lazy("Merged records")
    select_related = ("region", "decided_by")

    def get_queryset(self):
        merged = super().get_queryset().filter(state__in=(PairState.MERGED, PairState.UNMERGED))
        return with_names(merged).defer("choices", "matches", "versions")


class PairNext(ScopedView, generic.View):
    """Leads to the next pair of the queue."""

    model = DuplicatePair
    permission = Perm.DECIDE_DUPLICATE
    http_method_names = ["get"]

    def get(self, request):
        after = request.GET.get("after", "")
        present = self.get_queryset().filter(pk=int(after)).first() if after.isascii() and after.isdigit() else None
        return to_next(request, present)


def to_next(request, pair: DuplicatePair | None) -> HttpResponseRedirect:
    """The next pair of this person's queue, or the list when nothing is left."""
    found = selectors.next_pair(request.user, after=pair, region=request.session.get(QUEUE_AREA, ""))
    if found is None:
        messages.success(request, _("No further pair waits for a decision here."))
        return HttpResponseRedirect(reverse("poverty:duplicate_list"))
    return HttpResponseRedirect(found.get_absolute_url())


class PairDetail(DetailView):
    """Two records side by side, or what became of them. Opening it is written down for both families."""

    model = DuplicatePair
    permission = Perm.VIEW_DUPLICATE
    select_related = ("region", "decided_by", "settled_by")

    def get_template_names(self):
        merged = self.object.state == PairState.MERGED
        return [f"poverty/duplicates/{'merged' if merged else 'detail'}.html"]

    @cached_property
    def parties(self) -> Parties | None:
        """The two records as they stand; None when one of them is gone."""
        try:
            return everybody_of(self.object)
        except MergeRefused:
            return None

    def get_context_data(self, **kwargs):
        pair, user = self.object, self.request.user
        word, tone = likeness(pair.score)
        context = super().get_context_data(
            pair=pair,
            reasons=reasons_of(pair),
            likeness=word,
            likeness_tone=tone,
            moves=[(each, pair.workflow.transitions.get(each.transition)) for each in moves_of(pair)],
            may_reveal=user.may(Perm.REVEAL_NUMBER),
            **kwargs,
        )
        if pair.state == PairState.MERGED:
            return context | self._merged(pair, user)
        return context | (self._side_by_side(self.parties, user) if self.parties else {"parties": None})

    def _side_by_side(self, parties: Parties, user) -> dict:
        pair = self.object
        for household in {parties.first.household, parties.second.household}:
            log_view(user, household, self.request, detail=_("side by side"))
        may_decide = user.may(Perm.DECIDE_DUPLICATE) and self._within(Perm.DECIDE_DUPLICATE)
        undecided = pair.is_undecided and may_decide
        return {
            "parties": parties,
            "both": (parties.first, parties.second),
            "keep": pair.keep or suggestion(parties.first, parties.second),
            "undecided": undecided,
            "may_reopen": may_decide and pair.state in pair.workflow["reopen"].sources and not pair.settled_by_id,
            "may_refuse": pair.state in ("same",) and user.may(Perm.CONFIRM_MERGE) and self._within(Perm.CONFIRM_MERGE),
            "families": selectors.families_of(parties),
            "two_niks": two_niks(parties.first, parties.second),
            "twins": are_like_twins(parties),
            "obstacles": [text for text in obstacles(parties) if undecided],
            "area": Region.objects.filter(pk=self.request.session.get(QUEUE_AREA, "")).first() if undecided else None,
            **tables_of(parties, user),
        }

    def _within(self, permission: Perm) -> bool:
        return within_reach(DuplicatePair, self.request.user, permission).filter(pk=self.object.pk).exists()

    def _merged(self, pair, user) -> dict:
        record = pair.merges.filter(undone_at=None).select_related("merged_by").order_by("-pk").first()
        if record is None:
            return {"record": None}
        kept = Member.objects.filter(pk=record.kept_id).select_related("household").first()
        if kept is not None:
            log_view(user, kept.household, self.request, detail=_("merge"))
        may_undo = user.may(Perm.CONFIRM_MERGE) and self._within(Perm.CONFIRM_MERGE)
        chosen = [each for each in record.moved if each["part"] == "chosen" and each["model"] == Member._meta.label]
        return {
            "record": record,
            "kept": kept,
            "gone": [as_instance(Member, row) for row in dropped_rows(record)],
            "own_family": Household.objects.filter(pk=record.dropped["household_id"]).first(),
            "taken": [
                Member._meta.get_field(name.removesuffix("_id")).verbose_name for name in _columns(chosen, record)
            ],
            "moved": selectors.moved_of(record),
            "may_undo": may_undo,
            "against": reasons_against(record) if may_undo else [],
        }


def _columns(chosen: list[dict], record: MergeRecord) -> list[str]:
    """The fields that the person who stayed took over, without what is derived from them."""
    mine = next((each["after"] for each in chosen if each["pk"] == record.kept_id), {})
    return [name for name in mine if name not in ("name_key", "spelling_key")]


def tables_of(parties: Parties, user) -> dict:
    """The lines of the pair, of the matched members and of the two families, as the page shows them."""
    health = user.may(Perm.VIEW_HEALTH)
    keep = parties.pair.keep
    parties.pair.keep = keep or suggestion(parties.first, parties.second)
    try:
        couples = []
        for couple in parties.couples():
            first, second = parties.sides(couple)
            rows = selectors.rows_of(parties.lines_of(couple.part), first, second, with_health=health)
            couples.append({"part": couple.part, "first": first, "second": second, "rows": rows})
        family = []
        if parties.whole:
            homes = (parties.first.household, parties.second.household)
            family = selectors.rows_of(parties.lines_of(FAMILY), *homes, with_health=health)
        return {"person": couples[0], "further": couples[1:], "family": family, "who_is_who": who_is_who(parties)}
    finally:
        parties.pair.keep = keep


def who_is_who(parties: Parties) -> list[dict]:
    """The further members of the left family, each with those of the right whom he or she may be."""
    if not parties.whole:
        return []
    matched = dict(parties.pair.matches)
    others = [each for each in parties.of_household(parties.second.household) if each.pk != parties.second.pk]
    return [
        {"person": person, "match": matched.get(person.pk), "others": others}
        for person in parties.of_household(parties.first.household)
        if person.pk != parties.first.pk
    ]
