"""When made-up households are assessed, how far each assessment has come, and what it holds."""

import datetime as dt
from dataclasses import dataclass
from random import Random

from poverty.assessments.choices import YesNo
from poverty.assessments.models import AssessmentState
from poverty.demonstration import dwellings, spending
from poverty.demonstration.odds import age_on, words
from poverty.households.choices import Occupation, Source, StuntingRisk

WIB = dt.timezone(dt.timedelta(hours=7))
NOTE = "Data contoh, dibuat oleh program."
PARTIAL_NOTE = "Data contoh: jawaban sebagian, seperti dari daftar P3KE."
IDLE = {Occupation.NOT_WORKING.value, Occupation.RETIRED.value, Occupation.HOMEMAKER.value}
LATER = words(
    "land_proof water_distance closet waste_disposal power_capacity assets fixed_assets livestock internet"
    " bank_account savings income spending_food spending_non_food bought_clothes worried_about_food ate_less"
    " went_without_food shocks aid_reported stunting_risk"
)
"""What a half-filled form has not come to yet."""
NOT_IN_P3KE = words(
    "land_proof floor_area_m2 wall_plastered water_distance closet waste_disposal assets fixed_assets livestock"
    " internet bank_account income spending_food spending_non_food bought_clothes worried_about_food ate_less"
    " went_without_food shocks"
)
"""What a household that is known from a coarse list only has not been asked."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One assessment's day, state, and whether it is whole."""

    state: str
    day: dt.date
    is_whole: bool = True
    verified_on: dt.date | None = None


def stages(rng: Random, as_of: dt.date) -> list[Stage]:
    """The assessments of one household, oldest first. Of a hundred households 40 are verified, 18 wait for it,
    5 are in draft, 7 are known from a coarse list only, 30 have none; a quarter of the verified is out of date."""
    drawn = rng.random()
    if drawn < 0.40:
        return _verified(rng, as_of)
    if drawn < 0.58:
        return [Stage(AssessmentState.SUBMITTED.value, _ago(rng, as_of, 1, 60))]
    if drawn < 0.63:
        return [Stage(AssessmentState.DRAFT.value, _ago(rng, as_of, 0, 20), is_whole=False)]
    if drawn < 0.70:
        return [Stage(AssessmentState.IMPORTED.value, _ago(rng, as_of, 60, 330), is_whole=False)]
    return []


def _verified(rng: Random, as_of: dt.date) -> list[Stage]:
    old = rng.random() < 0.25
    day = _ago(rng, as_of, 380, 760) if old else _ago(rng, as_of, 3, 340)
    verified_on = min(day + dt.timedelta(days=rng.randint(1, 21)), as_of)
    found = [Stage(AssessmentState.VERIFIED.value, day, verified_on=verified_on)]
    if old and rng.random() < 0.2:
        found.append(Stage(AssessmentState.SUBMITTED.value, _ago(rng, as_of, 1, 45)))
    return found


def _ago(rng: Random, as_of: dt.date, least: int, most: int) -> dt.date:
    return as_of - dt.timedelta(days=rng.randint(least, most))


def assessment(
    rng: Random, stage: Stage, members: list[dict], rank: float, hardship: float, decile: int | None
) -> dict:
    """One assessment as a row, without its keys."""
    welfare = spending.felt_welfare(rank, hardship)
    answers = _answers(rng, members, rank, hardship, welfare)
    answers["aid_reported"] = dwellings.aid(rng, decile)
    answers["stunting_risk"] = _stunting(rng, members, welfare, stage.day)
    if stage.is_whole:
        answers["notes"] = NOTE
    elif stage.state == AssessmentState.DRAFT:
        answers = _without(answers, LATER) | {"notes": NOTE}
    else:
        answers = _without(dwellings.coarsened(answers), NOT_IN_P3KE) | {"notes": PARTIAL_NOTE}
    begun = at(rng, stage.day)
    ended = None if stage.state == AssessmentState.DRAFT else begun + dt.timedelta(minutes=rng.randint(14, 48))
    return answers | {
        "source": Source.DEMONSTRATION.value,
        "assessed_on": stage.day,
        "started_at": begun,
        "ended_at": ended,
        "state": stage.state,
        "created_at": begun,
        "updated_at": at(rng, stage.verified_on) if stage.verified_on else ended or begun,
    }


def at(rng: Random, day: dt.date) -> dt.datetime:
    """Some moment of that day's office hours."""
    return dt.datetime(day.year, day.month, day.day, 8, tzinfo=WIB) + dt.timedelta(seconds=rng.randrange(8 * 3600))


def _answers(rng: Random, members: list[dict], rank: float, hardship: float, welfare: float) -> dict:
    size = len(members)
    total = spending.per_person(rank, size, hardship) * size
    food, other = spending.split(rng, total, welfare)
    works = members[0]["occupation"] not in IDLE
    return {
        **dwellings.dwelling(rng, welfare, size),
        **dwellings.belongings(rng, welfare),
        **dwellings.hardships(rng, welfare),
        "household_size": size,
        "head_works": (YesNo.YES if works else YesNo.NO).value,
        "income": spending.income(rng, total, welfare),
        "spending_food": food,
        "spending_non_food": other,
    }


def _without(answers: dict, names: tuple[str, ...]) -> dict:
    """The answers without some: the loader writes "not asked" in their place."""
    return {name: value for name, value in answers.items() if name not in names}


def _stunting(rng: Random, members: list[dict], welfare: float, day: dt.date) -> str:
    target = any(row["pregnant"] == YesNo.YES or age_on(row["birth_date"], day) < 5 for row in members)
    if not target:
        return StuntingRisk.NOT_TARGET.value
    risky = rng.random() < 0.45 * (1 - welfare) + 0.04
    return (StuntingRisk.AT_RISK if risky else StuntingRisk.NOT_AT_RISK).value
