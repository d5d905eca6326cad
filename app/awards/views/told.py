"""What an applicant reads once the decision is told: the letter, the summary, the appeal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app, flash, redirect, render_template, request, url_for

from app.awards.domain.beginning import Stage
from app.awards.forms.telling import AppealForm
from app.awards.presenters import telling as words
from app.awards.queries import appeals, beginnings, told
from app.awards.queries.plans import plan_of
from app.awards.services import appeals as services
from app.awards.views.blueprint import bp
from app.core.attempts import attempt
from app.core.clock import now
from app.core.errors import Missing, NotPossibleNow
from app.core.headers import as_download
from app.policy import Action, Place, allows, authorize, current_actor, requires
from app.rfa.queries import applications, telling

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from app.awards.queries.told import Told

PDF = "application/pdf"


def _told(application_id: int, action: Action) -> Told:
    """What was told; before that there is nothing, for anybody."""
    of = applications.application(application_id)
    authorize(action, Place(practice_id=of.practice_id), seen_by=Action.APPLICATION_VIEW)
    return told.told(of)


@bp.get("/applications/<id:application_id>/decision")
@requires(Action.APPLICATION_VIEW)
def decision(application_id: int) -> ResponseReturnValue:
    """The letter, the summary of the reviews, and what can be done now."""
    found = _told(application_id, Action.APPLICATION_VIEW)
    of = found.application
    may_answer = allows(current_actor(), Action.AWARD_ANSWER, Place(practice_id=of.practice_id))
    stage = beginnings.award(of.id).stage(now()) if found.decision.is_award else None
    return render_template(
        "awards/telling/told.html",
        of=of,
        found=found,
        papers=[
            (words.SLUGS[one.kind], words.pdf_label(one, len(found.letters)))
            for one in found.letters
        ],
        is_award=found.decision.is_award,
        is_open=stage is Stage.OPEN,
        may_answer=may_answer,
        may_appeal=may_answer
        and found.appeal is None
        and appeals.is_open(found.appeal_until, now()),
    )


@bp.get("/applications/<id:application_id>/decision/letter.pdf")
@requires(Action.APPLICATION_VIEW)
def decision_pdf(application_id: int) -> ResponseReturnValue:
    """A letter on its letterhead: the newest, or the one of the kind that is asked for."""
    found = _told(application_id, Action.APPLICATION_VIEW)
    asked = request.args.get("kind", words.SLUGS[found.letters[0].kind])
    one = next((one for one in found.letters if words.SLUGS[one.kind] == asked), None)
    if one is None:
        raise Missing(asked)
    at = one.letter.sent_at if one.letter else None
    content = words.letter_pdf(
        one.words, plan_of(found.application.round).letterhead, one, at or found.released_at
    )
    return as_download(current_app.response_class(content, mimetype=PDF), words.pdf_name(one))


@bp.route("/applications/<id:application_id>/decision/appeal", methods=["GET", "POST"])
@requires(Action.AWARD_ANSWER)
def appeal(application_id: int) -> ResponseReturnValue:
    """Ask to look at the decision again."""
    found = _told(application_id, Action.AWARD_ANSWER)
    if found.appeal is not None and request.method == "GET":
        return redirect(url_for(".decision", application_id=application_id))
    if found.appeal is not None or not appeals.is_open(found.appeal_until, now()):
        raise NotPossibleNow("This decision cannot be appealed now.")
    form = AppealForm()

    def file() -> None:
        [of] = telling.locked([application_id])
        services.appeal(
            of, told.told(of).decision, basis=form.basis.data or "", by=current_actor(), at=now()
        )

    if form.accepted() and attempt(form, file):
        flash("We have your appeal. You get a mail when it is decided.", "success")
        return redirect(url_for(".decision", application_id=application_id))
    found = _told(application_id, Action.AWARD_ANSWER)
    page = render_template(
        "awards/telling/appeal.html", of=found.application, found=found, form=form
    )
    return page, 422 if form.errors or form.form_errors else 200
