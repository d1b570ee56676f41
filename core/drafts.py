"""Forms keep what was typed: a draft per person and form, saved while typing, offered again, gone after saving."""

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone

from core.models import Draft

NEVER_KEPT = {"csrfmiddlewaretoken", "draft", "version", "password", "password1", "password2", "form_number"}


class DraftMixin:
    """For form screens. `draft_name` names the form; empty means that the form keeps no draft.

    The browser posts the whole form to the same URL with `draft=1` while a person types; opening the form again
    starts from the draft and says so, with a button to discard it.
    """

    draft_name = ""

    def draft_subject(self) -> int:
        """Key of the record the form is about; 0 for a new one."""
        return int(self.kwargs.get("pk") or 0)

    def draft_label(self) -> str:
        """How My work names the draft; no personal number in it."""
        return str(getattr(self, "heading", ""))

    def is_draft_request(self) -> bool:
        return bool(self.draft_name) and "draft" in self.request.POST

    @property
    def draft(self) -> Draft | None:
        if not self.draft_name:
            return None
        if not hasattr(self, "_draft"):
            self._draft = Draft.objects.filter(
                owner=self.request.user, form=self.draft_name, subject_id=self.draft_subject()
            ).first()
        return self._draft

    def get(self, request, *args, **kwargs):
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        if self.is_draft_request():
            return self.save_draft()
        return super().post(request, *args, **kwargs)

    def save_draft(self) -> HttpResponse:
        """Keep or discard; answers with a small fragment that says when."""
        if self.request.POST["draft"] == "discard":
            self.discard_draft()
            return HttpResponse(status=204, headers={"HX-Redirect": self.request.path})
        data = {
            name: values
            for name, values in self.request.POST.lists()
            if name not in NEVER_KEPT and not name.startswith("search_")
        }
        Draft.objects.update_or_create(
            owner=self.request.user,
            form=self.draft_name,
            subject_id=self.draft_subject(),
            defaults={"data": data, "url": self.request.path, "label": self.draft_label()[:200]},
        )
        return HttpResponse(render_to_string("components/draft_saved.html", {"at": timezone.now()}))

    def discard_draft(self) -> None:
        """Remove the draft, if there is one."""
        if self.draft_name:
            Draft.objects.filter(
                owner=self.request.user, form=self.draft_name, subject_id=self.draft_subject()
            ).delete()

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        if self.request.method == "GET" and self.draft is not None:
            kwargs["draft_data"] = self.draft.data
        return kwargs

    def get_context_data(self, **kwargs):
        context = {
            "draft": self.draft if self.request.method == "GET" else None,
            "keeps_draft": bool(self.draft_name),
        }
        return super().get_context_data(**(context | kwargs))
