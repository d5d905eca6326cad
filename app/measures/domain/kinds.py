"""The closed lists of words that describe a measure and an answer."""

from __future__ import annotations

from enum import StrEnum


class MeasureKind(StrEnum):
    """How numerator and denominator make the plotted value."""

    PERCENT = "percent"
    RATE = "rate"
    COUNT = "count"
    MEAN = "mean"
    TIME_BETWEEN = "time between"

    @property
    def has_denominator(self) -> bool:
        """Counts and times between events are a single number."""
        return self in {MeasureKind.PERCENT, MeasureKind.RATE, MeasureKind.MEAN}


class MeasureRole(StrEnum):
    """What a measure is for in the improvement work."""

    OUTCOME = "outcome"
    PROCESS = "process"
    BALANCING = "balancing"


class Direction(StrEnum):
    """Which way is better."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


class Frequency(StrEnum):
    """How often a measure is counted; a quarter is named by its first month."""

    MONTHLY = "monthly"
    QUARTERLY = "quarterly"

    @property
    def months(self) -> int:
        """How many months one period has."""
        return 3 if self is Frequency.QUARTERLY else 1


class Answer(StrEnum):
    """What a cell says. Blank, a counted number (zero is one) and 'none eligible' differ."""

    BLANK = "blank"
    COUNTED = "counted"
    NONE_ELIGIBLE = "none eligible"


class Source(StrEnum):
    """Where a count came from."""

    EHR_REPORT = "ehr report"
    CHART_AUDIT = "chart audit"
    REGISTRY = "registry"
    SURVEY = "survey"
    LOG = "log"
    ESTIMATE = "estimate"
