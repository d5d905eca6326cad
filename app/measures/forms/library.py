"""What the browser may send about measures: definitions, and which of them are used."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wtforms import FloatField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import AnyOf, DataRequired, Length, NumberRange, Optional, ValidationError

from app.core.forms import CheckboxesField, Choice, PageForm
from app.core.text import clean_line
from app.measures.domain.definitions import PARTS, Definition, usual_factor
from app.measures.domain.kinds import Direction, Frequency, MeasureKind, MeasureRole

if TYPE_CHECKING:
    from wtforms import Field

    from app.measures.models import CohortMeasure, MeasureVersion
    from app.measures.queries.library import Defined

LONGEST_TEXT = 2000
LARGEST_GOAL = 1_000_000
ROLE_WORDS = {
    MeasureRole.OUTCOME: "Outcome: what matters to families in the end",
    MeasureRole.PROCESS: "Process: what your team does",
    MeasureRole.BALANCING: "Balancing: what must not get worse",
}
DIRECTION_WORDS = {
    Direction.HIGHER: "Higher is better",
    Direction.LOWER: "Lower is better",
    Direction.NEITHER: "Neither",
}
FREQUENCY_WORDS = {Frequency.MONTHLY: "Every month", Frequency.QUARTERLY: "Every quarter"}
KIND_HINTS = {
    MeasureKind.PERCENT: ("Percent", "Some out of all, such as 12 of 60 children"),
    MeasureKind.RATE: ("Rate", "Events for each 100, 1,000 or 10,000, such as visits"),
    MeasureKind.COUNT: ("Count", "One number, such as families who came"),
    MeasureKind.MEAN: ("Mean", "A sum divided by how many, such as days of waiting"),
    MeasureKind.TIME_BETWEEN: ("Time between", "Days from one rare event to the next"),
}
UNITS = {
    MeasureKind.PERCENT: "percent",
    MeasureKind.COUNT: "count",
    MeasureKind.MEAN: "mean",
    MeasureKind.TIME_BETWEEN: "days",
}


def _line(label: str, ask: str, most: int, **kwargs: Any) -> StringField:
    too_long = Length(max=most, message=f"Use {most} characters or fewer.")
    return StringField(label, [DataRequired(ask), too_long], **kwargs)


def _text(label: str, ask: str = "", **kwargs: Any) -> TextAreaField:
    too_long = Length(max=LONGEST_TEXT, message=f"Use {LONGEST_TEXT:,} characters or fewer.")
    return TextAreaField(label, [*([DataRequired(ask)] if ask else []), too_long], **kwargs)


def _one_of(label: str, ask: str, choices: dict[str, str], **kwargs: Any) -> SelectField:
    return SelectField(
        label,
        [AnyOf(choices, ask)],
        choices=[Choice(value, words) for value, words in choices.items()],
        validate_choice=False,
        **kwargs,
    )


class NumberField(FloatField):
    """A number that may be left out; what is no number is told in one sentence."""

    def process_formdata(self, valuelist: list[str]) -> None:
        text = valuelist[0].strip() if valuelist else ""
        self.data = None
        if not text:
            return
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        if not math.isfinite(number) or not 0 <= number <= LARGEST_GOAL:
            raise ValueError("Enter a number such as 80, or leave it empty.")
        self.data = number


class WholeField(IntegerField):
    """A whole number; what is none is told in one sentence."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError("Enter a whole number.") from None


class DefinitionForm(PageForm):
    """The parts of a definition that every version may change."""

    name = _line("Name", "Enter a name", 120)
    short_name = _line("Short name", "Enter a short name", 60, description="For charts and tables")
    role = RadioField(
        "What is it for?",
        [AnyOf([str(role) for role in ROLE_WORDS], "Choose what it is for")],
        choices=[Choice(str(role), words) for role, words in ROLE_WORDS.items()],
        validate_choice=False,
    )
    direction = _one_of(
        "Which way is better?",
        "Choose which way is better",
        {str(direction): words for direction, words in DIRECTION_WORDS.items()},
    )
    goal = NumberField("Goal", description="In the unit of the chart, such as 80 for 80%")
    numerator = _text("Top number: who or what is counted", "Say what the top number counts")
    denominator = _text("Bottom number: out of whom or what")
    exclusions = _text("Who is left out")
    source = _text("Where the counts come from")
    sampling = _text("How to sample")
    notes = _text("Notes")

    @property
    def kind_now(self) -> MeasureKind:
        """The kind of number that this definition has."""
        raise NotImplementedError

    def validate_denominator(self, field: Field) -> None:
        if self.kind_now.has_denominator and not field.data:
            raise ValidationError("Say what the bottom number counts")

    def validate_goal(self, field: Field) -> None:
        if self.kind_now is MeasureKind.PERCENT and (field.data or 0) > 100:
            raise ValidationError("A percent has a goal up to 100.")

    @property
    def words(self) -> dict[str, Any]:
        """The fields of this form that are parts of a definition."""
        found = {name: field.data for name, field in self._fields.items() if name in PARTS}
        lines = {name: clean_line(found[name]) for name in ("name", "short_name")}
        return (
            found
            | lines
            | {
                "role": MeasureRole(found["role"]),
                "direction": Direction(found["direction"]),
            }
        )


