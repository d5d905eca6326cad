"""The signature in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from app.core.dates import moment
from app.policy import Role
from app.rfa.domain.snapshots import short
from app.rfa.domain.states import OPEN

if TYPE_CHECKING:
    from app.accounts.queries import RosterEntry
    from app.rfa.models import Signature, Submission
    from app.rfa.queries.applications import Opened


def state_words(of: Opened, last: Signature | None, account: str = "") -> str:
    """What became of the signature: "not signed", "signed by ..." or "void: ...".

    One that was never voided may still be void: the name of the practice is content too.
    `account` is the name of the account that signed.
    """
    valid = of.signature
    if valid is not None and (of.is_signed or of.application.state not in OPEN):
        mark = short(valid.fingerprint)
        name = _name(valid, account)
        return f"signed by {name}, {moment(valid.signed_at)}, fingerprint {mark}"
    if last is None:
        return "not signed"
    if last.void_reason is not None:
        return f"void: {last.void_reason}"
    if of.request is not None and last.signed_at < of.request.asked_at:
        return "void: changes requested"
    return "void: content changed"


def belongs(signature: Signature, version: Submission) -> bool:
    """Whether a signature is under that very version: staff may have changed it afterwards."""
    return signature.fingerprint == version.fingerprint


def signed_words(signature: Signature, version: Submission, account: str = "") -> str:
    """Who signed a version that was sent, in words; `account` is the name of the account."""
    if not belongs(signature, version):
        return "Nobody: staff changed this version after it was signed"
    name = _name(signature, account)
    return f"{name}, {signature.title}, {moment(signature.signed_at)}"


def _name(signature: Signature, account: str) -> str:
    """The typed name, with that of the account where they differ."""
    if account in {"", signature.name}:
        return signature.name
    return f"{signature.name} (account of {account})"


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
