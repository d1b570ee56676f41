"""The page of a proposal is a file to which nouns above us add cards: the agenda, visits, what a list said."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class ProposalCard:
    """A card on the page of a proposal. `context(proposal, user)` gives its `data`, or None to leave it out."""

    order: int
    column: str
    template: str
    permission: str
    context: Callable


CARDS: list[ProposalCard] = []


def add_card(card: ProposalCard) -> None:
    """Register a card; called once, when the apps are ready."""
    CARDS.append(card)
    CARDS.sort(key=lambda each: each.order)


def cards_for(proposal, user) -> list[dict]:
    """The cards this person sees."""
    return [
        {"column": card.column, "template": card.template, "data": data}
        for card in CARDS
        if user.may(card.permission) and (data := card.context(proposal, user)) is not None
    ]
