"""Screens of pairs that write: choosing, deciding, confirming, undoing, and marking two people by hand."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.views import generic

from accounts.permissions import Perm
from core.views import ScopedView
from core.workflow import MoveRefused
from poverty.duplicates import selectors, services
from poverty.duplicates.choices import Side
from poverty.duplicates.models import DuplicatePair
from poverty.duplicates.obstacles import are_like_twins, two_niks
from poverty.duplicates.parties import parties_of_many
from poverty.duplicates.views import tables_of, to_next
from poverty.households.models import Member
from poverty.households.search import find_people, likely_same

DECISIONS = ("same", "different", "postpone", "reopen", "refuse")
PAGE = 25
"""Merges on one page of confirmation: as many as a person reads before signing."""


class PairStep(ScopedView, generic.View):
    """A write about one pair within reach of its own permission."""

    model = DuplicatePair
    permission = Perm.DECIDE_DUPLICATE
    http_method_names = ["post"]

    @cached_property
    def pair(self) -> DuplicatePair:
        return get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"])

    def here(self) -> HttpResponseRedirect:
        return HttpResponseRedirect(self.pair.get_absolute_url())


def chosen_in(post, pair: DuplicatePair) -> dict:
    """What a form says of the choice; what it does not mention is left as it stands."""
    given: dict = {"choices": {key[7:]: side for key, side in post.items() if key.startswith("choice-")}}
    if post.get("keep") in Side.values:
        given["keep"] = post["keep"]
    if post.get("whole") in ("yes", "no"):
        given["whole"] = post["whole"] == "yes"
    if "note" in post:
        given["note"] = post["note"]
    wanted = {key[6:]: value for key, value in post.items() if key.startswith("match-")}
    if wanted and all(number.isascii() and number.isdigit() for pair_ in wanted.items() for number in pair_ if number):
        matches = dict(pair.matches) | {int(one): int(other) if other else None for one, other in wanted.items()}
        given["matches"] = [(one, other) for one, other in matches.items() if other]
    return given


class PairChoose(PairStep):
    """Stores what was chosen: one field at a time with scripts, all of them at once without."""

    def post(self, request, pk):
        quiet = bool(request.headers.get("HX-Request"))
        try:
            services.choose(pair=self.pair, by=request.user, **chosen_in(request.POST, self.pair))
        except MoveRefused as refused:
            if quiet:
                return HttpResponse(escape(str(refused)), status=422)
            messages.error(request, str(refused))
        else:
            saved = _("Saved at %(time)s.") % {"time": date_format(timezone.localtime(), "TIME_FORMAT")}
            if quiet:
                return HttpResponse(escape(saved))
            messages.success(request, saved)
        return self.here()


class PairDecide(PairStep):
    """Takes a decision, with everything that was chosen, and leads on to the next pair."""

    def dispatch(self, request, *args, **kwargs):
        if request.POST.get("decision") == "refuse":
            self.permission = Perm.CONFIRM_MERGE
        return super().dispatch(request, *args, **kwargs)

    def post(self, request, pk):
        decision, pair = request.POST.get("decision", ""), self.pair
        if decision not in DECISIONS:
            return HttpResponse(status=404)
        try:
            self.decide(decision, pair)
        except MoveRefused as refused:
            messages.error(request, str(refused))
            return self.here()
        messages.success(
            request, _("%(pair)s: %(decision)s.") % {"pair": pair, "decision": pair.workflow[decision].label}
        )
        return to_next(request, pair) if decision in ("same", "different", "postpone") else self.here()

    def decide(self, decision: str, pair: DuplicatePair) -> None:
        """One service for each kind of decision."""
        by, note = self.request.user, self.request.POST.get("note", "")
        if decision == "refuse":
            (result,) = services.refuse_each(pairs=[pair], by=by, note=note)
            if result.refusal:
                raise MoveRefused(result.refusal)
        elif decision == "same":
            if given := chosen_in(self.request.POST, pair):
                services.choose(pair=pair, by=by, **given)
            services.decide_same(pair=pair, by=by)
        else:
            services.decide(pair=pair, step=decision, by=by, note=note)


class MergeConfirm(ScopedView, generic.View):
    """The second person's page: what will be merged, one by one; what became of each stands beside it."""

    model = DuplicatePair
    permission = Perm.CONFIRM_MERGE
    http_method_names = ["get", "post"]

    def get(self, request):
        return self.show([])

    def post(self, request):
        keys = [int(key) for key in request.POST.getlist("pair") if key.isascii() and key.isdigit()]
        pairs = list(self.get_queryset().filter(pk__in=keys[:PAGE]))
        if len(pairs) < len(set(keys)):
            raise PermissionDenied
        if not pairs:
            messages.error(request, _("Choose at least one pair."))
            return self.show([])
        if request.POST.get("act") == "refuse":
            results = services.refuse_each(pairs=pairs, by=request.user, note=request.POST.get("note", ""))
        else:
            results = services.confirm_each(pairs=pairs, by=request.user)
        return self.show(results)

    def show(self, results) -> HttpResponse:
        """What still waits, under the results of what was just done."""
        waiting = selectors.to_confirm(self.request.user)
        pairs = list(waiting.select_related("region", "decided_by")[:PAGE])
        found = parties_of_many(pairs)
        lines = [line_of(pair, found.get(pair.pk), self.request.user) for pair in pairs]
        context = {
            "heading": _("Merges to confirm"),
            "lines": lines,
            "results": results,
            "done": sum(not result.refusal for result in results),
            "count": waiting[: selectors.COUNT_UP_TO].count(),
            "refused": self.request.POST.get("act") == "refuse",
        }
        return render(self.request, "poverty/duplicates/confirm.html", context)


