"""Starting from the practice's last application: its answers, marked until they are checked."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.db import db
from app.core.errors import NotPossibleNow, Refused
from app.rfa.domain.answers import Answer, from_plain, parts_of, to_plain
from app.rfa.domain.kinds import WITHOUT_ANSWER, Kind
from app.rfa.domain.states import ApplicationState, open_sections
from app.rfa.models import AnswerChange
from app.rfa.queries import applications as queries
from app.rfa.services import completeness, signing
from app.rfa.services.trail import note

if TYPE_CHECKING:
    from app.policy import Actor
    from app.rfa.domain.answers import Part, Typed
    from app.rfa.domain.document import Question, Section
    from app.rfa.domain.snapshots import Frozen
    from app.rfa.models import Submission
    from app.rfa.queries.applications import Opened

NOT_COPIED = WITHOUT_ANSWER | {Kind.ATTESTATION}
"""Files, signatures and promises are made anew each time."""


@dataclass(frozen=True, slots=True)
class Taken:
    """An answer of the earlier application that fits an empty one of this form."""

    section: Section
    question: Question
    answer: Answer


def fitting(of: Opened, earlier: Frozen) -> tuple[Taken, ...]:
    """The answers that would be taken over, in the order of this form.

    A question takes the answer of the one with its key when that is of the same kind, and
    of that only what can be answered here: options and rows that are gone stay out.
    """
    now = of.answers
    found = []
    for section in of.sections:
        for question in section.questions:
            old = earlier.document.question(question.key)
            if old is None or old.kind is not question.kind or question.kind in NOT_COPIED:
                continue
            answer = _usable(question, earlier.answers.get(question.key, {}), of.counties)
            if answer and not now.get(question.key):
                found.append(Taken(section, question, answer))
    return tuple(found)


def _usable(question: Question, old: Answer, counties: tuple[str, ...]) -> Answer:
    """What of an answer fits the question as it is asked now."""
    kept = {
        part.key: _offered(part, old[part.key])
        for part in parts_of(question, counties)
        if part.key in old
    }
    return {key: typed for key, typed in kept.items() if typed}


def _offered(part: Part, typed: Typed) -> Typed:
    """What was typed, or those of the chosen options that are still offered."""
    if not part.options:
        return typed
    keys = {option.key for option in part.options}
    if isinstance(typed, tuple):
        return tuple(one for one in typed if one in keys)
    return typed if typed in keys else ""


def take_over(of: Opened, earlier: Submission, *, by: Actor, at: dt.datetime) -> int:
    """Copy the answers that fit, mark them to be checked, and say how many there were.

    `of` was opened locked. Nothing that was written is replaced. Raises `NotPossibleNow`
    unless this is a draft that may be written, and `Refused` when nothing fits.
    """
    keys = [section.key for section in of.sections]
    is_draft = of.application.state is ApplicationState.DRAFT
    if not is_draft or not open_sections(of.access, keys, at):
        raise NotPossibleNow("Answers can be taken over only while you write your draft.")
    frozen = queries.frozen(earlier)
    taken = fitting(of, frozen)
    if not taken:
        raise Refused("Nothing is left to take over: what fits has an answer already.")
    for section in of.sections:
        own = [one for one in taken if one.section == section]
        if own:
            _copy(of, section, own, source=frozen.round_title, by_id=by.signed_in_id, at=at)
    of.application.taken_from_id = earlier.application_id
    of.application.content_at = at
    db.session.flush()
    completeness.look_again(of)
    note(
        "took over earlier answers",
        of.application,
        by=by,
        at=at,
        after={"from": frozen.round_title, "questions": [one.question.key for one in taken]},
    )
    signing.void(of, why=signing.CONTENT_CHANGED, by=by, at=at)
    return len(taken)


def _copy(
    of: Opened, section: Section, taken: list[Taken], *, source: str, by_id: int, at: dt.datetime
) -> None:
    """Write the answers of one section, as one new version of it."""
    draft = of.drafts[section.key]
    answers = from_plain(draft.answers)
    draft.version += 1
    for one in taken:
        answers[one.question.key] = one.answer
        db.session.add(
            AnswerChange(
                application_id=of.id,
                section=section.key,
                question=one.question.key,
                before={},
                after=to_plain({"after": one.answer})["after"],
                version=draft.version,
                began_at=at,
                at=at,
                by_id=by_id,
                note=f"Taken over from {source}."[:500],
            )
        )
    draft.answers = to_plain(answers)
    draft.changed_at, draft.changed_by_id = at, by_id
    marked = {*draft.stale["keys"], *(one.question.key for one in taken)}
    draft.stale = {"keys": [q.key for q in section.questions if q.key in marked]}


def confirm(of: Opened, section: Section, *, by: Actor, at: dt.datetime) -> None:
    """Say that everything that was taken over into a section is still true.

    `of` was opened locked. Raises `NotPossibleNow` when the section cannot be written now
    or nothing in it is marked.
    """
    draft = of.drafts[section.key]
    marked = draft.stale["keys"]
    keys = [one.key for one in of.sections]
    if section.key not in open_sections(of.access, keys, at):
        raise NotPossibleNow("This section cannot be changed now.")
    if not marked:
        raise NotPossibleNow("Nothing in this section waits to be checked.")
    draft.stale = {"keys": []}
    db.session.flush()
    note(
        f"checked earlier answers of section {section.code}",
        of.application,
        by=by,
        at=at,
        after={"questions": marked},
    )
