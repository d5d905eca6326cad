"""The participation agreement: its words, the signature and the countersignature.

Callers authorise and ask for the password, then commit.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from app.audit import services as audit
from app.awards.domain.agreement import Text, fingerprint
from app.awards.models import Agreement, AgreementText
from app.awards.queries import beginnings
from app.core.db import db
from app.core.errors import Conflict, NotPossibleNow, Refused
from app.reviews.domain.kinds import Standing
from app.reviews.queries import standings
from app.rfa.services.trail import note

if TYPE_CHECKING:
    from app.awards.queries.beginnings import Award
    from app.policy import Actor
    from app.rfa.models import Round

CONFLICTED = "You have a conflict with this application. Somebody else has to countersign."


def write_text(
    of: Round, *, title: str, body: str, seen: int, by: Actor, at: dt.datetime
) -> AgreementText | None:
    """Make a new version of a round's agreement; what was signed keeps its own words.

    None when nothing is different. Raises `Conflict` when somebody else was faster.
    """
    now_there = beginnings.text_of(of.id)
    if (title, body) == (now_there.title, now_there.body):
        return None
    if seen != now_there.number:
        raise Conflict("Someone else changed the agreement. Nothing was overwritten.")
    row = _keep(of.id, Text(title, body, now_there.number + 1), at=at, writer=by.person_id)
    audit.record(
        "wrote the agreement",
        row,
        by=by,
        at=at,
        name=of.title,
        after={"number": row.number, "title": title},
    )
    return row


def _keep(round_id: int, words: Text, *, at: dt.datetime, writer: int | None) -> AgreementText:
    row = AgreementText(
        round_id=round_id,
        number=words.number,
        title=words.title,
        body=words.body,
        written_at=at,
        written_by_id=writer,
    )
    db.session.add(row)
    db.session.flush()
    return row


def sign(of: Award, *, name: str, title: str, seen: str, by: Actor, at: dt.datetime) -> Agreement:
    """Sign what the agreement says now; `seen` is the fingerprint of the words on the screen.

    `of` was read locked. Signing twice gives the first signature. Raises `NotPossibleNow`
    before the award is accepted or when somebody else has signed, and `Refused` when the
    words changed meanwhile.
    """
    if not of.is_accepted:
        raise NotPossibleNow("Accept the award first. Then sign the agreement.")
    if of.agreement is not None:
        if of.agreement.person_id == by.signed_in_id:
            return of.agreement
        raise NotPossibleNow(f"{of.agreement.name} has signed the agreement already.")
    words = beginnings.words_for(of)
    mark = fingerprint(words)
    if seen != mark:
        raise Refused("The words changed meanwhile. Read them again, then sign.")
    agreement = Agreement(
        decision_id=of.decision.id,
        text_id=_text(of.application.round_id, at).id,
        person_id=by.signed_in_id,
        name=name,
        title=title,
        words=words,
        fingerprint=mark,
        signed_at=at,
    )
    db.session.add(agreement)
    db.session.flush()
    after = {"name": name, "title": title, "fingerprint": mark}
    note("signed the agreement", of.application, by=by, at=at, after=after)
    return agreement


def _text(round_id: int, at: dt.datetime) -> AgreementText:
    """The version that is signed; the portal's own words become version 1."""
    found = beginnings.text_row(round_id)
    if found is not None:
        return found
    usual = replace(beginnings.text_of(round_id), number=1)
    return _keep(round_id, usual, at=at, writer=None)


def countersign(of: Award, *, name: str, title: str, by: Actor, at: dt.datetime) -> None:
    """Sign the agreement for the program. `of` was read locked.

    Raises `NotPossibleNow` before the practice signed, when it is countersigned already, and
    for somebody with a conflict.
    """
    if of.agreement is None:
        raise NotPossibleNow("The practice has not signed the agreement.")
    if of.agreement.countersigned_at is not None:
        raise NotPossibleNow(f"{of.agreement.countersigned_name} has countersigned already.")
    if standings.stand(of.id, by.signed_in_id).standing is Standing.CONFLICTED:
        raise NotPossibleNow(CONFLICTED)
    of.agreement.countersigned_at, of.agreement.countersigned_by_id = at, by.signed_in_id
    of.agreement.countersigned_name, of.agreement.countersigned_title = name, title
    db.session.flush()
    after = {"name": name, "title": title, "fingerprint": of.agreement.fingerprint}
    note("countersigned the agreement", of.application, by=by, at=at, after=after)
