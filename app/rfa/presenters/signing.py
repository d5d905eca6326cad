"""The signature in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from app.core.dates import moment
from app.policy import Role
from app.rfa.domain.snapshots import short

if TYPE_CHECKING:
    from app.accounts.queries import RosterEntry
    from app.rfa.models import Signature


def state_words(valid: Signature | None, last: Signature | None) -> str:
    """What became of the signature: "not signed", "signed by ..." or "void: ..."."""
    if valid is not None:
        mark = short(valid.fingerprint)
        return f"signed by {valid.name}, {moment(valid.signed_at)}, fingerprint {mark}"
    if last is not None:
        return f"void: {last.void_reason}"
    return "not signed"


def who_signs(team: Iterable[RosterEntry]) -> str:
    """Who may sign, in a sentence; "" when nobody can."""
    names = [
        entry.name
        for entry in team
        if any(given.role is Role.APPLICATION_SIGNER for given in entry.roles)
    ]
    if not names:
        return ""
    if len(names) == 1:
        return f"The authorized signer is {names[0]}."
    return f"One of these signs: {', '.join(names)}."
