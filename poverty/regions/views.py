"""Screens of places: the list, and loading boundaries in two steps."""

from django.contrib import messages
from django.core import signing
from django.db.models import Q
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import generic

from accounts.permissions import Perm
from core.charts import Shape, map_svg
from core.views import GuardedView, ListView
from poverty.regions.boundary_files import Preview, preview_of
from poverty.regions.filters import RegionFilter
from poverty.regions.forms import BoundaryFileForm
from poverty.regions.models import Region
from poverty.regions.outlines import Outline
from poverty.regions.services import load_boundaries
from poverty.regions.tables import RegionTable

SALT = "boundaries"
HOUR = 3600


class RegionList(ListView):
    """All places. They are public reference data: whoever may see the list sees all of it."""

    model = Region
    permission = Perm.VIEW_REGION
    table_class = RegionTable
    filter_class = RegionFilter
    create_url_name = "poverty:boundary_upload"
    create_permission = Perm.LOAD_BOUNDARIES
    create_label = gettext_lazy("Load boundaries")

    def get_queryset(self):
        rows = super().get_queryset().select_related("parent").defer("boundary", "parent__boundary")
        return rows.annotate(has_boundary=Q(boundary__isnull=False))


class BoundaryUpload(GuardedView, generic.FormView):
    """A GeoJSON file goes in, a preview comes out: what matched, what did not and why. Nothing is written yet."""

    permission = Perm.LOAD_BOUNDARIES
    form_class = BoundaryFileForm
    template_name = "components/form_page.html"
    preview_template_name = "poverty/regions/boundary_preview.html"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            heading=_("Load boundaries"),
            subtitle=_("You see what the file matches before anything is written."),
            submit_label=_("Check the file"),
            cancel_url=reverse("poverty:region_list"),
            **kwargs,
        )

    def form_valid(self, form):
        preview = preview_of(form.cleaned_data["file"].read())
        context = self.get_context_data(form=form, preview=preview)
        if not preview.usable:
            for sentence in preview.sentences:
                form.add_error("file", sentence)
            return self.form_invalid(form)
        context |= {"map": preview_map(preview), "signed": sign(preview, self.request.user)}
        return self.response_class(self.request, [self.preview_template_name], context, using=self.template_engine)

    def form_invalid(self, form):
        response = super().form_invalid(form)
        response.status_code = 422
        return response


class BoundaryLoad(GuardedView, generic.View):
    """Writes what the preview showed; the preview hands it over signed, for an hour and for the same person."""

    permission = Perm.LOAD_BOUNDARIES
    http_method_names = ["post"]

    def post(self, request):
        drawn = unsign(request.POST.get("signed", ""), request.user)
        if drawn is None:
            messages.error(request, _("The preview is too old or was made by somebody else. Check the file again."))
            return HttpResponseRedirect(reverse("poverty:boundary_upload"))
        loaded = load_boundaries(drawn, by=request.user)
        messages.success(
            request,
            _("Boundaries: %(new)s new, %(changed)s changed, %(unchanged)s as they were.")
            % {"new": loaded.new, "changed": loaded.changed, "unchanged": loaded.unchanged},
        )
        return HttpResponseRedirect(reverse("poverty:region_list"))


def sign(preview: Preview, user) -> str:
    """The outlines of a preview as text that cannot be altered on its way through the browser."""
    outlines = {code: [outline.path, outline.box] for code, outline in preview.drawn.items()}
    return signing.dumps({"by": user.pk, "outlines": outlines}, salt=SALT, compress=True)


def unsign(text: str, user) -> dict[str, Outline] | None:
    """The outlines back; None when the text was altered, is older than an hour, or is another person's."""
    try:
        found = signing.loads(text, salt=SALT, max_age=HOUR)
    except signing.BadSignature:
        return None
    if found["by"] != user.pk:
        return None
    return {code: Outline(path, tuple(box)) for code, (path, box) in found["outlines"].items()}


def preview_map(preview: Preview):
    """The areas of the file as they would stand on the map."""
    names = {region.code: region.name for region in preview.places}
    villages = [code for code in preview.drawn if len(code) == 13] or list(preview.drawn)
    boxes = [preview.drawn[code].box for code in villages]
    left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
    width, height = max(box[2] for box in boxes) - left, max(box[3] for box in boxes) - top
    shapes = [Shape(names[code], preview.drawn[code].path, 1, code) for code in villages]
    return map_svg(shapes, f"{left - 6} {top - 6} {width + 12} {height + 12}", _("Areas of the file"))
