"""What staff and coaches may send about events."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from wtforms import Field, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, Regexp

from app.core.clock import NoSuchTime, TwoSuchTimes, central, instant_in_mississippi
from app.core.fields import ClockField, DayField, WholeField
from app.core.forms import CheckboxesField, Choice, PageForm, VersionedForm
from app.events.domain.audience import ALL_COHORTS, INVITED
from app.events.domain.kinds import EventKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.events.models import Event

SETTLED = (
    "title",
    "starts_on",
    "starts_time",
    "ends_time",
    "ends_on",
    "place",
    "link",
    "link_minutes",
    "capacity",
    "closes_on",
    "closes_time",
)
"""The fields of a plan in which nothing is left to decide once the event is over."""


def _minutes(label: str, most: int, default: int, description: str) -> WholeField:
    words = f"Enter a number from 0 to {most:,}"
    return WholeField(
        label,
        [InputRequired(words), NumberRange(0, most, words)],
        default=default,
        description=description,
    )


def _shorter(thing: str, most: int) -> Length:
    return Length(max=most, message=f"Shorten {thing} to {most:,} characters or fewer")


class TimesForm(PageForm):
    """Turns days and times of the clock in Mississippi into instants, or asks back."""

    def ask_back(self, day: Field, time: Field) -> bool:
        """Whether a day and a time make an instant; otherwise the time says why not."""
        if day.errors or time.errors:
            return False
        try:
            instant(day.data, time.data)
        except (NoSuchTime, TwoSuchTimes) as problem:
            time.errors = [*time.errors, f"{problem} Choose another hour."]
            return False
        return True


def instant(day: dt.date | None, time: dt.time | None) -> dt.datetime:
    """The instant of a day and a time that are both given."""
    assert day is not None  # noqa: S101  # the form demands both
    assert time is not None  # noqa: S101  # the same
    return instant_in_mississippi(dt.datetime.combine(day, time))


class EventForm(TimesForm, VersionedForm):
    """Everything about an event that is known beforehand."""

    kind = RadioField(
        "Kind",
        [InputRequired("Choose what kind of event it is")],
        choices=[Choice(kind.value, kind.capitalize()) for kind in EventKind],
    )
    title = StringField(
        "Title", [DataRequired("Enter the title of the event"), _shorter("the title", 200)]
    )
    summary = TextAreaField(
        "What it is about",
        [_shorter("the text", 4_000)],
        description="People read it before they register, and in their calendars.",
    )
    starts_on = DayField("Day", [InputRequired("Enter the day")])
    starts_time = ClockField("Starts at (US Central)", [InputRequired("Enter when it starts")])
    ends_time = ClockField("Ends at (US Central)", [InputRequired("Enter when it ends")])
    ends_on = DayField("Last day", [Optional()], description="Only when it ends on a later day.")
    place = StringField(
        "Place",
        [_shorter("the place", 300)],
        description="For example: Jackson, 570 East Woodrow Wilson Drive, room 4.",
    )
    link = StringField(
        "Link of the call",
        [
            Optional(),
            Regexp(r"https://[^\s<>\"]+$", message="Enter a link that starts with https://"),
            _shorter("the link", 500),
        ],
        description="Only registered people see it, shortly before the start.",
    )
    link_minutes = _minutes(
        "Minutes before the start at which the link shows", 1_440, 60, "60 is one hour."
    )
    capacity = WholeField(
        "Places",
        [Optional(), NumberRange(1, 10_000, "Enter a number from 1 to 10,000, or leave it empty")],
        description="Empty: as many as want to. When all are taken, the next wait in line.",
    )
    cohort = SelectField("Cohort", description="Only its people see the event.")
    roles = CheckboxesField(
        "Roles",
        choices=[Choice(role.value, role.capitalize()) for role in INVITED],
        description="Nothing ticked: everybody.",
    )
    closes_on = DayField("Registration closes: day", [Optional()])
    closes_time = ClockField("Registration closes: time", [Optional()])
    check_in_before = _minutes(
        "Check-in opens this many minutes before the start", 240, 15, "People enter a code."
    )
    check_in_after = _minutes(
        "Check-in closes this many minutes after the end", 240, 30, "Later no code is taken."
    )
    credit_minutes = WholeField(
        "Minutes that count as learning",
        [Optional(), NumberRange(0, 1_440, "Enter a number from 0 to 1,440, or leave it empty")],
        description="Empty: as long as the event lasts. Needed when it ends on a later day.",
    )

    def offer(self, cohorts: Iterable[tuple[int, str]], *, all_cohorts: bool) -> None:
        """The cohorts to choose from; all of them together only for whoever runs the program."""
        every = [Choice(ALL_COHORTS, "All cohorts")] if all_cohorts else []
        self.cohort.choices = [*every, *(Choice(str(number), name) for number, name in cohorts)]

    def validate(self, extra_validators: Any = None) -> bool:
        """Also ask back about times that do not exist, come twice or lack their other half."""
        is_valid = super().validate(extra_validators)
        last_day = self.ends_on if self.ends_on.data else self.starts_on
        asked = [
            self.ask_back(self.starts_on, self.starts_time),
            self.ask_back(last_day, self.ends_time),
            self._check_closing(),
        ]
        return is_valid and all(asked)

    def _check_closing(self) -> bool:
        day, time = self.closes_on, self.closes_time
        if not day.data and not time.data:
            return not day.errors and not time.errors
        if day.data and time.data:
            return self.ask_back(day, time)
        lacking, words = (time, "time") if day.data else (day, "day")
        if not lacking.errors:
            lacking.errors = [f"Enter the {words} too, or leave both empty"]
        return False

    @property
    def settings(self) -> dict[str, Any]:
        """The settings of a valid form, by name."""
        closes = self.closes_on.data is not None
        return {
            "kind": EventKind(self.kind.data),
            "title": " ".join((self.title.data or "").split()),
            "summary": self.summary.data or "",
            "starts_at": instant(self.starts_on.data, self.starts_time.data),
            "ends_at": instant(self.ends_on.data or self.starts_on.data, self.ends_time.data),
            "place": " ".join((self.place.data or "").split()),
            "link": self.link.data or "",
            "link_minutes": self.link_minutes.data,
            "capacity": self.capacity.data,
            "cohort_id": None if self.cohort.data == ALL_COHORTS else int(self.cohort.data),
            "roles": [role.value for role in INVITED if role.value in (self.roles.data or ())],
            "registration_closes_at": (
                instant(self.closes_on.data, self.closes_time.data) if closes else None
            ),
            "check_in_before": self.check_in_before.data,
            "check_in_after": self.check_in_after.data,
            "credit_minutes": self.credit_minutes.data,
        }

    @staticmethod
    def shown(of: Event) -> dict[str, Any]:
        """What the form shows about an event."""
        same = (
            "title summary place link link_minutes capacity roles "
            "check_in_before check_in_after credit_minutes"
        )
        starts, ends = central(of.starts_at), central(of.ends_at)
        closes = of.registration_closes_at and central(of.registration_closes_at)
        return {name: getattr(of, name) for name in same.split()} | {
            "kind": of.kind.value,
            "starts_on": starts.date(),
            "starts_time": starts.time(),
            "ends_on": None if ends.date() == starts.date() else ends.date(),
            "ends_time": ends.time(),
            "cohort": ALL_COHORTS if of.cohort_id is None else str(of.cohort_id),
            "closes_on": closes and closes.date(),
            "closes_time": closes and closes.time(),
            "seen_version": str(of.version),
        }


class PublishForm(VersionedForm):
    """A yes to showing the event to those whom it is for."""


class CopyForm(TimesForm):
    """The time of the same event on another day."""

    starts_on = DayField("Day", [InputRequired("Enter the day")])
    starts_time = ClockField("Starts at (US Central)", [InputRequired("Enter when it starts")])

    def validate(self, extra_validators: Any = None) -> bool:
        """Also ask back about a time that does not exist or comes twice."""
        is_valid = super().validate(extra_validators)
        return self.ask_back(self.starts_on, self.starts_time) and is_valid

    @property
    def starts_at(self) -> dt.datetime:
        """The start, of a valid form."""
        return instant(self.starts_on.data, self.starts_time.data)


class CancelForm(PageForm):
    """Why an event is called off."""

    reason = TextAreaField(
        "Why?",
        [DataRequired("Say why. One short sentence is enough"), _shorter("the reason", 500)],
        description="Everybody who has a place or waits for one reads it in a mail.",
    )
