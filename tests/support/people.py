"""The cast of the tests: people with a relation to each other, each made on first use.

The enumerator of Langkai and the one of Menteng must never see each other's families; the social officer and the head
of office see the city; two departments have a planner and a head each; the administrator sees no citizen.
"""

from datetime import date
from functools import cached_property

from accounts.departments.models import Department
from accounts.departments.services import load_departments
from accounts.roles.models import RoleAssignment
from accounts.roles.table import RoleCode
from accounts.users.models import User
from poverty.regions.models import Region
from poverty.regions.services import load_regions

PASSWORD = "panjang-dan-mudah-diingat"
SINCE = date(2026, 1, 1)
CITY, LANGKAI, MENTENG, PAHANDUT = "62.71", "62.71.01.1003", "62.71.03.1002", "62.71.01"


def places() -> None:
    """Have the city's places and departments in the database."""
    if not Region.objects.exists():
        load_regions()
    if not Department.objects.exists():
        load_departments()


def person(username: str, *, demonstration: bool = True, active: bool = True, **fields) -> User:
    """An account without any role; its password is `PASSWORD`. Spared the second factor unless told otherwise."""
    values = {"name": username.replace(".", " ").title(), "email": f"{username}@contoh.example"} | fields
    user = User(username=username, is_demonstration=demonstration, is_active=active, **values)
    user.set_password(PASSWORD)
    user.save()
    return user


def assign(user: User, role: RoleCode, *, region: str = "", department: str = "", since=SINCE, until=None) -> User:
    """Give a role directly, past the services; returns the user with nothing cached."""
    RoleAssignment.objects.create(
        user=user,
        role_id=role,
        region_id=region or None,
        department=Department.objects.get(code=department) if department else None,
        valid_from=since,
        valid_until=until,
    )
    return User.objects.get(pk=user.pk)


class Cast:
    """Everybody, made when first asked for."""

    def __init__(self):
        places()

    @cached_property
    def langkai(self) -> User:
        """Enumerator of kelurahan Langkai."""
        return assign(person("petugas.langkai"), RoleCode.ENUMERATOR, region=LANGKAI)

    @cached_property
    def menteng(self) -> User:
        """Enumerator of kelurahan Menteng."""
        return assign(person("petugas.menteng"), RoleCode.ENUMERATOR, region=MENTENG)

    @cached_property
    def officer(self) -> User:
        """Social officer for the whole city."""
        return assign(person("dinsos"), RoleCode.SOCIAL_OFFICER, region=CITY, department="dinsos")

    @cached_property
    def district_officer(self) -> User:
        """Social officer for kecamatan Pahandut, in which Langkai lies and Menteng does not."""
        return assign(person("dinsos.pahandut"), RoleCode.SOCIAL_OFFICER, region=PAHANDUT, department="dinsos")

    @cached_property
    def head(self) -> User:
        """Head of Dinas Sosial."""
        return assign(person("kadis"), RoleCode.HEAD_OF_SOCIAL, region=CITY, department="dinsos")

    @cached_property
    def planner(self) -> User:
        """Planner of Dinas Perkim."""
        return assign(person("perkim"), RoleCode.OPD_PLANNER, department="perkim")

    @cached_property
    def opd_head(self) -> User:
        """Head of Dinas Perkim."""
        return assign(person("kepala.perkim"), RoleCode.OPD_HEAD, department="perkim")

    @cached_property
    def other_planner(self) -> User:
        """Planner of the department of cooperatives."""
        return assign(person("dkukm"), RoleCode.OPD_PLANNER, department="dkukm")

    @cached_property
    def other_opd_head(self) -> User:
        """Head of the department of cooperatives."""
        return assign(person("kepala.dkukm"), RoleCode.OPD_HEAD, department="dkukm")

    @cached_property
    def secretariat(self) -> User:
        """Secretariat of the TKPKD."""
        return assign(person("sekretariat"), RoleCode.SECRETARIAT, region=CITY, department="bapperida")

    @cached_property
    def chair(self) -> User:
        """Chair of the TKPKD."""
        return assign(person("ketua"), RoleCode.CHAIR, region=CITY)

    @cached_property
    def supervisor(self) -> User:
        """Supervisor of the Inspektorat."""
        return assign(person("pengawas"), RoleCode.SUPERVISOR, region=CITY, department="inspektorat")

    @cached_property
    def administrator(self) -> User:
        """Administrator: users and reference data, no citizen."""
        return assign(person("admin"), RoleCode.ADMINISTRATOR)

    @cached_property
    def nobody(self) -> User:
        """An account without a role."""
        return person("tanpa.peran")

    def by_role(self) -> dict[str, User]:
        """Everybody by a short name, for matrices of page and role."""
        names = (
            "langkai", "menteng", "officer", "district_officer", "head", "planner", "opd_head", "other_planner",
            "other_opd_head", "secretariat", "chair", "supervisor", "administrator", "nobody",
        )  # fmt: skip
        return {name: getattr(self, name) for name in names}