def line_of(pair: DuplicatePair, parties, user) -> dict:
    """One merge as the second person reads it: what stays, what goes, what is taken over."""
    if parties is None:
        return {"pair": pair, "parties": None}
    shown = tables_of(parties, user)
    rows = [*shown["person"]["rows"], *shown["family"], *(row for each in shown["further"] for row in each["rows"])]
    couple = parties.couples()[0]
    return {
        "pair": pair,
        "parties": parties,
        "kept": couple.kept,
        "dropped": couple.dropped,
        "taken": [
            (row, row.right if pair.keep == Side.FIRST else row.left)
            for row in rows
            if row.differs and row.taken != pair.keep
        ],
        "further": shown["further"],
        "two_niks": any(two_niks(each.kept, each.dropped) for each in parties.couples()),
        "twins": are_like_twins(parties),
    }


class PairUnmerge(PairStep):
    """Undoes a merge, for a reason."""

    permission = Perm.CONFIRM_MERGE

    def post(self, request, pk):
        try:
            services.unmerge(pair=self.pair, by=request.user, note=request.POST.get("note", ""))
        except MoveRefused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("The merge is undone: both records stand again as they were."))
        return self.here()


class PairMark(ScopedView, generic.View):
    """Puts two people side by side by hand: who else within reach may be this person?"""

    model = Member
    permission = Perm.DECIDE_DUPLICATE
    http_method_names = ["get", "post"]

    @cached_property
    def member(self) -> Member:
        found = self.get_queryset().select_related("household", "region")
        return get_object_or_404(found, pk=self.kwargs["pk"])

    def get(self, request, pk):
        other = request.GET.get("other", "")
        if other.isascii() and other.isdigit():
            return self.show(lambda: list(self.get_queryset().filter(pk=int(other)).exclude(pk=pk)))
        return self.show(self.similar)

    def post(self, request, pk):
        other = request.POST.get("other", "")
        if not other:
            return self.show(lambda: self.searched(request.POST.get("search_text", "").strip()[:120]))
        person = get_object_or_404(self.get_queryset(), pk=int(other) if other.isascii() and other.isdigit() else 0)
        try:
            pair = services.mark(first=self.member, second=person, by=request.user, note=request.POST.get("note", ""))
        except MoveRefused as refused:
            messages.error(request, str(refused))
            return HttpResponseRedirect(reverse("poverty:duplicate_mark", args=[pk]))
        return HttpResponseRedirect(pair.get_absolute_url())

    def similar(self) -> list[Member]:
        """People within reach who are like this one."""
        me = self.member
        found = likely_same(self.request.user, name=me.name, born=me.birth_date, exclude=me.pk)
        return [each.member for each in found]

    def searched(self, text: str) -> list[Member]:
        """People within reach by name or number."""
        return (
            [each for each in find_people(self.request.user, text) if each.pk != self.member.pk]
            if len(text) > 1
            else []
        )

    def show(self, found: Callable[[], list[Member]]) -> HttpResponse:
        member = self.member
        people = list(
            self.get_queryset().filter(pk__in=[each.pk for each in found()]).select_related("household", "region")
        )
        context = {"heading": _("Recorded twice?"), "member": member, "found": people}
        context["text"] = self.request.POST.get("search_text", "")
        return render(self.request, "poverty/duplicates/mark.html", context)
