"""Staff's view of applications, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from app.audit import presenters as trail
from app.audit.presenters import AuditRow
from app.core.clock import central
from app.core.dates import day, moment, short_day, time_of_day
from app.core.differences import Change
from app.practices.domain.counties import region_of
from app.rfa.domain import snapshots
from app.rfa.domain.answers import asked
from app.rfa.domain.checking import state_of
from app.rfa.domain.deadlines import Window
from app.rfa.domain.filters import Filters, Sort
from app.rfa.domain.kinds import Kind
from app.rfa.domain.snapshots import FileMark, Frozen, QuestionDifference
from app.rfa.domain.states import SENT, ApplicationState
from app.rfa.domain.wording import lines_of
from app.rfa.models import Mark, MarkKind
from app.rfa.presenters.wording import CHECK_TAGS, STATE_TAGS, STATE_WORDS
from app.rfa.queries.oversight.listing import Counts, Marks, Row
from app.rfa.queries.oversight.one import Case
from app.rfa.queries.oversight.rounds import Overseen

SORTED_DOWN = frozenset({Sort.CHANGED})
NOT_SENT = "Draft, not submitted"


def status_words(state: ApplicationState, window: Window, at: dt.datetime) -> str:
    """The status in words; after its own deadline a draft says that it was not submitted."""
    over = at > window.closes_at + window.grace
    return NOT_SENT if state is ApplicationState.DRAFT and over else STATE_WORDS[state]


# ------------------------------------------------------------------ the list


@dataclass(frozen=True, slots=True)
class ListRow:
    """One line of the list."""

    id: int
    key: str
    name: str
    reference: str
    kind: str
    county: str
    region: str
    status: str
    tag: str
    under_extension: bool
    complete: int
    sections: int
    changed: str
    lead: str
    check: str
    check_tag: str
    tags: tuple[str, ...]
    flags: int


def list_rows(
    rows: Iterable[Row], overseen: Overseen, marks: Marks, at: dt.datetime
) -> tuple[ListRow, ...]:
    """The lines of the list."""
    sections = len(overseen.sections)
    return tuple(_list_row(row, overseen, marks, sections, at) for row in rows)


def _list_row(row: Row, of: Overseen, marks: Marks, sections: int, at: dt.datetime) -> ListRow:
    application, practice = row.application, row.practice
    status = status_words(application.state, of.window_of(application.id), at)
    own = marks.of.get(application.id, ())
    check = state_of(row.checked, row.version)
    return ListRow(
        id=application.id,
        key=practice.key,
        name=practice.name,
        reference=application.reference or "",
        kind=practice.kind.short_label,
        county=practice.county,
        region=region_of(practice.county).label,
        status=status,
        tag="bad" if status == NOT_SENT else STATE_TAGS[application.state],
        under_extension=row.under_extension,
        complete=row.complete,
        sections=sections,
        changed=short_day(central(application.content_at).date()),
        lead=row.lead,
        check=check.capitalize() if application.state in SENT else "",
        check_tag=CHECK_TAGS[check],
        tags=tuple(label for kind, label in own if kind is MarkKind.TAG),
        flags=sum(kind is MarkKind.FLAG for kind, _ in own),
    )


@dataclass(frozen=True, slots=True)
class StateLink:
    """One number over the list; `query` asks for these applications only."""

    words: str
    count: int
    query: dict[str, str]
    is_here: bool


def state_links(counts: Counts, wanted: Filters) -> tuple[StateLink, ...]:
    """The numbers over the list: all of the round, and those in each state."""
    states = [
        StateLink(
            STATE_WORDS[state],
            count,
            replace(wanted, state=state).query(),
            wanted.state is state,
        )
        for state, count in counts.by_state.items()
    ]
    every = replace(wanted, state=None).query()
    return (StateLink("All", counts.started, every, wanted.state is None), *states)


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column; one without a query cannot be sorted by."""

    words: str
    query: dict[str, str] | None = None
    order: str = ""


def heads(wanted: Filters) -> Iterator[Head]:
    """The heads of the list's columns."""
    for words, sort in (
        ("Practice", Sort.PRACTICE),
        ("Type", Sort.KIND),
        ("County", Sort.COUNTY),
        ("Status", Sort.STATE),
        ("Sections", None),
        ("Last change", Sort.CHANGED),
        ("Lead", None),
        ("Check", None),
        ("Tags and flags", None),
    ):
        if sort is None:
            yield Head(words)
            continue
        down = "descending" if sort in SORTED_DOWN else "ascending"
        order = down if wanted.sort is sort else ""
        yield Head(words, replace(wanted, sort=sort).query(), order)


def funnel(counts: Counts) -> tuple[tuple[str, int], ...]:
    """The steps of a round with how many got there.

    Applications may be started without registering here. Where more were, the steps begin
    with them.
    """
    steps = (("Started", counts.started), ("Submitted", counts.submitted))
    if counts.registered < counts.started:
        return steps
    return (("Registered", counts.registered), *steps)


def closing_words(of: Overseen, at: dt.datetime) -> str:
    """When the round closes, or closed, for everybody."""
    closes = of.window.closes_at
    verb = "Closed" if at > closes else "Closes"
    return f"{verb} {day(central(closes).date(), this_year=0)}, {time_of_day(closes)} Central."


def seal_words(of: Overseen, at: dt.datetime) -> tuple[str, str]:
    """What the pages of a round say about its seal: (kind of notice, sentence), or nothing."""
    broken = of.round.seal_broken_at
    if broken is not None:
        return "due", f"The seal of this round was broken on {moment(broken)}."
    if of.seal.holds(at):
        until = moment(of.seal.ends_at)
        return "info", f"This round is sealed: nobody reads what applicants write until {until}."
    return "", ""


