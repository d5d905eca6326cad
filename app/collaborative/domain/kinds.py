"""The closed lists of words that describe a cohort and its calendar."""

from __future__ import annotations

from enum import StrEnum


class RuleSet(StrEnum):
    """Which run-chart rules a cohort reads its charts by."""

    IHI = "ihi"
    ANHOEJ = "anhoej"

    @property
    def label(self) -> str:
        """The name that people know it by."""
        return {RuleSet.IHI: "IHI run-chart rules", RuleSet.ANHOEJ: "Anhøj rules"}[self]


class DateKind(StrEnum):
    """What a date of the calendar is."""

    LEARNING_SESSION = "learning session"
    ACTION_PERIOD = "action period"
    CALL = "call"
    MILESTONE = "milestone"

    @property
    def label(self) -> str:
        return self.capitalize()
