"""The ten deprivations of the multidimensional poverty index, one rule each, as far as we can know them.

Source: Alkire and Foster (2011), global MPI of UNDP and OPHI; the mapping to Regsosek 2022-K items is this
product's own. Two indicators are not what the index means: nutrition is only a proxy here and is shown but
not counted, and child mortality is not collected, so it is always undetermined.
"""

from dataclasses import dataclass

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from poverty.assessments.answers import (
    Answer,
    ListedRule,
    Result,
    Rule,
    age,
    any_of,
    fact,
    incomplete,
    joined,
    judge,
    present,
)
from poverty.assessments.choices import (
    Asset,
    CookingFuel,
    DrinkingWater,
    Floor,
    Lighting,
    Roof,
    Toilet,
    Wall,
    WasteDisposal,
)
from poverty.assessments.kepmensos import Line
from poverty.households.choices import Education, SchoolAttendance, StuntingRisk

SOURCE = "MPI (Alkire-Foster); Regsosek 2022-K"


class Nutrition(Rule):
    """Nutrition: somebody is undernourished. Not measured; the stunting risk of P3KE stands in for it."""

    code = "nutrition"
    title = _("Nutrition (proxy: stunting risk)")
    source = f"{SOURCE}; P3KE"
    proxy = True
    note = _("A risk flag of the source, partly made from water and sanitation; nobody was measured.")

    def evaluate(self, facts):
        unclear = frozenset({StuntingRisk.NOT_TARGET})
        found = judge(facts, "stunting_risk", StuntingRisk, frozenset({StuntingRisk.AT_RISK}), unclear)
        return Result(found.answer, found.value, found.missing, self.note)


class ChildMortality(Rule):
    """Child mortality: a child died in the last five years. The registry does not collect it."""

    code = "child_mortality"
    title = _("Child mortality")
    source = SOURCE
    note = _("Not collected by this registry.")

    def evaluate(self, facts):
        return Result(Answer.UNDETERMINED, note=self.note)


class YearsOfSchooling(Rule):
    """Years of schooling: no member aged 13 or more has completed six years of school (415)."""

    code = "years_of_schooling"
    title = _("No member aged 13 or more has finished primary school")
    source = f"{SOURCE}, 415"
    from_age = 13
    under_six = frozenset(
        {
            Education.NO_SCHOOL,
            Education.PRIMARY_UNFINISHED,
            Education.PRIMARY_ATTENDING,
            Education.NO_CERTIFICATE,
        }
    )

    def evaluate(self, facts):
        ages = [(member, age(member, facts)) for member in present(facts)]
        eligible = [(member, years) for member, years in ages if years is None or years >= self.from_age]
        levels = [fact(member, "education") for member, _years in eligible]
        finished = [level for level in levels if level is not None and level not in self.under_six]
        if finished:
            return Result(Answer.NO, Education(finished[0]).label)
        missing = incomplete(facts)
        missing += ("members.education",) if None in levels else ()
        missing += ("members.birth_date",) if any(years is None for _member, years in eligible) else ()
        if missing or not eligible:
            return Result(Answer.UNDETERMINED, missing=missing)
        return Result(Answer.YES, joined([Result(Answer.YES, Education(level).label) for level in levels]))


class SchoolNotAttended(Rule):
    """School attendance: a child of 7 to 15 is not at school and has not finished junior secondary (412).

    Ages of compulsory basic education, UU 20/2003 article 6.
    """

    code = "school_attendance"
    title = _("A child aged 7 to 15 is not at school")
    source = f"{SOURCE}, 412; UU 20/2003"
    ages = range(7, 16)
    finished = frozenset(
        {Education.JUNIOR_SECONDARY, Education.JUNIOR_ANY, Education.SENIOR_SECONDARY, Education.SENIOR_ANY}
    )
    """Education beyond what is compulsory, or (JUNIOR_ANY) still at it."""

    def evaluate(self, facts):
        members = [(member, age(member, facts)) for member in present(facts)]
        children = [member for member, years in members if years is not None and years in self.ages]
        away = [child for child in children if self._attends(child) is False]
        if away:
            text = _("{away} of {all} children aged 7 to 15 not at school")
            return Result(Answer.YES, format_lazy(text, away=len(away), all=len(children)))
        missing = incomplete(facts)
        if any(self._attends(child) is None for child in children):
            missing += ("members.school_attendance",)
        if any(years is None and not self._attends(member) for member, years in members):
            missing += ("members.birth_date",)
        if missing:
            return Result(Answer.UNDETERMINED, missing=missing)
        value = format_lazy(_("{count} children aged 7 to 15, all at school"), count=len(children))
        return Result(Answer.NO, value if children else _("No child aged 7 to 15"))

    def _attends(self, member):
        """Whether this child is at school or done with it; None if nobody said."""
        attendance = fact(member, "school_attendance")
        education = fact(member, "education")
        if attendance == SchoolAttendance.ATTENDING or education in self.finished:
            return True
        if attendance is None:
            return True if education == Education.PRIMARY_ATTENDING else None
        return False


