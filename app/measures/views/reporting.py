"""Reporting rates of the teams that somebody oversees."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from flask import render_template

from app.collaborative import queries as collaborative
from app.core.clock import now
from app.core.errors import Missing
from app.measures.presenters import reporting as words
from app.measures.queries import reporting as queries
from app.measures.views.blueprint import bp
from app.policy import Action, current_actor, requires

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/staff/reporting")
@requires(Action.PROGRAM_VIEW)
def reporting() -> ResponseReturnValue:
    """Every month with its rates, the latest first."""
    at = now()
    entries = queries.expected(collaborative.program_teams(current_actor()), at)
    return render_template("measures/reporting.html", rows=words.month_rows(entries, at))


@bp.get("/staff/reporting/<period:month>")
@requires(Action.PROGRAM_VIEW)
def reporting_month(month: dt.date) -> ResponseReturnValue:
    """One month: who is missing, who was late, who was on time."""
    at = now()
    entries = queries.expected(collaborative.program_teams(current_actor()), at)
    if month not in entries:
        raise Missing(month)
    page = words.month_page(month, entries[month], at)
    return render_template("measures/reporting_month.html", page=page)
