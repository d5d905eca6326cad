"""Scores of reviews: weighted means over what was scored, and how far reviewers are apart.

"Cannot assess" and an empty criterion are missing, never 0: the weights of the criteria
that were scored are scaled up to the whole. Values are exact fractions; pages round them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from app.reviews.domain.kinds import Recommendation

LOWEST, HIGHEST = 0, 5
_FOR = frozenset({Recommendation.AWARD, Recommendation.AWARD_WITH_CONDITIONS})


def weighted_mean(scores: Mapping[str, int | None], weights: Mapping[str, int]) -> Fraction | None:
    """The mean of `scores` (None: not assessed) by `weights`, over the criteria with a score.

    None when no criterion with a weight has one.

    >>> weights = {"need": 20, "team": 30, "data": 30, "family": 20}
    >>> weighted_mean({"need": 4, "team": 5, "data": 3, "family": 4}, weights)
    Fraction(4, 1)
    >>> two_places(weighted_mean({"need": 4, "team": 5, "data": None, "family": 4}, weights))
    '4.43'
    >>> weighted_mean({"need": None}, weights) is None
    True
    """
    scored = [(weights[key], score) for key, score in scores.items() if score is not None]
    total = sum(weight for weight, _ in scored)
    if not total:
        return None
    return Fraction(sum(weight * score for weight, score in scored), total)


def two_places(value: Fraction | None) -> str:
    """A mean as pages show it: two places, halves up; "none" without one.

    >>> two_places(Fraction(31, 7)), two_places(Fraction(1, 200)), two_places(None)
    ('4.43', '0.01', 'none')
    """
    if value is None:
        return "none"
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return str(exact.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP))


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one submitted review comes to; `total` is None when nothing could be assessed."""

    total: Fraction | None
    recommendation: Recommendation | None = None


@dataclass(frozen=True, slots=True)
class Panel:
    """What all submitted reviews of an application come to.

    `n` counts the reviews with a total. `mean` is their plain mean, `spread` the highest
    less the lowest; both are None without any. `is_opposed`: one would award, one decline.
    """

    n: int
    mean: Fraction | None
    spread: Fraction | None
    is_opposed: bool

    def is_far_apart(self, threshold: Fraction) -> bool:
        """Whether the panel should talk: a spread of at least `threshold`, or opposed advice."""
        return self.is_opposed or (
            self.spread is not None and self.n > 1 and self.spread >= threshold
        )


def panel(opinions: Iterable[Opinion]) -> Panel:
    """Sum up the submitted reviews of one application; their order never matters.

    >>> found = panel([Opinion(Fraction(29, 10)), Opinion(Fraction(46, 10))])
    >>> found.n, two_places(found.mean), two_places(found.spread)
    (2, '3.75', '1.70')
    """
    found = list(opinions)
    totals = [opinion.total for opinion in found if opinion.total is not None]
    advice = {opinion.recommendation for opinion in found}
    return Panel(
        n=len(totals),
        mean=sum(totals, Fraction()) / len(totals) if totals else None,
        spread=max(totals) - min(totals) if totals else None,
        is_opposed=Recommendation.DECLINE in advice and bool(advice & _FOR),
    )
