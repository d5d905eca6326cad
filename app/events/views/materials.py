"""Files and links of an event, its recording and its record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import current_app, flash, redirect, render_template, request, url_for
from werkzeug.exceptions import RequestEntityTooLarge

from app.core import storage
from app.core.attempts import attempt
from app.core.clock import now
from app.core.db import reading, transaction
from app.core.errors import Conflict, Missing, Refused
from app.core.headers import as_download
from app.core.pages import error_page
from app.events.forms.materials import MaterialForm, RecordForm, RecordingForm
from app.events.presenters import planned, presence
from app.events.queries import materials as queries
from app.events.services import materials as services
from app.events.services.materials import Ready
from app.events.views.blueprint import bp
from app.events.views.fetching import managed, readable
from app.policy import Action, current_actor, requires

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from app.core.forms import PageForm

UNKNOWN = "application/octet-stream"
MOST_SENT = 30 * 1024 * 1024
"""More than a file may have, so that somewhat larger ones are refused beside the field."""


@bp.url_value_preprocessor
def allow_large_materials(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Let the form of this page send a large file; it runs before anything reads the request."""
    if endpoint == "events.materials" and request.mimetype == "multipart/form-data":
        request.max_content_length = MOST_SENT


@bp.errorhandler(RequestEntityTooLarge)
def say_how_large(_problem: RequestEntityTooLarge) -> ResponseReturnValue:
    """Lead back to the form of a file, which the browser fills in again with what was typed."""
    if request.endpoint != "events.materials" or not current_actor().is_signed_in:
        return error_page(413)
    flash(services.TOO_LARGE, "error")
    return redirect(request.path)


@bp.get("/events/<slug:event>/materials/<id:material_id>")
@requires(Action.LEARN)
def material(event: str, material_id: int) -> ResponseReturnValue:
    """A file as a download, for whoever may see the event."""
    of = readable(event)
    row = queries.material(of.id, material_id)
    if not row.stored_as:
        raise Missing(material_id)
    reply = current_app.response_class(storage.read(row.stored_as), mimetype=UNKNOWN)
    return as_download(reply, row.name)


@bp.get("/events/<slug:event>/recording")
@requires(Action.LEARN)
def recording(event: str) -> ResponseReturnValue:
    """Where the recording is, and all that is said in it."""
    of = readable(event)
    if not of.recording_link:
        raise Missing(event)
    return render_template("events/recording.html", event=of)


@bp.route("/staff/events/<slug:event>/materials", methods=["GET", "POST"])
@requires(Action.EVENTS_MANAGE)
def materials(event: str) -> ResponseReturnValue:
    """What belongs to the event, and the form to add to it."""
    with reading():
        managed(event)
    form = MaterialForm()
    if form.accepted() and _add(event, form):
        flash("Added.", "success")
        return redirect(url_for(".materials", event=event))
    of = managed(event)
    page = render_template(
        "events/staff/materials.html",
        event=of,
        form=form,
        rows=presence.materials(queries.materials(of.id)),
    )
    return page, 422 if form.errors else 200


def _add(event: str, form: MaterialForm) -> bool:
    """Store the file first, in no transaction; what nothing names in the end is deleted."""
    try:
        file = services.store(form.content(), form.filename) if form.has_file else None
    except Refused as refusal:
        form.show(refusal)
        return False
    is_kept = False
    try:
        is_kept = attempt(form, lambda: _hang(event, form, file))
    finally:
        if file is not None and not is_kept:
            storage.forget(file.kept.key)
    return is_kept


def _hang(event: str, form: MaterialForm, file: Ready | None) -> None:
    services.add(
        managed(event, locked=True),
        title=str(form.title.data),
        link=str(form.link.data or ""),
        file=file,
        by=current_actor(),
        at=now(),
    )


@bp.post("/staff/events/<slug:event>/materials/<id:material_id>/remove")
@requires(Action.EVENTS_MANAGE)
def remove_material(event: str, material_id: int) -> ResponseReturnValue:
    """Take a material away."""
    with transaction():
        of = managed(event, locked=True)
        row = queries.material(of.id, material_id)
        services.remove(of, row, by=current_actor(), at=now())
    flash("Removed. Nobody can open it any more.", "success")
    return redirect(url_for(".materials", event=event))


@bp.route("/staff/events/<slug:event>/recording", methods=["GET", "POST"])
@requires(Action.EVENTS_MANAGE)
def keep_recording(event: str) -> ResponseReturnValue:
    """Publish the recording with its captions and transcript."""
    of = managed(event)
    form = RecordingForm(data=RecordingForm.settings_of(of) | {"seen_version": str(of.version)})

    def deed() -> None:
        services.keep_recording(
            managed(event, locked=True),
            **form.settings,
            seen_version=form.version,
            by=current_actor(),
            at=now(),
        )

    theirs = None
    try:
        if form.accepted() and attempt(form, deed):
            flash("Saved.", "success")
            return redirect(url_for(".run_event", event=event))
    except Conflict:
        of = managed(event)
        form.seen_version.data = str(of.version)
        there = RecordingForm.settings_of(of)
        theirs = planned.beside(form.in_words(there), form.in_words(form.settings))
    page = render_template(
        "events/staff/recording.html", event=managed(event), form=form, theirs=theirs
    )
    return page, _status(form, theirs)


def _status(form: PageForm, theirs: object) -> int:
    """What a page answers that shows its form again; `theirs`: somebody else was faster."""
    if theirs is not None:
        return 409
    return 422 if form.errors else 200


@bp.route("/staff/events/<slug:event>/record", methods=["GET", "POST"])
@requires(Action.EVENTS_MANAGE)
def write_record(event: str) -> ResponseReturnValue:
    """Write down what was said and decided."""
    of = managed(event)
    form = RecordForm(text=of.record, seen_version=str(of.version))

    def deed() -> None:
        services.write_record(
            managed(event, locked=True),
            text=form.text.data or "",
            seen_version=form.version,
            by=current_actor(),
            at=now(),
        )

    theirs = None
    try:
        if form.accepted() and attempt(form, deed):
            flash("Saved. Everybody whom the event is for can read it.", "success")
            return redirect(url_for(".run_event", event=event))
    except Conflict:
        of, label = managed(event), form.text.label.text
        form.seen_version.data = str(of.version)
        theirs = planned.beside({label: of.record}, {label: form.text.data or ""})
    page = render_template(
        "events/staff/record.html", event=managed(event), form=form, theirs=theirs
    )
    return page, _status(form, theirs)