# ------------------------------------------------------------------ what was answered


@dataclass(frozen=True, slots=True)
class Answered:
    """One question with its answer: lines of (label, text), or files."""

    key: str
    text: str
    lines: tuple[tuple[str, str], ...]
    files: tuple[FileMark, ...]


@dataclass(frozen=True, slots=True)
class AnsweredSection:
    """One section of what was answered."""

    key: str
    title: str
    questions: tuple[Answered, ...]


def answers_of(frozen: Frozen) -> tuple[AnsweredSection, ...]:
    """Everything that was asked of this applicant and answered, section by section."""
    return tuple(
        AnsweredSection(
            section.key,
            f"{section.code}. {section.title}",
            tuple(
                Answered(
                    question.key,
                    question.text,
                    lines_of(question, frozen.answers.get(question.key, {})),
                    tuple(file for file in frozen.files if file.question == question.key),
                )
                for question in asked(section, frozen.answers, frozen.kind)
                if question.kind is not Kind.SIGNATURE
            ),
        )
        for section in frozen.sections
    )


@dataclass(frozen=True, slots=True)
class Shown:
    """The content on the page of an application, or the sentence why there is none."""

    title: str
    sections: tuple[AnsweredSection, ...]
    why_not: str = ""


def content_of(case: Case, at: dt.datetime) -> Shown:
    """What was sent last; of what was never sent the draft, unless the round is sealed."""
    seal = case.overseen.seal
    if seal.holds(at):
        return Shown("Answers", (), "Sealed until the deadline. The director can break the seal.")
    if case.versions:
        last = case.versions[-1]
        title = f"What was sent: version {last.number}"
        return Shown(title, answers_of(snapshots.opened(last.content)))
    if seal.hides_drafts:
        return Shown("Answers", (), "This was never sent. In a sealed round it stays unread.")
    return Shown("The draft so far", answers_of(snapshots.opened(case.opened.content())))


def trail_rows(case: Case, at: dt.datetime) -> tuple[AuditRow, ...]:
    """The trail of an application; what changed is left out where its content is sealed."""
    rows = trail.rows(case.trail.events, {})
    seal = case.overseen.seal
    if seal.holds(at) or (seal.hides_drafts and not case.versions):
        return tuple(replace(row, changes=()) for row in rows)
    return rows


# ------------------------------------------------------------------ history and marks


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened to the course of an application: what, when, by whom, why."""

    title: str
    text: str
    reason: str


def happenings(case: Case) -> Iterator[Happening]:
    """More time, changes that were asked for, and the withdrawal, in words."""
    titles = {section.key: section.title for section in case.opened.sections}
    for extension in case.extensions:
        by = f"Given {moment(extension.given_at)} by {_name(case, extension.given_by_id)}"
        ended = f". Ended {moment(extension.ended_at)}" if extension.ended_at else ""
        title = f"More time until {moment(extension.closes_at)}"
        yield Happening(title, by + ended, extension.reason)
    for request in case.requests:
        named = ", ".join(titles.get(key, key) for key in request.section_keys)
        by = f"Asked {moment(request.asked_at)} by {_name(case, request.asked_by_id)}"
        answer = "Waiting for an answer"
        if request.answered_at:
            answer = f"Answered {moment(request.answered_at)}"
        if request.cancelled_at:
            answer = f"Taken back {moment(request.cancelled_at)}"
        text = f"{by}, due {moment(request.due_at)}. {answer}"
        yield Happening(f"Changes requested: {named}", text, request.reason)
    of = case.application
    if of.withdrawn_at:
        yield Happening("Withdrawn", moment(of.withdrawn_at), of.withdrawn_reason)


def _name(case: Case, person_id: int | None) -> str:
    return case.names.get(person_id or 0, "somebody")


def tags_on(case: Case) -> tuple[Mark, ...]:
    """The tags that an application has now."""
    return tuple(m for m in case.marks if m.kind is MarkKind.TAG and m.removed_at is None)


def flags_on(case: Case) -> tuple[Mark, ...]:
    """The flags of an application, open ones first."""
    flags = [mark for mark in case.marks if mark.kind is MarkKind.FLAG]
    return tuple(sorted(flags, key=lambda mark: (mark.removed_at is not None, mark.id)))


def facts(case: Case) -> tuple[tuple[str, str], ...]:
    """What there is to know about an application at a glance."""
    of, practice = case.application, case.opened.practice
    deadline = case.opened.window.closes_at
    own = " (more time for this applicant)" if deadline != case.overseen.window.closes_at else ""
    late = " under extension" if case.versions and case.versions[0].under_extension else ""
    return (
        ("Reference", of.reference or ""),
        ("Type", practice.kind.label),
        ("County", f"{practice.county} ({region_of(practice.county).label} region)"),
        ("Started", f"{moment(of.created_at)} by {_name(case, of.created_by_id)}"),
        ("Deadline", moment(deadline) + own),
        ("Submitted", f"{moment(of.submitted_at)}{late}" if of.submitted_at else ""),
        ("Content changed", moment(of.content_at)),
        ("Remarks of the team open when sent", _open_comments(case)),
    )


def _open_comments(case: Case) -> str:
    return str(case.versions[-1].open_comments or "") if case.versions else ""


# ------------------------------------------------------------------ differences


@dataclass(frozen=True, slots=True)
class Stretched:
    """One stretch of a changed answer: how it is marked, and its text."""

    kind: str
    text: str


def stretches(difference: QuestionDifference) -> tuple[Stretched, ...]:
    """The stretches of a changed answer, as the page marks them."""
    kinds: Mapping[Change, str] = {Change.SAME: "", Change.REMOVED: "del", Change.ADDED: "ins"}
    return tuple(Stretched(kinds[one.change], one.text) for one in difference.stretches)
