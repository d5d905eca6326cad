"""What staff may send about a round: its settings, more time, reasons, answers to questions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, cast

from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from app.core.clock import NoSuchTime, TwoSuchTimes, central, instant_in_mississippi
from app.core.fields import ClockField, DayField, WholeField
from app.core.forms import CheckboxesField, Choice, PageForm, VersionedForm
from app.practices.domain.counties import COUNTIES

if TYPE_CHECKING:
    from app.rfa.models import Round

MOST_DOLLARS = 10_000_000
SHIPPED = ""
ALL, SOME = "all", "some"
LONGEST_REASON = 500
LONGEST_ANSWER = 4_000


class WithInstants:
    """Turns a day and a time of the clock in Mississippi into an instant, or asks back.

    A pair of fields `<name>_on` and `<name>_time` makes the instant `name`.
    """

    def check_instant(self, name: str) -> bool:
        """Whether the two fields make an instant, or are both empty; otherwise they say why."""
        day, time = self._pair(name)
        if day.errors or time.errors:
            return False
        if bool(day.data) != bool(time.data):
            lacking, words = (time, "time") if day.data else (day, "day")
            return _refuse(lacking, f"Enter the {words} too, or leave both empty")
        try:
            self.instant(name)
        except (NoSuchTime, TwoSuchTimes) as problem:
            return _refuse(time, f"{problem} Choose another hour.")
        return True

    def instant(self, name: str) -> dt.datetime | None:
        """The instant of two valid fields, None when they are empty."""
        day, time = self._pair(name)
        if day.data is None or time.data is None:
            return None
        return instant_in_mississippi(dt.datetime.combine(day.data, time.data))

    def _pair(self, name: str) -> tuple[Field, Field]:
        fields = cast("Mapping[str, Field]", self)
        return fields[f"{name}_on"], fields[f"{name}_time"]


def _refuse(field: Field, message: str) -> bool:
    field.errors = [*field.errors, message]
    return False


class NewRoundForm(PageForm):
    """A round to begin with."""

    title = StringField(
        "Title",
        [
            DataRequired("Enter the title of the round"),
            Length(max=200, message="Shorten the title to 200 characters or fewer"),
        ],
        description="Everybody sees it. The address of the round is made from it.",
    )
    based_on = SelectField(
        "Begin with",
        description="An earlier round gives its form, rubric and settings. "
        "Its dates move by a year, from weekends to the Monday after.",
    )


class AnytimeForm(WithInstants, VersionedForm):
    """What may change in every round, opened or not."""

    instants: ClassVar[tuple[str, ...]] = ("questions", "call")
    """The pairs of fields that make an instant."""

    questions_on = DayField("Questions are taken until: day", [Optional()])
    questions_time = ClockField("Questions are taken until: time", [Optional()])
    call_on = DayField("Call for applicants: day", [Optional()])
    call_time = ClockField("Call for applicants: time", [Optional()])
    decision_on = DayField("Day of the decision", [Optional()])
    starts_on = DayField("First day of the program", [Optional()])
    awards = WholeField(
        "Practices to award",
        [
            InputRequired("Enter a number from 1 to 500"),
            NumberRange(1, 500, "Enter a number from 1 to 500"),
        ],
    )
    reviewers_each = WholeField(
        "Reviewers for each application",
        [
            InputRequired("Enter a number from 1 to 20"),
            NumberRange(1, 20, "Enter a number from 1 to 20"),
        ],
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Also ask back about times that do not exist or come twice."""
        is_valid = super().validate(extra_validators)
        times = [self.check_instant(name) for name in self.instants]
        return is_valid and all(times)

    @property
    def settings(self) -> dict[str, Any]:
        """The settings of a valid form, by name."""
        return {
            "questions_until": self.instant("questions"),
            "call_at": self.instant("call"),
            "decision_on": self.decision_on.data,
            "starts_on": self.starts_on.data,
            "awards": self.awards.data,
            "reviewers_each": self.reviewers_each.data,
        }

    @staticmethod
    def shown(of: Round) -> dict[str, Any]:
        """What the form shows about a round."""
        instants = {"questions": of.questions_until, "call": of.call_at}
        return _locals(instants) | {
            "decision_on": of.decision_on,
            "starts_on": of.starts_on,
            "awards": of.awards,
            "reviewers_each": of.reviewers_each,
            "seen_version": str(of.version),
        }


