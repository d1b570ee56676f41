"""The answers of an assessment: one list per Regsosek 2022-K item that is asked, number in the docstring.

Values are short English words that never change. Where P3KE says less than Regsosek ("ASBES/SENG"), the
list carries an explicit coarse member beside the fine ones, and `COARSE` says which fine members it may
stand for; a rule answers on a coarse member only if every fine member under it gives the same answer.
`codes.py` beside this file maps the sources.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from poverty.households.choices import YesNo as YesNo
from poverty.households.choices import YesNoUnknown as YesNoUnknown


class Tenure(TextChoices):
    """Status of the building lived in (301a)."""

    OWN = "own", _("Own property")
    RENTED = "rented", _("Rented")
    RENT_FREE = "rent_free", _("Free of rent")
    OFFICIAL = "official", _("Official residence")
    OTHER = "other", _("Other")


class LandProof(TextChoices):
    """Proof of land ownership (301b)."""

    FREEHOLD_MEMBER = "freehold_member", _("Freehold title in a member's name")
    FREEHOLD_AGREED = "freehold_agreed", _("Freehold title of another, with agreement")
    FREEHOLD_NOT_AGREED = "freehold_not_agreed", _("Freehold title of another, no agreement")
    BUILDING_RIGHT = "building_right", _("Building right or strata title")
    CUSTOMARY = "customary", _("Girik, Letter C or similar")
    NONE = "none", _("No proof")


class Floor(TextChoices):
    """Main floor material (303)."""

    MARBLE = "marble", _("Marble or granite")
    CERAMIC = "ceramic", _("Ceramic")
    PARQUET = "parquet", _("Parquet, vinyl or carpet")
    TILE = "tile", _("Tile or terrazzo")
    WOOD = "wood", _("Wood or boards")
    CEMENT = "cement", _("Cement or red brick")
    BAMBOO = "bamboo", _("Bamboo")
    EARTH = "earth", _("Earth")
    OTHER = "other", _("Other")
    CERAMIC_MARBLE_OR_TILE = "ceramic_marble_or_tile", _("Ceramic, marble or tile")
    OTHER_OR_PARQUET = "other_or_parquet", _("Other, not specified")


class Wall(TextChoices):
    """Main wall material (304).

    Zinc, tarpaulin, cardboard and thatch are Regsosek's "other", told apart because Kepmensos 262 names them.
    """

    MASONRY = "masonry", _("Masonry")
    PLASTERED_BAMBOO = "plastered_bamboo", _("Plastered woven bamboo or wire")
    WOOD_BOARD = "wood_board", _("Wood, boards or panels")
    WOVEN_BAMBOO = "woven_bamboo", _("Woven bamboo")
    LOGS = "logs", _("Timber poles")
    BAMBOO = "bamboo", _("Bamboo")
    ZINC = "zinc", _("Zinc sheets")
    TARPAULIN = "tarpaulin", _("Tarpaulin")
    CARDBOARD = "cardboard", _("Cardboard")
    THATCH = "thatch", _("Thatch")
    OTHER = "other", _("Other")
    WOOD_ANY = "wood_any", _("Wood, not specified")
    BAMBOO_ANY = "bamboo_any", _("Bamboo, not specified")


class Roof(TextChoices):
    """Main roof material (305)."""

    CONCRETE = "concrete", _("Concrete")
    CLAY_TILE = "clay_tile", _("Roof tiles")
    ZINC = "zinc", _("Zinc sheets")
    ASBESTOS = "asbestos", _("Asbestos")
    WOOD = "wood", _("Wood or shingles")
    BAMBOO = "bamboo", _("Bamboo")
    THATCH = "thatch", _("Thatch")
    OTHER = "other", _("Other")
    ASBESTOS_OR_ZINC = "asbestos_or_zinc", _("Asbestos or zinc")


class DrinkingWater(TextChoices):
    """Main source of drinking water (306a)."""

    BOTTLED = "bottled", _("Branded bottled water")
    REFILL = "refill", _("Refilled water")
    PIPED = "piped", _("Piped water")
    BOREHOLE = "borehole", _("Borehole or pump")
    PROTECTED_WELL = "protected_well", _("Protected well")
    UNPROTECTED_WELL = "unprotected_well", _("Unprotected well")
    PROTECTED_SPRING = "protected_spring", _("Protected spring")
    UNPROTECTED_SPRING = "unprotected_spring", _("Unprotected spring")
    SURFACE = "surface", _("Surface water (river, lake)")
    RAIN = "rain", _("Rain water")
    OTHER = "other", _("Other")
    BOTTLED_OR_REFILL = "bottled_or_refill", _("Bottled or refilled water")
    OTHER_OR_SPRING = "other_or_spring", _("Other, not specified")


class WaterDistance(TextChoices):
    """Distance of the water source to the nearest faecal disposal (306b)."""

    UNDER_10_M = "under_10_m", _("Less than 10 m")
    FROM_10_M = "from_10_m", _("10 m or more")
    UNKNOWN = "unknown", _("Does not know")


class Lighting(TextChoices):
    """Main source of lighting (307a)."""

    PLN_METERED = "pln_metered", _("PLN electricity with a meter")
    PLN_UNMETERED = "pln_unmetered", _("PLN electricity without a meter")
    NON_PLN = "non_pln", _("Electricity not from PLN")
    NOT_ELECTRIC = "not_electric", _("No electricity")


class PowerCapacity(TextChoices):
    """Capacity of the electricity meter, volt-ampere (307b)."""

    VA_450 = "va_450", _("450 VA")
    VA_900 = "va_900", _("900 VA")
    VA_1300 = "va_1300", _("1,300 VA")
    VA_2200 = "va_2200", _("2,200 VA")
    OVER_2200 = "over_2200", _("More than 2,200 VA")
    UP_TO_900 = "up_to_900", _("900 VA or less")
    OVER_900 = "over_900", _("More than 900 VA")


class CookingFuel(TextChoices):
    """Main cooking fuel (308)."""

    ELECTRICITY = "electricity", _("Electricity")
    LPG_5_5 = "lpg_5_5", _("LPG 5.5 kg or Blue Gaz")
    LPG_12 = "lpg_12", _("LPG 12 kg")
    LPG_3 = "lpg_3", _("LPG 3 kg")
    CITY_GAS = "city_gas", _("City gas")
    BIOGAS = "biogas", _("Biogas")
    KEROSENE = "kerosene", _("Kerosene")
    BRIQUETTE = "briquette", _("Briquettes")
    CHARCOAL = "charcoal", _("Charcoal")
    FIREWOOD = "firewood", _("Firewood")
    OTHER = "other", _("Other")
    NOT_COOKING = "not_cooking", _("Does not cook at home")
    ELECTRICITY_OR_GAS = "electricity_or_gas", _("Electricity or gas")
    CHARCOAL_OR_WOOD = "charcoal_or_wood", _("Charcoal or firewood")
    OTHER_ANY = "other_any", _("Other, not specified")


class Toilet(TextChoices):
    """Toilet facility (309a)."""

    OWN = "own", _("Own toilet")
    SHARED = "shared", _("Shared with certain households")
    COMMUNAL = "communal", _("Communal facility")
    PUBLIC = "public", _("Public facility")
    UNUSED = "unused", _("Available but not used")
    NONE = "none", _("No toilet")
    SHARED_OR_PUBLIC = "shared_or_public", _("Shared or public toilet")
    UNUSED_OR_NONE = "unused_or_none", _("Other, not specified")


class Closet(TextChoices):
    """Kind of closet (309b)."""

    GOOSENECK = "gooseneck", _("Water-sealed (gooseneck)")
    SLIDE_COVERED = "slide_covered", _("Slide, covered")
    SLIDE_OPEN = "slide_open", _("Slide, not covered")
    PIT = "pit", _("Pit")


class WasteDisposal(TextChoices):
    """Where faeces end up (310)."""

    SEPTIC_TANK = "septic_tank", _("Septic tank")
    TREATMENT = "treatment", _("Wastewater treatment plant")
    WATER_BODY = "water_body", _("Pond, rice field, river, lake or sea")
    PIT = "pit", _("Hole in the ground")
    OPEN_LAND = "open_land", _("Beach, field or garden")
    OTHER = "other", _("Other")


class Quality(TextChoices):
    """State of roof, wall or floor as P3KE gives it."""

    GOOD = "good", _("In good repair")
    BAD = "bad", _("In bad repair")


class Asset(TextChoices):
    """Movable assets a household may own (502a-n), asked together: an empty list means "none of these"."""

    LPG_5_5_OR_MORE = "lpg_5_5_or_more", _("Gas cylinder of 5.5 kg or more")
    REFRIGERATOR = "refrigerator", _("Refrigerator")
    AIR_CONDITIONER = "air_conditioner", _("Air conditioner")
    WATER_HEATER = "water_heater", _("Water heater")
    LANDLINE = "landline", _("Landline telephone")
    TELEVISION = "television", _("Television of 30 inches or more")
    GOLD = "gold", _("Gold of 10 grams or more")
    COMPUTER = "computer", _("Computer, laptop or tablet")
    MOTORCYCLE = "motorcycle", _("Motorcycle")
    BICYCLE = "bicycle", _("Bicycle")
    CAR = "car", _("Car")
    BOAT = "boat", _("Boat")
    MOTOR_BOAT = "motor_boat", _("Motor boat or ship")
    SMARTPHONE = "smartphone", _("Smartphone")


class FixedAsset(TextChoices):
    """Fixed assets besides the house lived in (503)."""

    OTHER_LAND = "other_land", _("Other land")
    OTHER_HOUSE = "other_house", _("Another house")


class Livestock(TextChoices):
    """Livestock counted by head (504); keys of `Assessment.livestock`."""

    CATTLE = "cattle", _("Cattle")
    BUFFALO = "buffalo", _("Buffaloes")
    HORSE = "horse", _("Horses")
    PIG = "pig", _("Pigs")
    GOAT_OR_SHEEP = "goat_or_sheep", _("Goats or sheep")


class InternetAccess(TextChoices):
    """Main internet access in the last month (505)."""

    NONE = "none", _("No internet")
    SUBSCRIPTION = "subscription", _("Own subscription")
    WIFI = "wifi", _("Shared Wi-Fi")
    MOBILE = "mobile", _("Mobile phone")


class BankAccount(TextChoices):
    """Active bank account or digital wallet (506)."""

    BUSINESS = "business", _("For business")
    PERSONAL = "personal", _("Personal")
    BOTH = "both", _("Business and personal")
    NONE = "none", _("No account")


class Savings(TextChoices):
    """Savings in money, jewellery, livestock or other things, as P3KE asks it."""

    YES = "yes", _("Has savings")
    NO = "no", _("No savings")


class WorkStatus(TextChoices):
    """Status in the main job (418)."""

    OWN_ACCOUNT = "own_account", _("Works on own account")
    WITH_UNPAID_HELP = "with_unpaid_help", _("With temporary or unpaid workers")
    EMPLOYER = "employer", _("With permanent workers")
    PRIVATE_EMPLOYEE = "private_employee", _("Private employee or labourer")
    PUBLIC_EMPLOYEE = "public_employee", _("Civil servant, forces, police, state enterprise, official")
    CASUAL_FARM = "casual_farm", _("Casual worker in agriculture")
    CASUAL_OTHER = "casual_other", _("Casual worker outside agriculture")
    FAMILY_WORKER = "family_worker", _("Family worker")


class Industry(TextChoices):
    """Field of work (417, 421)."""

    CROPS = "crops", _("Rice and secondary crops")
    HORTICULTURE = "horticulture", _("Horticulture")
    PLANTATION = "plantation", _("Plantation")
    FISHERY = "fishery", _("Fishery")
    LIVESTOCK = "livestock", _("Livestock")
    FORESTRY = "forestry", _("Forestry and other agriculture")
    MINING = "mining", _("Mining")
    MANUFACTURING = "manufacturing", _("Manufacturing")
    ENERGY = "energy", _("Electricity and gas")
    WATER_WASTE = "water_waste", _("Water and waste")
    CONSTRUCTION = "construction", _("Construction")
    TRADE = "trade", _("Trade and repair")
    TRANSPORT = "transport", _("Transport and storage")
    HOSPITALITY = "hospitality", _("Accommodation and food")
    INFORMATION = "information", _("Information and communication")
    FINANCE = "finance", _("Finance")
    REAL_ESTATE = "real_estate", _("Real estate")
    PROFESSIONAL = "professional", _("Professional services")
    RENTAL_LABOUR = "rental_labour", _("Rental and labour supply")
    GOVERNMENT = "government", _("Government")
    EDUCATION = "education", _("Education")
    HEALTH = "health", _("Health")
    ARTS = "arts", _("Arts and recreation")
    OTHER_SERVICES = "other_services", _("Other services")
    FAMILY_EMPLOYER = "family_employer", _("Families as employers")
    INTERNATIONAL = "international", _("International bodies")


class Shock(TextChoices):
    """What hit the household in the last twelve months (our own list)."""

    ILLNESS = "illness", _("Serious illness or accident")
    DEATH = "death", _("Death of a member")
    JOB_LOSS = "job_loss", _("Loss of work")
    FIRE = "fire", _("Fire")
    FLOOD = "flood", _("Flood")
    CROP_FAILURE = "crop_failure", _("Crop failure")
    OTHER = "other", _("Other")


class FoodSecurity(TextChoices):
    """The three food questions about the last twelve months; each names a yes/no field of the assessment."""

    WORRIED = "worried_about_food", _("Worried about not having enough food")
    ATE_LESS = "ate_less", _("Ate less than needed")
    WENT_WITHOUT = "went_without_food", _("Went without food")


class AidReported(TextChoices):
    """Aid that the household or a source says it receives: a statement, not an enrolment."""

    BPNT = "bpnt", _("BPNT")
    BPUM = "bpum", _("BPUM")
    BST = "bst", _("BST")
    PKH = "pkh", _("PKH")
    SEMBAKO = "sembako", _("Sembako")
    BPNT_PPKM = "bpnt_ppkm", _("BPNT-PPKM")
    PBI = "pbi", _("PBI-JK")
    KUR = "kur", _("KUR")
    UMI = "umi", _("UMi")
    PIP = "pip", _("PIP")
    PRAKERJA = "prakerja", _("Prakerja")
    VILLAGE_CASH = "village_cash", _("BLT Dana Desa")
    POWER_SUBSIDY = "power_subsidy", _("Electricity subsidy")
    LPG_SUBSIDY = "lpg_subsidy", _("LPG subsidy")
    FERTILISER_SUBSIDY = "fertiliser_subsidy", _("Fertiliser subsidy")
    LOCAL = "local", _("Aid from local government")
    OTHER = "other", _("Other")


COARSE = {
    Floor.CERAMIC_MARBLE_OR_TILE: frozenset({Floor.MARBLE, Floor.CERAMIC, Floor.TILE}),
    Floor.OTHER_OR_PARQUET: frozenset({Floor.PARQUET, Floor.OTHER}),
    Wall.WOOD_ANY: frozenset({Wall.WOOD_BOARD, Wall.LOGS}),
    Wall.BAMBOO_ANY: frozenset({Wall.WOVEN_BAMBOO, Wall.BAMBOO}),
    Roof.ASBESTOS_OR_ZINC: frozenset({Roof.ASBESTOS, Roof.ZINC}),
    DrinkingWater.BOTTLED_OR_REFILL: frozenset({DrinkingWater.BOTTLED, DrinkingWater.REFILL}),
    DrinkingWater.OTHER_OR_SPRING: frozenset(
        {DrinkingWater.PROTECTED_SPRING, DrinkingWater.UNPROTECTED_SPRING, DrinkingWater.OTHER}
    ),
    PowerCapacity.UP_TO_900: frozenset({PowerCapacity.VA_450, PowerCapacity.VA_900}),
    PowerCapacity.OVER_900: frozenset({PowerCapacity.VA_1300, PowerCapacity.VA_2200, PowerCapacity.OVER_2200}),
    CookingFuel.ELECTRICITY_OR_GAS: frozenset(
        {
            CookingFuel.ELECTRICITY,
            CookingFuel.LPG_5_5,
            CookingFuel.LPG_12,
            CookingFuel.LPG_3,
            CookingFuel.CITY_GAS,
            CookingFuel.BIOGAS,
        }
    ),
    CookingFuel.CHARCOAL_OR_WOOD: frozenset({CookingFuel.CHARCOAL, CookingFuel.FIREWOOD}),
    CookingFuel.OTHER_ANY: frozenset(
        {CookingFuel.BIOGAS, CookingFuel.BRIQUETTE, CookingFuel.OTHER, CookingFuel.NOT_COOKING}
    ),
    Toilet.SHARED_OR_PUBLIC: frozenset({Toilet.SHARED, Toilet.COMMUNAL, Toilet.PUBLIC}),
    Toilet.UNUSED_OR_NONE: frozenset({Toilet.UNUSED, Toilet.NONE}),
}
"""Coarse member to the fine members it may stand for. Only imports bring them; forms offer `fine_choices`."""


def fine_choices(enum):
    """(value, label) pairs of `enum` without its coarse members: what a form offers."""
    return [(member.value, member.label) for member in enum if member not in COARSE]
