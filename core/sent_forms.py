"""A form for a new record counts once, however often it is sent: double click, replay, back and send again."""

import uuid
from datetime import timedelta

from django.db import transaction
from django.http import HttpResponseRedirect
from django.utils import timezone

from core.models import SentForm

REMEMBERED = timedelta(days=1)


class SentOnceMixin:
    """For create screens: the page carries a number; saving notes it in the same transaction as the new record."""

    def form_number(self) -> uuid.UUID | None:
        """The number the form was sent with; None when it has none, as a script's request may."""
        try:
            return uuid.UUID(self.request.POST.get("form_number", ""))
        except ValueError:
            return None

    def post(self, request, *args, **kwargs):
        sent = SentForm.objects.filter(pk=self.form_number(), owner=request.user).exclude(url="").first()
        if sent is not None and not self.is_draft_request():
            return HttpResponseRedirect(sent.url)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        number = self.form_number()
        if number is None:
            return super().form_valid(form)
        with transaction.atomic():
            sent, is_first = SentForm.objects.get_or_create(pk=number, defaults={"owner": self.request.user})
            if not is_first:
                return HttpResponseRedirect(sent.url or self.request.path)
            response = super().form_valid(form)
            if response.status_code != 302:
                transaction.set_rollback(True)
                return response
            SentForm.objects.filter(pk=number).update(url=response.url)
            SentForm.objects.filter(owner=self.request.user, sent_at__lt=timezone.now() - REMEMBERED).delete()
        return response

    def get_context_data(self, **kwargs):
        kwargs.setdefault("form_number", self.form_number() or uuid.uuid4())
        return super().get_context_data(**kwargs)
