"""A lesson to print, and as one file that opens without the network."""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING

from flask import current_app, redirect, render_template, request, url_for
from markupsafe import Markup

from app.core import assets, storage
from app.core.headers import as_download
from app.core.text import key_from
from app.curriculum.domain import blocks
from app.curriculum.domain.kinds import FileUse
from app.curriculum.presenters import lesson_page, module_page
from app.curriculum.presenters.lesson_body import Address, address_of
from app.curriculum.presenters.paper import Paper, paper
from app.curriculum.queries import files
from app.curriculum.views.blueprint import bp
from app.curriculum.views.lessons import Reader, reader_of, wanted
from app.policy import Action, requires

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from app.curriculum.domain.files import File
    from app.curriculum.domain.kinds import Language

CSS = assets.FOLDER / "css"
SHEETS = ("cares.css", "lesson.css", "charts.css", "learn.css", "finding.css")
_FONTS = re.compile(r"@font-face\{[^}]*\}")
ANY_FILE = "application/octet-stream"
"""So that no browser shows it as a page of the portal: its style stands inside."""


@bp.get("/learn/<slug:module>/<slug:lesson>/print")
@requires(Action.LEARN)
def print_lesson(module: str, lesson: str) -> ResponseReturnValue:
    """A lesson as it stands on paper: questions with room to answer, and the way back here."""
    reader = reader_of(module, lesson)
    if reader is None:
        return redirect(url_for(".module", module=module, language=wanted()))
    return render_template(
        "curriculum/learn/print.html",
        key=module,
        lesson=lesson,
        paper=_paper(reader, address_of, site=""),
    )


@bp.get("/learn/<slug:module>/<slug:lesson>/offline.html")
@requires(Action.LEARN)
def offline_lesson(module: str, lesson: str) -> ResponseReturnValue:
    """A lesson as one file with its pictures and charts inside, which loads nothing."""
    reader = reader_of(module, lesson)
    if reader is None:
        return redirect(url_for(".module", module=module, language=wanted()))
    shown = _paper(reader, _inside(reader), site=_site(""))
    page = render_template("curriculum/learn/offline.html", paper=shown, css=_css())
    reply = current_app.response_class(page, mimetype=ANY_FILE)
    return as_download(reply, f"{key_from(shown.title) or 'lesson'}.html")


def _language(reader: Reader) -> Language:
    return lesson_page.language(reader.lesson, request.args.get("language", ""))


def _paper(reader: Reader, address: Address, *, site: str) -> Paper:
    offer, spoken = reader.offer, _language(reader)
    needs_files = lesson_page.names_files(reader.lesson, spoken)
    return paper(
        reader.lesson.lesson,
        spoken,
        module_page.title(offer.reading.version, spoken),
        files.of_module(offer.module.id) if needs_files else {},
        about=lesson_page.about(reader.lesson, spoken, offer.reading.version.approved_at),
        online=_site(
            url_for(
                ".lesson",
                module=offer.module.key,
                lesson=reader.lesson.lesson.key,
                language="es" if spoken.value == "es" else None,
            )
        ),
        address=address,
        site=site,
    )


def _site(path: str) -> str:
    return f"{current_app.config['BASE_URL']}{path}"


def _inside(reader: Reader) -> Address:
    """Where files are found from a file on somebody's own machine: pictures inside it."""
    named = blocks.parse(reader.lesson.lesson.texts[_language(reader)].body).file_ids
    rows = files.stored(reader.offer.module.id, named) if named else {}

    def address(file: File) -> str:
        if file.use is not FileUse.IMAGE:
            return _site(address_of(file))
        content = base64.b64encode(storage.read(rows[file.id].stored_as)).decode()
        return f"data:{file.media_type};base64,{content}"

    return address


def _css() -> Markup:
    """The styles that a lesson needs, without the fonts that would have to be loaded."""
    sheets = (_FONTS.sub("", (CSS / name).read_text(encoding="utf-8")) for name in SHEETS)
    return Markup("".join(sheets))  # noqa: S704  # our own files
