"""One cell at a time: autosave for scripts, and the history of a cell for people."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from flask import jsonify, render_template, request

from app.collaborative import queries as collaborative
from app.core.clock import now
from app.core.db import transaction
from app.core.errors import Missing, NotPossibleNow
from app.measures import queries, services
from app.measures.forms.entry import row_from_json
from app.measures.presenters import cells as cell_words
from app.measures.services import Stale
from app.measures.views.blueprint import bp
from app.measures.views.entry import conflict_words, fetch_month, save_row
from app.policy import Action, authorize, requires

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flask.typing import ResponseReturnValue

    from app.measures.domain.checks import Problem
    from app.measures.models import DataPoint
    from app.measures.queries import Cell, OwedMonth


@bp.put("/teams/<slug:team>/entry/<period:month>/<slug:measure>")
@requires(Action.NUMBERS_ENTER)
def save_cell(team: str, month: dt.date, measure: str) -> ResponseReturnValue:
    """Keep one row as a draft; answers what is odd about it, or who was faster."""
    at_hand = fetch_month(team, month)
    cell = _cell(at_hand.owed, measure)
    row = row_from_json(_body())
    if row.typed.note == cell_words.typed_of(cell.point).note:
        row = replace(row, typed=replace(row.typed, is_vouched=True))
    found = at_hand.checked(cell, row.typed)
    if not found.may_be_kept:
        return jsonify(problems=_told(found.wrong)), 422
    try:
        services.refuse_when_locked(at_hand.owed, at=now())
        with transaction():
            point = save_row(at_hand, cell, row, found)
    except Stale as stale:
        answer = conflict_words(stale, row)
        return jsonify(
            conflict={
                "theirs": answer.theirs,
                "mine": answer.mine,
                "by": answer.by,
                "at": answer.at,
            },
            now=_boxes(stale.point),
            version=stale.point.version,
        ), 409
    except NotPossibleNow as locked:
        return jsonify(error=locked.message), 409
    return jsonify(
        version=point.version,
        saved=cell_words.saved_words(point.changed_at),
        value=cell_words.value_words(cell, found),
        problems=_told((*found.unfinished, *found.odd)),
    )


def _boxes(point: DataPoint) -> dict[str, str | bool]:
    """What is in a cell now, by the names of its boxes."""
    typed = cell_words.typed_of(point)
    return {
        "top": typed.top,
        "bottom": typed.bottom,
        "none": typed.none_eligible,
        "note": typed.note,
        "source": point.source or "",
        "sample": str(point.sample_size or ""),
    }


def _body() -> Any:
    """The JSON of this request; None when there is none, or when it is nested without end."""
    try:
        return request.get_json(silent=True)
    except RecursionError:
        return None


def _told(problems: Iterable[Problem]) -> list[dict[str, str]]:
    return [
        {"code": problem.code, "box": problem.box, "message": problem.message}
        for problem in problems
    ]


def _cell(owed: OwedMonth, measure: str) -> Cell:
    for cell in owed.cells:
        if cell.key == measure:
            return cell
    raise Missing(measure)


@bp.get("/teams/<slug:team>/entry/<period:month>/<slug:measure>/history")
@requires(Action.MEASURE_VIEW)
def cell_history(team: str, month: dt.date, measure: str) -> ResponseReturnValue:
    """Every value that one cell had, with who put it there, when and how."""
    of = collaborative.team(team)
    authorize(Action.MEASURE_VIEW, of.place)
    owed = queries.month_of(queries.owed(of, now()), month)
    cell = _cell(owed, measure)
    revisions = queries.history(cell.point.id) if cell.point else ()
    return render_template(
        "measures/cell_history.html",
        team=of,
        month=month,
        cell=cell,
        rows=[cell_words.revision_row(cell, one, owed.due_at) for one in revisions],
        timeliness=cell_words.timeliness(cell, owed.due_at),
    )
