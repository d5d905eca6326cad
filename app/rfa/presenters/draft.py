"""The pages on which an application is written: task list and sections, ready in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.clock import central
from app.core.dates import day, short_day, time_of_day
from app.core.uploads import in_words
from app.rfa.domain.answers import (
    VALUE,
    Answer,
    Control,
    Part,
    Typed,
    asked,
    counted,
    field_name,
    parts_of,
)
from app.rfa.domain.deadlines import remaining
from app.rfa.domain.document import Question, Section
from app.rfa.domain.judging import Fault, is_limited, totals
from app.rfa.domain.kinds import Kind, Required
from app.rfa.domain.progress import Content, SectionStatus, status_of
from app.rfa.domain.states import ApplicationState, open_sections
from app.rfa.domain.wording import limit_words

if TYPE_CHECKING:
    from app.accounts.queries import RosterEntry
    from app.rfa.models import Assignment, Attachment
    from app.rfa.queries.applications import Opened
    from app.rfa.queries.teamwork import Remark

MEGABYTE = 1024 * 1024
LONG_ROWS = {Control.TEXT: 6}
STATUS_TAGS = {
    SectionStatus.NOT_STARTED: "info",
    SectionStatus.IN_PROGRESS: "due",
    SectionStatus.CHANGES_REQUESTED: "due",
    SectionStatus.CHANGED: "info",
}
STATE_WORDS = {
    ApplicationState.DRAFT: "Draft",
    ApplicationState.SUBMITTED: "Submitted",
    ApplicationState.CHANGES_REQUESTED: "Changes requested",
    ApplicationState.SUBMITTED_WITH_CHANGES: "Submitted with changes",
    ApplicationState.WITHDRAWN: "Withdrawn",
}
STATE_TAGS = {
    ApplicationState.DRAFT: "info",
    ApplicationState.SUBMITTED: "ok",
    ApplicationState.CHANGES_REQUESTED: "due",
    ApplicationState.SUBMITTED_WITH_CHANGES: "ok",
    ApplicationState.WITHDRAWN: "grey",
}


# ------------------------------------------------------------------ one question


@dataclass(frozen=True, slots=True)
class PartView:
    """One control as the page draws it. `chosen` are the options picked, `text` what is typed."""

    part: Part
    name: str
    text: str
    chosen: tuple[str, ...]
    error: str
    max: int | None
    words: int | None
    rows: int

    @property
    def control(self) -> str:
        return self.part.control.value

    @property
    def label(self) -> str:
        return self.part.label

    @property
    def anchor(self) -> str:
        """The id that an error leads to: the first choice of several."""
        picks = self.part.control in {Control.CHOICE, Control.CHOICES}
        return f"{self.name}-0" if picks else self.name


@dataclass(frozen=True, slots=True)
class FileView:
    """One attached file."""

    id: int
    name: str
    words: str


@dataclass(frozen=True, slots=True)
class CommentView:
    """A remark of the team."""

    id: int
    name: str
    when: str
    body: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class QuestionView:
    """One question with its controls, errors, files and remarks.

    `is_hidden`: it is asked only when the answer to an earlier one of this section changes.
    """

    question: Question
    parts: tuple[PartView, ...]
    error: str
    optional: bool
    limit: str
    is_stale: bool
    files: tuple[FileView, ...]
    comments: tuple[CommentView, ...]
    totals: tuple[tuple[str, str], ...]
    is_hidden: bool = False

    @property
    def kind(self) -> str:
        return self.question.kind.value

    @property
    def rows(self) -> list[tuple[str, list[tuple[str, PartView]]]]:
        """The parts of a roster or table, row by row, each with what it is in its row."""
        return [
            (
                row.label,
                [
                    (capital(part.label.removeprefix(f"{row.label}: ")), part)
                    for part in self.parts
                    if part.part.key.rsplit(".", 1)[0] == row.key
                ],
            )
            for row in self.question.rows
        ]

    @property
    def accept(self) -> str:
        """The kinds of file as the browser's chooser knows them."""
        return ",".join(f".{kind}" for kind in self.question.files.kinds)

    @property
    def replaces(self) -> bool:
        """Whether a new file takes the place of the one that is there."""
        return bool(self.files) and self.question.files.count == 1

    @property
    def most_bytes(self) -> int:
        """The size of the largest file that the question takes."""
        return self.question.files.megabytes * MEGABYTE

    @property
    def open_comments(self) -> int:
        return sum(comment.is_open for comment in self.comments)


@dataclass(frozen=True, slots=True)
class SectionPage:
    """One section, ready for its page. `errors` are (id, sentence) for the summary.

    `drawn` are its `questions` and those that an answer on the page may bring up. `epoch`
    differs when the section was closed in between: words typed before belong to then.
    """

    section: Section
    number: int
    count: int
    questions: tuple[QuestionView, ...]
    drawn: tuple[QuestionView, ...]
    epoch: str
    errors: tuple[tuple[str, str], ...]
    version: int
    saved: str
    is_open: bool
    closed_why: str
    before: str | None
    after: str | None

    @property
    def asked(self) -> str:
        """The keys of the questions on the page: only their answers are read from it."""
        return " ".join(view.question.key for view in self.questions)


