"""The closed vocabularies of the engine; every member is also its own plain string."""

from __future__ import annotations

from enum import StrEnum


class Chart(StrEnum):
    """The kinds of chart."""

    RUN = "run"


class Rule(StrEnum):
    """The single rules that can signal."""

    SHIFT = "shift"
    TREND = "trend"
    TOO_FEW_RUNS = "too_few_runs"
    TOO_MANY_RUNS = "too_many_runs"
    LONG_RUN = "long_run"
    FEW_CROSSINGS = "few_crossings"


class RuleSet(StrEnum):
    """The rule sets that a program can choose from."""

    IHI = "ihi"
    ANHOEJ = "anhoej"


class RunsTable(StrEnum):
    """Where the limits for the number of runs come from.

    `EXACT` uses the true counts above and below; `EVEN` is exact for an evenly split
    number of useful points, as printed tables assume; `PERLA2011` is the printed table.
    """

    EXACT = "exact"
    EVEN = "even"
    PERLA2011 = "perla2011"


class Side(StrEnum):
    """Where a run lies about the centre line."""

    ABOVE = "above"
    BELOW = "below"


class Direction(StrEnum):
    """Where a trend leads, or where a measure should go."""

    UP = "up"
    DOWN = "down"
    NONE = "none"


class Unit(StrEnum):
    """What a value is; only of a percentage the numerator is part of the denominator."""

    PERCENT = "percent"
    COUNT = "count"
    RATE = "rate_per"
    DAYS = "days"
    SCORE = "score"


class Verdict(StrEnum):
    """What the rules say about a phase or a chart."""

    TOO_FEW_POINTS = "too_few_points"
    COMMON_CAUSE = "common_cause"
    SIGNAL = "signal"


class Note(StrEnum):
    """What a reader should know before trusting a chart."""

    NO_VALUES = "no_values"
    CONSTANT = "constant"
    ZERO_DENOMINATOR = "zero_denominator"
    SMALL_DENOMINATORS = "small_denominators"
    FROZEN_BASELINE_SHORT = "frozen_baseline_short"
    SIGNAL_IN_BASELINE = "signal_in_baseline"
    BASELINE_CUT_BY_PHASE = "baseline_cut_by_phase"
    SHORT_PHASE = "short_phase"
