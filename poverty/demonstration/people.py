"""What a person of a given age, sex and welfare is likely to have learnt, to do and to suffer from."""

import json
from random import Random

from poverty.demonstration.families import FEMALE, MALE, MARRIED, Seat
from poverty.demonstration.odds import Graded, chance
from poverty.households.choices import (
    ChronicIllness,
    Difficulty,
    DifficultyDomain,
    Education,
    Occupation,
    Relation,
    SchoolAttendance,
    YesNo,
)

ADULT_EDUCATION = Graded(
    (Education.NO_SCHOOL.value, 7, 0),
    (Education.PRIMARY_UNFINISHED.value, 18, 1),
    (Education.PRIMARY.value, 34, 4),
    (Education.JUNIOR_SECONDARY.value, 22, 8),
    (Education.SENIOR_SECONDARY.value, 18, 46),
    (Education.DIPLOMA_1_2.value, 0.3, 2),
    (Education.DIPLOMA_3.value, 0.3, 8),
    (Education.BACHELOR.value, 0.4, 26),
    (Education.MASTER.value, 0, 4.5),
    (Education.DOCTORATE.value, 0, 0.5),
)
ELDER_EDUCATION = Graded(
    (Education.NO_SCHOOL.value, 34, 4),
    (Education.PRIMARY_UNFINISHED.value, 34, 12),
    (Education.PRIMARY.value, 26, 30),
    (Education.JUNIOR_SECONDARY.value, 4, 18),
    (Education.SENIOR_SECONDARY.value, 2, 26),
    (Education.BACHELOR.value, 0, 10),
)
MEN_WORK = Graded(
    (Occupation.DAY_LABOURER.value, 26, 1),
    (Occupation.FARM_LABOURER.value, 7, 0),
    (Occupation.CONSTRUCTION.value, 11, 3),
    (Occupation.BRICKLAYER.value, 5, 0.5),
    (Occupation.CARPENTER.value, 4, 0.5),
    (Occupation.FISHER.value, 9, 0.5),
    (Occupation.FARMER.value, 14, 4),
    (Occupation.DRIVER.value, 6, 4),
    (Occupation.MECHANIC.value, 2, 3),
    (Occupation.TRADER.value, 7, 9),
    (Occupation.SELF_EMPLOYED.value, 6, 24),
    (Occupation.PRIVATE_EMPLOYEE.value, 3, 21),
    (Occupation.CONTRACT_STAFF.value, 1, 5),
    (Occupation.CIVIL_SERVANT.value, 0.3, 13),
    (Occupation.TEACHER.value, 0, 3),
    (Occupation.POLICE.value, 0, 2.5),
    (Occupation.ARMED_FORCES.value, 0, 1.5),
    (Occupation.STATE_ENTERPRISE.value, 0, 2.5),
    (Occupation.DOCTOR.value, 0, 0.5),
    (Occupation.NOT_WORKING.value, 7, 2),
)
WOMEN_WORK = Graded(
    (Occupation.HOMEMAKER.value, 60, 47),
    (Occupation.DOMESTIC_WORKER.value, 9, 0.3),
    (Occupation.TRADER.value, 8, 7),
    (Occupation.DAY_LABOURER.value, 7, 0.5),
    (Occupation.FARMER.value, 6, 1),
    (Occupation.SELF_EMPLOYED.value, 4, 11),
    (Occupation.TAILOR.value, 2, 1),
    (Occupation.PRIVATE_EMPLOYEE.value, 2, 10),
    (Occupation.CONTRACT_STAFF.value, 1, 4),
    (Occupation.TEACHER.value, 0.3, 6),
    (Occupation.CIVIL_SERVANT.value, 0.2, 8),
    (Occupation.NURSE.value, 0, 2.5),
    (Occupation.MIDWIFE.value, 0, 1.2),
)
ELDER_WORK = Graded(
    (Occupation.NOT_WORKING.value, 55, 30),
    (Occupation.FARMER.value, 22, 6),
    (Occupation.TRADER.value, 10, 8),
    (Occupation.FISHER.value, 8, 1),
    (Occupation.SELF_EMPLOYED.value, 4, 12),
    (Occupation.RETIRED.value, 1, 43),
)
ILLNESS = Graded(
    *((illness.value, weight, weight * 0.8) for illness, weight in (
        (ChronicIllness.HYPERTENSION, 38), (ChronicIllness.RHEUMATISM, 16), (ChronicIllness.DIABETES, 11),
        (ChronicIllness.CHOLESTEROL, 8), (ChronicIllness.ASTHMA, 8), (ChronicIllness.HEART, 6),
        (ChronicIllness.STROKE, 4), (ChronicIllness.TUBERCULOSIS, 4), (ChronicIllness.KIDNEY_FAILURE, 2),
        (ChronicIllness.CANCER, 1.5), (ChronicIllness.OTHER, 3),
    ))
)  # fmt: skip
EARNING_AGES = (16, 65)
NO_DIFFICULTY = dict.fromkeys((domain.value for domain in DifficultyDomain), Difficulty.NONE.value)
NO_DIFFICULTY_JSON = json.dumps(NO_DIFFICULTY)
BY_AGE = (
    DifficultyDomain.SEEING,
    DifficultyDomain.HEARING,
    DifficultyDomain.WALKING,
    DifficultyDomain.REMEMBERING,
)


