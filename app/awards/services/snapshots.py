"""Freezing the board for a meeting. What is frozen never changes."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from app.audit import services as audit
from app.awards.domain.lines import to_plain
from app.awards.models import BoardSnapshot
from app.awards.queries.board import board
from app.core.db import db
from app.core.errors import Refused
from app.rfa.domain.snapshots import fingerprint

if TYPE_CHECKING:
    from app.policy import Actor
    from app.rfa.models import Round


def freeze(of: Round, title: str, *, by: Actor, at: dt.datetime) -> BoardSnapshot:
    """Keep the whole board as it is now under a title; raises `Refused` without one.

    All of it is kept, also what somebody who freezes it may not see: each who looks at it
    later sees of it what that person may see.
    """
    if not title:
        raise Refused("Enter a title, such as the day of the meeting.", field="title")
    content = to_plain(board(of).lines, awards=of.awards, reviewers_each=of.reviewers_each)
    row = BoardSnapshot(
        round_id=of.id,
        title=title,
        content=content,
        fingerprint=fingerprint(content),
        taken_at=at,
        taken_by_id=by.signed_in_id,
    )
    db.session.add(row)
    db.session.flush()
    after = {"title": title, "fingerprint": row.fingerprint}
    audit.record("froze the board", row, by=by, at=at, name=of.title, after=after)
    return row
