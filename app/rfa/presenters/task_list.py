"""The task list of an application: every section with its status, and when all is due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.clock import central
from app.core.dates import day, short_day, time_of_day
from app.rfa.domain.deadlines import remaining
from app.rfa.domain.document import Section
from app.rfa.domain.progress import Content, SectionStatus, status_of
from app.rfa.domain.states import OPEN, TRANSITIONS, ApplicationState, Event, open_sections
from app.rfa.presenters.wording import applicant_words, capital

if TYPE_CHECKING:
    from app.accounts.queries import RosterEntry
    from app.rfa.models import Assignment
    from app.rfa.queries.applications import Opened

STATUS_TAGS = {
    SectionStatus.NOT_STARTED: "info",
    SectionStatus.IN_PROGRESS: "due",
    SectionStatus.CHANGES_REQUESTED: "due",
    SectionStatus.CHANGED: "info",
}


@dataclass(frozen=True, slots=True)
class SectionRow:
    """One line of the task list."""

    key: str
    title: str
    hint: str
    status: str
    tag: str
    is_done: bool
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
    """The task list of an application, and what its state lets its people do.

    `is_open`: it waits to be written and sent, for the first time or with changes.
    """

    rows: tuple[SectionRow, ...]
    done: int
    deadline: Deadline
    state: str
    state_tag: str
    is_draft: bool
    is_open: bool
    may_take_over: bool
    may_withdraw: bool

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
    in_review: bool = False,
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
                is_done=status is SectionStatus.COMPLETED,
                can_open=status is not SectionStatus.CANNOT_START,
                assigned=_assigned(given, names) if given else "",
            )
        )
    tag, words = applicant_words(of.application, in_review=in_review)
    state, is_told = of.application.state, of.application.told_at is not None
    is_draft = state is ApplicationState.DRAFT
    written = open_sections(of.access, (section.key for section in of.sections), at)
    return TaskList(
        rows=tuple(rows),
        done=sum(contents[section.key].is_complete for section in of.sections),
        deadline=deadline(of, at),
        state=words,
        state_tag=tag,
        is_draft=is_draft,
        is_open=state in OPEN and not is_told,
        may_take_over=is_draft and bool(written),
        may_withdraw=not is_told and (state, Event.WITHDRAW) in TRANSITIONS,
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
