"""Statistics of run charts for healthcare improvement, in plain Python.

    >>> from app.spc import Options, Series, analyse
    >>> found = analyse(Series(numerators=[12, 13, 12], denominators=[60, 62, 58]))
    >>> found.verdict.value, found.phases[0].centre
    ('too_few_points', 0.20689655172413793)

Start at `analyse`. `Series` and `Options` check what goes in, `Analysis` holds what comes
out; `rules` has the rules themselves, `runs` the arithmetic of chance, `false_signals` how
often each rule fires on noise.
"""

from .analysis import analyse
from .errors import (
    BaselineTooShort,
    DataError,
    DuplicatePeriod,
    InvalidOption,
    LengthMismatch,
    NegativeCount,
    NonFinite,
    NumeratorExceedsDenominator,
    PhaseTooShort,
    SpcError,
    UnknownChart,
)
from .false_signals import any_of, expected_false_signals, false_signal_rate
from .median import median
from .method import ENGINE_VERSION
from .options import Options
from .results import Analysis, Phase, Point, Signal
from .runs import RunsLimits, crossings_min, longest_run_max, run_counts, runs_limits
from .series import Series
from .words import Chart, Direction, Note, Rule, RuleSet, RunsTable, Side, Unit, Verdict

__all__ = [
    "ENGINE_VERSION",
    "Analysis",
    "BaselineTooShort",
    "Chart",
    "DataError",
    "Direction",
    "DuplicatePeriod",
    "InvalidOption",
    "LengthMismatch",
    "NegativeCount",
    "NonFinite",
    "Note",
    "NumeratorExceedsDenominator",
    "Options",
    "Phase",
    "PhaseTooShort",
    "Point",
    "Rule",
    "RuleSet",
    "RunsLimits",
    "RunsTable",
    "Series",
    "Side",
    "Signal",
    "SpcError",
    "Unit",
    "UnknownChart",
    "Verdict",
    "analyse",
    "any_of",
    "crossings_min",
    "expected_false_signals",
    "false_signal_rate",
    "longest_run_max",
    "median",
    "run_counts",
    "runs_limits",
]
