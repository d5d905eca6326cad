"""How far each section of an application is: computed, never set by hand."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.rfa.domain.answers import asked
from app.rfa.domain.document import Section
from app.rfa.domain.judging import Judged, faults_in
from app.rfa.domain.kinds import Kind, Required


class SectionStatus(StrEnum):
    """What the task list says about a section."""

    CANNOT_START = "cannot start yet"
    NOT_STARTED = "not started"
    IN_PROGRESS = "in progress"
    COMPLETED = "completed"
    CHANGES_REQUESTED = "changes requested"
    CHANGED = "changed since submission"


@dataclass(frozen=True, slots=True)
class Content:
    """What is in a section by itself: whether anything is, and whether nothing is left to do."""

    is_started: bool
    is_complete: bool


def content_of(section: Section, about: Judged) -> Content:
    """Look into one section.

    A section is started when anything was answered or attached; complete when no question
    that is asked lacks a right answer. One whose every question may stay empty is complete
    once it is started, one that asks nothing of this applicant at once, and one that asks
    for the signature not before somebody has signed.
    """
    questions = asked(section, about.answers, about.kind)
    answerable = [q for q in questions if q.kind is not Kind.SIGNATURE]
    started = any(about.answers.get(q.key) or about.files.get(q.key) for q in answerable)
    demanded = any(q.required is not Required.NO for q in answerable)
    clean = not faults_in(section, about)
    if len(answerable) < len(questions):
        return Content(started or about.is_signed, clean and about.is_signed)
    return Content(started, clean and (demanded or started or not answerable))


def status_of(
    section: Section,
    contents: Mapping[str, Content],
    *,
    requested: Collection[str] = (),
    changed: Collection[str] = (),
) -> SectionStatus:
    """The status of a section.

    `contents` are those of all sections by key; `requested` the sections that staff asked
    to change and that have not been sent again; `changed` those that differ from what was
    sent last.
    """
    own = contents[section.key]
    if section.key in changed:
        return SectionStatus.CHANGED
    if section.key in requested:
        return SectionStatus.CHANGES_REQUESTED
    if any(not contents[key].is_complete for key in section.waits_for if key in contents):
        return SectionStatus.CANNOT_START
    if own.is_complete:
        return SectionStatus.COMPLETED
    return SectionStatus.IN_PROGRESS if own.is_started else SectionStatus.NOT_STARTED
