"""What a learner sends from a quiz, and from the evaluation of a module."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import Field, HiddenField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from app.core.forms import CheckboxesField, Choice, PageForm
from app.curriculum.domain import quizzes
from app.curriculum.domain.kinds import Language, QuestionKind
from app.curriculum.domain.quizzes import Answers, Posed
from app.curriculum.forms.chosen import Chosen, chosen

LEFT_OUT = {
    Language.ENGLISH: "Question {number}: choose an answer, or send again: then it counts as wrong",
    Language.SPANISH: (
        "Pregunta {number}: elija una respuesta, o envíe otra vez: entonces cuenta como incorrecta"
    ),
}
ONE = {Language.ENGLISH: "Choose one.", Language.SPANISH: "Elija una."}
SEVERAL = {
    Language.ENGLISH: "Choose every right answer.",
    Language.SPANISH: "Elija todas las respuestas correctas.",
}


class QuizForm(PageForm):
    """The questions of one try; `of` makes its fields. It never holds what is right."""

    posed: Sequence[Posed]
    language: Language
    asked_back = HiddenField()

    @classmethod
    def of(cls, posed: Sequence[Posed], language: Language = Language.ENGLISH) -> QuizForm:
        """The form of a try; it asks back in that language."""
        fields: dict[str, Any] = {_name(n): _field(n, one) for n, one in enumerate(posed, 1)}
        form: QuizForm = type("FormOfQuiz", (cls,), fields)()
        form.posed, form.language = posed, language
        return form

    @property
    def questions(self) -> list[tuple[Posed, Field]]:
        """Each question with its field."""
        return [(one, self[_name(n)]) for n, one in enumerate(self.posed, 1)]

    def answers(self) -> Answers:
        """The places that are chosen, by question."""
        return quizzes.chosen(self.posed, {p.key: _places(f.data) for p, f in self.questions})

    def chosen(self) -> Chosen:
        """What was chosen, in words."""
        return chosen(field for _, field in self.questions)

    def complete(self) -> bool:
        """Whether this was sent with every answer, or again after asking back once."""
        if not self.accepted():
            return False
        left_out = {one.key for one in quizzes.unanswered(self.posed, self.answers())}
        if not left_out or self.asked_back.data:
            return True
        for number, (one, field) in enumerate(self.questions, 1):
            if one.key in left_out:
                field.errors = [LEFT_OUT[self.language].format(number=number)]
        self.asked_back.data = "yes"
        return False


def _name(number: int) -> str:
    return f"answer_{number}"


def _field(number: int, one: Posed) -> Field:
    several = one.kind is QuestionKind.SEVERAL
    field: Field = (CheckboxesField if several else RadioField)(
        f"{number}. {one.question}",
        [Optional()],
        choices=[Choice(str(place), words) for place, words in enumerate(one.options)],
        description=(SEVERAL if several else ONE)[one.language],
    )
    return field


def _places(sent: list[str] | str | None) -> frozenset[int]:
    """The places of a field's choices, which the field itself has checked."""
    return frozenset(int(one) for one in ([sent] if isinstance(sent, str) else sent or []) if one)


_SCALE = [
    Choice("5", "5, very much"),
    Choice("4", "4"),
    Choice("3", "3"),
    Choice("2", "2"),
    Choice("1", "1, not at all"),
]


class EvaluationForm(PageForm):
    """What somebody thinks of a module that they completed."""

    useful = RadioField(
        "Was this module worth your time?",
        [InputRequired("Worth your time: choose a number from 1 to 5")],
        choices=_SCALE,
    )
    ready = RadioField(
        "Do you feel ready to try something of it at work?",
        [InputRequired("Ready to try something: choose a number from 1 to 5")],
        choices=_SCALE,
    )
    better = TextAreaField(
        "What would make it better?",
        [Length(max=1000, message="Write at most 1,000 characters")],
        description="No names, birth dates or chart numbers.",
    )
