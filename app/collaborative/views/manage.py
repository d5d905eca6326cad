"""Staff pages: cohorts, their settings, calendar and practices."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from flask import flash, redirect, render_template, url_for

from app.collaborative import queries, services
from app.collaborative.domain.kinds import DateKind, RuleSet
from app.collaborative.forms import CohortForm, DateForm, EnrolForm, LeaveForm
from app.collaborative.views.blueprint import bp
from app.core.attempts import attempt
from app.core.clock import NoSuchTime, TwoSuchTimes, instant_in_mississippi, now, today
from app.core.db import transaction
from app.core.errors import Missing, Refused
from app.core.forms import Choice
from app.policy import Action, current_actor, requires
from app.practices import queries as practices

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from app.collaborative.models import Cohort

SETTINGS = services.SETTINGS


@bp.get("/staff/cohorts")
@requires(Action.COHORT_MANAGE)
def cohorts() -> ResponseReturnValue:
    """Every cohort, the latest first."""
    return render_template("collaborative/cohorts.html", rows=queries.cohorts(today()))


@bp.route("/staff/cohorts/new", methods=["GET", "POST"])
@requires(Action.COHORT_MANAGE)
def add_cohort() -> ResponseReturnValue:
    """Add a cohort with its settings."""
    form = CohortForm()
    if form.accepted():
        try:
            with transaction():
                cohort = services.add_cohort(settings=_settings(form), by=current_actor(), at=now())
        except Refused as refusal:
            form.show(refusal)
        else:
            flash(f"{cohort.name} is added. Next, choose its measures.", "success")
            return redirect(url_for(".cohort", cohort=cohort.key))
    page = render_template("collaborative/cohort_settings.html", form=form)
    return page, 422 if form.errors else 200


@bp.get("/staff/cohorts/<slug:cohort>")
@requires(Action.COHORT_MANAGE)
def cohort(cohort: str) -> ResponseReturnValue:
    """One cohort: its settings in words, its calendar and its practices."""
    return _cohort_page(queries.cohort(cohort), DateForm(), _enrol_form())


def _cohort_page(
    of: Cohort, date_form: DateForm, enrol_form: EnrolForm, status: int = 200
) -> ResponseReturnValue:
    page = render_template(
        "collaborative/cohort.html",
        cohort=of,
        dates=queries.dates(of.id),
        enrolments=queries.enrolments_in(of.id),
        date_form=date_form,
        enrol_form=enrol_form,
        form=date_form if date_form.errors else enrol_form,
    )
    return page, status


def _enrol_form() -> EnrolForm:
    """The form with the practices that are in no cohort now."""
    form = EnrolForm()
    free = [Choice(one.key, one.name) for one in queries.free_practices()]
    form.practice.choices = [Choice("", "Choose a practice"), *free]
    return form


@bp.route("/staff/cohorts/<slug:cohort>/settings", methods=["GET", "POST"])
@requires(Action.COHORT_MANAGE)
def settings(cohort: str) -> ResponseReturnValue:
    """Change the settings of a cohort."""
    of = queries.cohort(cohort)
    shown = {field: getattr(of, field) for field in SETTINGS}
    shown |= {"rule_set": of.rule_set.value, "seen_version": str(of.version)}
    form = CohortForm(data=shown)
    if form.accepted():
        known = of

        def change() -> None:
            services.change_cohort(
                known,
                settings=_settings(form),
                seen_version=form.version,
                by=current_actor(),
                at=now(),
            )

        if attempt(form, change):
            flash("Saved.", "success")
            return redirect(url_for(".cohort", cohort=cohort))
        of = queries.cohort(cohort)
    page = render_template("collaborative/cohort_settings.html", form=form, cohort=of)
    return page, 422 if form.errors else 200


def _settings(form: CohortForm) -> dict[str, Any]:
    values = {field: form[field].data for field in SETTINGS}
    return values | {"rule_set": RuleSet(form.rule_set.data)}


@bp.post("/staff/cohorts/<slug:cohort>/dates")
@requires(Action.COHORT_MANAGE)
def add_date(cohort: str) -> ResponseReturnValue:
    """Put a date into the calendar; a time that does not exist or comes twice is asked back."""
    of = queries.cohort(cohort)
    form = DateForm()
    if not form.accepted():
        return _cohort_page(of, form, _enrol_form(), 422)
    assert form.on.data is not None  # noqa: S101  # the form demands it
    try:
        time = _instant(form.on.data, form.time.data)
    except (NoSuchTime, TwoSuchTimes) as problem:
        form.show(Refused(f"{problem} Choose another time.", field="time"))
        return _cohort_page(of, form, _enrol_form(), 422)
    with transaction():
        services.add_date(
            of,
            kind=DateKind(form.kind.data),
            title=form.title.data or "",
            on=form.on.data,
            time=time,
            place=form.place.data or "",
            by=current_actor(),
            at=now(),
        )
    flash("The date is in the calendar.", "success")
    return redirect(url_for(".cohort", cohort=cohort))


def _instant(on: dt.date, time: dt.time | None) -> dt.datetime | None:
    return None if time is None else instant_in_mississippi(dt.datetime.combine(on, time))


@bp.post("/staff/cohorts/<slug:cohort>/dates/<id:date_id>/remove")
@requires(Action.COHORT_MANAGE)
def remove_date(cohort: str, date_id: int) -> ResponseReturnValue:
    """Take a date out of the calendar."""
    of = queries.cohort(cohort)
    date = queries.date(of.id, date_id)
    with transaction():
        services.remove_date(of, date, by=current_actor(), at=now())
    flash("The date is gone.", "success")
    return redirect(url_for(".cohort", cohort=cohort))


@bp.post("/staff/cohorts/<slug:cohort>/practices")
@requires(Action.COHORT_MANAGE)
def enrol(cohort: str) -> ResponseReturnValue:
    """Put a practice into the cohort."""
    of = queries.cohort(cohort)
    form = _enrol_form()
    if not form.accepted():
        return _cohort_page(of, DateForm(), form, 422)
    practice = practices.practice(form.practice.data)
    assert form.joined_on.data is not None  # noqa: S101  # the form demands it
    try:
        with transaction():
            services.enrol(
                practice, of, joined_on=form.joined_on.data, by=current_actor(), at=now()
            )
    except Refused as refusal:
        form.show(refusal)
        return _cohort_page(queries.cohort(cohort), DateForm(), form, 422)
    flash("The practice is enrolled.", "success")
    return redirect(url_for(".cohort", cohort=cohort))


@bp.route("/staff/cohorts/<slug:cohort>/practices/<id:enrolment_id>/leave", methods=["GET", "POST"])
@requires(Action.COHORT_MANAGE)
def leave(cohort: str, enrolment_id: int) -> ResponseReturnValue:
    """Ask for the last month and why, then end the enrolment."""
    enrolment = queries.enrolment(enrolment_id)
    if enrolment.cohort.key != cohort:
        raise Missing(enrolment_id)
    form = LeaveForm()
    if form.accepted():
        assert form.last_month.data is not None  # noqa: S101  # the form demands it
        try:
            with transaction():
                services.leave(
                    enrolment,
                    last_month=form.last_month.data,
                    reason=form.reason.data or "",
                    by=current_actor(),
                    at=now(),
                )
        except Refused as refusal:
            if not refusal.field:
                raise
            form.show(refusal)
            enrolment = queries.enrolment(enrolment_id)
        else:
            flash("The practice has left the cohort.", "success")
            return redirect(url_for(".cohort", cohort=cohort))
    page = render_template("collaborative/leave.html", form=form, enrolment=enrolment)
    return page, 422 if form.errors else 200
