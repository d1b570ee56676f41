"""The lists a household and its members are described with.

Values are short English words that never change; labels are what a person reads. Two national lists
describe the same things in different steps (SIAK of Dukcapil, Regsosek 2022-K of BPS) and P3KE is coarser
than both, so a list here holds the finest members known **plus** explicit coarse members ("spouse", "junior
secondary, attending or finished"): a source that does not say more is kept as it said it, never guessed.
`codes.py` beside this file maps every source to these lists. The 89 occupations stand in `occupations.py`.

Religion is not needed to decide who is helped and is not collected.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from poverty.households.occupations import COARSE_OCCUPATIONS
from poverty.households.occupations import FLAGGED_OCCUPATIONS as FLAGGED_OCCUPATIONS
from poverty.households.occupations import HARD_EXCLUSION_OCCUPATIONS as HARD_EXCLUSION_OCCUPATIONS
from poverty.households.occupations import Occupation as Occupation


class YesNo(TextChoices):
    """A question answered with yes or no; not asked is an empty value, never "no"."""

    YES = "yes", _("Yes")
    NO = "no", _("No")


class YesNoUnknown(TextChoices):
    """A question whose respondent may not know the answer."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
    UNKNOWN = "unknown", _("Does not know")


class Sex(TextChoices):
    """Sex as the family card states it; the NIK encodes it too (day of birth + 40 for women)."""

    MALE = "male", _("Male")
    FEMALE = "female", _("Female")


class Relation(TextChoices):
    """Relation to the head of the family: SIAK (SHDK 1-11), then the coarser words of Regsosek and P3KE."""

    HEAD = "head", _("Head of family")
    HUSBAND = "husband", _("Husband")
    WIFE = "wife", _("Wife")
    CHILD = "child", _("Child")
    CHILD_IN_LAW = "child_in_law", _("Son- or daughter-in-law")
    GRANDCHILD = "grandchild", _("Grandchild")
    PARENT = "parent", _("Parent")
    PARENT_IN_LAW = "parent_in_law", _("Parent-in-law")
    OTHER_RELATIVE = "other_relative", _("Other relative")
    HELPER = "helper", _("Household staff")
    OTHER = "other", _("Not related")
    SPOUSE = "spouse", _("Wife or husband")
    PARENT_OR_IN_LAW = "parent_or_in_law", _("Parent or parent-in-law")
    OTHER_MEMBER = "other_member", _("Other member, not specified")


COARSE_RELATIONS = frozenset({Relation.SPOUSE, Relation.PARENT_OR_IN_LAW, Relation.OTHER_MEMBER})
"""Relations that only an import brings; a form offers the others."""


class MaritalStatus(TextChoices):
    """Marital status; SIAK and Regsosek 408 number it alike."""

    SINGLE = "single", _("Never married")
    MARRIED = "married", _("Married")
    DIVORCED = "divorced", _("Divorced")
    WIDOWED = "widowed", _("Widowed")


class Education(TextChoices):
    """Highest education: the ten steps of the family card, then the coarser words of P3KE and Regsosek."""

    NO_SCHOOL = "no_school", _("No schooling (yet)")
    PRIMARY_UNFINISHED = "primary_unfinished", _("Primary school not finished")
    PRIMARY = "primary", _("Primary school")
    JUNIOR_SECONDARY = "junior_secondary", _("Junior secondary school")
    SENIOR_SECONDARY = "senior_secondary", _("Senior secondary school")
    DIPLOMA_1_2 = "diploma_1_2", _("Diploma I/II")
    DIPLOMA_3 = "diploma_3", _("Academy or diploma III")
    BACHELOR = "bachelor", _("Diploma IV or bachelor")
    MASTER = "master", _("Master")
    DOCTORATE = "doctorate", _("Doctorate")
    NO_CERTIFICATE = "no_certificate", _("No primary school certificate")
    PRIMARY_ATTENDING = "primary_attending", _("Primary school, attending")
    JUNIOR_ANY = "junior_any", _("Junior secondary, attending or finished")
    SENIOR_ANY = "senior_any", _("Senior secondary, attending or finished")
    DIPLOMA_ANY = "diploma_any", _("Diploma I, II or III")
    HIGHER_ANY = "higher_any", _("Higher education, attending or finished")


COARSE_EDUCATION = frozenset(
    {
        Education.NO_CERTIFICATE,
        Education.PRIMARY_ATTENDING,
        Education.JUNIOR_ANY,
        Education.SENIOR_ANY,
        Education.DIPLOMA_ANY,
        Education.HIGHER_ANY,
    }
)
"""Education values that only an import brings; a form offers the others."""


class SchoolAttendance(TextChoices):
    """School attendance (Regsosek 412)."""

    NEVER = "never", _("Never (not yet) at school")
    ATTENDING = "attending", _("Attending school")
    NO_LONGER = "no_longer", _("No longer at school")


class LifeStatus(TextChoices):
    """Whether a person still counts: "status dasar" of SIAK, plus "not found" of a visit (Regsosek 404)."""

    ALIVE = "alive", _("Alive")
    DEAD = "dead", _("Deceased")
    MOVED = "moved", _("Moved away")
    MISSING = "missing", _("Missing person")
    AWAY = "away", _("Gone away")
    INVALID = "invalid", _("Record not valid")
    NOT_FOUND = "not_found", _("Not found")


