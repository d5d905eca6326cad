"""What people say about an event, what staff read of it, and what the numbers did since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from app.core.attempts import attempt
from app.core.clock import now
from app.core.errors import Conflict, NotPossibleNow
from app.events.domain import evaluations as rules
from app.events.domain.kinds import Wave
from app.events.domain.words import moment
from app.events.forms.evaluating import AnswerForm, ChooseForm, answer_form
from app.events.presenters import effects as effect_words
from app.events.presenters import planned
from app.events.queries import effects as effect_queries
from app.events.queries import evaluations as queries
from app.events.services import evaluations as services
from app.events.views.blueprint import bp
from app.events.views.fetching import managed, seen
from app.policy import Action, current_actor, requires

if TYPE_CHECKING:
    import datetime as dt

    from flask.typing import ResponseReturnValue

    from app.events.models import Event


@bp.route("/events/<slug:event>/evaluation", methods=["GET", "POST"])
@requires(Action.LEARN)
def evaluation(event: str) -> ResponseReturnValue:
    """A few questions for people who were there; nobody sees who said what."""
    of, at = seen(event).event, now()
    try:
        asked = rules.items(of, services.open_to(of, by=current_actor(), at=at))
    except NotPossibleNow as refusal:
        if request.method == "POST":
            raise
        return render_template("events/evaluation.html", event=of, closed=refusal.message)
    form = answer_form(asked)

    def deed() -> None:
        fresh = seen(event, locked=True).event
        services.answer(fresh, form.said, by=current_actor(), at=at)

    if form.is_out_of_date:
        return _other_questions(event, at)
    try:
        done = form.accepted() and attempt(form, deed)
    except Conflict:
        return _other_questions(event, at)
    if done:
        flash("Thank you. Your answers are in, without your name.", "success")
        return redirect(url_for(".event", event=event))
    return _questions(of, form), 422 if form.errors else 200


def _other_questions(event: str, at: dt.datetime) -> ResponseReturnValue:
    """The questions of now, with what was typed where the same one still stands."""
    of = seen(event).event
    form = answer_form(rules.items(of, services.open_to(of, by=current_actor(), at=at)))
    form.bring_up_to_date()
    return _questions(of, form, changed=services.OTHERS), 409


def _questions(of: Event, form: AnswerForm, *, changed: str = "") -> str:
    return render_template(
        "events/evaluation.html",
        event=of,
        form=form,
        closed="",
        least=of.least_answers,
        changed=changed,
    )


@bp.get("/staff/events/<slug:event>/evaluation")
@requires(Action.EVENTS_MANAGE)
def results(event: str) -> ResponseReturnValue:
    """What people said, as far as nobody can be found out by it."""
    of = managed(event)
    return render_template(
        "events/staff/evaluation.html",
        event=of,
        waves=[
            (wave, rules.items(of, wave), queries.results(of, wave))
            for wave in Wave
            if rules.items(of, wave)
        ],
        again=moment(rules.later_from(of)),
        was_asked=rules.later_from(of) <= now(),
    )


@bp.route("/staff/events/<slug:event>/evaluation/choose", methods=["GET", "POST"])
@requires(Action.EVENTS_MANAGE)
def choose_questions(event: str) -> ResponseReturnValue:
    """Choose what people are asked right after the event and some weeks later."""
    of = managed(event)
    there = _keys(of)
    form = ChooseForm(
        after=there[Wave.AFTER],
        later=there[Wave.LATER],
        days=of.follow_up_days,
        seen_version=str(of.version),
    )

    def deed() -> None:
        services.choose(
            managed(event, locked=True),
            keys=form.keys,
            days=form.days.data or 0,
            seen_version=form.version,
            by=current_actor(),
            at=now(),
        )

    try:
        done = form.accepted() and attempt(form, deed)
    except Conflict:
        return _clash_page(event, form)
    if done:
        flash("Saved.", "success")
        return redirect(url_for(".results", event=event))
    return _choose_page(managed(event), form), 422 if form.errors else 200


def _clash_page(event: str, form: ChooseForm) -> ResponseReturnValue:
    """What was chosen, what somebody else has saved meanwhile, and the version of now."""
    of = managed(event)
    form.seen_version.data = str(of.version)
    there = form.in_words(_keys(of), of.follow_up_days)
    typed = form.in_words(form.keys, form.days.data)
    return _choose_page(of, form, theirs=planned.beside(there, typed)), 409


def _choose_page(
    of: Event, form: ChooseForm, *, theirs: tuple[planned.Theirs, ...] | None = None
) -> str:
    """The form; what people have answered already stands there without boxes."""
    return render_template(
        "events/staff/choose.html",
        event=of,
        form=form,
        begun={
            services.FIELDS[wave]: rules.items(of, wave)
            for wave in Wave
            if queries.is_begun(of.id, wave)
        },
        why=services.BEGUN,
        theirs=theirs,
    )


def _keys(of: Event) -> dict[Wave, list[str]]:
    return {wave: [item.key for item in rules.items(of, wave)] for wave in Wave}


@bp.get("/staff/events/<slug:event>/measures")
@requires(Action.EVENTS_MANAGE)
def effects(event: str) -> ResponseReturnValue:
    """What the numbers of the teams that came did before and since."""
    of = managed(event)
    found = effect_queries.effects(of, by=current_actor(), at=now())
    return render_template("events/staff/effects.html", event=of, rows=effect_words.rows(found))
