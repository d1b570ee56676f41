"""The criteria for fakir miskin of Kepmensos 262/HUK/2022 (31 December 2022), one rule each.

Stage 1: no shelter at all decides alone. Stage 2: criteria (a) to (h). The decree as read here does not say
how many of them must hold, so the threshold is configuration with a date, and every criterion is shown.
This is a triage list for people; it is neither a decile nor a decision.
"""

from dataclasses import dataclass

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from poverty.assessments import spending
from poverty.assessments.answers import (
    Answer,
    ListedRule,
    Result,
    Rule,
    any_of,
    asked,
    fact,
    judge,
    present,
    rupiah,
)
from poverty.assessments.choices import Floor, Lighting, PowerCapacity, Roof, Toilet, Wall, YesNo
from poverty.households.choices import Occupation, Relation

SOURCE = "Kepmensos 262/HUK/2022"


class NoShelter(Rule):
    """Stage 1: the family has no shelter at all. A recorded floor, wall or roof shows that there is one."""

    code = "kepmensos_shelter"
    title = _("No shelter at all")
    source = f"{SOURCE}, 1"

    def evaluate(self, facts):
        if fact(facts, "has_shelter") is not None:
            return asked(facts, "has_shelter", YesNo.NO)
        for name, choices in (("roof", Roof), ("wall", Wall), ("floor", Floor)):
            value = fact(facts, name)
            if value is not None:
                return Result(Answer.NO, choices(value).label)
        return Result(Answer.UNDETERMINED, missing=("has_shelter",))


class HeadNotWorking(Rule):
    """(a) The head of the family, or who manages it, does not work.

    Where it was not asked, the head's occupation on record answers if it says so; pensioners, homemakers and
    students may work or not.
    """

    code = "kepmensos_a"
    title = _("Head of family does not work")
    source = f"{SOURCE}, 2a"
    open_occupations = frozenset({Occupation.HOMEMAKER, Occupation.STUDENT, Occupation.RETIRED})

    def evaluate(self, facts):
        if fact(facts, "head_works") is not None:
            return asked(facts, "head_works", YesNo.NO)
        heads = [member for member in present(facts) if fact(member, "relation") == Relation.HEAD]
        occupation = fact(heads[0], "occupation") if len(heads) == 1 else None
        if occupation is None:
            return Result(Answer.UNDETERMINED, missing=("head_works",))
        label = Occupation(occupation).label
        if occupation in self.open_occupations:
            return Result(Answer.UNDETERMINED, label, missing=("head_works",))
        return Result(Answer.YES if occupation == Occupation.NOT_WORKING else Answer.NO, label)


class FearedHunger(Rule):
    """(b) Worried about not eating, or went without food, within a year."""

    code = "kepmensos_b"
    title = _("Worried about not eating, or did not eat, within a year")
    source = f"{SOURCE}, 2b"

    def evaluate(self, facts):
        worried, without = asked(facts, "worried_about_food"), asked(facts, "went_without_food")
        if Answer.YES in (worried.answer, without.answer):
            value = _("Went without food") if without.answer == Answer.YES else _("Worried about food")
            return Result(Answer.YES, value)
        return any_of(worried, without)


class FoodOverHalf(Rule):
    """(c) More than half of all spending goes to food."""

    code = "kepmensos_c"
    title = _("Spending on food is more than half of all spending")
    source = f"{SOURCE}, 2c"

    def evaluate(self, facts):
        food, other = fact(facts, "spending_food"), fact(facts, "spending_non_food")
        names = (("spending_food", food), ("spending_non_food", other))
        missing = tuple(name for name, amount in names if amount is None)
        if missing:
            return Result(Answer.UNDETERMINED, missing=missing)
        value = format_lazy(
            _("{food} of {total} per month"), food=rupiah(food), total=rupiah(spending.total(food, other))
        )
        exceeds = spending.food_exceeds_half(food, other)
        if exceeds is None:
            return Result(Answer.UNDETERMINED, value)
        return Result(Answer.YES if exceeds else Answer.NO, value)


class NoClothes(Rule):
    """(d) Nothing was spent on clothes within a year."""

    code = "kepmensos_d"
    title = _("No spending on clothes within a year")
    source = f"{SOURCE}, 2d"

    def evaluate(self, facts):
        return asked(facts, "bought_clothes", YesNo.NO)


class PoorFloor(ListedRule):
    """(e) The floor is earth or plain cement plaster."""

    code = "kepmensos_e"
    title = _("Floor of earth or cement plaster")
    source = f"{SOURCE}, 2e"
    field, choices = "floor", Floor
    holds_for = frozenset({Floor.EARTH, Floor.CEMENT})


