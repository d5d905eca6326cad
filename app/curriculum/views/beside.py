"""Bookmarks, and the notes of a team beside a lesson."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import flash, g, redirect, render_template, request, url_for

from app.core.attempts import attempt
from app.core.clock import now
from app.core.db import transaction
from app.core.errors import Missing
from app.curriculum.domain.kinds import Language
from app.curriculum.forms.notes import LONGEST, NoteForm
from app.curriculum.presenters import bookmarks as words
from app.curriculum.presenters import module_words
from app.curriculum.queries import beside as queries
from app.curriculum.queries import catalogue, learners
from app.curriculum.services import beside as services
from app.curriculum.views.blueprint import bp
from app.policy import Action, allows, authorize, current_actor, requires

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from app.collaborative.queries import Team
    from app.curriculum.models import Module, TeamNote
    from app.curriculum.queries.catalogue import Offer, Outline
    from app.curriculum.queries.learners import Learner

NOTES = "/learn/<slug:module>/<slug:lesson>/notes"


# ------------------------------------------------------------------ bookmarks


@bp.get("/learn/bookmarks")
@requires(Action.LEARN)
def bookmarks() -> ResponseReturnValue:
    """What one marked, the newest first."""
    who = learners.learner(current_actor())
    found = catalogue.catalogue(who, now())
    rows = words.rows(queries.bookmarks(who.person_id), found)
    return render_template("curriculum/learn/bookmarks.html", rows=rows)


@bp.post("/learn/bookmarks")
@requires(Action.LEARN)
def keep_bookmark() -> ResponseReturnValue:
    """Mark a lesson or a module, or take the mark away; then go back to it."""
    key, lesson = request.form.get("module", ""), request.form.get("lesson", "")
    wanted = request.form.get("do") != "remove"
    with transaction():
        who = learners.learner(current_actor())
        module = _module(who, key, lesson) if wanted else _marked(who, key, lesson)
        services.set_bookmark(who.person_id, module, lesson, wanted=wanted, at=now())
    language = _language()
    said = module_words.WORDS[Language(language or Language.ENGLISH)]
    flash(said.marked if wanted else said.unmarked, "success")
    if request.form.get("back") == "list":
        return redirect(url_for(".bookmarks"))
    if lesson:
        return redirect(url_for(".lesson", module=key, lesson=lesson, language=language))
    return redirect(url_for(".module", module=key, language=language))


def _language() -> str | None:
    """The language in which somebody reads; English goes without saying."""
    return Language.SPANISH.value if request.args.get("language") == Language.SPANISH else None


def _module(who: Learner, key: str, lesson: str) -> Module:
    """The module, if this person is offered the lesson; raises `Missing`."""
    offer = catalogue.opened(who, key, now()).offer
    if lesson and lesson not in {one.key for one in offer.lessons}:
        raise Missing(lesson)
    return offer.module


def _marked(who: Learner, key: str, lesson: str) -> Module:
    """The module of a bookmark, offered or not; raises `Missing`."""
    for mark, module in queries.bookmarks(who.person_id):
        if (module.key, mark.lesson_key) == (key, lesson):
            return module
    raise Missing(key)


# ------------------------------------------------------------------ notes of a team


@dataclass(frozen=True, slots=True)
class Board:
    """The notes of one team on a lesson."""

    who: Learner
    offer: Offer
    lesson: Outline
    of: Team
    language: str | None

    @property
    def may_write(self) -> bool:
        return allows(self.who.actor, Action.TEAM_NOTE_WRITE, self.of.place)

    @property
    def is_lead(self) -> bool:
        return allows(self.who.actor, Action.ROSTER_MANAGE, self.of.place)

    @property
    def module(self) -> Module:
        return self.offer.module

    def address(self, endpoint: str = ".notes", note_id: int | None = None) -> str:
        team = self.of.key if len(self.who.teams) > 1 else None
        return url_for(
            endpoint,
            module=self.module.key,
            lesson=self.lesson.key,
            team=team,
            note_id=note_id,
            language=self.language,
        )


def _board(module: str, lesson: str) -> Board:
    """The board of the own team. Nobody else has one, nor who looks in somebody's place."""
    who = learners.learner(current_actor())
    wanted = request.args.get("team")
    mine = [team for team in who.teams if wanted in (None, team.key)]
    if not mine or g.get("viewing") is not None:
        raise Missing(lesson)
    offer = catalogue.opened(who, module, now()).offer
    found = next((one for one in offer.lessons if one.key == lesson), None)
    if found is None or offer.missing:
        raise Missing(lesson)
    return Board(who, offer, found, mine[0], _language())


def _note(on: Board, note_id: int) -> TeamNote:
    return queries.note([on.of.id], on.module.id, on.lesson.key, note_id)


@bp.route(NOTES, methods=["GET", "POST"])
@requires(Action.LEARN)
def notes(module: str, lesson: str) -> ResponseReturnValue:
    """The notes of the own team on a lesson, and a box for one more."""
    on, form = _board(module, lesson), NoteForm()
    if request.method == "POST":
        authorize(Action.TEAM_NOTE_WRITE, on.of.place)

    def write() -> None:
        body = form.body.data or ""
        services.write_note(on.of.id, on.module, lesson, body=body, by=current_actor(), at=now())

    if form.accepted() and attempt(form, write):
        flash("Your team can read the note.", "success")
        return redirect(on.address())
    page = render_template(
        "curriculum/learn/notes.html",
        on=on,
        form=form,
        longest=LONGEST,
        rows=queries.notes(on.of.id, on.module.id, lesson),
        teams=on.who.teams,
    )
    return page, 422 if form.errors else 200


@bp.route(f"{NOTES}/<id:note_id>", methods=["GET", "POST"])
@requires(Action.LEARN)
def change_note(module: str, lesson: str, note_id: int) -> ResponseReturnValue:
    """Say the own note differently."""
    on = _board(module, lesson)
    authorize(Action.TEAM_NOTE_WRITE, on.of.place)
    note = _note(on, note_id)
    if note.written_by_id != on.who.person_id:
        raise Missing(note_id)
    form = NoteForm(data={"body": note.body, "seen_version": str(note.version)})

    def change() -> None:
        services.change_note(
            _note(on, note_id),
            on.module,
            body=form.body.data or "",
            seen=form.version,
            by=current_actor(),
            at=now(),
        )

    if form.accepted() and attempt(form, change):
        flash("The note is changed.", "success")
        return redirect(on.address())
    page = render_template(
        "curriculum/learn/note.html",
        on=on,
        form=form,
        longest=LONGEST,
        here=on.address(".change_note", note_id=note_id),
    )
    return page, 422 if form.errors else 200


@bp.post(f"{NOTES}/<id:note_id>/remove")
@requires(Action.LEARN)
def remove_note(module: str, lesson: str, note_id: int) -> ResponseReturnValue:
    """Take a note away: the own one, or as the lead of the team any."""
    on = _board(module, lesson)
    authorize(Action.TEAM_NOTE_WRITE, on.of.place)
    with transaction():
        services.remove_note(
            _note(on, note_id), on.module, is_lead=on.is_lead, by=current_actor(), at=now()
        )
    flash("The note is removed.", "success")
    return redirect(on.address())
