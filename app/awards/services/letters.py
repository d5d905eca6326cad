"""Writing letters: the words of a round, what staff fill in for one practice, what was sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING

from app.accounts import queries as accounts
from app.accounts.services.mails import full_address
from app.audit import services as audit
from app.awards.domain import letters as rules
from app.awards.domain.letters import LONGEST_BODY, LONGEST_SUBJECT, LONGEST_VALUE, Words
from app.awards.models import Letter, LetterTemplate
from app.awards.queries import letters, releases
from app.core.db import db
from app.core.errors import NotPossibleNow, Refused
from app.core.text import clean_line
from app.outbox.services import queue

if TYPE_CHECKING:
    from app.awards.domain.kinds import LetterKind
    from app.awards.queries.letters import Composed, Template
    from app.policy import Actor
    from app.rfa.models import Round

TOLD = "This letter was sent. It does not change any more."
STALE = "Somebody else saved this letter meanwhile. Open the page again, then write your change."


def write_template(
    of: Round, kind: LetterKind, words: Words, *, seen: int, by: Actor, at: dt.datetime
) -> LetterTemplate | None:
    """Make a new version of a letter's words; None when nothing is different.

    `seen` is the version that the writer had on the page. Raises `Refused` for unknown fields.
    """
    releases.current(of.id, locked=True)
    check_words(words)
    now_there = letters.templates(of.id)[kind]
    if words == now_there.words:
        return None
    if seen != now_there.number:
        raise Refused(STALE)
    return _new_version(of, kind, words, now_there, by=by, at=at)


def go_back(of: Round, to: Template, *, by: Actor, at: dt.datetime) -> LetterTemplate | None:
    """Make the words of an earlier version hold again, as a new version."""
    releases.current(of.id, locked=True)
    now_there = letters.templates(of.id)[to.kind]
    if to.words == now_there.words:
        return None
    return _new_version(of, to.kind, to.words, now_there, by=by, at=at)


def _new_version(
    of: Round,
    kind: LetterKind,
    words: Words,
    before: Template,
    *,
    by: Actor,
    at: dt.datetime,
) -> LetterTemplate:
    row = LetterTemplate(
        round_id=of.id,
        kind=kind,
        number=before.number + 1,
        subject=words.subject,
        body=words.body,
        written_at=at,
        written_by_id=by.person_id,
    )
    db.session.add(row)
    db.session.flush()
    audit.record(
        "changed a letter's words",
        row,
        by=by,
        at=at,
        name=f"{kind}, {of.title}",
        before={"version": before.number},
        after={"version": row.number},
    )
    return row


def check_words(words: Words) -> None:
    """Raise `Refused` for words without text, too long, or with fields that are none."""
    if not words.subject:
        raise Refused("Enter a subject.", field="subject")
    if len(words.subject) > LONGEST_SUBJECT:
        raise Refused(f"Shorten this to {LONGEST_SUBJECT} characters or fewer.", field="subject")
    if not words.body:
        raise Refused("Write the letter.", field="body")
    if len(words.body) > LONGEST_BODY:
        raise Refused(f"Shorten this to {LONGEST_BODY:,} characters or fewer.", field="body")
    for field, text in (("subject", words.subject), ("body", words.body)):
        if found := rules.faults(text):
            raise Refused(" ".join(found), field=field)


def send_test(
    of: Round, template: Template, *, day_of_release: dt.date, by: Actor, at: dt.datetime
) -> str:
    """Mail a letter with made-up data to whoever asks, marked as a test; gives the address."""
    person = accounts.person(by.signed_in_id)
    filled = rules.fill(template.words, letters.sample_values(of, day_of_release))
    text = filled.words.body.replace("{link}", "(link)")
    queue(
        "test letter",
        key=f"test letter:{of.id}:{template.kind}:{by.signed_in_id}:{at.isoformat()}",
        to=person.email,
        subject=f"TEST: {filled.words.subject}",
        body=f"TEST. This letter has made-up data. Nobody else got it.\n\n{text}\n\n{{link}}\n",
        at=at,
        link=full_address(f"/staff/rounds/{of.key}/decisions/templates"),
    )
    return person.email


def fill_in(of: Composed, values: Mapping[str, str], *, by: Actor, at: dt.datetime) -> None:
    """Keep what staff typed for the fields of one letter; an empty value is no value."""
    _refuse_told(of)
    for name, text in values.items():
        if len(text) > LONGEST_VALUE:
            raise Refused(
                f"Shorten this to {LONGEST_VALUE:,} characters or fewer.", field=f"field_{name}"
            )
    row = _row(of, at)
    kept = {name: text for name, text in row.fields.items() if name not in values}
    row.fields = kept | {name: text for name, text in values.items() if text}
    _note(row, of, "filled in a letter", by=by, at=at)


def edit(of: Composed, words: Words, *, by: Actor, at: dt.datetime) -> None:
    """Write the letter to one practice by hand; fields still work."""
    _refuse_told(of)
    check_words(words)
    row = _row(of, at)
    row.subject, row.body = words.subject, words.body
    _note(row, of, "wrote a letter by hand", by=by, at=at)


def use_template(of: Composed, *, by: Actor, at: dt.datetime) -> None:
    """Let the words of the round hold again for one letter."""
    _refuse_told(of)
    row = _row(of, at)
    row.subject, row.body = "", ""
    _note(row, of, "put a letter back to the words of the round", by=by, at=at)


def freeze(of: Composed, *, at: dt.datetime) -> None:
    """Keep what is sent, word for word; it never changes afterwards."""
    row = _row(of, at)
    row.sent_at = at
    row.sent_subject = clean_line(of.filled.words.subject)[:LONGEST_SUBJECT]
    row.sent_body = of.filled.words.body
    db.session.flush()


def _row(of: Composed, at: dt.datetime) -> Letter:
    if of.letter is not None:
        return of.letter
    row = Letter(decision_id=of.decision.id, kind=of.kind, fields={}, changed_at=at)
    db.session.add(row)
    return row


def _refuse_told(of: Composed) -> None:
    if of.decision.released_at is not None:
        raise NotPossibleNow(TOLD)


def _note(row: Letter, of: Composed, verb: str, *, by: Actor, at: dt.datetime) -> None:
    row.changed_at, row.changed_by_id = at, by.person_id
    db.session.flush()
    audit.record(verb, row, by=by, at=at, name=of.to.practice)
