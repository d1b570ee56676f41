"""The nine roles, as one table: what each may do, how far it reaches, and whether it needs a second factor.

Source: product.md section 1. `manage.py migrate` synchronises the table into the database (`accounts_role`), where
permission checks read it; a test holds the two equal. Add a permission to a role here and nowhere else.
"""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Perm


class RoleCode(TextChoices):
    """The office a person holds."""

    ENUMERATOR = "enumerator", _("Enumerator")
    SOCIAL_OFFICER = "social_officer", _("Social officer")
    HEAD_OF_SOCIAL = "head_of_social", _("Head of Dinas Sosial")
    OPD_PLANNER = "opd_planner", _("Department planner")
    OPD_HEAD = "opd_head", _("Head of department")
    SECRETARIAT = "secretariat", _("TKPKD secretariat")
    CHAIR = "chair", _("TKPKD chair")
    SUPERVISOR = "supervisor", _("Supervisor")
    ADMINISTRATOR = "administrator", _("Administrator")


class Reach(TextChoices):
    """What an assignment in this role is limited by."""

    AREA = "area", _("an area")
    DEPARTMENT = "department", _("a department")
    SYSTEM = "system", _("the system, no citizens' data")


@dataclass(frozen=True)
class RoleSpec:
    """One row of the table. `own_area` roles must be given an area below the city."""

    reach: Reach
    permissions: frozenset[Perm]
    second_factor: bool
    own_area: bool = False


READ_REGISTRY = {
    Perm.VIEW_HOUSEHOLD,
    Perm.VIEW_ASSESSMENT,
    Perm.VIEW_PROPOSAL,
    Perm.VIEW_MEETING,
    Perm.VIEW_VISIT,
    Perm.VIEW_CHANGE_REQUEST,
    Perm.VIEW_REGION,
    Perm.VIEW_MAP,
}

OVERSEE_REGISTRY = READ_REGISTRY | {
    Perm.REVEAL_NUMBER,
    Perm.VIEW_HEALTH,
    Perm.VIEW_IMPORT,
    Perm.VIEW_DUPLICATE,
    Perm.VIEW_NATIONAL_LIST,
    Perm.EXPORT_HOUSEHOLD,
    Perm.VIEW_HISTORY,
    Perm.VIEW_ACCESS_LOG,
}

ROLES: dict[RoleCode, RoleSpec] = {
    RoleCode.ENUMERATOR: RoleSpec(
        Reach.AREA,
        frozenset(
            READ_REGISTRY
            | {
                Perm.RECORD_HOUSEHOLD,
                Perm.RECORD_ASSESSMENT,
                Perm.SUBMIT_ASSESSMENT,
                Perm.PROPOSE,
                Perm.RUN_MEETING,
                Perm.PLAN_VISIT,
                Perm.RECORD_VISIT,
                Perm.REQUEST_CHANGE,
                Perm.REVEAL_NUMBER,
                Perm.VIEW_HEALTH,
                Perm.VIEW_HISTORY,
            }
        ),
        second_factor=False,
        own_area=True,
    ),
    RoleCode.SOCIAL_OFFICER: RoleSpec(
        Reach.AREA,
        frozenset(
            READ_REGISTRY
            | {
                Perm.RECORD_HOUSEHOLD,
                Perm.RECORD_ASSESSMENT,
                Perm.SUBMIT_ASSESSMENT,
                Perm.VERIFY_ASSESSMENT,
                Perm.PROPOSE,
                Perm.VERIFY_PROPOSAL,
                Perm.PREPARE_ENDORSEMENT,
                Perm.RUN_MEETING,
                Perm.PLAN_VISIT,
                Perm.RECORD_VISIT,
                Perm.REQUEST_CHANGE,
                Perm.DECIDE_CHANGE,
                Perm.VIEW_DUPLICATE,
                Perm.DECIDE_DUPLICATE,
                Perm.VIEW_NATIONAL_LIST,
                Perm.COMPARE_NATIONAL_LIST,
                Perm.REVEAL_NUMBER,
                Perm.VIEW_HEALTH,
                Perm.VIEW_IMPORT,
                Perm.RUN_IMPORT,
                Perm.EXPORT_HOUSEHOLD,
                Perm.VIEW_HISTORY,
            }
        ),
        second_factor=True,
    ),
    RoleCode.HEAD_OF_SOCIAL: RoleSpec(
        Reach.AREA,
        frozenset(OVERSEE_REGISTRY | {Perm.ENDORSE, Perm.CONFIRM_MERGE}),
        second_factor=True,
    ),
    RoleCode.OPD_PLANNER: RoleSpec(Reach.DEPARTMENT, frozenset({Perm.VIEW_REGION}), second_factor=False),
    RoleCode.OPD_HEAD: RoleSpec(Reach.DEPARTMENT, frozenset({Perm.VIEW_REGION}), second_factor=True),
    RoleCode.SECRETARIAT: RoleSpec(
        Reach.AREA,
        frozenset({Perm.VIEW_REGION, Perm.VIEW_MAP, Perm.LOAD_BOUNDARIES}),
        second_factor=True,
    ),
    RoleCode.CHAIR: RoleSpec(Reach.AREA, frozenset({Perm.VIEW_REGION, Perm.VIEW_MAP}), second_factor=True),
    RoleCode.SUPERVISOR: RoleSpec(
        Reach.AREA,
        frozenset(OVERSEE_REGISTRY),
        second_factor=True,
    ),
    RoleCode.ADMINISTRATOR: RoleSpec(
        Reach.SYSTEM,
        frozenset({Perm.MANAGE_USERS, Perm.MANAGE_REFERENCE, Perm.LOAD_BOUNDARIES, Perm.VIEW_REGION}),
        second_factor=True,
    ),
}
