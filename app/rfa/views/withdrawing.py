"""Taking an application back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for

from app.core.clock import now
from app.core.db import transaction
from app.core.errors import NotPossibleNow
from app.policy import Action, current_actor, requires
from app.rfa.domain.states import ApplicationState
from app.rfa.forms.teamwork import WithdrawForm
from app.rfa.services import applications as services
from app.rfa.views.blueprint import bp
from app.rfa.views.fetching import fetch

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.route("/applications/<id:application_id>/withdraw", methods=["GET", "POST"])
@requires(Action.APPLICATION_SUBMIT)
def withdraw(application_id: int) -> ResponseReturnValue:
    """Ask why, then take the application back."""
    of = fetch(application_id, Action.APPLICATION_SUBMIT)
    form = WithdrawForm()
    if form.accepted():
        with transaction():
            of = fetch(application_id, Action.APPLICATION_SUBMIT, locked=True)
            services.withdraw(
                of.application, reason=form.reason.data or "", by=current_actor(), at=now()
            )
        flash("The application is withdrawn.", "success")
        return redirect(url_for(".application", application_id=application_id))
    if of.application.state is ApplicationState.WITHDRAWN:
        raise NotPossibleNow("This application is withdrawn already.")
    page = render_template(
        "rfa/teamwork/withdraw.html", of=of, form=form, is_open=of.window.is_open(now())
    )
    return page, 422 if form.errors else 200
