"""Searching lessons, transcripts and files. The words stand in the address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template, request, url_for

from app.core.clock import now
from app.core.paging import asked_page
from app.core.text import clean_line
from app.curriculum.domain.kinds import Language
from app.curriculum.domain.searching import LONGEST_QUESTION
from app.curriculum.presenters import search_page
from app.curriculum.presenters.search_page import CHIPS
from app.curriculum.queries import catalogue, learners
from app.curriculum.queries import search as queries
from app.curriculum.queries.search import SHOWN
from app.curriculum.views.blueprint import bp
from app.policy import Action, Role, allows, current_actor, requires

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/learn/search")
@requires(Action.LEARN)
def search() -> ResponseReturnValue:
    """What holds the words that somebody typed, among all that they may read."""
    words = clean_line(request.args.get("q", ""))[:LONGEST_QUESTION]
    wanted = request.args.get("language", "")
    language = Language(wanted) if wanted in set(Language) else None
    spoken = language.value if language else None
    return render_template(
        "curriculum/learn/search.html",
        q=words,
        longest=LONGEST_QUESTION,
        language=spoken or "",
        chips=CHIPS,
        shown=_found(words, language) if words else None,
        page_href=lambda n: url_for(".search", q=words, language=spoken, page=n),
    )


def _found(words: str, language: Language | None) -> search_page.Shown:
    actor, number = current_actor(), asked_page()
    who = learners.learner(actor)
    offers = catalogue.catalogue(who, now(), with_lessons=False).offers
    page = queries.search(
        words,
        offers=offers,
        sees_notes=allows(actor, Action.CURRICULUM_WRITE) or Role.COACH in actor.roles,
        language=language,
        offset=SHOWN * (number - 1),
    )
    modules = search_page.modules(offers, words, language)
    return search_page.shown(page, words, number, modules)
