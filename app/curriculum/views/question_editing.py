"""Staff pages: the questions of a lesson in a draft."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for

from app.core.attempts import attempt
from app.core.clock import now
from app.core.db import transaction
from app.curriculum.domain import editing
from app.curriculum.domain.content import Lesson, Question
from app.curriculum.domain.kinds import Language
from app.curriculum.forms.publishing import ConfirmForm
from app.curriculum.forms.questions import PLACES, QuestionForm
from app.curriculum.presenters import editing as words
from app.curriculum.queries import contents
from app.curriculum.services import questions as services
from app.curriculum.services.editing import ChangedMeanwhile
from app.curriculum.views.blueprint import bp
from app.curriculum.views.editing import LESSON, steps
from app.curriculum.views.opening import Opened, closed, invalid, opened
from app.policy import Action, current_actor, requires

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from app.curriculum.presenters.editing import Theirs

QUESTIONS = f"{LESSON}/questions"
QUESTION = f"{QUESTIONS}/<slug:question>"


@bp.get(QUESTIONS)
@requires(Action.CURRICULUM_WRITE)
def edit_questions(module: str, number: int, lesson: str) -> ResponseReturnValue:
    """The questions of a lesson in order."""
    of = opened(module, number)
    if page := closed(of, lesson):
        return page
    found = contents.lesson(of.row.id, lesson)
    return render_template(
        "curriculum/edit/questions.html",
        of=of,
        lesson=found,
        asked=[
            (one, one.texts[Language.ENGLISH], Language.SPANISH in one.texts)
            for one in found.questions
        ],
    )


def _list(module: str, number: int, lesson: str) -> str:
    return url_for(".edit_questions", module=module, number=number, lesson=lesson)


@bp.route(f"{QUESTIONS}/new", methods=["GET", "POST"])
@requires(Action.CURRICULUM_WRITE)
def add_question(module: str, number: int, lesson: str) -> ResponseReturnValue:
    """Write a question and put it at the end."""
    of = opened(module, number)
    if page := closed(of, lesson):
        return page
    found = contents.lesson(of.row.id, lesson)
    form = QuestionForm.of(None, "")
    if form.accepted() and attempt(
        form,
        lambda: services.add(of.row, lesson, form.asked("new"), by=current_actor(), at=now()),
    ):
        flash("The question is there.", "success")
        return redirect(_list(module, number, lesson))
    return _question_page(opened(module, number), found, None, form)


@bp.route(QUESTION, methods=["GET", "POST"])
@requires(Action.CURRICULUM_WRITE)
def edit_question(module: str, number: int, lesson: str, question: str) -> ResponseReturnValue:
    """Change a question."""
    of = opened(module, number)
    if page := closed(of, lesson):
        return page
    found = contents.lesson(of.row.id, lesson)
    there = services.question(found, question)
    form = QuestionForm.of(there, editing.fingerprint(there))
    if not form.accepted():
        return _question_page(of, found, there, form)
    wanted = form.asked(question)
    try:
        with transaction():
            services.change(of.row, lesson, wanted, seen=form.seen, by=current_actor(), at=now())
    except ChangedMeanwhile:
        of = opened(module, number)
        found = contents.lesson(of.row.id, lesson)
        there = services.question(found, question)
        form.seen_version.data = editing.fingerprint(there)
        return _question_page(of, found, there, form, words.question_clash(there, wanted))
    flash("The question is saved.", "success")
    return redirect(_list(module, number, lesson))


def _question_page(
    of: Opened,
    lesson: Lesson,
    question: Question | None,
    form: QuestionForm,
    theirs: tuple[Theirs, ...] | None = None,
) -> ResponseReturnValue:
    page = render_template(
        "curriculum/edit/question.html",
        of=of,
        lesson=lesson,
        question=question,
        form=form,
        places=PLACES,
        theirs=theirs,
    )
    return page, invalid(form) if theirs is None else 409


@bp.post(f"{QUESTION}/move")
@requires(Action.CURRICULUM_WRITE)
def move_question(module: str, number: int, lesson: str, question: str) -> ResponseReturnValue:
    """Let a question stand one place further up or down."""
    of = opened(module, number)
    with transaction():
        services.move(of.row, lesson, question, steps=steps(), by=current_actor(), at=now())
    flash("The questions stand in their new order.", "success")
    return redirect(_list(module, number, lesson))


@bp.route(f"{QUESTION}/remove", methods=["GET", "POST"])
@requires(Action.CURRICULUM_WRITE)
def remove_question(module: str, number: int, lesson: str, question: str) -> ResponseReturnValue:
    """Ask, then take a question out of a lesson."""
    of = opened(module, number)
    if page := closed(of, lesson):
        return page
    found = contents.lesson(of.row.id, lesson)
    asked = services.question(found, question)
    form = ConfirmForm()
    if not form.accepted():
        page = render_template(
            "curriculum/edit/remove_question.html",
            of=of,
            lesson=found,
            question=asked,
            words=asked.texts[Language.ENGLISH].question,
            form=form,
        )
        return page, invalid(form)
    with transaction():
        services.remove(of.row, lesson, question, by=current_actor(), at=now())
    flash("The question is gone.", "success")
    return redirect(_list(module, number, lesson))
