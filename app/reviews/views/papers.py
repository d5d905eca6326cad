"""An application on paper and its files, for its reviewers."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from flask import current_app

from app.core import storage
from app.core.headers import as_download
from app.policy import Action, requires
from app.reviews.presenters.papers import application_paper
from app.reviews.queries import sheets
from app.reviews.views.blueprint import bp
from app.reviews.views.fetching import take_open_seat
from app.rfa.queries import applications

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

PDF, UNKNOWN = "application/pdf", "application/octet-stream"


@bp.get("/reviews/<id:application_id>/application.pdf")
@requires(Action.REVIEW_WRITE)
def application_pdf(application_id: int) -> ResponseReturnValue:
    """The newest version as this reviewer may read it, as PDF. Its name says only the reference."""
    seat = take_open_seat(application_id)
    reading = sheets.reading(seat)
    signature = (
        applications.signature(reading.version.signature_id) if seat.sees_applicant else None
    )
    content = application_paper(seat.application, reading, signature)
    reply = current_app.response_class(content, mimetype=PDF)
    return as_download(reply, f"{seat.application.reference}.pdf")


@bp.get("/reviews/<id:application_id>/files/<id:file_id>")
@requires(Action.REVIEW_WRITE)
def application_file(application_id: int, file_id: int) -> ResponseReturnValue:
    """A file of a version that the reviewer reads, as a download under a neutral name."""
    seat = take_open_seat(application_id)
    mark = sheets.readable_file(seat, file_id)
    file = applications.attachment(application_id, file_id)
    reply = current_app.response_class(storage.read(file.storage_key), mimetype=UNKNOWN)
    name = f"{seat.application.reference}-{mark.question}-{file_id}{PurePath(mark.name).suffix}"
    return as_download(reply, name)
