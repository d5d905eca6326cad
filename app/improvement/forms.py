"""What browsers may send about PDSA cycles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from wtforms import (
    Field,
    FieldList,
    Form,
    FormField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length, NumberRange, Optional

from app.core.fields import DayField, WholeField
from app.core.forms import Choice, VersionedForm
from app.core.text import clean
from app.improvement.domain.completeness import Asked, Need
from app.improvement.domain.purposes import DECISIONS, PURPOSES, Purpose
from app.improvement.domain.states import Decision

PLAN_TEXTS = (
    "title",
    "objective",
    "what",
    "who",
    "location",
    "scale",
    "scale_patients",
    "planned_start",
    "planned_end",
    "collection",
)
PRIVATE = "No names, birth dates or chart numbers."
MOST_QUESTIONS = 8
LONG = Length(max=2000, message="Shorten your answer to 2,000 characters or fewer")
LINE = Length(max=200, message="Shorten this to 200 characters or fewer")


def _choices(words: Mapping[Any, tuple[str, str]]) -> list[Choice]:
    return [
        Choice(value.value, label, render_kw={"data-hint": hint})
        for value, (label, hint) in words.items()
    ]


class QuestionForm(Form):
    """One question of a cycle with its prediction."""

    question = StringField("Question", [LINE])
    predicted = StringField("We predict", [LINE])


class ResultForm(Form):
    """What came out against one prediction."""

    result = StringField("What happened", [LINE])
    matched = RadioField(
        "As predicted?",
        [Optional()],
        choices=[Choice("yes", "As predicted"), Choice("no", "Different")],
    )


class CycleForm(VersionedForm):
    """A form about a cycle; it can show what the cycle still lacks."""

    def show_needs(self, needs: Iterable[Need]) -> None:
        """Put each need beside the field that it names."""
        fields = {field.name: field for field in _fields(self)}
        for need in needs:
            field = fields.get(need.field)
            if field is None:
                self.form_errors.append(need.message)
            else:
                field.errors = [*field.errors, need.message]

    @property
    def has_errors(self) -> bool:
        return bool(self.form_errors) or any(
            field.errors for field in _fields(self) if not isinstance(field, FieldList | FormField)
        )


def _fields(form: Iterable[Field]) -> Iterator[Field]:
    """Every field, also those inside lists."""
    for field in form:
        yield field
        if isinstance(field, FieldList | FormField):
            yield from _fields(field)


class PlanForm(CycleForm):
    """The plan of a cycle."""

    title = StringField(
        "Name of the test",
        [
            DataRequired("Give the test a short name, such as Pre-visit call"),
            Length(max=160, message="Shorten the name to 160 characters or fewer"),
        ],
    )
    objective = TextAreaField(
        "What do you want to find out or change?", [LONG], description=PRIVATE
    )
    predictions = FieldList(FormField(QuestionForm), min_entries=1, max_entries=MOST_QUESTIONS)
    what = TextAreaField("What exactly will you do?", [LONG], description=PRIVATE)
    who = StringField("Who does it?", [LINE])
    location = StringField("Where?", [LINE])
    scale = StringField(
        "How small is the test?", [LINE], description="For example: 5 children, 1 day."
    )
    scale_patients = WholeField(
        "How many patients?",
        [Optional(), NumberRange(0, 100_000, "Enter a whole number, such as 5")],
    )
    planned_start = DayField("Start", [Optional()])
    planned_end = DayField("End", [Optional()])
    measure = SelectField("Which measure should it move?", [Optional()])
    purpose = RadioField("Kind of test", choices=_choices(PURPOSES), default=Purpose.TEST.value)
    collection = TextAreaField("What will you count, and how?", [LONG], description=PRIVATE)
    prediction_note = StringField("Why does the prediction change?", [LINE])

    def asked(self) -> list[Asked]:
        """The questions that say anything, in order."""
        return [
            Asked(one.question.data or "", one.predicted.data or "")
            for one in self.predictions
            if one.question.data or one.predicted.data
        ]

    def plan(self, measure_ids: dict[str, int]) -> dict[str, Any]:
        """The plan as the services take it; `measure_ids` maps keys to ids."""
        values = {name: self[name].data for name in PLAN_TEXTS}
        return values | {
            "purpose": Purpose(self.purpose.data),
            "measure_id": measure_ids.get(self.measure.data or ""),
        }


def brought(given: Mapping[str, str]) -> dict[str, Any]:
    """What a link fills into the form of a new cycle; nothing is saved by that."""
    names = ("title", "objective", "what", "measure")
    found: dict[str, Any] = {name: clean(given.get(name, "")) for name in names}
    predicted = clean(given.get("prediction", ""))
    return found | ({"predictions": [{"predicted": predicted}]} if predicted else {})


class DoForm(CycleForm):
    """What was done and seen."""

    started_on = DayField("Started on", [Optional()])
    as_planned = RadioField(
        "Did it run as planned?",
        [Optional()],
        choices=[Choice("yes", "Yes"), Choice("no", "No, something was different")],
    )
    observations = TextAreaField(
        "What did you see? What surprised you?", [LONG], description=PRIVATE
    )
    collected = TextAreaField("What did you count?", [LONG], description=PRIVATE)

    def did(self) -> dict[str, Any]:
        """What was done, as the services take it."""
        return {
            "started_on": self.started_on.data,
            "as_planned": {"yes": True, "no": False}.get(self.as_planned.data or ""),
            "observations": self.observations.data or "",
            "collected": self.collected.data or "",
        }


class StudyForm(CycleForm):
    """What came out, what was learned, and what the team decides."""

    results = FieldList(FormField(ResultForm))
    learned = TextAreaField(
        "What did you learn?",
        [LONG],
        description="Write it so another clinic could use it. " + PRIVATE,
    )
    decision = RadioField(
        "What will you do with this change?", [Optional()], choices=_choices(DECISIONS)
    )
    next_steps = TextAreaField(
        "What comes next?",
        [LONG],
        description="Adapt: what will change? Adopt: how do you keep it going?",
    )
    ended_on = DayField("Finished on", [Optional()])

    def found(self) -> list[tuple[str, bool | None]]:
        """Result and match of each prediction, in order."""
        return [
            (one.result.data or "", {"yes": True, "no": False}.get(one.matched.data or ""))
            for one in self.results
        ]

    def chosen(self) -> Decision | None:
        """The decision, if one was chosen."""
        text = self.decision.data or ""
        return Decision(text) if text in set(Decision) else None


class StopForm(CycleForm):
    """Why a test is given up."""

    stop_reason = TextAreaField(
        "Why do you stop this test?",
        [DataRequired("Say why you stop this test"), LONG],
        description="What got in the way is worth knowing. " + PRIVATE,
    )


class QuickForm(CycleForm):
    """A whole small test on one page."""

    title = StringField(
        "What did you try?",
        [
            DataRequired("Say in a few words what you tried"),
            Length(max=160, message="Shorten this to 160 characters or fewer"),
        ],
        description="For example: Called families the day before.",
    )
    scale = StringField("With how many, for how long?", [LINE], description="5 children, 1 day.")
    predicted = StringField(
        "What did you expect?",
        [DataRequired("Say what you expected to see; a guess is fine"), LINE],
        description="For example: 3 of 5 families complete the form.",
    )
    result = StringField("What happened?", [LINE], description="4 of 5. Empty if you still test.")
    learned = TextAreaField("What did you learn?", [LONG], description=PRIVATE)
    decision = RadioField(
        "What now?",
        choices=[Choice("", "Still testing"), *_choices(DECISIONS)],
        default="",
    )
    next_steps = StringField("What comes next?", [LINE])
    started_on = DayField("When did you start?", [Optional()])
    measure = SelectField("Which measure should it move?", [Optional()])
