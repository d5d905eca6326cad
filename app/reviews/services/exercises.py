"""The exercise before a round: staff write it, reviewers score it, and all talk of the anchors."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from app.audit import services as audit
from app.core.db import db
from app.core.errors import NotPossibleNow, Refused
from app.reviews.domain.calibrating import ExerciseState
from app.reviews.domain.scoring import HIGHEST, LOWEST
from app.reviews.models import Exercise, ExerciseSheet
from app.reviews.queries import exercises as queries

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from app.policy import Actor
    from app.rfa.models import Round

LONGEST_TITLE, LONGEST_TEXT, LONGEST_REASON = 200, 30_000, 2_000
NOT_OPEN = "The exercise is not open now."


def write_exercise(of: Round, *, title: str, text: str, by: Actor, at: dt.datetime) -> Exercise:
    """Write the practice application of a round, until it opens.

    Raises `Refused` for what is missing or too long, and `NotPossibleNow` once it is open:
    everybody scores the same text.
    """
    if not title or len(title) > LONGEST_TITLE:
        raise Refused(f"Enter a title of up to {LONGEST_TITLE} characters.", field="title")
    _check(text, "text", LONGEST_TEXT, "Write what reviewers read and score.")
    row = queries.exercise(of.id, locked=True)
    if queries.state_of(row) is not ExerciseState.WRITTEN:
        raise NotPossibleNow("The exercise was opened. Everybody scores the same text.")
    if row is None:
        row = Exercise(round_id=of.id)
        db.session.add(row)
    row.title, row.text = title, text
    _changed("wrote the exercise", row, of, by=by, at=at)
    return row


def open_exercise(of: Round, *, by: Actor, at: dt.datetime) -> None:
    """Let reviewers score it. Raises `NotPossibleNow` unless it is written and not open yet."""
    row = queries.exercise(of.id, locked=True)
    if row is None or queries.state_of(row) is not ExerciseState.WRITTEN:
        raise NotPossibleNow("Write the exercise first. It can be opened once.")
    row.opened_at = at
    _changed("opened the exercise", row, of, by=by, at=at)


def write_lesson(of: Round, *, lesson: str, closes: bool, by: Actor, at: dt.datetime) -> None:
    """Keep what the talk about the anchors came to, and close the exercise when it `closes`.

    Raises `Refused` without a lesson and `NotPossibleNow` unless the exercise is open.
    """
    row = queries.exercise(of.id, locked=True)
    if row is None or queries.state_of(row) is not ExerciseState.OPEN:
        raise NotPossibleNow(NOT_OPEN)
    _check(lesson, "lesson", LONGEST_TEXT, "Write what the panel learned about the anchors.")
    row.lesson = lesson
    if closes:
        row.closed_at = at
    verb = "closed the exercise" if closes else "wrote the lesson of the exercise"
    _changed(verb, row, of, by=by, at=at)


def submit_sheet(
    of: Round,
    *,
    scores: Mapping[str, int],
    reasons: Mapping[str, str],
    criteria: Collection[str],
    by: Actor,
    at: dt.datetime,
) -> None:
    """Submit the own sheet: a score and a reason for each of the `criteria`, once.

    Raises `Refused` for what is missing, and `NotPossibleNow` unless the exercise is open or
    when the sheet is in: others' scores were seen since.
    """
    row = queries.exercise(of.id, locked=True)
    if row is None or queries.state_of(row) is not ExerciseState.OPEN:
        raise NotPossibleNow(NOT_OPEN)
    if any(sheet.person_id == by.signed_in_id for sheet in queries.sheets_of(row.id)):
        raise NotPossibleNow("You sent your sheet already. Look at how others scored.")
    kept: dict[str, Any] = {}
    for key in criteria:
        if not LOWEST <= scores.get(key, -1) <= HIGHEST:
            raise Refused("Choose a score for every criterion.", field=f"score_{key}")
        _check(reasons.get(key, ""), f"reason_{key}", LONGEST_REASON, "Say why this score fits.")
        kept[key] = {"score": scores[key], "reason": reasons[key]}
    db.session.add(
        ExerciseSheet(exercise_id=row.id, person_id=by.signed_in_id, scores=kept, submitted_at=at)
    )
    audit.record("scored the exercise", row, by=by, at=at, name=of.title)


def _check(text: str, field: str, most: int, without: str) -> None:
    if not text:
        raise Refused(without, field=field)
    if len(text) > most:
        raise Refused(f"Shorten this to {most:,} characters or fewer.", field=field)


def _changed(verb: str, row: Exercise, of: Round, *, by: Actor, at: dt.datetime) -> None:
    row.changed_at, row.changed_by_id = at, by.signed_in_id
    db.session.flush()
    audit.record(verb, row, by=by, at=at, name=of.title)
