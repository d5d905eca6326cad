"""People and their program roles, for directors and administrators; readable for all staff."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from app.accounts import queries
from app.accounts.domain.names import role_words
from app.accounts.domain.viewing import hindrance
from app.accounts.forms import InviteForm, ReasonForm, RoleForm
from app.accounts.presenters import invitation_rows, person_rows, role_rows
from app.accounts.services import invitations, second_factor
from app.accounts.services import people as accounts
from app.accounts.views.account import invalid
from app.accounts.views.blueprint import bp
from app.core.clock import now
from app.core.db import transaction
from app.core.errors import Missing, Refused
from app.core.paging import asked_page
from app.core.text import clean_line
from app.policy import PROGRAM_ROLES, Action, Role, current_actor, requires

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from app.accounts.models import Person, RoleGrant
    from app.core.forms import PageForm


@bp.get("/staff/people")
@requires(Action.PEOPLE_VIEW)
def people() -> ResponseReturnValue:
    """Everyone with an account, 25 to a page, with search by name or address and by role."""
    search = clean_line(request.args.get("q", ""))
    wanted = request.args.get("role", "")
    role = Role(wanted) if wanted in set(Role) else None
    page = queries.people(search=search, role=role, page=asked_page())
    ids = {row.practice_id for entry in page.entries for row in entry.grants if row.practice_id}
    return render_template(
        "accounts/people.html",
        rows=person_rows(page.entries, queries.practice_names(ids), queries.cohort_names()),
        page=page,
        search=search,
        role=role,
        roles=[(str(each), role_words(each)) for each in Role],
        invitations=invitation_rows(queries.program_invitations(), now()),
        address_of=lambda number: url_for(
            ".people", q=search or None, role=role, page=number if number > 1 else None
        ),
    )


@bp.get("/staff/people/<id:person_id>")
@requires(Action.PEOPLE_VIEW)
def person(person_id: int) -> ResponseReturnValue:
    """One person: roles, state of the account, and what may be done about them."""
    someone = queries.person(person_id)
    grants = queries.grants_of(person_id)
    held = [row.role for row in grants]
    practices = queries.practice_names([row.practice_id for row in grants if row.practice_id])
    return render_template(
        "accounts/person.html",
        someone=someone,
        roles=role_rows(grants, practices, queries.cohort_names()),
        why_not_view_as=hindrance(
            current_actor(), person_id, is_closed=someone.closed_at is not None, roles=held
        ),
    )


@bp.route("/staff/people/invite", methods=["GET", "POST"])
@requires(Action.PEOPLE_MANAGE)
def invite() -> ResponseReturnValue:
    """Offer a program role to somebody by mail."""
    form = InviteForm(cohorts=queries.cohort_names())
    if form.accepted():
        role, cohort_id = form.wanted
        try:
            with transaction():
                invitations.invite(
                    email=str(form.email.data),
                    name=str(form.name.data),
                    role=role,
                    cohort_id=cohort_id,
                    by=current_actor(),
                    at=now(),
                )
        except Refused as refusal:
            form.show(refusal)
        else:
            flash(f"An invitation is on its way to {form.email.data}.", "success")
            return redirect(url_for(".people"))
    return render_template("accounts/invite.html", form=form), invalid()


@bp.post("/staff/people/invitations/<id:invitation_id>/resend")
@requires(Action.PEOPLE_MANAGE)
def resend_invitation(invitation_id: int) -> ResponseReturnValue:
    """Send the link of a program invitation again."""
    offer = queries.program_invitation(invitation_id)
    with transaction():
        invitations.resend(offer, by=current_actor(), at=now())
    flash("The invitation was sent again.", "success")
    return redirect(url_for(".people"))


@bp.post("/staff/people/invitations/<id:invitation_id>/revoke")
@requires(Action.PEOPLE_MANAGE)
def revoke_invitation(invitation_id: int) -> ResponseReturnValue:
    """Take a program invitation back."""
    offer = queries.program_invitation(invitation_id)
    with transaction():
        invitations.revoke(offer, by=current_actor(), at=now())
    flash("The invitation was taken back.", "success")
    return redirect(url_for(".people"))


@bp.route("/staff/people/<id:person_id>/roles/new", methods=["GET", "POST"])
@requires(Action.PEOPLE_MANAGE)
def give_role(person_id: int) -> ResponseReturnValue:
    """Give a program role to somebody with an account."""
    someone = queries.person(person_id)
    form = RoleForm(cohorts=queries.cohort_names())
    if form.accepted():
        role, cohort_id = form.wanted
        try:
            with transaction():
                accounts.grant(someone, role, cohort_id=cohort_id, by=current_actor(), at=now())
        except Refused as refusal:
            form.show(refusal)
        else:
            return _done(someone, f"{someone.name} has the role now.")
    return render_template(
        "accounts/give_role.html", form=form, someone=queries.person(person_id)
    ), invalid()


@bp.route("/staff/people/<id:person_id>/roles/<id:grant_id>/end", methods=["GET", "POST"])
@requires(Action.PEOPLE_MANAGE)
def end_role(person_id: int, grant_id: int) -> ResponseReturnValue:
    """End a program role, with a reason."""
    someone = queries.person(person_id)
    given = _program_grant(person_id, grant_id)
    role = role_words(given.role)
    form = ReasonForm()
    if form.accepted():
        try:
            with transaction():
                accounts.end_grant(
                    given, by=current_actor(), at=now(), reason=str(form.reason.data)
                )
        except Refused as refusal:
            form.show(refusal)
        else:
            return _done(someone, "The role has ended.")
    return _page("accounts/end_role.html", form, person_id, role=role)


def _program_grant(person_id: int, grant_id: int) -> RoleGrant:
    """A program role of that person; team roles are ended on the team's own page."""
    given = queries.grant(grant_id)
    if given.person_id != person_id or given.role not in PROGRAM_ROLES:
        raise Missing
    return given


