"""Writing an application: the task list and its sections."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from flask import current_app, flash, g, redirect, render_template, request, url_for

from app.accounts import queries as accounts
from app.accounts.domain.names import role_words
from app.core.clock import now
from app.core.dates import moment
from app.core.db import reading, transaction
from app.core.errors import NotPossibleNow
from app.core.forms import posted
from app.policy import APPLICANT_ROLES, Action, allows, current_actor, requires, signed_in
from app.rfa.domain import answers, judging
from app.rfa.domain.snapshots import changed_sections, opened
from app.rfa.domain.wording import text_of
from app.rfa.forms.autosave import chosen, version_in
from app.rfa.presenters import signing as signature_words
from app.rfa.presenters.section_page import section_page
from app.rfa.presenters.task_list import task_list
from app.rfa.presenters.wording import applicant_words, capital
from app.rfa.queries import applications, drafting, teamwork, telling
from app.rfa.services.drafting import Clash, Stale, note_not_kept, save_section
from app.rfa.views import files
from app.rfa.views.blueprint import bp
from app.rfa.views.fetching import fetch

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from app.accounts.queries import RosterEntry
    from app.rfa.domain.answers import Answer
    from app.rfa.domain.document import Section
    from app.rfa.domain.judging import Fault
    from app.rfa.queries.applications import Opened


@bp.url_value_preprocessor
def allow_large_uploads(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Let sections send files; it runs before anything reads the request."""
    if endpoint == "rfa.section" and request.mimetype == "multipart/form-data":
        request.max_content_length = current_app.config["MAX_APPLICATION_BYTES"]


@bp.get("/applications")
@signed_in
def applications_list() -> ResponseReturnValue:
    """The applications of the practices that the person works for."""
    found = applications.of_practices(current_actor().applicant_ids)
    if len(found) == 1:
        return redirect(url_for(".application", application_id=found[0].id))
    reviewed = telling.in_review(found, now())
    rows = [(one, *applicant_words(one, in_review=one.id in reviewed)) for one in found]
    return render_template("rfa/draft/applications.html", rows=rows)


@bp.get("/applications/<id:application_id>")
@requires(Action.APPLICATION_VIEW)
def application(application_id: int) -> ResponseReturnValue:
    """The task list: what is done, what is left, until when, who helps."""
    of = fetch(application_id, Action.APPLICATION_VIEW)
    at = now()
    team = accounts.roster(of.application.practice_id, APPLICANT_ROLES)
    versions = applications.submissions(of.id) if of.versions else ()
    changed = _changed(of) if of.has_open_request else ()
    return render_template(
        "rfa/draft/application.html",
        of=of,
        list=task_list(
            of,
            changed=changed,
            assignments=teamwork.assignments(of.id),
            team=team,
            in_review=of.id in telling.in_review([of.application], at),
            at=at,
        ),
        faults=len(judging.faults(of.sections, of.about)),
        signers=signature_words.who_signs(team),
        signature=signature_words.state_words(of, of.last_signature),
        team=[_member(entry) for entry in team],
        versions=versions,
        earlier=applications.earlier_version(of.application) if not versions else None,
    )


def _changed(of: Opened) -> frozenset[str]:
    """The sections that differ from what was sent last."""
    sent = applications.last_frozen(of.id)
    return changed_sections(sent, opened(of.content())) if sent else frozenset()


def _member(entry: RosterEntry) -> dict[str, Any]:
    """One person of the team, with roles."""
    roles = ", ".join(role_words(given.role).removeprefix("Application ") for given in entry.roles)
    return {
        "person_id": entry.person_id,
        "name": entry.name,
        "initials": entry.initials,
        "words": capital(roles),
    }


# ------------------------------------------------------------------ a section


@bp.route("/applications/<id:application_id>/section/<slug:section>", methods=["GET", "POST"])
@requires(Action.APPLICATION_VIEW)
def section(application_id: int, section: str) -> ResponseReturnValue:
    """One section: read, written and saved in any state."""
    if request.method == "POST":
        return _save(application_id, section)
    of = fetch(application_id, Action.APPLICATION_VIEW)
    return _section_page(of, of.section(section))


