"""The exercise before a round: staff write and close it, reviewers score it once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, g, redirect, render_template, request, url_for

from app.core.attempts import attempt
from app.core.clock import now
from app.core.db import transaction
from app.core.errors import Missing
from app.policy import Action, current_actor, requires
from app.reviews.domain.calibrating import ExerciseState
from app.reviews.forms.exercise import ExerciseForm, LessonForm, sheet_form
from app.reviews.presenters.exercise import spot_rows
from app.reviews.queries import exercises as queries
from app.reviews.services import exercises as services
from app.reviews.views.blueprint import bp
from app.rfa.queries import rounds
from app.rfa.queries.rounds import document_of

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from werkzeug.wrappers import Response

    from app.core.forms import PageForm
    from app.reviews.models import Exercise


@bp.route("/staff/rounds/<slug:key>/reviewing/exercise", methods=["GET", "POST"])
@requires(Action.REVIEWS_MANAGE)
def staff_exercise(key: str) -> ResponseReturnValue:
    """Write the practice application; once it is open, see how everybody scored it."""
    of = rounds.round_with(key)
    form = ExerciseForm(obj=queries.exercise(of.id))
    if form.accepted() and attempt(
        form,
        lambda: services.write_exercise(
            of,
            title=form.title.data or "",
            text=form.text.data or "",
            by=current_actor(),
            at=now(),
        ),
    ):
        return _back(key, "The exercise is kept. Reviewers see it when you open it.")
    return _staff_page(key, form if request.method == "POST" else None)


@bp.post("/staff/rounds/<slug:key>/reviewing/exercise/open")
@requires(Action.REVIEWS_MANAGE)
def staff_exercise_open(key: str) -> ResponseReturnValue:
    """Let reviewers score it."""
    with transaction():
        services.open_exercise(rounds.round_with(key), by=current_actor(), at=now())
    return _back(key, "The exercise is open. Tell your reviewers where it is.")


@bp.post("/staff/rounds/<slug:key>/reviewing/exercise/lesson")
@requires(Action.REVIEWS_MANAGE)
def staff_exercise_lesson(key: str) -> ResponseReturnValue:
    """Keep what was learned, and close the exercise when that button was pressed."""
    of = rounds.round_with(key)
    closes = request.form.get("deed") == "close"
    form = LessonForm()
    if form.accepted() and attempt(
        form,
        lambda: services.write_lesson(
            of, lesson=form.lesson.data or "", closes=closes, by=current_actor(), at=now()
        ),
    ):
        said = "The exercise is closed. Reviewers read the lesson." if closes else "It is kept."
        return _back(key, said)
    return _staff_page(key, form)


def _staff_page(key: str, failed: PageForm | None) -> ResponseReturnValue:
    of = rounds.round_with(key)
    row = queries.exercise(of.id)
    criteria = document_of(of).criteria
    sheets = queries.sheets_of(row.id) if row else ()
    fresh: tuple[PageForm, ...] = (ExerciseForm(obj=row), LessonForm(obj=row))
    forms = {type(form): form for form in (*fresh, *((failed,) if failed else ()))}
    page = render_template(
        "reviews/exercise/staff.html",
        round=of,
        row=row,
        state=queries.state_of(row),
        rows=spot_rows(criteria, sheets, names_all=True),
        count=len(sheets),
        exercise_form=forms[ExerciseForm],
        lesson_form=forms[LessonForm],
        form=failed,
    )
    return page, 422 if failed else 200


def _back(key: str, said: str) -> Response:
    flash(said, "success")
    return redirect(url_for(".staff_exercise", key=key))


@bp.route("/reviews/exercise/<slug:key>", methods=["GET", "POST"])
@requires(Action.REVIEW_WRITE)
def exercise(key: str) -> ResponseReturnValue:
    """Score the practice application; after that, see how everybody scored it."""
    of = rounds.round_with(key)
    criteria = document_of(of).criteria
    form = sheet_form(criteria)
    _opened(of.id, key)
    if form.accepted() and attempt(
        form,
        lambda: services.submit_sheet(
            of,
            scores=form.scores,
            reasons=form.reasons,
            criteria=[one.key for one in criteria],
            by=current_actor(),
            at=now(),
        ),
    ):
        flash("Your sheet is in. This is how everybody scored so far.", "success")
        return redirect(url_for(".exercise", key=key))
    row = _opened(of.id, key)
    sheets = queries.sheets_of(row.id)
    own = next((sheet for sheet in sheets if sheet.person_id == g.person.id), None)
    state = queries.state_of(row)
    page = render_template(
        "reviews/exercise/exercise.html",
        round=of,
        row=row,
        is_closed=state is ExerciseState.CLOSED,
        rows=spot_rows(criteria, sheets, own=own) if own else (),
        form=form,
    )
    return page, 422 if form.errors else 200


def _opened(round_id: int, key: str) -> Exercise:
    """The exercise of a round, if it was opened to reviewers."""
    row = queries.exercise(round_id)
    if row is None or row.opened_at is None:
        raise Missing(key)
    return row