def section_page(
    of: Opened,
    section: Section,
    faults: Iterable[Fault],
    *,
    remarks: Iterable[Remark] = (),
    typed: Mapping[str, Answer] | None = None,
    file_errors: Mapping[str, str] | None = None,
    at: dt.datetime,
    may_write: bool = True,
    by_staff: bool = False,
) -> SectionPage:
    """The page of a section; `typed` are answers that were not saved and stay on the page."""
    answers = {**of.answers, **(typed or {})}
    counting = counted(of.sections, answers, of.practice.kind)
    found = tuple(faults)
    file_errors = file_errors or {}
    draft = of.drafts[section.key]
    keys = [one.key for one in of.sections]
    place = keys.index(section.key)
    is_open = by_staff or section.key in open_sections(of.access, keys, at)
    visible = asked(section, counting, of.practice.kind)
    drawn = tuple(
        question_view(
            question,
            answers.get(question.key, {}),
            counties=of.counties,
            faults=[fault for fault in found if fault.question == question],
            files=of.files.get(question.key, ()),
            file_error=file_errors.get(question.key, ""),
            remarks=[r for r in remarks if r.comment.question == question.key],
            is_stale=question.key in draft.stale["keys"],
            is_hidden=question not in visible,
            at=at,
        )
        for question in _may_be_asked(section, visible, of.practice.kind)
    )
    questions = tuple(view for view in drawn if not view.is_hidden)
    return SectionPage(
        section=section,
        number=place + 1,
        count=len(keys),
        questions=questions,
        drawn=drawn if is_open and may_write else questions,
        epoch=f"{of.versions}.{of.request.id if of.request else 0}",
        errors=tuple(_summary(questions)),
        version=draft.version,
        saved=saved_words(draft.changed_at, at) if draft.changed_at else "",
        is_open=is_open and may_write,
        closed_why="" if is_open and may_write else _closed_why(of, section, may_write, at),
        before=keys[place - 1] if place else None,
        after=keys[place + 1] if place + 1 < len(keys) else None,
    )


def _may_be_asked(
    section: Section, visible: Collection[Question], applicant_kind: str
) -> Iterable[Question]:
    """The visible questions, and those that answers to them may bring up, in order."""
    keys: set[str] = set()
    for question in section.questions:
        fits = not question.only_for or applicant_kind in question.only_for
        if question in visible or (fits and question.show_if and question.show_if.question in keys):
            keys.add(question.key)
            yield question


def question_view(
    question: Question,
    answer: Answer,
    *,
    counties: Collection[str] = (),
    faults: Iterable[Fault] = (),
    files: Iterable[Attachment] = (),
    file_error: str = "",
    remarks: Iterable[Remark] = (),
    is_stale: bool = False,
    is_hidden: bool = False,
    at: dt.datetime | None = None,
) -> QuestionView:
    """One question as pages draw it; without anything given, an empty one."""
    by_part = {fault.part.key if fault.part else "": fault.message for fault in reversed([*faults])}
    return QuestionView(
        question=question,
        parts=tuple(
            _part_view(question, part, answer.get(part.key, ""), by_part.get(part.key, ""))
            for part in parts_of(question, counties)
        ),
        error=file_error or by_part.get("", ""),
        optional=question.required is Required.NO,
        limit=limit_words(question),
        is_stale=is_stale,
        files=tuple(_file(file, at) for file in files) if at else (),
        comments=tuple(_comment(remark, at) for remark in remarks) if at else (),
        totals=_totals(question, answer),
        is_hidden=is_hidden,
    )


def _part_view(question: Question, part: Part, typed: Typed, error: str) -> PartView:
    is_single = part.key == VALUE
    limited = is_limited(part)
    return PartView(
        part=part,
        name=field_name(question, part),
        text=typed if isinstance(typed, str) else "",
        chosen=typed if isinstance(typed, tuple) else ((typed,) if typed else ()),
        error=error,
        max=question.characters if limited else None,
        words=question.words if limited else None,
        rows=LONG_ROWS.get(part.control, 1) if is_single else 3,
    )


def _totals(question: Question, answer: Answer) -> tuple[tuple[str, str], ...]:
    if question.kind is not Kind.TABLE or not answer:
        return ()
    columns = {column.key: column for column in question.columns}
    return tuple(
        (columns[key].label, f"{'$' if columns[key].kind is Kind.MONEY else ''}{total:,}")
        for key, total in totals(question, answer).items()
    )


