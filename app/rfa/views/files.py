"""Files of an application: sent with a section, downloaded by those who may, removed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from flask import current_app, flash, redirect, render_template, request, url_for

from app.core import storage
from app.core.clock import now
from app.core.db import transaction
from app.core.errors import Missing, Refused
from app.core.headers import as_download
from app.policy import Action, current_actor, requires
from app.rfa.domain.kinds import Kind
from app.rfa.forms.plain import ConfirmForm
from app.rfa.queries import applications
from app.rfa.services import attachments
from app.rfa.views.blueprint import bp
from app.rfa.views.fetching import fetch

if TYPE_CHECKING:
    from flask import Response
    from flask.typing import ResponseReturnValue

    from app.rfa.domain.document import Question, Section
    from app.rfa.models import Attachment
    from app.rfa.queries.applications import Opened
    from app.rfa.services.attachments import Ready

    Waiting = tuple[Question, Ready]

UNKNOWN = "application/octet-stream"


@contextmanager
def stored(section: Section) -> Iterator[tuple[list[Waiting], dict[str, str]]]:
    """The files that this request sends for a section, looked into and stored.

    Gives them with their questions, and what is wrong with the others by question key.
    Those that hang on nothing at the end, whatever happened, are deleted.
    """
    ready: list[Waiting] = []
    wrong: dict[str, str] = {}
    try:
        for question in section.questions:
            sent = request.files.get(f"file-{question.key}")
            if question.kind is not Kind.FILE or sent is None or not sent.filename:
                continue
            try:
                file = attachments.store(question, sent.stream.read(), sent.filename)
                ready.append((question, file))
            except Refused as refusal:
                wrong[question.key] = refusal.message
        yield ready, wrong
    finally:
        for _, file in ready:
            storage.forget(file.kept.key)


def attach(
    application_id: int, section: Section, ready: list[Waiting], at: dt.datetime
) -> dict[str, str]:
    """Hang stored files on their questions; gives what was refused, by question key.

    Those that hang are taken out of `ready`.
    """
    wrong: dict[str, str] = {}
    for question, file in [*ready]:
        try:
            with transaction():
                of = fetch(application_id, Action.APPLICATION_WRITE, locked=True)
                attachments.attach(of, section, question, file, by=current_actor(), at=at)
                _look_again(application_id, at)
            ready.remove((question, file))
        except Refused as refusal:
            wrong[question.key] = refusal.message
    return wrong


def _look_again(application_id: int, at: dt.datetime) -> None:
    attachments.look_again(applications.opened(application_id), by=current_actor(), at=at)


@bp.get("/applications/<id:application_id>/files/<id:file_id>")
@requires(Action.APPLICATION_VIEW)
def download(application_id: int, file_id: int) -> ResponseReturnValue:
    """A file, as a download; replaced ones too, for the history."""
    of = fetch(application_id, Action.APPLICATION_VIEW)
    return handed_out(applications.attachment(of.id, file_id))


def handed_out(file: Attachment) -> Response:
    """The file as a download that no browser runs, under its safe name."""
    reply = current_app.response_class(storage.read(file.storage_key), mimetype=UNKNOWN)
    return as_download(reply, file.name)


@bp.route("/applications/<id:application_id>/files/<id:file_id>/remove", methods=["GET", "POST"])
@requires(Action.APPLICATION_WRITE)
def remove_file(application_id: int, file_id: int) -> ResponseReturnValue:
    """Ask, then take a file off its question."""
    form = ConfirmForm()
    if not form.accepted():
        of = fetch(application_id, Action.APPLICATION_WRITE)
        file = applications.attachment(of.id, file_id)
        section = _section_of(of, file)
        return render_template(
            "rfa/draft/remove_file.html", of=of, file=file, section=section, form=form
        )
    at = now()
    with transaction():
        of = fetch(application_id, Action.APPLICATION_WRITE, locked=True)
        file = applications.attachment(of.id, file_id)
        section = _section_of(of, file)
        attachments.remove(of, section, file, by=current_actor(), at=at)
        _look_again(application_id, at)
    flash(f"{file.name} is removed.", "success")
    return redirect(url_for(".section", application_id=application_id, section=section.key))


def _section_of(of: Opened, file: Attachment) -> Section:
    """The section that asks for the file; raises `Missing` when none does any more."""
    section = of.document.section_of(file.question)
    if section is None or file.removed_at is not None:
        raise Missing(file.question)
    return section
