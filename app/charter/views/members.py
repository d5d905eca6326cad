"""The people whom a charter names as its team."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for

from app.charter import queries, services
from app.charter.forms import ConfirmForm, MemberForm
from app.charter.views.blueprint import bp
from app.charter.views.charter import charter_of, fetch_team
from app.core.clock import now
from app.core.db import transaction
from app.policy import Action, current_actor, requires

if TYPE_CHECKING:
    from typing import Any

    from flask.typing import ResponseReturnValue
    from werkzeug.wrappers import Response

    from app.charter.models import CharterMember
    from app.collaborative.queries import Team


@bp.route("/teams/<slug:team>/charter/members/new", methods=["GET", "POST"])
@requires(Action.CHARTER_EDIT)
def add_member(team: str) -> ResponseReturnValue:
    """Name one more person."""
    of = fetch_team(team, Action.CHARTER_EDIT)
    row = charter_of(of)
    form = MemberForm()
    if not form.accepted():
        return _member_page(of, form, None)
    with transaction():
        services.add_member(row, **_said(form), by=current_actor(), at=now())
    return _back(team, f"{form.name.data} is on the team.")


@bp.route("/teams/<slug:team>/charter/members/<id:member_id>", methods=["GET", "POST"])
@requires(Action.CHARTER_EDIT)
def change_member(team: str, member_id: int) -> ResponseReturnValue:
    """Change what the charter says about somebody."""
    of = fetch_team(team, Action.CHARTER_EDIT)
    row = charter_of(of)
    person = queries.member(row, member_id)
    form = MemberForm(obj=person)
    if not form.accepted():
        return _member_page(of, form, person)
    with transaction():
        services.change_member(row, person, **_said(form), by=current_actor(), at=now())
    return _back(team, "The change is saved.")


@bp.route("/teams/<slug:team>/charter/members/<id:member_id>/end", methods=["GET", "POST"])
@requires(Action.CHARTER_EDIT)
def end_member(team: str, member_id: int) -> ResponseReturnValue:
    """Ask, then take somebody off the team."""
    of = fetch_team(team, Action.CHARTER_EDIT)
    row = charter_of(of)
    person = queries.member(row, member_id)
    form = ConfirmForm()
    if not form.accepted():
        return render_template("charter/end_member.html", team=of, member=person, form=form)
    with transaction():
        services.end_member(row, person, by=current_actor(), at=now())
    return _back(team, f"{person.name} is off the team.")


def _said(form: MemberForm) -> dict[str, Any]:
    return {
        "role": form.role.data or "",
        "name": form.name.data or "",
        "credentials": form.credentials.data or "",
        "hours": form.hours.data,
    }


def _member_page(of: Team, form: MemberForm, person: CharterMember | None) -> ResponseReturnValue:
    page = render_template("charter/member.html", team=of, form=form, member=person)
    return page, 422 if form.errors else 200


def _back(team: str, said: str) -> Response:
    flash(said, "success")
    return redirect(url_for(".charter", team=team, _anchor="members"))
