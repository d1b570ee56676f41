"""Forms of imports: the upload, and the matching of the columns."""

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.forms import PlainForm
from poverty.imports.choices import ImportLayout
from poverty.imports.labels import field_label
from poverty.imports.own_layouts import layouts

ACCEPTED = ".xlsx,.xlsm,.xls,.ods,.csv,.txt"


class UploadForm(PlainForm):
    """One file; everything else is found out and shown on the next page."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("Excel (xlsx, xls), OpenDocument (ods) or csv; up to 100,000 rows and 25 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED}),
    )

    def clean_file(self):
        """The size is refused before the file is looked into."""
        file = self.cleaned_data["file"]
        if file.size > settings.UPLOAD_LIMIT_BYTES:
            raise forms.ValidationError(_("The file is larger than 25 MB. Split it and upload the parts one by one."))
        return file


class MatchForm(PlainForm):
    """Sheet, layout, header row and date above; below, one choice of column for every field of the layout."""

    sheet = forms.ChoiceField(label=_("Sheet"))
    layout = forms.ChoiceField(
        label=_("Kind of list"), choices=[("", _("Choose the kind of list")), *ImportLayout.choices]
    )
    header_row = forms.IntegerField(label=_("Row of the headings"), min_value=1, max_value=60)
    reference_date = forms.DateField(
        label=_("Date of the list's data"),
        required=False,
        help_text=_("Deciles and dwellings are dated with it. Leave it empty when it is not known."),
    )

    def __init__(self, *args, batch, **kwargs):
        self.batch = batch
        super().__init__(*args, **kwargs)
        self.fields["sheet"].choices = [(name, name or _("The whole file")) for name in batch.sheets]
        self.fields["sheet"].required = len(batch.sheets) > 1
        columns = [("", "–"), *((str(place), name or f"({place + 1})") for place, name in enumerate(batch.headings))]
        for name in self.matched_fields():
            self.fields[f"column_{name}"] = forms.ChoiceField(
                label=field_label(batch.layout, name),
                choices=columns,
                required=name in layouts()[batch.layout].required,
                initial=str(batch.mapping[name]) if name in batch.mapping else "",
            )
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-select" if isinstance(field.widget, forms.Select) else "form-control"

    def matched_fields(self) -> tuple[str, ...]:
        """Fields of the layout that a column may be matched to."""
        return layouts()[self.batch.layout].fields() if self.batch.layout else ()

    def clean_reference_date(self):
        """A list cannot speak of a day to come."""
        day = self.cleaned_data["reference_date"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("This date lies in the future."))
        return day

    def mapping(self) -> dict[str, int]:
        """Field to column position, as the person has chosen."""
        chosen = {name: self.cleaned_data.get(f"column_{name}") for name in self.matched_fields()}
        return {name: int(place) for name, place in chosen.items() if place not in ("", None)}

    def clean(self):
        """One column is matched to one field."""
        found: dict[str, str] = {}
        for name in self.matched_fields():
            place = self.cleaned_data.get(f"column_{name}")
            if place and found.setdefault(place, name) != name:
                self.add_error(f"column_{name}", _("This column is already matched to another field."))
        return self.cleaned_data

    def column_rows(self):
        """The bound column fields, for the template."""
        return [self[f"column_{name}"] for name in self.matched_fields()]
