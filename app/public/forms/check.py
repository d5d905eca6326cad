"""The four questions for families."""

from __future__ import annotations

from wtforms import RadioField
from wtforms.validators import InputRequired

from app.core.forms import Choice, PageForm
from app.public.domain.check import QUESTIONS, Answer

WORDS = {Answer.YES: "Yes", Answer.NO: "No", Answer.UNSURE: "I am not sure"}


def _question(key: str) -> RadioField:
    question = next(one for one in QUESTIONS if one.key == key)
    return RadioField(
        question.words,
        [InputRequired("Choose yes, no or not sure")],
        choices=[Choice(answer.value, words) for answer, words in WORDS.items()],
        description=question.hint,
    )


class CheckForm(PageForm):
    """One answer to each question."""

    age = _question("age")
    state = _question("state")
    condition = _question("condition")
    care = _question("care")

    def answers(self) -> dict[str, Answer]:
        """What was answered, when the form is valid."""
        return {question.key: Answer(self[question.key].data) for question in QUESTIONS}
