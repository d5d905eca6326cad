"""A score sheet: what a reviewer says of an application, and what is missing before it is sent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from app.reviews.domain.kinds import Recommendation
from app.reviews.domain.scoring import HIGHEST, LOWEST, weighted_mean
from app.rfa.domain.document import Criterion

LONGEST_TEXT = 10_000
TEXTS = ("strengths", "concerns", "conditions", "private_note")


@dataclass(frozen=True, slots=True)
class Mark:
    """What was said of one criterion: a score, or that it cannot be assessed, and why."""

    score: int | None = None
    cannot_assess: bool = False
    comment: str = ""

    @property
    def is_chosen(self) -> bool:
        return self.score is not None or self.cannot_assess


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole score sheet; `marks` by criterion, with one for each of the rubric."""

    marks: Mapping[str, Mark]
    recommendation: Recommendation | None = None
    texts: Mapping[str, str] = field(default_factory=lambda: dict.fromkeys(TEXTS, ""))

    @property
    def scored(self) -> int:
        """How many criteria have a score."""
        return sum(mark.score is not None for mark in self.marks.values())

    @property
    def chosen(self) -> int:
        """How many criteria have a score or cannot be assessed."""
        return sum(mark.is_chosen for mark in self.marks.values())

    def total(self, criteria: Iterable[Criterion]) -> Fraction | None:
        """The weighted mean over what was scored."""
        weights = {one.key: one.points for one in criteria}
        return weighted_mean({key: mark.score for key, mark in self.marks.items()}, weights)


def blank(criteria: Iterable[Criterion]) -> Sheet:
    """A sheet on which nothing is written."""
    return Sheet({one.key: Mark() for one in criteria})


@dataclass(frozen=True, slots=True)
class Point:
    """A score that may be given and what it stands for."""

    score: int
    anchor: str


def points(criterion: Criterion) -> tuple[Point, ...]:
    """The scores of a criterion, each with its anchor or where it lies between two.

    A rubric whose anchors begin at 1 has no 0.

    >>> one = Criterion("K1", "Plan", "plan", 100, {0: "A wish", 3: "Clear"})
    >>> [point.anchor for point in points(one)]
    ['A wish', 'Between 0 and 3', 'Between 0 and 3', 'Clear', 'Above 3', 'Above 3']
    """
    first = 1 if min(criterion.anchors, default=LOWEST) == 1 else LOWEST
    return tuple(Point(score, _anchor(criterion, score)) for score in range(first, HIGHEST + 1))


def _anchor(criterion: Criterion, score: int) -> str:
    if score in criterion.anchors:
        return criterion.anchors[score]
    below = max((known for known in criterion.anchors if known < score), default=None)
    above = min((known for known in criterion.anchors if known > score), default=None)
    if below is not None and above is not None:
        return f"Between {below} and {above}"
    if below is not None:
        return f"Above {below}"
    return "" if above is None else f"Below {above}"


@dataclass(frozen=True, slots=True)
class Fault:
    """Something to fix before a sheet can be kept, or sent. `field` is the name of its control."""

    field: str
    message: str


def too_long(criteria: Iterable[Criterion], sheet: Sheet) -> tuple[Fault, ...]:
    """The texts that are too long to be kept."""
    named = [
        *((f"why-{one.key}", one.title, sheet.marks[one.key].comment) for one in criteria),
        *((name, name.replace("_", " ").capitalize(), sheet.texts[name]) for name in TEXTS),
    ]
    return tuple(
        Fault(name, f"{label}: shorten your text to {LONGEST_TEXT:,} characters or fewer")
        for name, label, text in named
        if len(text) > LONGEST_TEXT
    )


def faults(criteria: Iterable[Criterion], sheet: Sheet) -> tuple[Fault, ...]:
    """What is missing before the sheet can be sent, in the order of the page."""
    return tuple(_faults(criteria, sheet))


def _faults(criteria: Iterable[Criterion], sheet: Sheet) -> Iterator[Fault]:
    for one in criteria:
        mark = sheet.marks[one.key]
        if not mark.is_chosen:
            yield Fault(f"score-{one.key}", f"{one.title}: choose a score, or “Cannot assess”")
        if not mark.comment:
            what = "why you cannot assess it" if mark.cannot_assess else "the reason for your score"
            yield Fault(f"why-{one.key}", f"{one.title}: write {what}")
    if sheet.recommendation is None:
        yield Fault("recommendation", "Choose your overall advice")
    with_conditions = sheet.recommendation is Recommendation.AWARD_WITH_CONDITIONS
    if with_conditions and not sheet.texts["conditions"]:
        yield Fault("conditions", "Write the conditions for the award")
