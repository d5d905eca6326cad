"""What authors send about a version as a whole, and the files of its module."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import (
    BooleanField,
    Field,
    FieldList,
    FileField,
    Form,
    FormField,
    RadioField,
    SelectField,
)
from wtforms.validators import NumberRange, Optional, ValidationError

from app.core.fields import WholeField
from app.core.forms import Choice, PageForm
from app.curriculum.domain.content import Credit, Facts, Prerequisite, Quiz
from app.curriculum.domain.kinds import Feedback, Gate
from app.curriculum.forms.boxes import WritingForm, line, words

MOST_PREREQUISITES, SPARE = 8, 2
FEEDBACK = (
    Choice(Feedback.EACH.value, "Which answers were right, and why"),
    Choice(Feedback.PASSED.value, "Only the score, and the answers once they passed"),
    Choice(Feedback.SCORE.value, "Only the score"),
)
SEPARATOR = ":"


def value_of(one: Prerequisite) -> str:
    """
    >>> value_of(Prerequisite(Gate.QUIZ, "data-basics", 80))
    'quiz:data-basics'
    """
    return f"{one.gate.value}{SEPARATOR}{one.of}"


class PrerequisiteForm(Form):
    """One thing that must have happened before; one that is left empty asks for nothing."""

    class Meta(PageForm.Meta):
        csrf = False

    what = SelectField("Before it opens", choices=[])
    percent = WholeField(
        "Quiz score, percent", [Optional(), NumberRange(1, 100, "Enter 1 to 100 percent")]
    )

    def validate_percent(self, field: WholeField) -> None:
        """Only a quiz has a score."""
        if field.data and not (self.what.data or "").startswith(f"{Gate.QUIZ}{SEPARATOR}"):
            raise ValidationError("Only a quiz has a score. Empty this box, or choose a quiz")

    @property
    def prerequisite(self) -> Prerequisite | None:
        gate, _, of = (self.what.data or "").partition(SEPARATOR)
        return Prerequisite(Gate(gate), of, self.percent.data) if gate else None


class FactsForm(WritingForm):
    """A version's own words, its quiz, its credit, and what opens it."""

    title = line("Title", "Enter the title", most=120)
    summary = words("Summary", most=400, description="One or two sentences for the catalogue.")
    title_es = line("Title in Spanish", most=120)
    summary_es = words("Summary in Spanish", most=400)
    prerequisites = FieldList(FormField(PrerequisiteForm), max_entries=MOST_PREREQUISITES)
    has_quiz = BooleanField("There is a quiz at the end")
    questions = WholeField(
        "How many questions?",
        [Optional(), NumberRange(1, 50, "Enter 1 to 50 questions")],
        description="They are drawn from the questions of the lessons.",
    )
    pass_percent = WholeField(
        "Percent right to pass", [Optional(), NumberRange(1, 100, "Enter 1 to 100 percent")]
    )
    attempts = WholeField(
        "How many tries?",
        [Optional(), NumberRange(1, 20, "Enter 1 to 20 tries")],
        description="Leave it empty for any number.",
    )
    shuffle = BooleanField("Mix the questions and their choices")
    feedback = RadioField("What do people see afterwards?", choices=FEEDBACK)
    accreditor = line("Who gives the credit?", most=200)
    credit_kind = line("Kind of credit", most=120, description="Such as: CME, contact hours.")
    amount = line("How much?", most=60, description="Such as: 1.5 hours.")
    activity = line("Activity number", most=120)
    needs_evaluation = BooleanField("Only after an evaluation of the module")

    @classmethod
    def of(cls, facts: Facts, seen: str) -> FactsForm:
        """The form, filled with what is there, and rows for more prerequisites."""
        quiz, credit = facts.quiz or Quiz(questions=10), facts.credit or Credit("", "", "")
        asked: list[dict[str, Any]] = [
            {"what": value_of(one), "percent": one.percent} for one in facts.prerequisites
        ]
        spare = min(SPARE, MOST_PREREQUISITES - len(asked))
        return cls(
            data={
                "seen_version": seen,
                "title": facts.title,
                "summary": facts.summary,
                "title_es": facts.title_es,
                "summary_es": facts.summary_es,
                "prerequisites": [*asked, *({} for _ in range(spare))],
                "has_quiz": facts.quiz is not None,
                "questions": quiz.questions,
                "pass_percent": quiz.pass_percent,
                "attempts": quiz.attempts,
                "shuffle": quiz.shuffle,
                "feedback": quiz.feedback.value,
                "accreditor": credit.accreditor,
                "credit_kind": credit.kind,
                "amount": credit.amount,
                "activity": credit.activity,
                "needs_evaluation": credit.needs_evaluation,
            }
        )

    def offer(self, choices: Sequence[tuple[str, str]]) -> None:
        """Offer these prerequisites, by value and words."""
        for row in self.prerequisites:
            row.form.what.choices = [Choice("", "Nothing"), *(Choice(*one) for one in choices)]

    @property
    def facts(self) -> Facts:
        """What was typed; only of a valid form."""
        asked = [row.form.prerequisite for row in self.prerequisites]
        return Facts(
            title=self.title.data or "",
            summary=self.summary.data or "",
            title_es=self.title_es.data or "",
            summary_es=self.summary_es.data or "",
            quiz=self._quiz,
            credit=self._credit,
            prerequisites=tuple(dict.fromkeys(one for one in asked if one)),
        )

    @property
    def _quiz(self) -> Quiz | None:
        if not self.has_quiz.data:
            return None
        return Quiz(
            questions=self.questions.data or 1,
            pass_percent=self.pass_percent.data or 1,
            attempts=self.attempts.data,
            shuffle=self.shuffle.data,
            feedback=Feedback(self.feedback.data),
        )

    @property
    def _credit(self) -> Credit | None:
        credit = Credit(
            accreditor=self.accreditor.data or "",
            kind=self.credit_kind.data or "",
            amount=self.amount.data or "",
            activity=self.activity.data or "",
            needs_evaluation=self.needs_evaluation.data,
        )
        written = (credit.accreditor, credit.kind, credit.amount, credit.activity)
        return credit if any(written) else None

    def validate(self, extra_validators: Any = None) -> bool:
        """A quiz says how long it is and when it is passed; a credit says whose it is."""
        super().validate(extra_validators)
        needed: list[tuple[Field, str]] = []
        if self.has_quiz.data:
            needed += [
                (self.questions, "Enter how many questions the quiz asks"),
                (self.pass_percent, "Enter the percent that passes"),
            ]
        if self._credit:
            needed += [
                (self.accreditor, "Enter who gives the credit, or empty all its boxes"),
                (self.credit_kind, "Enter the kind of credit, or empty all its boxes"),
                (self.amount, "Enter how much credit it is, or empty all its boxes"),
            ]
        for field, sentence in needed:
            if not field.data and not field.errors:
                field.errors = [sentence]
        return not self.errors


class UploadForm(PageForm):
    file = FileField("File")
