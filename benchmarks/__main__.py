"""`make bench`: every figure with its goal; numbers in the documentation come from here.

`python -m benchmarks board assigning` measures only what is named.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from benchmarks import (
    assigning,
    autosave,
    bench_spc,
    board,
    learning,
    listing,
    pages,
    reviewing,
    verifying,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.servers import Row

SPC_GOAL = 300.0
"""Microseconds; stricter than 1/50 of qicharts2's 17 ms, which is 340."""


def _spc() -> list[Row]:
    return [(*row, SPC_GOAL) for row in bench_spc.run()]


PARTS = {
    "spc": _spc,
    "pages": pages.run,
    "autosave": autosave.run,
    "listing": listing.run,
    "reviewing": reviewing.run,
    "board": board.run,
    "assigning": assigning.run,
    "learning": learning.run,
    "verifying": verifying.run,
}


def main(names: Sequence[str]) -> int:
    """Print one line per figure; ends with status 1 when a goal is missed."""
    unknown = sorted(set(names) - PARTS.keys())
    if unknown:
        raise SystemExit(
            f"Not measured here: {', '.join(unknown)}. Name some of: {', '.join(PARTS)}"
        )
    rows = [row for name in names or PARTS for row in PARTS[name]()]
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
    sys.exit(main(sys.argv[1:]))
