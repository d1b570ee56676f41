"""Every permission, once. A view, a transition and a menu entry name one of these; roles hold sets of them."""

from enum import StrEnum


class Perm(StrEnum):
    """What a person may do. Reach (where) is a different question: see `accounts.scope`."""

    # the registry
    VIEW_HOUSEHOLD = "view_household"
    RECORD_HOUSEHOLD = "record_household"
    REVEAL_NUMBER = "reveal_number"
    VIEW_HEALTH = "view_health"
    EXPORT_HOUSEHOLD = "export_household"
    VIEW_ASSESSMENT = "view_assessment"
    RECORD_ASSESSMENT = "record_assessment"
    SUBMIT_ASSESSMENT = "submit_assessment"
    VERIFY_ASSESSMENT = "verify_assessment"
    VIEW_IMPORT = "view_import"
    RUN_IMPORT = "run_import"
    VIEW_PROPOSAL = "view_proposal"
    PROPOSE = "propose"
    VERIFY_PROPOSAL = "verify_proposal"
    PREPARE_ENDORSEMENT = "prepare_endorsement"
    ENDORSE = "endorse"
    VIEW_MEETING = "view_meeting"
    RUN_MEETING = "run_meeting"
    VIEW_VISIT = "view_visit"
    PLAN_VISIT = "plan_visit"
    RECORD_VISIT = "record_visit"
    VIEW_CHANGE_REQUEST = "view_change_request"
    REQUEST_CHANGE = "request_change"
    DECIDE_CHANGE = "decide_change"
    VIEW_DUPLICATE = "view_duplicate"
    DECIDE_DUPLICATE = "decide_duplicate"
    CONFIRM_MERGE = "confirm_merge"
    VIEW_NATIONAL_LIST = "view_national_list"
    COMPARE_NATIONAL_LIST = "compare_national_list"
    VIEW_HISTORY = "view_history"
    VIEW_ACCESS_LOG = "view_access_log"
    # places
    VIEW_REGION = "view_region"
    VIEW_MAP = "view_map"
    LOAD_BOUNDARIES = "load_boundaries"
    # the system
    MANAGE_USERS = "manage_users"
    MANAGE_REFERENCE = "manage_reference"
