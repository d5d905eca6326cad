"""Questions about a round: anyone asks, staff answers, and the answer is public."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import TYPE_CHECKING, Any

from app.accounts.services.mails import full_address
from app.audit import services as audit
from app.core.db import db
from app.core.errors import Conflict, NotPossibleNow, Refused
from app.core.text import clean, clean_line
from app.outbox.services import queue
from app.policy import VISITOR
from app.rfa.models import FaqEntry
from app.rfa.queries import faq as queries

if TYPE_CHECKING:
    from app.policy import Actor
    from app.rfa.models import Round

LONGEST_QUESTION, LONGEST_ANSWER = 1_000, 4_000
CHANGED = "Someone else answered this question. Nothing was overwritten."


def ask(
    of: Round, *, question: str, asked_by: str = "", email: str = "", at: dt.datetime
) -> FaqEntry:
    """Ask a question about a round; nobody but staff sees it before it is answered.

    The same question by the same person while it waits is one question. Raises
    `NotPossibleNow` when the round takes no questions and `Refused` for an empty or long one.
    """
    if not queries.takes_questions(of, at):
        raise NotPossibleNow("This round takes no more questions. Call us instead.")
    said = clean(question)
    if not said:
        raise Refused("Write your question.", field="question")
    if len(said) > LONGEST_QUESTION:
        raise Refused(f"Shorten the question to {LONGEST_QUESTION:,} characters.", field="question")
    address = clean_line(email).lower()
    if (there := queries.same_waiting(of.id, said, address)) is not None:
        return there
    entry = FaqEntry(
        round_id=of.id,
        question=said,
        asked_by=clean_line(asked_by)[:120],
        email=address[:254],
        asked_at=at,
    )
    db.session.add(entry)
    db.session.flush()
    _record("asked a question", of, entry, by=VISITOR, at=at, after={"question": said})
    return entry


def mark_of(entry: FaqEntry) -> str:
    """What a page remembers of the answer that it shows, to notice another one; "" for none."""
    return "" if entry.answer is None else hashlib.sha256(entry.answer.encode()).hexdigest()[:16]


def answer(of: Round, entry: FaqEntry, *, text: str, seen: str, by: Actor, at: dt.datetime) -> None:
    """Answer a question, or change its answer: the round's page shows both at once.

    Whoever left an address gets the first answer by mail. `seen` is the `mark_of` the page;
    raises `Conflict` when somebody else was faster.
    """
    if of.archived_at is not None:
        raise NotPossibleNow("This round is archived. Nothing in it changes any more.")
    if mark_of(entry) != seen:
        raise Conflict(CHANGED)
    said = clean(text)
    if not said:
        raise Refused("Write the answer.", field="answer")
    if len(said) > LONGEST_ANSWER:
        raise Refused(f"Shorten the answer to {LONGEST_ANSWER:,} characters.", field="answer")
    before = entry.answer
    if said == before:
        return
    entry.answer, entry.answered_at, entry.answered_by_id = said, at, by.person_id
    db.session.flush()
    verb = "answered a question" if before is None else "changed an answer"
    _record(verb, of, entry, by=by, at=at, before={"answer": before}, after={"answer": said})
    if entry.email:
        _tell(of, entry, at)


def remove(of: Round, entry: FaqEntry, *, reason: str, by: Actor, at: dt.datetime) -> None:
    """Take a question and its answer off the pages; it stays in the trail."""
    if not reason:
        raise Refused("Say why the question is removed.", field="reason")
    entry.removed_at = at
    db.session.flush()
    before = {"question": entry.question, "answer": entry.answer}
    _record("removed a question", of, entry, by=by, at=at, before=before, reason=reason)


def _tell(of: Round, entry: FaqEntry, at: dt.datetime) -> None:
    """Mail the first answer to whoever asked; a changed answer is on the page."""
    queue(
        "answer",
        key=f"answer:{entry.id}",
        to=entry.email,
        subject=f"Your question about {of.title}",
        body=(
            f"Hello{' ' + _quotable(entry.asked_by) if entry.asked_by else ''},\n\n"
            f"You asked:\n{_quotable(entry.question)}\n\n"
            f"Our answer:\n{_quotable(entry.answer or '')}\n\n"
            "All questions and answers are on the page of the round:\n{link}\n"
        ),
        at=at,
        link=full_address(f"/apply/{of.key}"),
    )


def _quotable(text: str) -> str:
    """Words of others inside a mail: nothing in them takes the place of the link."""
    return text.replace("{link}", "(link)")


def _record(verb: str, of: Round, entry: FaqEntry, **given: Any) -> None:
    audit.record(verb, entry, name=of.title, **given)
