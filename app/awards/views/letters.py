"""The letter to one practice as it will go out, and its summary of the reviews."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from flask import current_app, flash, redirect, render_template, url_for

from app.awards.domain import letters as rules
from app.awards.domain.feedback import Summary
from app.awards.domain.letters import Words
from app.awards.forms.telling import ConfirmForm, SummaryForm, WordsForm, fields_form
from app.awards.presenters import telling as words
from app.awards.queries import decisions, feedback, letters, releases
from app.awards.queries.plans import plan_of
from app.awards.services import feedback as summaries
from app.awards.services import letters as services
from app.awards.views.blueprint import bp
from app.core.attempts import attempt
from app.core.clock import now
from app.core.db import transaction
from app.core.errors import Missing, NotPossibleNow
from app.core.headers import as_download
from app.policy import Action, Place, authorize, current_actor, requires
from app.rfa.queries import applications

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from app.awards.queries.letters import Composed
    from app.core.forms import PageForm
    from app.rfa.models import Application

PDF = "application/pdf"


def _application(application_id: int) -> Application:
    of = applications.application(application_id)
    place = Place(practice_id=of.practice_id)
    authorize(Action.LETTERS_WRITE, place, seen_by=Action.APPLICATIONS_OVERSEE)
    return of


def _letter(application_id: int, *, locked: bool = False) -> Composed:
    """The letter about the decision on an application; `locked`: nobody confirms meanwhile."""
    of = _application(application_id)
    found = decisions.decision_of(application_id, locked=locked)
    if found is None:
        raise Missing(str(application_id))
    planned = releases.current(of.round_id, locked=locked)
    return letters.composed_one(
        of.round, found, releases.day_of(planned, found.released_at or now())
    )


def _attempt(application_id: int, form: PageForm, deed: Callable[[Composed], object]) -> bool:
    return attempt(form, lambda: deed(_letter(application_id, locked=True)))


def _done(application_id: int, said: str) -> ResponseReturnValue:
    flash(said, "success")
    return redirect(url_for(".letter", application_id=application_id))


@bp.route("/staff/applications/<id:application_id>/letter", methods=["GET", "POST"])
@requires(Action.LETTERS_WRITE)
def letter(application_id: int) -> ResponseReturnValue:
    """The letter with this practice's own data; here missing fields are filled in."""
    one = _letter(application_id)
    asked = _asked(one)
    typed = one.letter.fields if one.letter is not None else {}
    form = fields_form(asked)(data={f"field_{name}": typed.get(name, "") for name in asked})
    if form.accepted() and _attempt(
        application_id,
        form,
        lambda locked: services.fill_in(
            locked,
            {name: str(form[f"field_{name}"].data or "") for name in asked},
            by=current_actor(),
            at=now(),
        ),
    ):
        return _done(application_id, "The fields are saved.")
    one = _letter(application_id)
    of = applications.application(application_id)
    page = render_template(
        "awards/telling/letter.html",
        of=of,
        one=one,
        form=form,
        boxes=[form[f"field_{name}"] for name in asked],
        state=words.state_words(one),
        letter=words.letter_state(one),
        missing=words.missing_words(one),
        version=words.version_words(one.template.number),
        is_sent=one.decision.released_at is not None,
        planned=releases.current(of.round_id),
    )
    return page, 422 if form.errors or form.form_errors else 200


def _asked(one: Composed) -> list[str]:
    """The fields of a letter that staff fill in."""
    source = one.source
    used = rules.fields_in(f"{source.subject}\n{source.body}")
    return [name for name in used if rules.is_filled_in(name)]


