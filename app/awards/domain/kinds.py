"""The words of deciding: outcomes, letters, answers and appeals."""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    """What the director decides about an application."""

    AWARD = "award"
    AWARD_WITH_CONDITIONS = "award with conditions"
    WAIT_LIST = "wait list"
    DECLINE = "decline"


AWARDED = frozenset({Outcome.AWARD, Outcome.AWARD_WITH_CONDITIONS})


class LetterKind(StrEnum):
    """What a letter tells: one of the outcomes, or that a place became free."""

    AWARD = "award"
    AWARD_WITH_CONDITIONS = "award with conditions"
    WAIT_LIST = "wait list"
    DECLINE = "decline"
    PROMOTION = "promotion"


class Reply(StrEnum):
    """What a practice says to its award."""

    ACCEPTED = "accepted"
    DECLINED = "declined"


class AppealOutcome(StrEnum):
    """What became of an appeal."""

    UPHELD = "upheld"
    DENIED = "denied"
