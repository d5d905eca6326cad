"""Staff pages about tracks: the list in the order of the catalogue, naming, archiving."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for

from app.core.attempts import attempt
from app.core.clock import now
from app.core.db import transaction
from app.curriculum.forms.publishing import ConfirmForm, RenameTrackForm, TrackForm
from app.curriculum.queries import tracks as queries
from app.curriculum.services import tracks as services
from app.curriculum.views.blueprint import bp
from app.curriculum.views.editing import steps
from app.curriculum.views.opening import invalid
from app.policy import Action, current_actor, requires

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

LIST = "/staff/curriculum/tracks"
ONE = f"{LIST}/<slug:track>"


@bp.get(LIST)
@requires(Action.CURRICULUM_WRITE)
def tracks() -> ResponseReturnValue:
    """Every track in its order, with what can be done with it."""
    every = queries.kept()
    return render_template(
        "curriculum/desk/tracks.html",
        living=[one for one in every if one.track.archived_at is None],
        archived=[one for one in every if one.track.archived_at is not None],
    )


@bp.route(f"{LIST}/new", methods=["GET", "POST"])
@requires(Action.CURRICULUM_WRITE)
def add_track() -> ResponseReturnValue:
    """Add a group of modules."""
    form = TrackForm()
    if form.accepted() and attempt(
        form,
        lambda: services.create(title=form.title.data or "", by=current_actor(), at=now()),
    ):
        flash("The track is there. It has no module yet.", "success")
        return redirect(url_for(".tracks"))
    return render_template("curriculum/desk/track.html", form=form, track=None), invalid(form)


@bp.route(f"{ONE}/rename", methods=["GET", "POST"])
@requires(Action.CURRICULUM_WRITE)
def rename_track(track: str) -> ResponseReturnValue:
    """Give a track another title."""
    of = queries.track(track)
    form = RenameTrackForm(data={"title": of.title, "seen_version": of.version})
    if form.accepted() and attempt(
        form,
        lambda: services.rename(
            queries.track(track),
            title=form.title.data or "",
            seen=form.version,
            by=current_actor(),
            at=now(),
        ),
    ):
        flash("The track has its new title.", "success")
        return redirect(url_for(".tracks"))
    page = render_template("curriculum/desk/track.html", form=form, track=queries.track(track))
    return page, invalid(form)


@bp.post(f"{ONE}/move")
@requires(Action.CURRICULUM_WRITE)
def move_track(track: str) -> ResponseReturnValue:
    """Let a track stand one place further up or down in the catalogue."""
    of = queries.track(track)
    with transaction():
        services.move(of, steps=steps(), by=current_actor(), at=now())
    flash("The tracks stand in their new order.", "success")
    return redirect(url_for(".tracks"))


@bp.route(f"{ONE}/archive", methods=["GET", "POST"])
@requires(Action.CURRICULUM_APPROVE)
def archive_track(track: str) -> ResponseReturnValue:
    """Take a track away, after asking once more; or say why it must stay."""
    of = queries.track(track)
    form = ConfirmForm()
    if not form.accepted():
        page = render_template(
            "curriculum/desk/archive_track.html",
            form=form,
            track=of,
            in_use=services.in_use(of, now()),
        )
        return page, invalid(form)
    with transaction():
        services.archive(of, by=current_actor(), at=now())
    flash(f"The track “{of.title}” is archived.", "success")
    return redirect(url_for(".tracks"))


@bp.post(f"{ONE}/bring-back")
@requires(Action.CURRICULUM_APPROVE)
def bring_track_back(track: str) -> ResponseReturnValue:
    """Let modules stand in an archived track again."""
    of = queries.track(track)
    with transaction():
        services.bring_back(of, by=current_actor(), at=now())
    flash(f"The track “{of.title}” is back, at the end of the list.", "success")
    return redirect(url_for(".tracks"))
