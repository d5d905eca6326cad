"""The charter of a team: reading it, and writing it field by field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for

from app.accounts.queries.names import names_of
from app.charter import presenters, queries, services
from app.charter.domain.fields import BY_KEY
from app.charter.forms import EntryForm
from app.charter.services import WrittenMeanwhile
from app.charter.views.blueprint import bp
from app.collaborative import queries as collaborative
from app.core.clock import now
from app.core.db import transaction
from app.core.errors import NotPossibleNow
from app.measures import queries as measures
from app.policy import Action, authorize, current_actor, requires

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from app.charter.models import Charter, CharterEntry
    from app.collaborative.queries import Team


def fetch_team(key: str, action: Action) -> Team:
    """The team, for somebody who may do `action` with its charter."""
    of = collaborative.team(key)
    authorize(action, of.place)
    return of


def charter_of(of: Team) -> Charter:
    """The charter of a team in its cohort; raises `Missing`."""
    return queries.charter(of.id, of.cohort.id if of.cohort else None)


@bp.get("/teams/<slug:team>/charter")
@requires(Action.CHARTER_VIEW)
def charter(team: str) -> ResponseReturnValue:
    """Everything that the charter says, with where each part came from."""
    of = fetch_team(team, Action.CHARTER_VIEW)
    row = queries.charter_of(of.id, of.cohort.id) if of.cohort else None
    if row is None:
        return render_template("charter/none.html", team=of)
    opened = queries.opened(row)
    numbers = measures.numbers(of, now())
    rows = presenters.rows(opened, has_numbers=any(one.points for one in numbers.series))
    return render_template(
        "charter/charter.html",
        team=of,
        charter=row,
        confirmer=names_of([row.confirmed_by_id]).get(row.confirmed_by_id or 0, ""),
        rows=rows,
        filled=presenters.filled(rows),
        members=presenters.member_rows(opened),
    )


@bp.post("/teams/<slug:team>/charter/begin")
@requires(Action.CHARTER_EDIT)
def begin(team: str) -> ResponseReturnValue:
    """Begin an empty charter."""
    of = fetch_team(team, Action.CHARTER_EDIT)
    if of.cohort is None:
        raise NotPossibleNow("A charter belongs to a cohort. Your practice is in none yet.")
    with transaction():
        services.open_charter(of.practice, of.cohort, by=current_actor(), at=now())
    return redirect(url_for(".charter", team=team))


@bp.post("/teams/<slug:team>/charter/confirm")
@requires(Action.CHARTER_EDIT)
def confirm(team: str) -> ResponseReturnValue:
    """Note that the team read its charter and agrees."""
    of = fetch_team(team, Action.CHARTER_EDIT)
    with transaction():
        services.confirm(charter_of(of), by=current_actor(), at=now())
    flash("Your charter is confirmed. You can still change it.", "success")
    return redirect(url_for(".charter", team=team))


@bp.route("/teams/<slug:team>/charter/<slug:field>", methods=["GET", "POST"])
@requires(Action.CHARTER_EDIT)
def write(team: str, field: str) -> ResponseReturnValue:
    """Write one field; when somebody else was faster, both texts are shown."""
    of = fetch_team(team, Action.CHARTER_EDIT)
    row = charter_of(of)
    entry = queries.entry(row, field)
    form = EntryForm(data={"text": entry.text, "seen_version": str(entry.version)})
    if not form.accepted():
        return _entry_page(of, entry, form)
    try:
        with transaction():
            services.write_entry(
                row,
                entry,
                form.text.data or "",
                seen_version=form.version,
                by=current_actor(),
                at=now(),
            )
    except WrittenMeanwhile as both:
        of = fetch_team(team, Action.CHARTER_EDIT)
        entry = queries.entry(charter_of(of), field)
        form.seen_version.data = str(entry.version)
        return _entry_page(of, entry, form, theirs=both.theirs)
    flash(f"“{BY_KEY[field].label}” is saved.", "success")
    return redirect(url_for(".charter", team=team, _anchor=field))


def _entry_page(
    of: Team, entry: CharterEntry, form: EntryForm, *, theirs: str | None = None
) -> ResponseReturnValue:
    form.text.label.text = BY_KEY[entry.field].label
    page = render_template(
        "charter/entry.html",
        team=of,
        field=BY_KEY[entry.field],
        mark=presenters.mark_of(entry.source),
        first=entry.first_text if entry.source else "",
        theirs=theirs,
        form=form,
    )
    if theirs is not None:
        return page, 409
    return page, 422 if form.errors else 200
