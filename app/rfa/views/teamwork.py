"""Working together: the history of an answer, the team's comments, who does what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import flash, g, redirect, render_template, request, url_for

from app.accounts import queries as accounts
from app.accounts.queries.names import names_of
from app.core.clock import now, today
from app.core.db import transaction
from app.core.errors import Missing, NotPossibleNow, Refused
from app.core.paging import Pages, asked_page
from app.policy import APPLICANT_ROLES, Action, allows, current_actor, requires
from app.rfa.domain.kinds import Kind
from app.rfa.forms.teamwork import CommentForm, work_form
from app.rfa.presenters import history as words
from app.rfa.queries import drafting, files, teamwork
from app.rfa.services import sharing
from app.rfa.services import teamwork as services
from app.rfa.views.blueprint import bp
from app.rfa.views.fetching import fetch

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from app.rfa.domain.document import Question, Section
    from app.rfa.queries.applications import Opened

PER_PAGE = 10


def _question(of: Opened, key: str) -> tuple[Section, Question]:
    """A question of this application with its section; raises `Missing`."""
    for section in of.sections:
        for question in section.questions:
            if question.key == key:
                return section, question
    raise Missing(key)


# ------------------------------------------------------------------ one answer


@bp.get("/applications/<id:application_id>/history/<key:question>")
@requires(Action.APPLICATION_VIEW)
def history(application_id: int, question: str) -> ResponseReturnValue:
    """Every change of one answer, and what the team says about it."""
    of = fetch(application_id, Action.APPLICATION_VIEW)
    return _history_page(of, question, CommentForm())


def _history_page(of: Opened, key: str, form: CommentForm) -> ResponseReturnValue:
    section, question = _question(of, key)
    at = now()
    changes = drafting.history(of.id, key)
    pages = Pages(len(changes), PER_PAGE, asked_page())
    hung = files.every_file(of.id, key) if question.kind is Kind.FILE else ()
    every = teamwork.comments(of.id, section.key) if g.viewing is None else ()
    remarks = [remark for remark in every if remark.comment.question == key]
    names = names_of(
        [
            *(one.comment.resolved_by_id for one in remarks),
            *(one.uploaded_by_id for one in hung),
            *(one.removed_by_id for one in hung),
        ]
    )
    page = render_template(
        "rfa/teamwork/history.html",
        of=of,
        section=section,
        question=question,
        form=form,
        entries=words.entries(question, pages.of(changes), at),
        files=words.file_entries(hung, names, at),
        comments=words.comments(remarks, names, at),
        may_comment=allows(current_actor(), Action.APPLICATION_COMMENT, of.place),
        number=pages.number,
        pages=pages.count,
        page_address=lambda number: url_for(
            ".history", application_id=of.id, question=key, page=number
        ),
    )
    return page, 422 if form.errors or form.form_errors else 200


@bp.post("/applications/<id:application_id>/history/<key:question>/comments")
@requires(Action.APPLICATION_COMMENT)
def comment(application_id: int, question: str) -> ResponseReturnValue:
    """Write a comment about a question, for the team."""
    of = fetch(application_id, Action.APPLICATION_COMMENT)
    section, _ = _question(of, question)
    form = CommentForm()
    if not form.accepted():
        return _history_page(of, question, form)
    with transaction():
        services.comment(of, section, question, form.body.data or "", by=current_actor(), at=now())
    flash("Your team can read your comment now.", "success")
    return redirect(url_for(".history", application_id=application_id, question=question))


@bp.post("/applications/<id:application_id>/comments/<id:comment_id>/resolve")
@requires(Action.APPLICATION_COMMENT)
def resolve_comment(application_id: int, comment_id: int) -> ResponseReturnValue:
    """Say that a comment is dealt with."""
    with transaction():
        of = fetch(application_id, Action.APPLICATION_COMMENT)
        remark = teamwork.comment(of.id, comment_id)
        services.resolve(remark, by=current_actor(), at=now())
    flash("The comment is resolved.", "success")
    return redirect(url_for(".history", application_id=of.id, question=remark.question))


# ------------------------------------------------------------------ who does what


@bp.route("/applications/<id:application_id>/assignments", methods=["GET", "POST"])
@requires(Action.APPLICATION_VIEW)
def assignments(application_id: int) -> ResponseReturnValue:
    """Who takes care of which section, and by when."""
    action = Action.APPLICATION_WRITE if request.method == "POST" else Action.APPLICATION_VIEW
    of = fetch(application_id, action)
    team = accounts.roster(of.application.practice_id, APPLICANT_ROLES)
    given = teamwork.assignments(of.id)
    form = work_form(of.sections, team, given)
    if form.accepted():
        try:
            with transaction():
                of = fetch(application_id, action, locked=True)
                sharing.share_work(of, form.wanted, by=current_actor(), at=now())
        except NotPossibleNow:
            raise
        except Refused as refusal:
            form.show(refusal)
            of = fetch(application_id, action)
            given = teamwork.assignments(of.id)
        else:
            flash("Who does what is saved.", "success")
            return redirect(url_for(".assignments", application_id=of.id))
    names = {entry.person_id: entry.name for entry in team}
    page = render_template(
        "rfa/teamwork/assignments.html",
        of=of,
        form=form,
        rows=[
            _row(of, section, form, given=given.get(section.key), names=names)
            for section in of.sections
        ],
        may_write=allows(current_actor(), Action.APPLICATION_WRITE, of.place),
    )
    return page, 422 if form.errors or form.form_errors else 200


def _row(of: Opened, section: Section, form: Any, *, given: Any, names: dict[int, str]) -> Any:
    """A section with who has it, in words and as fields."""
    is_done = of.drafts[section.key].is_complete
    return {
        "section": section,
        "who": names.get(given.person_id, "Somebody who left") if given else "Nobody yet",
        "due": given.due_on if given else None,
        "late": words.due_words(given, is_done=is_done, today=today()),
        "is_done": is_done,
        "person": form[f"person-{section.key}"],
        "by_when": form[f"due-{section.key}"],
    }
