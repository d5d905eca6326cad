"""The personal calendar: its secret address, and the page to get, renew or stop it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app, flash, g, redirect, render_template, request, url_for

from app.accounts.services.mails import full_address
from app.accounts.services.throttle import TooManyTries
from app.accounts.views import visit
from app.core.clock import now
from app.core.db import transaction, writing
from app.core.errors import Missing
from app.core.headers import DOWNLOAD_POLICY
from app.core.pages import error_page
from app.events.presenters import calendars
from app.events.queries import feeds, personal
from app.events.queries.readers import actor_with
from app.events.services import feeds as services
from app.events.views.blueprint import bp
from app.policy import Action, current_actor, public, requires

if TYPE_CHECKING:
    from flask import Response
    from flask.typing import ResponseReturnValue

KEPT_SECONDS = 300
HELD_BACK = "There were too many wrong calendar links from here. Wait 5 minutes, then try again."


@bp.get("/events/calendar")
@requires(Action.LEARN)
def calendar() -> ResponseReturnValue:
    """The own address, for its owner alone: not for whoever views as somebody else."""
    is_viewed = g.get("viewing") is not None
    feed = None if is_viewed else feeds.feed_of(current_actor().person_id or 0)
    address = full_address(url_for(".feed", secret=feed.token)) if feed else ""
    return render_template(
        "events/calendar.html",
        feed=feed,
        address=address,
        subscribe=calendars.subscription(address),
        is_viewed=is_viewed,
    )


@bp.post("/events/calendar")
@requires(Action.LEARN)
def renew_calendar() -> ResponseReturnValue:
    """Make an address; one that was there ends."""
    with transaction():
        had_one = feeds.feed_of(current_actor().person_id or 0) is not None
        services.renew(by=current_actor(), at=now())
    older = " The older one no longer works." if had_one else ""
    flash(f"Your calendar link is ready.{older}", "success")
    return redirect(url_for(".calendar"))


@bp.post("/events/calendar/stop")
@requires(Action.LEARN)
def stop_calendar() -> ResponseReturnValue:
    """End the address."""
    with transaction():
        services.stop(by=current_actor(), at=now())
    flash("Your calendar link no longer works.", "success")
    return redirect(url_for(".calendar"))


@bp.get("/calendar/<token:secret>.ics")
@public
def feed(secret: str) -> ResponseReturnValue:
    """Somebody's calendar for the program that reads it; every wrong secret is not found."""
    row = feeds.feed_with(secret)
    actor = actor_with(row.person_id) if row is not None else None
    if row is None or actor is None:
        return _not_there()
    own = personal.calendar_of(actor, now())
    content = calendars.feed(own, site=current_app.config["BASE_URL"], made_at=row.made_at)
    return _for_programs(current_app.response_class(content, mimetype="text/calendar"))


def _not_there() -> Response:
    """The same answer for every wrong address, until there were too many of them."""
    try:
        with writing():
            services.count_wrong(visit.address(), at=now())
    except TooManyTries as too_many:
        reply = current_app.make_response(error_page(429, HELD_BACK))
        reply.headers["Retry-After"] = str(too_many.seconds)
        return reply
    raise Missing("no calendar")


def _for_programs(reply: Response) -> Response:
    """Headers for programs that ask again and again, and that must not pass the address on.

    A browser in which somebody is signed in keeps nothing: others may use it next.
    """
    if not current_actor().is_signed_in:
        reply.headers["Cache-Control"] = f"private, max-age={KEPT_SECONDS}"
    reply.headers["Referrer-Policy"] = "no-referrer"
    reply.headers["X-Robots-Tag"] = "noindex, nofollow"
    reply.headers["Content-Security-Policy"] = DOWNLOAD_POLICY
    reply.headers.set("Content-Disposition", "inline", filename="cyshcn-cares-2.ics")
    reply.add_etag()
    reply.make_conditional(request)
    return reply
