"""Every old address of an application whose content was removed: what happened, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template

from app.accounts.queries.names import names_of
from app.core.db import db
from app.core.pages import error_page, wants_json
from app.policy import Action, Place, allows, current_actor
from app.rfa.domain.retention import ContentGone
from app.rfa.presenters import retention as words
from app.rfa.queries import applications
from app.rfa.queries import retention as queries
from app.rfa.views.blueprint import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

GONE = 410
SAID = "What this application said was removed under the schedule of its round."


@bp.app_errorhandler(ContentGone)
def emptied(gone: ContentGone) -> ResponseReturnValue:
    """Say so to those who could read it; for everybody else there is nothing here."""
    place, actor = Place(practice_id=gone.practice_id), current_actor()
    is_staff = allows(actor, Action.APPLICATIONS_OVERSEE, place)
    if not is_staff and not allows(actor, Action.APPLICATION_VIEW, place):
        return error_page(404)
    if wants_json():
        return error_page(GONE, SAID)
    db.session.rollback()
    of = applications.application(gone.application_id, even_emptied=True)
    entry = queries.entry_of(of.id)
    known: list[tuple[str, str]] = []
    if is_staff:
        who = names_of([entry.by_id]).get(entry.by_id, "")
        known = words.emptied_facts(of, entry, applications.submissions(of.id), who)
    page = render_template(
        "rfa/retention/emptied.html", of=of, entry=entry, known=known, is_staff=is_staff
    )
    return page, GONE
