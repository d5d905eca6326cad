"""Pages of run charts: all measures of a team, one measure, its files, notes and decisions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, Response, flash, redirect, render_template, url_for

from app.charts import queries, services
from app.charts.forms import (
    ExcludeForm,
    FreezeForm,
    NoteForm,
    RephaseForm,
    UndoForm,
    as_month,
)
from app.charts.presenters.cards import cards, expected_by_luck
from app.charts.presenters.file_chart import file_chart
from app.charts.presenters.measure_page import NextStep, measure_page
from app.charts.presenters.table import csv_text
from app.charts.queries.figures import figure_of
from app.collaborative import queries as collaborative
from app.core.clock import now, today
from app.core.db import transaction
from app.core.errors import Conflict, NotPossibleNow, Refused
from app.core.headers import as_download
from app.improvement import queries as improvement
from app.measures import queries as measures
from app.policy import Action, allows, authorize, current_actor, requires

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue

    from app.charts.domain.figure import Figure
    from app.collaborative.queries import Team
    from app.core.forms import PageForm

bp = Blueprint("charts", __name__)


@dataclass(frozen=True, slots=True)
class Fetched:
    """One measure of one team, with its figure."""

    team: Team
    key: str
    measure_id: int
    figure: Figure

    @property
    def chart(self) -> services.Chart:
        return services.Chart(self.team.id, self.measure_id, self.figure)

    @property
    def href(self) -> str:
        return url_for("charts.measure", team=self.team.key, measure=self.key)


def _fetch(team_key: str, measure_key: str, action: Action) -> Fetched:
    """The measure, once this person may do `action` here."""
    team = collaborative.team(team_key)
    authorize(action, team.place)
    series = measures.series(team.id, team.cohort.id if team.cohort else None, measure_key)
    mine = queries.of(queries.marks(team.id, series.measure_id), series.measure_id)
    figure = figure_of(
        team,
        series,
        today=today(),
        decisions=mine.decisions,
        notes=mine.notes,
        cycles=improvement.on_charts(team.id, series.measure_id),
    )
    return Fetched(team, measure_key, series.measure_id, figure)


# ------------------------------------------------------------------ looking


@bp.get("/teams/<slug:team>/measures")
@requires(Action.MEASURE_VIEW)
def overview(team: str) -> ResponseReturnValue:
    """All measures of a team as small charts, those that need help first."""
    found = collaborative.team(team)
    authorize(Action.MEASURE_VIEW, found.place)
    series = measures.reported(found.id, found.cohort.id if found.cohort else None)
    shown = cards(found, series, queries.marks(found.id), today=today())
    last = max((point.period for one in series for point in one.points), default=None)
    return render_template(
        "charts/overview.html",
        team=found,
        cards=shown,
        last=last,
        by_luck=expected_by_luck(shown),
        months=max((card.points for card in shown), default=0),
    )


@bp.get("/teams/<slug:team>/measures/<slug:measure>")
@requires(Action.MEASURE_VIEW)
def measure(team: str, measure: str) -> ResponseReturnValue:
    """One measure: the finding, the chart, the numbers, and what people wrote and decided."""
    found = _fetch(team, measure, Action.MEASURE_VIEW)
    links = {
        cycle.id: url_for("improvement.cycle", team=team, cycle_id=cycle.id)
        for cycle in found.figure.cycles
    }
    page = measure_page(found.figure, links)
    steps = [(step, _step_href(step, found)) for step in page.next_steps]
    return _render(found, "charts/measure.html", page=page, steps=steps)


def _step_href(step: NextStep, found: Fetched) -> str:
    """Where a next step is done; nowhere for those who may not do it."""
    actor, place, team = current_actor(), found.team.place, found.team.key
    target, _, number = step.target.partition(":")
    if target == "entry" and allows(actor, Action.NUMBERS_ENTER, place):
        return url_for("measures.entry", team=team)
    if target == "cycle":
        return url_for("improvement.cycle", team=team, cycle_id=int(number))
    if target == "test" and allows(actor, Action.CYCLE_EDIT, place):
        return url_for("improvement.new", team=team, measure=found.key)
    return ""


@bp.get("/teams/<slug:team>/measures/<slug:measure>/chart.svg")
@requires(Action.MEASURE_VIEW)
def svg(team: str, measure: str) -> ResponseReturnValue:
    """The chart as a picture file with its title, definition, goal and source."""
    found = _fetch(team, measure, Action.MEASURE_VIEW)
    drawing = file_chart(found.figure, made_on=today())
    return as_download(Response(drawing, mimetype="image/svg+xml"), f"{team}-{measure}.svg")


@bp.get("/teams/<slug:team>/measures/<slug:measure>/numbers.csv")
@requires(Action.MEASURE_VIEW)
def csv(team: str, measure: str) -> ResponseReturnValue:
    """The table of the chart for spreadsheets."""
    found = _fetch(team, measure, Action.MEASURE_VIEW)
    return as_download(
        Response(csv_text(found.figure), mimetype="text/csv"), f"{team}-{measure}.csv"
    )


# ------------------------------------------------------------------ notes


@bp.route("/teams/<slug:team>/measures/<slug:measure>/notes/new", methods=["GET", "POST"])
@requires(Action.CHART_ANNOTATE)
def annotate(team: str, measure: str) -> ResponseReturnValue:
    """Write a note on one month."""
    found = _fetch(team, measure, Action.CHART_ANNOTATE)
    form = NoteForm().about(found.figure)

    def write() -> None:
        services.annotate(
            found.chart,
            period=as_month(form.period.data),
            text=form.text.data or "",
            everywhere=form.everywhere.data,
            by=current_actor(),
            at=now(),
        )

    return _answer(found, form, write, "charts/annotate.html", "Your note is on the chart.")


@bp.route(
    "/teams/<slug:team>/measures/<slug:measure>/notes/<id:note_id>/remove",
    methods=["POST"],
)
@requires(Action.CHART_ANNOTATE)
def remove_note(team: str, measure: str, note_id: int) -> ResponseReturnValue:
    """Take a note off the chart."""
    found = _fetch(team, measure, Action.CHART_ANNOTATE)
    note = queries.annotation(found.team.id, found.measure_id, note_id)
    with transaction():
        services.remove(note, name=found.chart.name, by=current_actor(), at=now())
    flash("The note is off the chart.", "success")
    return redirect(found.href)


# ------------------------------------------------------------------ decisions


@bp.route("/teams/<slug:team>/measures/<slug:measure>/freeze", methods=["GET", "POST"])
@requires(Action.CHART_DECIDE)
def freeze(team: str, measure: str) -> ResponseReturnValue:
    """Freeze the months that make the starting median."""
    found = _fetch(team, measure, Action.CHART_DECIDE)
    form = FreezeForm().about(found.figure)

    def decide() -> None:
        services.freeze(
            found.chart,
            first_period=as_month(form.first_period.data),
            period=as_month(form.period.data),
            reason=form.reason.data or "",
            anyway=form.anyway.data,
            by=current_actor(),
            at=now(),
        )

    return _answer(found, form, decide, "charts/freeze.html", "The starting median is frozen.")


@bp.route("/teams/<slug:team>/measures/<slug:measure>/rephase", methods=["GET", "POST"])
@requires(Action.CHART_DECIDE)
def rephase(team: str, measure: str) -> ResponseReturnValue:
    """Begin a new phase with its own median."""
    found = _fetch(team, measure, Action.CHART_DECIDE)
    form = RephaseForm().about(found.figure)

    def decide() -> None:
        services.rephase(
            found.chart,
            period=as_month(form.period.data),
            answers=form.answers,
            reason=form.reason.data or "",
            anyway=form.anyway.data,
            by=current_actor(),
            at=now(),
        )

    return _answer(found, form, decide, "charts/rephase.html", "The new phase has begun.")


@bp.route("/teams/<slug:team>/measures/<slug:measure>/exclude", methods=["GET", "POST"])
@requires(Action.CHART_DECIDE)
def exclude(team: str, measure: str) -> ResponseReturnValue:
    """Leave one point out of median and rules."""
    found = _fetch(team, measure, Action.CHART_DECIDE)
    form = ExcludeForm().about(found.figure)

    def decide() -> None:
        services.exclude(
            found.chart,
            period=as_month(form.period.data),
            reason=form.reason.data or "",
            by=current_actor(),
            at=now(),
        )

    return _answer(found, form, decide, "charts/exclude.html", "The point is left out.")


@bp.route(
    "/teams/<slug:team>/measures/<slug:measure>/decisions/<id:decision_id>/undo",
    methods=["GET", "POST"],
)
@requires(Action.CHART_DECIDE)
def undo(team: str, measure: str, decision_id: int) -> ResponseReturnValue:
    """Take a decision back, with a reason; it stays in the list."""
    found = _fetch(team, measure, Action.CHART_DECIDE)
    decision = queries.decision(found.team.id, found.measure_id, decision_id)
    form = UndoForm()

    def take_back() -> None:
        services.undo(
            decision,
            name=found.chart.name,
            reason=form.reason.data or "",
            by=current_actor(),
            at=now(),
        )

    ruling = next(r for r in measure_page(found.figure, {}).rulings if r.id == decision_id)
    return _answer(
        found, form, take_back, "charts/undo.html", "The decision is taken back.", ruling=ruling
    )


def _answer(
    found: Fetched,
    form: PageForm,
    act: Callable[[], None],
    template: str,
    done: str,
    **more: object,
) -> ResponseReturnValue:
    """Do what the form asks and go back to the chart, or show the form with what to fix."""
    status = 200
    if form.accepted():
        try:
            with transaction():
                act()
        except (Conflict, NotPossibleNow):
            raise
        except Refused as refusal:
            form.show(refusal)
        else:
            flash(done, "success")
            return redirect(found.href)
    if form.errors:
        status = 422
    return _render(found, template, form=form, **more), status


def _render(found: Fetched, template: str, **more: object) -> str:
    return render_template(
        template,
        team=found.team,
        measure=found.key,
        definition=found.figure.definition,
        figure=found.figure,
        href=found.href,
        **more,
    )
