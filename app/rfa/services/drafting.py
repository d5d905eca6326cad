"""Writing a section together: nothing typed is lost, nobody is overwritten unseen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.db import db
from app.core.errors import Conflict, NotPossibleNow, Refused
from app.rfa.domain.answers import Answer, from_plain, to_plain
from app.rfa.domain.document import Question, Section
from app.rfa.domain.judging import too_long
from app.rfa.domain.kinds import WITHOUT_ANSWER
from app.rfa.domain.states import open_sections
from app.rfa.models import AnswerChange
from app.rfa.queries import drafting as queries
from app.rfa.queries.applications import Opened
from app.rfa.services import completeness, signing

if TYPE_CHECKING:
    from app.policy import Actor
    from app.rfa.queries.drafting import LatestChange

ONE_CHANGE = dt.timedelta(minutes=10)
"""Changes of an answer by one person within this time are kept as one."""
TOOK = "Took the text by "
"""How the note of a change begins with which an own text gave way to another one."""
CLOSED = "This section cannot be changed now. Open it again to see why."


@dataclass(frozen=True, slots=True)
class Clash:
    """One answer that was changed at two places at once: what is there, by whom; what was typed.

    `is_own`: the same person changed it, in another window.
    """

    question: Question
    theirs: Answer
    mine: Answer
    by: str
    at: dt.datetime
    is_own: bool


class Stale(Conflict):
    """What was typed is based on an older version; nothing was overwritten."""

    def __init__(self, clashes: Iterable[Clash], version: int) -> None:
        super().__init__("Somebody else changed this section. Nothing was overwritten.")
        self.clashes = tuple(clashes)
        self.version = version


@dataclass(frozen=True, slots=True)
class Saved:
    """What a save did: the version now, and which answers changed."""

    version: int
    at: dt.datetime
    changed: tuple[str, ...]


def save_section(
    of: Opened,
    section: Section,
    given: Mapping[str, Answer],
    *,
    seen_version: int,
    by: Actor,
    at: dt.datetime,
    kept_over: Mapping[str, int] | None = None,
    staff_reason: str = "",
) -> Saved:
    """Save answers of a section as they were typed, right or wrong, complete or not.

    `of` was opened locked, in this transaction. `given` may hold some of the section's
    answers only: the others stay. `seen_version` is the version that they are based on. An
    answer that somebody else changed since is not overwritten: that raises `Stale`. Whoever
    has seen the other text of a question up to its version in `kept_over` and keeps the own
    one overwrites that, and both stay in the history. `staff_reason` marks an edit by staff
    on behalf of the applicant. Raises `NotPossibleNow` when the section is closed, and
    `Refused` for a text that is too long to be kept.
    """
    if not staff_reason and section.key not in open_sections(of.access, _keys(of), at):
        raise NotPossibleNow(CLOSED)
    draft = of.drafts[section.key]
    stored = from_plain(draft.answers)
    changed = [
        question
        for question in section.questions
        if question.key in given
        and question.kind not in WITHOUT_ANSWER
        and given[question.key] != stored.get(question.key, {})
    ]
    if not changed:
        return Saved(draft.version, draft.changed_at or at, ())
    for question in changed:
        if fault := too_long(question, given[question.key]):
            raise Refused(f"{question.key}: {fault.message}.", field=fault.field)
    latest = queries.latest_changes(of.id, [question.key for question in changed])
    newer = {key: last for key, last in latest.items() if last.change.version > seen_version}
    clashes = [
        Clash(
            question,
            theirs=stored.get(question.key, {}),
            mine=given[question.key],
            by=newer[question.key].name,
            at=newer[question.key].change.at,
            is_own=newer[question.key].change.by_id == by.signed_in_id,
        )
        for question in changed
        if question.key in newer
        and newer[question.key].change.version > (kept_over or {}).get(question.key, 0)
    ]
    if clashes:
        raise Stale(clashes, draft.version)
    for question in changed:
        _note_change(
            of,
            section,
            question,
            before=stored.get(question.key, {}),
            after=given[question.key],
            last=latest.get(question.key),
            kept=question.key in newer,
            by=by,
            at=at,
            staff_reason=staff_reason,
        )
        stored[question.key] = given[question.key]
    draft.answers = to_plain(stored)
    draft.version += 1
    draft.changed_at, draft.changed_by_id = at, by.signed_in_id
    draft.stale = {"keys": [k for k in draft.stale["keys"] if k not in {q.key for q in changed}]}
    of.application.content_at = at
    db.session.flush()
    completeness.look_again(of)
    signing.void(of, why=signing.CONTENT_CHANGED, by=by, at=at)
    return Saved(draft.version, at, tuple(question.key for question in changed))


def note_not_kept(
    of: Opened, section: Section, given_up: Mapping[str, Answer], *, by: Actor, at: dt.datetime
) -> None:
    """Put own texts into the history that gave way to the text of somebody else.

    What is stored stays, and so does its version: nobody's page gets older by this. `of`
    was opened locked, and the section was saved before in this transaction.
    """
    stored = from_plain(of.drafts[section.key].answers)
    latest = queries.latest_changes(of.id, list(given_up))
    for question in section.questions:
        last, mine = latest.get(question.key), given_up.get(question.key, {})
        theirs = stored.get(question.key, {})
        if last is None or mine == theirs or too_long(question, mine):
            continue
        plain = to_plain({"mine": mine, "theirs": theirs})
        own, other = plain.get("mine", {}), plain.get("theirs", {})
        if last.change.note.startswith(TOOK) and last.change.before == own:
            continue
        for before, after, note in (
            (other, own, "Not kept."),
            (own, other, f"{TOOK}{last.name}."),
        ):
            db.session.add(
                AnswerChange(
                    application_id=of.id,
                    section=section.key,
                    question=question.key,
                    before=before,
                    after=after,
                    version=last.change.version,
                    began_at=at,
                    at=at,
                    by_id=by.signed_in_id,
                    note=note,
                )
            )
            db.session.flush()


def _keys(of: Opened) -> Collection[str]:
    return [section.key for section in of.sections]


def _note_change(
    of: Opened,
    section: Section,
    question: Question,
    *,
    before: Answer,
    after: Answer,
    last: LatestChange | None,
    kept: bool,
    by: Actor,
    at: dt.datetime,
    staff_reason: str,
) -> None:
    """Add to the history of an answer; what one person types in one go is one change."""
    version = of.drafts[section.key].version + 1
    plain = to_plain({"before": before, "after": after})
    note = staff_reason
    if kept and last is not None:
        note = f"Kept in place of the text by {last.name}."
    elif last is not None and not note and _continues(of, last.change, by, at):
        last.change.after = plain.get("after", {})
        last.change.at, last.change.version = at, version
        return
    db.session.add(
        AnswerChange(
            application_id=of.id,
            section=section.key,
            question=question.key,
            before=plain.get("before", {}),
            after=plain.get("after", {}),
            version=version,
            began_at=at,
            at=at,
            by_id=by.signed_in_id,
            by_staff=bool(staff_reason),
            note=note[:500],
        )
    )


def _continues(of: Opened, last: AnswerChange, by: Actor, at: dt.datetime) -> bool:
    """Whether a change goes on with the last one: same person, minutes ago, nothing between."""
    is_same = last.by_id == by.person_id and not last.by_staff and not last.note.startswith(TOOK)
    begun = of.request.asked_at if of.request else of.application.created_at
    return is_same and last.began_at >= begun and at - last.began_at <= ONE_CHANGE
