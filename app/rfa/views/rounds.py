"""Staff pages: rounds, their settings, opening and archiving them, more time for everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import flash, redirect, render_template, request, url_for

from app.accounts.queries.names import names_of
from app.core.attempts import attempt
from app.core.clock import now
from app.core.db import transaction
from app.core.errors import Conflict, NotPossibleNow, Refused
from app.core.forms import Choice
from app.policy import Action, current_actor, requires
from app.rfa.domain.deadlines import RoundState
from app.rfa.domain.opening import obstacles
from app.rfa.forms.rounds import (
    SHIPPED,
    AnytimeForm,
    ConfirmForm,
    EndExtensionForm,
    ExtendForm,
    NewRoundForm,
    SettingsForm,
)
from app.rfa.presenters import rounds as words
from app.rfa.queries import faq
from app.rfa.queries import rounds as queries
from app.rfa.services import rounds as services
from app.rfa.views.blueprint import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from app.rfa.models import Round


@bp.get("/staff/rounds")
@requires(Action.ROUND_MANAGE)
def rounds() -> ResponseReturnValue:
    """Every round, the latest first, with its state in words."""
    found = queries.rounds()
    windows = queries.windows_of(found)
    rows = words.rows(found, windows, queries.count_applications(), faq.count_waiting(), now())
    return render_template("rfa/rounds/rounds.html", rows=rows)


@bp.route("/staff/rounds/new", methods=["GET", "POST"])
@requires(Action.ROUND_MANAGE)
def add_round() -> ResponseReturnValue:
    """Make a round from the shipped form or from an earlier round."""
    form = NewRoundForm()
    earlier = {one.key: one for one in queries.rounds()}
    form.based_on.choices = [
        Choice(SHIPPED, "The form of CYSHCN Cares 2 as it ships"),
        *(Choice(key, f"A copy of “{one.title}”") for key, one in earlier.items()),
    ]
    if form.accepted():
        try:
            with transaction():
                of = services.create_round(
                    title=form.title.data or "",
                    based_on=earlier.get(form.based_on.data),
                    by=current_actor(),
                    at=now(),
                )
        except Refused as refusal:
            form.show(refusal)
        else:
            flash(f"{of.title} is there as a draft. Next, set its dates.", "success")
            return redirect(url_for(".round_page", key=of.key))
    return render_template("rfa/rounds/new.html", form=form), 422 if form.errors else 200


@bp.get("/staff/rounds/<slug:key>")
@requires(Action.ROUND_MANAGE)
def round_page(key: str) -> ResponseReturnValue:
    """One round: where it stands, what to do next, its dates and settings."""
    of = queries.round_with(key)
    window, at = queries.window_of(of), now()
    state = queries.state_of(of, at, window)
    document = queries.document_of(of)
    given = queries.extensions(of.id)
    people = {person for one in given for person in (one.given_by_id, one.ended_by_id)}
    return render_template(
        "rfa/rounds/round.html",
        round=of,
        state=state,
        tag=words.STATE_TAGS[state],
        dates=words.dates(of, window, at),
        settings=words.settings(of),
        document=document,
        obstacles=_obstacles(of) if state is RoundState.DRAFT else (),
        more_times=words.more_times(given, names_of(people)),
        waiting=len(faq.waiting(of.id)),
        applications=len(queries.applicants(of.id)),
    )


@bp.route("/staff/rounds/<slug:key>/settings", methods=["GET", "POST"])
@requires(Action.ROUND_MANAGE)
def round_settings(key: str) -> ResponseReturnValue:
    """Change the settings: all of them in a draft, a few once the round was opened."""
    of = queries.round_with(key)
    if _shows_archived(of):
        return _back_to(of)
    kind = SettingsForm if of.published_at is None else AnytimeForm
    form = kind(data=kind.shown(of))
    if form.accepted():
        known = of

        def change() -> None:
            services.change_settings(
                known,
                settings=form.settings,
                seen_version=form.version,
                by=current_actor(),
                at=now(),
            )

        if attempt(form, change):
            flash("Saved.", "success")
            return redirect(url_for(".round_page", key=key))
        of = queries.round_with(key)
    page = render_template("rfa/rounds/settings.html", form=form, round=of)
    return page, 422 if form.errors else 200


@bp.route("/staff/rounds/<slug:key>/open", methods=["GET", "POST"])
@requires(Action.ROUND_MANAGE)
def open_round(key: str) -> ResponseReturnValue:
    """Say what opening means, then open the round."""
    of = queries.round_with(key)
    if of.published_at is not None and request.method == "GET":
        return redirect(url_for(".round_page", key=key))
    form = ConfirmForm(data={"seen_version": str(of.version)})
    if form.accepted():
        try:
            with transaction():
                services.publish(of, seen_version=form.version, by=current_actor(), at=now())
        except (Conflict, NotPossibleNow):
            raise
        except Refused as refusal:
            form.show(refusal)
            of = queries.round_with(key)
        else:
            flash(f"{of.title} is on the public pages. Its form is frozen.", "success")
            return redirect(url_for(".round_page", key=key))
    document = queries.document_of(of)
    page = render_template(
        "rfa/rounds/open.html",
        form=form,
        round=of,
        document=document,
        questions=sum(1 for _ in document.questions()),
        obstacles=_obstacles(of),
        dates=words.dates(of, of.window, now()),
        settings=words.settings(of),
    )
    return page, 422 if form.errors else 200


@bp.route("/staff/rounds/<slug:key>/archive", methods=["GET", "POST"])
@requires(Action.ROUND_MANAGE)
def archive_round(key: str) -> ResponseReturnValue:
    """Say what archiving means, then take the round off the public pages."""
    of = queries.round_with(key)
    if _shows_archived(of):
        return _back_to(of)
    form = ConfirmForm(data={"seen_version": str(of.version)})
    if form.accepted():
        with transaction():
            services.archive(of, by=current_actor(), at=now())
        flash(f"{of.title} is archived.", "success")
        return redirect(url_for(".rounds"))
    return render_template("rfa/rounds/archive.html", form=form, round=of)


@bp.route("/staff/rounds/<slug:key>/discard", methods=["GET", "POST"])
@requires(Action.ROUND_MANAGE)
def discard_round(key: str) -> ResponseReturnValue:
    """Ask once more, then delete a round that was never opened."""
    of = queries.round_with(key)
    if of.published_at is not None and request.method == "GET":
        return redirect(url_for(".round_page", key=key))
    form = ConfirmForm(data={"seen_version": str(of.version)})
    title = of.title
    if form.accepted():
        with transaction():
            services.discard(of, seen_version=form.version, by=current_actor(), at=now())
        flash(f"{title} is discarded.", "success")
        return redirect(url_for(".rounds"))
    return render_template("rfa/rounds/discard.html", form=form, round=of)


# ------------------------------------------------------------------ more time


@bp.route("/staff/rounds/<slug:key>/extend", methods=["GET", "POST"])
@requires(Action.ROUND_MANAGE)
def extend_round(key: str) -> ResponseReturnValue:
    """Give everybody more time, with a reason that everybody reads."""
    of = queries.round_with(key)
    if _shows_archived(of):
        return _back_to(of)
    form = ExtendForm()
    if form.accepted():
        until = form.instant("until")
        assert until is not None  # noqa: S101  # the form demands it
        try:
            with transaction():
                services.extend(
                    of,
                    until=until,
                    reason=form.reason.data or "",
                    by=current_actor(),
                    at=now(),
                )
        except NotPossibleNow:
            raise
        except Refused as refusal:
            form.show(refusal)
            of = queries.round_with(key)
        else:
            flash("Everybody has more time. Each applicant gets a mail.", "success")
            return redirect(url_for(".round_page", key=key))
    page = render_template("rfa/rounds/extend.html", form=form, **_about_time(of))
    return page, 422 if form.errors else 200


@bp.route("/staff/rounds/<slug:key>/extensions/<id:extension_id>/end", methods=["GET", "POST"])
@requires(Action.ROUND_MANAGE)
def end_extension(key: str, extension_id: int) -> ResponseReturnValue:
    """Ask why, then take more time for everybody back."""
    of = queries.round_with(key)
    if _shows_archived(of):
        return _back_to(of)
    form = EndExtensionForm()
    if form.accepted():
        with transaction():
            services.end_extension(
                of,
                queries.extension(of.id, extension_id, locked=True),
                reason=form.reason.data or "",
                by=current_actor(),
                at=now(),
            )
        flash("The extension has ended. Each applicant gets a mail.", "success")
        return redirect(url_for(".round_page", key=key))
    extension = queries.extension(of.id, extension_id)
    page = render_template(
        "rfa/rounds/end_extension.html",
        form=form,
        round=of,
        extension=extension,
        until=words.when(extension.closes_at),
    )
    return page, 422 if form.errors else 200


def _obstacles(of: Round) -> tuple[str, ...]:
    return obstacles(queries.document_of(of), queries.dates_of(of), now())


def _shows_archived(of: Round) -> bool:
    """Whether this request asks for a form that could change nothing any more."""
    return of.archived_at is not None and request.method == "GET"


def _back_to(of: Round) -> ResponseReturnValue:
    flash(services.ARCHIVED, "error")
    return redirect(url_for(".round_page", key=of.key))


def _about_time(of: Round) -> dict[str, Any]:
    window = queries.window_of(of)
    return {
        "round": of,
        "ends": words.when(window.closes_at),
        "applications": len(queries.applicants(of.id)),
    }
