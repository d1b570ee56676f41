"""Which code or word of which source means which answer of an assessment; see `poverty.households.codes`.

Regsosek codes are the numbers of the 2022-K questionnaire, P3KE words those of its family sheet. Where P3KE
says less, its word maps to a coarse member, never to the likeliest fine one.
"""

from poverty.assessments.choices import (
    AidReported,
    Asset,
    BankAccount,
    Closet,
    CookingFuel,
    DrinkingWater,
    FixedAsset,
    Floor,
    Industry,
    InternetAccess,
    LandProof,
    Lighting,
    Livestock,
    PowerCapacity,
    Quality,
    Roof,
    Savings,
    Tenure,
    Toilet,
    Wall,
    WasteDisposal,
    WaterDistance,
    WorkStatus,
)
from poverty.households.codes import YES_NO_WORDS, numbered

TENURE_REGSOSEK = numbered(*Tenure)
P3KE_TENURE = {
    "MILIK SENDIRI": Tenure.OWN,
    "KONTRAK/SEWA": Tenure.RENTED,
    "BEBAS SEWA/MENUMPANG": Tenure.RENT_FREE,
    "DINAS": Tenure.OFFICIAL,
    "LAINNYA": Tenure.OTHER,
}
LAND_PROOF_REGSOSEK = numbered(*LandProof)

FLOOR_REGSOSEK = numbered(
    Floor.MARBLE,
    Floor.CERAMIC,
    Floor.PARQUET,
    Floor.TILE,
    Floor.WOOD,
    Floor.CEMENT,
    Floor.BAMBOO,
    Floor.EARTH,
    Floor.OTHER,
)
P3KE_FLOOR = {
    "KERAMIK/GRANIT/MARMER/UBIN/TEGEL/TERASO": Floor.CERAMIC_MARBLE_OR_TILE,
    "SEMEN": Floor.CEMENT,
    "KAYU/PAPAN": Floor.WOOD,
    "BAMBU": Floor.BAMBOO,
    "TANAH": Floor.EARTH,
    "LAINNYA": Floor.OTHER_OR_PARQUET,
}

WALL_REGSOSEK = numbered(
    Wall.MASONRY,
    Wall.PLASTERED_BAMBOO,
    Wall.WOOD_BOARD,
    Wall.WOVEN_BAMBOO,
    Wall.LOGS,
    Wall.BAMBOO,
    Wall.OTHER,
)
P3KE_WALL = {
    "TEMBOK": Wall.MASONRY,
    "KAYU/PAPAN": Wall.WOOD_ANY,
    "BAMBU": Wall.BAMBOO_ANY,
    "SENG": Wall.ZINC,
    "LAINNYA": Wall.OTHER,
}

ROOF_REGSOSEK = numbered(
    Roof.CONCRETE,
    Roof.CLAY_TILE,
    Roof.ZINC,
    Roof.ASBESTOS,
    Roof.WOOD,
    Roof.BAMBOO,
    Roof.THATCH,
    Roof.OTHER,
)
P3KE_ROOF = {
    "BETON": Roof.CONCRETE,
    "GENTENG": Roof.CLAY_TILE,
    "ASBES/SENG": Roof.ASBESTOS_OR_ZINC,
    "BAMBU": Roof.BAMBOO,
    "KAYU/SIRAP": Roof.WOOD,
    "JERAMI/IJUK/RUMBIA/DAUN": Roof.THATCH,
    "LAINNYA": Roof.OTHER,
}
P3KE_QUALITY = {"BAGUS": Quality.GOOD, "JELEK": Quality.BAD, "KOSONG": None}

DRINKING_WATER_REGSOSEK = numbered(
    DrinkingWater.BOTTLED,
    DrinkingWater.REFILL,
    DrinkingWater.PIPED,
    DrinkingWater.BOREHOLE,
    DrinkingWater.PROTECTED_WELL,
    DrinkingWater.UNPROTECTED_WELL,
    DrinkingWater.PROTECTED_SPRING,
    DrinkingWater.UNPROTECTED_SPRING,
    DrinkingWater.SURFACE,
    DrinkingWater.RAIN,
    DrinkingWater.OTHER,
)
P3KE_DRINKING_WATER = {
    "KEMASAN/ISI ULANG": DrinkingWater.BOTTLED_OR_REFILL,
    "LEDENG/PAM": DrinkingWater.PIPED,
    "SUMUR BOR": DrinkingWater.BOREHOLE,
    "SUMUR TERLINDUNG": DrinkingWater.PROTECTED_WELL,
    "SUMUR TIDAK TERLINDUNG": DrinkingWater.UNPROTECTED_WELL,
    "PERMUKAAN": DrinkingWater.SURFACE,
    "HUJAN": DrinkingWater.RAIN,
    "LAINNYA": DrinkingWater.OTHER_OR_SPRING,  # P3KE has no word for a spring
}
WATER_DISTANCE_REGSOSEK = numbered(*WaterDistance)

