"""The people of a team: who is on it, who is invited, who leaves; and the team's history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for

from app.accounts import queries as accounts
from app.accounts import services as people
from app.audit import presenters as audit_words
from app.audit import queries as audit
from app.collaborative import queries
from app.collaborative.views.blueprint import bp
from app.core.clock import now
from app.core.db import transaction
from app.core.errors import Missing, Refused
from app.core.paging import asked_page
from app.policy import TEAM_ROLES, Action, Role, authorize, current_actor, requires
from app.practices import presenters, services
from app.practices.forms import InviteForm, ReasonForm, RoleForm

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from app.accounts.models import Invitation
    from app.collaborative.queries import Team


@bp.get("/teams/<slug:team>/people")
@requires(Action.TEAM_VIEW)
def roster(team: str) -> ResponseReturnValue:
    """Everyone on the team, and for who may manage it the invitations."""
    of = queries.team(team)
    authorize(Action.TEAM_VIEW, of.place)
    return _roster_page(of, InviteForm())


def _roster_page(of: Team, form: InviteForm, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "collaborative/roster.html",
        team=of,
        form=form,
        members=presenters.members(accounts.roster(of.id)),
        offers=presenters.offers(accounts.listed_invitations(of.id), now()),
    )
    return page, status


@bp.post("/teams/<slug:team>/people")
@requires(Action.ROSTER_MANAGE)
def invite(team: str) -> ResponseReturnValue:
    """Invite somebody to the team."""
    of = queries.team(team)
    authorize(Action.ROSTER_MANAGE, of.place)
    form = InviteForm()
    if not form.accepted():
        return _roster_page(of, form, 422)
    try:
        with transaction():
            people.invite(
                email=form.email.data or "",
                name=form.name.data or "",
                role=Role(form.role.data),
                practice_id=of.id,
                by=current_actor(),
                at=now(),
            )
    except Refused as refusal:
        form.show(refusal)
        return _roster_page(queries.team(team), form, 422)
    flash(f"We sent an invitation to {form.email.data}.", "success")
    return redirect(url_for(".roster", team=team))


def _invitation(of: Team, invitation_id: int) -> Invitation:
    """An open invitation to that very team; raises `Missing`."""
    invitation = accounts.invitation(invitation_id)
    if invitation.practice_id != of.id or invitation.role not in TEAM_ROLES:
        raise Missing(invitation_id)
    return invitation


@bp.post("/teams/<slug:team>/people/invitations/<id:invitation_id>/resend")
@requires(Action.ROSTER_MANAGE)
def resend(team: str, invitation_id: int) -> ResponseReturnValue:
    """Send an invitation again; the earlier link stops working."""
    of = queries.team(team)
    authorize(Action.ROSTER_MANAGE, of.place)
    invitation = _invitation(of, invitation_id)
    with transaction():
        people.resend(invitation, by=current_actor(), at=now())
    flash(f"We sent it to {invitation.email} again.", "success")
    return redirect(url_for(".roster", team=team))


@bp.post("/teams/<slug:team>/people/invitations/<id:invitation_id>/revoke")
@requires(Action.ROSTER_MANAGE)
def revoke(team: str, invitation_id: int) -> ResponseReturnValue:
    """Take an invitation back."""
    of = queries.team(team)
    authorize(Action.ROSTER_MANAGE, of.place)
    invitation = _invitation(of, invitation_id)
    with transaction():
        people.revoke(invitation, by=current_actor(), at=now())
    flash(f"The invitation to {invitation.email} no longer works.", "success")
    return redirect(url_for(".roster", team=team))


@bp.route("/teams/<slug:team>/people/roles/<id:grant_id>", methods=["GET", "POST"])
@requires(Action.ROSTER_MANAGE)
def role(team: str, grant_id: int) -> ResponseReturnValue:
    """Give somebody on the team another role."""
    of = queries.team(team)
    authorize(Action.ROSTER_MANAGE, of.place)
    given = accounts.grant(grant_id)
    if given.practice_id != of.id or given.role not in TEAM_ROLES:
        raise Missing(grant_id)
    person = accounts.person(given.person_id)
    form = RoleForm(data={"role": given.role.value})
    if form.accepted():
        try:
            with transaction():
                services.change_role(
                    given,
                    Role(form.role.data),
                    practice_id=of.id,
                    by=current_actor(),
                    at=now(),
                )
        except Refused as refusal:
            form.show(refusal)
            of, person = queries.team(team), accounts.person(person.id)
        else:
            flash(f"{person.name} is now {form.role.data}.", "success")
            return redirect(url_for(".roster", team=team))
    page = render_template("collaborative/role.html", team=of, form=form, someone=person)
    return page, 422 if form.errors or form.form_errors else 200


@bp.route("/teams/<slug:team>/people/<id:person_id>/remove", methods=["GET", "POST"])
@requires(Action.ROSTER_MANAGE)
def remove(team: str, person_id: int) -> ResponseReturnValue:
    """Ask why, then take somebody off the team; it counts at that person's next request."""
    of = queries.team(team)
    authorize(Action.ROSTER_MANAGE, of.place)
    if person_id not in {entry.person_id for entry in accounts.roster(of.id)}:
        raise Missing(person_id)
    person = accounts.person(person_id)
    form = ReasonForm()
    if form.accepted():
        try:
            with transaction():
                services.remove_member(
                    person.id,
                    practice_id=of.id,
                    reason=form.reason.data or "",
                    by=current_actor(),
                    at=now(),
                )
        except Refused as refusal:
            form.show(refusal)
            of, person = queries.team(team), accounts.person(person_id)
        else:
            flash(f"{person.name} is no longer on the team.", "success")
            return redirect(url_for(".roster", team=team))
    page = render_template("collaborative/remove.html", team=of, form=form, someone=person)
    return page, 422 if form.errors or form.form_errors else 200


@bp.get("/teams/<slug:team>/history")
@requires(Action.TEAM_HISTORY_VIEW)
def history(team: str) -> ResponseReturnValue:
    """Who changed what in this team, latest first."""
    of = queries.team(team)
    authorize(Action.TEAM_HISTORY_VIEW, of.place)
    page = audit.of_team(of.id, asked_page())
    return render_template(
        "collaborative/history.html",
        team=of,
        page=page,
        rows=audit_words.rows(page.events, {}),
        page_address=lambda number: url_for(".history", team=team, page=number),
    )
