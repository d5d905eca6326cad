"""Answering an invitation: yes with a new or the own account, or no without any."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app, flash, g, redirect, render_template, request, url_for

from app.accounts import queries
from app.accounts.domain.invitations import InvitationState
from app.accounts.domain.names import role_words
from app.accounts.forms import AcceptForm, ConfirmForm, DeclineForm
from app.accounts.services import credentials, invitations, sessions
from app.accounts.services import sign_in as signing
from app.accounts.views import visit
from app.accounts.views.account import invalid, spent
from app.accounts.views.blueprint import bp
from app.core.clock import now
from app.core.db import reading, transaction
from app.core.errors import Refused
from app.policy import public

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from app.accounts.models import Invitation, Person

WELCOME = "Welcome. You have joined."


@bp.route("/invitations/<token:secret>", methods=["GET", "POST"])
@public
def invitation(secret: str) -> ResponseReturnValue:
    """The page behind the link of an invitation."""
    with reading():
        offer = queries.invitation_for(secret)
        holder = queries.person_by_email(offer.email) if offer is not None else None
    if offer is None:
        return spent(Refused(invitations.SPENT))
    instead = _instead(offer, holder)
    if instead is not None:
        return instead
    if holder is None:
        return _with_new_account(offer, secret)
    if not g.actor.is_signed_in:
        target = url_for(".invitation", secret=secret)
        return render_template(
            "accounts/invitation_sign_in.html", offer=_words(offer), secret=secret, next=target
        )
    return _with_own_account(offer, secret)


@bp.route("/invitations/<token:secret>/decline", methods=["GET", "POST"])
@public
def decline_invitation(secret: str) -> ResponseReturnValue:
    """Say no to an invitation, with or without a reason; nobody signs in for that."""
    with reading():
        offer = queries.invitation_for(secret)
        holder = queries.person_by_email(offer.email) if offer is not None else None
    if offer is None:
        return spent(Refused(invitations.SPENT))
    instead = _instead(offer, holder)
    if instead is not None:
        return instead
    form = DeclineForm()
    if not form.accepted():
        page = render_template(
            "accounts/invitation_decline.html", form=form, offer=_words(offer), secret=secret
        )
        return page, invalid()
    try:
        with transaction():
            _decline(secret, str(form.reason.data or ""))
    except Refused as refusal:
        return spent(refusal)
    return redirect(url_for(".invitation", secret=secret))


def _decline(secret: str, reason: str) -> None:
    fresh = queries.invitation_for(secret)
    if fresh is None:
        raise Refused(invitations.SPENT)
    me = queries.person(g.person.id) if g.actor.is_signed_in else None
    invitations.decline(fresh, me, reason=reason, at=now())


def _instead(offer: Invitation, holder: Person | None) -> ResponseReturnValue | None:
    """What the link shows when it cannot be answered, or not by whoever is signed in."""
    state = invitations.state_of(offer, now())
    if state is InvitationState.DECLINED:
        return render_template("accounts/invitation_declined.html")
    if state is not InvitationState.PENDING:
        return spent(Refused(invitations.SPENT))
    if g.actor.is_signed_in and (holder is None or holder.id != g.person.id):
        return render_template("accounts/invitation_other.html"), 403
    return None


def _words(offer: Invitation) -> str:
    """The offered role and its place."""
    practice = queries.practice_names([offer.practice_id]) if offer.practice_id else {}
    cohort = queries.cohort_names() if offer.cohort_id else {}
    place = practice.get(offer.practice_id or 0, "") or cohort.get(offer.cohort_id or 0, "")
    return role_words(offer.role, place)


def _with_new_account(offer: Invitation, secret: str) -> ResponseReturnValue:
    form = AcceptForm(name=offer.name)
    if form.accepted():
        try:
            return _join(form, offer, secret)
        except Refused as refusal:
            form.show(refusal)
    page = render_template(
        "accounts/invitation.html",
        form=form,
        offer=_words(offer),
        email=offer.email,
        secret=secret,
    )
    return page, invalid()


def _join(form: AcceptForm, offer: Invitation, secret: str) -> ResponseReturnValue:
    name = str(form.name.data)
    chosen = credentials.choose_password(str(form.new_password.data), own_words=(name, offer.email))
    with transaction():
        fresh = queries.invitation_for(secret)
        if fresh is None:
            raise Refused(invitations.SPENT)
        person = invitations.accept_with_new_account(
            fresh, name=name, password_hash=chosen, at=now()
        )
        signing.note_sign_in(person, now())
        opened = sessions.open_session(
            person, at=now(), device=visit.browser(), address=visit.address()
        )
    return _welcome(person.email, opened)


def _with_own_account(offer: Invitation, secret: str) -> ResponseReturnValue:
    form = ConfirmForm()
    if request.method != "POST":
        return render_template(
            "accounts/invitation_accept.html", form=form, offer=_words(offer), secret=secret
        )
    try:
        with transaction():
            fresh = queries.invitation_for(secret)
            if fresh is None:
                raise Refused(invitations.SPENT)
            me = queries.person(g.person.id)
            invitations.accept(fresh, me, at=now())
            opened = signing.renew(
                me, g.session, at=now(), device=visit.browser(), address=visit.address()
            )
    except Refused as refusal:
        return spent(refusal)
    return _welcome(g.person.email, opened)


def _welcome(email: str, opened: str) -> ResponseReturnValue:
    flash(WELCOME, "success")
    reply = current_app.make_response(redirect("/"))
    visit.keep_session(reply, opened)
    visit.remember_device(reply, email)
    return reply
