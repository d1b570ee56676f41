"""Answers about dwelling, belongings, food and aid that agree with a household's welfare."""

import json
from random import Random

from poverty.assessments.choices import (
    COARSE,
    AidReported,
    Asset,
    BankAccount,
    Closet,
    CookingFuel,
    DrinkingWater,
    FixedAsset,
    Floor,
    InternetAccess,
    LandProof,
    Lighting,
    Livestock,
    PowerCapacity,
    Roof,
    Savings,
    Shock,
    Tenure,
    Toilet,
    Wall,
    WasteDisposal,
    WaterDistance,
    YesNo,
)
from poverty.demonstration.odds import Graded, chance

YES, NO = YesNo.YES.value, YesNo.NO.value

GRADED = {
    "tenure": Graded(
        (Tenure.OWN.value, 55, 76), (Tenure.RENTED.value, 22, 14), (Tenure.RENT_FREE.value, 20, 5),
        (Tenure.OFFICIAL.value, 0.5, 4), (Tenure.OTHER.value, 2, 1),
    ),
    "floor": Graded(
        (Floor.EARTH.value, 5, 0), (Floor.WOOD.value, 56, 14), (Floor.CEMENT.value, 30, 16),
        (Floor.CERAMIC.value, 5, 58), (Floor.TILE.value, 2, 6), (Floor.MARBLE.value, 0, 5),
        (Floor.PARQUET.value, 1, 2), (Floor.BAMBOO.value, 1, 0),
    ),
    "wall": Graded(
        (Wall.WOOD_BOARD.value, 72, 24), (Wall.MASONRY.value, 15, 74), (Wall.LOGS.value, 3, 0.5),
        (Wall.ZINC.value, 3, 0), (Wall.PLASTERED_BAMBOO.value, 3, 1), (Wall.WOVEN_BAMBOO.value, 2, 0),
        (Wall.TARPAULIN.value, 1, 0), (Wall.THATCH.value, 1, 0),
    ),
    "roof": Graded(
        (Roof.ZINC.value, 66, 60), (Roof.WOOD.value, 16, 4), (Roof.THATCH.value, 8, 0),
        (Roof.ASBESTOS.value, 6, 3), (Roof.CLAY_TILE.value, 3, 26), (Roof.CONCRETE.value, 1, 7),
    ),
    "drinking_water": Graded(
        (DrinkingWater.SURFACE.value, 17, 0), (DrinkingWater.UNPROTECTED_WELL.value, 14, 0.5),
        (DrinkingWater.RAIN.value, 7, 0.5), (DrinkingWater.PROTECTED_WELL.value, 14, 3),
        (DrinkingWater.BOREHOLE.value, 32, 25), (DrinkingWater.REFILL.value, 12, 42),
        (DrinkingWater.PIPED.value, 4, 15), (DrinkingWater.BOTTLED.value, 0.5, 14),
    ),
    "toilet": Graded(
        (Toilet.OWN.value, 52, 97), (Toilet.SHARED.value, 18, 2), (Toilet.COMMUNAL.value, 9, 0.5),
        (Toilet.PUBLIC.value, 8, 0.3), (Toilet.UNUSED.value, 2, 0.1), (Toilet.NONE.value, 11, 0),
    ),
    "lighting": Graded(
        (Lighting.PLN_METERED.value, 68, 97), (Lighting.PLN_UNMETERED.value, 21, 2.5),
        (Lighting.NON_PLN.value, 7, 0.5), (Lighting.NOT_ELECTRIC.value, 4, 0),
    ),
    "power_capacity": Graded(
        (PowerCapacity.VA_450.value, 52, 4), (PowerCapacity.VA_900.value, 42, 26),
        (PowerCapacity.VA_1300.value, 5, 42), (PowerCapacity.VA_2200.value, 0.5, 20),
        (PowerCapacity.OVER_2200.value, 0, 8),
    ),
    "cooking_fuel": Graded(
        (CookingFuel.FIREWOOD.value, 27, 0.5), (CookingFuel.CHARCOAL.value, 3, 0),
        (CookingFuel.LPG_3.value, 64, 66), (CookingFuel.KEROSENE.value, 3, 0.2),
        (CookingFuel.LPG_5_5.value, 0, 10), (CookingFuel.LPG_12.value, 0, 14),
        (CookingFuel.ELECTRICITY.value, 0.5, 5), (CookingFuel.NOT_COOKING.value, 2, 3),
    ),
    "internet": Graded(
        (InternetAccess.NONE.value, 40, 3), (InternetAccess.MOBILE.value, 56, 45),
        (InternetAccess.WIFI.value, 3, 10), (InternetAccess.SUBSCRIPTION.value, 1, 42),
    ),
    "bank_account": Graded(
        (BankAccount.NONE.value, 52, 6), (BankAccount.PERSONAL.value, 45, 66),
        (BankAccount.BUSINESS.value, 2, 10), (BankAccount.BOTH.value, 1, 18),
    ),
}  # fmt: skip

