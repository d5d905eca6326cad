"""The one validator of counts: the grid, its autosave and the import all ask it.

Hard problems stop a number; soft ones ask for a correction or a note. Codes are stable.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from statistics import median

from app.core.identifiers import warning
from app.measures.domain.kinds import Answer, MeasureKind
from app.measures.domain.values import value_of

LARGEST = 1_000_000
FAR_SHARE = 0.5
OUTLIER_DEVIATIONS = 3
MAD_TO_SIGMA = 1.4826
LEAST_HISTORY = 3
LEAST_VALUES = 6
SAME_MATTERS_FROM = 10
LONGEST_NOTE = 300
SHORTEN = f"Shorten the note to {LONGEST_NOTE} characters or fewer."


class Code(StrEnum):
    """What can be wrong or odd about a cell."""

    NOT_WHOLE = "not-whole"
    NEGATIVE = "negative"
    TOO_LARGE = "too-large"
    TOP_MISSING = "top-missing"
    BOTTOM_MISSING = "bottom-missing"
    TOP_OVER_BOTTOM = "top-over-bottom"
    BOTTOM_ZERO = "bottom-zero"
    CONFIRM_NONE = "confirm-none"
    NONE_WITH_NUMBERS = "none-with-numbers"
    NOTE_TOO_LONG = "note-too-long"
    NOTE_ON_PATIENT = "note-on-patient"
    FAR_DENOMINATOR = "far-denominator"
    OUTLIER = "outlier"
    SAME_AS_LAST = "same-as-last"


TOP, BOTTOM, NONE, NOTE = "top", "bottom", "none", "note"
NAMES = {TOP: "top number", BOTTOM: "bottom number"}


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding: its stable code, the box it belongs to and a sentence that says what to do."""

    code: Code
    box: str
    message: str


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed into one row, as text.

    `is_vouched`: the note is about no patient, whatever it looks like.
    """

    top: str = ""
    bottom: str = ""
    none_eligible: bool = False
    note: str = ""
    is_vouched: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class History:
    """The team's own earlier periods of this measure, oldest first, as they were sent."""

    denominators: Sequence[int] = ()
    values: Sequence[float] = ()
    last: tuple[int | None, int | None] | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """A row that was checked: what it says, what is wrong, what is unfinished, what is odd.

    `wrong` may not even be kept as a draft; `unfinished` may be kept but not sent.
    """

    answer: Answer
    numerator: int | None = None
    denominator: int | None = None
    wrong: tuple[Problem, ...] = ()
    unfinished: tuple[Problem, ...] = ()
    odd: tuple[Problem, ...] = field(default=())

    @property
    def may_be_kept(self) -> bool:
        return not self.wrong

    def may_be_sent(self, note: str) -> bool:
        """Whether nothing stops it, and whatever is odd is explained by a note."""
        return not (self.wrong or self.unfinished or (self.odd and not note))


def check(typed: Typed, kind: MeasureKind, per: int, history: History) -> Checked:
    """Check one row of counts.

    >>> check(Typed("70", "60"), MeasureKind.PERCENT, 100, History()).wrong[0].message
    'The top number (70) cannot be more than the bottom number (60). Correct one of them.'
    >>> check(Typed("0", "60"), MeasureKind.PERCENT, 100, History()).numerator
    0
    """
    wrong: list[Problem] = []
    top = _count(typed.top, TOP, wrong)
    bottom = _count(typed.bottom, BOTTOM, wrong) if kind.has_denominator else None
    if len(typed.note) > LONGEST_NOTE:
        wrong.append(Problem(Code.NOTE_TOO_LONG, NOTE, SHORTEN))
    if not typed.is_vouched and (names_a_patient := warning(typed.note)):
        wrong.append(Problem(Code.NOTE_ON_PATIENT, NOTE, names_a_patient))
    if typed.none_eligible:
        return _none_eligible(top, bottom, wrong)
    if wrong:
        return Checked(Answer.BLANK, wrong=tuple(wrong))
    if top is None and bottom is None:
        return Checked(Answer.BLANK)
    if kind is MeasureKind.PERCENT and top is not None and bottom is not None and top > bottom:
        text = (
            f"The top number ({top}) cannot be more than the bottom number ({bottom})."
            " Correct one of them."
        )
        return Checked(Answer.BLANK, wrong=(Problem(Code.TOP_OVER_BOTTOM, TOP, text),))
    unfinished = tuple(_unfinished(top, bottom, kind))
    odd = () if unfinished else tuple(_odd(top, bottom, kind, per, history))
    return Checked(Answer.COUNTED, top, bottom, unfinished=unfinished, odd=odd)


