"""What staff may send about applications: marks, notes, tasks, views, seals, files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from app.core.fields import DayField
from app.core.forms import Choice, PageForm, VersionedForm
from app.core.text import clean_line
from app.rfa.domain.filters import LONGEST_TAG

if TYPE_CHECKING:
    from app.rfa.domain.document import Section

NO_NAMES = "Only staff read this. Do not write names of patients or families."


def _line(typed: str | None) -> str:
    return clean_line(typed or "")


def _section_choices(sections: Iterable[Section]) -> list[Any]:
    named = [Choice(section.key, f"{section.code}. {section.title}") for section in sections]
    return [Choice("", "The whole application"), *named]


class TagForm(PageForm):
    """A tag to sort applications by."""

    tag = StringField(
        "New tag",
        [
            DataRequired("Enter the tag"),
            Length(max=LONGEST_TAG, message=f"Shorten the tag to {LONGEST_TAG} characters"),
        ],
        filters=[_line],
    )


class FlagForm(PageForm):
    """A flag: what needs attention, and where."""

    flag = StringField(
        "What needs attention?",
        [
            DataRequired("Say what needs attention"),
            Length(max=LONGEST_TAG, message=f"Shorten this to {LONGEST_TAG} characters"),
        ],
        filters=[_line],
    )
    section = SelectField("Where?", [Optional()])

    def __init__(self, sections: Iterable[Section]) -> None:
        super().__init__()
        self.section.choices = _section_choices(sections)


class OutcomeForm(PageForm):
    """What came of a flag."""

    outcome = TextAreaField(
        "What came of it?",
        [
            DataRequired("Say what came of it. One short sentence is enough"),
            Length(max=500, message="Shorten this to 500 characters or fewer"),
        ],
        description="It stays with the flag and in the trail.",
    )


class CheckForm(VersionedForm):
    """That a version was checked; the page carries which one."""

    check_note = TextAreaField(
        "Note",
        [Length(max=500, message="Shorten the note to 500 characters or fewer")],
        description=NO_NAMES,
    )


class NoteForm(PageForm):
    """An internal note."""

    note = TextAreaField(
        "New note",
        [
            DataRequired("Write the note first"),
            Length(max=5_000, message="Shorten the note to 5,000 characters or fewer"),
        ],
        description=NO_NAMES,
    )


class TaskForm(PageForm):
    """Something to do about an application."""

    title = StringField(
        "What is to be done?",
        [
            DataRequired("Say what is to be done"),
            Length(max=200, message="Shorten this to 200 characters or fewer"),
        ],
        filters=[_line],
    )
    person = SelectField("Who does it?", [Optional()])
    due_on = DayField("By when?", [Optional()])

    def __init__(self, staff: Mapping[int, str]) -> None:
        super().__init__()
        named = [Choice(str(person_id), name) for person_id, name in staff.items()]
        self.person.choices = [Choice("", "Nobody yet"), *named]

    @property
    def person_id(self) -> int | None:
        return int(self.person.data) if self.person.data else None


class ViewForm(PageForm):
    """A name for the filters that are in use; `query` and `round` are where they stand now."""

    name = StringField(
        "Name of the view",
        [
            DataRequired("Enter a name for this view"),
            Length(max=80, message="Shorten the name to 80 characters or fewer"),
        ],
        filters=[_line],
    )
    query = HiddenField()
    round = HiddenField()


class SealForm(PageForm):
    """Why a seal has to be broken."""

    reason = TextAreaField(
        "Why?",
        [
            DataRequired("Say why the seal has to be broken"),
            Length(max=500, message="Shorten the reason to 500 characters or fewer"),
        ],
        description="It is kept in the audit trail with your name and the time.",
    )


class FileKind(StrEnum):
    """The files that applications leave the portal in."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"
    ZIP = "zip"


KIND_LABELS = {
    FileKind.XLSX: ("Excel workbook", "One row for each application, with every answer."),
    FileKind.CSV: ("CSV", "The same as a plain table."),
    FileKind.JSON: ("JSON", "The same for programs."),
    FileKind.ZIP: ("ZIP with papers", "One PDF for each application that was sent, and its files."),
}


class ExportForm(PageForm):
    """Which file to make."""

    file = RadioField(
        "File",
        [InputRequired("Choose a kind of file")],
        choices=[
            Choice(kind.value, label, render_kw={"data-hint": hint})
            for kind, (label, hint) in KIND_LABELS.items()
        ],
    )

    @property
    def kind(self) -> FileKind:
        """The choice of a valid form."""
        return FileKind(self.file.data)
