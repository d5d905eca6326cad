"""One sentence or two that say how a chart was judged; printed under it, exported with it."""

from __future__ import annotations

from .options import Options
from .results import Phase
from .words import RuleSet, RunsTable

ENGINE_VERSION = "1"
"""Goes up whenever the same numbers could be judged differently."""

_LIMITS = {
    RunsTable.EXACT: "exact limits",
    RunsTable.EVEN: "exact limits for an even split",
    RunsTable.PERLA2011: "limits of the table in Perla 2011",
}


def method_text(options: Options, phases: tuple[Phase, ...]) -> str:
    """Name chart, centre line, rules, what was left out, and the version.

    >>> method_text(Options(), ())[:58]
    'Run chart; centre line: the median of all points. Rules: I'
    """
    sentences = [f"Run chart; centre line: {_centre(options, phases)}.", _rules(options)]
    sentences.append(f"No rule is applied below {options.min_useful} useful points.")
    if options.exclude:
        left_out = ", ".join(str(number) for number in sorted(options.exclude))
        sentences.append(f"Left out of the calculation: point {left_out}.")
    return " ".join([*sentences, f"Engine version {ENGINE_VERSION}."])


def _centre(options: Options, phases: tuple[Phase, ...]) -> str:
    if options.centre is not None:
        return f"given, {options.centre:g}"
    frozen = [
        f"the median of points {phase.baseline_first} to {phase.baseline_last}"
        for phase in phases
        if phase.frozen
    ]
    if options.phases:
        return ", ".join([f"a median for each of {len(options.phases) + 1} phases", *frozen])
    return frozen[0] if frozen else "the median of all points"


def _rules(options: Options) -> str:
    if options.rules is RuleSet.ANHOEJ:
        return "Rules: Anhøj (longest run, crossings)."
    return (
        f"Rules: IHI (shift of {options.shift}, trend of {options.trend},"
        f" too few or too many runs by {_LIMITS[options.runs_table]})."
    )
