"""Trained people by role and by type of practice, for reports: a page and a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app, g, redirect, render_template, url_for

from app.core.clock import now, today
from app.core.days import end_of_day, start_of_day
from app.core.db import writing
from app.core.headers import as_download
from app.curriculum.domain.trained import Span
from app.curriculum.forms.oversight import TrainedForm
from app.curriculum.presenters import learning_files, reports
from app.curriculum.queries import oversight
from app.curriculum.queries import trained as queries
from app.curriculum.services import certificates
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
    """The same counts for a spreadsheet, with what they mean; the trail says who took them.

    An administrator who views as somebody else is noted by name.
    """
    columns = oversight.columns(now())
    form = TrainedForm(columns)
    if not form.validate():
        return redirect(url_for(".trained", **form.query))
    page = _page(form, columns)
    text = learning_files.trained_csv(page)
    by = g.viewing.by if g.get("viewing") else current_actor()
    with writing():
        certificates.note_export(
            "exported counts of trained people",
            by=by,
            at=now(),
            name=page.definitions[0],
            count=sum(len(table.rows) for table in page.tables) + 1,
        )
    reply = current_app.response_class(text, mimetype="text/csv")
    return as_download(reply, f"trained-people-{today().isoformat()}.csv")


def _page(form: TrainedForm, columns: Sequence[Column]) -> TrainedPage:
    first, last = form.days
    span = Span(
        start_of_day(first) if first else None,
        end_of_day(last) if last else None,
    )
    module = next((one for one in columns if one.key == form.module.data), None)
    required = [one.id for one in columns if one.is_required]
    found = queries.trained(current_actor(), span, required, module.id if module else None)
    return reports.page(found, columns, module, form.days)
