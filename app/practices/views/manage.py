"""Staff pages: the list of practices, adding, changing, closing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import flash, redirect, render_template, request, url_for

from app.core.attempts import attempt
from app.core.clock import now
from app.core.db import transaction
from app.core.errors import Refused
from app.core.paging import asked_page
from app.core.text import clean_line
from app.policy import Action, current_actor, requires
from app.practices import queries, services
from app.practices.domain.counties import Region, region_of
from app.practices.domain.kinds import PracticeKind
from app.practices.forms import PracticeForm, ReasonForm
from app.practices.views.blueprint import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

MOST_SEARCHED = 100


@bp.get("/staff/practices")
@requires(Action.PRACTICE_MANAGE)
def practices() -> ResponseReturnValue:
    """The practices that fit the filters of the address, 25 a page."""
    search = clean_line(request.args.get("search", ""))[:MOST_SEARCHED]
    kind = request.args.get("kind", "")
    region = request.args.get("region", "")
    closed = request.args.get("closed") == "yes"
    page = queries.practices(
        search=search,
        kind=PracticeKind(kind) if kind in set(PracticeKind) else None,
        region=Region(region) if region in set(Region) else None,
        closed=closed,
        page=asked_page(),
    )
    chosen: dict[str, Any] = {"search": search, "kind": kind, "region": region}
    if closed:
        chosen["closed"] = "yes"
    return render_template(
        "practices/practices.html",
        page=page,
        chosen=chosen,
        kinds=list(PracticeKind),
        regions=list(Region),
        region_of=region_of,
        page_address=lambda number: url_for(".practices", page=number, **chosen),
    )


@bp.route("/staff/practices/new", methods=["GET", "POST"])
@requires(Action.PRACTICE_MANAGE)
def add() -> ResponseReturnValue:
    """Add a practice."""
    form = PracticeForm()
    if form.accepted():
        try:
            with transaction():
                practice = services.add_practice(**_written(form), by=current_actor(), at=now())
        except Refused as refusal:
            form.show(refusal)
        else:
            flash(f"{practice.name} is added.", "success")
            return redirect(url_for(".practices"))
    return render_template("practices/practice.html", form=form), 422 if form.errors else 200


@bp.route("/staff/practices/<slug:practice>", methods=["GET", "POST"])
@requires(Action.PRACTICE_MANAGE)
def change(practice: str) -> ResponseReturnValue:
    """Change a practice, or close and reopen it from here."""
    row = queries.practice(practice)
    shown = {"name": row.name, "county": row.county, "city": row.city}
    form = PracticeForm(data=shown | {"kind": row.kind.value, "seen_version": str(row.version)})
    if form.accepted():
        known = row

        def change() -> None:
            services.change_practice(
                known,
                **_written(form),
                seen_version=form.version,
                by=current_actor(),
                at=now(),
            )

        if attempt(form, change):
            flash("Saved.", "success")
            return redirect(url_for(".practices"))
        row = queries.practice(practice)
    status = 422 if form.errors else 200
    return render_template("practices/practice.html", form=form, practice=row), status


def _written(form: PracticeForm) -> dict[str, Any]:
    return {
        "name": form.name.data,
        "kind": PracticeKind(form.kind.data),
        "county": form.county.data,
        "city": form.city.data or "",
    }


@bp.route("/staff/practices/<slug:practice>/close", methods=["GET", "POST"])
@requires(Action.PRACTICE_MANAGE)
def close(practice: str) -> ResponseReturnValue:
    """Ask why, then close the practice."""
    row = queries.practice(practice)
    form = ReasonForm()
    if form.accepted():
        with transaction():
            services.close_practice(
                row, reason=form.reason.data or "", by=current_actor(), at=now()
            )
        flash(f"{row.name} is closed.", "success")
        return redirect(url_for(".practices"))
    page = render_template("practices/close.html", form=form, practice=row)
    return page, 422 if form.errors else 200


@bp.post("/staff/practices/<slug:practice>/reopen")
@requires(Action.PRACTICE_MANAGE)
def reopen(practice: str) -> ResponseReturnValue:
    """Put a closed practice back."""
    row = queries.practice(practice)
    with transaction():
        services.reopen_practice(row, by=current_actor(), at=now())
    flash(f"{row.name} is open again.", "success")
    return redirect(url_for(".practices"))
