"""Staff pages about assignments: the list, a new one with its preview, and the end of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for

from app.accounts.queries import cohort_names
from app.accounts.queries.names import names_of
from app.core.attempts import attempt
from app.core.clock import now, today
from app.core.db import reading, transaction
from app.core.errors import NotPossibleNow
from app.core.forms import posted
from app.curriculum.forms.oversight import AssignForm, SoughtForm
from app.curriculum.forms.publishing import ConfirmForm
from app.curriculum.presenters import assigning as words
from app.curriculum.presenters.assigning import Names
from app.curriculum.queries import assignments as queries
from app.curriculum.queries import modules, oversight
from app.curriculum.services import assignments as services
from app.curriculum.views.blueprint import bp
from app.curriculum.views.opening import invalid
from app.policy import Action, current_actor, requires

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flask.typing import ResponseReturnValue

    from app.curriculum.presenters.assigning import Listed, Preview
    from app.curriculum.queries.oversight import Overview

BASE = "/staff/learning/assignments"


def _names(found: Overview, more: Iterable[int | None] = ()) -> Names:
    people = {key: one.name for key, one in found.crowd.everybody.items()}
    return Names(
        cohort_names(),
        {team.id: team.name for team in found.crowd.teams},
        people | names_of([one for one in more if one is not None and one not in people]),
    )


@bp.get(BASE)
@requires(Action.LEARNING_MANAGE)
def assignments() -> ResponseReturnValue:
    """What is assigned to whom, and what was; narrowed by GET."""
    found = oversight.overview(current_actor(), now())
    titles = words.titles(found.columns, modules.names(queries.assigned_modules()))
    form = SoughtForm(titles, cohort_names())
    is_clear = form.validate()
    rows, over = (
        (queries.in_force(form.sought), queries.ended(form.sought)) if is_clear else ([], [])
    )
    names = _names(
        found, {who for row in (*rows, *over) for who in (row.given_by_id, row.person_id)}
    )
    return render_template(
        "curriculum/oversee/assignments.html",
        form=form,
        is_narrowed=any(field.data for field in form),
        rows=[words.listed(row, found, names, titles, today()) for row in rows],
        ended=[words.listed(row, found, names, titles, today()) for row in over],
    ), 200 if is_clear else 422


@bp.route(f"{BASE}/new", methods=["GET", "POST"])
@requires(Action.LEARNING_MANAGE)
def assign() -> ResponseReturnValue:
    """Assign a module, after a look at how many people it reaches."""
    with reading():
        found = oversight.overview(current_actor(), now())
        given = queries.given(queries.in_force())
        names = _names(found)
    emails = {one.email: key for key, one in found.crowd.everybody.items()}
    form = AssignForm(found.columns, names.cohorts, names.teams, emails)
    preview: Preview | None = None
    if form.accepted():
        column = next(one for one in found.columns if one.key == form.module.data)
        whom = words.whom(form.aim, names)

        def deed() -> None:
            services.assign(
                modules.module(column.key),
                form.aim,
                is_required=form.is_required,
                due_on=form.due_on.data,
                name=f"{column.title}: {whom}",
                by=current_actor(),
                at=now(),
            )

        def fitting() -> None:
            of = modules.module(column.key)
            services.refuse_unless_fitting(of, form.aim, form.due_on.data, now())

        if posted().get("deed") == "assign":
            if attempt(form, deed):
                flash(f"{column.title} is assigned. For: {whom}.", "success")
                return redirect(url_for(".assignments"))
        elif attempt(form, fitting):
            preview = words.preview(found, given, column.id, form.aim)
    page = render_template("curriculum/oversee/assign.html", form=form, preview=preview)
    return page, 422 if form.errors else 200


@bp.route(f"{BASE}/<id:assignment_id>/end", methods=["GET", "POST"])
@requires(Action.LEARNING_MANAGE)
def end_assignment(assignment_id: int) -> ResponseReturnValue:
    """End an assignment, after asking once more; what people did stays."""
    with reading():
        one = _listed(assignment_id)
    if one.ended:
        raise NotPossibleNow(services.ENDED)
    form = ConfirmForm()
    if not form.accepted():
        return render_template("curriculum/oversee/end.html", form=form, one=one), invalid(form)
    name = f"{one.module}: {one.whom}"
    with transaction():
        row = queries.assignment(assignment_id, locked=True)
        services.end(row, name=name, by=current_actor(), at=now())
    flash(f"The assignment has ended. It was: {name}.", "success")
    return redirect(url_for(".assignments"))


def _listed(assignment_id: int) -> Listed:
    found, row = oversight.overview(current_actor(), now()), queries.assignment(assignment_id)
    titles = words.titles(found.columns, modules.names([row.module_id]))
    names = _names(found, [row.given_by_id, row.person_id])
    return words.listed(row, found, names, titles, today())
