"""What became of the awards of a round, for the staff who look after them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from app.accounts.queries.names import names_of
from app.awards.domain.beginning import STEP_WORDS, W9, promotion_lacks
from app.awards.forms.beginning import DoneForm, MeetForm, PromoteForm
from app.awards.presenters import beginning as words
from app.awards.queries import beginnings as queries
from app.awards.services import answering, promoting, steps
from app.awards.views.blueprint import bp
from app.collaborative import queries as collaborative
from app.core.attempts import attempt
from app.core.clock import now, today
from app.core.db import transaction
from app.core.errors import Conflict, Missing, NotPossibleNow, Refused
from app.policy import Action, Place, authorize, current_actor, requires
from app.rfa.queries import applications, rounds

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from werkzeug.wrappers import Response

    from app.awards.models import Milestone
    from app.awards.queries.beginnings import Award, OfRound, Waiting
    from app.rfa.models import Application


def take_award(application_id: int, *, locked: bool = False) -> Award:
    """An award that was told, for staff who look after it."""
    of = queries.award(application_id, locked=locked)
    authorize(Action.AWARDS_MANAGE, of.place, seen_by=Action.APPLICATIONS_OVERSEE)
    return of


@bp.get("/staff/rounds/<slug:key>/awards")
@requires(Action.AWARDS_MANAGE)
def beginnings(key: str) -> ResponseReturnValue:
    """All awards of a round that were told, and who waits for a place."""
    of = rounds.round_with(key)
    found = queries.in_round(of, now())
    return render_template(
        "awards/beginning/beginnings.html",
        of=of,
        found=found,
        rows=words.award_rows(found.awards),
    )


@bp.get("/staff/applications/<id:application_id>/award")
@requires(Action.AWARDS_MANAGE)
def beginning(application_id: int) -> ResponseReturnValue:
    """One award: the answer, the agreement, the milestones and the first steps."""
    return _award_page(take_award(application_id))


def _award_page(of: Award, refusal: str = "") -> ResponseReturnValue:
    stage = of.stage(now())
    found = queries.milestones_of(of.decision.id)
    tick = queries.ticks_of([of.decision.id]).get((of.decision.id, W9))
    cohort = queries.cohort_of(of.terms)
    enrolments = collaborative.enrolments_of(of.application.practice_id)
    people = names_of(
        [
            of.reply.replied_by_id if of.reply else None,
            tick.ticked_by_id if tick else None,
            of.decision.promoted_by_id,
            of.agreement.person_id if of.agreement else None,
            of.agreement.countersigned_by_id if of.agreement else None,
        ]
    )
    page = render_template(
        "awards/beginning/beginning.html",
        of=of,
        stage_words=words.STAGE_WORDS[stage],
        amount=words.dollars(of.decision.amount),
        agreement=words.agreement_words(of.agreement),
        signed=words.signed_words(of.agreement, people) if of.agreement else "",
        countersigned=words.countersigned_words(of.agreement, people) if of.agreement else "",
        fingerprint=words.fingerprint_words(of.agreement) if of.agreement else "",
        milestones=words.milestone_rows(found),
        total=words.total(found),
        tick=tick,
        tick_words=STEP_WORDS[W9],
        people=people,
        cohort=cohort,
        is_enrolled=any(
            one.left_on is None and cohort is not None and one.cohort_id == cohort.id
            for one in enrolments
        ),
        refusal=refusal,
    )
    return page, 422 if refusal else 200


def _back(application_id: int, said: str) -> Response:
    flash(said, "success")
    return redirect(url_for(".beginning", application_id=application_id))


@bp.post("/staff/applications/<id:application_id>/award/enrol")
@requires(Action.AWARDS_MANAGE)
def enrol(application_id: int) -> ResponseReturnValue:
    """Finish what waited for a cohort."""
    try:
        with transaction():
            of = take_award(application_id, locked=True)
            answering.enrol(of, by=current_actor(), at=now())
    except (Conflict, NotPossibleNow):
        raise
    except Refused as refusal:
        return _award_page(take_award(application_id), refusal.message)
    return _back(application_id, "The practice is in its cohort, with its charter.")


@bp.post("/staff/applications/<id:application_id>/award/w-9")
@requires(Action.AWARDS_MANAGE)
def tick_w9(application_id: int) -> ResponseReturnValue:
    """Note that finance has the form, or that it has not. Nothing is uploaded."""
    done = request.form.get("done") == "yes"
    with transaction():
        of = take_award(application_id, locked=True)
        steps.tick(of, W9, done=done, by=current_actor(), at=now())
    return _back(application_id, "Noted.")


@bp.route(
    "/staff/applications/<id:application_id>/award/milestones/<id:milestone_id>",
    methods=["GET", "POST"],
)
@requires(Action.AWARDS_MANAGE)
def meet_milestone(application_id: int, milestone_id: int) -> ResponseReturnValue:
    """Note that a milestone was met."""
    of = take_award(application_id)
    row = queries.milestone(of.decision.id, milestone_id)
    form = MeetForm(data={"on": today()})
    if not form.accepted():
        return _milestone_page(of, row, form)
    assert form.on.data is not None  # noqa: S101  # the form asks for it
    on = form.on.data

    def meet() -> None:
        of = take_award(application_id, locked=True)
        steps.meet(
            of,
            queries.milestone(of.decision.id, milestone_id, locked=True),
            on=on,
            words=form.note.data or "",
            by=current_actor(),
            at=now(),
        )

    if not attempt(form, meet):
        of = take_award(application_id)
        return _milestone_page(of, queries.milestone(of.decision.id, milestone_id), form)
    return _back(application_id, f"“{row.title}” is met.")


def _milestone_page(of: Award, row: Milestone, form: MeetForm) -> ResponseReturnValue:
    page = render_template(
        "awards/beginning/milestone.html",
        of=of,
        milestone=row,
        form=form,
        amount=words.dollars(row.amount),
    )
    return page, 422 if form.errors else 200


@bp.route(
    "/staff/applications/<id:application_id>/award/milestones/<id:milestone_id>/reopen",
    methods=["GET", "POST"],
)
@requires(Action.AWARDS_MANAGE)
def reopen_milestone(application_id: int, milestone_id: int) -> ResponseReturnValue:
    """Ask, then take back that a milestone was met."""
    of = take_award(application_id)
    row = queries.milestone(of.decision.id, milestone_id)
    form = DoneForm()
    if not form.accepted():
        return render_template("awards/beginning/reopen.html", of=of, milestone=row, form=form)
    with transaction():
        of = take_award(application_id, locked=True)
        row = queries.milestone(of.decision.id, milestone_id, locked=True)
        steps.reopen(of, row, by=current_actor(), at=now())
    return _back(application_id, f"“{row.title}” is open again.")


# ------------------------------------------------------------------ a place that became free


@bp.route("/staff/applications/<id:application_id>/promote", methods=["GET", "POST"])
@requires(Action.DECISION_RECORD)
def promote(application_id: int) -> ResponseReturnValue:
    """Give a place that became free."""
    of = applications.application(application_id)
    authorize(
        Action.DECISION_RECORD,
        Place(practice_id=of.practice_id),
        seen_by=Action.APPLICATIONS_OVERSEE,
    )
    whole, waiting = _waiting(of)
    form = PromoteForm(data={"amount": waiting.decision.amount or of.round.cap})
    if not of.round.pays:
        del form.amount
    if not form.accepted():
        return _promote_page(of, whole, waiting, form)
    amount = form.amount.data if of.round.pays else None

    def promote() -> None:
        promoting.promote(
            applications.application(application_id, locked=True),
            reason=form.reason.data or "",
            amount=amount,
            by=current_actor(),
            at=now(),
        )

    if not attempt(form, promote):
        of = applications.application(application_id)
        return _promote_page(of, *_waiting(of), form)
    flash(f"{of.practice.name} has a place now. Its lead was told.", "success")
    return redirect(url_for(".beginnings", key=of.round.key))


def _waiting(of: Application) -> tuple[OfRound, Waiting]:
    whole = queries.in_round(of.round, now())
    for one in whole.waiting:
        if one.to.application_id == of.id:
            return whole, one
    raise Missing(str(of.id))


def _promote_page(
    of: Application, whole: OfRound, waiting: Waiting, form: PromoteForm
) -> ResponseReturnValue:
    lacks = promotion_lacks(waiting.decision.waits_as, whole.places, free=whole.free, reason="")
    page = render_template(
        "awards/beginning/promote.html",
        of=of,
        free=whole.free,
        waits_as=waiting.decision.waits_as,
        lacks=lacks,
        form=form,
    )
    return page, 422 if form.errors or form.form_errors else 200
