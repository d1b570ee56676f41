"""What the pages of a list and of a difference show: stages, tiles, the matrix of deciles, how far the queue is."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from accounts.permissions import Perm
from core.charts import Bar, bar_chart
from core.workflow import moves_of
from poverty.national_lists import jobs, selectors
from poverty.national_lists.choices import Crossing, Group, ListState
from poverty.national_lists.filters import Found
from poverty.national_lists.meanings import MEANINGS, TONES
from poverty.national_lists.models import ListComparison, NationalList
from poverty.national_lists.selectors import DECILES, UNKNOWN, Figures
from poverty.verification.choices import TONES as PROPOSAL_TONES
from poverty.verification.choices import ProposalState

S = ListState
POSITION = {S.LOADING: 0, S.COLLECTING: 1, S.COMPARING: 2, S.READY: 3, S.DONE: 4, S.WITHDRAWN: 4}


@dataclass(frozen=True)
class Stage:
    """One stage of a list: its name and whether it is done, now, or to come."""

    label: str
    state: str


def stages(national_list: NationalList) -> list[Stage]:
    """The four stages, the present one marked."""
    here = POSITION[national_list.state]
    labels = (_("Take in"), _("Complete"), _("Compare the lists"), _("Work through"))
    return [
        Stage(label, "done" if place < here else "now" if place == here else "") for place, label in enumerate(labels)
    ]


def told(national_list: NationalList) -> list:
    """The steps the list has taken, each with its `words`."""
    found = list(moves_of(national_list))
    for move in found:
        step = national_list.workflow.transitions.get(move.transition)
        move.words = step.label if step else _("Begun")
    return found


def list_line(national_list: NationalList) -> str:
    """Base and date of a list's figures."""
    return _("%(list)s · as of %(day)s · within your area") % {
        "list": national_list,
        "day": date_format(national_list.reference_date),
    }


def comparison_line(comparison: ListComparison) -> str:
    """Base and dates of a difference."""
    return _("%(newer)s (as of %(newer_day)s) against %(older)s (as of %(older_day)s) · within your area") % {
        "newer": comparison.newer,
        "older": comparison.older,
        "newer_day": date_format(comparison.newer.reference_date),
        "older_day": date_format(comparison.older.reference_date),
    }


def list_context(national_list: NationalList, user) -> dict:
    """The figures of a list within reach."""
    standing = selectors.standing_of(selectors.entries_of(national_list, user))

    def url(**filters) -> str:
        query = urlencode({"list": national_list.pk} | filters)
        return f"{reverse('poverty:national_entry_list')}?{query}"

    bars = [
        Bar(
            _("Decile %(decile)s") % {"decile": decile} if decile else _("No decile given"),
            standing.deciles[decile],
            number_format(standing.deciles[decile], force_grouping=True),
            url(decile=decile) if standing.deciles[decile] else "",
        )
        for decile in DECILES
    ]
    return {
        "standing": standing,
        "chart": bar_chart(bars, _("Families on the list by decile")) if standing.families else "",
        "families_url": url(),
        "unmatched_url": url(found=Found.NO.value),
        "base": list_line(national_list),
    }


@dataclass(frozen=True)
class Tile:
    """One figure of a difference: its rows, and what it means."""

    label: str
    count: int
    url: str
    tone: str
    text: str


@dataclass(frozen=True)
class Cell:
    """One cell of the matrix; `tone` says whether it lies on, above or below the diagonal."""

    count: int
    url: str
    label: str
    tone: str


def difference_context(comparison: ListComparison | None, user) -> dict:
    """Everything the card of a difference shows, within reach; without a comparison nothing."""
    if comparison is None:
        return {"comparison": None}
    figures = selectors.figures_of(selectors.rows_of(comparison, user))
    queue = selectors.queue_figures(comparison, user) if user.may(Perm.VIEW_PROPOSAL) else None
    return {
        "comparison": comparison,
        "difference_base": comparison_line(comparison),
        "figures": figures,
        "tiles": tiles(comparison, figures),
        "crossings": crossings(comparison, figures),
        "matrix": matrix(comparison, figures),
        "columns": [str(decile) if decile else "–" for decile in DECILES],
        "queue": queue,
        "queue_states": queue_states(comparison, queue) if queue else [],
        "queue_job": jobs.job_of(jobs.QUEUE, comparison.pk) if queue and queue.waiting else None,
        "may_open_queue": user.may(Perm.COMPARE_NATIONAL_LIST) and user.may(Perm.PROPOSE),
        "effects": selectors.effects_of(comparison, user),
    }


def rows_url(comparison: ListComparison, **filters) -> str:
    """The rows of a comparison, narrowed."""
    return f"{reverse('poverty:list_difference_list')}?{urlencode({'comparison': comparison.pk} | filters)}"


def tiles(comparison: ListComparison, figures: Figures) -> list[Tile]:
    """A tile per group, with what it means."""
    shown = [group for group in Group if group in MEANINGS]
    return [
        Tile(
            str(group.label), figures.groups[group], rows_url(comparison, group=group.value), TONES[group],
            str(MEANINGS[group]),
        )
        for group in shown
    ]  # fmt: skip


def crossings(comparison: ListComparison, figures: Figures) -> list[Tile]:
    """Who came into deciles 1 to 4, and who left them."""
    return [
        Tile(
            str(crossing.label),
            figures.crossings[crossing],
            rows_url(comparison, crossing=crossing.value),
            "warn" if crossing == Crossing.OUT else "",
            "",
        )
        for crossing in Crossing
    ]


def matrix(comparison: ListComparison, figures: Figures) -> list[tuple[str, list[Cell], int]]:
    """A row per decile before: its label, its cells by decile now, and its sum."""
    rows = []
    for before in DECILES:
        cells = [_cell(comparison, figures, before, now) for now in DECILES]
        rows.append((str(before) if before else "–", cells, sum(cell.count for cell in cells)))
    return rows


def _cell(comparison: ListComparison, figures: Figures, before: int, now: int) -> Cell:
    count = figures.matrix.get((before, now), 0)
    known = UNKNOWN not in (before, now)
    tone = "" if not known else "same" if before == now else "worse" if now < before else "better"
    label = _("from decile %(before)s to %(now)s") % {"before": before or "–", "now": now or "–"}
    url = rows_url(comparison, group=Group.STAYED.value, decile_before=before, decile=now)
    return Cell(count, url, label, tone)


def queue_states(comparison: ListComparison, queue: selectors.QueueFigures) -> list[Tile]:
    """How far the queue is: a line per state that occurs, which opens its rows."""

    def url(result: str) -> str:
        query = urlencode({"comparison": comparison.pk, "result": result})
        return f"{reverse('poverty:list_queue_list')}?{query}"

    found = [
        Tile(str(state.label), queue.states[state], url(state.value), PROPOSAL_TONES[state], "")
        for state in ProposalState
        if queue.states.get(state)
    ]
    if queue.waiting:
        found.insert(0, Tile(_("Not yet proposed"), queue.waiting, url("waiting"), "idle", ""))
    if queue.refused:
        found.append(Tile(_("Not proposed"), queue.refused, url("refused"), "warn", ""))
    return found


def other_comparisons(national_list: NationalList, main: ListComparison | None, user) -> list[ListComparison]:
    """Other differences in which this list is the newer one."""
    found = ListComparison.objects.visible_to(user).filter(newer=national_list).select_related("newer", "older")
    return list(found.exclude(pk=main.pk) if main else found)