def _section_page(
    of: Opened,
    shown: Section,
    *,
    faults: Iterable[Fault] = (),
    typed: Mapping[str, Answer] | None = None,
    file_errors: Mapping[str, str] | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    at = now()
    found = judging.faults_in(shown, of.about)
    if request.args.get("show") != "all":
        found = judging.shown_on_page(found) if of.drafts[shown.key].is_started else ()
    page = section_page(
        of,
        shown,
        (*faults, *found),
        remarks=teamwork.comments(of.id, shown.key) if g.viewing is None else (),
        typed=typed,
        file_errors=file_errors,
        at=at,
        may_write=allows(current_actor(), Action.APPLICATION_WRITE, of.place) and g.viewing is None,
    )
    present = drafting.present(of.id, shown.key, at, but=g.person.id)
    return render_template("rfa/draft/section.html", of=of, page=page, present=present), status


def _save(application_id: int, key: str) -> ResponseReturnValue:
    """Save what a plain form sent; files are looked into before, texts are never lost."""
    at = now()
    with reading():
        of = fetch(application_id, Action.APPLICATION_WRITE)
        shown = of.section(key)
    fields = posted()
    choices = chosen(fields)
    asked = set(fields.get("_asked", "").split())
    typed = answers.read_section(shown, fields.getlist)
    given = {key: typed[key] for key in typed if key in asked - choices.theirs}
    errors, long = too_long(shown, given)
    with files.stored(shown) as (ready, refused):
        try:
            with transaction():
                of = fetch(application_id, Action.APPLICATION_WRITE, locked=True)
                save_section(
                    of,
                    shown,
                    {key: answer for key, answer in given.items() if key not in long},
                    seen_version=version_in(fields.get("seen_version", "")),
                    by=current_actor(),
                    at=at,
                    kept_over=choices.kept,
                )
                given_up = {key: typed[key] for key in typed if key in choices.theirs}
                note_not_kept(of, shown, given_up, by=current_actor(), at=at)
        except NotPossibleNow as closed:
            return _closed(application_id, key, given, closed)
        except Stale as stale:
            file_errors = refused | files.attach(application_id, shown, ready, at)
            return _two_texts(applications.opened(application_id), shown, stale, file_errors)
        file_errors = refused | files.attach(application_id, shown, ready, at)
    of = applications.opened(application_id)
    if file_errors or long:
        return _section_page(
            of, shown, faults=errors, typed=long, file_errors=file_errors, status=422
        )
    return _next(of, shown)


def too_long(
    shown: Section, given: Mapping[str, Answer]
) -> tuple[tuple[Fault, ...], dict[str, Answer]]:
    """What cannot be kept, with the reason; it stays on the page."""
    faults = tuple(
        fault
        for question in shown.questions
        if question.key in given and (fault := judging.too_long(question, given[question.key]))
    )
    keys = {fault.question.key for fault in faults}
    return faults, {key: answer for key, answer in given.items() if key in keys}


def _next(of: Opened, shown: Section) -> ResponseReturnValue:
    """Where to go after saving: back to what is wrong here, else on."""
    asked_before = request.form.get("_asked", "").split()
    every = judging.faults_in(shown, of.about)
    found = judging.shown_on_page(every)
    new = next((f for f in every if f.missing and f.question.key not in asked_before), None)
    if request.form.get("go") == "next" and new and not found:
        brings_up = f"Everything is saved. Your answer brings up a question: {new.question.key}."
        flash(brings_up, "success")
        there = f"question-{new.question.key}"
        return redirect(url_for(".section", application_id=of.id, section=shown.key, _anchor=there))
    if request.form.get("go") == "next" and found:
        flash("Everything is saved. Look at what is marked.", "success")
        return redirect(url_for(".section", application_id=of.id, section=shown.key))
    keys = [one.key for one in of.sections]
    place = keys.index(shown.key) + 1
    flash(f"“{shown.title}” is saved.", "success")
    if request.form.get("go") != "next" or place == len(keys):
        return redirect(url_for(".application", application_id=of.id))
    return redirect(url_for(".section", application_id=of.id, section=keys[place]))


def _two_texts(
    of: Opened, shown: Section, stale: Stale, file_errors: Mapping[str, str]
) -> ResponseReturnValue:
    """One clash after the other; what was chosen before comes along."""
    page = render_template(
        "rfa/draft/conflict.html",
        of=of,
        section=shown,
        clash=clash_words(stale.clashes[0]),
        count=len(stale.clashes),
        version=stale.version,
        choices=chosen(posted()),
        file_errors=file_errors,
        typed=[
            (name, value)
            for name, value in posted().items(multi=True)
            if name not in {"csrf_token", "keep", "kept_over", "_clash", "_theirs"}
        ],
    )
    return page, 409


def _closed(
    application_id: int, key: str, given: Mapping[str, Answer], closed: NotPossibleNow
) -> ResponseReturnValue:
    """Say that the section is closed, and give back what was typed."""
    of = applications.opened(application_id)
    shown = of.section(key)
    typed = [
        (f"{question.key} {question.text}", text_of(question, given[question.key]))
        for question in shown.questions
        if given.get(question.key)
    ]
    page = render_template(
        "rfa/draft/closed.html",
        of=of,
        section=shown,
        message=closed.message,
        why=section_page(of, shown, (), at=now()).closed_why,
        typed=typed,
    )
    return page, 409


def clash_words(clash: Clash) -> dict[str, Any]:
    """Two texts for one question, ready for pages and scripts."""
    return {
        "key": clash.question.key,
        "text": clash.question.text,
        "by": "You, in another window" if clash.is_own else clash.by,
        "at": moment(clash.at),
        "theirs": text_of(clash.question, clash.theirs),
        "mine": text_of(clash.question, clash.mine),
    }
