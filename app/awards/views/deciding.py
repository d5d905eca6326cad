"""Recording decisions: one application, or several of the board at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, g, redirect, render_template, request, url_for

from app.accounts.queries.names import names_of
from app.awards.domain import deciding
from app.awards.domain.deciding import MOVES, Move
from app.awards.domain.kinds import Outcome
from app.awards.forms.deciding import DecideForm, DecideTogetherForm, TakeBackForm
from app.awards.presenters import deciding as words
from app.awards.queries import decisions
from app.awards.queries.checks import gates
from app.awards.services import decisions as services
from app.awards.views.blueprint import bp
from app.awards.views.board import take_board
from app.core.attempts import attempt
from app.core.clock import now
from app.core.db import transaction
from app.core.errors import NotPossibleNow
from app.policy import Action, Place, allows, authorize, current_actor, requires
from app.rfa.queries import applications

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask.typing import ResponseReturnValue

    from app.awards.models import Decision
    from app.awards.queries.board import Board, Entry
    from app.rfa.models import Application

NOTHING_CHOSEN = "Choose at least one application on the board."
NOT_ON_BOARD = "One of these applications is not on the board any more."


def take(application_id: int, action: Action) -> Application:
    """The application, for staff who may do `action`; for everybody else it is not there."""
    of = applications.application(application_id)
    authorize(action, Place(practice_id=of.practice_id), seen_by=Action.APPLICATIONS_OVERSEE)
    return of


@bp.route("/staff/applications/<id:application_id>/decision/record", methods=["GET", "POST"])
@requires(Action.DECISIONS_READ)
def record_decision(application_id: int) -> ResponseReturnValue:
    """What is decided about one application; the director records and changes it here."""
    action = Action.DECISION_RECORD if request.method == "POST" else Action.DECISIONS_READ
    of = take(application_id, action)
    board = take_board(of.round.key)
    if any(one.id == of.id for one in board.hidden):
        return _closed(of)
    found = decisions.decision_of(of.id)
    taken = services.waiting(_decided(board))
    form = DecideForm(data=DecideForm.shown(found, deciding.next_place(taken)))
    if form.accepted() and attempt(form, lambda: _decide(of, form)):
        flash("The decision is recorded. Nobody is told before the release.", "success")
        return redirect(url_for(".record_decision", application_id=of.id))
    return _page(take(application_id, action), form)


def _decide(of: Application, form: DecideForm) -> None:
    wish = form.wish
    services.decide(
        of,
        wish.outcome,
        rationale=wish.rationale,
        departure=wish.departure,
        conditions=wish.conditions,
        waits_as=wish.waits_as,
        amount=wish.amount,
        by=current_actor(),
        at=now(),
        seen_version=form.version,
    )


def _closed(of: Application) -> ResponseReturnValue:
    """The page for somebody with a conflict: the name, and nothing else."""
    if request.method == "POST":
        raise NotPossibleNow(services.CONFLICTED)
    return render_template("awards/board/closed.html", of=of)


def _page(of: Application, form: DecideForm) -> ResponseReturnValue:
    board = take_board(of.round.key)
    found = decisions.decision_of(of.id)
    state = services.state_of(of, found)
    why_not = services.why_not_by(of, g.person.id)
    moves = MOVES[state]
    decides = allows(current_actor(), Action.DECISION_RECORD) and not why_not
    gate = gates(of.round, [of.id], g.person.id).get(of.id) if moves else None
    has_form = not (gate and gate.why_not) or request.method == "POST"  # what was typed stays
    page = render_template(
        "awards/board/record.html",
        of=of,
        form=form,
        state=str(state),
        panel=words.panel_of(board, of.id),
        facts=words.facts(found, names_of([found.decided_by_id] if found else [])),
        decision=found,
        why_not=why_not if moves else words.why_nothing(state),
        gate=gate,
        decides=decides,
        may_record=decides and has_form and bool(moves - {Move.TAKE_BACK}),
        may_take_back=decides and Move.TAKE_BACK in moves,
        pays=of.round.pays,
    )
    return page, 422 if form.errors or form.form_errors else 200


@bp.post("/staff/applications/<id:application_id>/decision/take-back")
@requires(Action.DECISION_RECORD)
def take_back_decision(application_id: int) -> ResponseReturnValue:
    """Take a decision back that nobody was told of."""
    of = take(application_id, Action.DECISION_RECORD)
    form = TakeBackForm()
    with transaction():
        services.take_back(of, by=current_actor(), at=now(), seen_version=form.version)
    flash("The decision is taken back. Nothing is decided now.", "success")
    return redirect(url_for(".record_decision", application_id=of.id))


@bp.route("/staff/rounds/<slug:key>/board/decide", methods=["GET", "POST"])
@requires(Action.DECISION_RECORD)
def board_decide(key: str) -> ResponseReturnValue:
    """Record the same decision for each application that was chosen on the board."""
    board = take_board(key)
    chosen = _chosen(board)
    if not chosen:
        flash(NOTHING_CHOSEN, "error")
        return redirect(url_for(".board", key=key))
    ids = [entry.line.key for entry in chosen]
    taken = services.waiting(_decided(board), without=ids)
    form = DecideTogetherForm(data=DecideForm.shown(None, deciding.next_place(taken)))
    if form.accepted() and attempt(
        form,
        lambda: services.decide_together(
            ids, form.wish, seen=form.versions, by=current_actor(), at=now()
        ),
    ):
        flash(words.recorded(len(ids), Outcome(form.outcome.data)), "success")
        return redirect(url_for(".board", key=key))
    board = take_board(key)
    if request.method == "GET" or form.form_errors:
        form.see({one: board.entries[one].decision for one in ids})
    waiting = words.waiting(board, ids, gates(board.round, ids, g.person.id))
    page = render_template(
        "awards/board/decide.html",
        of=board,
        form=form,
        chosen=words.chosen(board, ids),
        told=_told(board, ids),
        waiting=waiting,
        has_form=not waiting or request.method == "POST",
        pays=board.round.pays,
    )
    return page, 422 if form.errors or form.form_errors else 200


def _told(board: Board, ids: Sequence[int]) -> list[str]:
    """The names of those whose decision does not change any more."""
    entries = [board.entries[key] for key in ids]
    return [
        entry.line.name
        for entry in entries
        if not MOVES[services.state_of(entry.application, entry.decision)]
    ]


def _chosen(board: Board) -> Sequence[Entry]:
    """The entries that the request names, the best first."""
    given = request.values.getlist("application", type=int)
    if not set(given) <= set(board.entries):
        raise NotPossibleNow(NOT_ON_BOARD)
    ranked = [place.key for place in board.ranking().places]
    return [board.entries[key] for key in ranked if key in given]


def _decided(board: Board) -> list[Decision]:
    return [entry.decision for entry in board.entries.values() if entry.decision is not None]
