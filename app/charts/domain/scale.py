"""How values and months of one measure are written, everywhere alike."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass

from app.core.days import add_months
from app.measures.domain.kinds import MeasureKind
from app.measures.domain.values import to_tenths

EXACT = 1e-9


@dataclass(frozen=True, slots=True)
class Scale:
    """What a value of a measure is: its kind, its unit in words, and months per period."""

    kind: MeasureKind
    unit: str = "percent"
    months: int = 1

    @property
    def suffix(self) -> str:
        return "%" if self.kind is MeasureKind.PERCENT else ""

    def shown(self, value: float) -> str:
        """Write `value` (in display units) with one decimal, or none when it is exactly whole.

        >>> scale = Scale(MeasureKind.PERCENT)
        >>> scale.shown(42.62), scale.shown(60.0), scale.shown(13 / 62 * 100)
        ('42.6%', '60%', '21.0%')
        >>> Scale(MeasureKind.COUNT, "visits").shown(1015)
        '1,015'
        """
        return f"{self.number(value)}{self.suffix}"

    def number(self, value: float) -> str:
        """The same without the percent sign."""
        nearest = round(value)
        return f"{nearest:,}" if abs(value - nearest) <= EXACT else f"{to_tenths(value):,.1f}"

    def gap(self, value: float, goal: float) -> str:
        """How far apart the two are as they are shown.

        >>> Scale(MeasureKind.PERCENT).gap(42.623, 60)
        '17.4 points'
        >>> Scale(MeasureKind.MEAN, "days (mean)").gap(9.5, 9)
        '0.5'
        """
        apart = abs(round(to_tenths(goal) - to_tenths(value), 1))
        if self.kind is MeasureKind.PERCENT:
            return f"{self.number(apart)} point{'' if apart == 1 else 's'}"
        return self.number(apart)

    def period(self, first: dt.date) -> str:
        """Name a period in full.

        >>> Scale(MeasureKind.PERCENT).period(dt.date(2026, 11, 1))
        'November 2026'
        >>> Scale(MeasureKind.PERCENT, months=3).period(dt.date(2026, 10, 1))
        'October to December 2026'
        """
        name = f"{calendar.month_name[first.month]} {first.year}"
        if self.months == 1:
            return name
        last = calendar.month_name[(first.month + self.months - 2) % 12 + 1]
        return f"{calendar.month_name[first.month]} to {last} {first.year}"

    def span(self, first: dt.date, last: dt.date) -> str:
        """Name the time from one period to the end of another.

        >>> monthly = Scale(MeasureKind.PERCENT)
        >>> monthly.span(dt.date(2026, 12, 1), dt.date(2027, 5, 1))
        'December 2026 to May 2027'
        >>> monthly.span(dt.date(2027, 1, 1), dt.date(2027, 5, 1))
        'January to May 2027'
        """
        last = add_months(last, self.months - 1)
        start, end = calendar.month_name[first.month], calendar.month_name[last.month]
        if first == last:
            return f"{start} {first.year}"
        if first.year == last.year:
            return f"{start} to {end} {last.year}"
        return f"{start} {first.year} to {end} {last.year}"

    def periods(self, count: int) -> str:
        """Count periods in words.

        >>> Scale(MeasureKind.PERCENT).periods(6), Scale(MeasureKind.PERCENT, months=3).periods(1)
        ('6 months', '1 quarter')
        """
        return f"{count} {self.period_word}{'' if count == 1 else 's'}"

    @property
    def period_word(self) -> str:
        return "month" if self.months == 1 else "quarter"

    def place(self, day: dt.date, start: dt.date) -> float:
        """Where a day lies on the axis, in periods after the first day of `start`.

        >>> Scale(MeasureKind.PERCENT).place(dt.date(2026, 7, 16), dt.date(2026, 6, 1))
        1.484
        """
        whole = (day.year - start.year) * 12 + day.month - start.month
        length = calendar.monthrange(day.year, day.month)[1]
        return round((whole + (day.day - 1) / length) / self.months, 3)
