"""Forms of proposals and of endorsement lists."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.forms import PlainForm, RecordForm
from poverty.households.services import is_present
from poverty.verification.choices import LEAVING, Channel, ExitReason, ProposalKind
from poverty.verification.evidence import EvidenceField
from poverty.verification.exits import EXITS
from poverty.verification.models import Proposal

BY_HAND = [each for each in Channel if each not in (Channel.IMPORT, Channel.REGISTRY, Channel.NATIONAL_LIST)]
"""What a person may say that a proposal came from; the others are said by the machinery."""


class ProposalForm(RecordForm):
    """What is proposed about one household, from whom it came, and, for an exit, why and with what evidence."""

    evidence = EvidenceField(required=False)

    class Meta:
        model = Proposal
        fields = [
            "kind", "channel", "informant", "received_on", "reason", "exit_reason", "exited_member", "evidence_note",
            "evidence",
        ]  # fmt: skip
        widgets = {"reason": forms.Textarea({"rows": 3})}

    fieldsets = (
        (_("What is proposed"), ("kind", ("channel", "informant", "received_on"), "reason")),
        (_("Only for an exit or an objection"), (("exit_reason", "exited_member"),)),
        (_("Evidence"), (("evidence", "evidence_note"),)),
    )

    def __init__(self, *args, household=None, **kwargs):
        self.household = household
        super().__init__(*args, **kwargs)

    def restrict_choices(self):
        members = [member for member in self.household.members.all() if is_present(member)]
        people = self.fields["exited_member"]
        people.queryset = self.household.members.filter(pk__in=[member.pk for member in members])
        people.empty_label = _("the whole household")
        self.fields["channel"].choices = [(each.value, each.label) for each in BY_HAND]
        self.fields["exit_reason"].choices = [("", "–"), *ExitReason.choices]
        self.fields["kind"].choices = [(each.value, each.label) for each in ProposalKind]
        self.fields["received_on"].widget.attrs["max"] = timezone.localdate().isoformat()
        self.fields["informant"].help_text = _("Name and office of the person who came, if it was not you.")
        if self.instance.pk:
            del self.fields["kind"]

    @property
    def kind(self) -> str:
        """What is proposed; a draft keeps the kind it began with."""
        return self.instance.kind if self.instance.pk else self.cleaned_data.get("kind", "")

    def clean(self):
        cleaned = super().clean()
        if self.kind in LEAVING:
            self._clean_leaving(cleaned)
        elif self.kind:
            cleaned["exit_reason"], cleaned["exited_member"] = "", None  # not asked for this kind
        return cleaned

    def _clean_leaving(self, cleaned) -> None:
        reason = cleaned.get("exit_reason")
        if not reason:
            self.add_error("exit_reason", _("Say why the household or the person would leave the list."))
        elif EXITS[reason].about_person and not cleaned.get("exited_member"):
            self.add_error("exited_member", _("Choose the person it is about."))
        elif not (EXITS[reason].about_person or EXITS[reason].may_name_person):
            cleaned["exited_member"] = None

    def _get_validation_exclusions(self):
        return super()._get_validation_exclusions() | {"household", "region", "recorded_by", "evidence"}

    def validate_constraints(self):
        """The service asks the same under a lock and answers in words; the database is the last guard."""

    def values(self) -> dict[str, Any]:
        """What the service takes, without the file."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields if name not in ("kind", "evidence")}

    @property
    def grounds(self) -> list:
        """Every exit reason with the evidence it needs and what it brings about."""
        return list(EXITS.values())


class TitleForm(PlainForm):
    """The title of a new endorsement list."""

    title = forms.CharField(label=_("Title of the list"), max_length=160)


class SignedCopyForm(PlainForm):
    """The scan or photo of the signed paper."""

    file = forms.FileField(
        label=_("Signed copy"),
        help_text=_("PDF, JPEG or PNG, up to 20 MB. It is kept to the byte with its digest and cannot be replaced."),
        widget=forms.FileInput({"accept": "application/pdf,image/jpeg,image/png"}),
    )
