"""Files and pictures of a module: sent by authors, handed out to those who may read them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from flask import current_app, flash, redirect, render_template, request, url_for

from app.core import storage
from app.core.clock import now
from app.core.db import reading, transaction
from app.core.errors import Missing, Refused
from app.core.headers import DOWNLOAD_POLICY, as_download
from app.core.uploads import in_words
from app.curriculum.domain import blocks
from app.curriculum.domain.kinds import FileUse
from app.curriculum.forms.module_editing import UploadForm
from app.curriculum.presenters import editing as words
from app.curriculum.queries import catalogue, contents, files, learners
from app.curriculum.services import files as services
from app.curriculum.views.blueprint import bp
from app.curriculum.views.opening import closed, invalid, opened
from app.curriculum.views.publishing import BASE
from app.policy import Action, allows, current_actor, requires

if TYPE_CHECKING:
    from flask import Response
    from flask.typing import ResponseReturnValue

    from app.curriculum.models import Module, ModuleFile

ROOM_FOR_THE_FORM = 100_000
CHOOSE = "Choose a file first"


@bp.url_value_preprocessor
def allow_large_uploads(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Let this one form send more than others; it runs before anything reads the request."""
    if endpoint == "curriculum.module_files":
        request.max_content_length = current_app.config["MAX_UPLOAD_BYTES"] + ROOM_FOR_THE_FORM


@bp.route(f"{BASE}/files", methods=["GET", "POST"])
@requires(Action.CURRICULUM_WRITE)
def module_files(module: str, number: int) -> ResponseReturnValue:
    """The files that texts may name, and a form to send one more."""
    with reading():
        of = opened(module, number)
    if page := closed(of):
        return page
    form = UploadForm()
    if form.accepted() and _is_kept(module, number, form):
        return redirect(url_for(".module_files", module=module, number=number))
    of = opened(module, number)
    named = _named(of.row.id)
    page = render_template(
        "curriculum/edit/files.html",
        of=of,
        form=form,
        most=in_words(current_app.config["MAX_UPLOAD_BYTES"]),
        rows=[
            (one, words.USE_WORDS[one.use], words.insertion(one.id, one.use), named[one.id])
            for one in files.present(of.module.id)
        ],
        size=in_words,
    )
    return page, invalid(form)


def _is_kept(module: str, number: int, form: UploadForm) -> bool:
    """Look into the sent file and store it, then let it belong to the module."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        form.show(Refused(CHOOSE, field="file"))
        return False
    try:
        with sent.stream:
            ready = services.store(sent.stream.read(), sent.filename)
    except Refused as refusal:
        form.show(refusal)
        return False
    try:
        with transaction():
            of = opened(module, number)
            file = services.add(of.row, ready, by=current_actor(), at=now())
    except BaseException:
        storage.forget(ready.kept.key)
        raise
    flash(f"{file.name} is there as file {file.id}.", "success")
    return True


def _named(version_id: int) -> defaultdict[int, list[str]]:
    """The lessons of a version that name each file."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    for lesson in contents.lessons(version_id):
        bodies = (blocks.parse(text.body).file_ids for text in lesson.texts.values())
        for number in frozenset[int]().union(*bodies):
            found[number].append(lesson.title)
    return found


@bp.post(f"{BASE}/files/<id:file_id>/remove")
@requires(Action.CURRICULUM_WRITE)
def remove_module_file(module: str, number: int, file_id: int) -> ResponseReturnValue:
    """Take a file off the list; versions that name it keep it."""
    of = opened(module, number)
    with transaction():
        file = files.file(of.module.id, file_id)
        services.remove(of.row, file, by=current_actor(), at=now())
    flash(f"{file.name} is taken away.", "success")
    return redirect(url_for(".module_files", module=module, number=number))


# ------------------------------------------------------------------ handing out


@bp.get("/curriculum-files/<id:file_id>/<name:name>")
@requires(Action.LEARN)
def module_file(file_id: int, name: str) -> ResponseReturnValue:
    """A file of a module: pictures for the page, all else as a download."""
    file, module = files.file_with_module(file_id, name)
    if not allows(current_actor(), Action.CURRICULUM_WRITE) and not _is_read(file, module):
        raise Missing(file_id)
    return _handed_out(file)


def _is_read(file: ModuleFile, module: Module) -> bool:
    """Whether a lesson that this person may open names the file."""
    offer = catalogue.opened(learners.learner(current_actor()), module.key, now()).offer
    if offer.missing:
        return False
    open_ones = {offer.reading.version.id}
    if offer.reading.newer is not None:
        open_ones.add(offer.reading.newer.id)
    if offer.reading.completed is not None:
        open_ones.add(offer.reading.completed.version.id)
    return files.is_named(open_ones, file.id)


def _handed_out(file: ModuleFile) -> Response:
    reply = current_app.response_class(storage.read(file.stored_as), mimetype=file.media_type)
    if file.use is not FileUse.IMAGE:
        return as_download(reply, file.name)
    reply.headers.set("Content-Disposition", "inline", filename=file.name)
    reply.headers["Content-Security-Policy"] = DOWNLOAD_POLICY
    return reply