class SettingsForm(AnytimeForm):
    """Everything that may change while a round is a draft."""

    instants = ("opens", "closes", *AnytimeForm.instants)
    title = StringField(
        "Title",
        [
            DataRequired("Enter the title of the round"),
            Length(max=200, message="Shorten the title to 200 characters or fewer"),
        ],
    )
    opens_on = DayField("Opens on", [InputRequired("Enter the day on which the round opens")])
    opens_time = ClockField("Opens at", [InputRequired("Enter the time at which it opens")])
    closes_on = DayField("Deadline: day", [InputRequired("Enter the day of the deadline")])
    closes_time = ClockField("Deadline: time", [InputRequired("Enter the time of the deadline")])
    grace_minutes = WholeField(
        "Grace after the deadline, in minutes",
        [
            InputRequired("Enter a number from 0 to 1440"),
            NumberRange(0, 1440, "Enter a number from 0 to 1440"),
        ],
        default=0,
        description="Granted silently. No page shows it.",
    )
    cap = WholeField(
        "Most dollars for one practice",
        [
            Optional(),
            NumberRange(1, MOST_DOLLARS, f"Enter whole dollars from 1 to {MOST_DOLLARS:,}"),
        ],
        description="Leave it empty when the round does not pay. Then no budget is asked.",
    )
    patients_least = WholeField(
        "Fewest patients under 21",
        [
            InputRequired("Enter a number from 0 to 100000"),
            NumberRange(0, 100_000, "Enter a number from 0 to 100000"),
        ],
    )
    where = RadioField(
        "Who may apply",
        [InputRequired("Choose which counties may apply")],
        choices=[
            Choice(ALL, "Practices in all 82 counties"),
            Choice(SOME, "Only in the counties chosen below"),
        ],
    )
    counties = CheckboxesField("Counties", choices=[Choice(one, one) for one in COUNTIES])
    drafter_may_sign = BooleanField("Who writes the application may also sign it")
    is_sealed = BooleanField(
        "Applications stay sealed until the deadline",
        description="Staff sees none of their content before. Breaking the seal is on record.",
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Also ask back for the counties."""
        is_valid = super().validate(extra_validators)
        if self.where.data == SOME and not self.counties.data:
            is_valid = _refuse(self.counties, "Choose at least one county")
        return is_valid

    @property
    def settings(self) -> dict[str, Any]:
        """The settings of a valid form, by name."""
        only = sorted(self.counties.data or []) if self.where.data == SOME else []
        return super().settings | {
            "title": self.title.data,
            "opens_at": self.instant("opens"),
            "closes_at": self.instant("closes"),
            "grace_minutes": self.grace_minutes.data,
            "cap": self.cap.data,
            "patients_least": self.patients_least.data,
            "counties": {"only": only},
            "drafter_may_sign": self.drafter_may_sign.data,
            "is_sealed": self.is_sealed.data,
        }

    @staticmethod
    def shown(of: Round) -> dict[str, Any]:
        """What the form shows about a round."""
        named = ("title", "grace_minutes", "cap", "patients_least", "drafter_may_sign", "is_sealed")
        return (
            AnytimeForm.shown(of)
            | {name: getattr(of, name) for name in named}
            | {"where": SOME if of.only_counties else ALL, "counties": list(of.only_counties)}
            | _locals({"opens": of.opens_at, "closes": of.closes_at})
        )


def _locals(instants: Mapping[str, dt.datetime | None]) -> dict[str, Any]:
    return {key: part for name, at in instants.items() for key, part in _local(name, at)}


def _local(name: str, at: dt.datetime | None) -> list[tuple[str, Any]]:
    local = None if at is None else central(at)
    return [
        (f"{name}_on", local and local.date()),
        (f"{name}_time", local and local.time()),
    ]


def _reason(label: str, description: str) -> TextAreaField:
    return TextAreaField(
        label,
        [
            DataRequired("Say why. One short sentence is enough"),
            Length(
                max=LONGEST_REASON,
                message=f"Shorten the reason to {LONGEST_REASON} characters or fewer",
            ),
        ],
        description=description,
    )


class ExtendForm(WithInstants, PageForm):
    """More time for everybody in a round."""

    until_on = DayField("New deadline: day", [InputRequired("Enter the day of the new deadline")])
    until_time = ClockField(
        "New deadline: time", [InputRequired("Enter the time of the new deadline")]
    )
    reason = _reason("Why?", "Everybody reads it: in a mail and on the page of the round.")

    def validate(self, extra_validators: Any = None) -> bool:
        """Also ask back about a time that does not exist or comes twice."""
        is_valid = super().validate(extra_validators)
        return self.check_instant("until") and is_valid


class EndExtensionForm(PageForm):
    """Why more time is taken back."""

    reason = _reason("Why?", "Every applicant reads it in a mail.")


class RemoveQuestionForm(PageForm):
    """Why a question is taken off the page."""

    reason = _reason("Why?", "It is kept in the audit trail. Whoever asked does not see it.")


class AnswerForm(PageForm):
    """The answer to a question about a round. `seen` notices another answer meanwhile."""

    seen = HiddenField(default="")
    answer = TextAreaField(
        "Answer",
        [
            DataRequired("Write the answer"),
            Length(
                max=LONGEST_ANSWER,
                message=f"Shorten the answer to {LONGEST_ANSWER:,} characters or fewer",
            ),
        ],
        description="Everybody can read it together with the question.",
    )


class ConfirmForm(VersionedForm):
    """A yes to what the page says."""
