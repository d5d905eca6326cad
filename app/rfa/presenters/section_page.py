"""The page on which one section of an application is written, ready in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.rfa.domain.answers import Answer, asked, counted
from app.rfa.domain.document import Question, Section
from app.rfa.domain.judging import Fault
from app.rfa.domain.states import ApplicationState, open_sections
from app.rfa.presenters.question_view import QuestionView, question_view
from app.rfa.presenters.wording import saved_words, when

if TYPE_CHECKING:
    from app.rfa.queries.applications import Opened
    from app.rfa.queries.teamwork import Remark


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


def _summary(questions: Iterable[QuestionView]) -> Iterable[tuple[str, str]]:
    for view in questions:
        if view.error:
            yield f"file-{view.question.key}", view.error
        for part in view.parts:
            if part.error:
                yield part.anchor, part.error


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
