"""The award of a practice: where it stands, the answer, and the one page that begins the work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from app.accounts import queries as accounts
from app.awards.domain.beginning import Stage, first_month
from app.awards.domain.kinds import Reply
from app.awards.forms.beginning import ACCEPT, DECLINE, ReplyForm, roles_form
from app.awards.presenters import beginning as words
from app.awards.queries import beginnings
from app.awards.services import answering as services
from app.awards.views.blueprint import bp
from app.collaborative import queries as collaborative
from app.core.attempts import attempt
from app.core.clock import now
from app.core.errors import NotPossibleNow
from app.policy import APPLICANT_ROLES, Action, Place, allows, authorize, current_actor, requires

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from werkzeug.wrappers import Response

    from app.awards.forms.beginning import RolesForm
    from app.awards.queries.beginnings import Award


def fetch_award(application_id: int, action: Action, *, locked: bool = False) -> Award:
    """The award of an application, for somebody of the practice who may do `action`.

    Before it is told there is nothing here, whoever asks.
    """
    of = beginnings.award(application_id, locked=locked)
    authorize(action, of.place, seen_by=Action.APPLICATION_VIEW)
    return of


def _to_award(application_id: int, said: str) -> Response:
    flash(said, "success")
    return redirect(url_for(".award", application_id=application_id))


@bp.get("/applications/<id:application_id>/award")
@requires(Action.APPLICATION_VIEW)
def award(application_id: int) -> ResponseReturnValue:
    """Where the award stands, and what comes next."""
    of = fetch_award(application_id, Action.APPLICATION_VIEW)
    actor, practice = current_actor(), of.application.practice
    stage = of.stage(now())
    enrolments = collaborative.enrolments_of(practice.id)
    steps = beginnings.milestones_of(of.decision.id)
    return render_template(
        "awards/beginning/award.html",
        of=of,
        stage=stage.name,
        stage_words=words.STAGE_WORDS[stage],
        amount=words.dollars(of.decision.amount),
        agreement=words.agreement_words(of.agreement),
        milestones=words.milestone_rows(steps),
        total=words.total(steps),
        is_enrolled=any(one.left_on is None for one in enrolments),
        on_team=allows(actor, Action.TEAM_VIEW, Place(practice_id=practice.id)),
        too_late=services.too_late(of) if stage is Stage.LATE else "",
    )


@bp.route("/applications/<id:application_id>/award/reply", methods=["GET", "POST"])
@requires(Action.AWARD_ANSWER)
def reply(application_id: int) -> ResponseReturnValue:
    """Accept, which leads to the page that confirms it, or decline with a reason."""
    of = fetch_award(application_id, Action.AWARD_ANSWER)
    form = ReplyForm()
    if of.stage(now()) is not Stage.OPEN:
        return _closed(of, {ACCEPT: Reply.ACCEPTED, DECLINE: Reply.DECLINED}.get(form.reply.data))
    if not form.accepted():
        return _reply_page(of, form)
    if form.reply.data == ACCEPT:
        return redirect(url_for(".confirm", application_id=application_id))

    def decline() -> None:
        of = fetch_award(application_id, Action.AWARD_ANSWER, locked=True)
        services.decline(of, form.reason.data or "", by=current_actor(), at=now())

    if not attempt(form, decline):
        return _reply_page(fetch_award(application_id, Action.AWARD_ANSWER), form)
    return _to_award(application_id, "You declined the award. Thank you for telling us.")


def _closed(of: Award, wish: Reply | None) -> ResponseReturnValue:
    """What was answered, or not in time, is not answered now; least of all otherwise."""
    if of.reply is None:
        raise NotPossibleNow(services.too_late(of))
    if wish not in {None, of.reply.reply}:
        raise NotPossibleNow(services.answered(of))
    return redirect(url_for(".award", application_id=of.id))


def _reply_page(of: Award, form: ReplyForm) -> ResponseReturnValue:
    page = render_template(
        "awards/beginning/reply.html", of=of, form=form, amount=words.dollars(of.decision.amount)
    )
    return page, 422 if form.errors else 200


@bp.route("/applications/<id:application_id>/award/confirm", methods=["GET", "POST"])
@requires(Action.AWARD_ANSWER)
def confirm(application_id: int) -> ResponseReturnValue:
    """Show everything that begins, then begin it: once, whoever confirms and how often."""
    of = fetch_award(application_id, Action.AWARD_ANSWER)
    if of.stage(now()) is not Stage.OPEN:
        return _closed(of, Reply.ACCEPTED if request.method == "POST" else None)
    form = roles_form(accounts.roster(of.application.practice_id, APPLICANT_ROLES))
    if not form.accepted():
        return _confirm_page(of, form)

    def accept() -> None:
        of = fetch_award(application_id, Action.AWARD_ANSWER, locked=True)
        services.accept(of, form.roles(), by=current_actor(), at=now())

    if not attempt(form, accept):
        return _confirm_page(fetch_award(application_id, Action.AWARD_ANSWER), form)
    return _to_award(application_id, "You accepted the award. Next, sign the agreement.")


def _confirm_page(of: Award, form: RolesForm) -> ResponseReturnValue:
    carry = beginnings.carry_of(of.id)
    cohort = beginnings.cohort_of(of.terms)
    why_not = services.obstacle(of.application.practice, cohort, now()) if cohort else ""
    page = render_template(
        "awards/beginning/confirm.html",
        of=of,
        form=form,
        rows=words.carried_rows(carry),
        members=carry.members,
        milestones=words.planned(of),
        cohort=cohort,
        waits=cohort is None or bool(why_not),
        month=first_month(cohort.starts_on, now()) if cohort else None,
    )
    return page, 422 if form.errors or form.form_errors else 200
