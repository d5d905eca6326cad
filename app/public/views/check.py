"""Four questions for families. The answers make one reply and are gone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import g, render_template, request
from werkzeug.datastructures import ImmutableMultiDict

from app.core.clock import today
from app.core.csrf import FIELD
from app.core.forms import posted
from app.policy import public
from app.public import presenters, queries
from app.public.domain.check import outcome
from app.public.forms import CheckForm
from app.public.views.blueprint import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

_HERE = "public.check"


@bp.url_value_preprocessor
def _set_answers_apart(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Take the answers out of the request before anything else can read it.

    Whatever comes later (a log, a page of errors that gives text back, a page that asks to send
    again) finds the proof of the form and no answer.
    """
    if endpoint != _HERE or request.method != "POST":
        return
    request.get_data()  # kept, so that the form's size can still be judged after it is read
    g.answers = posted()
    proof = request.form.get(FIELD, "")
    request.form = ImmutableMultiDict({FIELD: proof})


@bp.route("/families/check", methods=["GET", "POST"])
@public
def check() -> ResponseReturnValue:
    """Ask, or say what the answers mean; the reply is the page itself."""
    contacts = presenters.cards(queries.contacts(), today())
    texts = queries.texts(["families-have-ready"])
    form = CheckForm()
    if request.method == "GET":
        return render_template("public/check.html", form=form, contacts=contacts)
    form.process(g.pop("answers"))
    if not form.validate():
        return render_template("public/check.html", form=form, contacts=contacts), 422
    return render_template(
        "public/check_outcome.html",
        outcome=outcome(form.answers()),
        texts=texts,
        contacts=contacts,
    )
