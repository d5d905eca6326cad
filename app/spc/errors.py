"""What can be wrong with numbers or options, each with the point and both numbers."""

from __future__ import annotations

import datetime as dt


class SpcError(ValueError):
    """The engine cannot answer; the message says why in one sentence."""


class DataError(SpcError):
    """A value cannot be right; `point` is its 1-based number in time order."""

    def __init__(self, message: str, point: int) -> None:
        super().__init__(f"Point {point}: {message}")
        self.point = point


class NonFinite(DataError):
    """A value is infinite or not a number; what is missing is None."""

    def __init__(self, point: int, value: float) -> None:
        super().__init__(f"{value} is not a number that can be plotted.", point)
        self.value = value


class NegativeCount(DataError):
    """A numerator or a denominator is below zero."""

    def __init__(self, point: int, value: float) -> None:
        super().__init__(f"{value:g} is below zero, but a count starts at zero.", point)
        self.value = value


class NumeratorExceedsDenominator(DataError):
    """More were counted than there were to count."""

    def __init__(self, point: int, numerator: float, denominator: float) -> None:
        super().__init__(f"{numerator:g} counted out of only {denominator:g}.", point)
        self.numerator = numerator
        self.denominator = denominator


class LengthMismatch(SpcError):
    """Two lists that belong together are not equally long."""

    def __init__(self, first: int, second: int) -> None:
        super().__init__(f"The lists have {first} and {second} entries; they must be equally long.")
        self.first = first
        self.second = second


class DuplicatePeriod(SpcError):
    """Two points claim the same period."""

    def __init__(self, period: dt.date) -> None:
        super().__init__(f"The period {period.isoformat()} appears more than once.")
        self.period = period


class UnknownChart(SpcError):
    """The engine does not draw this kind of chart."""

    def __init__(self, chart: str) -> None:
        super().__init__(f"There is no chart {chart!r}.")
        self.chart = chart


class InvalidOption(SpcError):
    """An option cannot be meant as given; `option` is its name."""

    def __init__(self, option: str, reason: str) -> None:
        super().__init__(f"{option}: {reason}")
        self.option = option


class BaselineTooShort(SpcError):
    """A frozen baseline of so few points says nothing about the rest."""

    def __init__(self, found: int, needed: int) -> None:
        super().__init__(f"The baseline has {found} points; it needs at least {needed}.")
        self.found = found
        self.needed = needed


class PhaseTooShort(SpcError):
    """A phase of so few points has no centre line worth drawing."""

    def __init__(self, start: int, found: int, needed: int) -> None:
        super().__init__(
            f"The phase from point {start} has {found} points; it needs at least {needed}."
        )
        self.start = start
        self.found = found
        self.needed = needed
