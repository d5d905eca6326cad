"""The decisions of a round with their letters, and when they are told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for

from app.accounts.queries.names import names_of
from app.awards.forms.telling import ConfirmForm, ReleaseForm
from app.awards.presenters import telling as words
from app.awards.queries import appeals, feedback, releases
from app.awards.queries.changers import changers
from app.awards.services import release
from app.awards.views.blueprint import bp
from app.core.attempts import attempt
from app.core.clock import now
from app.core.db import transaction
from app.policy import Action, current_actor, requires
from app.rfa.queries.rounds import round_with

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from app.core.forms import PageForm


@bp.get("/staff/rounds/<slug:key>/decisions")
@requires(Action.DECISIONS_READ)
def decisions(key: str) -> ResponseReturnValue:
    """All decisions by outcome, the state of their letters, and the release."""
    return _page(key)


def _page(key: str, failed: PageForm | None = None) -> ResponseReturnValue:
    of = round_with(key)
    at = now()
    outlook = releases.outlook(of, at)
    every = (*outlook.letters, *outlook.told)
    summaries = feedback.of_applications([one.to.application_id for one in every])
    planned = outlook.release
    earlier = releases.past(of.id)
    people = [
        person_id or 0
        for one in (*earlier, *filter(None, [planned]))
        for person_id in (one.planned_by_id, one.confirmed_by_id)
    ]
    changed_by = changers(outlook)
    form = failed or ConfirmForm()
    page = render_template(
        "awards/telling/decisions.html",
        round=of,
        outlook=outlook,
        groups=words.groups(outlook, summaries),
        planned=planned,
        earlier=earlier,
        names=names_of(people),
        waiting_appeals=appeals.count_waiting([one.decision.id for one in outlook.told]),
        is_planner=planned is not None and planned.planned_by_id == current_actor().person_id,
        is_changed=planned is not None and planned.fingerprint != outlook.mark,
        changed_by=changed_by,
        is_changer=current_actor().person_id in changed_by,
        is_past=planned is not None and planned.release_at <= at,
        form=form,
    )
    return page, 422 if failed is not None else 200


@bp.route("/staff/rounds/<slug:key>/decisions/plan", methods=["GET", "POST"])
@requires(Action.RELEASE_MANAGE)
def plan_release(key: str) -> ResponseReturnValue:
    """Choose when the decisions are told."""
    of = round_with(key)
    form = ReleaseForm()
    if form.accepted() and attempt(
        form,
        lambda: release.plan(
            round_with(key), release_at=form.instant, by=current_actor(), at=now()
        ),
    ):
        flash("The release is planned. Now a second person has to confirm it.", "success")
        return redirect(url_for(".decisions", key=key))
    of = round_with(key)
    page = render_template(
        "awards/telling/plan.html", round=of, form=form, outlook=releases.outlook(of, now())
    )
    return page, 422 if form.errors or form.form_errors else 200


@bp.post("/staff/rounds/<slug:key>/decisions/confirm")
@requires(Action.RELEASE_MANAGE)
def confirm_release(key: str) -> ResponseReturnValue:
    """Agree, as a second person."""
    round_with(key)
    form = ConfirmForm()
    if form.accepted() and attempt(
        form,
        lambda: release.confirm(
            round_with(key), seen=form.seen.data or "", by=current_actor(), at=now()
        ),
    ):
        flash("Confirmed. The decisions are told at the planned time.", "success")
        return redirect(url_for(".decisions", key=key))
    return _page(key, form)


@bp.post("/staff/rounds/<slug:key>/decisions/cancel")
@requires(Action.RELEASE_MANAGE)
def cancel_release(key: str) -> ResponseReturnValue:
    """Cancel the planned release."""
    with transaction():
        release.cancel(round_with(key), by=current_actor(), at=now())
    flash("The release is cancelled. Nobody was told anything.", "success")
    return redirect(url_for(".decisions", key=key))
