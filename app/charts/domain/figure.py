"""One description of a run chart. Page, file, zoom view, words, table and CSV draw from it.

Places count from 0 in time order; values are in display units (42.6 for 42.6 %).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

from app.charts.domain.decisions import Decision, Note
from app.charts.domain.scale import EXACT, Scale
from app.measures.domain.kinds import Direction, Source
from app.spc import Direction as Course
from app.spc import Note as Caution
from app.spc import Rule, RuleSet, Side


class Meaning(StrEnum):
    """What a signal, or a whole chart, says about the direction of good."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "same"
    FEW = "few"


class Gap(StrEnum):
    """Why a period has no value."""

    MISSING = "missing"
    NONE_ELIGIBLE = "none eligible"


class MedianKind(StrEnum):
    """Which values made a median: the frozen first ones, a phase's, or all."""

    START = "start"
    PHASE = "phase"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """What is measured, in words."""

    key: str
    name: str
    short_name: str
    place: str
    asks: str
    numerator: str = ""
    denominator: str = ""
    has_denominator: bool = True
    source: str = ""
    direction: Direction = Direction.HIGHER
    goal: float | None = None
    small_below: int = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One period of the chart: its value, or why there is none, and where it came from."""

    place: int
    period: dt.date
    value: float | None = None
    gap: Gap | None = None
    numerator: int | None = None
    denominator: int | None = None
    source: Source | None = None
    sample_size: int | None = None
    note: str = ""
    version: int = 1
    new_version: bool = False
    is_late: bool = False
    is_revised: bool = False
    is_small: bool = False
    is_excluded: bool = False
    in_baseline: bool = False
    phase: int = 1
    meaning: Meaning | None = None

    @property
    def is_estimate(self) -> bool:
        return self.source is Source.ESTIMATE


@dataclass(frozen=True, slots=True)
class Median:
    """A median line from one place to another; `carried`: beyond the values that made it."""

    first: int
    last: int
    value: float
    kind: MedianKind
    carried: bool = False


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch with its own median."""

    first: int
    last: int
    name: str
    median: float | None
    n_points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """What a rule saw. `rate` is how often it fires when nothing changes (0 to 1)."""

    rule: Rule
    meaning: Meaning
    first: int
    last: int
    noticed: int
    places: tuple[int, ...]
    side: Side | None
    course: Course | None
    strong: bool
    in_baseline: bool
    phase: int
    rate: float | None
    stricter_rate: float | None

    @property
    def count(self) -> int:
        return len(self.places)

    @property
    def is_hard_to_explain_by_luck(self) -> bool:
        """Whether the rule, or the stricter pair that confirms it, fires under 5 % of the time."""
        rates = [self.rate, self.stricter_rate if self.strong else None]
        return any(rate is not None and rate < 0.05 for rate in rates)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle:
    """A PDSA cycle over the months it ran. `first` and `last` are places with fractions."""

    number: int
    id: int
    title: str
    first: float
    last: float
    started_on: dt.date
    ended_on: dt.date | None
    outcome: str

    @property
    def is_open(self) -> bool:
        return self.ended_on is None

    @property
    def is_given_up(self) -> bool:
        return self.outcome in {"abandon", "stopped"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A run chart, ready to be drawn."""

    definition: Definition
    scale: Scale
    points: tuple[Point, ...] = ()
    medians: tuple[Median, ...] = ()
    phases: tuple[Phase, ...] = ()
    signals: tuple[Signal, ...] = ()
    meaning: Meaning = Meaning.FEW
    leading: Signal | None = None
    rules: RuleSet = RuleSet.IHI
    rate: float | None = None
    n_useful: int = 0
    min_useful: int = 10
    method: str = ""
    cautions: tuple[Caution, ...] = ()
    cycles: tuple[Cycle, ...] = ()
    notes: tuple[Note, ...] = ()
    decisions: tuple[Decision, ...] = field(default=())

    def __len__(self) -> int:
        return len(self.points)

    @property
    def plotted(self) -> tuple[Point, ...]:
        """The points that have a value."""
        return tuple(point for point in self.points if point.value is not None)

    @property
    def latest(self) -> Point | None:
        return next((p for p in reversed(self.points) if p.value is not None), None)

    @property
    def goal(self) -> float | None:
        return self.definition.goal

    @property
    def current_median(self) -> Median | None:
        """The median that the latest months are read by."""
        return self.medians[-1] if self.medians else None

    @property
    def starting_median(self) -> Median | None:
        own = (m for m in self.medians if m.kind is MedianKind.START and not m.carried)
        return next(own, None)

    @property
    def is_at_goal(self) -> bool:
        """Whether the latest value has reached the goal."""
        if self.latest is None or self.latest.value is None or self.goal is None:
            return False
        if self.definition.direction is Direction.HIGHER:
            return self.latest.value >= self.goal - EXACT
        if self.definition.direction is Direction.LOWER:
            return self.latest.value <= self.goal + EXACT
        return False

    def place_of(self, period: dt.date) -> int | None:
        """Where a period lies, None when it is not on the chart."""
        return next((point.place for point in self.points if point.period == period), None)
