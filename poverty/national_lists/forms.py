"""Forms of national lists: taking one in, adding a file, comparing two, opening the queue."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.forms import PlainForm
from poverty.households.choices import Source
from poverty.households.filters import area_choices
from poverty.imports.models import ImportBatch
from poverty.imports.normal import SOURCES
from poverty.national_lists.choices import ListSource, Quarter
from poverty.national_lists.models import NationalList
from poverty.national_lists.queueing import QUEUEABLE, Choice
from poverty.national_lists.services import LAYOUTS, USABLE


def usable_batches(user):
    """The imports within reach that may become a national list, newest first."""
    found = ImportBatch.objects.visible_to(user).filter(state__in=USABLE, layout__in=LAYOUTS)
    return found.order_by("-pk")


class BatchField(forms.ModelChoiceField):
    """An import by its number, file, and number of rows."""

    def label_from_instance(self, batch):
        rows = _("%(count)s rows") % {"count": batch.counts.get("rows", 0)}
        return f"{batch} · {batch.original_name} · {batch.get_layout_display()} · {rows}"


class ListChoiceField(forms.ModelChoiceField):
    """A national list by its name and quarter."""

    def label_from_instance(self, each):
        return f"{each} · {each.period}"


class NationalListForm(PlainForm):
    """Which import is the list of which quarter."""

    batch = BatchField(label=_("Import"), queryset=ImportBatch.objects.none(), empty_label=_("Choose the import"))
    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("For example DTSEN quarter III 2026."))
    source = forms.ChoiceField(label=_("List"), choices=ListSource.choices)
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    quarter = forms.ChoiceField(label=_("Quarter"), choices=Quarter.choices)
    reference_date = forms.DateField(
        label=_("Reference date"), help_text=_("The day for which the list's deciles hold.")
    )
    previous = ListChoiceField(
        label=_("Compare with"),
        queryset=NationalList.objects.none(),
        required=False,
        empty_label=_("The list of the quarter before, if there is one"),
    )
    awaits_more = forms.BooleanField(
        label=_("More files of this list follow"),
        required=False,
        help_text=_("The list came in several files: it is complete only when you have added them all."),
    )

    fieldsets = (
        (_("The list"), (("batch",), ("name", "source"), ("year", "quarter", "reference_date"))),
        (_("Comparison"), (("previous",), "awaits_more")),
    )

    def restrict_choices(self):
        batches = usable_batches(self.user)
        self.fields["batch"].queryset = batches
        earlier = NationalList.objects.visible_to(self.user).closed().order_by("-year", "-quarter", "-pk")
        self.fields["previous"].queryset = earlier
        today = timezone.localdate()
        self.fields["year"].initial, self.fields["quarter"].initial = today.year, str((today.month + 2) // 3)
        chosen = self.initial.get("batch")
        if batch := batches.filter(pk=chosen).first() if chosen else None:
            self.fields["reference_date"].initial = batch.reference_date
            self.fields["source"].initial = _source_of(batch)

    def clean(self):
        data = super().clean()
        previous = data.get("previous")
        if previous and previous.source != data.get("source"):
            self.add_error("previous", _("Only lists of the same source can be compared."))
        return data


def _source_of(batch: ImportBatch) -> str:
    source = SOURCES[batch.layout]
    return ListSource.DTSEN if source == Source.THIN_LIST else ListSource(source.value)


class FileForm(PlainForm):
    """One more import for a list that came in several files."""

    batch = BatchField(label=_("Import"), queryset=ImportBatch.objects.none(), empty_label=_("Choose the import"))

    def __init__(self, *args, national_list=None, **kwargs):
        self.national_list = national_list
        super().__init__(*args, **kwargs)

    def restrict_choices(self):
        taken = self.national_list.parts.values("batch")
        self.fields["batch"].queryset = usable_batches(self.user).exclude(pk__in=taken)


class CompareForm(PlainForm):
    """Two complete lists of one source."""

    newer = ListChoiceField(label=_("National list"), queryset=NationalList.objects.none())
    older = ListChoiceField(label=_("Compare with"), queryset=NationalList.objects.none())

    fieldsets = ((_("Which lists"), (("newer", "older"),)),)

    def restrict_choices(self):
        lists = NationalList.objects.visible_to(self.user).closed().order_by("source", "-year", "-quarter", "-pk")
        self.fields["newer"].queryset = self.fields["older"].queryset = lists


class QueueForm(PlainForm):
    """Which groups of a difference, where, and how large a change must be."""

    groups = forms.MultipleChoiceField(
        label=_("Which families"),
        choices=[(group.value, group.label) for group in QUEUEABLE],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one group.")},
    )
    poorest_only = forms.BooleanField(label=_("Of the new families only those in deciles 1–4"), required=False)
    steps = forms.TypedChoiceField(
        label=_("A decile change counts from"),
        choices=[(1, _("1 decile")), (2, _("2 deciles")), (3, _("3 deciles")), (5, _("5 deciles"))],
        coerce=int,
        initial=1,
    )
    areas = forms.MultipleChoiceField(
        label=_("Only in these areas"),
        required=False,
        help_text=_("Choose none for all areas within your reach."),
        widget=forms.CheckboxSelectMultiple,
    )

    def restrict_choices(self):
        self.fields["areas"].choices = area_choices(self.user)

    def choice(self) -> Choice:
        """What was chosen. Only for a valid form."""
        data = self.cleaned_data
        return Choice(tuple(data["groups"]), tuple(data["areas"]), data["steps"], data["poorest_only"])
