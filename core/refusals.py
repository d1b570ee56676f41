"""What the database refuses, in words beside the field: the last guard speaks as clearly as the first.

A form asks whether a number is taken before it saves; when two people save at the same moment, only the database can
tell, and it names the constraint that was broken.
"""

from django.apps import apps
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, models
from django.utils.translation import gettext as _

TAKEN = "23505"
"""PostgreSQL's code for a broken uniqueness."""


def refusal_of(error: ValidationError | IntegrityError) -> ValidationError:
    """The error as a form takes it. An `IntegrityError` of which nothing can be said to a person is raised again."""
    if isinstance(error, ValidationError):
        return error
    diagnosis = getattr(error.__cause__, "diag", None)
    constraint = _constraint(getattr(diagnosis, "constraint_name", None))
    if constraint is not None:
        message = str(constraint.get_violation_error_message())
        fields = getattr(constraint, "fields", ())
        return ValidationError({fields[0]: message} if len(fields) == 1 else message)
    if getattr(diagnosis, "sqlstate", "") == TAKEN:
        return ValidationError(
            _("The same was saved by somebody else at this moment. Look whether it is there already.")
        )
    raise error


def _constraint(name: str | None) -> models.BaseConstraint | None:
    found = (each for model in apps.get_models() for each in model._meta.constraints if each.name == name)
    return next(found, None)


def put_refusal(form, refusal: ValidationError) -> None:
    """Put the refusal beside its fields; what has no field of this form stands above it."""
    if not hasattr(refusal, "error_dict"):
        form.add_error(None, refusal)
        return
    for name, errors in refusal.error_dict.items():
        form.add_error(name if name in form.fields and name != NON_FIELD_ERRORS else None, errors)
