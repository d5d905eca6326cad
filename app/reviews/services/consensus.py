"""Proposing a score for the panel to agree to, and what each member says. Reviews stay."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from app.accounts import queries as accounts
from app.accounts.services.mails import full_address
from app.audit import services as audit
from app.core.db import db
from app.core.errors import NotPossibleNow, Refused
from app.outbox.services import queue
from app.reviews.models import Consensus, ConsensusVote
from app.reviews.queries import panels
from app.rfa.queries import applications

if TYPE_CHECKING:
    from collections.abc import Collection

    from app.core.model import Model
    from app.policy import Actor
    from app.rfa.models import Application

LONGEST = 5_000
TOLD = "The decisions of this round are out. What the panel agreed to does not change any more."
GONE = "This proposal was taken back. Look at what is there now."


def propose(of: Application, *, score: int, body: str, by: Actor, at: dt.datetime) -> Consensus:
    """Propose a score, in hundredths of a point, with a text that says why, and mail the panel.

    Raises `Refused` for a score out of bounds and without a text, and `NotPossibleNow` while
    another proposal is open and once the decision was told.
    """
    if not 0 <= score <= 500:
        raise Refused("Enter a score from 0.00 to 5.00.", field="score")
    _check(body, "body", "Say in a few words why this score is right.")
    _refuse_told(of)
    if panels.open_consensus(of.id) is not None:
        raise NotPossibleNow("There is a proposal already. Take it back before a new one.")
    row = Consensus(
        application_id=of.id, score=score, body=body, proposed_at=at, proposed_by_id=by.signed_in_id
    )
    db.session.add(row)
    db.session.flush()
    _record("proposed a consensus", row, of, by=by, at=at)
    _ask(of, row, at)
    return row


def _ask(of: Application, proposal: Consensus, at: dt.datetime) -> None:
    """Mail the panel that it is asked: without the score and the text, which are read inside."""
    for person_id in panels.listeners(of.id, at):
        person = accounts.person(person_id)
        if person_id == proposal.proposed_by_id or person.closed_at is not None:
            continue
        queue(
            "consensus proposed",
            key=f"consensus-proposed:{proposal.id}:{person_id}",
            to=person.email,
            subject=f"Do you agree? {of.reference}",
            body=(
                f"Hello {person.name},\n\nA score is proposed to the panel of application "
                f"{of.reference}. Sign in to say whether you agree:\n{{link}}\n"
            ),
            at=at,
            link=full_address(f"/reviews/{of.id}/panel"),
        )


def withdraw(proposal: Consensus, of: Application, *, by: Actor, at: dt.datetime) -> None:
    """Take a proposal back, so that there can be another.

    Raises `NotPossibleNow` when it is, and once the decision was told.
    """
    _refuse_told(of)
    if proposal.withdrawn_at is not None:
        raise NotPossibleNow(GONE)
    proposal.withdrawn_at = at
    _record("took a consensus back", proposal, of, by=by, at=at)


def answer(
    proposal: Consensus,
    of: Application,
    *,
    agrees: bool,
    note: str,
    panel: Collection[int],
    by: Actor,
    at: dt.datetime,
) -> None:
    """Agree or disagree as one of the `panel`; the last word of each counts.

    Raises `NotPossibleNow` for a proposal that was taken back, for others than the panel and
    once the decision was told, and `Refused` for disagreeing without a note.
    """
    _refuse_told(of)
    if proposal.withdrawn_at is not None:
        raise NotPossibleNow(GONE)
    if by.person_id is None or by.person_id not in panel:
        raise NotPossibleNow("Only members of the panel with a submitted review answer.")
    if not agrees or note:
        _check(note, "note", "Say why you disagree.")
    row = panels.votes_of(proposal.id).get(by.person_id)
    if row is None:
        row = ConsensusVote(consensus_id=proposal.id, person_id=by.person_id)
        db.session.add(row)
    row.agrees, row.note, row.voted_at = agrees, note, at
    db.session.flush()
    _record("agreed" if agrees else "disagreed", proposal, of, by=by, at=at)


def _refuse_told(of: Application) -> None:
    if applications.application(of.id, locked=True).told_at is not None:
        raise NotPossibleNow(TOLD)


def _check(text: str, field: str, without: str) -> None:
    if not text:
        raise Refused(without, field=field)
    if len(text) > LONGEST:
        raise Refused(f"Shorten this to {LONGEST:,} characters or fewer.", field=field)


def _record(verb: str, row: Model, of: Application, *, by: Actor, at: dt.datetime) -> None:
    """Note a deed without the score: those who read the trail may not read scores."""
    audit.record(verb, row, by=by, at=at, name=f"{of.practice.name}, {of.round.title}")
