"""Staff pages: how far the reviews of a round are, and who reviews what."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from flask import current_app, flash, g, redirect, render_template, request, url_for

from app.core.attempts import attempt
from app.core.clock import now
from app.core.errors import Conflict, Missing
from app.core.forms import Choice, posted
from app.core.paging import asked_page
from app.policy import Action, Place, authorize, current_actor, requires
from app.reviews.domain.assigning import DEFAULT_SEED
from app.reviews.forms.assigning import ConfirmForm, MatrixForm, ReplacementForm, pairs_of
from app.reviews.presenters import assigning as words
from app.reviews.presenters import due_file
from app.reviews.presenters.assigning import Wanted
from app.reviews.queries import lineups, outstanding
from app.reviews.services import assigning as services
from app.reviews.services.assigning import Wish
from app.reviews.views.blueprint import bp
from app.rfa.queries import applications, rounds

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from app.reviews.queries.lineups import Lineup, Proposed
    from app.rfa.models import Round

NOTHING = "Nothing was changed: it was saved before, or nothing differs."
CHANGED = "Something changed meanwhile, so nothing was saved. This is the new proposal."


def _token() -> str:
    return secrets.token_urlsafe(16)


@bp.get("/staff/rounds/<slug:key>/reviewing")
@requires(Action.REVIEWS_MANAGE)
def reviewing(key: str) -> ResponseReturnValue:
    """How far the reviews of a round are, by reviewer and by application."""
    of = rounds.round_with(key)
    found = lineups.lineup(of)
    shown, number, pages = words.page_of(words.by_application(found), asked_page())
    return render_template(
        "reviews/assigning/reviewing.html",
        round=of,
        terms=found.terms,
        people=words.by_reviewer(found),
        applications=shown,
        lacking=sum(found.lacks(one.id) > 0 for one in found.applications),
        total=len(found.applications),
        number=number,
        pages=pages,
        page_address=lambda page: url_for(".reviewing", key=key, page=page),
    )


# ------------------------------------------------------------------ by hand


@bp.route("/staff/rounds/<slug:key>/reviewing/assignments", methods=["GET", "POST"])
@requires(Action.REVIEWS_MANAGE)
def assignments(key: str) -> ResponseReturnValue:
    """The matrix of applications and reviewers, to tick by hand."""
    of = rounds.round_with(key)
    wanted = _wanted()
    found = lineups.lineup(of)
    table = words.matrix(found, wanted)
    form = MatrixForm(data={"token": _token(), "was": table.assigned})
    ticked = pairs_of(posted().getlist("pair"))
    status, shown = 422, posted().getlist("pair")
    try:
        if form.accepted() and _assign(of, form, _by_hand(form, ticked)):
            return redirect(url_for(".assignments", key=key, page=table.number, **wanted.query))
    except Conflict as clash:
        form.show(clash)
        status = 409
    if request.method == "POST":
        of = rounds.round_with(key)
    if status == 409:
        table = words.matrix(lineups.lineup(of), wanted)
        form.token.data, form.was.data = _token(), table.assigned
        shown = table.assigned.split(",")
    page = render_template(
        "reviews/assigning/matrix.html",
        round=of,
        form=form,
        matrix=table,
        wanted=wanted,
        filters=words.filters(),
        ticked=shown if form.errors else table.assigned.split(","),
        page_address=lambda page: url_for(".assignments", key=key, page=page, **wanted.query),
    )
    return page, status if form.errors else 200


def _wanted() -> Wanted:
    given = request.args
    return Wanted(
        given.get("region", "")[:20],
        given.get("kind", "")[:30],
        given.get("lacks") == "yes",
        asked_page(),
    )


def _by_hand(form: MatrixForm, ticked: frozenset[tuple[int, int]]) -> Wish:
    return Wish(
        form.token.data or "",
        add=ticked - form.assigned,
        remove=form.assigned - ticked,
        override=form.override.data or "",
        reason=form.reason.data or "",
    )


def _assign(of: Round, form: MatrixForm | ConfirmForm | ReplacementForm, wish: Wish) -> bool:
    """Do what the form wishes, and say so; False when it was refused."""
    did = []
    if not attempt(
        form, lambda: did.append(services.assign(of, wish, by=current_actor(), at=now()))
    ):
        return False
    flash(_done(wish) if did == [True] else NOTHING, "success")
    return True


def _done(wish: Wish) -> str:
    said = f"{len(wish.add)} assigned, {len(wish.remove)} taken away."
    return f"{said} Each reviewer with something new gets one mail." if wish.add else said


# ------------------------------------------------------------------ by proposal


@bp.route("/staff/rounds/<slug:key>/reviewing/assignments/proposal", methods=["GET", "POST"])
@requires(Action.REVIEWS_MANAGE)
def proposal(key: str) -> ResponseReturnValue:
    """Propose who gets what is still to be assigned; nothing is saved before a yes."""
    return _propose(key, moves=False)


@bp.route("/staff/rounds/<slug:key>/reviewing/assignments/rebalance", methods=["GET", "POST"])
@requires(Action.REVIEWS_MANAGE)
def rebalance(key: str) -> ResponseReturnValue:
    """Propose to move reviews that nobody started, so that loads are even."""
    return _propose(key, moves=True)


def _propose(key: str, *, moves: bool) -> ResponseReturnValue:
    of = rounds.round_with(key)
    here = ".rebalance" if moves else ".proposal"
    saved = lineups.batch_with(posted().get("token", ""))
    if saved is not None:
        if str(saved.seed) != posted().get("seed", ""):
            raise Conflict(services.SAVED_BEFORE)
        flash(NOTHING, "success")
        return redirect(url_for(".assignments", key=key))
    form = ConfirmForm(data={"token": _token(), "seed": DEFAULT_SEED})
    found = lineups.lineup(of)
    plan = _plan_of(found, form, moves=moves)
    if plan is not None and request.method == "POST" and not form.errors:
        if plan.mark != form.mark.data:
            form.form_errors.append(CHANGED)
        elif not plan.why_not:
            wish = Wish(form.token.data or "", plan.added, plan.removed, seed=plan.seed)
            if _assign(of, form, wish):
                return redirect(url_for(".assignments", key=key))
            of = rounds.round_with(key)
            found = lineups.lineup(of)
    page = render_template(
        "reviews/assigning/proposal.html",
        form=form,
        here=here,
        moves=moves,
        plan=plan,
        page_address=lambda page: url_for(here, key=key, seed=form.seed.data, page=page),
        **_about(of, found, plan),
    )
    return page, 422 if form.errors else 200


def _plan_of(found: Lineup, form: ConfirmForm, *, moves: bool) -> Proposed | None:
    """The proposal that was asked for: by the seed in the address, or in the form."""
    if request.method == "GET":
        asked = request.args.get("seed")
        if asked is None or not form.take_seed(asked):
            return None
    elif not form.validate():
        return None
    return lineups.proposed(found, form.seed.data or 0, moves=moves)


def _about(of: Round, found: Lineup, plan: Proposed | None) -> dict[str, Any]:
    """What the page says of a proposal."""
    wanted = _wanted()
    is_there = plan is not None and not plan.why_not
    return {
        "round": of,
        "lacking": sum(found.lacks(one.id) for one in found.applications),
        "explained": words.explained(found, plan) if plan and is_there else None,
        "matrix": words.matrix(found, wanted, plan) if is_there else None,
    }


# ------------------------------------------------------------------ one application


@bp.route("/staff/applications/<id:application_id>/reviewers", methods=["GET", "POST"])
@requires(Action.REVIEWS_MANAGE)
def reviewers(application_id: int) -> ResponseReturnValue:
    """Who reviews one application, and who else could: without a conflict, the least load first."""
    one = applications.application(application_id)
    place = Place(practice_id=one.practice_id)
    authorize(Action.REVIEWS_MANAGE, place, seen_by=Action.APPLICATIONS_OVERSEE)
    found = lineups.lineup(one.round)
    if application_id not in found.by_id:
        raise Missing(str(application_id))
    choice = words.choice(found, application_id)
    form = ReplacementForm(data={"token": _token()})
    form.reviewer.choices = [
        Choice(who.id, who.words, {"data-hint": who.hints}) for who in choice.offered
    ]
    if form.accepted():
        wish = Wish(
            form.token.data or "",
            add=frozenset({(application_id, form.reviewer.data)}),
            override=form.override.data or "",
        )
        if _assign(one.round, form, wish):
            return redirect(url_for(".reviewers", application_id=application_id))
        one = applications.application(application_id)
    page = render_template(
        "reviews/assigning/reviewers.html",
        form=form,
        application=one,
        round=one.round,
        choice=choice,
        most=found.terms.most_each,
    )
    return page, 422 if form.errors else 200


# ------------------------------------------------------------------ for reviewers


@bp.get("/reviews/due/<slug:key>.ics")
@requires(Action.REVIEW_WRITE)
def due_ics(key: str) -> ResponseReturnValue:
    """When the reviews of a round are due, for the reviewer's own calendar."""
    of = rounds.round_with(key)
    if not outstanding.reviews_in(of.id, g.person.id):
        raise Missing(key)
    content = due_file.calendar(
        of.key,
        of.title,
        outstanding.due_at(of),
        site=current_app.config["BASE_URL"],
        at=now(),
    )
    return current_app.response_class(
        content,
        mimetype="text/calendar",
        headers={"Content-Disposition": f'attachment; filename="{of.key}-reviews-due.ics"'},
    )
