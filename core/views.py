"""The screens every noun declares: list, detail, create, update, move, export, on Django's own generic views.

A screen is a declaration of about ten lines. Reach and permission stand here once: a screen names its `permission`
and its `model`; rows outside the person's reach are 404, a missing permission is 403, and a row that a save would
put out of reach is rolled back.
"""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction
from django.forms import FileField
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views import generic

from core.access import GuardedView as GuardedView
from core.access import ScopedView as ScopedView
from core.access import within_reach
from core.drafts import DraftMixin
from core.list_views import ListView as ListView
from core.refusals import put_refusal, refusal_of
from core.sent_forms import SentOnceMixin
from core.workflow import MoveRefused, moves_of


class PageView(GuardedView, generic.TemplateView):
    """A guarded page without a record of its own."""


class DetailView(ScopedView, generic.DetailView):
    """A record's page. Declare `model`, `permission`, `template_name`."""


class WithinReachMixin:
    """After a save the row must still be within the person's reach, or the transaction is rolled back."""

    def assert_within_reach(self, instance: models.Model) -> None:
        """Raises `PermissionDenied` (and so rolls back) when the saved row has left the person's reach."""
        rows = within_reach(type(instance), self.request.user, self.permission)
        if not rows.filter(pk=instance.pk).exists():
            raise PermissionDenied


class FormScreen(DraftMixin, WithinReachMixin):
    """What create and update share: the user for the form's choices, a service that writes, drafts, a good message."""

    template_name = "components/form_page.html"
    heading = ""
    submit_label = ""
    success_message = ""

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_context_data(self, **kwargs):
        extra = {
            "heading": self.heading,
            "submit_label": self.submit_label or _("Save"),
            "cancel_url": self.get_cancel_url(),
        }
        return super().get_context_data(**(extra | kwargs))

    def get_cancel_url(self) -> str:
        return ""

    def save(self, form) -> models.Model:
        """Write what the form holds by calling one service; the base class saves a plain ModelForm."""
        return form.save()

    def form_valid(self, form):
        before = getattr(self, "object", None)
        try:
            with transaction.atomic():
                self.object = self.save(form)
                if form.errors:
                    transaction.set_rollback(True)
                else:
                    self.finish()
        except (ValidationError, IntegrityError) as error:
            put_refusal(form, refusal_of(error))
        if form.errors:
            self.object = before
            return self.form_invalid(form)
        if self.success_message:
            messages.success(self.request, self.success_message)
        return HttpResponseRedirect(self.get_success_url())

    def finish(self) -> None:
        """What belongs to the same transaction as the save: the row is within reach, the draft is gone."""
        if hasattr(type(self.object).objects, "visible_to"):
            self.assert_within_reach(self.object)
        self.discard_draft()

    def form_invalid(self, form):
        response = super().form_invalid(form)
        response.status_code = 422
        return response


class CreateView(SentOnceMixin, FormScreen, GuardedView, generic.CreateView):
    """A form for a new record. Declare `permission`, `form_class`, `save` (one service) and texts."""

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        kwargs.pop("instance", None) if not self.takes_instance() else None
        return kwargs

    def takes_instance(self) -> bool:
        return hasattr(self.get_form_class(), "Meta")


class UpdateView(FormScreen, ScopedView, generic.UpdateView):
    """A form for an existing record, with an optimistic lock.

    The form carries the version it was opened at. If somebody else saved since, nothing is written: the page shows
    for each field what stands now and what was typed, keeps what was typed, and the person decides.
    """

    def post(self, request, *args, **kwargs):
        if self.is_draft_request():
            self.assert_there()
            return self.save_draft()
        with transaction.atomic():
            self.object = get_object_or_404(self.get_queryset().select_for_update(of=("self",)), pk=self.kwargs["pk"])
            current = self.object.version
            form = self.get_form()
            if str(current) != request.POST.get("version", ""):
                return self.conflict(form, current)
            return self.form_valid(form) if form.is_valid() else self.form_invalid(form)

    def assert_there(self) -> None:
        """404 outside reach, also when a draft is only kept; taking one's own draft away is always possible."""
        wanted = self.request.POST["draft"] != "discard"
        if wanted and not self.get_queryset().filter(pk=self.kwargs["pk"]).exists():
            raise Http404

    def conflict(self, form, current: int) -> HttpResponse:
        """Both versions side by side, 409. Sending the form again from there is a decision, not an accident."""
        form.is_valid()
        context = self.get_context_data(form=form, conflict=self.differences(form), version=current)
        return self.render_to_response(context, status=409)

    def differences(self, form) -> list[dict[str, Any]]:
        """Field by field, what stands now against what was typed."""
        stored = self.get_queryset().get(pk=self.object.pk)  # validation wrote what was typed into self.object
        fresh = self.get_form_class()(**(self.get_form_kwargs() | {"data": None, "files": None, "instance": stored}))
        rows = []
        for name, field in form.fields.items():
            if isinstance(field, FileField) and not form[name].data:
                continue  # no other file was chosen
            now, typed = fresh.get_initial_for_field(fresh.fields[name], name), form[name].value()
            if field.has_changed(now, typed):
                rows.append({"label": field.label, "now": show_value(field, now), "typed": show_value(field, typed)})
        return rows

    def get_context_data(self, **kwargs):
        kwargs.setdefault("version", self.object.version)
        return super().get_context_data(**kwargs)

    def get_cancel_url(self) -> str:
        return self.object.get_absolute_url()


def show_value(field, value) -> str:
    """A form value as a person reads it: the label of a choice, a localised date, a dash for nothing."""
    from django.utils.formats import localize

    if value in (None, "", []):
        return "–"
    choices = {str(key): label for key, label in getattr(field, "choices", ())} if hasattr(field, "choices") else {}
    if isinstance(value, list | tuple):
        return ", ".join(str(choices.get(str(each), each)) for each in value)
    return str(choices.get(str(value), localize(value)))


class MoveView(ScopedView, generic.View):
    """Takes one step of a record's workflow. Only POST; refusals come back as a message on the record's page."""

    http_method_names = ["post"]

    def post(self, request, pk, transition):
        item = get_object_or_404(self.get_queryset(), pk=pk)
        try:
            step = item.workflow[transition]
        except KeyError:
            return HttpResponse(status=404)
        if step.by_service or step.automatic:
            return HttpResponse(status=404)
        if not request.user.may(step.permission):
            raise PermissionDenied
        get_object_or_404(within_reach(self.model, request.user, step.permission), pk=pk)
        try:
            item.workflow.move(item, transition, by=request.user, note=request.POST.get("note", ""))
        except MoveRefused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("Done: %(step)s.") % {"step": step.label})
        return HttpResponseRedirect(item.get_absolute_url())


class WorkflowContextMixin:
    """Adds to a detail page the steps offered to this person and those already taken."""

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        context["steps"] = self.object.workflow.offered(self.object, by=self.request.user)
        context["moves"] = moves_of(self.object)
        return context