LIGHTING_REGSOSEK = numbered(*Lighting)
P3KE_LIGHTING = {
    "PLN METERAN": Lighting.PLN_METERED,
    "PLN NON METERAN": Lighting.PLN_UNMETERED,
    "NON-PLN": Lighting.NON_PLN,
    "NON PLN": Lighting.NON_PLN,
    "BUKAN LISTRIK": Lighting.NOT_ELECTRIC,
}
POWER_CAPACITY_REGSOSEK = numbered(
    PowerCapacity.VA_450,
    PowerCapacity.VA_900,
    PowerCapacity.VA_1300,
    PowerCapacity.VA_2200,
    PowerCapacity.OVER_2200,
)
P3KE_POWER_CAPACITY = {
    "=<900": PowerCapacity.UP_TO_900,
    "<=900": PowerCapacity.UP_TO_900,
    ">900": PowerCapacity.OVER_900,
    "KOSONG": None,
}

COOKING_FUEL_REGSOSEK = numbered(
    CookingFuel.ELECTRICITY,
    CookingFuel.LPG_5_5,
    CookingFuel.LPG_12,
    CookingFuel.LPG_3,
    CookingFuel.CITY_GAS,
    CookingFuel.BIOGAS,
    CookingFuel.KEROSENE,
    CookingFuel.BRIQUETTE,
    CookingFuel.CHARCOAL,
    CookingFuel.FIREWOOD,
    CookingFuel.OTHER,
    CookingFuel.NOT_COOKING,
)
P3KE_COOKING_FUEL = {
    "LISTRIK/GAS": CookingFuel.ELECTRICITY_OR_GAS,
    "MINYAK TANAH": CookingFuel.KEROSENE,
    "ARANG/KAYU": CookingFuel.CHARCOAL_OR_WOOD,
    "LAINNYA": CookingFuel.OTHER_ANY,
}

TOILET_REGSOSEK = numbered(Toilet.OWN, Toilet.SHARED, Toilet.COMMUNAL, Toilet.PUBLIC, Toilet.UNUSED, Toilet.NONE)
P3KE_TOILET = {
    "MILIK SENDIRI": Toilet.OWN,
    "UMUM/BERSAMA": Toilet.SHARED_OR_PUBLIC,
    "KOSONG": None,  # left empty by the source: not the same as having none
    "LAINNYA": Toilet.UNUSED_OR_NONE,
}
CLOSET_REGSOSEK = numbered(*Closet)
WASTE_DISPOSAL_REGSOSEK = numbered(*WasteDisposal)

P3KE_SAVINGS = {"YA": Savings.YES, "TIDAK": Savings.NO, "KOSONG": None}
P3KE_AID_FLAG = YES_NO_WORDS
"""Cells of the columns "Penerima ..." (P3KE) and "bansos_..." (DTKS)."""

P3KE_AID_COLUMNS = {
    "PENERIMA BPNT": AidReported.BPNT,
    "PENERIMA BPUM": AidReported.BPUM,
    "PENERIMA BST": AidReported.BST,
    "PENERIMA PKH": AidReported.PKH,
    "PENERIMA SEMBAKO": AidReported.SEMBAKO,
}
DTKS_AID_COLUMNS = {
    "BANSOS_BPNT": AidReported.BPNT,
    "BANSOS_PKH": AidReported.PKH,
    "BANSOS_BPNT_PPKM": AidReported.BPNT_PPKM,
    "PBI_JKN": AidReported.PBI,
}

ASSET_REGSOSEK = dict(zip("abcdefghijklmn", Asset, strict=True))
"""Letter of question 502 to asset."""

FIXED_ASSET_REGSOSEK = dict(zip("ab", FixedAsset, strict=True))
LIVESTOCK_REGSOSEK = dict(zip("abcde", Livestock, strict=True))
INTERNET_REGSOSEK = {str(number): member for number, member in enumerate(InternetAccess)}
BANK_ACCOUNT_REGSOSEK = numbered(*BankAccount)
WORK_STATUS_REGSOSEK = numbered(*WorkStatus)
INDUSTRY_REGSOSEK = numbered(*Industry)
