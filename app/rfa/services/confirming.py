"""Confirming that words of an answer name no patient, so that they no longer hold it up."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from app.audit.services import CONFIRMED
from app.core.confirming import wrong_with
from app.core.db import db
from app.core.errors import NotPossibleNow, Refused
from app.rfa.domain.states import open_sections
from app.rfa.domain.suspicion import suspicious_in
from app.rfa.models import ConfirmedWords
from app.rfa.queries import applications
from app.rfa.queries.confirmed import digest_of, rows_of
from app.rfa.services import completeness
from app.rfa.services.drafting import CLOSED
from app.rfa.services.trail import note

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from app.policy import Actor
    from app.rfa.domain.answers import Answer
    from app.rfa.domain.document import Question, Section
    from app.rfa.domain.suspicion import Suspicious
    from app.rfa.queries.applications import Opened

CHANGED = "Somebody changed this answer meanwhile. Read it again, then confirm."


def seen_of(found: Iterable[Suspicious]) -> str:
    """What stands for the texts that a page shows, so that no other text is confirmed by it."""
    return digest_of("\n".join(one.text for one in found))


def confirm(
    of: Opened,
    section: Section,
    question: Question,
    *,
    seen: str,
    reason: str,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Keep that the answer to a question, as it is now, names no patient, and why.

    `of` was opened locked; `seen` is `seen_of` what the page showed. Raises `NotPossibleNow`
    when the section is closed, and `Refused` without a reason, with one that repeats such
    words, and when the answer is another by now.
    """
    if section.key not in open_sections(of.access, [one.key for one in of.sections], at):
        raise NotPossibleNow(CLOSED)
    if message := next(wrong_with(reason), ""):
        raise Refused(message, field="reason")
    found = tuple(suspicious_in(question, of.answers.get(question.key, {})))
    if seen != seen_of(found):
        raise Refused(CHANGED)
    kinds = _keep(of, found, reason=reason, by=by, at=at)
    if kinds:
        after = {"question": question.key, "looked like": kinds}
        note(CONFIRMED, of.application, by=by, at=at, after=after, reason=reason)
        completeness.look_again(applications.opened(of.id))


def confirm_typed(
    of: Opened,
    section: Section,
    given: Mapping[str, Answer],
    *,
    reason: str,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Keep that answers name no patient, as somebody said in the form in which they are saved.

    The trail has it beside that deed.
    """
    for question in section.questions:
        found = tuple(suspicious_in(question, given.get(question.key, {})))
        _keep(of, found, reason=reason, by=by, at=at)


def _keep(
    of: Opened, found: Iterable[Suspicious], *, reason: str, by: Actor, at: dt.datetime
) -> list[str]:
    """Keep what is not confirmed yet; gives the kinds of words that it looked like."""
    wanted = {
        (one.question.key, kind, digest_of(one.text)): kind for one in found for kind in one.kinds
    }
    there = rows_of(of.id)
    new = {key: kind for key, kind in wanted.items() if key not in there}
    for (question, _, digest), kind in new.items():
        db.session.add(
            ConfirmedWords(
                application_id=of.id,
                question=question,
                kind=kind,
                digest=digest,
                reason=reason,
                confirmed_at=at,
                confirmed_by_id=by.signed_in_id,
            )
        )
    db.session.flush()
    return sorted({str(kind) for kind in new.values()})
