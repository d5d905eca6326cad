"""Reminders as their readers meet them: the own page, and the link of a mail that stops them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for

from app.accounts.queries.names import names_of
from app.core.clock import now
from app.core.db import transaction
from app.curriculum.forms.publishing import ConfirmForm
from app.curriculum.presenters import reminding as words
from app.curriculum.queries import nudges as queries
from app.curriculum.services import nudges as services
from app.curriculum.views.blueprint import bp
from app.policy import Actor, current_actor, public, signed_in

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/learn/reminders")
@signed_in
def reminders() -> ResponseReturnValue:
    """The reminders that one got, and whether more may come."""
    person_id = current_actor().person_id or 0
    got = queries.of_person(person_id)
    return render_template(
        "curriculum/oversee/reminders.html",
        stop=queries.stop_of(person_id),
        rows=words.lines(got, names_of(words.senders(got))),
    )


@bp.post("/learn/reminders/stop")
@signed_in
def stop_reminders() -> ResponseReturnValue:
    """No more reminders."""
    with transaction():
        services.stop(current_actor().person_id or 0, by=current_actor(), at=now())
    flash("You get no more reminders about learning.", "success")
    return redirect(url_for(".reminders"))


@bp.post("/learn/reminders/allow")
@signed_in
def allow_reminders() -> ResponseReturnValue:
    """Reminders may come again."""
    with transaction():
        services.allow(current_actor().person_id or 0, by=current_actor(), at=now())
    flash("Reminders about learning may come again.", "success")
    return redirect(url_for(".reminders"))


@bp.route("/learn/reminders/<token:token>", methods=["GET", "POST"])
@public
def stop_by_link(token: str) -> ResponseReturnValue:
    """Stop reminders from a mail: one button, without signing in.

    Opening the link alone changes nothing, because programs that check mails open links too.
    """
    is_stopped = False
    if ConfirmForm().accepted():
        with transaction():
            person = services.person_of(token)
            services.stop(person.id, by=Actor(person.id, person.name), at=now())
        is_stopped = True
    else:
        person = services.person_of(token)
        is_stopped = queries.stop_of(person.id) is not None
    return render_template("curriculum/oversee/stop.html", token=token, is_stopped=is_stopped)