ASSETS = {
    Asset.SMARTPHONE: (0.62, 0.99), Asset.MOTORCYCLE: (0.46, 0.95), Asset.REFRIGERATOR: (0.18, 0.95),
    Asset.TELEVISION: (0.08, 0.72), Asset.COMPUTER: (0.01, 0.62), Asset.BICYCLE: (0.2, 0.34),
    Asset.AIR_CONDITIONER: (0.002, 0.55), Asset.GOLD: (0.01, 0.4), Asset.CAR: (0.003, 0.45),
    Asset.LPG_5_5_OR_MORE: (0.003, 0.24), Asset.WATER_HEATER: (0, 0.06), Asset.LANDLINE: (0, 0.05),
    Asset.BOAT: (0.08, 0.01), Asset.MOTOR_BOAT: (0.05, 0.02),
}  # fmt: skip
"""Odds of owning at the poorest and at the richest."""

SHOCKS = {
    Shock.ILLNESS: (0.14, 0.05), Shock.DEATH: (0.03, 0.02), Shock.JOB_LOSS: (0.16, 0.03),
    Shock.FLOOD: (0.12, 0.02), Shock.FIRE: (0.01, 0.004), Shock.CROP_FAILURE: (0.06, 0.005),
}  # fmt: skip
AID = {
    AidReported.PKH: 0.42, AidReported.BPNT: 0.2, AidReported.SEMBAKO: 0.5, AidReported.PBI: 0.62,
    AidReported.PIP: 0.2, AidReported.LPG_SUBSIDY: 0.7, AidReported.POWER_SUBSIDY: 0.6, AidReported.LOCAL: 0.15,
}  # fmt: skip
"""Odds of each kind of aid in a household that receives any."""
AID_REACH = (0.85, 0.8, 0.66, 0.5, 0.24, 0.07, 0.03, 0.015, 0.005, 0.002)
"""Odds of receiving any aid, decile 1 to 10; `AID_REACH_UNKNOWN` where no decile is known."""
AID_REACH_UNKNOWN = 0.02
ANIMALS = (Livestock.PIG, Livestock.CATTLE, Livestock.GOAT_OR_SHEEP)

TITLED = (LandProof.FREEHOLD_MEMBER.value, LandProof.FREEHOLD_AGREED.value)
COARSE_FIELDS = ("floor", "wall", "roof", "drinking_water", "power_capacity", "cooking_fuel", "toilet")
COARSE_BY_FIELD = {
    field: {
        fine.value: coarse.value for coarse, fines in COARSE.items() for fine in sorted(fines) if type(coarse) is enum
    }
    for field, enum in zip(
        COARSE_FIELDS, (Floor, Wall, Roof, DrinkingWater, PowerCapacity, CookingFuel, Toilet), strict=True
    )
}
"""Per field, a fine answer and the coarser word that P3KE has for it."""


