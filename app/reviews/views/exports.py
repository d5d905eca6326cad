"""Reviews as files for staff, and the reviewer's pack of applications to read offline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app, g

from app.core.clock import now, today
from app.core.db import writing
from app.core.errors import Missing
from app.core.headers import as_download
from app.policy import Action, current_actor, requires
from app.reviews.presenters import exports as words
from app.reviews.queries import panels, sheets
from app.reviews.services import looking
from app.reviews.views.blueprint import bp
from app.reviews.views.panel import who_looks
from app.rfa.presenters.exports import to_csv, to_json, to_xlsx
from app.rfa.queries import applications, rounds
from app.rfa.queries.rounds import document_of

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

TYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}


@bp.get("/staff/rounds/<slug:key>/reviewing/reviews.csv")
@requires(Action.REVIEWS_READ)
def reviews_csv(key: str) -> ResponseReturnValue:
    """Every submitted review of a round as a plain table."""
    return _file(key, "csv")


@bp.get("/staff/rounds/<slug:key>/reviewing/reviews.xlsx")
@requires(Action.REVIEWS_READ)
def reviews_xlsx(key: str) -> ResponseReturnValue:
    """The same for Excel."""
    return _file(key, "xlsx")


@bp.get("/staff/rounds/<slug:key>/reviewing/reviews.json")
@requires(Action.REVIEWS_READ)
def reviews_json(key: str) -> ResponseReturnValue:
    """The same for programs."""
    return _file(key, "json")


def _file(key: str, kind: str) -> ResponseReturnValue:
    of = rounds.round_with(key)
    document = document_of(of)
    reviewed = panels.reviewed_in(of, g.person.id, now())
    if kind == "json":
        content = to_json(words.records(document, reviewed))
    else:
        make = to_csv if kind == "csv" else to_xlsx
        content = make(words.headers(document), words.table(document, reviewed))
    count = sum(len(one.shown.reviews) for one in reviewed)
    with writing():
        looking.record_export(of, file=kind, count=count, by=who_looks(), at=now())
    reply = current_app.response_class(content, mimetype=TYPES[kind])
    return as_download(reply, f"reviews-{key}-{today().isoformat()}.{kind}")


@bp.get("/reviews/pack/<slug:key>.pdf")
@requires(Action.REVIEW_WRITE)
def pack(key: str) -> ResponseReturnValue:
    """All applications of a round that this reviewer may read, as one PDF."""
    of = rounds.public_round(key)
    seats = panels.open_seats(of, g.person.id, now())
    if not seats:
        raise Missing(key)
    readings = sheets.readings(seats)
    signatures = applications.signatures([one.version.signature_id for one in readings])
    opened = [
        (
            seat.application.reference or "",
            reading,
            signatures[reading.version.signature_id] if seat.sees_applicant else None,
        )
        for seat, reading in zip(seats, readings, strict=True)
    ]
    content = words.pack_pdf(of.title, opened, now())
    with writing():
        looking.record_pack(of, count=len(seats), by=current_actor(), at=now())
    reply = current_app.response_class(content, mimetype="application/pdf")
    return as_download(reply, f"reviews-{key}.pdf")
