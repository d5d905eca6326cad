"""Registering to apply: the form, and the page behind the mailed link."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app, flash, g, redirect, render_template, request, session, url_for

from app.accounts.services import credentials, hashing, sessions
from app.accounts.services import sign_in as signing
from app.accounts.services.throttle import TooManyTries
from app.accounts.views import visit
from app.core.clock import now
from app.core.db import reading, transaction
from app.core.errors import NotPossibleNow, Refused
from app.policy import public
from app.public.forms.apply import ConfirmElsewhereForm, ConfirmForm, RegistrationForm
from app.public.services import visitors
from app.public.services.visitors import Deed
from app.public.views.blueprint import bp
from app.public.views.held_back import held_back
from app.public.views.screener import kept_answers
from app.rfa.presenters import calls
from app.rfa.queries import registration as queries
from app.rfa.queries import rounds
from app.rfa.services import registration
from app.rfa.services.registration import HasAccount

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from app.rfa.models import Registration, Round

REGISTERED = "registered"
"""Where the signed cookie holds the address that was registered in this browser.

Kept for every address, known or new, so that it tells nothing. Only this browser may confirm
without the password: else a stranger could register somebody's address, and wait until its
owner opens the link and so makes an account whose password the stranger knows.
"""
WRONG = "This is not the password you chose when you registered. Try again, or register again."


@bp.route("/apply/<slug:key>/register", methods=["GET", "POST"])
@public
def register(key: str) -> ResponseReturnValue:
    """Ask for a name, an address and a password; the answer is the same for every address."""
    with reading():
        of = rounds.public_round(key)
        call = calls.call(of, rounds.window_of(of), now())
    if g.actor.is_signed_in:
        return redirect(url_for(".start", key=key))
    if not call.is_open:
        flash(f"{call.title} does not take applications now.", "error")
        return redirect(url_for(".call_page", key=key))
    form = RegistrationForm()
    if form.accepted():
        try:
            return _register(form, of)
        except TooManyTries as too_many:
            return held_back(too_many)
        except NotPossibleNow:
            raise
        except Refused as refusal:
            form.show(refusal)
    page = render_template(
        "public/register.html", form=form, call=call, has_check=bool(kept_answers(key))
    )
    return page, _status()


def _status() -> int:
    return 422 if request.method == "POST" else 200


def _register(form: RegistrationForm, of: Round) -> ResponseReturnValue:
    """Hash first, for every address alike: what follows takes no time that could be noticed."""
    name, email = str(form.name.data), str(form.email.data).lower()
    with transaction():
        visitors.count(Deed.REGISTER, visit.address(), at=now())
    chosen = credentials.choose_password(str(form.new_password.data), own_words=(name, email))
    with transaction():
        visitors.count_mail(email, at=now())
        registration.register(
            of,
            email=email,
            name=name,
            password_hash=chosen,
            screening=kept_answers(of.key),
            at=now(),
        )
    session[REGISTERED] = email
    return render_template("public/register_sent.html", email=email, key=of.key, title=of.title)


@bp.route("/account/new/<token:secret>", methods=["GET", "POST"])
@public
def confirm_registration(secret: str) -> ResponseReturnValue:
    """The page behind the mailed link. Opening it does nothing; its button makes the account."""
    try:
        with reading():
            waiting = registration.pending(secret, at=now())
            of = queries.round_of(waiting)
        if g.actor.is_signed_in:
            return render_template("public/register_other.html"), 403
        return _confirm(waiting, of, secret)
    except HasAccount as known:
        return render_template("public/register_known.html", message=known.message)
    except Refused as refusal:
        return render_template("public/register_spent.html", message=refusal.message), 400


def _confirm(waiting: Registration, of: Round, secret: str) -> ResponseReturnValue:
    is_here = session.get(REGISTERED) == waiting.email
    form = ConfirmForm() if is_here else ConfirmElsewhereForm()
    if form.accepted():
        try:
            with transaction():
                visitors.count(Deed.CONFIRM, visit.address(), at=now())
        except TooManyTries as too_many:
            return held_back(too_many)
        if isinstance(form, ConfirmForm) or _is_right(form, waiting):
            return _make_account(of, secret)
        form.show(Refused(WRONG, field="password"))
    page = render_template(
        "public/register_confirm.html",
        form=form,
        asks_password=not is_here,
        email=waiting.email,
        secret=secret,
        title=of.title,
    )
    return page, _status()


def _is_right(form: ConfirmElsewhereForm, waiting: Registration) -> bool:
    return hashing.is_right(str(form.password.data), waiting.password_hash)


def _make_account(of: Round, secret: str) -> ResponseReturnValue:
    with transaction():
        person = registration.confirm(secret, at=now())
        signing.note_sign_in(person, now())
        opened = sessions.open_session(
            person, at=now(), device=visit.browser(), address=visit.address()
        )
    session.pop(REGISTERED, None)
    flash("Your account is ready.", "success")
    is_gone = of.archived_at is not None
    onward = url_for(".apply") if is_gone else url_for(".start", key=of.key)
    reply = current_app.make_response(redirect(onward))
    visit.keep_session(reply, opened)
    visit.remember_device(reply, person.email)
    return reply
