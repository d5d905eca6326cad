"""Speak the language of the reference cases: a case's `input` in, its `expected` out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from statistics import fmean, median, stdev
from typing import Any

from app.spc import (
    Analysis,
    Options,
    Phase,
    Rule,
    RuleSet,
    RunsTable,
    Series,
    SpcError,
    Unit,
    analyse,
)

Numbers = list[float | None]


def _sd(values: Sequence[float]) -> float | None:
    return stdev(values) if len(values) > 1 else None


AGGREGATES: dict[str, Callable[[Sequence[float]], float | None]] = {
    "mean": fmean,
    "median": median,
    "sum": sum,
    "sd": _sd,
}


def ihi(given: Mapping[str, Any]) -> dict[str, Any]:
    """Judge by the IHI rules at any length, as the tools behind the cases do."""
    options = {"rules": RuleSet.IHI, "runs_table": RunsTable.EVEN, "centre": given.get("cl")}
    try:
        found = analyse(Series(values=given["y"]), _options(given.get("freeze"), **options))
    except SpcError as problem:
        return {"error": str(problem)}
    phase = found.phases[0]
    shifts, trends = _signals(found, Rule.SHIFT), _signals(found, Rule.TREND)
    limited = phase.runs_lower is not None
    verdict = _runs_verdict(found) if limited else "not applicable"
    return {
        "error": None,
        "median": phase.centre,
        "n_points": phase.n_points,
        "n_useful": phase.n_useful,
        "n_runs": phase.n_runs,
        "longest_run": phase.longest_run or 0,
        "shifts": shifts,
        "trends": trends,
        "runs_limits_exact": (
            {"lower": phase.runs_lower, "upper": phase.runs_upper} if limited else None
        ),
        "runs_verdict_exact": verdict,
        "signal_shift": bool(shifts),
        "signal_trend": bool(trends),
        "signal_runs": verdict.startswith("too"),
    }


def qic(given: Mapping[str, Any]) -> dict[str, Any]:
    """Draw the chart that a case asks for, with the Anhøj pair at any length."""
    if given["chart"] != "run" or given.get("method", "anhoej") != "anhoej":
        raise NotImplementedError(f"{given['chart']} chart, {given.get('method')} method")
    numerators, denominators, sizes = _subgroups(given)
    length = len(numerators)
    options = {
        "rules": RuleSet.ANHOEJ,
        "phases": sorted({last + 1 for last in given.get("part") or () if 0 < last < length}),
        "exclude": given.get("exclude") or (),
        "centre": given.get("cl"),
    }
    freeze = None if given.get("part") else given.get("freeze")
    try:
        found = analyse(_series(numerators, denominators), _options(freeze, **options))
    except SpcError as problem:
        return {"error": str(problem)}
    return _qic_answer(found, denominators, sizes, given.get("multiply") or 1)


def ptd(given: Mapping[str, Any]) -> dict[str, Any]:
    """Judge by the rules of NHS England's Making Data Count."""
    raise NotImplementedError("XmR charts")


def rules(given: Mapping[str, Any]) -> dict[str, Any]:
    """Judge by Western Electric or Nelson rules on a given centre and sigma."""
    raise NotImplementedError("rules on sigma zones")


def _options(freeze: int | None, **options: Any) -> Options:
    return Options(baseline=freeze, min_useful=1, min_baseline=1, **options)


def _series(numerators: Numbers, denominators: Numbers | None) -> Series:
    if denominators is None:
        return Series(values=numerators)
    return Series(numerators=numerators, denominators=denominators, unit=Unit.RATE)


def _signals(found: Analysis, rule: Rule) -> list[dict[str, Any]]:
    way = "side" if rule is Rule.SHIFT else "direction"
    return [
        {"start": s.first, "end": s.last, "n_points": s.n_points, way: str(getattr(s, way))}
        for s in found.signals
        if s.rule is rule
    ]


def _runs_verdict(found: Analysis) -> str:
    fired = {signal.rule for signal in found.signals}
    if Rule.TOO_FEW_RUNS in fired:
        return "too few"
    return "too many" if Rule.TOO_MANY_RUNS in fired else "as expected"


def _subgroups(given: Mapping[str, Any]) -> tuple[Numbers, Numbers | None, list[int]]:
    """Gather several values per subgroup, in the order of x."""
    y, n = given["y"], given.get("n")
    x = given.get("x") or list(range(len(y)))
    members = {key: [i for i, at in enumerate(x) if at == key] for key in sorted(set(x))}
    whole = [value is not None and (n is None or n[i] is not None) for i, value in enumerate(y)]
    present = [[i for i in places if whole[i]] for places in members.values()]
    sizes = [len(places) for places in present]
    if n is None:
        aggregate = AGGREGATES[given.get("agg_fun") or "mean"]
        return [aggregate([y[i] for i in p]) if p else None for p in present], None, sizes
    numerators: Numbers = [sum(y[i] for i in p) if p else None for p in present]
    return numerators, [sum(n[i] for i in p) if p else None for p in present], sizes


def _qic_answer(
    found: Analysis, denominators: Numbers | None, sizes: list[int], multiply: float
) -> dict[str, Any]:
    points = found.points
    nothing = [None] * len(points)
    return {
        "error": None,
        "points": {
            "i": [p.number for p in points],
            "y": [_times(p.value, multiply) for p in points],
            "n": denominators or nothing,
            "subgroup_size": sizes,
            "cl": [_times(p.centre, multiply) for p in points],
            **{name: nothing for name in ("lcl", "lcl95", "ucl95", "ucl")},
            "part": [p.phase for p in points],
            "baseline": [p.in_baseline for p in points],
            "include": [not p.excluded for p in points],
            "sigma_signal": [False for _ in points],
        },
        "parts": [_part(phase, found) for phase in found.phases],
        "any_runs_signal": any(phase.anhoej_signal for phase in found.phases),
        "n_sigma_signal": 0,
    }


def _part(phase: Phase, found: Analysis) -> dict[str, Any]:
    return {
        "part": phase.number,
        "first": phase.first,
        "last": phase.last,
        "n_obs": sum(not p.excluded for p in found.points if p.phase == phase.number),
        "n_useful": phase.n_useful,
        "longest_run": phase.longest_run,
        "longest_run_max": phase.longest_run_max,
        "n_crossings": phase.crossings,
        "n_crossings_min": phase.crossings_min,
        "runs_signal": phase.anhoej_signal,
    }


def _times(value: float | None, factor: float) -> float | None:
    return None if value is None else value * factor
