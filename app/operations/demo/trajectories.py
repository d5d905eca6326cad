"""The counts of the demo cohort: drawn from binomials around believable levels, always the same.

Baselines and month-12 levels are the seeds of the measure library (`seed_baseline`,
`seed_month12`). The draw depends on clinic and measure only, so the same month of the
cohort always has the same numbers, whenever the demonstration is loaded.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.operations.demo.clinics import COHORT_MONTHS, Clinic

MONTHS_TO_SPREAD = 3
SMALL = 20
RARE = 4
EDITION = "k"
"""Another letter draws other numbers; this one has hardly a signal that no test explains."""


@dataclass(frozen=True, slots=True)
class Trend:
    """How a measure usually goes: levels in display units, and who is counted each month.

    `share` is the part of the clinic's registry in the denominator; `fixed` a denominator
    that does not depend on it (cards, weeks, people of the team). `per` is the factor from
    ratio to display.
    """

    baseline: float
    month12: float
    share: float = 0.0
    fixed: int = 0
    per: int = 100
    is_quarterly: bool = False


TRENDS: Mapping[str, Trend] = {
    "M01": Trend(52, 70, fixed=15, is_quarterly=True),
    "M02": Trend(58, 76, fixed=15, is_quarterly=True),
    "M03": Trend(46, 38, share=1.0, per=1000),
    "M05": Trend(31, 78, share=1.25),
    "M07": Trend(22, 61, share=1.0),
    "M09": Trend(20, 58, share=0.5),
    "M10": Trend(48, 82, share=0.35),
    "M12": Trend(39, 68, share=0.3),
    "M13": Trend(33, 70, share=0.1),
    "M14": Trend(15, 64, share=0.3),
    "M16": Trend(42, 60, share=0.4),
    "M18": Trend(50, 81, share=0.2),
    "M23": Trend(17, 16, fixed=4, per=1),
    "M24": Trend(2.6, 2.8, fixed=5, per=1),
}


@dataclass(frozen=True, slots=True)
class Counted:
    """What a clinic counted in the cohort's month `month` (from 0); 0 of 0: none eligible."""

    month: int
    numerator: int
    denominator: int


def counts(clinic: Clinic, code: str, effect: int | None) -> Iterator[Counted]:
    """The months of one measure at one clinic, without those that it never sent.

    `effect` is the month from which a tested change shows; None when nobody tested one.
    """
    trend = TRENDS[code]
    chance = random.Random(_seed(clinic.key, code))  # noqa: S311  # made-up numbers, not secrets
    shift = chance.uniform(-0.08, 0.08)
    for month in range(COHORT_MONTHS):
        denominator = _denominator(trend, clinic, chance)
        level = _level(trend, clinic, month, effect) * (1 + shift)
        numerator = _draw(trend, level, denominator, chance)
        if month >= clinic.joins and month not in clinic.missing:
            yield Counted(month, numerator, denominator)


def _seed(*parts: str) -> int:
    return int.from_bytes(hashlib.sha256(":".join((EDITION, *parts)).encode()).digest()[:8])


def _denominator(trend: Trend, clinic: Clinic, chance: random.Random) -> int:
    if trend.fixed:
        is_cards_of_a_small_clinic = trend.per == 100 and clinic.children < SMALL
        return chance.randint(6, 11) if is_cards_of_a_small_clinic else trend.fixed
    expected = clinic.children * trend.share
    if expected < RARE:
        # Rare enough that some months have nobody at all.
        return sum(chance.random() < trend.share for _ in range(clinic.children))
    return round(expected * chance.uniform(0.82, 1.18))


def _level(trend: Trend, clinic: Clinic, month: int, effect: int | None) -> float:
    """Where the measure stands in a month: at its baseline, on its way, or arrived."""
    whole = (trend.month12 - trend.baseline) * clinic.pull
    if effect is None:
        return trend.baseline
    done = min(max((month - effect + 1) / MONTHS_TO_SPREAD, 0), 1)
    return trend.baseline + whole * done


def _draw(trend: Trend, level: float, denominator: int, chance: random.Random) -> int:
    if trend.per == 1:
        wobble = sum(chance.gauss(0, level * 0.12) for _ in range(denominator))
        return max(0, round(level * denominator + wobble))
    probability = min(max(level / trend.per, 0.02), 0.97)
    return sum(chance.random() < probability for _ in range(denominator))
