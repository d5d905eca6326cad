"""The exercise: what staff write, and the sheet that reviewers send."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from app.core.forms import Choice, PageForm
from app.core.text import clean_line
from app.reviews.domain.sheets import points
from app.reviews.services.exercises import LONGEST_REASON, LONGEST_TEXT, LONGEST_TITLE

if TYPE_CHECKING:
    from app.rfa.domain.document import Criterion


class ExerciseForm(PageForm):
    """The practice application."""

    title = StringField(
        "Title",
        [
            DataRequired("Enter a title"),
            Length(max=LONGEST_TITLE, message=f"Shorten the title to {LONGEST_TITLE} characters"),
        ],
        filters=[lambda typed: clean_line(typed or "")],
    )
    text = TextAreaField(
        "What reviewers read",
        [
            DataRequired("Write what reviewers read and score"),
            Length(max=LONGEST_TEXT, message=f"Shorten this to {LONGEST_TEXT:,} characters"),
        ],
        description="Invent a practice. Do not copy an application of this round.",
    )


class LessonForm(PageForm):
    """What the talk about the anchors came to."""

    lesson = TextAreaField(
        "What did you learn about the anchors?",
        [
            DataRequired("Write what the panel learned about the anchors"),
            Length(max=LONGEST_TEXT, message=f"Shorten this to {LONGEST_TEXT:,} characters"),
        ],
        description="All reviewers read this when the exercise is closed.",
    )


class SheetForm(PageForm):
    """A score and a reason for each criterion: made for a rubric by `sheet_form`."""

    criteria: tuple[Criterion, ...] = ()

    def pairs(self) -> list[tuple[Criterion, Any, Any]]:
        """Each criterion with its two fields."""
        return [
            (one, self._fields[f"score_{one.key}"], self._fields[f"reason_{one.key}"])
            for one in self.criteria
        ]

    @property
    def scores(self) -> dict[str, int]:
        """The scores of a valid sheet."""
        return {one.key: int(score.data) for one, score, _ in self.pairs()}

    @property
    def reasons(self) -> dict[str, str]:
        """The reasons of a valid sheet."""
        return {one.key: reason.data or "" for one, _, reason in self.pairs()}


def sheet_form(criteria: Iterable[Criterion]) -> SheetForm:
    """The sheet for a rubric; each score shows its anchor text."""
    found = tuple(criteria)
    fields: dict[str, Any] = {"criteria": found}
    for one in found:
        fields[f"score_{one.key}"] = RadioField(
            one.title,
            [InputRequired(f"Choose a score for {one.title}")],
            choices=[
                Choice(
                    str(point.score),
                    str(point.score),
                    render_kw={"data-hint": one.anchors.get(point.score, "")},
                )
                for point in points(one)
            ],
            description=one.guidance,
        )
        fields[f"reason_{one.key}"] = TextAreaField(
            f"Why this score for {one.title}?",
            [
                DataRequired(f"Say why the score for {one.title} fits"),
                Length(
                    max=LONGEST_REASON, message=f"Shorten this to {LONGEST_REASON:,} characters"
                ),
            ],
        )
    made: SheetForm = type("SheetOfRubric", (SheetForm,), fields)()
    return made
