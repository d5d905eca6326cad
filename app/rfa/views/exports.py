"""Applications as files: choose one, and it is made at once and noted in the trail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, current_app, render_template, request

from app.core import storage
from app.core.clock import now, today
from app.core.db import reading, transaction
from app.core.errors import Missing, NotPossibleNow
from app.core.headers import as_download
from app.policy import Action, current_actor, requires
from app.rfa.domain import filters
from app.rfa.forms.oversight import ExportForm, FileKind
from app.rfa.presenters import exports, staff_files
from app.rfa.presenters.oversight import ListRow, list_rows
from app.rfa.presenters.staff_files import Taken
from app.rfa.queries.oversight import listing, one, rounds
from app.rfa.queries.rounds import document_of
from app.rfa.services import oversight as services
from app.rfa.views.blueprint import bp

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from flask.typing import ResponseReturnValue

    from app.rfa.queries.oversight.rounds import Overseen

TYPES = {
    FileKind.CSV: "text/csv",
    FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileKind.JSON: "application/json",
    FileKind.ZIP: "application/zip",
}
MOST_AT_ONCE = 64 * 1024


@bp.route("/staff/applications/export", methods=["GET", "POST"])
@requires(Action.APPLICATIONS_OVERSEE)
def staff_export() -> ResponseReturnValue:
    """The applications that fit the filters of the address, as a file of one's choice."""
    at = now()
    wanted = filters.read(request.args)
    with reading():
        of = _round(at)
        rows = listing.everything(of.round.id, wanted, current_actor().person_id)
    if of.seal.holds(at):
        raise NotPossibleNow(one.SEALED)
    form = ExportForm()
    if not form.accepted():
        page = render_template(
            "rfa/oversight/export.html",
            of=of,
            form=form,
            count=len(rows),
            sent=sum(row.application.submitted_at is not None for row in rows),
            asked=filters.words(wanted),
            here={"round": of.round.key} | wanted.query(),
        )
        return page, 422 if form.errors else 200
    with reading():
        taken = _taken(of, rows, at)
    with transaction():
        services.record_export(
            of.round, file=form.kind, wanted=wanted, count=len(rows), by=current_actor(), at=at
        )
    reply = _zip(taken) if form.kind is FileKind.ZIP else _file(form.kind, of, taken)
    return as_download(reply, f"applications-{of.round.key}-{today().isoformat()}.{form.kind}")


def _round(at: dt.datetime) -> Overseen:
    found = rounds.chosen(rounds.published_rounds(), request.args.get("round", ""), at)
    if found is None:
        raise Missing("no round")
    return rounds.overseen(found)


def _taken(of: Overseen, rows: Sequence[listing.Row], at: dt.datetime) -> tuple[Taken, ...]:
    ids = [row.application.id for row in rows]
    versions = listing.latest_versions(ids)
    shown = list_rows(rows, of, listing.marks(of.round.id, ids), at)
    signatures = one.signatures([version.signature_id for version in versions.values()])

    def taken(line: ListRow, row: listing.Row) -> Taken:
        version = versions.get(row.application.id)
        signature = signatures[version.signature_id] if version else None
        return Taken(line, row.application, version, signature)

    return tuple(taken(line, row) for line, row in zip(shown, rows, strict=True))


def _file(kind: FileKind, of: Overseen, taken: Sequence[Taken]) -> Response:
    document = document_of(of.round)
    if kind is FileKind.JSON:
        content = exports.to_json(staff_files.records(document, taken))
    else:
        make = exports.to_csv if kind is FileKind.CSV else exports.to_xlsx
        content = make(staff_files.headers(document), staff_files.table(document, taken))
    return current_app.response_class(content, mimetype=TYPES[kind])


def _zip(taken: Sequence[Taken]) -> Response:
    versions = [each.version for each in taken if each.version]
    with reading():
        files = one.files([file["id"] for version in versions for file in version.content["files"]])
    archive = exports.to_zip(staff_files.folders(taken, files, storage.read))
    pieces = iter(lambda: archive.read(MOST_AT_ONCE), b"")
    reply = current_app.response_class(pieces, mimetype=TYPES[FileKind.ZIP])
    reply.call_on_close(archive.close)
    return reply
