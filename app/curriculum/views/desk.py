"""Staff pages: every module with where it stands; adding, placing and archiving modules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for

from app.accounts.queries import cohort_names, practice_names
from app.accounts.queries.names import names_of
from app.core.attempts import attempt
from app.core.clock import now
from app.core.db import transaction
from app.core.errors import Conflict, NotPossibleNow
from app.curriculum.forms.publishing import ConfirmForm, MoveForm, NewModuleForm
from app.curriculum.presenters import archiving
from app.curriculum.presenters import publishing as words
from app.curriculum.presenters.assigning import Names
from app.curriculum.queries import desk as queries
from app.curriculum.queries import hanging, modules, versions
from app.curriculum.services import modules as services
from app.curriculum.services import versions as steps
from app.curriculum.views.blueprint import bp
from app.curriculum.views.opening import invalid
from app.policy import Action, allows, current_actor, requires

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flask.typing import ResponseReturnValue

    from app.curriculum.models import Module, ModuleVersion


@bp.get("/staff/curriculum")
@requires(Action.CURRICULUM_WRITE)
def desk() -> ResponseReturnValue:
    """Modules by track: what learners get, what is on its way, and who it waits for."""
    found = queries.desk(now())
    newest = [one.newest.row.id for track in found for one in track.modules]
    authors, me = versions.editors(newest), current_actor().person_id
    return render_template(
        "curriculum/desk/desk.html",
        tracks=[
            (track.track, [words.desk_row(one, authors, me) for one in track.modules])
            for track in found
        ],
        archived=queries.archived_modules(),
    )


@bp.route("/staff/curriculum/new", methods=["GET", "POST"])
@requires(Action.CURRICULUM_WRITE)
def add_module() -> ResponseReturnValue:
    """Add a module with an empty first version."""
    form = NewModuleForm()
    tracks = {track.id: track for track in modules.tracks()}
    form.offer(tracks.values())
    made: list[Module] = []

    def make() -> None:
        made.append(
            services.create(
                track=tracks[form.track.data],
                title=form.title.data or "",
                code=form.code.data or "",
                phase=form.phase.data or "",
                is_required=form.is_required.data,
                by=current_actor(),
                at=now(),
            )
        )

    if form.accepted() and attempt(form, make):
        flash("The module is there as a draft. Next, write its lessons.", "success")
        return redirect(url_for(".version", module=made[-1].key, number=1))
    return render_template("curriculum/desk/new.html", form=form), invalid(form)


@bp.get("/staff/curriculum/<slug:module>")
@requires(Action.CURRICULUM_WRITE)
def versions_page(module: str) -> ResponseReturnValue:
    """One module: its versions, the newest first."""
    of = modules.module(module)
    lineup = versions.lineup(of.id, now())
    return render_template(
        "curriculum/desk/module.html",
        module=of,
        title=lineup[0].row.title,
        rows=[words.shown(one) for one in lineup],
        open_number=unpublished(one.row for one in lineup),
    )


def unpublished(rows: Iterable[ModuleVersion]) -> int | None:
    """The number of the version that is not published yet, if there is one."""
    open_ones = (row.number for row in rows if not row.publish_at and not row.archived_at)
    return next(open_ones, None)


@bp.post("/staff/curriculum/<slug:module>/start")
@requires(Action.CURRICULUM_WRITE)
def start_version(module: str) -> ResponseReturnValue:
    """Begin a new version with everything that stands in the newest one.

    Pressed twice, or by two people, it leads to the one that is there.
    """
    of = modules.module(module)
    try:
        with transaction():
            number = steps.start_version(of, by=current_actor(), at=now()).number
    except (Conflict, NotPossibleNow):
        there = unpublished(modules.versions_of([of.id])[of.id])
        if there is None:
            raise
        number = there
        flash(f"Version {number} is there already. Go on in it.", "success")
    else:
        flash(f"Version {number} is a draft. Learners see nothing of it yet.", "success")
    return redirect(url_for(".version", module=module, number=number))


@bp.route("/staff/curriculum/<slug:module>/place", methods=["GET", "POST"])
@requires(Action.CURRICULUM_WRITE)
def place_module(module: str) -> ResponseReturnValue:
    """Change where a module stands in the catalogue, and whether teams need it."""
    of = modules.module(module)
    title = versions.lineup(of.id, now())[0].row.title
    form = MoveForm(
        data={
            "track": of.track_id,
            "code": of.code,
            "phase": of.phase,
            "is_required": of.is_required,
            "position": of.position + 1,
        }
    )
    form.offer(modules.tracks())

    def move() -> None:
        wanted = {
            "track_id": form.track.data,
            "code": form.code.data,
            "phase": form.phase.data or "",
            "is_required": form.is_required.data,
            "position": (form.position.data or 1) - 1,
        }
        services.change(
            modules.module(module), wanted=wanted, name=title, by=current_actor(), at=now()
        )

    if form.accepted() and attempt(form, move):
        flash("The module's place is saved.", "success")
        return redirect(url_for(".versions_page", module=module))
    of = modules.module(module)
    page = render_template("curriculum/desk/place.html", module=of, title=title, form=form)
    return page, invalid(form)


@bp.route("/staff/curriculum/<slug:module>/archive", methods=["GET", "POST"])
@requires(Action.CURRICULUM_APPROVE)
def archive_module(module: str) -> ResponseReturnValue:
    """Take a module out of the catalogue, after asking once more."""
    of = modules.module(module)
    title = versions.lineup(of.id, now())[0].row.title
    form = ConfirmForm()
    if not form.accepted():
        page = render_template(
            "curriculum/desk/archive.html", module=of, title=title, form=form, hangs=hangs(of)
        )
        return page, invalid(form)
    with transaction():
        services.archive(of, name=title, by=current_actor(), at=now())
    flash(f"{title} is archived. What people learned stays on their record.", "success")
    return redirect(url_for(".desk"))


def hangs(of: Module, version: ModuleVersion | None = None) -> tuple[str, ...]:
    """What hangs on a module, of which this version, or all of it, is to be archived.

    Whom it is assigned to is said to those who assign: others who archive see how often it is.
    """
    found = hanging.hanging(of, version)
    if not allows(current_actor(), Action.LEARNING_MANAGE):
        return archiving.hangs(found, None)
    practice_ids = {one.practice_id for one in found.assigned if one.practice_id is not None}
    people = names_of({one.person_id for one in found.assigned})
    return archiving.hangs(found, Names(cohort_names(), practice_names(practice_ids), people))


@bp.post("/staff/curriculum/<slug:module>/bring-back")
@requires(Action.CURRICULUM_APPROVE)
def bring_module_back(module: str) -> ResponseReturnValue:
    """Put an archived module back."""
    of = modules.module(module)
    title = versions.lineup(of.id, now())[0].row.title
    with transaction():
        services.bring_back(of, name=title, by=current_actor(), at=now())
    flash("The module is in the catalogue again.", "success")
    if other := modules.titled_with(of.code, but=of.id):
        flash(f"“{other}” has the number {of.code} too. Change the place of one of them.", "error")
    return redirect(url_for(".versions_page", module=module))
