"""`make bench`: every figure with its goal; numbers in the documentation come from here."""

from __future__ import annotations

import sys

from benchmarks import assigning, autosave, bench_spc, listing, pages

SPC_GOAL = 300.0
"""Microseconds; stricter than 1/50 of qicharts2's 17 ms, which is 340."""


def main() -> int:
    """Print one line per figure; ends with status 1 when a goal is missed."""
    rows = [(*row, SPC_GOAL) for row in bench_spc.run()]
    rows += pages.run() + autosave.run() + listing.run() + assigning.run()
    width = max(len(name) for name, *_ in rows)
    missed = 0
    for name, figure, unit, goal in rows:
        print(f"{name:<{width}}  {figure:9.1f} {unit:<4}{_verdict(figure, unit, goal)}".rstrip())
        missed += not _is_met(figure, unit, goal)
    print(f"\n{missed} of the goals missed." if missed else "\nEvery goal is met.")
    return int(missed > 0)


def _verdict(figure: float, unit: str, goal: float | None) -> str:
    if goal is None:
        return ""
    direction = "at least" if unit == "%" else "at most"
    return f"  {'met   ' if _is_met(figure, unit, goal) else 'MISSED'}  {direction} {goal:g} {unit}"


def _is_met(figure: float, unit: str, goal: float | None) -> bool:
    """Shares of throughput should be large, everything else small."""
    if goal is None:
        return True
    return figure >= goal if unit == "%" else figure <= goal


if __name__ == "__main__":
    sys.exit(main())
