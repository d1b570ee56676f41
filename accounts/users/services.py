"""What an administrator does with accounts, and what a person does with the own one."""

from datetime import date, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Perm
from accounts.roles.models import Role, RoleAssignment
from accounts.roles.table import RoleCode
from accounts.users import rules
from accounts.users.models import User
from accounts.users.password_links import password_path
from accounts.users.sessions import end_all_sessions
from core.history import acting, because
from core.models import Move


class Step:
    """Names of what is noted on an account besides the change of its fields."""

    PASSWORD_LINK = "password_link"  # noqa: S105 - a name, not a password
    SECOND_FACTOR_RESET = "second_factor_reset"
    DEACTIVATED = "deactivated"
    REACTIVATED = "reactivated"


@transaction.atomic
def create_user(
    *,
    by: User,
    name: str,
    username: str,
    email: str,
    role: str,
    phone: str = "",
    language: str = "id",
    department=None,
    region=None,
    valid_from: date | None = None,
    valid_until: date | None = None,
) -> User:
    """A new account with its first assignment. It has no password: `issue_password_link` lets the person set one.

    Raises `ValidationError` (with fields) for a broken rule, `PermissionDenied` when `by` is no administrator.
    """
    _administrator(by)
    user = User(name=name.strip(), username=username.strip(), email=email.strip().lower())
    user.phone, user.language = phone.strip(), language
    user.set_unusable_password()
    user.full_clean()
    user.save()
    assign_role(
        by=by,
        user=user,
        role=role,
        department=department,
        region=region,
        valid_from=valid_from,
        valid_until=valid_until,
    )
    return user


@transaction.atomic
def update_user(*, by: User, user: User, name: str, username: str, email: str, phone: str, language: str) -> User:
    """Change what identifies a person. A changed e-mail address no longer signs in under the old one."""
    _administrator(by)
    user.name, user.username, user.email = name.strip(), username.strip(), email.strip().lower()
    user.phone, user.language = phone.strip(), language
    user.full_clean()
    user.save()
    EmailAddress.objects.filter(user=user).exclude(email__iexact=user.email).delete()
    return user


@transaction.atomic
def assign_role(
    *,
    by: User,
    user: User,
    role: str,
    department=None,
    region=None,
    valid_from: date | None = None,
    valid_until: date | None = None,
) -> RoleAssignment:
    """Give a person a role in a department or an area, from a day until a day (both included).

    Nobody assigns to themself. Raises `ValidationError` for a broken rule of `accounts.users.rules`.
    """
    _administrator(by)
    _not_oneself(by, user, _("Nobody gives a role to themself; ask another administrator."))
    valid_from = valid_from or timezone.localdate()
    rules.check(
        rules.Proposed(
            role=role,
            department_id=department.pk if department else None,
            region_code=region.pk if region else None,
            valid_from=valid_from,
            valid_until=valid_until,
        )
    )
    assignment = RoleAssignment(
        user=user,
        role_id=role,
        department=department,
        region=region,
        valid_from=valid_from,
        valid_until=valid_until,
    )
    assignment.full_clean()
    assignment.save()
    return assignment


@transaction.atomic
def end_assignment(*, by: User, assignment: RoleAssignment, reason: str, last_day: date | None = None) -> None:
    """End an assignment with `last_day` (yesterday when not given, so that it ends at once).

    The last administrator's assignment cannot be ended. An assignment that has not begun is removed.
    """
    _administrator(by)
    _given(reason)
    last_day = last_day or timezone.localdate() - timedelta(days=1)
    if assignment.role_id == RoleCode.ADMINISTRATOR:
        _another_administrator(besides=assignment.user)
    if assignment.valid_until is not None and last_day > assignment.valid_until:
        raise ValidationError({"last_day": _("This assignment already ends earlier.")})
    with because(reason.strip()):
        if last_day < assignment.valid_from:
            assignment.delete()
        else:
            assignment.valid_until = last_day
            assignment.save(update_fields=["valid_until"])


