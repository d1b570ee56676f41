"""A person's open sessions: which there are, and how they end."""

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.http import HttpRequest

from core.history import client_address


@transaction.atomic
def end_oldest_sessions(request: HttpRequest) -> int:
    """Keep at most `SESSION_LIMIT_PER_USER` sessions of this person, this one among them. Returns how many ended."""
    if not request.session.session_key:
        request.session.save()
    get_user_model().objects.select_for_update(of=("self",)).only("pk").get(pk=request.user.pk)
    UserSession.objects.get_or_create(
        session_key=request.session.session_key,
        defaults={
            "user": request.user,
            "ip": client_address(request) or "0.0.0.0",  # noqa: S104 - means "not known"
            "user_agent": request.META.get("HTTP_USER_AGENT", "")[:200],
        },
    )
    others = UserSession.objects.filter(user=request.user).exclude(session_key=request.session.session_key)
    surplus = list(others.order_by("-created_at", "-pk")[max(settings.SESSION_LIMIT_PER_USER - 1, 0) :])
    for session in surplus:
        session.end()
    return len(surplus)


def end_all_sessions(user, *, keep: str = "") -> int:
    """End every session of this person, but for the one whose key is `keep`. Returns how many ended."""
    sessions = list(UserSession.objects.filter(user=user).exclude(session_key=keep))
    for session in sessions:
        session.end()
    return len(sessions)
