"""An administrator sees the portal as another person does; nothing can be saved meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import flash, g, redirect, render_template, request, url_for

from app.accounts import queries
from app.accounts.domain.viewing import hindrance
from app.accounts.forms import ReasonForm
from app.accounts.services import viewing
from app.accounts.views.account import invalid
from app.accounts.views.blueprint import bp
from app.accounts.views.sign_in import HOME
from app.core.clock import now
from app.core.db import SAFE_METHODS, transaction
from app.core.errors import Refused
from app.core.pages import Frame, error_page, frame, kept_text
from app.policy import Action, Actor, current_actor, requires, signed_in

if TYPE_CHECKING:
    import datetime as dt

    from flask.typing import ResponseReturnValue

    from app.accounts.queries import SignedIn

RAN_OUT = "The session ran out."
_ACCOUNT = "/account"
_OPEN = frozenset({"accounts.stop_viewing", "accounts.sign_out", "accounts.stay"})
"""What ends the viewing, and what keeps the administrator's own sign-in alive."""


@dataclass(frozen=True, slots=True)
class Viewing:
    """Whose eyes this request borrows, and who really makes it."""

    name: str
    by: Actor

    @property
    def words(self) -> str:
        return f"You are viewing as {self.name}. Nothing can be saved."


def enter(found: SignedIn, at: dt.datetime) -> ResponseReturnValue | None:
    """Put the viewed person in the place of the administrator, and refuse what would save.

    Roles of both are read anew each time: once the administrator may not view as this
    person any more, it is over. Forms opened meanwhile prove nothing outside of it, so
    that no page of the viewed person saves with an administrator's roles afterwards.
    """
    seen = found.viewing
    if seen is None:
        return None
    roles = [grant.role for grant in seen.grants]
    why_not = hindrance(g.actor, seen.person.id, is_closed=seen.is_closed, roles=roles)
    if why_not is not None:
        give_up(found, at, why_not)
        flash(f"You no longer view as {seen.person.name}. {why_not}", "error")
        return None
    g.viewing = Viewing(seen.person.name, by=g.actor)
    g.csrf_binding = f"{g.csrf_binding}:{seen.person.id}"
    g.person = seen.person
    g.actor = Actor(person_id=seen.person.id, name=seen.person.name, grants=seen.grants)
    frame(Frame(person=seen.person, idle_seconds=g.idle_seconds))
    return _refuse() if _is_refused() else None


def banner() -> dict[str, str | None]:
    """What every page says on top while it is seen with the eyes of somebody else."""
    seen: Viewing | None = g.get("viewing")
    return {"view_as_banner": seen.words if seen is not None else None}


def give_up(found: SignedIn, at: dt.datetime, reason: str) -> None:
    """End the viewing of a session, if there is any, because it cannot go on."""
    if found.viewing is not None:
        with transaction():
            viewing.stop_by_itself(found.session.id, at=at, reason=reason)


def _is_refused() -> bool:
    if request.endpoint in _OPEN:
        return False
    is_account = request.path == _ACCOUNT or request.path.startswith(f"{_ACCOUNT}/")
    return is_account or request.method not in SAFE_METHODS


def _refuse() -> ResponseReturnValue:
    heading = "Not while you view as somebody else"
    return error_page(403, g.viewing.words, heading_words=heading, kept=kept_text())


@bp.route("/staff/people/<id:person_id>/view-as", methods=["GET", "POST"])
@requires(Action.VIEW_AS)
def view_as(person_id: int) -> ResponseReturnValue:
    """Begin to see the portal as somebody else does, with a reason."""
    someone = queries.person(person_id)
    form = ReasonForm()
    if form.accepted():
        try:
            with transaction():
                viewing.start(
                    g.session.id,
                    someone,
                    by=current_actor(),
                    at=now(),
                    reason=str(form.reason.data),
                )
        except Refused as refusal:
            form.show(refusal)
        else:
            return redirect(HOME)
    page = render_template("accounts/view_as.html", form=form, someone=queries.person(person_id))
    return page, invalid()


@bp.post("/view-as/stop")
@signed_in
def stop_viewing() -> ResponseReturnValue:
    """Be oneself again, on the page of the person whose eyes one had."""
    if g.viewing is None:
        return redirect(HOME)
    with transaction():
        viewing.stop(g.session.id, at=now())
    flash(f"You stopped viewing as {g.viewing.name}.", "success")
    return redirect(url_for(".person", person_id=g.person.id))