class PoorWall(Rule):
    """(f) Wall of bamboo, wire, wooden board, tarpaulin, cardboard, masonry without plaster, thatch or zinc.

    Timber poles are read as wood. "Other" of Regsosek may be tarpaulin or not, and stays undetermined.
    Wooden walls are ordinary in Kalimantan, so this criterion alone finds too many: the note says so.
    """

    code = "kepmensos_f"
    title = _("Wall of bamboo, wire, board, tarpaulin, cardboard, unplastered masonry, thatch or zinc")
    source = f"{SOURCE}, 2f"
    wood = frozenset({Wall.WOOD_BOARD, Wall.LOGS})
    holds_for = wood | {
        Wall.PLASTERED_BAMBOO,
        Wall.WOVEN_BAMBOO,
        Wall.BAMBOO,
        Wall.ZINC,
        Wall.TARPAULIN,
        Wall.CARDBOARD,
        Wall.THATCH,
    }
    note = _("Wooden walls are ordinary in Kalimantan: this criterion alone says little.")

    def evaluate(self, facts):
        wall = fact(facts, "wall")
        if wall == Wall.MASONRY:
            return self._masonry(facts)
        result = judge(facts, "wall", Wall, self.holds_for, unclear=frozenset({Wall.OTHER}))
        if result.answer == Answer.YES and (wall in self.wood or wall == Wall.WOOD_ANY):
            return Result(result.answer, result.value, note=self.note)
        return result

    def _masonry(self, facts):
        plastered = asked(facts, "wall_plastered", YesNo.NO)
        values = {
            Answer.YES: _("Masonry without plaster"),
            Answer.NO: _("Masonry, plastered"),
            Answer.UNDETERMINED: Wall.MASONRY.label,
        }
        return Result(plastered.answer, values[plastered.answer], plastered.missing)


class NoToilet(ListedRule):
    """(g) No own toilet and no communal one. A public one is neither; an unused one is still there."""

    code = "kepmensos_g"
    title = _("No own or communal toilet")
    source = f"{SOURCE}, 2g"
    field, choices = "toilet", Toilet
    holds_for = frozenset({Toilet.NONE, Toilet.PUBLIC})


class WeakPower(Rule):
    """(h) Electricity of 450 VA, or none. Without an own PLN meter the capacity must be known to say so."""

    code = "kepmensos_h"
    title = _("Electricity of 450 VA, or no electricity")
    source = f"{SOURCE}, 2h"

    def evaluate(self, facts):
        lighting = judge(facts, "lighting", Lighting, frozenset({Lighting.NOT_ELECTRIC}))
        if lighting.answer == Answer.YES:
            return lighting
        capacity = judge(facts, "power_capacity", PowerCapacity, frozenset({PowerCapacity.VA_450}))
        if capacity.answer == Answer.UNDETERMINED:
            return any_of(lighting, capacity)
        return capacity


STAGE_ONE = NoShelter()
CRITERIA = (
    HeadNotWorking(),
    FearedHunger(),
    FoodOverHalf(),
    NoClothes(),
    PoorFloor(),
    PoorWall(),
    NoToilet(),
    WeakPower(),
)


@dataclass(frozen=True)
class Line:
    """One rule with its result for one household."""

    rule: Rule
    result: Result


@dataclass(frozen=True)
class Checklist:
    """The whole list for one household: stage 1, the eight criteria, and what follows at this threshold.

    `verdict` is yes (meets), no (does not) or undetermined. Between `at_least` and `at_most` criteria hold.
    """

    shelter: Line
    lines: tuple[Line, ...]
    threshold: int | None
    verdict: Answer

    def with_answer(self, answer):
        """The lines of the eight criteria with this answer."""
        return tuple(line for line in self.lines if line.result.answer == answer)

    @property
    def at_least(self):
        """Criteria that hold for certain."""
        return len(self.with_answer(Answer.YES))

    @property
    def at_most(self):
        """Criteria that hold, or may hold once the missing answers are known."""
        return self.at_least + len(self.with_answer(Answer.UNDETERMINED))


def checklist(facts, threshold) -> Checklist:
    """The Kepmensos 262/2022 list for one household.

    `threshold` is how many of the eight criteria must hold: dated configuration of the city, since no
    official number is known. None leaves the verdict undetermined unless there is no shelter at all.

    Raises:
        ValueError: if the threshold is not None and not between 1 and 8.
    """
    if threshold is not None and not 1 <= threshold <= len(CRITERIA):
        raise ValueError("the threshold counts criteria: 1 to 8")
    shelter = Line(STAGE_ONE, STAGE_ONE.evaluate(facts))
    lines = tuple(Line(rule, rule.evaluate(facts)) for rule in CRITERIA)
    draft = Checklist(shelter, lines, threshold, Answer.UNDETERMINED)
    return Checklist(shelter, lines, threshold, _verdict(draft))


def _verdict(draft):
    """What follows from stage 1 and the range of criteria; an unknown shelter never turns into a no."""
    stage_one = draft.shelter.result.answer
    if stage_one == Answer.YES:
        return Answer.YES
    if draft.threshold is None:
        return Answer.UNDETERMINED
    if draft.at_least >= draft.threshold:
        return Answer.YES
    if draft.at_most < draft.threshold and stage_one == Answer.NO:
        return Answer.NO
    return Answer.UNDETERMINED
