"""What became of one answer, and what the team says about it, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.differences import Stretch, word_difference
from app.core.uploads import in_words
from app.rfa.domain.answers import from_plain
from app.rfa.domain.wording import text_of
from app.rfa.presenters.wording import when

if TYPE_CHECKING:
    from app.rfa.domain.document import Question
    from app.rfa.models import Assignment, Attachment
    from app.rfa.queries.drafting import LatestChange
    from app.rfa.queries.teamwork import Remark

SOMEBODY = "Somebody"


@dataclass(frozen=True, slots=True)
class Entry:
    """One change of an answer."""

    who: str
    when: str
    note: str
    by_staff: bool
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One file that hangs on the question, or did."""

    id: int
    name: str
    added: str
    removed: str


@dataclass(frozen=True, slots=True)
class Comment:
    """A remark of the team; `resolved` says by whom and when, "" while it is open."""

    id: int
    who: str
    when: str
    body: str
    resolved: str


def entries(
    question: Question, changes: Iterable[LatestChange], at: dt.datetime
) -> tuple[Entry, ...]:
    """The changes of an answer, as given, word by word."""
    return tuple(
        Entry(
            who=one.name,
            when=when(one.change.at, at),
            note=one.change.note,
            by_staff=one.change.by_staff,
            stretches=word_difference(
                text_of(question, from_plain({"": one.change.before})[""]),
                text_of(question, from_plain({"": one.change.after})[""]),
            ),
        )
        for one in changes
    )


def file_entries(
    files: Iterable[Attachment], names: Mapping[int, str], at: dt.datetime
) -> tuple[FileEntry, ...]:
    """The files of a question, those that are gone too."""
    return tuple(
        FileEntry(
            id=one.id,
            name=one.name,
            added=(
                f"{in_words(one.size)}, added by "
                f"{names.get(one.uploaded_by_id, SOMEBODY)} {when(one.uploaded_at, at)}"
            ),
            removed=_done("Removed", one.removed_by_id, one.removed_at, names, at),
        )
        for one in files
    )


def comments(
    remarks: Iterable[Remark], names: Mapping[int, str], at: dt.datetime
) -> tuple[Comment, ...]:
    """The remarks about a question, the oldest first."""
    return tuple(
        Comment(
            id=one.comment.id,
            who=one.name,
            when=when(one.comment.written_at, at),
            body=one.comment.body,
            resolved=_done(
                "Resolved", one.comment.resolved_by_id, one.comment.resolved_at, names, at
            ),
        )
        for one in remarks
    )


def _done(
    deed: str,
    by_id: int | None,
    then: dt.datetime | None,
    names: Mapping[int, str],
    at: dt.datetime,
) -> str:
    if then is None:
        return ""
    return f"{deed} by {names.get(by_id or 0, SOMEBODY)} {when(then, at)}"


def due_words(given: Assignment | None, *, is_done: bool, today: dt.date) -> str:
    """What is to say about a section's own date: overdue by how much, due today, or nothing."""
    if given is None or given.due_on is None or is_done:
        return ""
    late = (today - given.due_on).days
    if late < 0:
        return ""
    if late == 0:
        return "Due today"
    return f"Overdue by {late} day{'' if late == 1 else 's'}"
