"""A person's own account: name, address, password, and where it is signed in."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from flask import current_app, flash, g, redirect, render_template, request, url_for

from app.accounts import queries
from app.accounts.domain.lifetimes import idle_limit
from app.accounts.forms import ConfirmForm, EmailForm, NameForm, PasswordForm
from app.accounts.presenters import role_rows, session_rows
from app.accounts.services import credentials, sessions, throttle
from app.accounts.services import people as accounts
from app.accounts.services import sign_in as signing
from app.accounts.views import tries, visit
from app.accounts.views.blueprint import bp
from app.accounts.views.sign_in import signed_out
from app.core.clock import now
from app.core.db import transaction
from app.core.errors import Refused
from app.policy import current_actor, public, signed_in

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from app.accounts.models import Person, Session

CHECK_MAIL = "We sent a link to {email}. Open it to use that address."


def myself() -> Person:
    """The row of the signed-in person, to be changed."""
    return queries.person(g.person.id)


def invalid() -> int:
    """The status of a page with a form: 422 after a try that was not accepted."""
    return 422 if request.method == "POST" else 200


@bp.route("/account", methods=["GET", "POST"])
@signed_in
def account() -> ResponseReturnValue:
    """The own name, and the way to everything else."""
    form = NameForm(obj=g.person)
    if form.accepted():
        with transaction():
            accounts.rename(myself(), str(form.name.data), by=current_actor(), at=now())
        flash("Your name is saved.", "success")
        return redirect(url_for(".account"))
    grants = queries.grants_of(g.person.id)
    practices = queries.practice_names([row.practice_id for row in grants if row.practice_id])
    cohorts = queries.cohort_names() if any(row.cohort_id for row in grants) else {}
    page = render_template(
        "accounts/account.html",
        form=form,
        me=g.person,
        roles=role_rows(grants, practices, cohorts),
        sessions=session_rows(_going_on(), g.session),
    )
    return page, invalid()


def _going_on() -> tuple[Session, ...]:
    """The own sessions that would still be let in."""
    limits = sessions.limits()
    return queries.own_sessions(
        g.person.id,
        begun_after=now() - dt.timedelta(hours=limits.hours),
        seen_after=now() - idle_limit(g.actor.roles, limits),
    )


@bp.route("/account/email", methods=["GET", "POST"])
@signed_in
def email() -> ResponseReturnValue:
    """Ask for another address; it counts once its owner has opened the link."""
    form = EmailForm()
    if form.accepted():
        try:
            tries.prove(g.person, str(form.password.data))
            with transaction():
                credentials.request_email_change(
                    myself(), str(form.email.data), by=current_actor(), at=now()
                )
        except throttle.TooManyTries as too_many:
            return tries.refuse(too_many, g.person.email)
        except Refused as refusal:
            form.show(refusal)
        else:
            flash(CHECK_MAIL.format(email=form.email.data), "success")
            return redirect(url_for(".account"))
    return render_template("accounts/email.html", form=form, me=g.person), invalid()


@bp.route("/account/email/<token:secret>", methods=["GET", "POST"])
@public
def confirm_email(secret: str) -> ResponseReturnValue:
    """The link mailed to a new address; opening it changes nothing before the click."""
    form = ConfirmForm()
    try:
        if not form.accepted():
            link = credentials.email_link(secret, at=now())
            page = render_template("accounts/confirm_email.html", form=form, email=link.new_email)
            return page, invalid()
        with transaction():
            credentials.confirm_email(secret, at=now())
    except Refused as refusal:
        return spent(refusal)
    flash("Your new email address is in use. Sign in with it from now on.", "success")
    return redirect(url_for(".account") if g.actor.is_signed_in else url_for(".sign_in"))


def spent(refusal: Refused) -> ResponseReturnValue:
    """The page of a link that was used, has run out, or never was."""
    return render_template("accounts/spent.html", message=refusal.message), 400


@bp.route("/account/password", methods=["GET", "POST"])
@signed_in
def password() -> ResponseReturnValue:
    """Choose a new password; every other device is signed out."""
    form = PasswordForm()
    if form.accepted():
        try:
            return _change_password(form)
        except throttle.TooManyTries as too_many:
            return tries.refuse(too_many, g.person.email)
        except Refused as refusal:
            form.show(refusal)
    return render_template("accounts/password.html", form=form, me=g.person), invalid()


def _change_password(form: PasswordForm) -> ResponseReturnValue:
    tries.prove(g.person, str(form.password.data))
    chosen = credentials.choose_password(
        str(form.new_password.data),
        own_words=(g.person.name, g.person.email),
        has_second_factor=g.person.totp_confirmed_at is not None,
    )
    with transaction():
        me = myself()
        credentials.change_password(me, chosen, keep=g.session.id, by=current_actor(), at=now())
        secret = signing.renew(
            me, g.session, at=now(), device=visit.browser(), address=visit.address()
        )
    flash("Your password is changed. Other devices were signed out.", "success")
    reply = current_app.make_response(redirect(url_for(".account")))
    visit.keep_session(reply, secret)
    return reply


@bp.post("/account/sessions/<id:session_id>/end")
@signed_in
def end_session(session_id: int) -> ResponseReturnValue:
    """Sign one of the own devices out."""
    session = queries.own_session(g.person.id, session_id)
    if session.id == g.session.id:
        return signed_out()
    with transaction():
        signing.sign_out(session.id, by=current_actor(), at=now())
    flash("That device is signed out.", "success")
    return redirect(url_for(".account"))


@bp.post("/account/sessions/end")
@signed_in
def end_sessions() -> ResponseReturnValue:
    """Sign out everywhere, here too."""
    with transaction():
        sessions.end_sessions(g.person.id, at=now(), reason=sessions.SIGNED_OUT, but=g.session.id)
    return signed_out()
