"""Forms of visits: planning, and what a phone or a plain form sends from the house."""

import math
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import PlainForm
from poverty.verification.models import Proposal
from poverty.visits.answers import AnswerRefused, read_answer
from poverty.visits.checklist import questions_of
from poverty.visits.choices import Recommendation, VisitOutcome
from poverty.visits.selectors import visitors_for

NOTES = 2000
LISTS = {"outcome": VisitOutcome, "recommendation": Recommendation}


class AssignForm(PlainForm):
    """Who visits, and until when. `regions` are the kelurahan in which the visitor must be allowed to visit."""

    assigned_to = forms.ChoiceField(label=gettext_lazy("Visitor"))
    planned_for = forms.DateField(label=gettext_lazy("Visit on or before"))

    fieldsets = ((gettext_lazy("The visit"), (("assigned_to", "planned_for"),)),)

    def __init__(self, *args, regions=(), **kwargs):
        self.regions = regions
        super().__init__(*args, **kwargs)

    def restrict_choices(self):
        self.people = {str(person.pk): person for person in visitors_for(self.regions)}
        choices = [(key, str(person)) for key, person in self.people.items()]
        self.fields["assigned_to"].choices = [("", gettext_lazy("Choose a person")), *choices]
        if str(self.user.pk) in self.people:
            self.initial.setdefault("assigned_to", str(self.user.pk))

    def clean_assigned_to(self):
        return self.people[self.cleaned_data["assigned_to"]]

    def clean_planned_for(self):
        day = self.cleaned_data["planned_for"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("The day of the visit has passed."))
        if day > timezone.localdate() + timedelta(days=366):
            raise forms.ValidationError(_("The day of the visit is too far away."))
        return day


class PlanForm(AssignForm):
    """A visit to one household, for one of its open proposals or for none."""

    proposal = forms.ChoiceField(label=gettext_lazy("For which proposal"), required=False)

    fieldsets = ((gettext_lazy("The visit"), ("proposal", ("assigned_to", "planned_for"))),)

    def __init__(self, *args, household, **kwargs):
        self.household = household
        super().__init__(*args, regions=[household.region_id], **kwargs)

    def restrict_choices(self):
        super().restrict_choices()
        open_ones = Proposal.objects.visible_to(self.user).filter(
            household=self.household, state__in=Proposal.workflow["visit"].sources
        )
        self.proposals = {str(each.pk): each for each in open_ones.order_by("pk")}
        choices = [(key, f"{each} · {each.get_state_display()}") for key, each in self.proposals.items()]
        self.fields["proposal"].choices = [("", gettext_lazy("None")), *choices]

    def clean_proposal(self):
        return self.proposals.get(self.cleaned_data["proposal"])


@dataclass
class Sent:
    """What came from the house, read: entries that can be kept, and beside each other one what is wrong with it."""

    data: dict[str, Any] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    revision: int = 0
    started_at: datetime | None = None
    ended_at: datetime | None = None


def read_sent(checklist: list[dict], post: QueryDict) -> Sent:
    """Read a form, whole or in part: what it does not name stays as it is."""
    now = timezone.now()
    sent = Sent(revision=_digits(post, "revision") or int(now.timestamp() * 1000))
    for question in questions_of(checklist):
        how, value = f"how-{question.code}", f"value-{question.code}"
        if how in post or value in post:
            try:
                sent.data[question.code] = read_answer(question, post.get(how, ""), post.getlist(value))
            except AnswerRefused as refused:
                sent.refused[question.code] = str(refused)
    _read_result(sent, post)
    _read_place(sent, post)
    behind = _behind(post, now)
    sent.started_at, sent.ended_at = (_moment(post, name, behind) for name in ("started_at", "ended_at"))
    return sent


def _read_result(sent: Sent, post: QueryDict) -> None:
    for name, choices in LISTS.items():
        if name in post and post[name] in ("", *choices.values):
            sent.data[name] = post[name]
        elif name in post:
            sent.refused[name] = _("Choose one of the answers.")
    if "notes" in post:
        notes = post["notes"].replace("\r\n", "\n").strip()
        if len(notes) > NOTES:
            sent.refused["notes"] = _("At most %(number)s characters.") % {"number": NOTES}
        else:
            sent.data["notes"] = notes


def _read_place(sent: Sent, post: QueryDict) -> None:
    if not {"latitude", "longitude"} & set(post):
        return
    texts = [post.get(name, "").strip().replace(",", ".") for name in ("latitude", "longitude")]
    if not any(texts):
        sent.data["place"] = None
        return
    degrees = [_degrees(text, largest) for text, largest in zip(texts, (90, 180), strict=True)]
    if None in degrees:
        sent.refused["place"] = _("Give both latitude and longitude, in degrees.")
        return
    metres = _digits(post, "accuracy")
    sent.data["place"] = (*degrees, min(metres, 100_000) if metres else None)


def _degrees(text: str, largest: int) -> Decimal | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return Decimal(f"{number:.6f}") if math.isfinite(number) and abs(number) <= largest else None


def _digits(post: QueryDict, name: str) -> int:
    text = post.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 15 else 0


def _behind(post: QueryDict, now: datetime) -> int:
    """By how many milliseconds the phone's clock is behind ours; 0 when it does not say what it shows."""
    shown = _digits(post, "sent_at")
    return int(now.timestamp() * 1000) - shown if shown else 0


def _moment(post: QueryDict, name: str, behind: int) -> datetime | None:
    """A moment of the phone's clock, on ours."""
    shown = _digits(post, name)
    try:
        return datetime.fromtimestamp((shown + behind) / 1000, UTC) if shown else None
    except (OverflowError, ValueError, OSError):
        return None