def dwelling(rng: Random, welfare: float, size: int) -> dict[str, object]:
    """House, water, sanitation and energy."""
    found: dict[str, object] = {name: graded.pick(rng, welfare) for name, graded in GRADED.items()}
    own = found["tenure"] == Tenure.OWN.value
    found["has_shelter"] = NO if chance(rng, 0.006, 0, welfare) else YES
    found["land_proof"] = _land_proof(rng, welfare) if own else ""
    found["floor_area_m2"] = max(round(rng.gauss(24 + 62 * welfare + 2.5 * size, 9)), 9)
    plastered = YES if chance(rng, 0.4, 0.97, welfare) else NO
    found["wall_plastered"] = plastered if found["wall"] == Wall.MASONRY else ""
    if found["lighting"] != Lighting.PLN_METERED:
        found["power_capacity"] = ""
    found |= _sanitation(rng, found, welfare)
    return found


def _land_proof(rng: Random, welfare: float) -> str:
    if chance(rng, 0.3, 0.88, welfare):
        return rng.choice(TITLED[:1] * 9 + TITLED[1:])
    return rng.choice((LandProof.CUSTOMARY, LandProof.CUSTOMARY, LandProof.NONE)).value


def _sanitation(rng: Random, found: dict, welfare: float) -> dict[str, str]:
    ground = {DrinkingWater.BOREHOLE, DrinkingWater.PROTECTED_WELL, DrinkingWater.UNPROTECTED_WELL}
    distance = ""
    if found["drinking_water"] in ground:
        distance = rng.choices(tuple(WaterDistance), (30, 60, 10))[0].value
    if found["toilet"] in (Toilet.NONE, Toilet.UNUSED):
        river = rng.random() < 0.7
        return {
            "water_distance": distance,
            "closet": "",
            "waste_disposal": (WasteDisposal.WATER_BODY if river else WasteDisposal.OPEN_LAND).value,
        }
    sealed = chance(rng, 0.55, 0.995, welfare)
    tank = chance(rng, 0.35, 0.97, welfare)
    other = rng.choice((WasteDisposal.PIT, WasteDisposal.WATER_BODY))
    return {
        "water_distance": distance,
        "closet": (Closet.GOOSENECK if sealed else rng.choice((Closet.PIT, Closet.SLIDE_OPEN))).value,
        "waste_disposal": (WasteDisposal.SEPTIC_TANK if tank else other).value,
    }


def belongings(rng: Random, welfare: float) -> dict[str, object]:
    """What the household owns; lists are empty where it owns none of what is asked."""
    return {
        "assets": [item.value for item, odds in ASSETS.items() if chance(rng, *odds, welfare)],
        "fixed_assets": [item.value for item in FixedAsset if chance(rng, 0.05, 0.32, welfare)],
        "livestock": _livestock(rng),
        "savings": (Savings.YES if chance(rng, 0.06, 0.85, welfare) else Savings.NO).value,
    }


def _livestock(rng: Random) -> str:
    animals = {item.value: 0 for item in Livestock}
    if rng.random() < 0.05:
        animals[rng.choice(ANIMALS).value] = rng.randint(1, 6)
    return json.dumps(animals)


def hardships(rng: Random, welfare: float) -> dict[str, object]:
    """Food, clothes and what struck the household within a year; one cannot go without food unworried."""
    worried = chance(rng, 0.85, 0.01, min(welfare * 2.2, 1))
    less = worried and rng.random() < 0.55
    without = less and rng.random() < 0.3
    return {
        "bought_clothes": YES if chance(rng, 0.55, 0.995, welfare) else NO,
        "worried_about_food": YES if worried else NO,
        "ate_less": YES if less else NO,
        "went_without_food": YES if without else NO,
        "shocks": [item.value for item, odds in SHOCKS.items() if chance(rng, *odds, welfare)],
    }


def aid(rng: Random, decile: int | None) -> list[str]:
    """Aid that the household says it receives: mostly, and not always, in the lower deciles."""
    reach = AID_REACH_UNKNOWN if decile is None else AID_REACH[decile - 1]
    if rng.random() >= reach:
        return []
    return [item.value for item, odds in AID.items() if rng.random() < odds]


def coarsened(answers: dict[str, object]) -> dict[str, object]:
    """The same answers in the coarser words of P3KE, where it has any."""
    return answers | {
        field: words[answers[field]] for field, words in COARSE_BY_FIELD.items() if answers[field] in words
    }
