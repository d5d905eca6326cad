"""The trail of an application: every deed about it is an event of the application itself."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from app.audit import services as audit

if TYPE_CHECKING:
    from app.policy import Actor
    from app.rfa.models import Application


def note_confirmed(of: Application, *, by: Actor, at: dt.datetime) -> None:
    """Note only what was confirmed in this request, for a deed that is the team's own affair."""
    audit.record_confirmed(of, by=by, at=at, name=f"{of.practice.name}, {of.round.title}")


def note(
    verb: str,
    of: Application,
    *,
    by: Actor,
    at: dt.datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str | None = None,
) -> None:
    """Note that `by` did `verb` to an application, whose round and practice are loaded.

    The event names no practice, so that it is not in the history of that practice's team:
    others work there than on the application.
    """
    audit.record(
        verb,
        of,
        by=by,
        at=at,
        name=f"{of.practice.name}, {of.round.title}",
        before=before,
        after=after,
        reason=reason,
    )
