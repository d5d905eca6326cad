"""Throttled tries as views use them: charge first, give back when it was right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app, request

from app.accounts import queries
from app.accounts.services import sign_in as signing
from app.accounts.services import throttle
from app.accounts.views import kept, visit
from app.core.clock import now
from app.core.db import reading, transaction
from app.core.errors import Refused
from app.core.pages import error_page

if TYPE_CHECKING:
    from flask import Response

    from app.accounts.queries import Me
    from app.accounts.services.throttle import Budget, Try

WORDS = "There were too many tries. Wait 5 minutes, then try again."

NOT_YOURS = "This is not your password. Try again."


def charge(kind: Try, account: str) -> tuple[Budget, ...]:
    """Count a try of this visitor at `account`, and commit that; raises `TooManyTries`."""
    budgets = throttle.budgets(
        kind, account=account, address=visit.address(), devices=visit.devices()
    )
    with transaction():
        throttle.charge(budgets, at=now())
    return budgets


def prove(me: Me, password: str) -> None:
    """Let a signed-in person prove with the password that it is still the same person.

    Raises `Refused` when it is wrong and `TooManyTries` when there were too many.
    """
    budgets = charge(throttle.Try.PASSWORD, me.email)
    with reading():
        person = queries.person(me.id)
    if not signing.password_holds(person, password):
        raise Refused(NOT_YOURS, field="password")
    with transaction():
        throttle.give_back(budgets)


def refuse(too_many: throttle.TooManyTries, account: str) -> Response:
    """Say to come back later; the owner of the account hears of it."""
    with transaction():
        throttle.warn_owner(account, at=now())
    text = kept.carried()
    shown = dict(text.shown) if text else {"email": request.form.get("email", "")}
    reply = current_app.make_response(error_page(429, WORDS, kept=shown))
    reply.headers["Retry-After"] = str(too_many.seconds)
    return reply