class Fuel(ListedRule):
    """Cooking fuel: kerosene, briquettes, charcoal, firewood, other, or no cooking at home (308, from 7)."""

    code = "cooking_fuel"
    title = _("Cooks with kerosene, briquettes, charcoal or wood")
    source = f"{SOURCE}, 308"
    field, choices = "cooking_fuel", CookingFuel
    holds_for = frozenset(
        {
            CookingFuel.KEROSENE,
            CookingFuel.BRIQUETTE,
            CookingFuel.CHARCOAL,
            CookingFuel.FIREWOOD,
            CookingFuel.OTHER,
            CookingFuel.NOT_COOKING,
        }
    )


class Sanitation(Rule):
    """Sanitation: public, unused or no toilet (309a, from 4); no septic tank or treatment (310, from 3)."""

    code = "sanitation"
    title = _("No adequate sanitation")
    source = f"{SOURCE}, 309a, 310"
    toilets = frozenset({Toilet.PUBLIC, Toilet.UNUSED, Toilet.NONE})
    disposals = frozenset({WasteDisposal.WATER_BODY, WasteDisposal.PIT, WasteDisposal.OPEN_LAND, WasteDisposal.OTHER})

    def evaluate(self, facts):
        return any_of(
            judge(facts, "toilet", Toilet, self.toilets),
            judge(facts, "waste_disposal", WasteDisposal, self.disposals),
        )


class Water(ListedRule):
    """Drinking water: unprotected well or spring, surface water or rain (306a, 6, 8, 9, 10)."""

    code = "drinking_water"
    title = _("Drinks from an unprotected source")
    source = f"{SOURCE}, 306a"
    field, choices = "drinking_water", DrinkingWater
    holds_for = frozenset(
        {
            DrinkingWater.UNPROTECTED_WELL,
            DrinkingWater.UNPROTECTED_SPRING,
            DrinkingWater.SURFACE,
            DrinkingWater.RAIN,
        }
    )


class Electricity(ListedRule):
    """Electricity: lighting without electricity (307a, 4)."""

    code = "electricity"
    title = _("No electricity")
    source = f"{SOURCE}, 307a"
    field, choices = "lighting", Lighting
    holds_for = frozenset({Lighting.NOT_ELECTRIC})


class Housing(Rule):
    """Housing: floor of bamboo or earth, wall of bamboo or poles, or roof of thatch (303, 304, 305).

    Tarpaulin, cardboard and thatch walls, which Regsosek hides under "other", count as well; a wall that is
    only "other" is undetermined.
    """

    code = "housing"
    title = _("Floor, wall or roof of rudimentary material")
    source = f"{SOURCE}, 303, 304, 305"
    floors = frozenset({Floor.BAMBOO, Floor.EARTH})
    walls = frozenset({Wall.WOVEN_BAMBOO, Wall.LOGS, Wall.BAMBOO, Wall.TARPAULIN, Wall.CARDBOARD, Wall.THATCH})
    roofs = frozenset({Roof.THATCH})

    def evaluate(self, facts):
        return any_of(
            judge(facts, "floor", Floor, self.floors),
            judge(facts, "wall", Wall, self.walls, unclear=frozenset({Wall.OTHER})),
            judge(facts, "roof", Roof, self.roofs),
        )


class Assets(Rule):
    """Assets: at most one of TV, telephone, computer, bicycle, motorcycle, refrigerator; no car (502).

    A smartphone and a landline are one kind, telephone. The index also names radio and animal cart, which are
    not asked.
    """

    code = "assets"
    title = _("At most one simple asset, and no car")
    source = f"{SOURCE}, 502"
    kinds = (
        frozenset({Asset.TELEVISION}),
        frozenset({Asset.SMARTPHONE, Asset.LANDLINE}),
        frozenset({Asset.COMPUTER}),
        frozenset({Asset.BICYCLE}),
        frozenset({Asset.MOTORCYCLE}),
        frozenset({Asset.REFRIGERATOR}),
    )

    def evaluate(self, facts):
        owned = fact(facts, "assets")
        if owned is None:
            return Result(Answer.UNDETERMINED, missing=("assets",))
        value = joined([Result(Answer.YES, Asset(asset).label) for asset in owned]) or _("None of the list")
        few = sum(bool(kind & set(owned)) for kind in self.kinds) <= 1
        return Result(Answer.YES if few and Asset.CAR not in owned else Answer.NO, value)


INDICATORS = (
    Nutrition(),
    ChildMortality(),
    YearsOfSchooling(),
    SchoolNotAttended(),
    Fuel(),
    Sanitation(),
    Water(),
    Electricity(),
    Housing(),
    Assets(),
)


@dataclass(frozen=True)
class Profile:
    """The ten deprivations of one household; proxies are shown and not counted."""

    lines: tuple[Line, ...]

    def with_answer(self, answer):
        """The lines with this answer."""
        return tuple(line for line in self.lines if line.result.answer == answer)

    @property
    def at_least(self):
        """Deprivations that hold for certain, proxies left out."""
        return sum(not line.rule.proxy for line in self.with_answer(Answer.YES))

    @property
    def at_most(self):
        """Deprivations that hold or may hold, proxies left out."""
        return self.at_least + sum(not line.rule.proxy for line in self.with_answer(Answer.UNDETERMINED))


def deprivations(facts) -> Profile:
    """The ten deprivations of one household, in the order of the index."""
    return Profile(tuple(Line(rule, rule.evaluate(facts)) for rule in INDICATORS))
