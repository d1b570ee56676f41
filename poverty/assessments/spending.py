"""Arithmetic on what a household spends, in rupiah per month. No Django."""


def total(food, non_food):
    """Whole spending of the household; None unless both parts are known.

    >>> total(600_000, 400_000), total(600_000, None)
    (1000000, None)
    """
    return None if food is None or non_food is None else food + non_food


def per_person(food, non_food, size):
    """Spending per person, whole rupiah, rounded down; None unless both parts and a size above 0 are known.

    >>> per_person(1_000_000, 500_001, 4), per_person(1_000_000, None, 4), per_person(1, 1, 0)
    (375000, None, None)
    """
    whole = total(food, non_food)
    return None if whole is None or not size or size < 0 else whole // size


def food_share(food, non_food):
    """Share of food in all spending, 0 to 1; None if a part is unknown or nothing was spent at all.

    >>> food_share(600_000, 400_000), food_share(600_000, None), food_share(0, 0)
    (0.6, None, None)
    """
    whole = total(food, non_food)
    return food / whole if whole else None


def food_exceeds_half(food, non_food):
    """Whether food takes more than half of all spending, exactly; None if that cannot be said.

    >>> food_exceeds_half(501, 500), food_exceeds_half(500, 500), food_exceeds_half(None, 500)
    (True, False, None)
    """
    whole = total(food, non_food)
    return 2 * food > whole if whole else None
