"""The mails of the portal, for staff: what waits, what went out, what could not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for

from app.core.clock import now
from app.core.db import transaction
from app.core.paging import Pages, asked_page
from app.outbox import presenters, queries, services
from app.outbox.models import MailState
from app.policy import Action, current_actor, requires
from config import Mode

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("outbox", __name__, url_prefix="/staff/outbox")


@bp.get("")
@requires(Action.OUTBOX_VIEW)
def mails() -> ResponseReturnValue:
    """All mails, newest first, or those in one state."""
    state = request.args.get("state", type=MailState)
    counts = queries.counts()
    count = sum(counts.values()) if state is None else counts[state]
    pages = Pages(count, queries.PAGE_SIZE, asked_page())
    return render_template(
        "outbox/mails.html",
        rows=presenters.rows(queries.page(state, pages.number)),
        chosen=state,
        choices=presenters.state_choices(counts),
        number=pages.number,
        pages=pages.count,
        page_href=lambda page: url_for(".mails", state=state, page=page),
        has_server=bool(current_app.config["SMTP_URL"]),
        trouble=presenters.worker_words(queries.last_beat(), now()),
    )


@bp.get("/<id:mail_id>")
@requires(Action.OUTBOX_VIEW)
def mail(mail_id: int) -> ResponseReturnValue:
    """One mail. Its private address is shown in the demonstration only, to try it out."""
    found = queries.mail(mail_id)
    is_demo = current_app.config["MODE"] is Mode.DEMO
    return render_template(
        "outbox/mail.html",
        row=presenters.row(found),
        body=presenters.body(found),
        error=found.last_error,
        link=queries.link_of(mail_id) if is_demo else None,
    )


@bp.post("/<id:mail_id>/again")
@requires(Action.OUTBOX_VIEW)
def again(mail_id: int) -> ResponseReturnValue:
    """Give a failed mail another day of tries."""
    found = queries.mail(mail_id)
    with transaction():
        services.send_again(found, by=current_actor(), at=now())
    flash("The mail is in the queue again.", "success")
    return redirect(url_for(".mail", mail_id=mail_id))
