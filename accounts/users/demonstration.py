"""The demonstration accounts: made-up people, one per office, with one password and without a second factor."""

from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.utils import timezone

from accounts.departments.models import Department
from accounts.roles.models import RoleAssignment
from accounts.roles.table import RoleCode
from accounts.users.models import User
from core.demonstration import password
from core.history import acting

MAIL_DOMAIN = "contoh.example"


@dataclass(frozen=True)
class Person:
    """One demonstration account: user name, made-up name, role, and the area or department it acts in."""

    username: str
    name: str
    role: RoleCode
    region: str = ""
    department: str = ""


CITY = "62.71"
PEOPLE = (
    Person("petugas.langkai", "Rina Kartini (contoh)", RoleCode.ENUMERATOR, "62.71.01.1003"),
    Person("petugas.menteng", "Yusuf Bangas (contoh)", RoleCode.ENUMERATOR, "62.71.03.1002"),
    Person("dinsos", "Noraini Sahay (contoh)", RoleCode.SOCIAL_OFFICER, CITY, "dinsos"),
    Person("kadis", "Hendra Tundan (contoh)", RoleCode.HEAD_OF_SOCIAL, CITY, "dinsos"),
    Person("perkim", "Dewi Lamiang (contoh)", RoleCode.OPD_PLANNER, department="perkim"),
    Person("kepala.perkim", "Agus Setiawan (contoh)", RoleCode.OPD_HEAD, department="perkim"),
    Person("dkukm", "Maria Nyai Undang (contoh)", RoleCode.OPD_PLANNER, department="dkukm"),
    Person("kepala.dkukm", "Bambang Dohong (contoh)", RoleCode.OPD_HEAD, department="dkukm"),
    Person("sekretariat", "Fitriani Rahmah (contoh)", RoleCode.SECRETARIAT, CITY, "bapperida"),
    Person("ketua", "Lukas Tingang (contoh)", RoleCode.CHAIR, CITY),
    Person("pengawas", "Siti Aminah Usop (contoh)", RoleCode.SUPERVISOR, CITY, "inspektorat"),
    Person("admin", "Teguh Prakoso (contoh)", RoleCode.ADMINISTRATOR),
)


@transaction.atomic
def create_demonstration_accounts() -> int:
    """Have all demonstration accounts, with today's demonstration password. Safe to repeat; returns how many are new.

    Areas and departments must be loaded before. Raises `ImproperlyConfigured` where demonstrations are not allowed.
    """
    if not settings.DEMONSTRATION_ALLOWED:
        raise ImproperlyConfigured("Demonstration accounts are only made where DEMONSTRATION_ALLOWED is set.")
    word = password()
    with acting(None, source="demonstration"):
        return sum(_have(person, word) for person in PEOPLE)


def _have(person: Person, word: str) -> bool:
    user, is_new = User.objects.get_or_create(
        username=person.username,
        defaults={
            "name": person.name,
            "email": f"{person.username}@{MAIL_DOMAIN}",
            "is_demonstration": True,
        },
    )
    if not user.is_demonstration:
        raise ImproperlyConfigured(f"The user name {person.username} belongs to a real account.")
    if not user.check_password(word):
        user.set_password(word)
        user.save(update_fields=["password"])
    region = apps.get_model("poverty", "Region").objects.get(pk=person.region) if person.region else None
    department = Department.objects.get(code=person.department) if person.department else None
    if not user.assignments.filter(role_id=person.role).exists():
        RoleAssignment.objects.create(
            user=user,
            role_id=person.role,
            region=region,
            department=department,
            valid_from=timezone.localdate().replace(month=1, day=1),
        )
    return is_new
