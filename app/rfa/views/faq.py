"""Staff pages: the questions about a round, and answering them in public."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for

from app.accounts.queries.names import names_of
from app.core.clock import now
from app.core.db import transaction
from app.policy import Action, current_actor, requires
from app.rfa.forms.rounds import AnswerForm, RemoveQuestionForm
from app.rfa.queries import faq as queries
from app.rfa.queries import rounds
from app.rfa.services import faq as services
from app.rfa.views.blueprint import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/staff/rounds/<slug:key>/questions")
@requires(Action.ROUND_MANAGE)
def round_questions(key: str) -> ResponseReturnValue:
    """What visitors asked: first what waits for an answer."""
    of = rounds.round_with(key)
    answered = queries.answered(of.id)
    return render_template(
        "rfa/rounds/questions.html",
        round=of,
        waiting=queries.waiting(of.id),
        answered=answered,
        names=names_of({one.answered_by_id for one in answered}),
    )


@bp.route("/staff/rounds/<slug:key>/questions/<id:entry_id>", methods=["GET", "POST"])
@requires(Action.ROUND_MANAGE)
def answer_question(key: str, entry_id: int) -> ResponseReturnValue:
    """Answer a question, or change its answer; either is public at once."""
    of = rounds.round_with(key)
    entry = queries.entry(of.id, entry_id)
    form = AnswerForm(data={"answer": entry.answer, "seen": services.mark_of(entry)})
    if form.accepted():
        with transaction():
            services.answer(
                of,
                queries.entry(of.id, entry_id, locked=True),
                text=form.answer.data or "",
                seen=form.seen.data or "",
                by=current_actor(),
                at=now(),
            )
        flash("The answer is public.", "success")
        return redirect(url_for(".round_questions", key=key))
    page = render_template("rfa/rounds/answer.html", form=form, round=of, entry=entry)
    return page, 422 if form.errors else 200


@bp.route("/staff/rounds/<slug:key>/questions/<id:entry_id>/remove", methods=["GET", "POST"])
@requires(Action.ROUND_MANAGE)
def remove_question(key: str, entry_id: int) -> ResponseReturnValue:
    """Ask why, then take the question off the pages."""
    of = rounds.round_with(key)
    entry = queries.entry(of.id, entry_id)
    form = RemoveQuestionForm()
    if form.accepted():
        with transaction():
            services.remove(
                of,
                queries.entry(of.id, entry_id, locked=True),
                reason=form.reason.data or "",
                by=current_actor(),
                at=now(),
            )
        flash("The question is removed.", "success")
        return redirect(url_for(".round_questions", key=key))
    page = render_template("rfa/rounds/remove_question.html", form=form, round=of, entry=entry)
    return page, 422 if form.errors else 200
