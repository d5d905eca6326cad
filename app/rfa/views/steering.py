"""What staff do to one application: more time, changes, edits on behalf, undoing a withdrawal."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template

from app.core.attempts import attempt
from app.core.clock import now
from app.core.db import transaction
from app.core.errors import NotPossibleNow
from app.core.forms import PageForm, posted
from app.policy import Action, authorize, current_actor, requires
from app.rfa.domain import answers, judging
from app.rfa.domain.states import ApplicationState
from app.rfa.domain.suspicion import newly_suspicious
from app.rfa.forms.autosave import version_in
from app.rfa.forms.plain import ConfirmForm
from app.rfa.forms.steering import BehalfForm, ChangesForm, ExtendForm, ReasonForm
from app.rfa.presenters.section_page import section_page
from app.rfa.presenters.task_list import deadline
from app.rfa.queries import applications
from app.rfa.queries.applications import Opened
from app.rfa.queries.oversight import one
from app.rfa.services import applications as lifecycle
from app.rfa.services import steering
from app.rfa.views.blueprint import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


def fetch_for_staff(application_id: int, *, locked: bool = False) -> Opened:
    """The application, for staff who may steer it."""
    of = applications.opened(application_id, locked=locked)
    authorize(Action.APPLICATIONS_STEER, of.place, seen_by=Action.APPLICATIONS_OVERSEE)
    return of


def _attempt(application_id: int, form: PageForm, deed: Callable[[Opened], object]) -> bool:
    """Do `deed` with the locked application; a refusal goes beside its field."""
    return attempt(form, lambda: deed(fetch_for_staff(application_id, locked=True)))


def _done(application_id: int, message: str) -> ResponseReturnValue:
    flash(message, "success")
    return redirect(f"/staff/applications/{application_id}")


def _invalid(form: PageForm) -> int:
    return 422 if form.errors or form.form_errors else 200


@bp.route("/staff/applications/<id:application_id>/extend", methods=["GET", "POST"])
@requires(Action.APPLICATIONS_STEER)
def extend(application_id: int) -> ResponseReturnValue:
    """Give one practice more time."""
    of = fetch_for_staff(application_id)
    form = ExtendForm()
    at = now()
    if form.accepted() and _attempt(
        application_id,
        form,
        lambda locked: steering.extend(
            locked, until=form.instant, reason=str(form.reason.data), by=current_actor(), at=at
        ),
    ):
        return _done(application_id, "The practice has more time, and a mail that says so.")
    of = applications.opened(application_id)
    page = render_template(
        "rfa/steering/extend.html",
        of=of,
        form=form,
        deadline=deadline(of, at),
        extensions=[e for e in applications.extensions_of(of.id) if e.ended_at is None],
    )
    return page, _invalid(form)


@bp.route(
    "/staff/applications/<id:application_id>/extensions/<id:extension_id>/end",
    methods=["GET", "POST"],
)
@requires(Action.APPLICATIONS_STEER)
def end_application_extension(application_id: int, extension_id: int) -> ResponseReturnValue:
    """Take more time back that one practice was given."""
    of = fetch_for_staff(application_id)
    form = ReasonForm()
    at = now()
    if form.accepted() and _attempt(
        application_id,
        form,
        lambda locked: steering.end_extension(
            locked,
            applications.extension(locked.id, extension_id),
            reason=str(form.reason.data),
            by=current_actor(),
            at=at,
        ),
    ):
        return _done(application_id, "The practice has the earlier deadline again.")
    of = applications.opened(application_id)
    page = render_template(
        "rfa/steering/end_extension.html",
        of=of,
        form=form,
        extension=applications.extension(of.id, extension_id),
    )
    return page, _invalid(form)


@bp.route("/staff/applications/<id:application_id>/changes", methods=["GET", "POST"])
@requires(Action.APPLICATIONS_STEER)
def request_changes(application_id: int) -> ResponseReturnValue:
    """Ask the practice to change named sections."""
    of = fetch_for_staff(application_id)
    form = ChangesForm()
    form.offer(of.sections)
    at = now()
    if form.accepted() and _attempt(
        application_id,
        form,
        lambda locked: steering.request_changes(
            locked,
            sections=form.sections.data or [],
            reason=str(form.reason.data),
            due_at=form.instant,
            by=current_actor(),
            at=at,
        ),
    ):
        return _done(application_id, "The practice is asked to change these sections.")
    of = applications.opened(application_id)
    return render_template("rfa/steering/changes.html", of=of, form=form), _invalid(form)


@bp.route("/staff/applications/<id:application_id>/changes/cancel", methods=["GET", "POST"])
@requires(Action.APPLICATIONS_STEER)
def cancel_changes(application_id: int) -> ResponseReturnValue:
    """Take a request for changes back."""
    of = fetch_for_staff(application_id)
    form = ReasonForm()
    at = now()
    if form.accepted() and _attempt(
        application_id,
        form,
        lambda locked: steering.cancel_request(
            locked, reason=str(form.reason.data), by=current_actor(), at=at
        ),
    ):
        return _done(application_id, "The changes are not asked for any more.")
    of = applications.opened(application_id)
    return render_template("rfa/steering/cancel.html", of=of, form=form), _invalid(form)


@bp.route("/staff/applications/<id:application_id>/reinstate", methods=["GET", "POST"])
@requires(Action.APPLICATIONS_STEER)
def reinstate(application_id: int) -> ResponseReturnValue:
    """Undo a withdrawal, until the deadline."""
    of = fetch_for_staff(application_id)
    form = ConfirmForm()
    if not form.accepted():
        return render_template("rfa/steering/reinstate.html", of=of, form=form)
    at = now()
    with transaction():
        locked = fetch_for_staff(application_id, locked=True)
        lifecycle.reinstate(locked.application, by=current_actor(), at=at)
    return _done(application_id, "The application is back where it was.")


@bp.get("/staff/applications/<id:application_id>/behalf")
@requires(Action.APPLICATIONS_STEER)
def behalf(application_id: int) -> ResponseReturnValue:
    """Choose the section to edit for the practice."""
    of = fetch_for_staff(application_id)
    one.check_unsealed(of.application, now())
    if of.application.state is ApplicationState.WITHDRAWN:
        raise NotPossibleNow("This application was withdrawn.")
    return render_template("rfa/steering/behalf.html", of=of)


@bp.route("/staff/applications/<id:application_id>/behalf/<slug:section>", methods=["GET", "POST"])
@requires(Action.APPLICATIONS_STEER)
def behalf_section(application_id: int, section: str) -> ResponseReturnValue:
    """Edit one section for the practice, with a reason that it is told."""
    of = fetch_for_staff(application_id)
    one.check_unsealed(of.application, now())
    shown = of.section(section)
    fields = posted()
    asked = set(fields.get("_asked", "").split())
    read = answers.read_section(shown, fields.getlist)
    given = {key: answer for key, answer in read.items() if key in asked}
    form = BehalfForm(newly_suspicious(shown, given, of.answers))
    at = now()
    done: list[bool] = []

    def edit(locked: Opened) -> None:
        saved = steering.edit_on_behalf(
            locked,
            shown,
            given,
            seen_version=version_in(fields.get("seen_version", "")),
            reason=str(form.reason.data),
            no_patient=form.confirming.reason,
            by=current_actor(),
            at=at,
        )
        done.append(bool(saved.changed))

    if form.accepted() and _attempt(application_id, form, edit):
        if not done[-1]:
            return _done(application_id, "Nothing was different, so nothing was changed.")
        return _done(application_id, "Your change is saved, and the practice is told.")
    of = applications.opened(application_id)
    page = section_page(
        of,
        shown,
        judging.shown_on_page(judging.faults_in(shown, of.about)),
        typed=given,
        at=at,
        by_staff=True,
    )
    body = render_template("rfa/steering/behalf_section.html", of=of, page=page, form=form)
    return body, _invalid(form)
