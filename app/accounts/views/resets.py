"""A forgotten password: asking for a link, and setting a new password with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app, flash, redirect, render_template, url_for

from app.accounts import queries
from app.accounts.forms import ResetForm, ResetRequestForm
from app.accounts.services import credentials, throttle
from app.accounts.services import sign_in as signing
from app.accounts.views import tries, visit
from app.accounts.views.account import invalid, spent
from app.accounts.views.blueprint import bp
from app.core.clock import now
from app.core.db import reading, transaction
from app.core.errors import Refused
from app.policy import public

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from app.accounts.models import Person


@bp.route("/reset", methods=["GET", "POST"])
@public
def reset_request() -> ResponseReturnValue:
    """Ask for a link. The answer is the same for every address, and takes as long."""
    form = ResetRequestForm()
    if not form.accepted():
        return render_template("accounts/reset_request.html", form=form), invalid()
    email = str(form.email.data).lower()
    try:
        tries.charge(throttle.Try.RESET, email)
    except throttle.TooManyTries as too_many:
        return tries.refuse(too_many, email)
    signing.password_holds(None, "")  # the same long work for everyone hides the short one
    with transaction():
        credentials.request_reset(email, at=now())
    return render_template("accounts/reset_sent.html", email=form.email.data)


@bp.route("/reset/<token:secret>", methods=["GET", "POST"])
@public
def reset(secret: str) -> ResponseReturnValue:
    """Set a new password with a mailed link. Nobody is signed in by it."""
    form = ResetForm()
    try:
        person = _owner(secret)
    except Refused as refusal:
        return spent(refusal)
    if form.accepted():
        try:
            return _set(form, person, secret)
        except Refused as refusal:
            form.show(refusal)
    me = queries.person(person.id)
    return render_template("accounts/reset.html", form=form, me=me), invalid()


def _owner(secret: str) -> Person:
    """Whose link this is, read without holding up those who write."""
    with reading():
        return queries.person(credentials.reset_link(secret, at=now()).person_id)


def _set(form: ResetForm, person: Person, secret: str) -> ResponseReturnValue:
    chosen = credentials.choose_password(
        str(form.new_password.data),
        own_words=(person.name, person.email),
        has_second_factor=person.totp_confirmed_at is not None,
    )
    with transaction():
        credentials.reset_password(secret, chosen, at=now())
    flash("Your new password is set. Sign in with it.", "success")
    reply = current_app.make_response(redirect(url_for(".sign_in")))
    visit.remember_device(reply, person.email)
    return reply
