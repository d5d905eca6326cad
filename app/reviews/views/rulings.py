"""Staff pages: who declared, what waits for a ruling, and all conflicts of a round."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for

from app.accounts.queries.names import names_of
from app.core.attempts import attempt
from app.core.clock import now
from app.core.db import transaction
from app.policy import Action, Place, authorize, current_actor, requires
from app.reviews.domain.rulings import Ruling
from app.reviews.forms.conflicts import EstablishForm, RulingForm
from app.reviews.presenters import conflicts as words
from app.reviews.queries import conflicts as queries
from app.reviews.queries import plans, standings
from app.reviews.queries.hints import hints_for
from app.reviews.services import conflicts as services
from app.reviews.services import declaring
from app.reviews.views.blueprint import bp
from app.rfa.queries import applications, rounds

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from app.rfa.models import Application

DECIDED = {
    Ruling.CONFLICT: "It is a conflict. The application is closed to this person.",
    Ruling.CLEAR: "It is no conflict. The application is open to its reviewer.",
    Ruling.LIFT: "The conflict is lifted. The reviewer is asked once more.",
}
GIVEN_BACK = " The void review is a draft again: it counts once its reviewer submits it."


@bp.route("/staff/rounds/<slug:key>/reviewing/conflicts", methods=["GET", "POST"])
@requires(Action.REVIEWS_MANAGE)
def staff_conflicts(key: str) -> ResponseReturnValue:
    """Everything about conflicts in a round; a POST rules one that nobody named."""
    of = rounds.public_round(key)
    seen = queries.overview(of, now())
    form = EstablishForm(
        {one.id: f"{one.reference}, {one.practice.name}" for one in seen.applications}, seen.people
    )
    if form.accepted():
        who, about = int(form.who.data), int(form.application.data)
        reason = form.reason.data or ""
        if attempt(form, lambda: _decide(about, who, Ruling.CONFLICT, reason)):
            flash(DECIDED[Ruling.CONFLICT], "success")
            return redirect(url_for(".staff_conflicts", key=key))
        of = rounds.public_round(key)
        seen = queries.overview(of, now())
    page = render_template(
        "reviews/conflicts/staff.html",
        round=of,
        seen=seen,
        form=form,
        missing=[one for one in seen.declared if not one.holds],
        due_at=plans.terms_of(of).due_at,
        reason_of=words.reason_of,
        review_words=words.review_words,
    )
    return page, 422 if form.errors else 200


@bp.post("/staff/rounds/<slug:key>/reviewing/conflicts/remind")
@requires(Action.REVIEWS_MANAGE)
def remind_declaring(key: str) -> ResponseReturnValue:
    """Mail those who did not declare yet, each at most once a day."""
    of = rounds.public_round(key)
    with transaction():
        mails = declaring.remind(of, by=current_actor(), at=now())
    if mails:
        many = "1 mail goes" if mails == 1 else f"{mails} mails go"
        flash(f"{many} out to those who did not declare yet.", "success")
    else:
        flash("No mail goes out: everybody declared, or had a reminder today.", "success")
    return redirect(url_for(".staff_conflicts", key=key))


@bp.route(
    "/staff/applications/<id:application_id>/conflicts/<id:person_id>", methods=["GET", "POST"]
)
@requires(Action.REVIEWS_MANAGE)
def ruling(application_id: int, person_id: int) -> ResponseReturnValue:
    """Decide about one person and one application, or lift a conflict."""
    of = _application(application_id)
    case = queries.case(of, person_id)
    form = RulingForm(words.rulings_on(case))
    if form.accepted():
        decided, reason, back = form.decided, form.reason.data or "", list[bool]()
        if attempt(form, lambda: back.append(_decide(of.id, person_id, decided, reason))):
            flash(DECIDED[decided] + (GIVEN_BACK if back[0] else ""), "success")
            return redirect(url_for(".staff_conflicts", key=of.round.key))
        of = _application(application_id)
        case = queries.case(of, person_id)
    said = tuple(one for one in standings.statements_of(of.id) if one.person_id == person_id)
    page = render_template(
        "reviews/conflicts/ruling.html",
        application=of,
        case=case,
        form=form,
        tag=words.STANDING_TAGS[case.stand.standing],
        reason=words.reason_of(case.stand),
        review=words.review_words(case.review),
        said=words.said_lines(said, names_of({one.said_by_id for one in said})),
        hints=hints_for([of.id], [person_id]).get((of.id, person_id), ()),
        can_rule=bool(form.ruling.choices),
    )
    return page, 422 if form.errors else 200


def _application(application_id: int) -> Application:
    """The application, for staff who rule; administrators are told no."""
    of = applications.application(application_id)
    authorize(
        Action.REVIEWS_MANAGE,
        Place(practice_id=of.practice_id),
        seen_by=Action.APPLICATIONS_OVERSEE,
    )
    return of


def _decide(application_id: int, person_id: int, decided: Ruling, reason: str) -> bool:
    """Do what staff decided; True when a void review became a draft again."""
    of = applications.application(application_id, locked=True)
    by, at = current_actor(), now()
    if decided is Ruling.LIFT:
        return services.lift(of, person_id, reason=reason, by=by, at=at)
    return services.rule(
        of, person_id, is_conflict=decided is Ruling.CONFLICT, reason=reason, by=by, at=at
    )
