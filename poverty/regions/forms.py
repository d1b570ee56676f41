"""Uploading boundaries."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import PlainForm
from poverty.regions.boundaries import MAX_BYTES


class BoundaryFileForm(PlainForm):
    """Asks for a GeoJSON file."""

    file = forms.FileField(
        label=_("GeoJSON file"),
        help_text=_(
            "A FeatureCollection of polygons in longitude and latitude. Each area names its place in a property "
            "“kode” (Kemendagri, with or without dots) or “kode_bps”."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".geojson,.json,application/geo+json"}),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(
                _("The file is too large: at most %(limit)s MB.") % {"limit": MAX_BYTES // 1_000_000}
            )
        return file
