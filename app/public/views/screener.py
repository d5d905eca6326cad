"""The eligibility check: one question a page, no account, nothing stored.

The answers so far travel in the form itself. Once they come to "eligible" or "talk to us", they
wait in the visitor's own signed cookie, to be put into the draft.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import redirect, render_template, request, session, url_for

from app.core.clock import now, today
from app.core.db import reading
from app.policy import public
from app.public import presenters, queries
from app.public.forms.apply import ScreenForm
from app.public.views.blueprint import bp
from app.rfa.domain.answers import YES_NO
from app.rfa.domain.kinds import Kind, Outcome
from app.rfa.domain.screener import asked_of, genuine, judge
from app.rfa.presenters import calls
from app.rfa.queries import rounds

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask.typing import ResponseReturnValue

    from app.public.presenters import Card
    from app.rfa.domain.document import FormDocument, Option, Question
    from app.rfa.domain.screener import Verdict
    from app.rfa.presenters.calls import Call

KEPT = "screening"
"""Where the signed cookie holds the answers: those of one round, under its key."""


@dataclass(frozen=True, slots=True)
class Check:
    """The check of one round, as far as a visitor has come."""

    call: Call
    document: FormDocument
    contacts: tuple[Card, ...]
    given: dict[str, str]


@bp.route("/apply/<slug:key>/check", methods=["GET", "POST"])
@public
def screener(key: str) -> ResponseReturnValue:
    """Ask the next question, or say what the answers come to."""
    with reading():
        of = rounds.public_round(key)
        call = calls.call(of, rounds.window_of(of), now())
        contacts = presenters.cards(queries.contacts(), today())
    document = rounds.document_of(of)
    if call.is_over or not document.screening:
        return redirect(url_for(".call_page", key=key))
    sent = {q.key: request.form.get(f"answer-{q.key}", "") for q in document.screening}
    check = Check(call, document, contacts, genuine(document, sent))
    return _answered(check) if request.method == "POST" else _go_on(check)


def kept_answers(key: str) -> Mapping[str, str]:
    """What this visitor's check came to, if it was for the round with that key."""
    kept = session.get(KEPT)
    found = kept.get(key) if isinstance(kept, dict) else None
    return found if isinstance(found, dict) else {}


def _answered(check: Check) -> ResponseReturnValue:
    """Take the answer to one question in; or show an earlier question again, as it was answered."""
    wanted = _question(check, "show")
    if wanted is not None:
        return _ask(check, wanted)
    current = _question(check, "question")
    if current is None:
        return _go_on(check)
    form = ScreenForm(current, _options(current), blank=False)
    fits = form.validate()
    if fits:
        check.given[current.key] = str(form.choice.data)
    if "back" in request.form:
        return _ask(check, _before(check, current))
    if not fits:
        return _page(check, current, form), 422
    return _go_on(check)


def _go_on(check: Check) -> ResponseReturnValue:
    verdict = judge(check.document, check.given)
    if verdict.next is not None:
        return _ask(check, verdict.next)
    _keep(check, verdict)
    asked = asked_of(check.document, check.given)
    return render_template(
        "public/screener_outcome.html",
        call=check.call,
        contacts=check.contacts,
        outcome=verdict.outcome,
        rules=[(q, _label(q, check.given[q.key]), why) for q, why in verdict.rules],
        answers=[(q, _label(q, check.given[q.key])) for q in asked if q.key in check.given],
        given=check.given,
    )


def _keep(check: Check, verdict: Verdict) -> None:
    if verdict.outcome is Outcome.NOT_ELIGIBLE:
        session.pop(KEPT, None)
    else:
        session[KEPT] = {check.call.key: check.given}


def _ask(check: Check, question: Question) -> ResponseReturnValue:
    answer = check.given.get(question.key)
    return _page(
        check, question, ScreenForm(question, _options(question), answer=answer, blank=True)
    )


def _page(check: Check, question: Question, form: ScreenForm) -> str:
    asked = asked_of(check.document, check.given)
    return render_template(
        "public/screener.html",
        call=check.call,
        contacts=check.contacts,
        form=form,
        question=question,
        number=next((n for n, one in enumerate(asked, 1) if one.key == question.key), 1),
        most=len(asked),
        others={key: value for key, value in check.given.items() if key != question.key},
    )


def _before(check: Check, current: Question) -> Question:
    """The question that was asked before this one; the first stays the first."""
    asked = asked_of(check.document, check.given)
    keys = [question.key for question in asked]
    at = keys.index(current.key) if current.key in keys else 0
    return asked[max(0, at - 1)]


def _question(check: Check, field: str) -> Question | None:
    wanted = request.form.get(field, "")
    return next((q for q in check.document.screening if q.key == wanted), None)


def _options(question: Question) -> tuple[Option, ...]:
    return YES_NO if question.kind is Kind.YES_NO else question.options


def _label(question: Question, key: str) -> str:
    return next((option.label for option in _options(question) if option.key == key), key)
