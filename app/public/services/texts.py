"""Writing the texts of the public pages. Callers authorise, then commit."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from app.audit import services as audit
from app.core.db import db
from app.core.errors import Conflict, Missing, Refused
from app.public import queries
from app.public.domain.texts import LONGEST, TEXTS
from app.public.models import PublicText

if TYPE_CHECKING:
    from app.policy import Actor


def save_text(key: str, body: str, *, seen_number: int, by: Actor, at: dt.datetime) -> int:
    """Let a text say `body` from now on; gives the number of the version that is shown.

    The same words again make no new version. Raises `Conflict` when somebody saved since the
    version that was seen, and `Refused` for a text that is empty or too long.
    """
    now = queries.current(key)
    if now.number != seen_number:
        raise Conflict("Someone else changed this text. Nothing was overwritten.")
    if not body.strip():
        raise Refused("Write the text", field="body")
    if len(body) > LONGEST:
        raise Refused(f"Shorten the text to {LONGEST:,} characters or fewer", field="body")
    if body.strip() == now.body.strip():
        return now.number
    _add(key, body, now.number + 1, "changed a public text", by=by, at=at)
    return now.number + 1


def restore_text(key: str, number: int, *, seen_number: int, by: Actor, at: dt.datetime) -> int:
    """Let a text say again what version `number` said; it becomes a new version."""
    every = queries.versions(key)
    if every[0].number != seen_number:
        raise Conflict("Someone else changed this text. Nothing was overwritten.")
    wanted = next((version for version in every if version.number == number), None)
    if wanted is None:
        raise Missing(number)
    if wanted.body == every[0].body:
        return seen_number
    _add(key, wanted.body, seen_number + 1, "restored a public text", by=by, at=at, again=number)
    return seen_number + 1


def _add(
    key: str,
    body: str,
    number: int,
    verb: str,
    *,
    by: Actor,
    at: dt.datetime,
    again: int | None = None,
) -> None:
    row = PublicText(key=key, number=number, body=body, at=at, by_id=by.person_id, by_name=by.name)
    db.session.add(row)
    db.session.flush()
    name = f"{TEXTS[key].page}: {TEXTS[key].title}"
    before = {"version": number - 1}
    after = {"version": number} if again is None else {"version": number, "as version": again}
    audit.record(verb, row, by=by, at=at, name=name, before=before, after=after)
