"""Reviews, posts and proposals in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.dates import moment
from app.reviews.domain.consensus import ConsensusState
from app.reviews.domain.scoring import two_places
from app.reviews.domain.showing import Judgement, Shown

if TYPE_CHECKING:
    from app.reviews.queries.panels import Room

STATE_TAGS = {
    ConsensusState.OPEN: "info",
    ConsensusState.DISAGREED: "due",
    ConsensusState.AGREED: "ok",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One criterion of a review: what it is called, the score in words, and why."""

    title: str
    score: str
    reason: str


@dataclass(frozen=True, slots=True)
class Card:
    """One review as pages show it; `facts` are (term, words), empty words are left out."""

    key: int
    author: str
    total: str
    is_own: bool
    is_late: bool
    is_void: bool
    facts: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Numbers:
    """The mean, how many reviews it is of, and how far apart they are."""

    mean: str
    n: int
    spread: str
    is_far_apart: bool


@dataclass(frozen=True, slots=True)
class PanelPage:
    """What the page of a panel shows of its reviews."""

    cards: tuple[Card, ...]
    void: tuple[Card, ...]
    in_progress: tuple[str, ...]
    numbers: Numbers


def panel_page(room: Room) -> PanelPage | None:
    """The reviews that the looker sees; None for nothing at all."""
    shown = room.shown
    if shown is None:
        return None
    titles = titles_of(room)
    dated = room.looker.is_staff
    return PanelPage(
        cards=tuple(_card(one, titles, dated=dated) for one in shown.reviews),
        void=tuple(_card(one, titles, dated=dated, is_void=True) for one in shown.void),
        in_progress=shown.in_progress,
        numbers=Numbers(
            mean=two_places(shown.panel.mean),
            n=shown.panel.n,
            spread=two_places(shown.panel.spread),
            is_far_apart=shown.is_far_apart,
        ),
    )


def titles_of(room: Room) -> dict[str, str]:
    """What each criterion of the rubric is called; "" is the whole application."""
    return {"": "The whole application"} | {one.key: one.title for one in room.document.criteria}


def _card(one: Shown, titles: Mapping[str, str], *, dated: bool, is_void: bool = False) -> Card:
    """A review in words. When it came in is for staff: the time may tell who wrote it."""
    came_in = one.submitted_at if dated or one.is_own else None
    late = ", after the due date" if one.is_late else ""
    facts = (
        ("Recommendation", one.recommendation.capitalize() if one.recommendation else ""),
        ("Strengths", one.strengths),
        ("Concerns", one.concerns),
        ("Conditions", one.conditions),
        ("Private note to staff", one.private_note),
        ("Version read", str(one.version)),
        ("Submitted", f"{moment(came_in)}{late}" if came_in else ""),
        ("Void because", one.void_reason if is_void else ""),
    )
    return Card(
        key=one.id,
        author=one.author,
        total=two_places(one.total),
        is_own=one.is_own,
        is_late=one.is_late and came_in is not None,
        is_void=is_void,
        facts=facts,
        lines=tuple(_line(each, titles) for each in one.judgements),
    )


def _line(one: Judgement, titles: Mapping[str, str]) -> Line:
    if one.score is not None:
        score = str(one.score)
    else:
        score = "Cannot assess" if one.cannot_assess else "No score"
    return Line(titles.get(one.criterion, one.criterion), score, one.reason)
