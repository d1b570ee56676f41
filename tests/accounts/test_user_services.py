"""What an administrator can and cannot do with accounts."""

from datetime import date, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts.departments.models import Department
from accounts.roles.models import RoleAssignment
from accounts.roles.table import ROLES, Reach, RoleCode
from accounts.users import services
from accounts.users.models import User
from core.history import event_model
from core.models import Move
from poverty.regions.models import Region
from tests.support.people import CITY, LANGKAI, PAHANDUT, assign, person

pytestmark = pytest.mark.django_db
REASON = "pindah tugas"


@pytest.fixture
def admin(people):
    return people.administrator


def place(code):
    return Region.objects.get(pk=code) if code else None


def office(code):
    return Department.objects.get(code=code) if code else None


def create(by, role=RoleCode.ENUMERATOR, region=LANGKAI, department="", **more):
    values = {"name": "Rusli Umar", "username": "rusli", "email": "rusli@contoh.example"} | more
    return services.create_user(by=by, role=role, region=place(region), department=office(department), **values)


def broken(call) -> set[str]:
    with pytest.raises(ValidationError) as refused:
        call()
    return set(getattr(refused.value, "error_dict", {"": None}))


def test_a_new_person_has_a_role_and_no_password_yet(admin):
    user = create(admin)
    assert not user.has_usable_password() and not user.is_demonstration and user.is_active
    assert [(each.role_id, each.region_id) for each in user.assignments.all()] == [(RoleCode.ENUMERATOR, LANGKAI)]


def test_making_a_person_stands_in_the_history_with_who_did_it(admin):
    from core.history import acting

    with acting(admin, source="web"):
        user = create(admin)
    event = event_model(User).objects.get(pgh_obj_id=user.pk)
    assert event.pgh_label == "insert" and event.pgh_context["user"] == admin.pk


def test_neither_password_nor_sign_in_enters_the_history(admin):
    names = {field.name for field in event_model(User)._meta.fields}
    assert not names & {"password", "last_login"}
    before = User.objects.get(pk=admin.pk).version
    admin.set_password("lain")
    admin.last_login = timezone.now()
    admin.save()
    assert User.objects.get(pk=admin.pk).version == before


@pytest.mark.parametrize(
    ("role", "region", "department", "fields"),
    [
        (RoleCode.ENUMERATOR, "", "", {"region"}),
        (RoleCode.ENUMERATOR, CITY, "", {"region"}),
        (RoleCode.ENUMERATOR, PAHANDUT, "", set()),
        (RoleCode.ENUMERATOR, LANGKAI, "dinsos", set()),
        (RoleCode.SOCIAL_OFFICER, "", "dinsos", {"region"}),
        (RoleCode.SOCIAL_OFFICER, CITY, "dinsos", set()),
        (RoleCode.SOCIAL_OFFICER, "62", "", {"region"}),
        (RoleCode.OPD_PLANNER, "", "", {"department"}),
        (RoleCode.OPD_PLANNER, "", "perkim", set()),
        (RoleCode.OPD_HEAD, CITY, "perkim", {"region"}),
        (RoleCode.OPD_HEAD, CITY, "", {"region", "department"}),
        (RoleCode.ADMINISTRATOR, "", "", set()),
        (RoleCode.ADMINISTRATOR, CITY, "dinsos", {"region", "department"}),
    ],
)
def test_a_role_needs_its_place_and_no_other(admin, role, region, department, fields):
    def call():
        return create(admin, role, region, department)

    if fields:
        assert broken(call) == fields
        assert not User.objects.filter(username="rusli").exists()
    else:
        assert call().pk


@pytest.mark.parametrize("role", RoleCode.values)
def test_every_role_can_be_given_to_somebody(admin, role):
    reach = ROLES[role].reach
    region = LANGKAI if reach == Reach.AREA else ""
    user = create(admin, role, region, "perkim" if reach == Reach.DEPARTMENT else "")
    assert user.mandates[0].role == role


def test_validity_does_not_end_before_it_begins(admin):
    days = {"valid_from": date(2026, 5, 2), "valid_until": date(2026, 5, 1)}
    assert broken(lambda: create(admin, **days)) == {"valid_until"}


def test_an_acting_head_holds_the_office_for_a_while(admin):
    today = timezone.localdate()
    user = create(admin, valid_from=today, valid_until=today + timedelta(days=30))
    assert user.mandates
    assert not user.assignments.valid_on(today + timedelta(days=31)).exists()


@pytest.mark.parametrize(
    ("field", "value"), [("username", "RUSLI"), ("email", "Rusli@Contoh.Example"), ("username", "a b"), ("email", "x")]
)
def test_names_and_addresses_are_well_formed_and_taken_once_in_any_case(admin, field, value):
    create(admin)
    other = {"username": "lain", "email": "lain@contoh.example"} | {field: value}
    assert broken(lambda: create(admin, **other)) in ({field}, {"__all__"})


