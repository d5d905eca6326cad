"""Days, times and whole numbers that refuse in our words, in every form alike."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from wtforms import DateField, IntegerField, TimeField
from wtforms.validators import StopValidation

if TYPE_CHECKING:
    from wtforms.form import BaseForm

EARLIEST, LATEST = dt.date(2000, 1, 1), dt.date(2099, 12, 31)


class DayField(DateField):
    """A calendar day that a program of our time can have."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError("Enter the day as year, month and day: 2026-11-02") from None
        if self.data is not None and not EARLIEST <= self.data <= LATEST:
            raise ValueError("Enter a day of the years 2000 to 2099")


class ClockField(TimeField):
    """A time of day."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError("Enter the time as hours and minutes, such as 17:00") from None


class WholeField(IntegerField):
    """A whole number."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError("Enter a whole number") from None

    def pre_validate(self, form: BaseForm) -> None:  # noqa: ARG002  # WTForms calls it so
        """Say one thing about what is no number at all; an empty box is for the validators."""
        if self.process_errors and any(self.raw_data or ()):
            raise StopValidation
