"""A proposal of who reviews what, for a large round: 500 applications with 3 reviews each."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING

from app.reviews.domain.assigning import Able, Problem, Wanting, solve
from app.reviews.domain.proofs import why_not

if TYPE_CHECKING:
    from benchmarks.servers import Row

APPLICATIONS, EACH = 500, 3
REVIEWERS = (3, 10, 40)
MOST_SECONDS = 10.0


def run() -> list[Row]:
    """The seconds for few and for many reviewers, with the proof that there is a way."""
    return [
        (f"{APPLICATIONS} applications to {count} reviewers", _seconds(count), "s", MOST_SECONDS)
        for count in REVIEWERS
    ]


def _seconds(reviewers: int) -> float:
    of = _problem(reviewers)
    begun = time.perf_counter()
    if why_not(of) or len(solve(of)) != APPLICATIONS * EACH:
        raise SystemExit("The benchmark has no solution.")
    return time.perf_counter() - begun


def _problem(reviewers: int) -> Problem:
    """Every sixth application has a conflict, where that leaves enough reviewers; some hints."""
    draw = random.Random(2026)  # noqa: S311  # an example, no secret
    people = range(APPLICATIONS, APPLICATIONS + reviewers)
    conflicts = range(0, APPLICATIONS, 6) if reviewers > EACH else ()
    return Problem(
        tuple(
            Wanting(key, f"A{key}", EACH, (kind, kind + draw.choice("123")))
            for key in range(APPLICATIONS)
            for kind in draw.choice("FRP")
        ),
        tuple(Able(key, f"R{key}", 0, APPLICATIONS) for key in people),
        forbidden=frozenset((key, draw.choice(people)) for key in conflicts),
        hinted=frozenset((key, draw.choice(people)) for key in range(0, APPLICATIONS, 9)),
    )
