"""Links with which a person sets a password: made by an administrator, shown once, valid three days, used once."""

import logging
from smtplib import SMTPException

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.users.models import User

logger = logging.getLogger("betang.accounts")


def password_path(user: User) -> str:
    """Path at which this person sets a password, with a fresh token."""
    parts = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    return reverse("account_reset_password_from_key", kwargs=parts)


def mail_is_configured() -> bool:
    """Whether this installation sends e-mail to the world."""
    return settings.EMAIL_BACKEND not in {
        "django.core.mail.backends.console.EmailBackend",
        "django.core.mail.backends.dummy.EmailBackend",
    }


def send_password_link(user: User, url: str) -> bool:
    """Mail the link in the person's language. False when e-mail is not configured or could not be sent."""
    if not mail_is_configured():
        return False
    with translation.override(user.language):
        subject = _("Set your password for Betang, %(city)s") % {"city": settings.CITY_NAME}
        body = render_to_string("account/email/password_link.txt", {"user": user, "url": url})
    try:
        return bool(EmailMessage(subject=subject, body=body, to=[user.email]).send())
    except (SMTPException, OSError) as error:
        logger.warning("a password link could not be mailed: %s", type(error).__name__)
        return False
