"""The table of roles and what the database knows of it."""

import pytest

from accounts.permissions import Perm
from accounts.roles.models import Role
from accounts.roles.services import synchronise_roles
from accounts.roles.table import ROLES, Reach, RoleCode

pytestmark = pytest.mark.django_db


def test_the_database_holds_exactly_the_table_of_roles():
    held = {
        role.code: (role.reach, role.own_area, role.second_factor, set(role.permissions)) for role in Role.objects.all()
    }
    wanted = {
        code: (spec.reach, spec.own_area, spec.second_factor, set(spec.permissions)) for code, spec in ROLES.items()
    }
    assert held == wanted


def test_a_role_that_is_no_longer_in_the_table_loses_every_permission():
    Role.objects.create(code="visitor", reach=Reach.AREA, permissions=[Perm.VIEW_HOUSEHOLD])
    synchronise_roles()
    assert Role.objects.get(pk="visitor").permissions == []


def test_every_role_has_a_row_and_every_permission_a_role():
    assert set(ROLES) == set(RoleCode)
    assert set().union(*(spec.permissions for spec in ROLES.values())) == set(Perm)


def test_roles_that_approve_or_see_the_whole_city_need_a_second_factor():
    spared = {code for code, spec in ROLES.items() if not spec.second_factor}
    assert spared == {RoleCode.ENUMERATOR, RoleCode.OPD_PLANNER}


def test_the_administrator_has_no_permission_on_citizens():
    personal = {perm for perm in Perm if "household" in perm or "assessment" in perm or "import" in perm}
    personal |= {Perm.REVEAL_NUMBER, Perm.VIEW_HEALTH, Perm.VIEW_HISTORY, Perm.VIEW_ACCESS_LOG}
    assert not ROLES[RoleCode.ADMINISTRATOR].permissions & personal


def test_nobody_both_records_and_only_reads():
    supervisor = ROLES[RoleCode.SUPERVISOR].permissions
    assert not supervisor & {Perm.RECORD_HOUSEHOLD, Perm.RECORD_ASSESSMENT, Perm.RUN_IMPORT, Perm.VERIFY_ASSESSMENT}