@transaction.atomic
def deactivate_user(*, by: User, user: User, reason: str) -> None:
    """Close an account: no sign-in, every session ended at once; history keeps the name."""
    _administrator(by)
    _given(reason)
    _not_oneself(by, user, _("Nobody closes the own account; ask another administrator."))
    if user.assignments.filter(role_id=RoleCode.ADMINISTRATOR).valid_on(timezone.localdate()).exists():
        _another_administrator(besides=user)
    with because(reason.strip()):
        user.is_active = False
        user.save(update_fields=["is_active"])
    end_all_sessions(user)
    _note(user, Step.DEACTIVATED, by=by, reason=reason)


@transaction.atomic
def reactivate_user(*, by: User, user: User, reason: str) -> None:
    """Open a closed account again, with the assignments that are still in force."""
    _administrator(by)
    _given(reason)
    _not_oneself(by, user, _("Nobody opens the own account; ask another administrator."))
    with because(reason.strip()):
        user.is_active = True
        user.save(update_fields=["is_active"])
    _note(user, Step.REACTIVATED, by=by, reason=reason)


@transaction.atomic
def reset_second_factor(*, by: User, user: User, reason: str) -> None:
    """Take a lost second factor away and end every session; the person enrols a new one at the next sign-in."""
    _administrator(by)
    _given(reason)
    _not_oneself(by, user, _("Nobody resets the own second factor; ask another administrator."))
    Authenticator.objects.filter(user=user).delete()
    end_all_sessions(user)
    _note(user, Step.SECOND_FACTOR_RESET, by=by, reason=reason)


def choose_language(*, by: User, language: str) -> None:
    """The language a person wants the pages in."""
    by.language = language
    by.save(update_fields=["language"])


@transaction.atomic
def issue_password_link(*, by: User, user: User) -> str:
    """Path of a fresh link for this person, noted on the account; it ends after three days or one use.

    Raises `ValidationError` for a closed account, `PermissionDenied` when `by` is no administrator.
    """
    _administrator(by)
    if not user.is_active:
        raise ValidationError(_("This account is closed."))
    _note(user, Step.PASSWORD_LINK, by=by)
    return password_path(user)


@transaction.atomic
def found_administration(*, username: str, email: str, name: str) -> tuple[User, str]:
    """The first administrator of an installation, and the path at which the password is set.

    The only account without an actor before it; from then on administrators make accounts. Raises `ValidationError`
    when a real administrator is active already.
    """
    Role.objects.select_for_update().get(pk=RoleCode.ADMINISTRATOR)
    if active_administrators(timezone.localdate()).filter(is_demonstration=False).exists():
        raise ValidationError(_("There is an administrator already; he or she makes further accounts."))
    user = User(name=name.strip(), username=username.strip(), email=email.strip().lower())
    user.set_unusable_password()
    user.full_clean()
    with acting(None, source="command", reason="first administrator"):
        user.save()
        RoleAssignment.objects.create(user=user, role_id=RoleCode.ADMINISTRATOR)
    return user, password_path(user)


def active_administrators(day: date):
    """Open accounts that hold the administrator's role on `day`."""
    held = RoleAssignment.objects.filter(role_id=RoleCode.ADMINISTRATOR).valid_on(day)
    return User.objects.filter(is_active=True, pk__in=held.values("user"))


def _administrator(by: User) -> None:
    if not by.may(Perm.MANAGE_USERS):
        raise PermissionDenied


def _given(reason: str) -> None:
    if not reason.strip():
        raise ValidationError({"reason": _("Give the reason.")})


def _not_oneself(by: User, user: User, message: str) -> None:
    if by.pk == user.pk:
        raise ValidationError(message)


def _another_administrator(*, besides: User) -> None:
    """Locks the role, so that two administrators cannot end each other at the same moment."""
    Role.objects.select_for_update().get(pk=RoleCode.ADMINISTRATOR)
    if not active_administrators(timezone.localdate()).exclude(pk=besides.pk).exists():
        raise ValidationError(_("This is the last active administrator. Appoint another one first."))


def _note(user: User, step: str, *, by: User, reason: str = "") -> None:
    Move.objects.create(
        subject_type=user._meta.label_lower,
        subject_id=user.pk,
        transition=step,
        source="",
        target="",
        actor=by,
        role=by.role_for(Perm.MANAGE_USERS),
        note=reason.strip(),
    )
