"""The start page of the program, and the way to the round that is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for

from app.awards.queries import told
from app.core.clock import today
from app.policy import public
from app.public import presenters, queries
from app.public.views.blueprint import bp
from app.public.views.round import every_call

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

TEXTS = (
    "landing-intro",
    "landing-purpose",
    "landing-what-you-get",
    "landing-what-is-asked",
    "landing-who-may-apply",
    "landing-year",
)


@bp.get("/program")
@public
def landing() -> ResponseReturnValue:
    """What the program is, what it gives and asks, and how to apply."""
    found = every_call()
    return render_template(
        "public/landing.html",
        texts=queries.texts(TEXTS),
        contacts=presenters.cards(queries.contacts(), today()),
        call=next(iter(found), None),
        open_calls=[call for call in found if call.is_open],
        has_awardees=told.has_awardees(),
    )


@bp.get("/apply")
@public
def apply() -> ResponseReturnValue:
    """The round that is open; else what opens next, or which to choose."""
    found = every_call()
    open_calls = [call for call in found if call.is_open]
    if len(open_calls) == 1:
        return redirect(url_for(".call_page", key=open_calls[0].key))
    return render_template(
        "public/rounds.html",
        open_calls=open_calls,
        coming=[call for call in found if call.is_scheduled],
        past=[call for call in found if call.is_over],
        contacts=presenters.cards(queries.contacts(), today()),
    )
