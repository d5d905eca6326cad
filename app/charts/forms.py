"""What may be sent about a chart: notes, decisions, and taking them back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from wtforms import BooleanField, RadioField, SelectField, StringField, SubmitField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from app.charts.domain.decisions import QUESTIONS
from app.charts.services import LONGEST_NOTE, LONGEST_REASON
from app.core.forms import Choice, PageForm

if TYPE_CHECKING:
    from app.charts.domain.figure import Figure, Point

NO_NAMES = "No names, birth dates or chart numbers of patients."
YES_NO = [Choice("yes", "Yes"), Choice("no", "No")]


def _reason(label: str = "Why?") -> TextAreaField:
    return TextAreaField(
        label,
        [
            DataRequired("Say why, so that others can follow it."),
            Length(max=LONGEST_REASON, message=f"Use at most {LONGEST_REASON:,} characters."),
        ],
        description=f"It stays with the chart, with your name. {NO_NAMES}",
    )


def _month(label: str, description: str = "") -> SelectField:
    return SelectField(
        label, [DataRequired("Choose a month.")], description=description, validate_choice=True
    )


def _anyway() -> BooleanField:
    return BooleanField("I know that this rests on fewer than 10 points")


def as_month(text: str) -> dt.date:
    """The first day of a month such as 2026-11."""
    return dt.date.fromisoformat(f"{text}-01")


def _offer(field: SelectField, figure: Figure, points: Sequence[Point]) -> None:
    """Let a field choose among periods, the newest first."""
    field.choices = [
        Choice("", "Choose a month"),
        *(Choice(f"{p.period:%Y-%m}", figure.scale.period(p.period)) for p in reversed(points)),
    ]


class NoteForm(PageForm):
    """A note on one month."""

    period = _month("Which month?")
    text = TextAreaField(
        "What should people know?",
        [
            DataRequired("Write the note."),
            Length(max=LONGEST_NOTE, message=f"Use at most {LONGEST_NOTE} characters."),
        ],
        description=f"For example: new nurse, clinic closed for a week. {NO_NAMES}",
    )
    everywhere = BooleanField("Show it on all charts of the team")
    save = SubmitField("Add note")

    def about(self, figure: Figure) -> NoteForm:
        """Offer the months of `figure`."""
        _offer(self.period, figure, figure.points)
        return self


class FreezeForm(PageForm):
    """Which months make the starting median."""

    first_period = _month("First month of the baseline")
    period = _month("Last month of the baseline", "10 to 12 months or more make a steady median.")
    reason = _reason()
    anyway = _anyway()
    save = SubmitField("Freeze these months")

    def about(self, figure: Figure) -> FreezeForm:
        """Offer the months of `figure`."""
        _offer(self.first_period, figure, figure.points)
        _offer(self.period, figure, figure.points)
        return self


class RephaseForm(PageForm):
    """From when a new median counts, and the four questions before it."""

    period = _month(
        "First month of the new phase", "Begin with the first month of the run that signals."
    )
    different = RadioField(QUESTIONS["different"], [InputRequired("Answer yes or no.")])
    cause_known = RadioField(QUESTIONS["cause_known"], [InputRequired("Answer yes or no.")])
    desirable = RadioField(QUESTIONS["desirable"], [InputRequired("Answer yes or no.")])
    expected_to_last = RadioField(
        QUESTIONS["expected_to_last"], [InputRequired("Answer yes or no.")]
    )
    despite = TextAreaField(
        "If not all are yes: why is a new median right all the same?",
        [Length(max=LONGEST_REASON, message=f"Use at most {LONGEST_REASON:,} characters.")],
    )
    name = StringField(
        "Name of the phase",
        [Length(max=40, message="Use at most 40 characters.")],
        description="A few words above the chart, for example: everyday practice.",
    )
    reason = _reason("What changed?")
    anyway = _anyway()
    save = SubmitField("Start the new phase")

    def about(self, figure: Figure) -> RephaseForm:
        """Offer the months of `figure` and the two answers."""
        _offer(self.period, figure, figure.points)
        for question in (self.different, self.cause_known, self.desirable, self.expected_to_last):
            question.choices = YES_NO
        return self

    @property
    def answers(self) -> dict[str, str]:
        """The four answers, the reason for going on despite a no, and the name."""
        return {key: self._fields[key].data or "" for key in (*QUESTIONS, "despite", "name")}


class ExcludeForm(PageForm):
    """Which month is left out of median and rules."""

    period = _month("Which month?", "It stays on the chart, crossed out.")
    reason = _reason()
    save = SubmitField("Leave it out")

    def about(self, figure: Figure) -> ExcludeForm:
        """Offer the months that have a value."""
        _offer(self.period, figure, figure.plotted)
        return self


class UndoForm(PageForm):
    """Why a decision is taken back."""

    reason = _reason()
    save = SubmitField("Take it back")
