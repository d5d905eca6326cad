"""The month page: enter a month's numbers, save them as a draft, send them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from app.collaborative import queries as collaborative
from app.core.clock import now
from app.core.confirming import Confirming
from app.core.confirming import Typed as Written
from app.core.dates import month as month_name
from app.core.db import transaction
from app.core.errors import NotPossibleNow
from app.core.forms import PageForm, posted
from app.measures import queries, services
from app.measures.domain.checks import LONGEST_NOTE, Typed
from app.measures.domain.kinds import Source
from app.measures.domain.rows import Row
from app.measures.forms.entry import row_from_form
from app.measures.presenters import cells as cell_words
from app.measures.presenters import entry as words
from app.measures.services import NOTHING_TO_SEND, Stale, Value
from app.measures.views.blueprint import bp
from app.policy import Action, authorize, current_actor, requires

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from flask.typing import ResponseReturnValue

    from app.collaborative.queries import Team
    from app.measures.domain.checks import Checked
    from app.measures.models import DataPoint
    from app.measures.queries import Cell, OwedMonth


MONTH_NOTE = "the month"
"""Stands for the note about the month among the keys of measures, none of which has a blank."""
NOT_SAVED = "This month is locked now. What you typed was not saved: copy what you need."


@dataclass(frozen=True, slots=True)
class Month:
    """What every view of this page fetches: the team, all it owes, and the month at hand."""

    team: Team
    months: Sequence[OwedMonth]
    owed: OwedMonth

    @property
    def lock_days(self) -> int:
        return self.team.cohort.lock_days if self.team.cohort else 0

    def checked(self, cell: Cell, typed: Typed) -> Checked:
        return words.checked(cell, typed, words.history_of(self.months, cell))


@dataclass(frozen=True, slots=True)
class Sent:
    """What a browser sent about a month: the rows by measure, and the note about the month.

    `note` is None when the sender's page had no such box; `note_stops` is why it cannot stay.
    """

    rows: Mapping[str, Row]
    note: str | None
    note_stops: str
    asked: Confirming

    @property
    def note_may_be_kept(self) -> bool:
        return not self.note_stops and len(self.note or "") <= LONGEST_NOTE


def fetch_month(team_key: str, month: dt.date) -> Month:
    """The team's month for somebody who may enter it; 404 or 403 for others."""
    team = collaborative.team(team_key)
    authorize(Action.NUMBERS_ENTER, team.place)
    months = queries.owed(team, now())
    return Month(team, months, queries.month_of(months, month))


@bp.get("/teams/<slug:team>/entry")
@requires(Action.NUMBERS_ENTER)
def entry(team: str) -> ResponseReturnValue:
    """Go to the oldest month that still waits for numbers."""
    of = collaborative.team(team)
    authorize(Action.NUMBERS_ENTER, of.place)
    current = queries.current(queries.owed(of, now()), now())
    if current is None:
        return render_template("measures/entry_empty.html", team=of)
    return redirect(url_for(".entry_month", team=team, month=current.month))


@bp.get("/teams/<slug:team>/entry/<period:month>")
@requires(Action.NUMBERS_ENTER)
def entry_month(team: str, month: dt.date) -> ResponseReturnValue:
    """The month as it is saved so far."""
    return _show(fetch_month(team, month))


@bp.post("/teams/<slug:team>/entry/<period:month>")
@requires(Action.NUMBERS_ENTER)
def save_month(team: str, month: dt.date) -> ResponseReturnValue:
    """Save the rows as drafts; with `send` also send them."""
    at_hand = fetch_month(team, month)
    sent = _sent(at_hand)
    try:
        services.refuse_when_locked(at_hand.owed, at=now())
    except NotPossibleNow:
        return _show(at_hand, sent, refusal=NOT_SAVED, status=409)
    sending = "send" in request.form or "send-anyway" in request.form
    with transaction():
        conflicts = _save(at_hand, sent.rows)
        _note(at_hand, sent)
    if conflicts:
        return _show(fetch_month(team, month), sent, conflicts=conflicts, status=409)
    if not sending:
        if _has_wrong(at_hand, sent):
            return _show(fetch_month(team, month), sent, status=422)
        flash("Saved. Nothing was sent yet.", "success")
        return redirect(url_for(".entry_month", team=team, month=month))
    return _send(fetch_month(team, month), sent)


def _sent(at_hand: Month) -> Sent:
    """What was sent, with every note looked at that is not there already."""
    rows, note, asked = _rows(at_hand), posted().get("month-note"), Confirming(posted())
    submission = queries.submission(at_hand.team.id, at_hand.owed.month)
    notes = [
        Written(cell.key, f"Note for {cell.version.name}", rows[cell.key].typed.note)
        for cell in at_hand.owed.cells
        if rows[cell.key].typed.note != cell_words.typed_of(cell.point).note
    ]
    if note and note != (submission.note if submission else ""):
        notes.append(Written(MONTH_NOTE, "Note about the month", note))
    stopped = asked.look(notes)
    if not stopped:
        asked.take()
    vouched = {
        key: row if key in stopped else replace(row, typed=replace(row.typed, is_vouched=True))
        for key, row in rows.items()
    }
    return Sent(vouched, note, stopped.get(MONTH_NOTE, ""), asked)


