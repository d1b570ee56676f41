"""Where django-allauth asks us: closed sign-up, safe redirects, and the second factor kept encrypted."""

import base64
import hashlib
import time

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from core.history import client_address

RECENT_SECONDS = 5 * 60
LANGUAGE_SECONDS = 365 * 24 * 3600


class AccountAdapter(DefaultAccountAdapter):
    """Accounts come from an administrator only, and a sign-in leads nowhere but into this site."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("User name, e-mail address or password is wrong."),
        "email_password_mismatch": _("User name, e-mail address or password is wrong."),
        "invalid_login": _("User name, e-mail address or password is wrong."),
        "incorrect_password": _("This is not your present password."),
    }

    def is_open_for_signup(self, request) -> bool:
        return False

    def is_safe_url(self, url: str) -> bool:
        """Only places on this very site: a path, never a host."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def is_reauthentication_required(self, *, app: str, **kwargs) -> bool:
        """Ask for the password again unless it was given within the last five minutes."""
        records = get_authentication_records(self.request, self.request.user)
        return not any(time.time() - record["at"] < RECENT_SECONDS for record in records)

    def pre_login(self, request, user, **kwargs):
        """Demonstration accounts open nothing where demonstrations are not allowed."""
        if user.is_demonstration and not settings.DEMONSTRATION_ALLOWED:
            user.is_active = False
        return super().pre_login(request, user, **kwargs)

    def post_login(self, request, user, **kwargs):
        response = super().post_login(request, user, **kwargs)
        self.remember_language(response, user)
        return response

    @staticmethod
    def remember_language(response, user) -> None:
        """Let the pages speak the person's language from now on."""
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            user.language,
            max_age=LANGUAGE_SECONDS,
            secure=settings.SESSION_COOKIE_SECURE,
            samesite="Lax",
        )

    def get_client_ip(self, request) -> str:
        """The same address that the lock-out counts and the history keeps."""
        return client_address(request) or "0.0.0.0"  # noqa: S104

    def add_message(self, request, level, message_template=None, *args, **kwargs):
        """Say what a person would miss, not that they are in or out."""
        if message_template not in {"account/messages/logged_in.txt", "account/messages/logged_out.txt"}:
            super().add_message(request, level, message_template, *args, **kwargs)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of the second factor lie in the database encrypted with a key derived from `SECRET_KEY`."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This code is wrong or no longer valid. Wait for the next one and try again."),
        "cannot_delete_authenticator": _("Your role needs the second factor; it cannot be switched off."),
    }

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator) -> bool:
        return not authenticator.user.needs_second_factor


def _cipher() -> MultiFernet:
    """The present key first; keys in `SECRET_KEY_FALLBACKS` still open what they closed."""
    return MultiFernet(
        [
            Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"second factor:{key}".encode()).digest()))
            for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
        ]
    )
