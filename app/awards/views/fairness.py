"""How even the reviewing of a round was: the page, and its files with the decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app, render_template

from app.awards.domain.fairness import LEAST
from app.awards.presenters import fairness as words
from app.awards.queries import fairness as queries
from app.awards.views.blueprint import bp
from app.awards.views.board import CSV, XLSX, note_export, take_board
from app.core.clock import now, today
from app.core.headers import as_download
from app.policy import Action, requires
from app.rfa.presenters import exports

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from flask.typing import ResponseReturnValue

    from app.rfa.presenters.exports import Cell


@bp.get("/staff/rounds/<slug:key>/board/fairness")
@requires(Action.DECISIONS_READ)
def fairness(key: str) -> ResponseReturnValue:
    """Load, lateness, habits, conflicts, groups, and what other ways of counting would change."""
    of = take_board(key)
    found = queries.reviewing(of, now())
    return render_template(
        "awards/board/fairness.html",
        of=of,
        cockpit=words.cockpit(of, found),
        due_at=found.due_at,
        least=LEAST,
    )


@bp.get("/staff/rounds/<slug:key>/board/fairness.csv")
@requires(Action.DECISIONS_READ)
def fairness_csv(key: str) -> ResponseReturnValue:
    """The same with the decisions of the round, as CSV."""
    return _file(key, "csv", CSV, exports.to_csv)


@bp.get("/staff/rounds/<slug:key>/board/fairness.xlsx")
@requires(Action.DECISIONS_READ)
def fairness_xlsx(key: str) -> ResponseReturnValue:
    """The same as an Excel workbook."""
    return _file(key, "xlsx", XLSX, exports.to_xlsx)


def _file(
    key: str, ending: str, mimetype: str, make: Callable[[Sequence[str], list[list[Cell]]], bytes]
) -> ResponseReturnValue:
    of = take_board(key)
    table = words.table(words.cockpit(of, queries.reviewing(of, now())))
    content = make(words.HEADERS, table + words.decision_table(of))
    note_export(of.round, f"fairness, {ending}", len(of.entries))
    reply = current_app.response_class(content, mimetype=mimetype)
    return as_download(reply, f"fairness-{key}-{today().isoformat()}.{ending}")
