"""Staff pages: the whole form of a round as text or as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app, flash, redirect, render_template, request, url_for

from app.core.clock import now
from app.core.db import transaction
from app.core.errors import Refused
from app.core.headers import as_download
from app.core.text import clean
from app.policy import Action, current_actor, requires
from app.rfa.domain.parsing import parse_text, text_of
from app.rfa.domain.reading import BadDocument
from app.rfa.forms.form_editor import UploadForm, WholeTextForm
from app.rfa.queries import rounds as queries
from app.rfa.services import rounds as services
from app.rfa.views.blueprint import bp
from app.rfa.views.form_editor import BASE

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from app.core.forms import VersionedForm
    from app.rfa.models import Round

NOT_TEXT = "This file is not text in UTF-8. Save it as UTF-8, then upload it again."


@bp.route(f"{BASE}/text", methods=["GET", "POST"])
@requires(Action.ROUND_MANAGE)
def round_form_text(key: str) -> ResponseReturnValue:
    """Write the whole form as text; what is wrong with it is said line by line."""
    of = queries.round_with(key)
    if of.published_at is not None and request.method == "GET":
        return redirect(url_for(".round_form", key=key))
    form = WholeTextForm(data={"text": text_of(of.form), "seen_version": str(of.version)})
    if form.accepted() and _kept(of, form.text.data or "", form):
        return redirect(url_for(".round_form", key=key))
    return _text_page(queries.round_with(key), form)


@bp.post(f"{BASE}/upload")
@requires(Action.ROUND_MANAGE)
def round_form_upload(key: str) -> ResponseReturnValue:
    """Take the whole form from a file; a file that cannot stand is shown as text to mend."""
    of = queries.round_with(key)
    upload = UploadForm()
    form = WholeTextForm(data={"text": text_of(of.form)})
    if not upload.file.data:
        upload.show(Refused("Choose a file", field="file"))
        return _text_page(of, form, upload)
    try:
        form.text.data = clean(upload.file.data.read().decode("utf-8-sig"))
    except UnicodeDecodeError:
        upload.show(Refused(NOT_TEXT, field="file"))
        return _text_page(of, form, upload)
    if form.validate() and _kept(of, form.text.data or "", form):
        return redirect(url_for(".round_form", key=key))
    return _text_page(queries.round_with(key), form)


@bp.get(f"{BASE}.json")
@requires(Action.ROUND_MANAGE)
def round_form_file(key: str) -> ResponseReturnValue:
    """The whole form as a file."""
    of = queries.round_with(key)
    reply = current_app.response_class(text_of(of.form), mimetype="application/json")
    return as_download(reply, f"{of.key}-form.json")


def _kept(of: Round, text: str, form: VersionedForm) -> bool:
    """Save the form that a text describes; False when there is none, and the page says why."""
    try:
        source = dict(parse_text(text).source)
        with transaction():
            services.change_form(
                of, source, seen_version=form.version, by=current_actor(), at=now()
            )
    except BadDocument as bad:
        for problem in bad.problems:
            said = f"Line {problem.line}, {problem.place}: {problem.message}"
            form.show(Refused(said, field="text"))
        return False
    flash("Saved.", "success")
    return True


def _text_page(
    of: Round, form: WholeTextForm, upload: UploadForm | None = None
) -> ResponseReturnValue:
    shown = upload or UploadForm(data={"seen_version": str(of.version)})
    page = render_template("rfa/rounds/text.html", round=of, form=form, upload=shown)
    return page, 422 if form.errors or shown.errors else 200
