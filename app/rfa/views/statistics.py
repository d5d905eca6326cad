"""Statistics of a round, without small numbers: a page and a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app, render_template, request

from app.core.clock import now, today
from app.core.errors import Missing
from app.core.headers import as_download
from app.policy import Action, requires
from app.rfa.presenters import exports
from app.rfa.presenters import statistics as words
from app.rfa.queries import statistics
from app.rfa.queries.oversight import rounds
from app.rfa.views.blueprint import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from app.rfa.models import Round
    from app.rfa.presenters.statistics import Statistics

CSV_HEADERS = ("Table", "Line", "Number")


@bp.get("/staff/applications/statistics")
@requires(Action.APPLICATIONS_OVERSEE)
def staff_statistics() -> ResponseReturnValue:
    """How many, from where, how far, how long."""
    every = rounds.published_rounds()
    of = rounds.chosen(every, request.args.get("round", ""), now())
    if of is None:
        return render_template("rfa/oversight/no_round.html")
    return render_template(
        "rfa/oversight/statistics.html",
        round=of,
        rounds=every,
        found=_statistics(of),
        note=words.NOTE,
    )


@bp.get("/staff/applications/statistics.csv")
@requires(Action.APPLICATIONS_OVERSEE)
def staff_statistics_csv() -> ResponseReturnValue:
    """The same as a file for a spreadsheet."""
    of = rounds.chosen(rounds.published_rounds(), request.args.get("round", ""), now())
    if of is None:
        raise Missing("no round")
    content = exports.to_csv(CSV_HEADERS, words.rows(_statistics(of)))
    reply = current_app.response_class(content, mimetype="text/csv")
    return as_download(reply, f"statistics-{of.key}-{today().isoformat()}.csv")


def _statistics(of: Round) -> Statistics:
    return words.statistics(statistics.numbers(of.id), rounds.overseen(of).sections)
