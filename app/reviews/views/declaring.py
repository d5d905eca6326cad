"""A reviewer declares interests for a round, before anything opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, g, redirect, render_template, request, url_for

from app.core.attempts import attempt
from app.core.clock import now
from app.policy import Action, current_actor, requires
from app.reviews.domain.declaring import MONTHS_BACK, MOST_TIES, lapses_at
from app.reviews.forms.declaring import DeclareForm
from app.reviews.queries import declarations
from app.reviews.services import declaring as services
from app.reviews.views.blueprint import bp
from app.rfa.queries import rounds

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from app.reviews.services.declaring import Effect


@bp.route("/reviews/declaration/<slug:key>", methods=["GET", "POST"])
@requires(Action.REVIEW_WRITE)
def declaration(key: str) -> ResponseReturnValue:
    """Ties of the last 36 months, or nothing; can be renewed at any time."""
    of = rounds.public_round(key)
    earlier = declarations.declarations_of(of.id, g.person.id)
    last = earlier[0] if earlier else None
    named = [tie.practice_id for tie in last.ties if tie.practice_id] if last else []
    form = DeclareForm(
        declarations.practices_to_name(named),
        data={
            "ties": DeclareForm.shown(last.ties) if last else [],
            "is_nothing": last.is_nothing if last else False,
        },
    )
    adds = request.method == "POST" and "add" in request.form
    if adds:
        form.add_lines()
    elif form.accepted():
        effects: list[Effect] = []

        def declare() -> None:
            effects.append(
                services.declare(
                    of,
                    g.person.id,
                    form.declared,
                    is_nothing=form.is_nothing.data,
                    by=current_actor(),
                    at=now(),
                )
            )

        if attempt(form, declare):
            flash(_kept_words(effects[0]), "success")
            return redirect(url_for(".desk"))
        of = rounds.public_round(key)
        last = next(iter(declarations.declarations_of(of.id, g.person.id)), None)
    page = render_template(
        "reviews/conflicts/declaration.html",
        round=of,
        form=form,
        last=last,
        lapses_at=lapses_at(last.declared_at) if last else None,
        months=MONTHS_BACK,
        most=MOST_TIES,
    )
    return page, 422 if form.errors else 200


def _kept_words(effect: Effect) -> str:
    said = ["Thank you. Your declaration is kept."]
    if effect.closed:
        said.append(f"Closed to you now, because of a tie that is new: {len(effect.closed)}.")
    if effect.asked:
        said.append("You do not name a tie any more, so staff are asked whether it still counts.")
    return " ".join(said)
