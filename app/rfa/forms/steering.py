"""What staff send to give more time, ask for changes, or edit on behalf."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

from app.core.clock import NoSuchTime, TwoSuchTimes, instant_in_mississippi
from app.core.confirming import Typed
from app.core.fields import ClockField, DayField
from app.core.forms import CheckboxesField, Choice, PageForm
from app.rfa.domain.document import Section
from app.rfa.domain.suspicion import Suspicious

LONG = Length(max=1000, message="Shorten this to 1,000 characters or fewer")


def _reason(label: str, description: str) -> TextAreaField:
    return TextAreaField(
        label, [DataRequired("Say why. The applicant reads it"), LONG], description=description
    )


class MomentForm(PageForm):
    """A local day and time; together they are an instant."""

    day = DayField("Day", [DataRequired("Enter the last day, such as 2026-03-14")])
    time = ClockField(
        "Time, Central", [DataRequired("Enter the time, such as 17:00")], default=dt.time(17, 0)
    )

    def validate_time(self, field: ClockField) -> None:
        """A time that does not exist, or comes twice, is asked again."""
        if self.day.errors or self.day.data is None or field.data is None:
            return
        try:
            instant_in_mississippi(dt.datetime.combine(self.day.data, field.data))
        except (NoSuchTime, TwoSuchTimes) as odd:
            raise ValidationError(f"{odd} Choose another time.") from odd

    @property
    def instant(self) -> dt.datetime:
        """The chosen moment in UTC; only of a valid form."""
        day, time = self.day.data, self.time.data
        if day is None or time is None:
            raise ValueError("ask only a form that was accepted")
        return instant_in_mississippi(dt.datetime.combine(day, time))


class ExtendForm(MomentForm):
    reason = _reason("Why", "The practice reads this. Nobody else does.")


class ChangesForm(MomentForm):
    sections = CheckboxesField(
        "Which sections should change?",
        [DataRequired("Choose at least one section")],
        description="Only these open. Everything else stays as it was sent.",
    )
    reason = _reason("What should change, and why?", "The practice reads this.")

    def offer(self, sections: tuple[Section, ...]) -> None:
        """Offer these sections."""
        self.sections.choices = [Choice(one.key, f"{one.code}. {one.title}") for one in sections]


class ReasonForm(PageForm):
    reason = _reason("Why", "It goes into the record, and to the practice.")


class BehalfForm(ReasonForm):
    """Why staff edit answers; `answered` are the texts of those answers by question."""

    def __init__(self, answered: Iterable[Suspicious] = (), **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._answered = tuple(answered)

    def other_words(self) -> Iterable[Typed]:
        return [Typed(one.question.key, one.question.key, one.text) for one in self._answered]
