"""Bind the policy table to Flask: every endpoint declares itself, or is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, ParamSpec, TypeVar

from flask import Flask, abort, current_app, g, request

from app.core import csrf
from app.policy.table import VISITOR, Action, Actor, Place, allows

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Response
    from flask.typing import ResponseReturnValue

P = ParamSpec("P")
R = TypeVar("R")
PUBLIC = "anyone"
SIGNED_IN = "anyone signed in"
_DECLARED = "_policy"
_OPEN_ENDPOINTS = frozenset({"core.healthz", "core.readyz", "testing.set_clock"})
_UNPROVEN_ENDPOINTS = frozenset({"testing.set_clock"})
_PLACE_ARGUMENTS = frozenset({"team", "application_id"})


class Unauthorized(RuntimeError):
    """A view answered for a place without asking whether this person may see it."""


def requires(action: Action) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Mark a view with the action that one of its caller's roles must allow.

    A view under `/teams/<team>` or `/applications/<application_id>` must also call
    `authorize` with the place that it is about.
    """

    def mark(view: Callable[P, R]) -> Callable[P, R]:
        setattr(view, _DECLARED, action)
        return view

    return mark


def public(view: Callable[P, R]) -> Callable[P, R]:
    """Mark a view that anyone may open."""
    setattr(view, _DECLARED, PUBLIC)
    return view


def signed_in(view: Callable[P, R]) -> Callable[P, R]:
    """Mark a view about the signed-in person's own account."""
    setattr(view, _DECLARED, SIGNED_IN)
    return view


def declared_policy(endpoint: str, view: Callable[..., object]) -> Action | str | None:
    """What `endpoint` demands: an action, PUBLIC, SIGNED_IN, or None when it says nothing."""
    if endpoint in _OPEN_ENDPOINTS:
        return PUBLIC
    return getattr(view, _DECLARED, None)


def current_actor() -> Actor:
    """Who makes this request; a visitor without grants when nobody is signed in."""
    actor: Actor = g.get("actor", VISITOR)
    return actor


def authorize(action: Action, place: Place, *, seen_by: Action = Action.TEAM_VIEW) -> None:
    """Stop the request unless the signed-in person may do `action` at `place`.

    A stranger to the place gets 404, not 403: that it exists is already news. Whoever
    may do `seen_by` there is no stranger.
    """
    g.authorized = True
    actor = current_actor()
    g.sees_place = allows(actor, action, place) or allows(actor, seen_by, place)
    if not allows(actor, action, place):
        abort(403 if g.sees_place else 404)


def init_app(app: Flask) -> None:
    """Check proof and role before every view, and that team views asked, after it."""
    app.before_request(_check_proof)
    app.before_request(_check_role)
    app.after_request(_check_that_the_view_asked)
    app.jinja_env.globals["may"] = lambda action, place=None: allows(
        current_actor(), Action[action], place
    )


def _check_proof() -> ResponseReturnValue | None:
    """Refuse a change that no page of ours asked for, and give back what was typed.

    An address or method that is not there is answered as such, proof or not.
    """
    if (
        request.endpoint is None
        or not csrf.must_be_checked()
        or request.endpoint in _UNPROVEN_ENDPOINTS
    ):
        return None
    if csrf.is_genuine(csrf.sent_token()):
        return None
    answer: ResponseReturnValue = current_app.extensions["unproven"]()
    return answer


def _check_role() -> ResponseReturnValue | None:
    if request.endpoint is None:
        return None
    policy = declared_policy(request.endpoint, current_app.view_functions[request.endpoint])
    if policy == PUBLIC:
        g.let_in = True
        return None
    if policy is None:
        abort(403)
    actor = current_actor()
    if not actor.is_signed_in:
        answer: ResponseReturnValue = current_app.extensions["ask_to_sign_in"]()
        return answer
    if isinstance(policy, Action) and not _is_about_a_place() and not allows(actor, policy):
        abort(403)
    g.let_in = True
    return None


def _is_about_a_place() -> bool:
    return not _PLACE_ARGUMENTS.isdisjoint(request.view_args or {})


def _check_that_the_view_asked(response: Response) -> Response:
    """Object to a view that ran; what answers before any view, such as a gate, shows nothing."""
    if (
        g.get("let_in")
        and _is_about_a_place()
        and response.status_code < 400
        and current_actor().is_signed_in
        and not g.get("authorized")
    ):
        raise Unauthorized(f"{request.endpoint} answered without calling authorize")
    return response