@bp.route("/staff/people/<id:person_id>/close", methods=["GET", "POST"])
@requires(Action.PEOPLE_MANAGE)
def close_account(person_id: int) -> ResponseReturnValue:
    """Close an account, with a reason."""
    someone = queries.person(person_id)
    form = ReasonForm()
    if form.accepted():
        try:
            with transaction():
                accounts.close_account(
                    someone, by=current_actor(), at=now(), reason=str(form.reason.data)
                )
        except Refused as refusal:
            form.show(refusal)
        else:
            return _done(someone, "The account is closed.")
    return render_template(
        "accounts/close.html", form=form, someone=queries.person(person_id)
    ), invalid()


@bp.post("/staff/people/<id:person_id>/reopen")
@requires(Action.PEOPLE_MANAGE)
def reopen_account(person_id: int) -> ResponseReturnValue:
    """Open a closed account again."""
    someone = queries.person(person_id)
    with transaction():
        accounts.reopen_account(someone, by=current_actor(), at=now())
    return _done(someone, "The account is open again.")


@bp.post("/staff/people/<id:person_id>/sessions/end")
@requires(Action.PEOPLE_MANAGE)
def end_all_sessions(person_id: int) -> ResponseReturnValue:
    """Sign somebody out everywhere."""
    someone = queries.person(person_id)
    with transaction():
        accounts.end_all_sessions(someone, by=current_actor(), at=now())
    return _done(someone, f"{someone.name} is signed out everywhere.")


@bp.route("/staff/people/<id:person_id>/second-factor/reset", methods=["GET", "POST"])
@requires(Action.PEOPLE_MANAGE)
def reset_second_factor(person_id: int) -> ResponseReturnValue:
    """Take the second step off for somebody who lost phone and recovery codes."""
    someone = queries.person(person_id)
    form = ReasonForm()
    if form.accepted():
        with transaction():
            second_factor.reset(someone, by=current_actor(), at=now(), reason=str(form.reason.data))
        return _done(someone, "The second step is off.")
    return _page("accounts/reset_second_factor.html", form, person_id)


def _page(template: str, form: PageForm, person_id: int, **more: str) -> ResponseReturnValue:
    """A form about one person, who is read again: a refusal has undone what was read before."""
    page = render_template(template, form=form, someone=queries.person(person_id), **more)
    return page, invalid()


def _done(someone: Person, message: str) -> ResponseReturnValue:
    flash(message, "success")
    return redirect(url_for(".person", person_id=someone.id))
