"""A reviewer's desk, and the guide to scoring."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import g, render_template

from app.core.clock import now
from app.policy import Action, requires
from app.reviews.presenters import desk as words
from app.reviews.presenters.sheets import anchors
from app.reviews.queries import desk as queries
from app.reviews.queries import exercises, sheets
from app.reviews.views.blueprint import bp
from app.rfa.queries import rounds

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/reviews")
@requires(Action.REVIEW_WRITE)
def desk() -> ResponseReturnValue:
    """What is to be reviewed, by when, and what is finished; what can be done before that."""
    at = now()
    found = queries.piles(g.person.id, at)
    last_sent = sheets.last_sent(one.review for pile in found for one in pile.items)
    piles = words.in_order(words.view(pile, at, last_sent) for pile in found)
    current = rounds.current(at)
    known = {pile.key for pile in piles}
    return render_template(
        "reviews/desk/desk.html",
        piles=piles,
        coming=current if current is not None and current.key not in known else None,
        exercises=exercises.rounds_with_exercise(),
    )


@bp.get("/reviews/guide")
@requires(Action.REVIEW_WRITE)
def guide() -> ResponseReturnValue:
    """How to score, with the rubric of one's rounds; of the round that runs without any."""
    at = now()
    mine = [(pile.round.title, pile.document) for pile in queries.piles(g.person.id, at)]
    current = None if mine else rounds.current(at)
    if current is not None:
        mine = [(current.title, rounds.document_of(current))]
    rubrics = [
        (title, [(one, anchors(one)) for one in document.criteria]) for title, document in mine
    ]
    return render_template("reviews/desk/guide.html", rubrics=rubrics)
