"""Where everybody is: by cohort and team, person by person, who is stuck, and the file of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app, flash, redirect, render_template, request, url_for

from app.core.attempts import attempt
from app.core.clock import now, today
from app.core.db import transaction
from app.core.forms import posted
from app.core.headers import as_download
from app.curriculum.domain import stuck as rules
from app.curriculum.forms.oversight import OverseeForm, RemindForm
from app.curriculum.presenters import learning_files, reminding
from app.curriculum.presenters import oversight as words
from app.curriculum.queries import nudges as nudge_queries
from app.curriculum.queries import oversight as queries
from app.curriculum.services import certificates, nudges
from app.curriculum.views.blueprint import bp
from app.policy import Action, current_actor, requires

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask.typing import ResponseReturnValue

    from app.curriculum.queries.oversight import Column, Overview
    from app.curriculum.services.nudges import Letter, Outcome, Pick


def _form(found: Overview, columns: Sequence[Column]) -> OverseeForm:
    """The filters: a coach chooses among the own cohorts."""
    cohorts = {
        team.cohort.id: team.cohort.name for team in found.crowd.teams if team.cohort is not None
    }
    return OverseeForm(cohorts, columns)


@bp.get("/staff/learning")
@requires(Action.LEARNING_OVERSEE)
def oversight() -> ResponseReturnValue:
    """Where everybody is, by cohort and team."""
    found = queries.overview(current_actor(), now())
    form = _form(found, found.columns)
    is_clear = form.validate()
    return render_template(
        "curriculum/oversee/overview.html",
        form=form,
        query=form.query if is_clear else {},
        page=words.page(found, form.wanted, now()) if is_clear else None,
        has_people=bool(found.crowd.everybody),
    ), 200 if is_clear else 422


@bp.post("/staff/learning/export.csv")
@requires(Action.LEARNING_OVERSEE)
def learning_csv() -> ResponseReturnValue:
    """Who is where, for a spreadsheet; that somebody took it is kept in the trail."""
    with transaction():
        found = queries.overview(current_actor(), now())
        form = _form(found, found.every)
        if not form.validate():
            return redirect(url_for(".oversight"))
        text, count = learning_files.everybody_csv(found, form.wanted, now())
        certificates.note_export(
            "exported who learned what",
            by=current_actor(),
            at=now(),
            name=", ".join(f"{name}: {value}" for name, value in form.query.items()),
            count=count,
        )
    reply = current_app.response_class(text, mimetype="text/csv")
    return as_download(reply, f"learning-{today().isoformat()}.csv")


@bp.get("/staff/learning/teams/<slug:practice>")
@requires(Action.LEARNING_OVERSEE)
def oversight_team(practice: str) -> ResponseReturnValue:
    """The people of a team in every module; a coach sees the teams of the own cohorts."""
    found = queries.overview(current_actor(), now())
    of = found.crowd.team(practice)
    return render_template(
        "curriculum/oversee/team.html",
        of=of,
        columns=found.columns,
        rows=words.team_rows(found, of, now()),
    )


@bp.get("/staff/learning/others")
@requires(Action.LEARNING_OVERSEE)
def oversight_others() -> ResponseReturnValue:
    """The same for people without a team."""
    found = queries.overview(current_actor(), now())
    return render_template(
        "curriculum/oversee/team.html",
        of=None,
        columns=found.columns,
        rows=words.team_rows(found, None, now()),
    )


@bp.get("/staff/learning/stuck")
@requires(Action.LEARNING_OVERSEE)
def stuck() -> ResponseReturnValue:
    """Who is stuck, by a rule that the page states."""
    found = queries.overview(current_actor(), now())
    form = _form(found, found.every)
    is_clear = form.validate()
    known = nudge_queries.known(found.crowd.everybody)
    return render_template(
        "curriculum/oversee/stuck.html",
        form=form,
        rule=rules.RULE,
        rows=words.stuck_rows(found, form.wanted, known, now()) if is_clear else (),
    ), 200 if is_clear else 422


@bp.get("/staff/learning/remind")
@requires(Action.LEARNING_OVERSEE)
def write_reminder() -> ResponseReturnValue:
    """The words of a reminder to the people that were picked."""
    found = queries.overview(current_actor(), now())
    picked = reminding.picks(request.args.getlist("pick"), found, now())
    if not picked:
        flash(f"{nudges.NOBODY}.", "error")
        return redirect(url_for(".stuck"))
    return _reminder_page(found, picked)


@bp.post("/staff/learning/remind")
@requires(Action.LEARNING_OVERSEE)
def remind() -> ResponseReturnValue:
    """Send a reminder: one mail to each person."""
    found = queries.overview(current_actor(), now())
    offered = reminding.picks(posted().getlist("offered"), found, now())
    form = RemindForm(reminding.offers([(one, None) for one in offered], _names(found)))
    picked = reminding.picks(posted().getlist("pick"), found, now())
    outcomes: list[Outcome] = []

    def send() -> None:
        said = form.words.data or ""
        outcomes.append(nudges.remind(picked, said, by=current_actor(), at=now()))

    if form.accepted() and posted().get("deed") == "preview":
        return _reminder_page(found, offered, form, _letters(found, picked, form))
    if form.accepted() and attempt(form, send):
        flash(reminding.told_words(outcomes[0]), "success" if outcomes[0].told else "error")
        return redirect(url_for(".stuck"))
    return _reminder_page(found, offered, form)


def _names(found: Overview) -> dict[int, str]:
    return {key: one.name for key, one in found.crowd.everybody.items()}


def _letters(found: Overview, picked: list[Pick], form: RemindForm) -> list[Letter]:
    said = form.words.data or ""
    return nudges.letters(picked, _names(found), said, by=current_actor(), at=now())


def _reminder_page(
    found: Overview,
    picked: list[Pick],
    form: RemindForm | None = None,
    letters: Sequence[Letter] = (),
) -> ResponseReturnValue:
    checked, names = nudges.checked(picked, at=now()), _names(found)
    form = form or RemindForm(reminding.offers(checked, names))
    return render_template(
        "curriculum/oversee/remind.html",
        form=form,
        left_out=reminding.left_out(checked, names),
        preview=reminding.preview(letters),
    ), 422 if form.errors else 200
