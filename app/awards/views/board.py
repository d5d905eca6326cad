"""The ranking board of a round: the page, its files, and the boards frozen for meetings."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from flask import current_app, flash, g, redirect, render_template, request, url_for

from app.accounts.queries.names import names_of
from app.awards.domain import lines, sifting
from app.awards.domain.board import Column
from app.awards.forms.deciding import FreezeForm
from app.awards.presenters import board as words
from app.awards.presenters import board_files
from app.awards.presenters import snapshots as snapshot_words
from app.awards.queries import board as boards
from app.awards.queries import checks
from app.awards.queries import snapshots as frozen
from app.awards.services import looking
from app.awards.services import snapshots as services
from app.awards.views.blueprint import bp
from app.core.attempts import attempt
from app.core.clock import now, today
from app.core.db import writing
from app.core.headers import as_download
from app.core.paging import asked_page
from app.policy import Action, current_actor, requires
from app.practices.domain.counties import COUNTIES, Region
from app.practices.domain.kinds import PracticeKind
from app.rfa.domain.snapshots import short
from app.rfa.presenters import exports
from app.rfa.queries import rounds

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from flask.typing import ResponseReturnValue

    from app.awards.queries.board import Board
    from app.policy import Actor
    from app.rfa.models import Round
    from app.rfa.presenters.exports import Cell

CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def take_board(key: str) -> Board:
    """The board of a round as this person may see it; that somebody looked is noted."""
    found = boards.board(rounds.round_with(key), g.person.id)
    if not looking.is_noted(found.round, by=who_looks(), at=now()):
        with writing():
            looking.note_look(found.round, by=who_looks(), at=now())
    return found


def who_looks() -> Actor:
    """Who really looks: an administrator who views as somebody else is noted by name."""
    by: Actor = g.viewing.by if g.viewing else current_actor()
    return by


@bp.get("/staff/rounds/<slug:key>/board")
@requires(Action.DECISIONS_READ)
def board(key: str) -> ResponseReturnValue:
    """The sent applications by rank, with the line of the awards."""
    of = take_board(key)
    wanted = sifting.read(request.args)
    here: dict[str, Any] = {"key": key, **wanted.query()}
    ranking = of.ranking(wanted.column)
    places, mix = words.mix(of.lines, ranking)
    return render_template(
        "awards/board/board.html",
        of=of,
        wanted=wanted,
        page=words.page(of, wanted, asked_page()),
        line=words.line_words(ranking, {line.key: line.name for line in of.lines}),
        line_title=words.line_title(ranking),
        checks=checks.states(of.round, of.entries),
        places=places,
        mix=mix,
        columns=words.COLUMN_WORDS,
        other="" if wanted.column is Column.MEAN else words.COLUMN_WORDS[wanted.column],
        kinds=list(PracticeKind),
        regions=list(Region),
        counties=COUNTIES,
        here=here,
        page_address=lambda page: url_for(".board", **here | {"page": page}),
    )


@bp.get("/staff/rounds/<slug:key>/board.csv")
@requires(Action.DECISIONS_READ)
def board_csv(key: str) -> ResponseReturnValue:
    """The lines that fit the filters of the address, as CSV."""
    return _board_file(key, "csv", CSV, exports.to_csv)


@bp.get("/staff/rounds/<slug:key>/board.xlsx")
@requires(Action.DECISIONS_READ)
def board_xlsx(key: str) -> ResponseReturnValue:
    """The same as an Excel workbook."""
    return _board_file(key, "xlsx", XLSX, exports.to_xlsx)


def _board_file(
    key: str, ending: str, mimetype: str, make: Callable[[Sequence[str], list[list[Cell]]], bytes]
) -> ResponseReturnValue:
    of = take_board(key)
    wanted = sifting.read(request.args)
    deciders = {e.decision.decided_by_id for e in of.entries.values() if e.decision}
    table = board_files.table(of, wanted, names_of(deciders))
    note_export(of.round, f"board, {ending}", len(table))
    reply = current_app.response_class(make(board_files.HEADERS, table), mimetype=mimetype)
    return as_download(reply, f"board-{key}-{today().isoformat()}.{ending}")


def note_export(of: Round, file: str, count: int) -> None:
    """Note in the trail who took scores out of the portal."""
    with writing():
        looking.record_export(of, file=file, count=count, by=who_looks(), at=now())


# ------------------------------------------------------------------ boards of meetings


@bp.route("/staff/rounds/<slug:key>/board/snapshots", methods=["GET", "POST"])
@requires(Action.DECISIONS_READ)
def snapshots(key: str) -> ResponseReturnValue:
    """The boards that were frozen, and freezing the one of now."""
    of = rounds.round_with(key)
    form = FreezeForm()
    if form.accepted() and attempt(
        form,
        lambda: services.freeze(of, (form.title.data or "").strip(), by=current_actor(), at=now()),
    ):
        flash("The board is frozen. It stays as it is now.", "success")
        return redirect(url_for(".snapshots", key=key))
    found = frozen.snapshots(of.id)
    page = render_template(
        "awards/board/snapshots.html",
        round=of,
        form=form,
        snapshots=found,
        names=names_of([one.taken_by_id for one in found]),
        short=short,
    )
    return page, 422 if form.errors else 200


@bp.get("/staff/rounds/<slug:key>/board/snapshots/<id:snapshot_id>")
@requires(Action.DECISIONS_READ)
def snapshot(key: str, snapshot_id: int) -> ResponseReturnValue:
    """A frozen board as it was; with `compare=now` what became of it since."""
    of = take_board(key)
    kept = frozen.snapshot(of.round.id, snapshot_id)
    hidden = {one.id for one in of.hidden}
    then = tuple(line for line in lines.from_plain(kept.content) if line.key not in hidden)
    awards = kept.content["awards"]
    ranking, rows = words.snapshot_rows(then, awards, Fraction(of.far_apart))
    since: tuple[snapshot_words.SinceRow, ...] = ()
    compares = request.args.get("compare") == "now"
    if compares:
        since = snapshot_words.since_rows(lines.since(then, awards, of.lines, of.round.awards))
    return render_template(
        "awards/board/snapshot.html",
        of=of,
        kept=kept,
        who=names_of([kept.taken_by_id])[kept.taken_by_id],
        rows=rows,
        line=words.line_words(ranking, {line.key: line.name for line in then}),
        line_title=words.line_title(ranking),
        left_out=len(kept.content["rows"]) - len(then),
        compares=compares,
        since=since,
        short=short,
    )
