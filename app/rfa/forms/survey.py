"""What browsers may send about how applying went."""

from __future__ import annotations

from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.core.fields import WholeField
from app.core.forms import Choice, PageForm

EASE = {1: "Very hard", 2: "Hard", 3: "Neither hard nor easy", 4: "Easy", 5: "Very easy"}


class SurveyForm(PageForm):
    """Three questions after an application was sent."""

    words_may_be_confirmed = False

    ease = RadioField(
        "How easy was it to apply?",
        [InputRequired("Choose how easy it was")],
        choices=[Choice(str(number), f"{number}. {words}") for number, words in EASE.items()],
    )
    hours = WholeField(
        "About how many hours did you spend on it?",
        [Optional(), NumberRange(0, 1000, "Enter a number from 0 to 1,000")],
        description="Your own hours, for all of it.",
    )
    better = TextAreaField(
        "What would make it better?",
        [Length(max=2000, message="Shorten your answer to 2,000 characters or fewer")],
        description="No patient details.",
    )
