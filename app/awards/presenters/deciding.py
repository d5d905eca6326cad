"""Decisions and the panel behind them, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.awards.domain import deciding
from app.awards.domain.deciding import State
from app.awards.domain.kinds import Outcome
from app.awards.presenters import board as board_words
from app.core.dates import moment
from app.reviews.domain.scoring import two_places

if TYPE_CHECKING:
    from app.awards.models import Decision
    from app.awards.queries.board import Board
    from app.awards.queries.checks import Gate

_WHY_NOTHING = {
    State.RELEASED: "This decision was released. It does not change here any more.",
    State.NOT_SENT: "Only an application that was sent, and not withdrawn, can be decided.",
}


def why_nothing(state: State) -> str:
    """Why nothing can be done in this state; "" where something can."""
    return _WHY_NOTHING.get(state, "")


@dataclass(frozen=True, slots=True)
class PanelWords:
    """What the panel says about one application."""

    facts: tuple[tuple[str, str], ...]
    advice: str


def panel_of(of: Board, key: int) -> PanelWords | None:
    """What the panel says; None when the application is not on the board."""
    entry = of.entries.get(key)
    if entry is None:
        return None
    place = next(place for place in of.ranking().places if place.key == key)
    line, panel = entry.line, entry.line.panel
    return PanelWords(
        facts=(
            ("Rank", board_words.rank_words(place)),
            ("Mean", f"{two_places(panel.mean)} (n = {panel.n})"),
            ("Spread", two_places(panel.spread)),
            ("Scores", ", ".join(two_places(total) for total in sorted(line.totals)) or "none"),
            ("Agreed score", "" if line.agreed is None else two_places(line.agreed)),
            ("Reviewers recommend", board_words.advice_words(line.advice)),
            ("Far apart", "Yes" if panel.is_far_apart(of.far_apart) else "No"),
        ),
        advice=deciding.advice(place.side),
    )


def facts(found: Decision | None, names: Mapping[int, str]) -> tuple[tuple[str, str], ...]:
    """What is recorded, by whom and when."""
    if found is None:
        return ()
    amount = "" if found.amount is None else f"${found.amount:,}"
    by = names.get(found.decided_by_id, "")
    return (
        ("Decision", board_words.decision_words(found.outcome, found.waits_as)),
        ("Amount", amount),
        ("Conditions", found.conditions),
        ("Why", found.rationale),
        ("Why it departs from the panel", found.departure),
        ("Recorded", f"{moment(found.decided_at)} by {by}"),
        ("Released", moment(found.released_at) if found.released_at else ""),
    )


@dataclass(frozen=True, slots=True)
class Waiting:
    """An application whose check keeps somebody from deciding, and the sentence that says why."""

    key: int
    name: str
    why_not: str


def waiting(of: Board, keys: Sequence[int], gates: Mapping[int, Gate]) -> tuple[Waiting, ...]:
    """Those of some applications that have to be checked first."""
    found = ((key, gates[key].why_not) for key in keys if key in gates)
    return tuple(Waiting(key, of.entries[key].line.name, why) for key, why in found if why)


@dataclass(frozen=True, slots=True)
class Chosen:
    """One of several applications that get the same decision."""

    key: int
    name: str
    words: str


def chosen(of: Board, keys: Sequence[int]) -> tuple[Chosen, ...]:
    """The applications that were chosen, with rank, mean and what is recorded now."""
    places = {place.key: place for place in of.ranking().places}
    found = []
    for key in keys:
        line, place = of.entries[key].line, places[key]
        scored = f"mean {two_places(place.value)}, n = {line.panel.n}"
        words = f"rank {board_words.rank_words(place)}, {scored}, {place.side}"
        if line.outcome is not None:
            there = board_words.decision_words(line.outcome, line.waits_as)
            words += f", recorded now: {there}"
        found.append(Chosen(key, line.name, words))
    return tuple(found)


def recorded(count: int, outcome: Outcome) -> str:
    """What was recorded for several.

    >>> recorded(2, Outcome.AWARD)
    'Recorded for 2 applications: award. Nobody is told before the release.'
    """
    several = "1 application" if count == 1 else f"{count} applications"
    return f"Recorded for {several}: {outcome}. Nobody is told before the release."
