"""Staff pages: how long a round keeps things, what is due to go, removing it, and the log."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from flask import current_app, flash, redirect, render_template, url_for

from app.accounts.queries.names import names_of
from app.core.attempts import attempt
from app.core.clock import now, today
from app.core.db import transaction
from app.core.errors import Conflict, NotPossibleNow
from app.core.headers import as_download
from app.policy import Action, Place, allows, authorize, current_actor, requires
from app.rfa.domain.retention import mark
from app.rfa.forms.retention import KeepForm, RemoveForm, ScheduleForm
from app.rfa.presenters import exports
from app.rfa.presenters import retention as words
from app.rfa.queries import applications, rounds
from app.rfa.queries import retention as queries
from app.rfa.services import retention as services
from app.rfa.views.blueprint import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from app.rfa.models import Application, Round
    from app.rfa.queries.retention import Overview

AT_ONCE = 100
"""As many applications as one page shows and one yes empties; the others come after them."""
CHANGED = "The list is not the one that you saw. Nothing was removed. Look at it again."


@bp.get("/staff/rounds/<slug:key>/retention")
@requires(Action.ROUND_MANAGE)
def retention(key: str) -> ResponseReturnValue:
    """How long a round keeps things, what is due, what is held, and what was removed."""
    of = rounds.round_with(key)
    seen = queries.overview(of, now())
    found = queries.log(of.id)
    kept = queries.held_ids(of.id)
    return render_template(
        "rfa/retention/retention.html",
        round=of,
        seen=seen,
        clock=words.clock_words(seen),
        due=words.lines(seen, seen.due, kept),
        held=words.lines(seen, seen.held, kept),
        later=words.lines(seen, seen.later, kept),
        around=_around(seen),
        log=words.log_lines(found, names_of([one.entry.by_id for one in found])),
    )


@bp.route("/staff/rounds/<slug:key>/retention/schedule", methods=["GET", "POST"])
@requires(Action.ROUND_MANAGE)
def retention_schedule(key: str) -> ResponseReturnValue:
    """Say how many months a round keeps things."""
    of = rounds.round_with(key)
    seen = queries.overview(of, now(), only=())
    form = ScheduleForm(data=ScheduleForm.shown(seen.schedule, seen.row))
    if form.accepted() and attempt(
        form,
        lambda: services.change_schedule(
            of, form.schedule, seen_version=form.version, by=current_actor(), at=now()
        ),
    ):
        flash("Saved. What is due is counted with these months.", "success")
        return redirect(url_for(".retention", key=key))
    page = render_template("rfa/retention/schedule.html", round=of, form=form)
    return page, 422 if form.errors else 200


@bp.get("/staff/rounds/<slug:key>/retention/log.csv")
@requires(Action.ROUND_MANAGE)
def retention_log(key: str) -> ResponseReturnValue:
    """What was removed, for a file of one's own; it names no practice."""
    of = rounds.round_with(key)
    found = queries.log(of.id)
    table = words.log_table(found, names_of([one.entry.by_id for one in found]))
    reply = current_app.response_class(exports.to_csv(words.HEADERS, table), mimetype="text/csv")
    return as_download(reply, f"removed-{key}-{today().isoformat()}.csv")


# ------------------------------------------------------------------ keeping one longer


@bp.route("/staff/applications/<id:application_id>/keep", methods=["GET", "POST"])
@requires(Action.ROUND_MANAGE)
def retention_keep(application_id: int) -> ResponseReturnValue:
    """Ask why, then keep one application whatever the schedule says."""
    of = _application(application_id)
    form = KeepForm()
    if form.accepted() and attempt(
        form,
        lambda: services.keep(
            _application(application_id, locked=True),
            reason=(form.reason.data or "").strip(),
            by=current_actor(),
            at=now(),
        ),
    ):
        flash("It is kept until somebody ends that.", "success")
        return redirect(url_for(".retention", key=of.round.key))
    page = render_template("rfa/retention/keep.html", of=of, round=of.round, form=form)
    return page, 422 if form.errors else 200


@bp.post("/staff/applications/<id:application_id>/keep/end")
@requires(Action.ROUND_MANAGE)
def retention_keep_end(application_id: int) -> ResponseReturnValue:
    """Let the schedule hold again for one application."""
    with transaction():
        of = _application(application_id, locked=True)
        services.keep_no_longer(of, by=current_actor(), at=now())
    flash("The schedule of the round holds for it again.", "success")
    return redirect(url_for(".retention", key=of.round.key))


def _application(application_id: int, *, locked: bool = False) -> Application:
    of = applications.application(application_id, locked=locked)
    authorize(
        Action.ROUND_MANAGE, Place(practice_id=of.practice_id), seen_by=Action.APPLICATIONS_OVERSEE
    )
    return of


# ------------------------------------------------------------------ removing


@bp.get("/staff/rounds/<slug:key>/retention/preview")
@requires(Action.ROUND_MANAGE)
def retention_preview(key: str) -> ResponseReturnValue:
    """Exactly what goes and what stays, and what is held and why; the director says yes here."""
    return _preview(rounds.round_with(key))


@bp.post("/staff/rounds/<slug:key>/retention/remove")
@requires(Action.DECISION_RECORD)
def retention_remove(key: str) -> ResponseReturnValue:
    """Remove what was on the page, each application in a transaction of its own."""
    of = rounds.round_with(key)
    form = RemoveForm()
    if not form.accepted():
        return _preview(of, form)
    seen = queries.overview(of, now())
    if form.seen.data != _mark(seen):
        raise Conflict(CHANGED)
    done, left_out = _remove_all(of, [one.application_id for one in seen.due[:AT_ONCE]])
    if _around(seen):
        with transaction():
            services.remove_around(of, by=current_actor(), at=now())
    flash(f"{done} {'application was' if done == 1 else 'applications were'} emptied.", "success")
    if left_out:
        flash(f"{left_out} changed meanwhile and stayed as before.", "error")
    return redirect(url_for(".retention", key=key))


def _remove_all(of: Round, ids: list[int]) -> tuple[int, int]:
    """Empty these applications one by one; how many were, and how many were not due any more."""
    done = 0
    for application_id in ids:
        try:
            with transaction():
                entry = services.remove(of, application_id, by=current_actor(), at=now())
        except NotPossibleNow:
            continue
        done += 1
        with transaction():
            services.forget_files(entry)
    return done, len(ids) - done


def _preview(of: Round, form: RemoveForm | None = None) -> ResponseReturnValue:
    seen = queries.overview(of, now())
    shown = seen.due[:AT_ONCE]
    ids = [one.application_id for one in shown]
    stays = queries.still_taking_part([seen.applications[one].practice_id for one in ids], but=ids)
    form = form or RemoveForm()
    form.seen.data = _mark(seen)
    page = render_template(
        "rfa/retention/preview.html",
        round=of,
        seen=seen,
        due=words.going(seen, shown, queries.sizes(ids), stays),
        more=len(seen.due) - len(shown),
        held=words.lines(seen, seen.held, queries.held_ids(of.id)),
        around=_around(seen),
        goes=words.GOES,
        stays=words.STAYS,
        may_remove=allows(current_actor(), Action.DECISION_RECORD),
        form=form,
    )
    return page, 422 if form.errors else 200


def _around(seen: Overview) -> int:
    """How many people are named around the applications who are due to go."""
    return queries.count_around(seen.round.id) if seen.around_is_over else 0


def _mark(seen: Overview) -> str:
    ids = [one.application_id for one in seen.due[:AT_ONCE]]
    return mark(ids, seen.around_until or dt.date.min)
