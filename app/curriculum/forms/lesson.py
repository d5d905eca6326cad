"""What a learner sends from a lesson: answers of its check, ticks, a signature, and "done"."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from wtforms import BooleanField, Field, HiddenField, RadioField
from wtforms.validators import Optional

from app.core.forms import CheckboxesField, Choice, PageForm, posted
from app.curriculum.domain import checklists, progress
from app.curriculum.domain.content import Asked, Lesson, Question
from app.curriculum.domain.kinds import Language, Need, QuestionKind
from app.curriculum.domain.progress import Answers, Kept
from app.curriculum.forms.chosen import Chosen, chosen

ANSWER = {
    Language.ENGLISH: "Question {number}: choose an answer",
    Language.SPANISH: "Pregunta {number}: elija una respuesta",
}
TICK = {
    Language.ENGLISH: "Tick every point of the list first",
    Language.SPANISH: "Primero marque cada punto de la lista",
}
SIGN = {
    Language.ENGLISH: "Tick this box to confirm",
    Language.SPANISH: "Marque esta casilla para confirmar",
}
THE_LIST = {Language.ENGLISH: "The list", Language.SPANISH: "La lista"}


class Deed(StrEnum):
    """What the pressed button asks for."""

    CHECK = "check"
    SAVE = "save"
    DONE = "done"
    MARK = "mark"
    UNMARK = "unmark"
    SHOW = "show"


ASIDE = frozenset({Deed.MARK, Deed.UNMARK, Deed.SHOW})
"""Deeds beside the questions: a bookmark, another language. What is ticked is neither kept nor
lost by them."""


def asked(question: Question, language: Language) -> Asked:
    """A question in a language, in English where it has no other."""
    return question.texts.get(language) or question.texts[Language.ENGLISH]


class LessonForm(PageForm):
    """The form of one lesson; `of` makes its fields.

    `seen_version` is the digest of the lesson that its page showed.
    """

    seen_version = HiddenField()
    lesson: Lesson
    language: Language
    tick: CheckboxesField
    attested: BooleanField

    @classmethod
    def of(
        cls, lesson: Lesson, language: Language, kept: Kept | None, digest: str = ""
    ) -> LessonForm:
        """The form of a lesson with that digest, filled with what is kept."""
        several = len(lesson.questions) > 1
        fields: dict[str, Any] = {
            name: _field(question, language, f"{n}. " if several else "")
            for n, (name, question) in enumerate(_named(lesson), 1)
        }
        points = lesson.completion.checklist
        fields["tick"] = CheckboxesField(
            THE_LIST[language],
            [Optional()],
            choices=[
                Choice(str(n), points[n] if points else str(n)) for n in checklists.places(lesson)
            ],
        )
        fields["attested"] = BooleanField(lesson.completion.attestation)
        form: LessonForm = type("FormOfLesson", (cls,), fields)(
            data={"seen_version": digest} | _shown(lesson, kept)
        )
        form.lesson, form.language = lesson, language
        return form

    @property
    def questions(self) -> list[tuple[Question, Field]]:
        """Each question of the check with its field."""
        return [(question, self[name]) for name, question in _named(self.lesson)]

    def answers(self) -> Answers:
        """The places that are chosen, by question; questions without an answer are left out."""
        found = {question.key: _places(field.data) for question, field in self.questions}
        return {key: places for key, places in found.items() if places}

    def chosen(self) -> Chosen:
        """What was chosen and ticked, in words."""
        return chosen([*(field for _, field in self.questions), self.tick])

    def ticks(self) -> frozenset[int]:
        return _places(self.tick.data)

    def is_kept(self, kept: Kept | None) -> bool:
        """Whether exactly what is ticked is kept already."""
        before = (kept.answers, kept.ticks, kept.attested_at is not None) if kept else _NOTHING
        return (self.answers(), self.ticks(), bool(self.attested.data)) == before

    def deed(self) -> Deed:
        """What was pressed; whatever else was sent only saves."""
        sent = posted().get("deed", "")
        return Deed(sent) if sent in set(Deed) else Deed.SAVE

    def accepted_for(self, deed: Deed) -> bool:
        """Whether what was sent is enough for the deed; what lacks stands beside its field."""
        if not self.accepted():
            return False
        needs = progress.needs(self.lesson.completion)
        if deed is Deed.CHECK or (deed is Deed.DONE and Need.CHECK in needs):
            for number, (_, field) in enumerate(self.questions, 1):
                if not _places(field.data):
                    field.errors = [ANSWER[self.language].format(number=number)]
        if deed is Deed.DONE:
            if Need.CHECKLIST in needs and not checklists.is_done(self.ticks(), self.lesson):
                self.tick.errors = [TICK[self.language]]
            if Need.ATTESTATION in needs and not self.attested.data:
                self.attested.errors = [SIGN[self.language]]
        return not self.errors


_NOTHING: tuple[Answers, frozenset[int], bool] = ({}, frozenset(), False)


def _named(lesson: Lesson) -> list[tuple[str, Question]]:
    return [(f"answer_{n}", question) for n, question in enumerate(lesson.questions, 1)]


def _field(question: Question, language: Language, before: str) -> Field:
    of = asked(question, language)
    kind = CheckboxesField if question.kind is QuestionKind.SEVERAL else RadioField
    choices = [Choice(str(place), words) for place, words in enumerate(of.options)]
    field: Field = kind(before + of.question, [Optional()], choices=choices)
    return field


def _places(sent: list[str] | str | None) -> frozenset[int]:
    """The places of a field's choices, which the field itself has checked."""
    return frozenset(int(one) for one in ([sent] if isinstance(sent, str) else sent or []) if one)


def _shown(lesson: Lesson, kept: Kept | None) -> dict[str, Any]:
    if kept is None:
        return {}
    found: dict[str, Any] = {
        "tick": [str(place) for place in sorted(kept.ticks)],
        "attested": kept.attested_at is not None,
    }
    for name, question in _named(lesson):
        places = [str(place) for place in sorted(kept.answers.get(question.key, ()))]
        is_one = question.kind is QuestionKind.ONE
        found[name] = (places[0] if places else None) if is_one else places
    return found
