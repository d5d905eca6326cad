"""Who works on an application: everybody, invitations, roles, the lead, leaving."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, g, redirect, render_template, url_for

from app.accounts import queries as accounts
from app.core.clock import now
from app.core.db import transaction
from app.core.errors import Missing, NotPossibleNow, Refused
from app.policy import (
    APPLICANT_ROLES,
    Action,
    Place,
    Role,
    allows,
    authorize,
    current_actor,
    requires,
)
from app.rfa.forms.people import InviteForm, LeadForm, RemoveForm, RolesForm
from app.rfa.presenters import people as words
from app.rfa.queries import applications
from app.rfa.services import people as services
from app.rfa.views.blueprint import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from app.accounts.models import Invitation
    from app.accounts.queries import RosterEntry
    from app.core.forms import PageForm
    from app.rfa.models import Application

VOIDED = " The signature is void: somebody has to sign again."


def _fetch(application_id: int, action: Action) -> Application:
    """The application for somebody who may do `action` with its people."""
    of = applications.application(application_id)
    authorize(action, _place(of), seen_by=Action.APPLICATION_VIEW)
    return of


def _place(of: Application) -> Place:
    return Place(practice_id=of.practice_id)


def _team(of: Application) -> list[RosterEntry]:
    return accounts.roster(of.practice_id, APPLICANT_ROLES)


def _member(of: Application, person_id: int) -> RosterEntry:
    """Somebody who works on the application; raises `Missing`."""
    found = next((entry for entry in _team(of) if entry.person_id == person_id), None)
    if found is None:
        raise Missing(str(person_id))
    return found


def _invitation(of: Application, invitation_id: int) -> Invitation:
    """An invitation to that very application; raises `Missing`."""
    offer = accounts.invitation(invitation_id)
    if offer.practice_id != of.practice_id or offer.role not in APPLICANT_ROLES:
        raise Missing(str(invitation_id))
    return offer


def _status(form: PageForm) -> int:
    return 422 if form.errors or form.form_errors else 200


@bp.get("/applications/<id:application_id>/people")
@requires(Action.APPLICATION_VIEW)
def people(application_id: int) -> ResponseReturnValue:
    """Everybody who works on the application, and for its lead the invitations."""
    of = applications.application(application_id)
    manages = allows(current_actor(), Action.APPLICATION_PEOPLE, _place(of))
    action = Action.APPLICATION_PEOPLE if manages else Action.APPLICATION_VIEW
    authorize(action, _place(of), seen_by=Action.APPLICATION_VIEW)
    return _people_page(of, InviteForm())


def _people_page(of: Application, form: InviteForm) -> ResponseReturnValue:
    page = render_template(
        "rfa/people/people.html",
        of=of,
        place=_place(of),
        form=form,
        members=words.members(_team(of)),
        offers=words.offers(accounts.listed_invitations(of.practice_id, APPLICANT_ROLES), now()),
    )
    return page, _status(form)


# ------------------------------------------------------------------ invitations


@bp.post("/applications/<id:application_id>/people")
@requires(Action.APPLICATION_PEOPLE)
def invite_person(application_id: int) -> ResponseReturnValue:
    """Invite somebody to work on the application."""
    of = _fetch(application_id, Action.APPLICATION_PEOPLE)
    form = InviteForm()
    if not form.accepted():
        return _people_page(of, form)
    try:
        with transaction():
            services.invite(
                of,
                email=form.email.data or "",
                name=form.name.data or "",
                role=Role(form.role.data),
                by=current_actor(),
                at=now(),
            )
    except Refused as refusal:
        form.show(refusal)
        return _people_page(applications.application(application_id), form)
    flash(f"We sent an invitation to {form.email.data}.", "success")
    return redirect(url_for(".people", application_id=application_id))


@bp.post("/applications/<id:application_id>/people/invitations/<id:invitation_id>/resend")
@requires(Action.APPLICATION_PEOPLE)
def resend_invitation(application_id: int, invitation_id: int) -> ResponseReturnValue:
    """Send an invitation again; the earlier link stops working."""
    with transaction():
        of = _fetch(application_id, Action.APPLICATION_PEOPLE)
        offer = _invitation(of, invitation_id)
        services.send_again(of, offer, by=current_actor(), at=now())
    flash(f"We sent it to {offer.email} again.", "success")
    return redirect(url_for(".people", application_id=application_id))


@bp.post("/applications/<id:application_id>/people/invitations/<id:invitation_id>/revoke")
@requires(Action.APPLICATION_PEOPLE)
def revoke_invitation(application_id: int, invitation_id: int) -> ResponseReturnValue:
    """Take an invitation back."""
    with transaction():
        of = _fetch(application_id, Action.APPLICATION_PEOPLE)
        offer = _invitation(of, invitation_id)
        services.take_back(of, offer, by=current_actor(), at=now())
    flash(f"The invitation to {offer.email} no longer works.", "success")
    return redirect(url_for(".people", application_id=application_id))


# ------------------------------------------------------------------ roles


@bp.route("/applications/<id:application_id>/people/<id:person_id>/roles", methods=["GET", "POST"])
@requires(Action.APPLICATION_PEOPLE)
def change_roles(application_id: int, person_id: int) -> ResponseReturnValue:
    """Choose everything that one person may do in the application."""
    of = _fetch(application_id, Action.APPLICATION_PEOPLE)
    someone = _member(of, person_id)
    form = RolesForm(data={"roles": [given.role.value for given in someone.roles]})
    if form.accepted():
        try:
            with transaction():
                is_void = services.change_roles(
                    of, person_id, form.chosen, by=current_actor(), at=now()
                )
        except NotPossibleNow:
            raise
        except Refused as refusal:
            form.show(refusal)
            of = applications.application(application_id)
        else:
            flash(f"The roles of {someone.name} are changed.{VOIDED * is_void}", "success")
            return redirect(url_for(".people", application_id=application_id))
    page = render_template(
        "rfa/people/roles.html", of=of, place=_place(of), form=form, someone=someone
    )
    return page, _status(form)


@bp.route("/applications/<id:application_id>/people/lead", methods=["GET", "POST"])
@requires(Action.APPLICATION_PEOPLE)
def transfer_lead(application_id: int) -> ResponseReturnValue:
    """Make somebody else lead; a lead may stop being one by it."""
    of = _fetch(application_id, Action.APPLICATION_PEOPLE)
    form = LeadForm()
    can_choose = form.offer(_team(of), leads=Role.APPLICATION_LEAD in _own_roles(of))
    if can_choose and form.accepted():
        try:
            with transaction():
                services.transfer_lead(
                    of, int(form.person.data), keeps=form.keeps, by=current_actor(), at=now()
                )
        except NotPossibleNow:
            raise
        except Refused as refusal:
            form.show(refusal)
            of = applications.application(application_id)
        else:
            lead = accounts.person(int(form.person.data))
            flash(f"{lead.name} leads the application now.", "success")
            return redirect(url_for(".people", application_id=application_id))
    page = render_template(
        "rfa/people/lead.html", of=of, place=_place(of), form=form, can_choose=can_choose
    )
    return page, _status(form)


def _own_roles(of: Application) -> set[Role]:
    """What the signed-in person holds in this application."""
    return {one.role for one in current_actor().grants if one.practice_id == of.practice_id}


# ------------------------------------------------------------------ leaving


@bp.route("/applications/<id:application_id>/people/<id:person_id>/remove", methods=["GET", "POST"])
@requires(Action.APPLICATION_PEOPLE)
def remove_person(application_id: int, person_id: int) -> ResponseReturnValue:
    """Ask why, then take somebody off; it counts at that person's next request."""
    of = _fetch(application_id, Action.APPLICATION_PEOPLE)
    someone = _member(of, person_id)
    form = RemoveForm()
    if form.accepted():
        try:
            with transaction():
                is_void = services.remove(
                    of, person_id, reason=form.reason.data or "", by=current_actor(), at=now()
                )
        except NotPossibleNow:
            raise
        except Refused as refusal:
            form.show(refusal)
            of = applications.application(application_id)
        else:
            flash(f"{someone.name} is no longer in the application.{VOIDED * is_void}", "success")
            if person_id == g.person.id:
                return redirect(url_for(".applications_list"))
            return redirect(url_for(".people", application_id=application_id))
    page = render_template(
        "rfa/people/remove.html", of=of, place=_place(of), form=form, someone=someone
    )
    return page, _status(form)
