"""Before every view: who is this? And what happens when nobody is, or a proof is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask, current_app, g, jsonify, redirect, render_template, request, url_for

from app.accounts import queries
from app.accounts.domain.lifetimes import (
    BETWEEN_STEPS,
    idle_limit,
    is_over,
    needs_second_factor,
    seen_is_stale,
)
from app.accounts.forms import SignInForm
from app.accounts.presenters import Kept
from app.accounts.services import sessions
from app.accounts.views import kept, viewing, visit
from app.core.clock import now
from app.core.db import SAFE_METHODS, reading
from app.core.pages import Frame, error_page, frame, wants_json
from app.policy.guard import PUBLIC, declared_policy
from app.policy.table import VISITOR, Actor

if TYPE_CHECKING:
    import datetime as dt

    from flask.typing import ResponseReturnValue

    from app.accounts.queries import SignedIn

SIGNED_OUT = "You were signed out. Sign in, then save again."
UNPROVEN = "We could not tell that this came from our page. Send it again."
WARN_AHEAD_SECONDS = 60
_OPEN_WITHOUT_SECOND_FACTOR = frozenset(
    {"accounts.sign_out", "accounts.stay", "accounts.stop_viewing"}
)
_WITHOUT_DATABASE = frozenset({"core.healthz", "core.readyz"})
_SET_UP = "accounts.second_factor"


def init_app(app: Flask) -> None:
    app.before_request(load)
    app.context_processor(viewing.banner)
    app.extensions["ask_to_sign_in"] = ask_to_sign_in
    app.extensions["unproven"] = unproven


def load() -> ResponseReturnValue | None:
    """Set `g.actor`, `g.person`, `g.session` and what forms are bound to: one statement.

    A session that is over still binds the forms that were opened in it, so that what
    they send can be given back. Grants are read anew each time: one that was ended
    counts for nothing from the next request on. While an administrator sees the portal as
    somebody else does, actor and person are those of the other, who can save nothing; it
    takes one more statement.
    """
    g.viewing = None
    g.actor, g.person, g.session, g.half_session, g.idle_seconds = VISITOR, None, None, None, 0
    secret = visit.secret()
    if not secret or request.endpoint in _WITHOUT_DATABASE:
        return None
    found = _look_up(secret)
    if found is None:
        return None
    g.csrf_binding = found.session.token_hash.hex()
    at = now()
    if _is_alive(found, at):
        return _enter(found, at)
    viewing.give_up(found, at, viewing.RAN_OUT)
    return None


def _look_up(secret: str) -> SignedIn | None:
    """Find the session; a POST ends its reading transaction before the view begins to write."""
    if request.method in SAFE_METHODS:
        return queries.signed_in(secret)
    with reading():
        return queries.signed_in(secret)


def _is_alive(found: SignedIn, at: dt.datetime) -> bool:
    session, limits = found.session, sessions.limits()
    if found.is_ended:
        return False
    idle = idle_limit([grant.role for grant in found.grants], limits)
    if found.person.totp_confirmed_at is not None and session.second_factor_at is None:
        idle = min(idle, BETWEEN_STEPS)
    return not is_over(
        session.created_at, session.last_seen_at, idle=idle, hours=limits.hours, at=at
    )


def _enter(found: SignedIn, at: dt.datetime) -> ResponseReturnValue | None:
    """Let the person of a living session in, as far as the steps taken allow."""
    session, person = found.session, found.person
    if person.totp_confirmed_at is not None and session.second_factor_at is None:
        g.half_session, g.half_person = session, person
        return None
    g.person, g.session = person, session
    g.actor = Actor(person_id=person.id, name=person.name, grants=found.grants)
    idle = idle_limit(g.actor.roles, sessions.limits())
    g.idle_seconds = int(idle.total_seconds()) - WARN_AHEAD_SECONDS
    frame(Frame(person=person, idle_seconds=g.idle_seconds))
    if seen_is_stale(session.last_seen_at, at):
        sessions.mark_seen(session.id, at)
    return _ask_for_second_factor() or viewing.enter(found, at)


def second_factor_demanded() -> bool:
    """Whether a role of the signed-in person demands the second step."""
    return needs_second_factor(g.actor.roles, current_app.config["SECOND_FACTOR_ROLES"])


def _ask_for_second_factor() -> ResponseReturnValue | None:
    """Open nothing but the set-up of the second step to whom a role demands it."""
    endpoint = request.endpoint or ""
    if endpoint in _OPEN_WITHOUT_SECOND_FACTOR or endpoint.startswith(_SET_UP):
        return None
    if _is_public(request.endpoint) or g.person.totp_confirmed_at is not None:
        return None
    if not second_factor_demanded():
        return None
    if wants_json():
        return jsonify(error="Set up your second step first."), 403
    if request.method in SAFE_METHODS:
        return redirect(url_for("accounts.second_factor", next=kept.here()))
    page = render_template("accounts/second_factor_first.html", kept=kept.from_this_request())
    return page, 403


def ask_to_sign_in() -> ResponseReturnValue:
    """What a visitor gets where one must be signed in: the way in, and nothing typed is lost."""
    if wants_json():
        return jsonify(error=SIGNED_OUT), 401
    if g.half_session is not None and request.method in SAFE_METHODS:
        return redirect(url_for("accounts.sign_in_code", next=kept.here()))
    if request.method in SAFE_METHODS:
        return redirect(url_for("accounts.sign_in", next=kept.here()))
    if not kept.came_from_our_page():
        return error_page(401)
    return _kept_page(kept.from_this_request())


def _kept_page(text: Kept) -> ResponseReturnValue:
    return render_template("accounts/kept.html", form=SignInForm(blank=True), kept=text), 401


def unproven() -> ResponseReturnValue:
    """What a request gets whose proof is missing or spoilt: its text, and a way to send it again.

    A visitor who would have to sign in anyway is asked to do that first.
    """
    if not g.actor.is_signed_in and not _is_public(request.endpoint):
        return ask_to_sign_in()
    if wants_json():
        return jsonify(error=UNPROVEN), 400
    if not kept.came_from_our_page():
        return error_page(400)
    text = kept.from_this_request()
    return render_template("accounts/send_again.html", kept=text), 400


def _is_public(endpoint: str | None) -> bool:
    if endpoint is None:
        return True
    return declared_policy(endpoint, current_app.view_functions[endpoint]) == PUBLIC
