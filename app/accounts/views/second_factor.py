"""The second step of signing in: turning it on and off, and the recovery codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, g, make_response, redirect, render_template, request, url_for

from app.accounts import queries
from app.accounts.domain.addresses import safe_path
from app.accounts.domain.totp import setup_address, spaced
from app.accounts.forms import ProofForm, SetUpForm
from app.accounts.presenters import qr_code
from app.accounts.services import second_factor as steps
from app.accounts.services import throttle
from app.accounts.views import gate, kept, tries
from app.accounts.views.account import invalid, myself
from app.accounts.views.blueprint import bp
from app.core.clock import now
from app.core.db import transaction
from app.core.errors import Refused
from app.core.headers import as_download
from app.policy import current_actor, signed_in

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

ISSUER = "CYSHCN Cares 2"
CODES_FILE = "recovery-codes.txt"
CODES_FIELD = "recovery"


@bp.get("/account/second-factor")
@signed_in
def second_factor() -> ResponseReturnValue:
    """What the second step is, whether it is on, and how to turn it on or off."""
    is_on = g.person.totp_confirmed_at is not None
    return render_template(
        "accounts/second_factor.html",
        is_on=is_on,
        demanded=gate.second_factor_demanded(),
        codes_left=len(queries.unused_recovery_hashes(g.person.id)) if is_on else 0,
        next=safe_path(request.args.get("next")),
    )


@bp.post("/account/second-factor/start")
@signed_in
def second_factor_start() -> ResponseReturnValue:
    """Make a key for the app."""
    with transaction():
        steps.start(myself())
    text = kept.carried()
    target = safe_path(request.form.get("next"))
    if text is None:
        return redirect(url_for(".second_factor_set_up", next=target))
    return _set_up_page(SetUpForm(blank=True, next=target))


@bp.route("/account/second-factor/set-up", methods=["GET", "POST"])
@signed_in
def second_factor_set_up() -> ResponseReturnValue:
    """Show the key, and turn the step on with a first code."""
    if g.person.totp_confirmed_at is not None or myself().totp_secret is None:
        return redirect(url_for(".second_factor", next=safe_path(request.args.get("next"))))
    form = SetUpForm(next=request.args.get("next"))
    if form.accepted():
        try:
            with transaction():
                codes = steps.confirm(
                    myself(),
                    str(form.code.data),
                    session_id=g.session.id,
                    by=current_actor(),
                    at=now(),
                )
        except Refused as refusal:
            form.show(refusal)
        else:
            return _codes_page(codes, safe_path(form.next.data))
    return _set_up_page(form)


def _set_up_page(form: SetUpForm) -> ResponseReturnValue:
    key = myself().totp_secret or ""
    page = render_template(
        "accounts/second_factor_set_up.html",
        form=form,
        key=spaced(key),
        qr=qr_code(setup_address(key, account=g.person.email, issuer=ISSUER)),
        kept=kept.carried(),
    )
    return page, 422 if form.errors else 200


def _codes_page(codes: list[str], target: str | None = None) -> ResponseReturnValue:
    return render_template(
        "accounts/recovery_codes.html", codes=codes, kept=kept.carried(), next=target or "/"
    )


@bp.route("/account/second-factor/codes", methods=["GET", "POST"])
@signed_in
def second_factor_codes() -> ResponseReturnValue:
    """Make new recovery codes; the earlier ones stop working."""
    form = ProofForm()
    if form.accepted():
        try:
            tries.prove(g.person, str(form.password.data))
            with transaction():
                codes = steps.replace_codes(myself(), by=current_actor(), at=now())
        except throttle.TooManyTries as too_many:
            return tries.refuse(too_many, g.person.email)
        except Refused as refusal:
            form.show(refusal)
        else:
            return _codes_page(codes, url_for(".second_factor"))
    return render_template("accounts/new_codes.html", form=form, me=g.person), invalid()


@bp.post("/account/second-factor/codes.txt")
@signed_in
def second_factor_download() -> ResponseReturnValue:
    """The codes that a page has just shown, as a file; only ones that really are this person's."""
    codes = request.form.getlist(CODES_FIELD)
    if not steps.are_own_codes(g.person.id, codes):
        return redirect(url_for(".second_factor"))
    text = f"Recovery codes of {g.person.email} for {ISSUER}. Each works once.\n\n"
    reply = make_response(text + "\n".join(codes) + "\n")
    reply.mimetype = "text/plain"
    return as_download(reply, CODES_FILE)


@bp.route("/account/second-factor/off", methods=["GET", "POST"])
@signed_in
def second_factor_off() -> ResponseReturnValue:
    """Sign in with the password alone from now on, unless a role demands more."""
    form = ProofForm()
    if form.accepted():
        try:
            tries.prove(g.person, str(form.password.data))
            with transaction():
                steps.turn_off(
                    myself(),
                    demanded=gate.second_factor_demanded(),
                    by=current_actor(),
                    at=now(),
                )
        except throttle.TooManyTries as too_many:
            return tries.refuse(too_many, g.person.email)
        except Refused as refusal:
            form.show(refusal)
        else:
            flash("The second step is off.", "success")
            return redirect(url_for(".account"))
    return render_template("accounts/second_factor_off.html", form=form, me=g.person), invalid()
