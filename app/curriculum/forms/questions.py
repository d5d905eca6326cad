"""What authors send about a question: its words, its choices, which are right."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, RadioField
from wtforms.validators import DataRequired

from app.core.forms import Choice
from app.curriculum.domain.content import Asked, Question
from app.curriculum.domain.kinds import Language, QuestionKind
from app.curriculum.forms.boxes import WritingForm, line, words

FEWEST_OPTIONS, MOST_OPTIONS = 2, 6
LONGEST_OPTION = 300
PLACES = range(MOST_OPTIONS)
KINDS = (
    Choice(QuestionKind.ONE.value, "One answer is right"),
    Choice(QuestionKind.SEVERAL.value, "Several answers are right"),
)


class _Beginning(WritingForm):
    """The boxes are made in the order of the page, in which errors are listed."""

    question = words("Question", "Write the question", most=500)
    kind = RadioField(
        "How many answers are right?", [DataRequired("Choose one of the two")], choices=KINDS
    )


def _choices() -> dict[str, Any]:
    boxes: dict[str, Any] = {}
    for place in PLACES:
        boxes[f"option_{place}"] = line(f"Choice {place + 1}", most=LONGEST_OPTION)
        boxes[f"right_{place}"] = BooleanField(f"Choice {place + 1} is right")
    return boxes


_Choices: type[WritingForm] = type("_Choices", (WritingForm,), _choices())


class _Middle(WritingForm):
    why = words(
        "Why is it right?",
        "Say why. People learn from it, also those who were right",
        most=1000,
    )
    in_quiz = BooleanField(
        "Also ask it in the quiz of the module",
        description="Without this it only stands in the check of its lesson.",
    )
    question_es = words("Question in Spanish", most=500)


_SpanishChoices: type[WritingForm] = type(
    "_SpanishChoices",
    (WritingForm,),
    {
        f"option_es_{place}": line(f"Choice {place + 1} in Spanish", most=LONGEST_OPTION)
        for place in PLACES
    },
)


class _End(WritingForm):
    why_es = words("Why, in Spanish", most=1000)


class QuestionForm(_Beginning, _Choices, _Middle, _SpanishChoices, _End):  # type: ignore[misc, valid-type]  # made above, box by box
    """A question with its choices in both languages."""

    @classmethod
    def of(cls, question: Question | None, seen: str) -> QuestionForm:
        """The form, filled with what is there."""
        if question is None:
            return cls(data={"kind": QuestionKind.ONE.value, "in_quiz": True})
        shown: dict[str, Any] = {
            "seen_version": seen,
            "kind": question.kind.value,
            "in_quiz": question.in_quiz,
        }
        for language, ending in ((Language.ENGLISH, ""), (Language.SPANISH, "_es")):
            asked = question.texts.get(language, Asked("", (), ""))
            shown |= {f"question{ending}": asked.question, f"why{ending}": asked.why}
            shown |= {f"option{ending}_{n}": option for n, option in enumerate(asked.options)}
        shown |= {f"right_{place}": place in question.right for place in PLACES}
        return cls(data=shown)

    def asked(self, key: str) -> Question:
        """What was typed; empty choices are left out, and the others move up."""
        used = [place for place in PLACES if self._option(place)]
        texts = {
            Language.ENGLISH: Asked(
                self.question.data or "",
                tuple(self._option(place) for place in used),
                self.why.data or "",
            )
        }
        if self._speaks_spanish:
            texts[Language.SPANISH] = Asked(
                self.question_es.data or "",
                tuple(self._option(place, "_es") for place in used),
                self.why_es.data or "",
            )
        right = frozenset(new for new, place in enumerate(used) if self._is_right(place))
        return Question(key, QuestionKind(self.kind.data), right, texts, self.in_quiz.data)

    def _option(self, place: int, ending: str = "") -> str:
        return self[f"option{ending}_{place}"].data or ""

    def _is_right(self, place: int) -> bool:
        return bool(self[f"right_{place}"].data)

    @property
    def _speaks_spanish(self) -> bool:
        typed = (self.question_es.data, self.why_es.data)
        return any(typed) or any(self._option(place, "_es") for place in PLACES)

    def validate(self, extra_validators: Any = None) -> bool:
        """Enough different choices, right ones among them, and Spanish whole or missing."""
        super().validate(extra_validators)
        for name, sentence in (*self._about_options(), *self._about_spanish()):
            if not self[name].errors:
                self[name].errors = [sentence]
        return not self.errors

    def _about_options(self) -> list[tuple[str, str]]:
        used = [place for place in PLACES if self._option(place)]
        right = [place for place in PLACES if self._is_right(place)]
        found = [
            (f"option_{place}", "This choice is marked as right. Write it")
            for place in right
            if place not in used
        ]
        empty = [place for place in PLACES if place not in used]
        found += [
            (f"option_{place}", f"Write choice {place + 1}: at least {FEWEST_OPTIONS} are needed")
            for place in empty[: max(0, FEWEST_OPTIONS - len(used))]
        ]
        first = {" ".join(self._option(place).split()).casefold(): place for place in used[::-1]}
        found += [
            (f"option_{place}", "Two choices are the same. Change one")
            for place in used
            if place not in first.values()
        ]
        if not right:
            found.append(("right_0", "Mark the right answer"))
        elif len(right) > 1 and self.kind.data == QuestionKind.ONE:
            found.append(("kind", "You marked several answers as right. Choose “Several”"))
        return found

    def _about_spanish(self) -> list[tuple[str, str]]:
        if not self._speaks_spanish:
            return []
        found = [
            (name, "Write this in Spanish too, or empty every Spanish box")
            for name in ("question_es", "why_es")
            if not self[name].data
        ]
        for place in PLACES:
            if self._option(place) and not self._option(place, "_es"):
                found.append((f"option_es_{place}", "Write this choice in Spanish too"))
            if self._option(place, "_es") and not self._option(place):
                found.append((f"option_es_{place}", "This choice is missing in English"))
        return found
