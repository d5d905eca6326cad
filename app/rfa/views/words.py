"""Confirming that words of an answer are not about a patient, although they look like it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for

from app.core.attempts import attempt
from app.core.clock import now
from app.core.errors import Missing
from app.policy import Action, current_actor, requires
from app.rfa.domain.suspicion import suspicious_in
from app.rfa.forms.words import WordsForm
from app.rfa.queries import applications
from app.rfa.services import confirming
from app.rfa.views.blueprint import bp
from app.rfa.views.fetching import fetch

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from app.rfa.domain.document import Question, Section
    from app.rfa.queries.applications import Opened


@bp.route("/applications/<id:application_id>/words/<key:question>", methods=["GET", "POST"])
@requires(Action.APPLICATION_WRITE)
def confirm_words(application_id: int, question: str) -> ResponseReturnValue:
    """Show what looks suspicious in an answer; keep why it is not."""
    of = fetch(application_id, Action.APPLICATION_WRITE)
    section, asked = _asked(of, question)
    form = WordsForm()
    at = now()

    def deed() -> None:
        locked = fetch(application_id, Action.APPLICATION_WRITE, locked=True)
        confirming.confirm(
            locked,
            section,
            asked,
            seen=str(form.seen.data),
            reason=str(form.reason.data),
            by=current_actor(),
            at=at,
        )

    if form.accepted() and attempt(form, deed):
        flash(f"It is noted that {question} is not about a patient.", "success")
        return redirect(url_for(".check", application_id=application_id))
    of = applications.opened(application_id)
    found = tuple(suspicious_in(asked, of.answers.get(question, {})))
    if not found:
        flash(f"Nothing in {question} looks like a detail of a patient.", "success")
        return redirect(url_for(".check", application_id=application_id))
    form.seen.data = confirming.seen_of(found)
    page = render_template(
        "rfa/draft/words.html", of=of, section=section, question=asked, found=found, form=form
    )
    return page, 422 if form.errors or form.form_errors else 200


def _asked(of: Opened, key: str) -> tuple[Section, Question]:
    """The question and its section; raises `Missing` when this round asks no such thing."""
    section = of.document.section_of(key)
    question = of.document.question(key)
    if section is None or question is None or section not in of.sections:
        raise Missing(key)
    return section, question
