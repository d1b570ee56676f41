"""Why two records cannot be merged now, in words for the person who tries."""

from django.utils.translation import gettext as _

from core.history import event_model
from poverty.change_requests.models import ChangeRequest
from poverty.duplicates.choices import PairState
from poverty.duplicates.pairs import others_of
from poverty.duplicates.parties import Parties
from poverty.households.choices import HouseholdStatus
from poverty.households.models import Household, Member
from poverty.verification.models import Proposal

FULL = 16


def two_niks(first: Member, second: Member) -> bool:
    """Whether both have a full NIK, and not the same: then they are two people, or one of the numbers is wrong."""
    return bool(first.nik and second.nik and first.nik != second.nik)


def are_like_twins(parties: Parties) -> bool:
    """One birth date, one family card or household, two different full NIKs: far oftener twins than one person."""
    first, second = parties.first, parties.second
    cards = {each.household.family_card for each in (first, second)}
    one_family = parties.one_household or (len(cards) == 1 and None not in cards)
    return bool(first.birth_date and first.birth_date == second.birth_date and one_family and two_niks(first, second))


def obstacles(parties: Parties) -> list[str]:
    """Everything that stands in the way of this decision, whoever takes it."""
    found = [*_families(parties), *_numbers(parties), *_pending(parties), *_open_cases(parties)]
    return found + (_heads(parties) if parties.whole else [])


def _families(parties: Parties) -> list[str]:
    out = []
    for household in {parties.first.household, parties.second.household}:
        if household.status == HouseholdStatus.MERGED:
            out.append(_("The family of %(name)s was merged into another meanwhile.") % {"name": household})
    if parties.pair.whole_household and parties.one_household:
        out.append(_("Both records stand in one family already, so there are no two families to merge."))
    return out


def _numbers(parties: Parties) -> list[str]:
    if not parties.pair.note.strip() and any(two_niks(each.kept, each.dropped) for each in parties.couples()):
        return [_("Two different full NIKs: write down why it is one person all the same, and which number is wrong.")]
    return []


def _pending(parties: Parties) -> list[str]:
    people = [each.pk for couple in parties.couples() for each in (couple.kept, couple.dropped)]
    if parties.whole:
        people = list(parties.people)
    waiting = others_of(parties.pair, people).filter(state=PairState.SAME).order_by("pk")[:3]
    return [
        _("%(pair)s of the same people waits for its confirmation; that one comes first.") % {"pair": other}
        for other in waiting
    ]


def _open_cases(parties: Parties) -> list[str]:
    """What is open about a person alone would be about somebody of another family after the merge."""
    if parties.whole or parties.one_household:
        return []
    gone = [couple.dropped.pk for couple in parties.couples()]
    cases = [
        *Proposal.objects.open().filter(exited_member__in=gone),
        *ChangeRequest.objects.awaiting().filter(member__in=gone),
    ]
    return [
        _("%(case)s about the record that goes is still open; it has to be decided first.") % {"case": each}
        for each in cases
    ]


def _heads(parties: Parties) -> list[str]:
    """One head stays: somebody who comes over as head must be the same person as the head of the family that stays."""
    merged = {couple.dropped.pk for couple in parties.couples()}
    people = [*parties.of_household(parties.kept_household), *parties.of_household(parties.dropped_household)]
    heads = [p for p in people if p.relation == "head" and p.left_on is None and p.life_status == "alive"]
    heads = [person for person in heads if person.pk not in merged]
    if len(heads) < 2:
        return []
    names = ", ".join(person.name for person in heads)
    return [
        _("The family would have two heads: %(names)s. Say that they are one person, or change a relation first.")
        % {"names": names}
    ]


def changed_since(parties: Parties) -> list[str]:
    """What is no longer as it was when it was decided that the two are one, and who changed it when."""
    seen, now = parties.pair.versions, parties.versions()
    families = {each.pk: each for each in (parties.first.household, parties.second.household)}
    out = []
    for name in sorted(seen.keys() | now.keys()):
        label, _colon, pk = name.partition(":")
        model, rows = (Household, families) if label == Household._meta.label else (Member, parties.people)
        if seen.get(name) != now.get(name):
            what = {"name": rows.get(int(pk), _("A member of the family")), "by": who(model, int(pk))}
            out.append(_("%(name)s has changed since the decision%(by)s. Look at the pair again.") % what)
    return out


def who(model, pk) -> str:
    """ " (Rina, 3 Nov 2026)": by whom and when a record was last written, as its history says; empty when unknown."""
    from django.contrib.auth import get_user_model
    from django.utils.formats import date_format
    from django.utils.timezone import localtime

    try:
        events = event_model(model).objects.filter(pgh_obj_id=pk)
    except LookupError:
        return ""
    event = events.order_by("-pgh_id").first()
    if event is None:
        return ""
    user = get_user_model().objects.filter(pk=(event.pgh_context or {}).get("user")).first()
    when = date_format(localtime(event.pgh_created_at), "SHORT_DATETIME_FORMAT")
    return f" ({user}, {when})" if user else f" ({when})"