def _rows(at_hand: Month) -> dict[str, Row]:
    """What was typed, by measure.

    A row whose conflict was given up, or that the sender's page did not have, is as saved.
    """
    sent = posted()
    untouched = set(sent.getlist("take")).union(
        cell.key for cell in at_hand.owed.cells if f"version-{cell.key}" not in sent
    )
    return {
        cell.key: _as_saved(cell) if cell.key in untouched else row_from_form(sent, cell.key)
        for cell in at_hand.owed.cells
    }


def _as_saved(cell: Cell) -> Row:
    point = cell.point
    return Row(
        cell_words.typed_of(point),
        point.source if point else None,
        point.sample_size if point else None,
        point.version if point else 0,
    )


def _save(at_hand: Month, rows: Mapping[str, Row]) -> dict[str, cell_words.Conflict]:
    """Write every row that may be kept; those that somebody else changed come back."""
    conflicts = {}
    for cell in at_hand.owed.cells:
        row = rows[cell.key]
        found = at_hand.checked(cell, row.typed)
        if not found.may_be_kept or (cell.point is None and row.typed == Typed()):
            continue
        try:
            save_row(at_hand, cell, row, found)
        except Stale as stale:
            conflicts[cell.key] = conflict_words(stale, row)
    return conflicts


def _note(at_hand: Month, sent: Sent) -> None:
    if sent.note is not None and sent.note_may_be_kept:
        services.note_month(
            at_hand.owed, sent.note, practice_id=at_hand.team.id, by=current_actor(), at=now()
        )


def save_row(at_hand: Month, cell: Cell, row: Row, found: Checked) -> DataPoint:
    """Write one checked row into its cell."""
    return services.save_cell(
        cell,
        Value(
            found.answer,
            found.numerator,
            found.denominator,
            row.source,
            row.sample_size if row.source is Source.CHART_AUDIT else None,
            row.typed.note,
        ),
        practice_id=at_hand.team.id,
        seen_version=row.seen_version,
        by=current_actor(),
        at=now(),
    )


def conflict_words(stale: Stale, mine: Row) -> cell_words.Conflict:
    """Both values of a contested cell, with who wrote the other one and when."""
    return cell_words.conflict(stale.point, mine, queries.history(stale.point.id)[0].by)


def _has_wrong(at_hand: Month, sent: Sent) -> bool:
    return not sent.note_may_be_kept or any(
        not at_hand.checked(cell, sent.rows[cell.key].typed).may_be_kept
        for cell in at_hand.owed.cells
    )


def _send(at_hand: Month, sent: Sent) -> ResponseReturnValue:
    """Send what is complete; ask first when something is wrong, odd or missing."""
    rows = sent.rows
    begun = [cell for cell in at_hand.owed.cells if cell.is_begun]
    ready = [
        cell
        for cell in begun
        if at_hand.checked(cell, rows[cell.key].typed).may_be_sent(rows[cell.key].typed.note)
    ]
    blocked = len(ready) < len(begun) or _has_wrong(at_hand, sent)
    if not begun and not blocked:
        return _show(at_hand, sent, refusal=NOTHING_TO_SEND, status=422)
    empty = [c for c in at_hand.owed.missing if not c.is_begun]
    if blocked or (empty and "send-anyway" not in request.form):
        return _show(at_hand, sent, sending=True, empty=empty, status=422)
    with transaction():
        submission = services.send_month(
            at_hand.owed,
            ready,
            practice_id=at_hand.team.id,
            by=current_actor(),
            at=now(),
        )
    name = month_name(at_hand.owed.month)
    if submission.first_complete_at is None:
        flash(f"Sent {len(ready)} measures of {name}. The month is complete when all are in.")
    else:
        flash(f"{name} is sent. Thank you.", "success")
    return redirect(url_for(".entry_month", team=at_hand.team.key, month=at_hand.owed.month))


def _show(
    at_hand: Month,
    sent: Sent | None = None,
    *,
    conflicts: Mapping[str, cell_words.Conflict] | None = None,
    sending: bool = False,
    refusal: str = "",
    empty: Sequence[Cell] = (),
    status: int = 200,
) -> ResponseReturnValue:
    submission = queries.submission(at_hand.team.id, at_hand.owed.month)
    note = sent.note if sent else None
    if note is None:
        note = submission.note if submission else ""
    page = words.entry_page(
        at_hand.months,
        at_hand.owed,
        now=now(),
        lock_days=at_hand.lock_days,
        complete_at=submission.first_complete_at if submission else None,
        note=note,
        note_stops=sent.note_stops if sent else "",
        typed=sent.rows if sent else None,
        sending=sending,
        refusal=refusal,
        conflicts=conflicts,
    )
    html = render_template(
        "measures/entry.html",
        team=at_hand.team,
        page=page,
        due_words=words.month_words(at_hand.owed),
        empty=empty,
        sources=cell_words.SOURCE_WORDS,
        asked=sent.asked if sent else None,
        token_form=PageForm(),
    )
    return html, status
