"""Signing in, in one step or two, and signing out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import (
    current_app,
    flash,
    g,
    jsonify,
    redirect,
    render_template,
    request,
    session,
    url_for,
)

from app.accounts import queries
from app.accounts.domain.addresses import safe_path
from app.accounts.domain.tokens import digest
from app.accounts.forms import CodeForm, SignInForm
from app.accounts.services import sessions, throttle
from app.accounts.services import sign_in as signing
from app.accounts.views import kept, tries, visit
from app.accounts.views.blueprint import bp
from app.core.clock import now
from app.core.db import reading, transaction
from app.core.errors import Refused
from app.core.pages import wants_json
from app.policy import public, signed_in

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from app.accounts.models import Person

HOME = "/"
# Not "cookies": the session's own is taken back by name, and the device cookie, which opens
# nothing, must outlive the session, or strangers could lock its owner out.
CLEAR = '"cache", "storage"'


@bp.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    """The first step: address and password."""
    form = SignInForm(next=request.args.get("next"))
    if form.accepted():
        try:
            return _first_step(form)
        except throttle.TooManyTries as too_many:
            return tries.refuse(too_many, _account(form))
        except Refused as refusal:
            form.show(refusal)
    elif request.method == "GET" and g.actor.is_signed_in:
        return redirect(safe_path(form.next.data) or HOME)
    return _ask_first_step(form)


def _account(form: SignInForm) -> str:
    return str(form.email.data).lower()


def _ask_first_step(form: SignInForm) -> ResponseReturnValue:
    status = 422 if request.method == "POST" else 200
    text = kept.carried()
    template = "accounts/kept.html" if text else "accounts/sign_in.html"
    return render_template(template, form=form, kept=text), status


def _first_step(form: SignInForm) -> ResponseReturnValue:
    """Charge a try, look at the password outside of any writing, then open the session."""
    password = str(form.password.data)
    charged = tries.charge(throttle.Try.PASSWORD, _account(form))
    with reading():
        person = queries.person_by_email(_account(form))
    if not signing.password_holds(person, password) or person is None:
        raise Refused(signing.WRONG)
    checked, newer = person.password_hash, signing.newer_hash(person, password)
    with transaction():
        throttle.give_back(charged)
        throttle.forget_old(at=now())
        _end_earlier_session()
        secret = signing.take_first_step(
            person.id,
            checked_hash=checked,
            newer=newer,
            at=now(),
            device=visit.browser(),
            address=visit.address(),
        )
    if person.totp_confirmed_at is None:
        return _let_in(person, secret, safe_path(form.next.data))
    return _ask_for_code(secret, safe_path(form.next.data))


def _end_earlier_session() -> None:
    """Whoever signs in again leaves no earlier session of this browser behind."""
    earlier = g.session or g.half_session
    if earlier is not None:
        sessions.end_session(earlier.id, at=now(), reason=sessions.RENEWED)


def _ask_for_code(secret: str, target: str | None) -> ResponseReturnValue:
    text = kept.carried()
    _bind_forms(secret)
    if text is None:
        reply = current_app.make_response(redirect(url_for(".sign_in_code", next=target)))
    else:
        form = CodeForm(blank=True, next=target)
        page = render_template("accounts/sign_in_code.html", form=form, kept=text)
        reply = current_app.make_response(page)
    visit.keep_session(reply, secret)
    return reply


@bp.route("/sign-in/code", methods=["GET", "POST"])
@public
def sign_in_code() -> ResponseReturnValue:
    """The second step: a code from the app, or a recovery code."""
    if g.half_session is None:
        return _start_again()
    form = CodeForm(next=request.args.get("next"))
    if form.accepted():
        try:
            return _second_step(form)
        except throttle.TooManyTries as too_many:
            return tries.refuse(too_many, g.half_person.email)
        except Refused as refusal:
            form.show(refusal)
    status = 422 if request.method == "POST" else 200
    page = render_template("accounts/sign_in_code.html", form=form, kept=kept.carried())
    return page, status


def _start_again() -> ResponseReturnValue:
    """The first step was not taken, or too long ago."""
    text = kept.carried()
    if text is not None and not g.actor.is_signed_in:
        return render_template("accounts/kept.html", form=SignInForm(blank=True), kept=text), 401
    return redirect(url_for(".sign_in", next=safe_path(request.values.get("next"))))


def _second_step(form: CodeForm) -> ResponseReturnValue:
    person = g.half_person
    charged = tries.charge(throttle.Try.CODE, person.email)
    with transaction():
        secret = signing.take_second_step(
            person.id,
            str(form.code.data),
            half=g.half_session,
            at=now(),
            device=visit.browser(),
            address=visit.address(),
        )
        throttle.give_back(charged)
    return _let_in(person, secret, safe_path(form.next.data))


def _let_in(person: Person, secret: str, target: str | None) -> ResponseReturnValue:
    """Go to where the person was heading, or give back the text that was being saved."""
    text = kept.carried()
    _bind_forms(secret)
    reply = current_app.make_response(kept.page(text) if text else redirect(target or HOME))
    visit.keep_session(reply, secret)
    visit.remember_device(reply, person.email)
    return reply


def _bind_forms(secret: str) -> None:
    """What this response shows belongs to the session that it opens."""
    g.csrf_binding = digest(secret).hex()


@bp.post("/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    """End this session on the server, and clear what the browser holds."""
    return signed_out()


def signed_out() -> ResponseReturnValue:
    """Sign this browser out, whatever step of signing in it had taken."""
    ending = g.session or g.half_session
    if ending is not None:
        with transaction():
            signing.sign_out(ending.id, by=g.viewing.by if g.viewing else g.actor, at=now())
    session.clear()
    flash("You are signed out.", "success")
    reply = current_app.make_response(redirect(url_for(".sign_in")))
    visit.drop_session(reply)
    reply.headers["Clear-Site-Data"] = CLEAR
    return reply


@bp.post("/account/session/stay")
@signed_in
def stay() -> ResponseReturnValue:
    """Say that somebody is still there, from the dialog before an idle session ends."""
    sessions.mark_seen(g.session.id, now())
    if wants_json():
        return jsonify(idle_seconds=g.idle_seconds)
    return redirect(safe_path(request.form.get("next")) or HOME)