def schooling(rng: Random, age: int, welfare: float) -> tuple[str, str]:
    """Highest education reached and school attendance."""
    attending, left = SchoolAttendance.ATTENDING.value, SchoolAttendance.NO_LONGER.value
    if age < 7:
        return Education.NO_SCHOOL.value, SchoolAttendance.NEVER.value
    if age < 13:
        return Education.PRIMARY_UNFINISHED.value, attending if chance(rng, 0.95, 0.999, welfare) else left
    if age < 16:
        return Education.PRIMARY.value, attending if chance(rng, 0.84, 0.99, welfare) else left
    if age < 19:
        there = chance(rng, 0.58, 0.97, welfare)
        return Education.JUNIOR_SECONDARY.value, attending if there else left
    if age < 24 and chance(rng, 0.05, 0.66, welfare):
        return Education.SENIOR_SECONDARY.value, attending
    highest = (ADULT_EDUCATION if age < 60 else ELDER_EDUCATION).pick(rng, welfare)
    if age < 22 and highest not in (Education.PRIMARY.value, Education.JUNIOR_SECONDARY.value):
        highest = Education.SENIOR_SECONDARY.value
    return highest, SchoolAttendance.NEVER.value if highest == Education.NO_SCHOOL.value else left


def occupation(rng: Random, seat: Seat, age: int, attendance: str, welfare: float) -> str:
    """What the person does, by age, sex, school and welfare."""
    if attendance == SchoolAttendance.ATTENDING.value:
        return Occupation.STUDENT.value
    if age < EARNING_AGES[0]:
        return Occupation.NOT_WORKING.value
    if age >= EARNING_AGES[1]:
        return ELDER_WORK.pick(rng, welfare)
    if seat.sex == MALE:
        idle = seat.relation == Relation.CHILD.value and chance(rng, 0.35, 0.25, welfare)
        return Occupation.NOT_WORKING.value if idle else MEN_WORK.pick(rng, welfare)
    found = WOMEN_WORK.pick(rng, welfare)
    if found == Occupation.HOMEMAKER.value and seat.relation == Relation.HEAD.value:
        return Occupation.TRADER.value if rng.random() < 0.6 else Occupation.DAY_LABOURER.value
    if found == Occupation.HOMEMAKER.value and seat.marital != MARRIED:
        return Occupation.NOT_WORKING.value
    return found


def pregnant(rng: Random, seat: Seat, age: int) -> str:
    """Asked of women of 15 to 49 only; empty for everybody else."""
    if seat.sex != FEMALE or not 15 <= age < 50:
        return ""
    likely = seat.marital == MARRIED and age < 43
    return (YesNo.YES if likely and rng.random() < 0.06 else YesNo.NO).value


def difficulties(rng: Random, age: int, welfare: float) -> str | None:
    """Functional difficulties as JSON text; None where nobody asked."""
    if age >= 5 and chance(rng, 0.035 + age * 0.002, 0.02 + age * 0.001, welfare):
        common = age > 55 and rng.random() < 0.8
        domain = rng.choice(BY_AGE if common else tuple(DifficultyDomain))
        level = rng.choices((Difficulty.SOME, Difficulty.A_LOT, Difficulty.CANNOT), (66, 26, 8))[0]
        return json.dumps(NO_DIFFICULTY | {domain.value: level.value})
    return NO_DIFFICULTY_JSON if rng.random() < 0.4 else None


def chronic_illness(rng: Random, age: int, welfare: float) -> str:
    """Chronic illness by age; empty where nobody asked."""
    if rng.random() < 0.12:
        return ""
    odds = 0.01 if age < 20 else 0.05 if age < 40 else 0.16 if age < 60 else 0.36
    if rng.random() >= odds:
        return ChronicIllness.NONE.value
    return ChronicIllness.ASTHMA.value if age < 20 else ILLNESS.pick(rng, welfare)
