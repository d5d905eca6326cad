"""Questions about a round with the staff's answers, and the form to ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from app.accounts.services.throttle import TooManyTries
from app.accounts.views import visit
from app.core.clock import now, today
from app.core.db import reading, transaction
from app.core.errors import NotPossibleNow, Refused
from app.policy import public
from app.public import presenters, queries
from app.public.forms.apply import AskForm
from app.public.services import visitors
from app.public.services.visitors import Deed
from app.public.views.blueprint import bp
from app.public.views.held_back import held_back
from app.public.views.round import call_of, every_call, may_ask
from app.rfa.presenters import calls
from app.rfa.queries import faq, rounds
from app.rfa.services import faq as asking

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from app.rfa.models import Round


@bp.get("/questions")
@public
def questions() -> ResponseReturnValue:
    """Questions and answers about the current round, or that there is none."""
    of = rounds.current(now())
    return _questions(of) if of is not None else _no_questions()


@bp.route("/apply/<slug:key>/questions", methods=["GET", "POST"])
@public
def round_questions(key: str) -> ResponseReturnValue:
    """Questions and answers about one round, and the form to ask."""
    with reading():
        of = rounds.public_round(key)
    form = AskForm()
    if form.accepted():
        try:
            _ask(of, form)
        except TooManyTries as too_many:
            return held_back(too_many)
        except NotPossibleNow:
            raise
        except Refused as refusal:
            form.show(refusal)
        else:
            flash("Your question was sent. You will find the answer on this page.", "success")
            return redirect(url_for(".round_questions", key=key))
    with reading():
        return _questions(of, form), 422 if request.method == "POST" else 200


def _ask(of: Round, form: AskForm) -> None:
    with transaction():
        visitors.count(Deed.ASK, visit.address(), at=now())
        asking.ask(
            of,
            question=str(form.question.data),
            asked_by=str(form.asked_by.data or ""),
            email=str(form.email.data or ""),
            at=now(),
        )


def _questions(of: Round, form: AskForm | None = None) -> str:
    call = call_of(of)
    return render_template(
        "public/faq.html",
        call=call,
        others=[one for one in every_call() if not one.is_over and one.key != of.key],
        until=calls.full_moment(of.questions_until) if of.questions_until else "",
        entries=faq.answered(of.id),
        may_ask=may_ask(of, call),
        form=form or AskForm(),
        contacts=presenters.cards(queries.contacts(), today()),
    )


def _no_questions() -> str:
    contacts = presenters.cards(queries.contacts(), today())
    return render_template("public/faq.html", call=None, contacts=contacts)