def test_nobody_gives_a_role_to_themself(admin):
    with pytest.raises(ValidationError):
        services.assign_role(by=admin, user=admin, role=RoleCode.SOCIAL_OFFICER, region=place(CITY))


def test_the_same_role_is_not_given_twice(admin, people):
    with pytest.raises(ValidationError):
        services.assign_role(
            by=admin, user=people.langkai, role=RoleCode.ENUMERATOR, region=place(LANGKAI), valid_from=date(2026, 1, 1)
        )


@pytest.mark.parametrize("role", ["langkai", "officer", "head", "supervisor", "chair", "secretariat", "opd_head"])
def test_only_an_administrator_makes_accounts(people, role):
    with pytest.raises(PermissionDenied):
        create(getattr(people, role))


def test_an_ended_role_gives_nothing_from_then_on(admin, people):
    services.end_assignment(by=admin, assignment=people.langkai.assignments.get(), reason=REASON)
    assert User.objects.get(pk=people.langkai.pk).mandates == ()
    event = event_model(RoleAssignment).objects.latest("pgh_id")
    assert event.pgh_context["reason"] == REASON


def test_a_role_that_has_not_begun_is_taken_back(admin, people):
    user = assign(people.nobody, RoleCode.ENUMERATOR, region=LANGKAI, since=timezone.localdate() + timedelta(days=9))
    services.end_assignment(by=admin, assignment=user.assignments.get(), reason=REASON)
    assert not user.assignments.exists()


def test_ending_does_not_prolong(admin, people):
    today = timezone.localdate()
    user = assign(people.nobody, RoleCode.ENUMERATOR, region=LANGKAI, until=today)
    call = {"assignment": user.assignments.get(), "reason": REASON, "last_day": today + timedelta(days=5)}
    assert broken(lambda: services.end_assignment(by=admin, **call)) == {"last_day"}


def test_ending_needs_a_reason(admin, people):
    call = {"assignment": people.langkai.assignments.get(), "reason": "  "}
    assert broken(lambda: services.end_assignment(by=admin, **call)) == {"reason"}


def test_the_last_administrator_stays(admin, people):
    other = assign(person("admin.dua"), RoleCode.ADMINISTRATOR)
    services.end_assignment(by=admin, assignment=other.assignments.get(), reason=REASON)
    with pytest.raises(ValidationError):
        services.end_assignment(by=admin, assignment=admin.assignments.get(), reason=REASON)


def test_the_last_open_administrator_cannot_be_closed_by_a_closed_ones_existence(admin, people):
    closed = assign(person("admin.dua", active=False), RoleCode.ADMINISTRATOR)
    assert closed.pk
    with pytest.raises(ValidationError):
        services.end_assignment(by=admin, assignment=admin.assignments.get(), reason=REASON)


def test_nobody_closes_or_resets_the_own_account(admin):
    for service in (services.deactivate_user, services.reactivate_user, services.reset_second_factor):
        with pytest.raises(ValidationError):
            service(by=admin, user=admin, reason=REASON)


def test_a_closed_account_keeps_its_name_and_its_steps(admin, people):
    services.deactivate_user(by=admin, user=people.langkai, reason=REASON)
    fresh = User.objects.get(pk=people.langkai.pk)
    assert not fresh.is_active and fresh.mandates == () and fresh.name
    services.reactivate_user(by=admin, user=fresh, reason="kembali")
    assert User.objects.get(pk=fresh.pk).mandates
    steps = Move.objects.filter(subject_type="accounts.user", subject_id=fresh.pk)
    assert [(step.transition, step.note, step.actor) for step in steps] == [
        ("deactivated", REASON, admin),
        ("reactivated", "kembali", admin),
    ]


def test_a_changed_address_no_longer_signs_in_under_the_old_one(admin, people):
    user = people.langkai
    EmailAddress.objects.create(user=user, email=user.email, primary=True)
    values = {"name": user.name, "username": user.username, "phone": "", "language": "id"}
    services.update_user(by=admin, user=user, email="baru@contoh.example", **values)
    assert not EmailAddress.objects.filter(email="petugas.langkai@contoh.example").exists()


def test_the_first_administrator_founds_and_no_second_one(people):
    user, path = services.found_administration(username="pertama", email="p@contoh.example", name="Pertama")
    assert user.needs_second_factor and path.startswith("/akun/sandi/baru/")
    with pytest.raises(ValidationError):
        services.found_administration(username="kedua", email="k@contoh.example", name="Kedua")
