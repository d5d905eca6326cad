"""Staff pages of a lesson in a draft: its text in a language with a preview, and the rest of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import flash, jsonify, redirect, render_template, request, url_for

from app.core.clock import now
from app.core.db import transaction
from app.core.text import clean
from app.curriculum.domain import editing
from app.curriculum.domain.kinds import Language
from app.curriculum.forms.lesson_editing import LONGEST_BODY, TEXT_FORMS, AboutForm, TextForm
from app.curriculum.presenters import editing as words
from app.curriculum.queries import contents, files, versions
from app.curriculum.services import editing as services
from app.curriculum.services.editing import ChangedMeanwhile
from app.curriculum.views.blueprint import bp
from app.curriculum.views.editing import LESSON
from app.curriculum.views.opening import Opened, closed, invalid, opened
from app.measures.queries import library
from app.policy import Action, current_actor, requires

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from app.curriculum.domain.content import Lesson
    from app.curriculum.presenters.editing import Theirs

TOO_LONG = f"Shorten the text to {LONGEST_BODY:,} characters or fewer. It is not shown."
NOT_SENT = "The preview got no text. Open the page of the lesson again, then write there."


def _language(named: str | None) -> Language:
    return Language.SPANISH if named == Language.SPANISH else Language.ENGLISH


@bp.route(LESSON, methods=["GET", "POST"])
@requires(Action.CURRICULUM_WRITE)
def edit_lesson(module: str, number: int, lesson: str) -> ResponseReturnValue:
    """Write a lesson in English or Spanish, beside how learners will see it."""
    of = opened(module, number)
    if page := closed(of, lesson):
        return page
    language = _language(request.args.get("language"))
    found = contents.lesson(of.row.id, lesson)
    reviewed = versions.reviews(of.row.id).get((lesson, language))
    there = found.texts.get(language)
    form = TEXT_FORMS[language].of(there, reviewed, editing.fingerprint(there, reviewed))
    if request.form.get("do") == "preview" or not form.accepted():
        return _text_page(of, found, form, language)
    try:
        with transaction():
            services.change_text(
                of.row,
                lesson,
                language,
                form.text,
                form.reviewed,
                seen=form.seen,
                by=current_actor(),
                at=now(),
            )
    except ChangedMeanwhile:
        of = opened(module, number)
        found = contents.lesson(of.row.id, lesson)
        there = found.texts.get(language)
        reviewed = versions.reviews(of.row.id).get((lesson, language))
        form.seen_version.data = editing.fingerprint(there, reviewed)
        theirs = words.text_clash((there, reviewed), (form.text, form.reviewed))
        return _text_page(of, found, form, language, theirs)
    flash("The text is saved.", "success")
    return redirect(_here(of, lesson, language))


def _here(of: Opened, lesson: str, language: Language) -> str:
    spoken = language.value if language is Language.SPANISH else None
    return url_for(
        ".edit_lesson", module=of.module.key, number=of.row.number, lesson=lesson, language=spoken
    )


def _text_page(
    of: Opened,
    lesson: Lesson,
    form: TextForm,
    language: Language,
    theirs: tuple[Theirs, ...] | None = None,
) -> ResponseReturnValue:
    every = files.of_module(of.module.id)
    page = render_template(
        "curriculum/edit/lesson.html",
        of=of,
        lesson=lesson,
        form=form,
        language=language,
        here=_here(of, lesson.key, language),
        theirs=theirs,
        preview=words.preview((form.body.data or "")[:LONGEST_BODY], every, language),
        tools=words.TOOLS,
        files=[(one, words.insertion(one.id, one.use)) for one in files.present(of.module.id)],
        longest=LONGEST_BODY,
    )
    return page, invalid(form) if theirs is None else 409


@bp.post(f"{LESSON}/preview")
@requires(Action.CURRICULUM_WRITE)
def preview_text(module: str, number: int, lesson: str) -> ResponseReturnValue:
    """The text that the script of the editor sends, as learners would see it; nothing is kept."""
    of = opened(module, number)
    contents.row(of.row.id, lesson)
    sent: Any = request.get_json(silent=True)
    body = sent.get("body") if isinstance(sent, dict) else None
    if not isinstance(body, str):
        return jsonify(error=NOT_SENT), 422
    if len(body) > LONGEST_BODY:
        return jsonify(error=TOO_LONG), 422
    language = _language(sent.get("language"))
    shown = words.preview(clean(body), files.of_module(of.module.id), language)
    page = render_template("curriculum/edit/preview.html", preview=shown)
    return jsonify(html=page, problems=len(shown.problems))


@bp.route(f"{LESSON}/about", methods=["GET", "POST"])
@requires(Action.CURRICULUM_WRITE)
def edit_about(module: str, number: int, lesson: str) -> ResponseReturnValue:
    """Who a lesson is for, when it is done, its test for Monday, its sources and notes."""
    of = opened(module, number)
    if page := closed(of, lesson):
        return page
    found = contents.lesson(of.row.id, lesson)
    form = AboutForm.of(found, editing.fingerprint(editing.about(found)))
    form.offer(_measures(found))
    if not form.accepted():
        return _about_page(of, found, form)
    wanted = form.lesson(lesson)
    try:
        with transaction():
            services.change_about(
                of.row, lesson, wanted, seen=form.seen, by=current_actor(), at=now()
            )
    except ChangedMeanwhile:
        of = opened(module, number)
        found = contents.lesson(of.row.id, lesson)
        there = editing.about(found)
        form.seen_version.data = editing.fingerprint(there)
        return _about_page(of, found, form, words.lesson_clash(there, wanted))
    flash("Saved.", "success")
    return redirect(url_for(".edit_about", module=module, number=number, lesson=lesson))


def _measures(lesson: Lesson) -> list[tuple[str, str]]:
    """The measures of the library, and the one that the lesson names already."""
    found = {one.measure.key: one.latest.name for one in library.library()}
    if lesson.monday and lesson.monday.measure:
        found.setdefault(lesson.monday.measure, lesson.monday.measure)
    return list(found.items())


def _about_page(
    of: Opened, lesson: Lesson, form: AboutForm, theirs: tuple[Theirs, ...] | None = None
) -> ResponseReturnValue:
    page = render_template(
        "curriculum/edit/about.html", of=of, lesson=lesson, form=form, theirs=theirs
    )
    return page, invalid(form) if theirs is None else 409
