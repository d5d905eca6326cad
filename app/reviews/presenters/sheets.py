"""The score sheet as its page draws it, and what the page says around it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from app.core.clock import central
from app.core.dates import day, time_of_day
from app.reviews.domain.kinds import Recommendation, ReviewState
from app.reviews.domain.scoring import two_places
from app.reviews.domain.sheets import Fault, Mark, Point, Sheet, points

if TYPE_CHECKING:
    from app.reviews.models import Review
    from app.reviews.queries.seats import Seat
    from app.rfa.domain.document import Criterion, FormDocument

ADVICE = {
    Recommendation.AWARD: "Award",
    Recommendation.AWARD_WITH_CONDITIONS: "Award with conditions",
    Recommendation.WAIT_LIST: "Wait list",
    Recommendation.DECLINE: "Do not award",
}
LABELS = {
    "strengths": ("Strengths", "What is good about this application?"),
    "concerns": ("Concerns", "What worries you about it?"),
    "conditions": (
        "Conditions",
        "Needed when your advice is “Award with conditions”. What has to happen first?",
    ),
    "private_note": (
        "Private note to staff",
        "Only program staff read this. Other reviewers never do.",
    ),
}


@dataclass(frozen=True, slots=True)
class Anchor:
    """One line below a scale: the scores that it is about, as "1, 2", and what they stand for."""

    scores: tuple[int, ...]
    text: str
    is_between: bool = False
    """Whether the rubric has no words for these scores."""

    @property
    def label(self) -> str:
        return ", ".join(map(str, self.scores))


@dataclass(frozen=True, slots=True)
class Line:
    """One criterion on the sheet. `section` is where the application answers it."""

    criterion: Criterion
    number: int
    points: tuple[Point, ...]
    anchors: tuple[Anchor, ...]
    mark: Mark
    weight: str
    section: str

    @property
    def chosen(self) -> str:
        """The anchor of the score that was given, for those who only read."""
        return next((one.anchor for one in self.points if one.score == self.mark.score), "")

    def anchor_of(self, score: int) -> int:
        """The place of the anchor line of a score."""
        return next(i for i, anchor in enumerate(self.anchors) if score in anchor.scores)


def lines(document: FormDocument, sheet: Sheet, sections: Iterable[str]) -> tuple[Line, ...]:
    """The criteria of the rubric in order; `sections` are those that the application has."""
    whole = sum(one.points for one in document.criteria)
    there = set(sections)
    return tuple(
        Line(
            criterion=one,
            number=number,
            points=points(one),
            anchors=anchors(one),
            mark=sheet.marks[one.key],
            weight=f"{round(100 * one.points / whole) if whole else 0}% of the total",
            section=one.section if one.section in there else "",
        )
        for number, one in enumerate(document.criteria, 1)
    )


def anchors(criterion: Criterion) -> tuple[Anchor, ...]:
    """The anchors in order; scores that lie between the same two share a line."""
    grouped = groupby(points(criterion), key=lambda point: point.anchor)
    return tuple(
        Anchor(scores, text, is_between=criterion.anchors.keys().isdisjoint(scores))
        for text, group in grouped
        if text and (scores := tuple(point.score for point in group))
    )


def total_words(sheet: Sheet, document: FormDocument) -> dict[str, str]:
    """What the bar says: the total, on how many criteria it rests, and how far the sheet is."""
    count = len(document.criteria)
    return {
        "total": two_places(sheet.total(document.criteria)),
        "rests": f"rests on {sheet.scored} of {count} criteria",
        "done": f"{sheet.chosen} of {count} done",
    }


def saved_words(review: Review | None, at: dt.datetime) -> str:
    """What the save state says: "Saved 10:42 a.m.", with the day when that is not today."""
    if review is None:
        return ""
    then = review.changed_at
    if central(then).date() == central(at).date():
        return f"Saved {time_of_day(then)}"
    return f"Saved {day(central(then).date())}, {time_of_day(then)}"


def due_words(seat: Seat, at: dt.datetime) -> str:
    """When the review is due, or that it is overdue."""
    due = seat.terms.due_at
    words = f"{day(central(due).date())}, {time_of_day(due)} Central"
    is_sent = seat.review is not None and seat.review.state is ReviewState.SUBMITTED
    return f"Overdue since {words}" if at > due and not is_sent else f"Due {words}"


@dataclass(frozen=True, slots=True)
class OtherText:
    """What another window saved in a field that differs here."""

    field: str
    label: str
    text: str


def other_texts(
    document: FormDocument, mine: Mapping[str, str], theirs: Mapping[str, str]
) -> tuple[OtherText, ...]:
    """The fields in which two windows differ, with what the other one saved."""
    named = labels(document)
    return tuple(
        OtherText(name, named[name], text or "Nothing")
        for name, text in theirs.items()
        if mine[name] != text
    )


def labels(document: FormDocument) -> dict[str, str]:
    """What the fields of a sheet are called."""
    named = {"recommendation": "Overall advice"}
    for one in document.criteria:
        named[f"score-{one.key}"] = f"{one.title}: score"
        named[f"why-{one.key}"] = f"{one.title}: reason"
    return named | {name: label for name, (label, _) in LABELS.items()}


def control_of(fault: Fault, document: FormDocument) -> str:
    """The id of the control that a fault is about: of a scale its first point."""
    for one in document.criteria:
        if fault.field == f"score-{one.key}":
            return f"{fault.field}-{points(one)[0].score}"
    return fault.field
