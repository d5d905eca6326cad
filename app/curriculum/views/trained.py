"""Trained people by role and by type of practice, for reports: a page and a file."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from flask import current_app, redirect, render_template, url_for

from app.core.clock import CENTRAL, end_of_day, now, today
from app.core.headers import as_download
from app.curriculum.domain.trained import Span
from app.curriculum.forms.oversight import TrainedForm
from app.curriculum.presenters import learning_files, reports
from app.curriculum.queries import oversight
from app.curriculum.queries import trained as queries
from app.curriculum.views.blueprint import bp
from app.policy import Action, current_actor, requires

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask.typing import ResponseReturnValue

    from app.curriculum.presenters.reports import TrainedPage
    from app.curriculum.queries.oversight import Column


@bp.get("/staff/learning/trained")
@requires(Action.LEARNING_OVERSEE)
def trained() -> ResponseReturnValue:
    """How many people were trained between two days."""
    columns = oversight.columns(now())
    form = TrainedForm(columns)
    is_clear = form.validate()
    return render_template(
        "curriculum/oversee/trained.html",
        form=form,
        query=form.query,
        page=_page(form, columns) if is_clear else None,
    ), 200 if is_clear else 422


@bp.get("/staff/learning/trained.csv")
@requires(Action.LEARNING_OVERSEE)
def trained_csv() -> ResponseReturnValue:
    """The same counts for a spreadsheet, with what they mean."""
    columns = oversight.columns(now())
    form = TrainedForm(columns)
    if not form.validate():
        return redirect(url_for(".trained", **form.query))
    text = learning_files.trained_csv(_page(form, columns))
    reply = current_app.response_class(text, mimetype="text/csv")
    return as_download(reply, f"trained-people-{today().isoformat()}.csv")


def _page(form: TrainedForm, columns: Sequence[Column]) -> TrainedPage:
    first, last = form.days
    span = Span(
        dt.datetime.combine(first, dt.time(), CENTRAL) if first else None,
        end_of_day(last) if last else None,
    )
    module = next((one for one in columns if one.key == form.module.data), None)
    required = [one.id for one in columns if one.is_required]
    found = queries.trained(current_actor(), span, required, module.id if module else None)
    return reports.page(found, columns, module, form.days)
