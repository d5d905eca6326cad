"""Staff pages of a draft: its own words, its lessons and their order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from app.core.attempts import attempt
from app.core.clock import now
from app.core.db import transaction
from app.curriculum.domain import editing
from app.curriculum.domain.content import Facts
from app.curriculum.forms.lesson_editing import NewLessonForm
from app.curriculum.forms.module_editing import FactsForm
from app.curriculum.forms.publishing import ConfirmForm
from app.curriculum.presenters import editing as words
from app.curriculum.queries import contents, gates, gating, versions
from app.curriculum.services import editing as services
from app.curriculum.services.editing import ChangedMeanwhile
from app.curriculum.views.blueprint import bp
from app.curriculum.views.opening import Opened, closed, invalid, opened
from app.curriculum.views.publishing import BASE
from app.events.queries import events
from app.policy import Action, current_actor, requires

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from app.curriculum.presenters.editing import Theirs

LESSONS = f"{BASE}/lessons"
LESSON = f"{LESSONS}/<slug:lesson>"
STEPS = {"up": -1, "down": 1}


def steps() -> int:
    """Where the pressed button moves something."""
    return STEPS.get(request.form.get("to", ""), 0)


@bp.route(f"{BASE}/edit", methods=["GET", "POST"])
@requires(Action.CURRICULUM_WRITE)
def edit_version(module: str, number: int) -> ResponseReturnValue:
    """The lessons of a draft in order, and everything that it says about itself."""
    of = opened(module, number)
    if page := closed(of):
        return page
    form = _facts_form(of)
    if not form.accepted():
        return _version_page(of, form)
    wanted, seen = form.facts, form.seen
    try:
        done = attempt(
            form,
            lambda: services.change_facts(of.row, wanted, seen=seen, by=current_actor(), at=now()),
        )
    except ChangedMeanwhile:
        of = opened(module, number)
        there = versions.facts(of.row)
        form.seen_version.data = editing.fingerprint(there)
        titles = gates.titles((*there.prerequisites, *wanted.prerequisites))
        return _version_page(of, form, words.facts_clash(there, wanted, titles))
    if not done:
        return _version_page(opened(module, number), form)
    flash("What the module says about itself is saved.", "success")
    return redirect(url_for(".edit_version", module=module, number=number))


def _facts_form(of: Opened) -> FactsForm:
    there = versions.facts(of.row)
    form = FactsForm.of(there, editing.fingerprint(there))
    form.offer(_choices(of, there))
    return form


def _choices(of: Opened, there: Facts) -> list[tuple[str, str]]:
    """What the module may ask for; what was chosen a moment ago stays possible."""
    at = now()
    listed = {one.key: one.title for one in (*events.ahead(at), *events.behind(at))}
    return words.prerequisite_choices(
        gating.named(at),
        listed.items(),
        but=of.module.key,
        used=there.prerequisites,
        cancelled=events.cancelled({*listed, *(one.of for one in there.prerequisites)}),
    )


def _version_page(
    of: Opened, form: FactsForm, theirs: tuple[Theirs, ...] | None = None
) -> ResponseReturnValue:
    page = render_template(
        "curriculum/edit/version.html",
        of=of,
        form=form,
        lessons=contents.lessons(of.row.id),
        unread=versions.unread_spanish(of.row.id),
        theirs=theirs,
    )
    return page, invalid(form) if theirs is None else 409


# ------------------------------------------------------------------ lessons


@bp.route(f"{LESSONS}/new", methods=["GET", "POST"])
@requires(Action.CURRICULUM_WRITE)
def add_lesson(module: str, number: int) -> ResponseReturnValue:
    """Add a lesson at the end of a draft; it is written next."""
    of = opened(module, number)
    if page := closed(of):
        return page
    form = NewLessonForm()
    if not form.accepted():
        return render_template("curriculum/edit/new_lesson.html", of=of, form=form), invalid(form)
    with transaction():
        key = services.add_lesson(of.row, title=form.title.data or "", by=current_actor(), at=now())
    flash("The lesson is there as a draft. Next, write it.", "success")
    return redirect(url_for(".edit_lesson", module=module, number=number, lesson=key))


@bp.post(f"{LESSON}/move")
@requires(Action.CURRICULUM_WRITE)
def move_lesson(module: str, number: int, lesson: str) -> ResponseReturnValue:
    """Let a lesson stand one place further up or down."""
    of = opened(module, number)
    with transaction():
        services.move_lesson(of.row, lesson, steps=steps(), by=current_actor(), at=now())
    flash("The lessons stand in their new order.", "success")
    return redirect(url_for(".edit_version", module=module, number=number))


@bp.route(f"{LESSON}/remove", methods=["GET", "POST"])
@requires(Action.CURRICULUM_WRITE)
def remove_lesson(module: str, number: int, lesson: str) -> ResponseReturnValue:
    """Ask, then take a lesson out of a draft."""
    of = opened(module, number)
    if page := closed(of, lesson):
        return page
    found = contents.lesson(of.row.id, lesson)
    form = ConfirmForm()
    if not form.accepted():
        page = render_template("curriculum/edit/remove_lesson.html", of=of, lesson=found, form=form)
        return page, invalid(form)
    with transaction():
        services.remove_lesson(of.row, lesson, by=current_actor(), at=now())
    flash(f"“{found.title}” is out of this version.", "success")
    return redirect(url_for(".edit_version", module=module, number=number))