def _summary(questions: Iterable[QuestionView]) -> Iterable[tuple[str, str]]:
    for view in questions:
        if view.error:
            yield f"file-{view.question.key}", view.error
        for part in view.parts:
            if part.error:
                yield part.anchor, part.error


def _file(file: Attachment, at: dt.datetime) -> FileView:
    return FileView(
        file.id, file.name, f"{in_words(file.size)}, added {when(file.uploaded_at, at)}"
    )


def _comment(remark: Remark, at: dt.datetime) -> CommentView:
    comment = remark.comment
    return CommentView(
        comment.id,
        remark.name,
        when(comment.written_at, at),
        comment.body,
        comment.resolved_at is None,
    )


def when(then: dt.datetime, at: dt.datetime) -> str:
    """An instant as people say it: "today at 9:40 a.m.", else the day."""
    if central(then).date() == central(at).date():
        return f"today at {time_of_day(then)}"
    return f"on {short_day(central(then).date())} at {time_of_day(then)}"


def saved_words(then: dt.datetime, at: dt.datetime) -> str:
    """What the save state says: "Saved today at 9:41 a.m."."""
    return f"Saved {when(then, at)}"


def _closed_why(of: Opened, section: Section, may_write: bool, at: dt.datetime) -> str:
    if not may_write:
        return "You can read this application. To write, ask its lead for the role of editor."
    match of.application.state:
        case ApplicationState.DRAFT:
            return (
                f"The deadline passed {when(of.window.closes_at, at)}. You can read and download."
            )
        case ApplicationState.CHANGES_REQUESTED if section.key in of.access.requested:
            return f"The changes were due {when(of.deadline, at)}. Call us about it."
        case ApplicationState.CHANGES_REQUESTED:
            return "Staff asked for changes in other sections only. This one stays as it was sent."
        case ApplicationState.WITHDRAWN:
            return "This application was withdrawn."
        case _:
            return "This was sent. It stays as it is unless staff ask for changes."


# ------------------------------------------------------------------ the task list


@dataclass(frozen=True, slots=True)
class SectionRow:
    """One line of the task list."""

    key: str
    title: str
    hint: str
    status: str
    tag: str
    can_open: bool
    assigned: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """When the application is due, in words."""

    left: str
    day: str
    time: str
    is_over: bool
    own: bool


@dataclass(frozen=True, slots=True)
class TaskList:
    """The task list of an application."""

    rows: tuple[SectionRow, ...]
    done: int
    deadline: Deadline
    state: str
    state_tag: str

    @property
    def count(self) -> int:
        return len(self.rows)

    @property
    def percent(self) -> int:
        return round(100 * self.done / self.count) if self.count else 0


def task_list(
    of: Opened,
    *,
    changed: Collection[str] = (),
    assignments: Mapping[str, Assignment] | None = None,
    team: Iterable[RosterEntry] = (),
    at: dt.datetime,
) -> TaskList:
    """Every section with its status, and when all is due."""
    contents = {
        key: Content(draft.is_started, draft.is_complete) for key, draft in of.drafts.items()
    }
    requested = of.access.requested if of.has_open_request else ()
    names = {entry.person_id: entry.name for entry in team}
    rows = []
    for section in of.sections:
        status = status_of(section, contents, requested=requested, changed=changed)
        given = (assignments or {}).get(section.key)
        rows.append(
            SectionRow(
                key=section.key,
                title=section.title,
                hint=_hint(section, status),
                status=capital(status),
                tag=STATUS_TAGS.get(status, ""),
                can_open=status is not SectionStatus.CANNOT_START,
                assigned=_assigned(given, names) if given else "",
            )
        )
    state = of.application.state
    return TaskList(
        rows=tuple(rows),
        done=sum(contents[section.key].is_complete for section in of.sections),
        deadline=deadline(of, at),
        state=STATE_WORDS[state],
        state_tag=STATE_TAGS[state],
    )


def _hint(section: Section, status: SectionStatus) -> str:
    if status is SectionStatus.CANNOT_START:
        return "Opens when the other sections are completed"
    if section.points:
        return f"{section.points} of 100 points"
    return ""


def _assigned(given: Assignment, names: Mapping[int, str]) -> str:
    name = names.get(given.person_id, "Somebody who left")
    return f"{name}, by {short_day(given.due_on)}" if given.due_on else name


def deadline(of: Opened, at: dt.datetime) -> Deadline:
    """When this applicant's time is up: for changes that were asked for, that time."""
    closes = of.deadline
    local = central(closes)
    return Deadline(
        left=remaining(closes, at),
        day=day(local.date(), this_year=0),
        time=f"{time_of_day(closes)} Central",
        is_over=at > closes,
        own=of.window != of.round_window and not of.has_open_request,
    )


def capital(text: str) -> str:
    """
    >>> capital("in progress")
    'In progress'
    """
    return text[:1].upper() + text[1:]