class DukcapilMatch(TextChoices):
    """What the civil registry answered for this NIK and name (padan); an empty answer is "not checked"."""

    MATCHED = "matched", _("Matched")
    UNMATCHED = "unmatched", _("Not matched")
    NOT_CHECKED = "not_checked", _("Not checked")


class HouseholdStatus(TextChoices):
    """Where a household stands in the registry."""

    ACTIVE = "active", _("Active")
    MOVED = "moved", _("Moved")
    DISSOLVED = "dissolved", _("Dissolved")
    MERGED = "merged", _("Merged into another")


class ExitReason(TextChoices):
    """Why a household or person leaves the list (domain.md 2.2)."""

    DECEASED = "deceased", _("Deceased")
    MOVED = "moved", _("Moved out of the kelurahan or city")
    NOT_FOUND = "not_found", _("Address or person not found")
    DUPLICATE = "duplicate", _("Recorded twice")
    WELL_OFF = "well_off", _("No longer poor (natural graduation)")
    GRADUATED = "graduated", _("Improved, voluntary (independent graduation)")
    NO_COMPONENT = "no_component", _("PKH component gone")
    OCCUPATION = "occupation", _("ASN, TNI, Polri, BUMN/BUMD or pensioner")
    RESIGNED = "resigned", _("Resigned")
    UNMATCHED = "unmatched", _("Does not match Dukcapil")


class Source(TextChoices):
    """Where a record came from."""

    DTSEN = "dtsen", _("DTSEN")
    P3KE = "p3ke", _("P3KE")
    DTKS = "dtks", _("DTKS / SIKS-NG")
    PROPOSAL = "proposal", _("Proposal")
    SURVEY = "survey", _("Survey")
    THIN_LIST = "thin_list", _("List of NIK and names")
    DEMONSTRATION = "demonstration", _("Demonstration data")


class DifficultyDomain(TextChoices):
    """What a person may have difficulty with (Regsosek 428a-i, after the Washington Group)."""

    SEEING = "seeing", _("Seeing")
    HEARING = "hearing", _("Hearing")
    WALKING = "walking", _("Walking or climbing stairs")
    HANDS = "hands", _("Using hands or fingers")
    LEARNING = "learning", _("Learning")
    BEHAVIOUR = "behaviour", _("Behaviour or emotions")
    SPEAKING = "speaking", _("Speaking or communicating")
    SELF_CARE = "self_care", _("Self-care")
    REMEMBERING = "remembering", _("Remembering or concentrating")


DIFFICULTY_DOMAINS = tuple(DifficultyDomain)
"""The nine domains in the order of the questionnaire; keys of `Member.difficulties`."""


class Difficulty(TextChoices):
    """How much difficulty (Regsosek 428, 1-4)."""

    CANNOT = "cannot", _("Cannot do it at all")
    A_LOT = "a_lot", _("A lot of difficulty")
    SOME = "some", _("Some difficulty")
    NONE = "none", _("No difficulty")


class ChronicIllness(TextChoices):
    """Chronic illness (Regsosek 430); health data, shown by permission only."""

    NONE = "none", _("No chronic illness")
    HYPERTENSION = "hypertension", _("Hypertension")
    RHEUMATISM = "rheumatism", _("Rheumatism")
    ASTHMA = "asthma", _("Asthma")
    HEART = "heart", _("Heart disease")
    DIABETES = "diabetes", _("Diabetes")
    TUBERCULOSIS = "tuberculosis", _("Tuberculosis")
    STROKE = "stroke", _("Stroke")
    CANCER = "cancer", _("Cancer or tumour")
    KIDNEY_FAILURE = "kidney_failure", _("Kidney failure")
    HAEMOPHILIA = "haemophilia", _("Haemophilia")
    HIV = "hiv", _("HIV/AIDS")
    CHOLESTEROL = "cholesterol", _("High cholesterol")
    CIRRHOSIS = "cirrhosis", _("Liver cirrhosis")
    THALASSAEMIA = "thalassaemia", _("Thalassaemia")
    LEUKAEMIA = "leukaemia", _("Leukaemia")
    ALZHEIMER = "alzheimer", _("Alzheimer's disease")
    OTHER = "other", _("Other chronic illness")


class StuntingRisk(TextChoices):
    """Risk of stunting as P3KE states it for a family; a risk flag, not a measurement of any child."""

    AT_RISK = "at_risk", _("At risk of stunting")
    NOT_AT_RISK = "not_at_risk", _("Not at risk of stunting")
    NOT_TARGET = "not_target", _("Not a target family")


COARSE_BY_LIST = {Relation: COARSE_RELATIONS, Education: COARSE_EDUCATION, Occupation: COARSE_OCCUPATIONS}
"""The coarse members of each list that has any."""


def fine_choices(enum):
    """(value, label) pairs of `enum` without its coarse members: what a form offers."""
    return [(member.value, member.label) for member in enum if member not in COARSE_BY_LIST.get(enum, ())]
