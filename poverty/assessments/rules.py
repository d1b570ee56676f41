"""The named rules on a household's assessment: the one door to them.

* `checklist(facts, threshold)`: Kepmensos 262/HUK/2022, see `kepmensos.py`.
* `deprivations(facts)`: the ten indicators of the multidimensional index, see `deprivations.py`.
* `spending_per_person(facts)` and `food_share(facts)`: arithmetic on spending, see `spending.py`.

`facts` is any object with the field names of an assessment and `members`; `HouseholdFacts` makes one. No
rule computes a decile, and none decides about aid: rules show, people decide.
"""

from poverty.assessments import spending
from poverty.assessments.answers import Answer as Answer
from poverty.assessments.answers import HouseholdFacts as HouseholdFacts
from poverty.assessments.answers import Result as Result
from poverty.assessments.answers import Rule as Rule
from poverty.assessments.answers import fact
from poverty.assessments.deprivations import INDICATORS
from poverty.assessments.deprivations import Profile as Profile
from poverty.assessments.deprivations import deprivations as deprivations
from poverty.assessments.kepmensos import CRITERIA, STAGE_ONE
from poverty.assessments.kepmensos import Checklist as Checklist
from poverty.assessments.kepmensos import Line as Line
from poverty.assessments.kepmensos import checklist as checklist

RULES = {rule.code: rule for rule in (STAGE_ONE, *CRITERIA, *INDICATORS)}
"""Every rule by its code."""


def spending_per_person(facts):
    """Spending in whole rupiah per person and month; None if spending or household size is not known."""
    return spending.per_person(
        fact(facts, "spending_food"), fact(facts, "spending_non_food"), fact(facts, "household_size")
    )


def food_share(facts):
    """Share of food in all spending, 0 to 1; None if it cannot be said."""
    return spending.food_share(fact(facts, "spending_food"), fact(facts, "spending_non_food"))
