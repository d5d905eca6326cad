"""One question of an application as pages draw it: controls, errors, files and remarks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.uploads import in_words
from app.rfa.domain.answers import VALUE, Answer, Control, Part, Typed, field_name, parts_of
from app.rfa.domain.document import Question
from app.rfa.domain.judging import Fault, is_limited, totals
from app.rfa.domain.kinds import Kind, Required
from app.rfa.domain.wording import limit_words
from app.rfa.presenters.wording import capital, when

if TYPE_CHECKING:
    from app.rfa.models import Attachment
    from app.rfa.queries.teamwork import Remark

MEGABYTE = 1024 * 1024
LONG_ROWS = {Control.TEXT: 6}


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
