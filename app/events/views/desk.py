"""Events for those who run them: plan, publish, change, copy and cancel; who comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from app.accounts.queries.contacts import contacts_of
from app.collaborative import queries as collaborative
from app.core.attempts import attempt
from app.core.clock import now, today
from app.core.db import transaction
from app.core.errors import Conflict, NotPossibleNow
from app.events.domain import doors
from app.events.domain.audience import ALL_COHORTS
from app.events.domain.kinds import EventKind, EventStatus
from app.events.forms.planning import SETTLED, CancelForm, CopyForm, EventForm, PublishForm
from app.events.presenters import listing, one, planned
from app.events.queries import events as queries
from app.events.queries import registrations
from app.events.services import planning
from app.events.views.blueprint import bp
from app.events.views.exports import handed_out
from app.events.views.fetching import cancelled_page, managed
from app.policy import Action, Place, allows, current_actor, requires

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue

    from app.events.models import Event


PAST = "Its time has passed. Change its day, then publish it."


def cohort_names() -> dict[int, str]:
    """The cohorts whose events one may run, the latest first."""
    actor = current_actor()
    return {
        row.cohort.id: row.cohort.name
        for row in collaborative.cohorts(today())
        if allows(actor, Action.EVENTS_MANAGE, Place(cohort_ids=frozenset({row.cohort.id})))
    }


@bp.get("/staff/events")
@requires(Action.EVENTS_MANAGE)
def desk() -> ResponseReturnValue:
    """The events that one runs: the nearest first, then the past."""
    at, cohorts, wanted = now(), cohort_names(), request.args
    kind = next((one for one in EventKind if one.value == wanted.get("kind")), None)
    status = next((one for one in EventStatus if one.value == wanted.get("status")), None)
    offered = {ALL_COHORTS: "For all cohorts"} if _runs_all() else {}
    offered |= {str(number): name for number, name in cohorts.items()}
    cohort = wanted.get("cohort") if wanted.get("cohort") in offered else None
    found = queries.run_by(current_actor(), at, queries.Wanted(kind, cohort, status))
    counts = registrations.counts([of.id for of in found])
    return render_template(
        "events/staff/desk.html",
        parts=listing.desk_parts(found, counts, cohorts, at),
        kinds=EventKind,
        statuses=EventStatus,
        cohorts=offered,
        kind=kind,
        cohort=cohort,
        status=status,
    )


def _runs_all() -> bool:
    """Whether one runs the events of the whole program."""
    return allows(current_actor(), Action.EVENTS_MANAGE, Place())


@bp.route("/staff/events/new", methods=["GET", "POST"])
@requires(Action.EVENTS_MANAGE)
def plan_event() -> ResponseReturnValue:
    """Plan an event; nobody sees it before it is published."""
    form = _event_form(EventForm(kind=EventKind.CALL.value))
    made: list[Event] = []

    def deed() -> None:
        made.append(planning.plan(settings=form.settings, by=current_actor(), at=now()))

    if form.accepted() and _planned(form, deed):
        flash(f"The event is planned. {_next_step(made[0])}", "success")
        return redirect(url_for(".run_event", event=made[0].key))
    return _plan_page(form, None), 422 if form.errors else 200


def _planned(form: EventForm, deed: Callable[[], None]) -> bool:
    """Plan it; who clicks twice at once meets the first event with the second try."""
    try:
        return attempt(form, deed)
    except Conflict:
        return attempt(form, deed)


def _event_form(form: EventForm) -> EventForm:
    form.offer(cohort_names().items(), all_cohorts=_runs_all())
    return form


@bp.get("/staff/events/<slug:event>")
@requires(Action.EVENTS_MANAGE)
def run_event(event: str) -> ResponseReturnValue:
    """One event: what is planned, who comes, who waits, and what can be done."""
    of = managed(event)
    placed, line = registrations.placed([of.id]), registrations.line(of.id)
    contacts = contacts_of([row.person_id for row in (*placed, *line)])
    count = registrations.Count(len(placed), len(line))
    cohort = listing.cohort_words(of, cohort_names())
    return render_template(
        "events/staff/event.html",
        event=of,
        status=doors.status(of, now()),
        is_past=doors.is_past_draft(of, now()),
        tone=listing.TONES[doors.status(of, now())],
        facts=one.facts(of, count, cohort),
        placed=one.people(placed, contacts),
        line=one.people(line, contacts),
    )


@bp.route("/staff/events/<slug:event>/edit", methods=["GET", "POST"])
@requires(Action.EVENTS_MANAGE)
def change_event(event: str) -> ResponseReturnValue:
    """Change or move an event; registered people are told what they need to know."""
    of = managed(event)
    if page := cancelled_page(of, "Change"):
        return page
    form = _event_form(EventForm(data=EventForm.shown(of)))
    told: list[str] = []

    def deed() -> None:
        told.extend(
            planning.change(
                managed(event, locked=True),
                settings=form.settings,
                seen_version=form.version,
                by=current_actor(),
                at=now(),
            )
        )

    try:
        done = form.accepted() and attempt(form, deed)
    except Conflict:
        return _clash_page(event, form)
    if done:
        flash(f"Saved.{_change_words(managed(event), told)}", "success")
        return redirect(url_for(".run_event", event=event))
    return _plan_page(form, managed(event)), 422 if form.errors else 200


def _next_step(of: Event) -> str:
    return PAST if doors.is_past_draft(of, now()) else "Look it over, then publish it."


def _change_words(of: Event, told: list[str]) -> str:
    if told:
        return " Everybody who has a place or waits in line gets a mail with the change."
    return f" {PAST}" if doors.is_past_draft(of, now()) else ""


def _clash_page(event: str, form: EventForm) -> ResponseReturnValue:
    """What was typed, what somebody else has saved meanwhile, and the version of now."""
    of = managed(event)
    if of.cancelled_at is not None:
        raise NotPossibleNow(planning.CANCELLED)
    form.seen_version.data = str(of.version)
    theirs = planned.clash(planning.settings_of(of), form.settings, cohort_names())
    return _plan_page(form, of, theirs), 409


def _plan_page(
    form: EventForm, of: Event | None, theirs: tuple[planned.Theirs, ...] | None = None
) -> str:
    """The form; of an event that is over, only what may still change, until somebody tried more."""
    is_over = of is not None and doors.status(of, now()) is EventStatus.OVER
    tried = any(form[name].errors for name in SETTLED)
    return render_template(
        "events/staff/plan.html",
        form=form,
        event=of,
        theirs=theirs,
        over=planning.OVER if is_over else "",
        settled=[form[name] for name in SETTLED] if is_over and not tried else [],
        stays=planned.settled(planning.settings_of(of)) if of is not None else [],
    )


@bp.post("/staff/events/<slug:event>/publish")
@requires(Action.EVENTS_MANAGE)
def publish_event(event: str) -> ResponseReturnValue:
    """Show the event to those whom it is for."""
    form = PublishForm()
    with transaction():
        planning.publish(
            managed(event, locked=True), seen_version=form.version, by=current_actor(), at=now()
        )
    flash("The event is published. People can register now.", "success")
    return redirect(url_for(".run_event", event=event))


@bp.route("/staff/events/<slug:event>/copy", methods=["GET", "POST"])
@requires(Action.EVENTS_MANAGE)
def copy_event(event: str) -> ResponseReturnValue:
    """Plan the same event for another day."""
    of = managed(event)
    form = CopyForm(data={"starts_time": EventForm.shown(of)["starts_time"]})
    made: list[Event] = []

    def deed() -> None:
        made.append(
            planning.copy(managed(event), starts_at=form.starts_at, by=current_actor(), at=now())
        )

    if form.accepted() and attempt(form, deed):
        flash(f"The copy is a draft. {_next_step(made[0])}", "success")
        return redirect(url_for(".run_event", event=made[0].key))
    page = render_template("events/staff/copy.html", form=form, event=of)
    return page, 422 if form.errors else 200


@bp.route("/staff/events/<slug:event>/cancel", methods=["GET", "POST"])
@requires(Action.EVENTS_MANAGE)
def cancel_event(event: str) -> ResponseReturnValue:
    """Ask why, then call the event off."""
    of = managed(event)
    if page := cancelled_page(of, "Cancel"):
        return page
    form = CancelForm()
    if form.accepted():
        with transaction():
            planning.cancel(
                managed(event, locked=True),
                reason=form.reason.data or "",
                by=current_actor(),
                at=now(),
            )
        flash("The event is cancelled.", "success")
        return redirect(url_for(".run_event", event=event))
    page = render_template(
        "events/staff/cancel.html", form=form, event=of, count=registrations.count(of.id)
    )
    return page, 422 if form.errors else 200


@bp.get("/staff/events/<slug:event>/registered.csv")
@requires(Action.EVENTS_MANAGE)
def registered_csv(event: str) -> ResponseReturnValue:
    """Who comes and who waits, for a spreadsheet."""
    of = managed(event)
    placed, line = registrations.placed([of.id]), registrations.line(of.id)
    contacts = contacts_of([row.person_id for row in (*placed, *line)])
    return handed_out(of, "registered", one.table(placed, line, contacts))