class OwnForm(DefinitionForm):
    """A new version of a team's own measure."""

    def __init__(self, version: MeasureVersion) -> None:
        self._version = version
        super().__init__(data={name: getattr(version, name) for name in PARTS})

    @property
    def kind_now(self) -> MeasureKind:
        return self._version.kind

    @property
    def definition(self) -> Definition:
        """The definition as it would be."""
        kept = {name: getattr(self._version, name) for name in PARTS}
        return Definition(**kept | self.words)


class VersionForm(OwnForm):
    """A new version of a library measure."""

    population = _text("Population")
    min_denominator = WholeField(
        "Smallest bottom number that says much",
        [NumberRange(0, 1000, "Enter a whole number from 0 to 1,000.")],
    )
    change_note = _line("What changed, and why?", "Say what changed", 300)


class NewOwnForm(DefinitionForm):
    """A measure of a team's own, from nothing."""

    kind = RadioField(
        "What kind of number is it?",
        [AnyOf([str(kind) for kind in KIND_HINTS], "Choose the kind of number")],
        choices=[
            Choice(str(kind), name, render_kw={"data-hint": hint})
            for kind, (name, hint) in KIND_HINTS.items()
        ],
        validate_choice=False,
    )
    per = _one_of(
        "For a rate: for each",
        "Choose 100, 1,000 or 10,000",
        {str(number): f"{number:,}" for number in (100, 1000, 10000)},
    )
    frequency = _one_of(
        "How often is it counted?",
        "Choose how often it is counted",
        {str(frequency): words for frequency, words in FREQUENCY_WORDS.items()},
    )

    @property
    def kind_now(self) -> MeasureKind:
        return (
            MeasureKind(self.kind.data)
            if self.kind.data in set(MeasureKind)
            else (MeasureKind.COUNT)
        )

    @property
    def definition(self) -> Definition:
        """The definition that was typed."""
        kind = self.kind_now
        per = usual_factor(kind, int(self.per.data))
        return Definition(
            **self.words
            | {
                "kind": kind,
                "per": per,
                "unit": UNITS.get(kind, f"per {per:,}"),
                "frequency": Frequency(self.frequency.data),
            }
        )


class ChooseForm(PageForm):
    measures = CheckboxesField("Optional measures of your cohort", coerce=int)

    def __init__(self, optional: Sequence[Defined], chosen: set[int]) -> None:
        super().__init__(data={"measures": sorted(chosen)})
        self.measures.choices = [
            Choice(
                one.measure.id,
                one.latest.name,
                render_kw={"data-hint": f"{one.measure.code}: {one.latest.numerator}"},
            )
            for one in optional
        ]


@dataclass(frozen=True, slots=True)
class Use:
    """How a cohort is to use one measure."""

    measure_id: int
    state: str
    position: int
    baseline_points: int | None


USES = (("required", "Required"), ("optional", "Optional"), ("off", "Not used"))


class CohortForm(PageForm):
    """One row of three fields for each measure of the library; made by `cohort_form`."""

    measure_ids: Sequence[int] = ()

    @property
    def uses(self) -> list[Use]:
        """What was chosen, measure by measure."""
        return [
            Use(
                one,
                self[f"use_{one}"].data,
                self[f"position_{one}"].data,
                self[f"baseline_{one}"].data,
            )
            for one in self.measure_ids
        ]


def cohort_form(library: Sequence[Defined], used: dict[int, CohortMeasure]) -> CohortForm:
    """The form of a cohort's measures, filled with what the cohort uses now."""
    fields: dict[str, Any] = {"measure_ids": [one.measure.id for one in library]}
    shown: dict[str, Any] = {}
    for number, one in enumerate(library, start=1):
        of, row = one.measure.id, used.get(one.measure.id)
        fields |= _cohort_fields(one)
        shown[f"use_{of}"] = "off" if row is None else USES[not row.is_required][0]
        shown[f"position_{of}"] = row.position if row else number
        shown[f"baseline_{of}"] = row.baseline_points if row else None
    made: type[CohortForm] = type("CohortMeasuresForm", (CohortForm,), fields)
    return made(data=shown)


def _cohort_fields(one: Defined) -> dict[str, Field]:
    of, name = one.measure.id, one.latest.short_name
    place = NumberRange(0, 999, f"{name}: enter a place from 0 to 999.")
    points = NumberRange(3, 36, f"{name}: a baseline has 3 to 36 points.")
    return {
        f"use_{of}": _one_of(f"{name}: use", f"{name}: choose how it is used", dict(USES)),
        f"position_{of}": WholeField(f"{name}: place in the list", [place]),
        f"baseline_{of}": WholeField(f"{name}: baseline points", [Optional(), points]),
    }
