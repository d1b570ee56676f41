"""The 89 occupations of the family card (SIAK), the coarser ones of P3KE, and which speak against aid."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Occupation(TextChoices):
    """Occupation: the SIAK list in its own order (1-89), then what P3KE says more coarsely."""

    NOT_WORKING = "not_working", _("Not working (yet)")
    HOMEMAKER = "homemaker", _("Homemaker")
    STUDENT = "student", _("Pupil or student")
    RETIRED = "retired", _("Retired (pension)")
    CIVIL_SERVANT = "civil_servant", _("Civil servant")
    ARMED_FORCES = "armed_forces", _("Armed forces (TNI)")
    POLICE = "police", _("Police (Polri)")
    COMMERCE = "commerce", _("Commerce")
    FARMER = "farmer", _("Farmer or planter")
    LIVESTOCK_FARMER = "livestock_farmer", _("Livestock farmer")
    FISHER = "fisher", _("Fisher")
    INDUSTRY = "industry", _("Industry")
    CONSTRUCTION = "construction", _("Construction")
    TRANSPORT = "transport", _("Transport")
    PRIVATE_EMPLOYEE = "private_employee", _("Private employee")
    STATE_ENTERPRISE = "state_enterprise", _("Employee of a state enterprise (BUMN)")
    REGIONAL_ENTERPRISE = "regional_enterprise", _("Employee of a regional enterprise (BUMD)")
    CONTRACT_STAFF = "contract_staff", _("Contract staff (honorer)")
    DAY_LABOURER = "day_labourer", _("Casual day labourer")
    FARM_LABOURER = "farm_labourer", _("Farm labourer")
    FISHERY_LABOURER = "fishery_labourer", _("Fishery labourer")
    LIVESTOCK_LABOURER = "livestock_labourer", _("Livestock labourer")
    DOMESTIC_WORKER = "domestic_worker", _("Domestic worker")
    BARBER = "barber", _("Barber")
    ELECTRICIAN = "electrician", _("Electrician")
    BRICKLAYER = "bricklayer", _("Bricklayer")
    CARPENTER = "carpenter", _("Carpenter")
    COBBLER = "cobbler", _("Cobbler")
    WELDER = "welder", _("Welder or blacksmith")
    TAILOR = "tailor", _("Tailor")
    DENTURE_MAKER = "denture_maker", _("Denture maker")
    MAKE_UP_ARTIST = "make_up_artist", _("Make-up artist")
    WARDROBE_STYLIST = "wardrobe_stylist", _("Wardrobe stylist")
    HAIR_STYLIST = "hair_stylist", _("Hair stylist")
    MECHANIC = "mechanic", _("Mechanic")
    ARTIST = "artist", _("Artist")
    HEALER = "healer", _("Traditional healer")
    BIRTH_ATTENDANT = "birth_attendant", _("Traditional birth attendant")
    FASHION_DESIGNER = "fashion_designer", _("Fashion designer")
    TRANSLATOR = "translator", _("Translator")
    IMAM = "imam", _("Imam of a mosque")
    PASTOR = "pastor", _("Protestant pastor")
    PRIEST = "priest", _("Catholic priest")
    JOURNALIST = "journalist", _("Journalist")
    PREACHER = "preacher", _("Islamic teacher or preacher")
    COOK = "cook", _("Cook")
    EVENT_PROMOTER = "event_promoter", _("Event promoter")
    MEMBER_DPR = "member_dpr", _("Member of the national parliament (DPR-RI)")
    MEMBER_DPD = "member_dpd", _("Member of the regional senate (DPD)")
    MEMBER_BPK = "member_bpk", _("Member of the audit board (BPK)")
    PRESIDENT = "president", _("President")
    VICE_PRESIDENT = "vice_president", _("Vice president")
    CONSTITUTIONAL_JUDGE = "constitutional_judge", _("Constitutional judge")
    MINISTER = "minister", _("Cabinet minister")
    AMBASSADOR = "ambassador", _("Ambassador")
    GOVERNOR = "governor", _("Governor")
    VICE_GOVERNOR = "vice_governor", _("Vice governor")
    REGENT = "regent", _("Regent")
    VICE_REGENT = "vice_regent", _("Vice regent")
    MAYOR = "mayor", _("Mayor")
    VICE_MAYOR = "vice_mayor", _("Vice mayor")
    MEMBER_DPRD_PROVINCE = "member_dprd_province", _("Member of the provincial council")
    MEMBER_DPRD_CITY = "member_dprd_city", _("Member of the city or regency council")
    LECTURER = "lecturer", _("Lecturer")
    TEACHER = "teacher", _("Teacher")
    PILOT = "pilot", _("Pilot")
    LAWYER = "lawyer", _("Lawyer")
    NOTARY = "notary", _("Notary")
    ARCHITECT = "architect", _("Architect")
    ACCOUNTANT = "accountant", _("Accountant")
    CONSULTANT = "consultant", _("Consultant")
    DOCTOR = "doctor", _("Doctor")
    MIDWIFE = "midwife", _("Midwife")
    NURSE = "nurse", _("Nurse")
    PHARMACIST = "pharmacist", _("Pharmacist")
    PSYCHOLOGIST = "psychologist", _("Psychiatrist or psychologist")
    TV_PRESENTER = "tv_presenter", _("Television presenter")
    RADIO_PRESENTER = "radio_presenter", _("Radio presenter")
    SEAFARER = "seafarer", _("Seafarer")
    RESEARCHER = "researcher", _("Researcher")
    DRIVER = "driver", _("Driver")
    BROKER = "broker", _("Broker")
    PSYCHIC = "psychic", _("Psychic")
    TRADER = "trader", _("Trader")
    VILLAGE_STAFF = "village_staff", _("Village official")
    VILLAGE_HEAD = "village_head", _("Village head")
    NUN = "nun", _("Nun")
    SELF_EMPLOYED = "self_employed", _("Self-employed")
    OTHER = "other", _("Other occupation")
    CIVIL_OR_ARMED = "civil_or_armed", _("Civil servant, armed forces or police")
    STATE_OFFICIAL = "state_official", _("State official")
    CASUAL_WORKER = "casual_worker", _("Casual worker")


COARSE_OCCUPATIONS = frozenset({Occupation.CIVIL_OR_ARMED, Occupation.STATE_OFFICIAL, Occupation.CASUAL_WORKER})
"""Occupations that only P3KE uses; a form offers the others."""

OCCUPATION_SIAK = {
    str(number): member for number, member in enumerate((m for m in Occupation if m not in COARSE_OCCUPATIONS), start=1)
}
"""SIAK code ("1" to "89") to occupation; the enum is written in the order of that list."""

STATE_OFFICIALS = frozenset(OCCUPATION_SIAK[str(code)] for code in range(48, 64)) | {Occupation.STATE_OFFICIAL}
"""Members of state bodies, heads of government and their deputies (SIAK 48-63)."""

HARD_EXCLUSION_OCCUPATIONS = STATE_OFFICIALS | {
    Occupation.CIVIL_SERVANT,
    Occupation.ARMED_FORCES,
    Occupation.POLICE,
    Occupation.CIVIL_OR_ARMED,
    Occupation.STATE_ENTERPRISE,
    Occupation.REGIONAL_ENTERPRISE,
    Occupation.VILLAGE_STAFF,
    Occupation.VILLAGE_HEAD,
}
"""Occupations that means-tested aid forbids ("EXCLUDE PEKERJAAN"). A rule flags; a person decides."""

FLAGGED_OCCUPATIONS = frozenset({Occupation.RETIRED})
"""Occupations that ask for a second look: a pensioner may be a former civil servant, or not."""
