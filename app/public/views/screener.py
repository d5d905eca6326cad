"""The eligibility check: one question a page, no account, nothing stored.

The answers so far travel in the address, so that the browser's own Back and reload work: an
answer is posted, and leads to the address of what comes next. Once they come to "eligible" or
"talk to us", they wait in the visitor's own signed cookie, to be put into the draft. The page of
the outcome keeps them, so that what waits is always what was shown last.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

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
    sent = {q.key: request.args.get(_field(q.key), "") for q in document.screening}
    check = Check(call, document, contacts, genuine(document, sent))
    question = _wanted(check)
    if request.method == "POST":
        return _step(check) if question is None else _answered(check, question)
    return _go_on(check) if question is None else _ask(check, question)


def kept_answers(key: str) -> Mapping[str, str]:
    """What this visitor's check came to, if it was for the round with that key."""
    kept = session.get(KEPT)
    found = kept.get(key) if isinstance(kept, dict) else None
    return found if isinstance(found, dict) else {}


def _answered(check: Check, question: Question) -> ResponseReturnValue:
    """Take the answer to one question in, and lead on, or back to the question before."""
    form = ScreenForm(question, _options(question), blank=False)
    before = _before(check, question)
    fits = form.validate()
    if fits:
        check.given[question.key] = str(form.choice.data)
    if "back" in request.form:
        return _step(check, before)
    return _step(check) if fits else (_page(check, question, form), 422)


def _step(check: Check, question: Question | None = None) -> ResponseReturnValue:
    return redirect(_address(check, question), 303)


def _address(check: Check, question: Question | None = None) -> str:
    """Where the check goes on with the answers so far, or where it shows a question again."""
    query: dict[str, Any] = {_field(key): answer for key, answer in check.given.items()}
    if question is not None:
        query["show"] = question.key
    return url_for(".screener", key=check.call.key, **query)


def _field(question: str) -> str:
    """The name that the answer to a question has in the address."""
    return f"answer-{question}"


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
        answers=[
            (q, _label(q, check.given[q.key]), _address(check, q))
            for q in asked
            if q.key in check.given
        ],
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
        number=asked.index(question) + 1,
        most=len(asked),
        address=_address(check, question),
    )


def _before(check: Check, current: Question) -> Question:
    """The question that was asked before this one; the first stays the first."""
    asked = asked_of(check.document, check.given)
    return asked[max(0, asked.index(current) - 1)]


def _wanted(check: Check) -> Question | None:
    """The question that the address names, if the visitor has come to it."""
    following = judge(check.document, check.given).next
    reached = {*check.given, following.key if following else ""}
    return next(
        (
            question
            for question in asked_of(check.document, check.given)
            if question.key == request.args.get("show") and question.key in reached
        ),
        None,
    )


def _options(question: Question) -> tuple[Option, ...]:
    return YES_NO if question.kind is Kind.YES_NO else question.options


def _label(question: Question, key: str) -> str:
    return next((option.label for option in _options(question) if option.key == key), key)
