"""My account: sessions, sign-in history, password, second factor, language. Everybody's own, nobody else's."""

from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from axes.models import AccessLog
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.views import generic

from accounts.users.middleware import ENROLLED
from accounts.users.services import choose_language
from accounts.users.sessions import end_all_sessions
from core.views import GuardedView, PageView

SIGN_INS_SHOWN = 20


class EnrolView(ActivateTOTPView):
    """Enrols a second factor by QR code; the code typed here counts as passing it in this session."""

    def form_valid(self, form):
        response = super().form_valid(form)
        self.request.session[ENROLLED] = True
        return response


class MyAccountView(PageView):
    """What a person can see and set about the own account."""

    template_name = "accounts/my_account.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        sessions = sorted(UserSession.objects.purge_and_list(user), key=lambda each: each.created_at, reverse=True)
        return super().get_context_data(
            assignments=user.in_force,
            sessions=sessions,
            here=self.request.session.session_key,
            sign_ins=AccessLog.objects.filter(username=user.get_username())[:SIGN_INS_SHOWN],
            has_second_factor=is_mfa_enabled(user, [Authenticator.Type.TOTP]),
            languages=[get_language_info(code) for code, _name in settings.LANGUAGES],
            **kwargs,
        )


class EndOtherSessionsView(GuardedView, generic.View):
    """Ends every session of this person but the present one."""

    http_method_names = ["post"]

    def post(self, request):
        count = end_all_sessions(request.user, keep=request.session.session_key)
        messages.success(request, _("Other sessions ended: %(count)s.") % {"count": count})
        return HttpResponseRedirect(reverse("accounts:my_account"))


class LanguageView(GuardedView, generic.View):
    """Sets the language of this person, here and at the next sign-in."""

    http_method_names = ["post"]

    def post(self, request):
        language = request.POST.get("language", "")
        response = HttpResponseRedirect(reverse("accounts:my_account"))
        if language in dict(settings.LANGUAGES):
            choose_language(by=request.user, language=language)
            get_adapter().remember_language(response, request.user)
        return response
