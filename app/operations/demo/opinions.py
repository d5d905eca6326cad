"""What the demo reviewers think: their scores, their reasons, and how these become a sheet.

Scores are the digits of a word, one for each criterion; "-" is for "cannot assess".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.operations.demo.reasons import CONCERNS, REASONS, STRENGTHS
from app.reviews.domain.kinds import Recommendation
from app.reviews.domain.sheets import TEXTS, Mark, Sheet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.rfa.domain.document import Criterion

CANNOT = "-"
CANNOT_WHY = "The answer sends us to a page that we do not have. I would only guess."
CONDITIONS = "Name a deputy for the reports before the first session."
PRIVATE = "I would like to hear how the others read the section on data."


def sheet(clinic: str, scores: str, criteria: Sequence[Criterion], way: int) -> Sheet:
    """The sheet of somebody who gave these scores; `way` is the way of saying why."""
    marks = {
        one.key: _mark(one.key, digit, way) for one, digit in zip(criteria, scores, strict=True)
    }
    bare = Sheet(marks)
    total = bare.total(criteria)
    advice = _advice(float(total or 0))
    with_conditions = advice is Recommendation.AWARD_WITH_CONDITIONS
    texts = dict.fromkeys(TEXTS, "") | {
        "strengths": "" if way == 2 else STRENGTHS[clinic][way],
        "concerns": "" if way == 2 else CONCERNS[clinic][way],
        "conditions": CONDITIONS if with_conditions else "",
        "private_note": PRIVATE if way == 1 else "",
    }
    return Sheet(marks, advice, texts)


def begun(scores: str, criteria: Sequence[Criterion]) -> Sheet:
    """A sheet that somebody has begun: the first criteria only, and no advice yet."""
    given = dict(zip((one.key for one in criteria), scores, strict=False))
    return Sheet(
        {
            one.key: _mark(one.key, given[one.key], 0) if one.key in given else Mark()
            for one in criteria
        }
    )


def _mark(key: str, digit: str, way: int) -> Mark:
    if digit == CANNOT:
        return Mark(cannot_assess=True, comment=CANNOT_WHY)
    score = int(digit)
    level = 0 if score < 3 else 1 if score == 3 else 2
    return Mark(score, comment=REASONS[key][level][way])


def _advice(total: float) -> Recommendation:
    if total >= 4:
        return Recommendation.AWARD
    if total >= 3.2:
        return Recommendation.AWARD_WITH_CONDITIONS
    return Recommendation.WAIT_LIST if total >= 2.4 else Recommendation.DECLINE
