"""What a decision needs, and what it does to the proposal when the meeting is closed. Source: domain.md 2.1 and 2.2."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from poverty.households.choices import ExitReason
from poverty.households.models import Member
from poverty.households.services import is_present
from poverty.meetings.choices import Decision
from poverty.verification.choices import ProposalKind, ProposalState
from poverty.verification.exits import EXITS, ExitEffect

EXIT_REASONS = tuple(reason for reason, ground in EXITS.items() if ground.effect != ExitEffect.NONE)
"""Why a meeting may find a household not eligible. The others end one programme and are no matter of the list."""

K, D = ProposalKind, Decision


@dataclass(frozen=True)
class Outcome:
    """The proposal's step that a decision takes, and whether the proposal becomes one to leave the list."""

    step: str
    becomes_exit: bool = False


def outcome(kind: str, decision: str) -> Outcome:
    """What becomes of a proposal of this kind.

    >>> outcome("entry", "eligible").step, outcome("entry", "not_eligible").step, outcome("exit", "eligible").step
    ('agree', 'decline', 'decline')
    >>> outcome("objection", "not_eligible"), outcome("reverification", "absent").step
    (Outcome(step='agree', becomes_exit=True), 'unlist')
    """
    if decision in (D.POSTPONED, D.ABSENT):
        return Outcome("unlist")
    if decision == D.ELIGIBLE:
        return Outcome("agree" if kind in (K.ENTRY, K.REVERIFICATION) else "decline")
    if kind == K.ENTRY:
        return Outcome("decline")
    return Outcome("agree", becomes_exit=kind != K.EXIT)


@dataclass(frozen=True)
class Ruling:
    """A decision about one name as it was sent: the decision, why, and about whom where somebody has died."""

    decision: str
    reason: str = ""
    exit_reason: str = ""
    person: Member | None = None


class RulingRefused(Exception):
    """The decision lacks something; the message says what, in words for the person who decides."""


def completed(item, ruling: Ruling) -> Ruling:
    """The decision as it is kept: a chosen exit reason is the reason when nothing else was written, an exit keeps its
    own reason, and a household of one person needs nobody chosen.

    Raises:
        RulingRefused: no such decision, no reason, or no person where one is needed.
    """
    if ruling.decision not in Decision.values:
        raise RulingRefused(_("Choose a decision."))
    if item.proposal.state != ProposalState.LISTED:
        raise RulingRefused(
            _("This proposal is “%(state)s” and no longer before the meeting.")
            % {"state": item.proposal.get_state_display()}
        )
    if ruling.decision != D.NOT_ELIGIBLE:
        kept = Ruling(ruling.decision, ruling.reason.strip()[:500])
    else:
        kept = _with_exit(item.proposal, ruling)
    if kept.decision != D.ELIGIBLE and not kept.reason:
        raise RulingRefused(_("Give the reason of the decision."))
    return kept


def _with_exit(proposal, ruling: Ruling) -> Ruling:
    code = proposal.exit_reason if proposal.kind == K.EXIT else ruling.exit_reason
    if code and proposal.kind != K.EXIT and code not in EXIT_REASONS:
        raise RulingRefused(_("Choose one of the reasons offered."))
    if not code and proposal.kind != K.ENTRY:
        raise RulingRefused(_("Choose why the household leaves the list."))
    reason = ruling.reason.strip()[:500] or (label_on_paper(code) if code else "")
    return Ruling(ruling.decision, reason, code, _person(proposal, ruling, code))


def label_on_paper(code: str) -> str:
    """An exit reason as the minutes print it: in the city's language, whatever language the page is read in."""
    with override(settings.LANGUAGE_CODE):
        return str(ExitReason(code).label)


def _person(proposal, ruling: Ruling, code: str) -> Member | None:
    """Who it is about, where the household leaves the list because of one person."""
    if proposal.kind == K.EXIT:
        return proposal.exited_member
    if proposal.kind == K.ENTRY or not code or not EXITS[code].about_person:
        return None
    people = [person for person in proposal.household.members.all() if is_present(person)]
    chosen = ruling.person or proposal.exited_member or (people[0] if len(people) == 1 else None)
    if chosen is None or chosen.household_id != proposal.household_id:
        raise RulingRefused(_("Choose the person it is about."))
    return chosen


def effect_in_words(proposal, decision: str) -> str:
    """What a decision will do, for the person who presses the key."""
    step = outcome(proposal.kind, decision)
    if step.step == "unlist":
        return _("goes to the next meeting")
    if step.becomes_exit:
        return _("leaves the list once verified and endorsed")
    words = {
        (K.ENTRY, "agree"): _("goes on to visit and verification"),
        (K.ENTRY, "decline"): _("the proposal ends here"),
        (K.REVERIFICATION, "agree"): _("goes on to visit and verification"),
        (K.REVERIFICATION, "decline"): _("stays as it is"),
        (K.OBJECTION, "decline"): _("stays on the list"),
        (K.EXIT, "decline"): _("stays on the list"),
    }
    return words.get((proposal.kind, step.step), _("leaves the list once verified and endorsed"))


@dataclass(frozen=True)
class Choice:
    """One decision as it is offered: its key, its word and what it will do."""

    decision: str
    key: str
    effect: str

    @property
    def label(self) -> str:
        return str(Decision(self.decision).label)

    @property
    def needs_reason(self) -> bool:
        return self.decision != Decision.ELIGIBLE


KEYS = {D.ELIGIBLE: "L", D.NOT_ELIGIBLE: "T", D.POSTPONED: "D", D.ABSENT: "H"}
"""Layak, Tidak layak, Ditunda, tidak Hadir."""


def choices_for(proposal) -> list[Choice]:
    """The four decisions about this proposal."""
    return [Choice(decision, key, effect_in_words(proposal, decision)) for decision, key in KEYS.items()]


def asks_exit_reason(proposal) -> bool:
    """Whether "not eligible" needs a coded reason: the household would leave a list on which it stands."""
    return proposal.kind in (K.REVERIFICATION, K.OBJECTION)


def quick_reasons() -> dict[str, list[tuple[str, str]]]:
    """Reasons to choose by one key, by decision: (exit code or nothing, words). As the minutes will print them."""
    with override(settings.LANGUAGE_CODE):
        return {
            D.NOT_ELIGIBLE: [(code, str(ExitReason(code).label)) for code in EXIT_REASONS],
            D.POSTPONED: [
                ("", _("The data is not complete")),
                ("", _("The family is away")),
                ("", _("A visit is needed first")),
                ("", _("The people present do not agree")),
            ],
            D.ABSENT: [
                ("", _("Nobody present knows the family")),
                ("", _("Neither the family nor its RT came")),
            ],
        }
