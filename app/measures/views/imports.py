"""Bring a spreadsheet: upload, look at the report, confirm, and undo within a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import current_app, flash, redirect, render_template, request, url_for

from app.audit.presenters import harmless
from app.collaborative import queries as collaborative
from app.core.clock import now
from app.core.db import reading, transaction
from app.core.errors import Conflict, NotPossibleNow, Refused
from app.core.headers import as_download
from app.measures import queries
from app.measures.forms.imports import ConfirmForm, UploadForm
from app.measures.presenters import imports as words
from app.measures.queries import imports as batches
from app.measures.services import import_undo, imports, spreadsheets
from app.measures.views.blueprint import bp
from app.policy import Action, authorize, current_actor, requires

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from app.collaborative.queries import Team
    from app.measures.models import ImportBatch

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROOM_FOR_THE_FORM = 100_000


@bp.url_value_preprocessor
def allow_large_uploads(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Let this one form send more than others; it runs before anything reads the request."""
    if endpoint == "measures.import_start":
        request.max_content_length = current_app.config["MAX_UPLOAD_BYTES"] + ROOM_FOR_THE_FORM


def _team(key: str) -> Team:
    team = collaborative.team(key)
    authorize(Action.NUMBERS_ENTER, team.place)
    return team


@bp.route("/teams/<slug:team>/import", methods=["GET", "POST"])
@requires(Action.NUMBERS_ENTER)
def import_start(team: str) -> ResponseReturnValue:
    """Ask for a spreadsheet; read it, while nobody waits for it, and go on to its report."""
    with reading():
        of = _team(team)
        names = imports.names(of, now()) if request.method == "POST" else ()
    form = UploadForm()
    if form.accepted():
        try:
            sheet = imports.read(form.filename, form.content(), names)
            with transaction():
                batch = imports.upload(_team(team), sheet, by=current_actor(), at=now())
        except Refused as refusal:
            form.show(refusal)
            of = collaborative.team(team)
        else:
            return redirect(url_for(".import_review", team=team, batch_id=batch.id))
    return render_template(
        "measures/import.html", team=of, form=form, done=batches.batches(of.id), words=words
    ), (422 if form.errors else 200)


@bp.get("/teams/<slug:team>/import/template.csv")
@requires(Action.NUMBERS_ENTER)
def import_template_csv(team: str) -> ResponseReturnValue:
    """The team's measures and open months as a CSV file to fill in."""
    of = _team(team)
    at = now()
    rows = words.template_rows(queries.owed(of, at), at)
    text = spreadsheets.as_csv([[harmless(cell) for cell in row] for row in rows])
    return as_download(
        current_app.response_class(text, mimetype="text/csv"), f"{of.key}-numbers.csv"
    )


@bp.get("/teams/<slug:team>/import/template.xlsx")
@requires(Action.NUMBERS_ENTER)
def import_template_xlsx(team: str) -> ResponseReturnValue:
    """The same as an Excel workbook, with a sheet that says how to fill it in."""
    of = _team(team)
    at = now()
    rows = words.template_rows(queries.owed(of, at), at)
    content = spreadsheets.as_workbook(rows, words.HELP)
    return as_download(current_app.response_class(content, mimetype=XLSX), f"{of.key}-numbers.xlsx")


@bp.get("/teams/<slug:team>/import/<id:batch_id>")
@requires(Action.NUMBERS_ENTER)
def import_review(team: str, batch_id: int) -> ResponseReturnValue:
    """The report before the confirm; after it, what was written, with the undo."""
    of = _team(team)
    batch = batches.batch(of.id, batch_id)
    if batch.confirmed_at is not None:
        return _done_page(of, batch)
    return _report_page(of, batch, ConfirmForm())


@bp.post("/teams/<slug:team>/import/<id:batch_id>/confirm")
@requires(Action.NUMBERS_ENTER)
def import_confirm(team: str, batch_id: int) -> ResponseReturnValue:
    """Write the good rows, all or none."""
    of = _team(team)
    batch = batches.batch(of.id, batch_id, lock=True)
    form = ConfirmForm(words.texts_of(batch))
    if form.accepted():
        try:
            with transaction():
                rows = imports.confirm(batch, of, form.choices, by=current_actor(), at=now())
        except (Conflict, NotPossibleNow):
            raise
        except Refused as refusal:
            form.show(refusal)
        else:
            flash(f"{len(rows)} {'row' if len(rows) == 1 else 'rows'} imported.", "success")
            return redirect(url_for(".import_review", team=team, batch_id=batch_id))
    of = collaborative.team(team)
    return _report_page(of, batches.batch(of.id, batch_id), form), 422


@bp.post("/teams/<slug:team>/import/<id:batch_id>/undo")
@requires(Action.NUMBERS_ENTER)
def import_undone(team: str, batch_id: int) -> ResponseReturnValue:
    """Put back what the import changed."""
    of = _team(team)
    batch = batches.batch(of.id, batch_id, lock=True)
    with transaction():
        left = import_undo.undo(batch, of, by=current_actor(), at=now())
    flash(
        "The import is undone, but for the numbers listed here." if left else "Undone.", "success"
    )
    return redirect(url_for(".import_review", team=team, batch_id=batch_id))


def _report_page(of: Team, batch: ImportBatch, form: ConfirmForm) -> str:
    report = words.report(batch, imports.rehearse(of, batch, now()))
    form.seen.data = report.mark
    return render_template(
        "measures/import_report.html", team=of, batch=batch, report=report, form=form
    )


def _done_page(of: Team, batch: ImportBatch) -> str:
    return render_template(
        "measures/import_done.html",
        team=of,
        batch=batch,
        written=words.written(batch),
        kept=words.kept(batch),
        may_undo=import_undo.may_be_undone(batch, now()),
    )
