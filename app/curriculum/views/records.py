"""The record of learning: the own one, and that of somebody whose learning one oversees."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from flask import current_app, flash, g, redirect, render_template, url_for

from app.accounts import queries as accounts
from app.core.attempts import attempt
from app.core.clock import now, today
from app.core.db import transaction, writing
from app.core.errors import Missing
from app.core.headers import as_download
from app.curriculum.forms.proofs import ReasonForm
from app.curriculum.forms.quiz import EvaluationForm
from app.curriculum.presenters import records as words
from app.curriculum.presenters import statements
from app.curriculum.queries import proofs as queries
from app.curriculum.services import certificates, quizzes
from app.curriculum.views.blueprint import bp
from app.policy import Action, allows, current_actor, requires, signed_in

if TYPE_CHECKING:
    from flask import Response
    from flask.typing import ResponseReturnValue

    from app.accounts.models import Person
    from app.curriculum.models import ModuleVersion, Study


@bp.get("/learn/record")
@signed_in
def record() -> ResponseReturnValue:
    """What one learned: lessons, modules, quizzes, certificates and events, with hours."""
    return render_template(
        "curriculum/record/record.html", shown=words.page(_own(), today()), of=None
    )


@bp.get("/learn/record.pdf")
@signed_in
def record_pdf() -> ResponseReturnValue:
    """The own record on paper."""
    return _pdf(_own(), current_actor().name, "my-record-of-learning")


@bp.get("/learn/record.csv")
@signed_in
def record_csv() -> ResponseReturnValue:
    """The own record for a spreadsheet."""
    return _csv(_own(), "my-record-of-learning")


@bp.get("/learn/record.json")
@signed_in
def record_json() -> ResponseReturnValue:
    """The own record as xAPI statements, for another learning system."""
    actor = current_actor()
    return _json(_own(), actor.person_id or 0, actor.name, "my-record-of-learning")


def _own() -> queries.Record:
    return queries.record(current_actor().person_id or 0)


def _pdf(of: queries.Record, name: str, file: str) -> Response:
    reply = current_app.response_class(words.pdf(of, name, now()), mimetype="application/pdf")
    return as_download(reply, f"{file}.pdf")


def _csv(of: queries.Record, file: str) -> Response:
    reply = current_app.response_class(words.to_csv(of), mimetype="text/csv")
    return as_download(reply, f"{file}.csv")


def _json(of: queries.Record, person_id: int, name: str, file: str) -> Response:
    by = statements.Learner(current_app.config["BASE_URL"], person_id, name)
    text = json.dumps(statements.statements(of, by), ensure_ascii=False, indent=1)
    reply = current_app.response_class(text, mimetype="application/json")
    return as_download(reply, f"{file}.json")


@bp.route("/learn/record/evaluation/<id:study_id>", methods=["GET", "POST"])
@signed_in
def evaluate(study_id: int) -> ResponseReturnValue:
    """Say what one thinks of a completed module; who said what cannot be told."""
    study, version, _ = _own_study(study_id)
    form = EvaluationForm()
    if form.accepted():
        with transaction():
            certificates.evaluate(
                study,
                useful=int(form.useful.data),
                ready=int(form.ready.data),
                better=form.better.data or "",
                by=current_actor(),
                at=now(),
            )
        flash("Thank you. Your answers are kept without your name.", "success")
        return redirect(url_for(".record"))
    page = render_template(
        "curriculum/record/evaluate.html", form=form, study=study, title=version.title
    )
    return page, 422 if form.errors else 200


def _own_study(study_id: int) -> tuple[Study, ModuleVersion, str]:
    study, version, module = queries.study(study_id)
    if study.person_id != current_actor().person_id or study.completed_at is None:
        raise Missing(study_id)
    return study, version, module.key


# ------------------------------------------------------------------ staff


@bp.get("/staff/learning/people/<id:person_id>/record")
@requires(Action.LEARNING_OVERSEE)
def person_record(person_id: int) -> ResponseReturnValue:
    """The record of somebody; a coach reads those of the own cohorts."""
    of = _overseen(person_id)
    return render_template(
        "curriculum/record/record.html",
        shown=words.page(queries.record(person_id), today()),
        of=of,
    )


@bp.get("/staff/learning/people/<id:person_id>/record.pdf")
@requires(Action.LEARNING_OVERSEE)
def person_record_pdf(person_id: int) -> ResponseReturnValue:
    """The record of somebody on paper."""
    of = _overseen(person_id)
    found, name = queries.record(person_id), of.name
    _note_export(name, found)
    return _pdf(found, name, f"record-of-learning-{person_id}")


@bp.get("/staff/learning/people/<id:person_id>/record.csv")
@requires(Action.LEARNING_OVERSEE)
def person_record_csv(person_id: int) -> ResponseReturnValue:
    """The record of somebody for a spreadsheet."""
    name, found = _overseen(person_id).name, queries.record(person_id)
    _note_export(name, found)
    return _csv(found, f"record-of-learning-{person_id}")


@bp.get("/staff/learning/people/<id:person_id>/record.json")
@requires(Action.LEARNING_OVERSEE)
def person_record_json(person_id: int) -> ResponseReturnValue:
    """The record of somebody as xAPI statements."""
    name, found = _overseen(person_id).name, queries.record(person_id)
    _note_export(name, found)
    return _json(found, person_id, name, f"record-of-learning-{person_id}")


def _note_export(name: str, of: queries.Record) -> None:
    """Note in the trail who really took the record of somebody."""
    by = g.viewing.by if g.viewing else current_actor()
    with writing():
        certificates.note_export(
            "took somebody's record of learning", by=by, at=now(), name=name, count=len(of.studied)
        )


def _overseen(person_id: int) -> Person:
    """Somebody whose learning this person oversees; raises `Missing` for anybody else."""
    of, actor = accounts.person(person_id), current_actor()
    if not any(
        allows(actor, Action.LEARNING_OVERSEE, place) for place in queries.places_of(person_id)
    ):
        raise Missing(person_id)
    return of


@bp.route("/staff/learning/studies/<id:study_id>/try", methods=["GET", "POST"])
@requires(Action.LEARNING_MANAGE)
def give_try(study_id: int) -> ResponseReturnValue:
    """Give somebody one more try at a quiz, with a reason, once they used all of them."""
    study, version, _ = queries.study(study_id)
    of, form = accounts.person(study.person_id), ReasonForm()

    def deed() -> None:
        held, *_ = queries.study(study_id)
        quizzes.give_extra(held, reason=form.reason.data or "", by=current_actor(), at=now())

    if form.accepted() and attempt(form, deed):
        flash(f"{of.name} has one more try at the quiz of {version.title}.", "success")
        return redirect(url_for(".person_record", person_id=of.id))
    page = render_template(
        "curriculum/record/give_try.html",
        form=form,
        study=study,
        title=version.title,
        of=of,
        why_not=quizzes.why_no_extra(study),
    )
    return page, 422 if form.errors else 200
