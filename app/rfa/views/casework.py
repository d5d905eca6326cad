"""Staff's page of one application, and what they keep beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for

from app.accounts.queries.names import holders
from app.core.clock import now
from app.core.db import transaction
from app.core.errors import Refused
from app.core.paging import asked_page
from app.policy import TABLE, Action, Place, allows, authorize, current_actor, requires
from app.rfa.domain.answers import sections_for
from app.rfa.forms.oversight import (
    CheckForm,
    FlagForm,
    NoteForm,
    OutcomeForm,
    TagForm,
    TaskForm,
)
from app.rfa.models import MarkKind
from app.rfa.presenters import casework as case_words
from app.rfa.presenters import oversight as words
from app.rfa.presenters.task_list import task_list
from app.rfa.queries import applications, checks
from app.rfa.queries.oversight import one
from app.rfa.queries.rounds import document_of
from app.rfa.services import checking
from app.rfa.services import oversight as services
from app.rfa.views.blueprint import bp

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue
    from werkzeug.wrappers import Response

    from app.core.forms import PageForm
    from app.rfa.models import Application


def overseen_application(application_id: int, action: Action) -> Application:
    """The application, for staff who may do `action`; for everybody else it is not there."""
    of = applications.application(application_id)
    authorize(action, Place(practice_id=of.practice_id), seen_by=Action.APPLICATIONS_OVERSEE)
    return of


def _staff() -> dict[int, str]:
    """Who may be given a task: name by id."""
    return holders(tuple(TABLE[Action.APPLICATIONS_OVERSEE]))


# ------------------------------------------------------------------ the page


@bp.get("/staff/applications/<id:application_id>")
@requires(Action.APPLICATIONS_OVERSEE)
def staff_application(application_id: int) -> ResponseReturnValue:
    """Everything about one application."""
    overseen_application(application_id, Action.APPLICATIONS_OVERSEE)
    return _page(application_id)


def _page(application_id: int, failed: PageForm | None = None) -> ResponseReturnValue:
    at = now()
    case = one.case(application_id, trail_page=asked_page("trail"))
    staff = _staff()
    fresh: tuple[PageForm, ...] = (
        CheckForm(),
        TagForm(),
        FlagForm(case.opened.sections),
        NoteForm(),
        TaskForm(staff),
    )
    forms = {type(form): form for form in (*fresh, *((failed,) if failed else ()))}
    deadline = case.opened.window
    page = render_template(
        "rfa/oversight/application.html",
        case=case,
        of=case.application,
        practice=case.opened.practice,
        facts=words.facts(case),
        list=task_list(case.opened, at=at),
        status=words.status_words(case.application.state, deadline, at),
        seal=words.seal_words(case.overseen, at),
        holds=case.overseen.seal.holds(at),
        content=words.content_of(case, at),
        deeds=case_words.deeds(case, at),
        has_running_extension=case_words.has_running_extension(case, at),
        versions=tuple(case_words.version_lines(case)),
        titles=case_words.section_titles(case),
        happenings=tuple(words.happenings(case)),
        tags=words.tags_on(case),
        flags=words.flags_on(case),
        trail=words.trail_rows(case, at),
        staff=staff,
        names=case.names,
        tag_form=forms[TagForm],
        flag_form=forms[FlagForm],
        note_form=forms[NoteForm],
        check=case_words.check_panel(case, current_actor().person_id, at),
        check_form=forms[CheckForm],
        task_form=forms[TaskForm],
        form=failed,
        may_write=allows(current_actor(), Action.APPLICATIONS_STEER, case.opened.place),
        trail_address=lambda number: url_for(
            ".staff_application", application_id=application_id, trail=number, _anchor="trail"
        ),
    )
    return page, 422 if failed else 200


def _keep(
    application_id: int, form: PageForm, write: Callable[[Application], object], words: str, at: str
) -> ResponseReturnValue:
    """Write what a valid form says and go back to its panel; else show the page with its errors."""
    of = overseen_application(application_id, Action.APPLICATIONS_STEER)
    if form.accepted():
        try:
            with transaction():
                write(of)
        except Refused as refusal:
            form.show(refusal)
        else:
            return _back(application_id, words, at)
    return _page(application_id, form)


def _back(application_id: int, said: str, anchor: str) -> Response:
    flash(said, "success")
    return redirect(url_for(".staff_application", application_id=application_id, _anchor=anchor))


# ------------------------------------------------------------------ the check


@bp.post("/staff/applications/<id:application_id>/checks")
@requires(Action.APPLICATIONS_STEER)
def staff_check(application_id: int) -> ResponseReturnValue:
    """Note that the newest version was checked by whoever is here."""
    form = CheckForm()
    return _keep(
        application_id,
        form,
        lambda of: checking.tick(
            of,
            version=form.version,
            note=(form.check_note.data or "").strip(),
            by=current_actor(),
            at=now(),
        ),
        "This version is checked.",
        "check",
    )


@bp.post("/staff/applications/<id:application_id>/checks/<id:check_id>/take-back")
@requires(Action.APPLICATIONS_STEER)
def staff_take_check_back(application_id: int, check_id: int) -> ResponseReturnValue:
    """Take a check back."""
    of = overseen_application(application_id, Action.APPLICATIONS_STEER)
    check = checks.check(application_id, check_id)
    with transaction():
        checking.take_back(check, of, by=current_actor(), at=now())
    return _back(application_id, "The check is taken back.", "check")


# ------------------------------------------------------------------ tags and flags


@bp.post("/staff/applications/<id:application_id>/tags")
@requires(Action.APPLICATIONS_STEER)
def staff_tag(application_id: int) -> ResponseReturnValue:
    """Put a tag on."""
    form = TagForm()
    return _keep(
        application_id,
        form,
        lambda of: services.tag(of, label=form.tag.data or "", by=current_actor(), at=now()),
        "The tag is on.",
        "tags",
    )


@bp.post("/staff/applications/<id:application_id>/tags/<id:mark_id>/remove")
@requires(Action.APPLICATIONS_STEER)
def staff_remove_tag(application_id: int, mark_id: int) -> ResponseReturnValue:
    """Take a tag off."""
    of = overseen_application(application_id, Action.APPLICATIONS_STEER)
    mark = one.mark(application_id, mark_id, MarkKind.TAG)
    with transaction():
        services.remove_tag(mark, of, by=current_actor(), at=now())
    return _back(application_id, "The tag is off.", "tags")


@bp.post("/staff/applications/<id:application_id>/flags")
@requires(Action.APPLICATIONS_STEER)
def staff_flag(application_id: int) -> ResponseReturnValue:
    """Flag the application, or a section of it."""
    of = overseen_application(application_id, Action.APPLICATIONS_STEER)
    sections = sections_for(document_of(of.round), pays=of.round.pays)
    form = FlagForm(sections)
    return _keep(
        application_id,
        form,
        lambda of: services.flag(
            of,
            label=form.flag.data or "",
            section=form.section.data or "",
            sections={one.key: f"{one.code}. {one.title}" for one in sections},
            by=current_actor(),
            at=now(),
        ),
        "The flag is set.",
        "flags",
    )


@bp.route(
    "/staff/applications/<id:application_id>/flags/<id:mark_id>/resolve", methods=["GET", "POST"]
)
@requires(Action.APPLICATIONS_STEER)
def staff_resolve(application_id: int, mark_id: int) -> ResponseReturnValue:
    """Ask what came of a flag, then close it."""
    of = overseen_application(application_id, Action.APPLICATIONS_STEER)
    mark = one.mark(application_id, mark_id, MarkKind.FLAG)
    form = OutcomeForm()
    if form.accepted():
        with transaction():
            services.resolve_flag(
                mark, of, outcome=form.outcome.data or "", by=current_actor(), at=now()
            )
        return _back(application_id, "The flag is resolved.", "flags")
    page = render_template("rfa/oversight/resolve.html", of=of, mark=mark, form=form)
    return page, 422 if form.errors else 200


# ------------------------------------------------------------------ notes and tasks


@bp.post("/staff/applications/<id:application_id>/notes")
@requires(Action.APPLICATIONS_STEER)
def staff_note(application_id: int) -> ResponseReturnValue:
    """Keep an internal note."""
    form = NoteForm()
    return _keep(
        application_id,
        form,
        lambda of: services.write_note(of, body=form.note.data or "", by=current_actor(), at=now()),
        "The note is kept.",
        "notes",
    )


@bp.post("/staff/applications/<id:application_id>/tasks")
@requires(Action.APPLICATIONS_STEER)
def staff_task(application_id: int) -> ResponseReturnValue:
    """Note something to do."""
    overseen_application(application_id, Action.APPLICATIONS_STEER)
    staff = _staff()
    form = TaskForm(staff)
    return _keep(
        application_id,
        form,
        lambda of: services.add_task(
            of,
            title=form.title.data or "",
            person_id=form.person_id,
            due_on=form.due_on.data,
            staff=staff,
            by=current_actor(),
            at=now(),
        ),
        "The task is noted.",
        "tasks",
    )


@bp.post("/staff/applications/<id:application_id>/tasks/<id:task_id>/done")
@requires(Action.APPLICATIONS_STEER)
def staff_task_done(application_id: int, task_id: int) -> ResponseReturnValue:
    """Note that a task is done."""
    of = overseen_application(application_id, Action.APPLICATIONS_STEER)
    task = one.task(application_id, task_id)
    with transaction():
        services.finish_task(task, of, by=current_actor(), at=now())
    return _back(application_id, "The task is done.", "tasks")