@bp.route("/staff/applications/<id:application_id>/letter/edit", methods=["GET", "POST"])
@requires(Action.LETTERS_WRITE)
def edit_letter(application_id: int) -> ResponseReturnValue:
    """Write the letter to this practice by hand."""
    one = _letter(application_id)
    if one.decision.released_at is not None:
        raise NotPossibleNow(services.TOLD)
    form = WordsForm(subject=one.source.subject, body=one.source.body)
    if form.accepted() and _attempt(
        application_id,
        form,
        lambda locked: services.edit(
            locked,
            Words(form.subject.data or "", form.body.data or ""),
            by=current_actor(),
            at=now(),
        ),
    ):
        return _done(application_id, "The letter is saved.")
    page = render_template(
        "awards/telling/edit_letter.html", of=applications.application(application_id), form=form
    )
    return page, 422 if form.errors or form.form_errors else 200


@bp.post("/staff/applications/<id:application_id>/letter/template")
@requires(Action.LETTERS_WRITE)
def use_template(application_id: int) -> ResponseReturnValue:
    """Go back to the words of the round."""
    with transaction():
        one = _letter(application_id, locked=True)
        services.use_template(one, by=current_actor(), at=now())
    return _done(application_id, "The letter has the words of the round again.")


@bp.get("/staff/applications/<id:application_id>/letter.pdf")
@requires(Action.LETTERS_WRITE)
def letter_pdf(application_id: int) -> ResponseReturnValue:
    """The letter on its letterhead."""
    one = _letter(application_id)
    of = applications.application(application_id)
    planned = releases.current(of.round_id)
    at = one.decision.released_at or (planned.release_at if planned else now())
    content = words.letter_pdf(one.words, plan_of(of.round).letterhead, one, at)
    return as_download(current_app.response_class(content, mimetype=PDF), words.pdf_name(one))


# ------------------------------------------------------------------ the summary


@bp.route("/staff/applications/<id:application_id>/feedback", methods=["GET", "POST"])
@requires(Action.LETTERS_WRITE)
def summary(application_id: int) -> ResponseReturnValue:
    """Write what the applicant reads about strengths and concerns."""
    of = _application(application_id)
    _refuse_conflicted(application_id)
    kept = feedback.feedback_of(application_id)
    start = Summary(kept.strengths, kept.concerns) if kept else feedback.beginning(of)
    form = SummaryForm(strengths=start.strengths, concerns=start.concerns)
    if form.accepted() and attempt(
        form,
        lambda: summaries.write(
            _application(application_id),
            Summary(form.strengths.data or "", form.concerns.data or ""),
            by=current_actor(),
            at=now(),
        ),
    ):
        flash("The summary is saved. The applicant reads it once it is approved.", "success")
        return redirect(url_for(".summary", application_id=application_id))
    return _summary_page(application_id, form)


@bp.post("/staff/applications/<id:application_id>/feedback/approve")
@requires(Action.LETTERS_WRITE)
def approve_summary(application_id: int) -> ResponseReturnValue:
    """Take a second look and approve."""
    _application(application_id)
    _refuse_conflicted(application_id)
    form = ConfirmForm()
    if form.accepted() and attempt(
        form,
        lambda: summaries.approve(
            _application(application_id),
            seen=form.seen.data or "",
            by=current_actor(),
            at=now(),
        ),
    ):
        flash("The summary is approved.", "success")
        return redirect(url_for(".summary", application_id=application_id))
    kept = feedback.feedback_of(application_id)
    if kept is None:
        raise NotPossibleNow(summaries.NOTHING)
    shown = SummaryForm()
    shown.strengths.data, shown.concerns.data = kept.strengths, kept.concerns
    shown.form_errors.extend(form.form_errors)
    return _summary_page(application_id, shown)


def _refuse_conflicted(application_id: int) -> None:
    person_id = current_actor().person_id or 0
    if not feedback.may_read_reviews(application_id, person_id):
        raise NotPossibleNow(summaries.CONFLICTED)


def _summary_page(application_id: int, form: SummaryForm) -> ResponseReturnValue:
    kept = feedback.feedback_of(application_id)
    page = render_template(
        "awards/telling/summary.html",
        of=applications.application(application_id),
        form=form,
        kept=kept,
        mark=summaries.mark(Summary(kept.strengths, kept.concerns)) if kept else "",
    )
    return page, 422 if form.errors or form.form_errors else 200