def _count(text: str, box: str, wrong: list[Problem]) -> int | None:
    """The whole number in a box; None when it is empty or wrong."""
    plain = re.sub(r"(?<=\d),(?=\d{3}(\D|$))", "", text.strip())
    if not plain:
        return None
    name = NAMES[box]
    if re.fullmatch(r"[-\u2212]\s*\d+", plain):
        text = f"The {name} cannot be negative. Enter a whole number from 0."
        wrong.append(Problem(Code.NEGATIVE, box, text))
        return None
    if not re.fullmatch(r"[0-9]+", plain):
        text = f"The {name} must be a whole number, such as 12. “{text.strip()[:20]}” is not."
        wrong.append(Problem(Code.NOT_WHOLE, box, text))
        return None
    if len(plain) > len(str(LARGEST)) or int(plain) > LARGEST:
        text = f"The {name} is too large. Enter a count up to {LARGEST:,}."
        wrong.append(Problem(Code.TOO_LARGE, box, text))
        return None
    return int(plain)


def _none_eligible(top: int | None, bottom: int | None, wrong: list[Problem]) -> Checked:
    if top or bottom:
        text = "Clear both numbers, or clear the tick for no eligible patients."
        wrong.append(Problem(Code.NONE_WITH_NUMBERS, NONE, text))
    if wrong:
        return Checked(Answer.BLANK, wrong=tuple(wrong))
    return Checked(Answer.NONE_ELIGIBLE, 0, 0)


def _unfinished(top: int | None, bottom: int | None, kind: MeasureKind) -> list[Problem]:
    if not kind.has_denominator:
        return []
    if top is None:
        return [Problem(Code.TOP_MISSING, TOP, "Enter the top number too.")]
    if bottom is None:
        return [Problem(Code.BOTTOM_MISSING, BOTTOM, "Enter the bottom number too.")]
    if bottom == 0 and top == 0:
        text = "0 of 0: tick “no eligible patients this month” if nobody qualified."
        return [Problem(Code.CONFIRM_NONE, NONE, text)]
    if bottom == 0:
        text = "The bottom number is 0 but the top number is not. Correct one of them."
        return [Problem(Code.BOTTOM_ZERO, BOTTOM, text)]
    return []


def _odd(
    top: int | None, bottom: int | None, kind: MeasureKind, per: int, history: History
) -> list[Problem]:
    found = []
    if bottom is not None and (usual := _usual_when_far(bottom, history.denominators)):
        text = (
            f"Denominator far from usual (about {usual})."
            " Correct the bottom number, or say why in the note."
        )
        found.append(Problem(Code.FAR_DENOMINATOR, BOTTOM, text))
    value = value_of(kind, per, Answer.COUNTED, top, bottom)
    if value is not None and is_outlier(value, history.values):
        text = "Very different from your earlier months. Correct it, or say why in the note."
        found.append(Problem(Code.OUTLIER, TOP, text))
    if history.last == (top, bottom) and (bottom or top or 0) >= SAME_MATTERS_FROM:
        text = (
            "The same numbers as the time before. Correct them, or say in the note that it is so."
        )
        found.append(Problem(Code.SAME_AS_LAST, TOP, text))
    return found


def _usual_when_far(bottom: int, earlier: Sequence[int]) -> int | None:
    """The usual bottom number, when `bottom` is more than half of it away; else None."""
    if len(earlier) < LEAST_HISTORY:
        return None
    usual = median(earlier)
    return round(usual) if usual and abs(bottom - usual) > FAR_SHARE * usual else None


def is_outlier(value: float, earlier: Sequence[float]) -> bool:
    """Whether `value` lies over 3 robust standard deviations from the team's own median.

    The deviation is the median absolute deviation times 1.4826, which equals the standard
    deviation of normally spread values; with fewer than 6 values, or none that differ,
    nothing is an outlier.

    >>> is_outlier(90, [40, 42, 44, 41, 43, 42]), is_outlier(43, [40, 42, 44, 41, 43, 42])
    (True, False)
    """
    if len(earlier) < LEAST_VALUES:
        return False
    middle = median(earlier)
    spread = MAD_TO_SIGMA * median(abs(one - middle) for one in earlier)
    return spread > 0 and abs(value - middle) > OUTLIER_DEVIATIONS * spread
