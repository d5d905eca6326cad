"""The signature: by the authorised signer alone, under one content, void when that changes."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from app.accounts import queries as accounts
from app.accounts.services.mails import full_address
from app.core.dates import moment
from app.core.db import db
from app.core.errors import NotPossibleNow, Refused
from app.outbox.services import queue
from app.rfa.domain.judging import faults
from app.rfa.domain.snapshots import fingerprint
from app.rfa.domain.states import OPEN, may_submit
from app.rfa.models import Signature
from app.rfa.queries import drafting
from app.rfa.services import completeness
from app.rfa.services.trail import note

if TYPE_CHECKING:
    from app.policy import Actor
    from app.rfa.queries.applications import Opened

CONTENT_CHANGED = "content changed"
SIGNER_LEFT = "signer left"
SIGNED_AGAIN = "signed again"


def sign(
    of: Opened,
    *,
    name: str,
    title: str,
    seen: str,
    by: Actor,
    at: dt.datetime,
) -> Signature:
    """Sign what the application says now. The caller has asked for the password again.

    `seen` is the fingerprint of what the signer had on the screen: something else is not signed.

    `of` was opened locked. Signing twice gives the first signature; one that was given for
    other content, or before changes were asked for, ends. Raises `NotPossibleNow` when
    nothing can be sent now, and `Refused` while something is missing, when somebody else
    has signed this, when it is not what the signer saw, or when the round wants somebody who
    did not write it.
    """
    if not may_submit(of.access, at):
        raise NotPossibleNow("This application cannot be signed now.")
    if faults(of.sections, of.about):
        raise Refused("Something is still missing. Go to “Check your answers” first.")
    if of.signature is not None and of.is_signed:
        if of.signature.person_id == by.signed_in_id:
            return of.signature
        raise Refused(f"{of.signature.name} has signed this. It can be sent.")
    if not of.round.drafter_may_sign and by.signed_in_id in drafting.last_editors(of.id):
        raise Refused("In this round, whoever wrote answers cannot sign. Ask another signer.")
    now_there = fingerprint(of.content())
    if seen != now_there:
        raise Refused("Somebody changed the application meanwhile. Read it again, then sign.")
    void(of, why=SIGNED_AGAIN, by=by, at=at, tell=False)
    question = of.document.signature
    signature = Signature(
        application_id=of.id,
        person_id=by.signed_in_id,
        name=name,
        title=title,
        statement=question.text if question else "",
        fingerprint=now_there,
        signed_at=at,
    )
    db.session.add(signature)
    db.session.flush()
    completeness.look_again(replace(of, signature=signature))
    note(
        "signed the application",
        of.application,
        by=by,
        at=at,
        after={"name": name, "title": title, "fingerprint": signature.fingerprint},
    )
    return signature


def void(of: Opened, *, why: str, by: Actor, at: dt.datetime, tell: bool = True) -> None:
    """End the signature that holds, if there is one, and tell the signer."""
    signature = of.signature
    if signature is None or signature.voided_at is not None:
        return
    signature.voided_at, signature.void_reason = at, why
    db.session.flush()
    completeness.look_again(of)
    note(
        "voided the signature",
        of.application,
        by=by,
        at=at,
        before={"fingerprint": signature.fingerprint, "name": signature.name},
        reason=why,
    )
    if not tell:
        return
    signer = accounts.person(signature.person_id)
    queue(
        "signature void",
        key=f"signature void:{signature.id}",
        to=signer.email,
        subject="Your signature is void",
        body=(
            f"Hello {signer.name},\n\n"
            f"You signed the application of {of.practice.name} on {moment(signature.signed_at)}. "
            f"{_what_happened(of, why, by, at)}\n\n{{link}}\n"
        ),
        at=at,
        link=full_address(f"/applications/{of.id}"),
    )


def _what_happened(of: Opened, why: str, by: Actor, at: dt.datetime) -> str:
    if why == SIGNER_LEFT:
        return "Your signature does not hold any more, because you do not sign for it now."
    words = f"On {moment(at)} {by.name} changed it, so your signature does not hold any more."
    if of.application.state not in OPEN:
        return f"{words} You need not do anything. The application:"
    return f"{words}\n\nLook at what changed, then sign again:"
