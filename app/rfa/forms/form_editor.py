"""What staff may send about a form: its sections, questions, criteria, and all of it as text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from wtforms import BooleanField, FileField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.core import UnboundField
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional

from app.core.errors import Refused
from app.core.fields import WholeField
from app.core.forms import CheckboxesField, Choice, VersionedForm
from app.practices.domain.kinds import PracticeKind
from app.rfa.domain.editing import Source
from app.rfa.domain.fitting import PATTERNS
from app.rfa.domain.kinds import Kind, Required
from app.rfa.domain.lines import Path
from app.rfa.domain.parsing import FILE_KINDS
from app.rfa.domain.reading import LARGEST, Problem
from app.rfa.domain.typed import FIELDS, Typed, answers_of, question_from, typed_of

SCORES = range(6)
OTHERS = "others_"
"""What the names of the fields for the points of other criteria begin with."""
REQUIRED_WORDS = {
    Required.SUBMIT: "Before the application is sent",
    Required.NOW: "At once: the section says so as soon as it is saved",
    Required.NO: "No, it may stay empty",
}
PATTERN_WORDS = {
    "": "Any text",
    "phone": "A phone number",
    "email": "An email address",
    "npi": "An NPI",
    "zip": "A ZIP code",
}
_FROM_1_TO_100 = [
    InputRequired("Enter the points"),
    NumberRange(1, 100, "Enter points from 1 to 100"),
]
_FIELD_OF = {
    ("show_if",): "show_question",
    ("show_if", "question"): "show_question",
    ("show_if", "is"): "show_answers",
    ("files",): "megabytes",
    ("files", "kinds"): "file_kinds",
    ("files", "megabytes"): "megabytes",
    ("files", "count"): "count",
}
"""Which field shows a problem with a member that has no field of its own name."""


def _whole(label: str, description: str = "", *, least: int = 0) -> WholeField:
    rule = NumberRange(least, LARGEST, f"Enter a whole number from {least} to {LARGEST:,}")
    return WholeField(label, [Optional(), rule], description=description)


def _key(description: str) -> StringField:
    return StringField("Key", [DataRequired("Enter a key")], description=description)


class PartForm(VersionedForm):
    """A part of the form."""

    def show_problems(self, problems: Iterable[Problem], path: Path) -> None:
        """Say each problem at the field it is about; what is elsewhere is said with its place."""
        own = {name: field.label.text for name, field in self._fields.items()}
        for problem in problems:
            field = _field_for(problem.path, path)
            if field in self._fields:
                self.show(Refused(problem.said(LABELS | own), field=field))
            else:
                self.show(Refused(placed(problem)))


def placed(problem: Problem) -> str:
    """A problem with its place, in the words of these pages."""
    place = problem.place_in(LABELS)
    return f"{place[:1].upper()}{place[1:]}: {problem.said(LABELS)}"


def _field_for(where: Path, part: Path) -> str:
    """The name of the field that is about the place `where`, "" when it is not in `part`."""
    if where == ("criteria",):
        return "points"
    if where[: len(part)] != part or where == part:
        return ""
    inside = tuple(str(step) for step in where[len(part) :])
    if inside[0] == "anchors":
        return f"anchor_{inside[-1]}"
    return _FIELD_OF.get(inside[:2], inside[0])


class SectionForm(PartForm):
    """A section, without its questions."""

    key = _key("Small letters, digits and hyphens, such as “plan”. Part of its address.")
    code = StringField(
        "Letter or number",
        [DataRequired("Enter a letter or number")],
        description="Up to 4 characters, shown before the title.",
    )
    title = StringField("Title", [DataRequired("Enter the title of the section")])
    intro = TextAreaField("Introduction")
    points = _whole("Points", "What the answers here can score. Empty when they are not scored.")
    waits_for = CheckboxesField("Opens only after these are complete", validate_choice=False)
    only_if_paid = BooleanField("Only asked in rounds that pay")

    def offer(self, source: Source, piece_key: str) -> None:
        """Fill the lists from the form that this section is in."""
        others = [one for one in source["sections"] if one["key"] != piece_key]
        self.waits_for.choices = [Choice(one["key"], one["title"]) for one in others]

    @staticmethod
    def shown(part: Source) -> dict[str, Any]:
        """What the form shows about a section."""
        return dict(part)

    def part(self, _source: Source, _earlier: Sequence[Source]) -> Source:
        """The section that the fields describe."""
        return _without_nothing(
            {
                "key": self.key.data,
                "code": self.code.data,
                "title": self.title.data,
                "intro": self.intro.data,
                "points": self.points.data,
                "waits_for": self.waits_for.data,
                "only_if_paid": self.only_if_paid.data,
            }
        )


class QuestionForm(PartForm):
    """A question; `of_kind` leaves the fields that its kind has."""

    key = _key("Letters and digits, such as “B4”. Answers hang on it.")
    text = TextAreaField("Question", [DataRequired("Enter the question")])
    help = TextAreaField("Help below the question")
    options = TextAreaField(
        "Answers to choose from",
        description="One on each line: “key: label”, or just the label.",
    )
    rows = TextAreaField("Rows", description="One on each line: “key: label”, or just the label.")
    columns = TextAreaField(
        "Columns",
        description=(
            "One on each line: “key: label | money”. A column holds whole number, money or text."
        ),
    )
    above_zero = TextAreaField(
        "Rows that cannot be 0", description="One on each line, by key or label."
    )
    matches = SelectField("The lines must make the amount in", validate_choice=False)
    words = _whole("Most words", "Limit either words or characters.", least=1)
    characters = _whole("Most characters", least=1)
    pattern = SelectField(
        "What is typed",
        choices=[Choice(one, PATTERN_WORDS[one]) for one in PATTERNS],
        validate_choice=False,
    )
    least = _whole("The least")
    most = _whole("The most")
    hours = _whole("Hours a month that all must add up to")
    file_kinds = CheckboxesField(
        "Kinds of files",
        choices=[Choice(one, one.upper()) for one in FILE_KINDS],
        validate_choice=False,
    )
    megabytes = _whole("Most megabytes for each file", least=1)
    count = _whole("Most files", least=1)
    required = RadioField(
        "Must it be answered?",
        default=Required.SUBMIT.value,
        validate_choice=False,
        choices=[Choice(one.value, words) for one, words in REQUIRED_WORDS.items()],
    )
    scored = BooleanField("Reviewers score the answer")
    show_question = SelectField("Ask only if this question", validate_choice=False)
    show_answers = TextAreaField(
        "has one of these answers", description="One on each line, by key or label."
    )
    only_for = CheckboxesField(
        "Ask only these practices",
        choices=[Choice(kind.value, kind.short_label) for kind in PracticeKind],
        description="None chosen: everybody is asked.",
        validate_choice=False,
    )
    screen = TextAreaField(
        "Eligibility check",
        description=(
            "One line for each answer that decides: “answer | not eligible | reason”. "
            "The outcomes are eligible, not eligible, talk to us. Empty: not part of the check."
        ),
    )

    def of_kind(self, kind: Kind, earlier: Iterable[Source]) -> None:
        """Keep the fields of that kind, and offer the questions that are asked before."""
        self._kind = kind
        own = FIELDS.get(kind, ())
        for name in {name for names in FIELDS.values() for name in names} - set(own):
            del self[name]
        before = list(earlier)
        deciders = [one for one in before if answers_of(one) and one["kind"] != Kind.MATRIX]
        self.show_question.choices = [Choice("", "Always ask"), *map(_named, deciders)]
        if "matches" in own:
            money = [one for one in before if one["kind"] == Kind.MONEY]
            self.matches.choices = [Choice("", "No amount"), *map(_named, money)]
        self.deciders = [(one["key"], answers_of(one)) for one in deciders]

    @staticmethod
    def shown(part: Source) -> dict[str, Any]:
        """What the form shows about a question."""
        return typed_of(part)

    def part(self, _source: Source, earlier: Sequence[Source]) -> Source:
        """The question that the fields describe."""
        typed: Typed = self.data
        return question_from(self._kind, typed, earlier)


class PointsForm(PartForm):
    """The points of the other criteria, so that all of them make 100."""

    @property
    def points_of_others(self) -> dict[str, int]:
        """The points by the key of the criterion."""
        return {
            name.removeprefix(OTHERS): field.data
            for name, field in self._fields.items()
            if name.startswith(OTHERS)
        }

    @property
    def others(self) -> list[Any]:
        """The fields of the other criteria."""
        return [field for name, field in self._fields.items() if name.startswith(OTHERS)]


class CriterionForm(PointsForm):
    """A line of the rubric."""

    key = _key("Letters and digits, such as “K1”.")
    title = StringField("Title", [DataRequired("Enter the title of the criterion")])
    section = SelectField(
        "Where the answers are", [DataRequired("Choose a section")], validate_choice=False
    )
    points = WholeField("Points", _FROM_1_TO_100)
    guidance = TextAreaField("Guidance for reviewers")
    anchor_0 = TextAreaField("0 stands for")
    anchor_1 = TextAreaField("1 stands for")
    anchor_2 = TextAreaField("2 stands for")
    anchor_3 = TextAreaField("3 stands for")
    anchor_4 = TextAreaField("4 stands for")
    anchor_5 = TextAreaField("5 stands for")

    def offer(self, source: Source, _piece_key: str) -> None:
        """Fill the list of sections."""
        self.section.choices = [
            Choice("", "Choose a section"),
            *(Choice(one["key"], one["title"]) for one in source["sections"]),
        ]

    @staticmethod
    def shown(part: Source) -> dict[str, Any]:
        """What the form shows about a criterion."""
        anchors = part.get("anchors") or {}
        return dict(part) | {f"anchor_{score}": anchors.get(str(score), "") for score in SCORES}

    def part(self, _source: Source, _earlier: Sequence[Source]) -> Source:
        """The criterion that the fields describe; a score without words has no anchor."""
        anchors = {str(score): self[f"anchor_{score}"].data for score in SCORES}
        return _without_nothing(
            {
                "key": self.key.data,
                "title": self.title.data,
                "section": self.section.data,
                "points": self.points.data,
                "anchors": {score: words for score, words in anchors.items() if words},
                "guidance": self.guidance.data,
            }
        )


class RemovePartForm(PointsForm):
    """A yes to removing a part; without a criterion, the others must make 100."""


def with_others(base: type[PointsForm], others: Iterable[Source]) -> type[PointsForm]:
    """The same form with a field for the points of every other criterion."""
    fields = {
        f"{OTHERS}{one['key']}": WholeField(
            f"Points of “{one['title']}”",
            _FROM_1_TO_100,
            default=one.get("points"),
        )
        for one in others
    }
    return type(base.__name__, (base,), fields)


def _labels_of(*forms: type[PartForm]) -> dict[str, str]:
    return {
        name: field.args[0]
        for form in forms
        for name, field in vars(form).items()
        if isinstance(field, UnboundField)
    }


LABELS: dict[str, str] = {
    **_labels_of(SectionForm, QuestionForm, CriterionForm),
    **{str(score): f"{score} stands for" for score in SCORES},
    "sections": "Sections",
    "questions": "Questions",
    "criteria": "Criteria",
    "anchors": "Scores",
    "show_if": "Ask only if",
    "is": "has one of these answers",
    "question": "Ask only if this question",
    "screen": "Eligibility check",
    "outcome": "Outcome",
    "reason": "Reason",
    "files": "Files",
    "kinds": "Kinds of files",
    "label": "Label",
    "kind": "Kind",
}
"""What these pages call the members of a form's JSON."""


class TitleForm(PartForm):
    """The title of the form."""

    title = StringField("Title of the form", [DataRequired("Enter the title of the form")])


class WholeTextForm(VersionedForm):
    """The whole form as text."""

    text = TextAreaField("The form as text", [DataRequired("Write the form as text")])


class UploadForm(VersionedForm):
    """The whole form as a file."""

    file = FileField("A .json file", description="It takes the place of the whole form.")


def _named(question: Source) -> Any:
    return Choice(question["key"], f"{question['key']}: {question['text']}"[:100])


def _without_nothing(part: Source) -> Source:
    return {name: value for name, value in part.items() if value not in (None, "", [], {}, False)}
