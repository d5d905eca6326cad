"""Reading the trail. No address changes it, and the database refuses as well."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, current_app, render_template, url_for

from app.audit import presenters, queries
from app.audit.forms import FilterForm
from app.core.clock import today
from app.core.headers import as_download
from app.core.paging import asked_page
from app.policy import Action, requires

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

BYTE_ORDER_MARK = "\ufeff"
"""So that Excel reads the file as UTF-8."""

bp = Blueprint("audit", __name__, url_prefix="/staff/audit")


@bp.get("")
@requires(Action.AUDIT_VIEW)
def trail() -> ResponseReturnValue:
    """Who did what, newest first, narrowed by the form."""
    practices = queries.practice_names()
    form = _form(practices)
    if not form.validate():
        return _unclear(form)
    page = queries.page(form.wanted, asked_page())
    return render_template(
        "audit/trail.html",
        form=form,
        page=page,
        rows=presenters.rows(page.events, practices),
        page_href=lambda number: url_for(".trail", **form.query(page=number)),
    )


@bp.get("/export.csv")
@requires(Action.AUDIT_VIEW)
def export() -> ResponseReturnValue:
    """The same events as a file for a spreadsheet."""
    practices = queries.practice_names()
    form = _form(practices)
    if not form.validate():
        return _unclear(form)
    text = "".join(presenters.as_csv(queries.everything(form.wanted), practices))
    reply = current_app.response_class(BYTE_ORDER_MARK + text, mimetype="text/csv")
    return as_download(reply, f"audit-trail-{today().isoformat()}.csv")


def _form(practices: dict[int, str]) -> FilterForm:
    return FilterForm(practices, queries.verbs(), queries.subject_types())


def _unclear(form: FilterForm) -> ResponseReturnValue:
    return render_template("audit/trail.html", form=form, page=None, rows=()), 422
