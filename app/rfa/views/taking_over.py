"""Starting from the practice's last application."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from app.core.clock import now
from app.core.db import transaction
from app.core.errors import Missing, NotPossibleNow, Refused
from app.policy import Action, current_actor, requires
from app.rfa.domain.wording import text_of
from app.rfa.queries import applications
from app.rfa.services import taking_over as services
from app.rfa.views.blueprint import bp
from app.rfa.views.fetching import fetch

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from app.rfa.models import Submission
    from app.rfa.queries.applications import Opened


def _earlier(of: Opened) -> Submission:
    """What the practice sent last; raises `Missing` when it never did."""
    found = applications.earlier_version(of.application)
    if found is None:
        raise Missing(str(of.id))
    return found


@bp.route("/applications/<id:application_id>/take-over", methods=["GET", "POST"])
@requires(Action.APPLICATION_WRITE)
def take_over(application_id: int) -> ResponseReturnValue:
    """Show what fits, then copy it into the empty answers."""
    if request.method == "POST":
        return _copy(application_id)
    of = fetch(application_id, Action.APPLICATION_WRITE)
    return _page(of)


def _page(of: Opened, error: str = "") -> ResponseReturnValue:
    earlier = _earlier(of)
    frozen = applications.frozen(earlier)
    page = render_template(
        "rfa/teamwork/take_over.html",
        of=of,
        error=error,
        source=frozen.round_title,
        sent_at=earlier.submitted_at,
        taken=[(one, text_of(one.question, one.answer)) for one in services.fitting(of, frozen)],
        marked=[
            (section, of.drafts[section.key].stale["keys"])
            for section in of.sections
            if of.drafts[section.key].stale["keys"]
        ],
    )
    return page, 422 if error else 200


def _copy(application_id: int) -> ResponseReturnValue:
    try:
        with transaction():
            of = fetch(application_id, Action.APPLICATION_WRITE, locked=True)
            count = services.take_over(of, _earlier(of), by=current_actor(), at=now())
    except NotPossibleNow:
        raise
    except Refused as refusal:
        return _page(fetch(application_id, Action.APPLICATION_WRITE), refusal.message)
    copied = "1 answer was" if count == 1 else f"{count} answers were"
    flash(f"{copied} taken over. Check that they are still true.", "success")
    return redirect(url_for(".take_over", application_id=application_id))


@bp.post("/applications/<id:application_id>/section/<slug:section>/still-true")
@requires(Action.APPLICATION_WRITE)
def still_true(application_id: int, section: str) -> ResponseReturnValue:
    """Take the marks off a section: what was taken over is still true."""
    with transaction():
        of = fetch(application_id, Action.APPLICATION_WRITE, locked=True)
        shown = of.section(section)
        services.confirm(of, shown, by=current_actor(), at=now())
    flash(f"“{shown.title}” is checked.", "success")
    return redirect(url_for(".section", application_id=application_id, section=shown.key))
