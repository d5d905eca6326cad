"""What browsers may send about how a decision was found."""

from __future__ import annotations

from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from app.core.forms import Choice, PageForm

CLEAR = {1: "Not at all", 2: "Not much", 3: "Partly", 4: "Mostly", 5: "Very"}


def _scale(label: str) -> RadioField:
    return RadioField(
        label,
        [InputRequired("Choose one of the five answers")],
        choices=[Choice(str(number), f"{number}. {words}") for number, words in CLEAR.items()],
    )


class DecisionSurveyForm(PageForm):
    """Three questions after a decision was told."""

    words_may_be_confirmed = False

    clear = _scale("How clear is our decision to you?")
    fair = _scale("How fair did the process feel?")
    better = TextAreaField(
        "What should we do better?",
        [Length(max=2000, message="Shorten your answer to 2,000 characters or fewer")],
        description="No patient details.",
    )
