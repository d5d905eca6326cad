"""What authors send about a lesson: its text in a language, and everything around it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import BooleanField, Field, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional

from app.accounts.domain.names import role_words
from app.core.clock import central, now
from app.core.fields import DayField, WholeField
from app.core.forms import CheckboxesField, Choice, PageForm
from app.curriculum.domain.content import Completion, Lesson, Monday, Text
from app.curriculum.domain.kinds import Language, Need
from app.curriculum.domain.shipped import AUDIENCES, Reviewed
from app.curriculum.forms.boxes import WritingForm, line, rows, split, words
from app.practices.domain.kinds import PracticeKind

LONGEST_BODY = 40_000
LONGEST_TITLE = 200
NEEDS = (
    Choice(Need.READ.value, "They read it to the end", {"data-hint": "They press “Done”."}),
    Choice(Need.CHECK.value, "They answer its questions", {"data-hint": "Right or wrong."}),
    Choice(Need.MINUTES.value, "They stay for some minutes"),
    Choice(Need.CHECKLIST.value, "They tick every point of a list"),
    Choice(Need.ATTESTATION.value, "They confirm a sentence"),
)
_AUDIENCE = tuple(Choice(role.value, role_words(role)) for role in AUDIENCES.values())
_PRACTICES = tuple(Choice(kind.value, kind.label) for kind in PracticeKind)
_MONDAY = {
    "title": "Name the test for Monday",
    "objective": "Say what they want to learn",
    "what": "Say what they will do",
    "prediction": "Say what they expect",
}


class NewLessonForm(PageForm):
    title = line("Title", "Enter the title", most=LONGEST_TITLE)


class TextForm(WritingForm):
    """A lesson in one language; its forms say who read it over."""

    reviewed_by: StringField
    reviewed_on: DayField

    title = line("Title", "Enter the title", most=LONGEST_TITLE)
    objectives = rows(
        "What can a reader do after this lesson?",
        description="Two or three objectives, one on each line.",
    )
    body = words(
        "Text",
        most=LONGEST_BODY,
        description="Headings begin with ##. The signs are explained below the box.",
    )

    @classmethod
    def of(cls, text: Text | None, reviewed: Reviewed | None, seen: str) -> TextForm:
        """The form, filled with what is there."""
        shown = text or Text("")
        return cls(
            data={
                "seen_version": seen,
                "title": shown.title,
                "objectives": "\n".join(shown.objectives),
                "body": shown.body,
                "sources": "\n".join(shown.sources),
                "reviewed_by": reviewed.by if reviewed else "",
                "reviewed_on": reviewed.on if reviewed else None,
            }
            | _monday_shown(shown.monday)
        )

    @property
    def text(self) -> Text | None:
        """What was typed; None for a language that nobody writes in."""
        typed = Text(self.title.data or "", split(self.objectives), self.body.data or "")
        return None if typed == Text("") else typed

    @property
    def reviewed(self) -> Reviewed | None:
        """Who read the text over, and when."""
        if self.reviewed_by.data and self.reviewed_on.data and self.text:
            return Reviewed(self.reviewed_by.data, self.reviewed_on.data)
        return None

    def validate(self, extra_validators: Any = None) -> bool:
        """Who read the text over and when belong together, and it has happened."""
        super().validate(extra_validators)
        if self.reviewed_by.data and not self.reviewed_on.data:
            _say(self.reviewed_on, "Enter the day too")
        if self.reviewed_on.data and not self.reviewed_by.data:
            _say(self.reviewed_by, "Enter who read it over")
        if self.reviewed_on.data and self.reviewed_on.data > central(now()).date():
            _say(self.reviewed_on, "Enter today or an earlier day")
        return not self.errors


class EnglishForm(TextForm):
    """A lesson in English."""

    reviewed_by = line("Read over by", most=160, description="A person who knows the subject.")
    reviewed_on = DayField("Read over on", [Optional()])


class SpanishForm(TextForm):
    """A lesson in Spanish: it may be missing, also its step for Monday and its sources."""

    monday_title = line("Name of the test", most=80)
    monday_objective = words("What do they want to learn?", most=500)
    monday_what = words("What will they do?", most=1000)
    monday_prediction = words("What do they expect?", most=500)
    sources = rows("Sources", description="One on each line. Say what each supports.")

    title = line(
        "Title", most=LONGEST_TITLE, description="To take the Spanish text away, empty every box."
    )
    reviewed_by = line(
        "Read over by", most=160, description="A person who speaks Spanish and knows the subject."
    )
    reviewed_on = DayField("Read over on", [Optional()])

    @property
    def text(self) -> Text | None:
        """What was typed; None for a language that nobody writes in."""
        typed = Text(
            self.title.data or "",
            split(self.objectives),
            self.body.data or "",
            _monday_typed(self),
            split(self.sources),
        )
        return None if typed == Text("") else typed

    def validate(self, extra_validators: Any = None) -> bool:
        """A text has a title; a test on Monday is whole or missing."""
        super().validate(extra_validators)
        if self.text and not self.title.data:
            _say(self.title, "Enter the title in Spanish")
        if self.text and self.text.monday:
            _ask_whole_monday(self)
        return not self.errors


TEXT_FORMS = {Language.ENGLISH: EnglishForm, Language.SPANISH: SpanishForm}


class AboutForm(WritingForm):
    """Everything of a lesson but its texts and questions."""

    is_draft = BooleanField(
        "Still a draft", description="A version with a draft in it cannot be approved."
    )
    code = line("Number", most=10, description="What learners see before the title, such as 2.4.")
    minutes = WholeField(
        "Minutes to read it",
        [InputRequired("Enter the minutes"), NumberRange(1, 240, "Enter 1 to 240 minutes")],
    )
    audience = CheckboxesField(
        "Who is it for?",
        choices=_AUDIENCE,
        description="Choose nobody when it is for everyone.",
    )
    practice_types = CheckboxesField(
        "For which practices?",
        choices=_PRACTICES,
        description="Choose none when it is for every practice. People of other practices may read"
        " the lesson and need not do it.",
    )
    needs = CheckboxesField(
        "When is it done?", [DataRequired("Choose at least one")], choices=NEEDS
    )
    least_minutes = WholeField(
        "How many minutes do they stay?",
        [Optional(), NumberRange(1, 240, "Enter 1 to 240 minutes")],
    )
    checklist = rows(
        "Points to tick",
        description="One on each line. Leave it empty to use the list in the text (- [ ]).",
    )
    attestation = words("Sentence to confirm", most=500)
    tags = rows("Parts of the models", description="One on each line, such as: decision support.")
    sources = rows("Sources", description="One on each line. Say what each supports.")
    facilitator = words(
        "Notes for facilitators", most=4000, description="Learners do not see them."
    )
    outline = rows("Outline", description="For a draft: one point on each line.")
    monday_title = line("Name of the test", most=80)
    monday_objective = words("What do they want to learn?", most=500)
    monday_what = words("What will they do?", most=1000)
    monday_prediction = words("What do they expect?", most=500)
    monday_measure = SelectField("Measure", choices=[])

    def offer(self, measures: Iterable[tuple[str, str]]) -> None:
        """Offer these measures, by key and name."""
        self.monday_measure.choices = [
            Choice("", "None"),
            *(Choice(key, name) for key, name in measures),
        ]

    @classmethod
    def of(cls, lesson: Lesson, seen: str) -> AboutForm:
        """The form, filled with what is there."""
        monday, completion = lesson.monday, lesson.completion
        shown: dict[str, Any] = {
            "seen_version": seen,
            "is_draft": lesson.is_draft,
            "code": lesson.code,
            "minutes": lesson.minutes,
            "audience": list(lesson.audience),
            "practice_types": list(lesson.practice_types),
            "needs": [need.value for need in completion.needs],
            "least_minutes": completion.minutes or None,
            "checklist": "\n".join(completion.checklist),
            "attestation": completion.attestation,
            "tags": "\n".join(lesson.tags),
            "sources": "\n".join(lesson.sources),
            "facilitator": lesson.facilitator,
            "outline": "\n".join(lesson.outline),
            "monday_measure": monday.measure if monday else "",
        }
        return cls(data=shown | _monday_shown(monday))

    def lesson(self, key: str) -> Lesson:
        """What was typed, as a lesson without texts and questions; only of a valid form."""
        return Lesson(
            key=key,
            code=self.code.data or "",
            minutes=self.minutes.data or 1,
            texts={},
            audience=_chosen(self.audience, _AUDIENCE),
            practice_types=_chosen(self.practice_types, _PRACTICES),
            tags=split(self.tags),
            sources=split(self.sources),
            facilitator=self.facilitator.data or "",
            outline=split(self.outline),
            is_draft=self.is_draft.data,
            completion=Completion(
                needs=frozenset(Need(need) for need in self.needs.data or ()),
                minutes=self.least_minutes.data or 0,
                checklist=split(self.checklist),
                attestation=self.attestation.data or "",
            ),
            monday=_monday_typed(self, self.monday_measure.data or ""),
        )

    def validate(self, extra_validators: Any = None) -> bool:
        """What is asked for at the end is there; a test on Monday is whole or missing."""
        super().validate(extra_validators)
        asked = set(self.needs.data or ())
        if Need.MINUTES in asked and not self.least_minutes.data:
            _say(self.least_minutes, "Enter how many minutes")
        if Need.ATTESTATION in asked and not self.attestation.data:
            _say(self.attestation, "Write the sentence")
        if _monday_typed(self, self.monday_measure.data or ""):
            _ask_whole_monday(self)
        return not self.errors


def _chosen(field: CheckboxesField, choices: tuple[Choice, ...]) -> tuple[str, ...]:
    """What is ticked, in the order of the boxes."""
    return tuple(one.value for one in choices if one.value in (field.data or ()))


def _monday_shown(monday: Monday | None) -> dict[str, str]:
    return {f"monday_{name}": getattr(monday, name) if monday else "" for name in _MONDAY}


def _monday_typed(form: PageForm, measure: str = "") -> Monday | None:
    typed = {name: form[f"monday_{name}"].data or "" for name in _MONDAY}
    return Monday(**typed, measure=measure) if any((*typed.values(), measure)) else None


def _ask_whole_monday(form: PageForm) -> None:
    for name, box in _MONDAY.items():
        field = form[f"monday_{name}"]
        if not field.data:
            _say(field, f"{box}, or empty the whole step for Monday")


def _say(field: Field, sentence: str) -> None:
    if not field.errors:
        field.errors = [sentence]
