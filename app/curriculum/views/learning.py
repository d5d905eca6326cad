"""Learning: the catalogue, and the page of a module."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from app.core.clock import now, today
from app.core.db import transaction
from app.core.errors import NotPossibleNow
from app.curriculum.domain.kinds import Gate, Language
from app.curriculum.presenters import around, module_page, module_words, quiz_words
from app.curriculum.presenters import catalogue as words
from app.curriculum.presenters.catalogue import CHIPS, Given, Show
from app.curriculum.queries import assignments, attempts, beside, gates, learners
from app.curriculum.queries import catalogue as queries
from app.curriculum.services import studies as services
from app.curriculum.views.blueprint import bp
from app.policy import Action, current_actor, requires

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from app.curriculum.queries.catalogue import Catalogue
    from app.curriculum.queries.learners import Learner


@bp.get("/learn")
@requires(Action.LEARN)
def catalogue() -> ResponseReturnValue:
    """What to go on with, and every module that one may read."""
    who = learners.learner(current_actor())
    found = queries.catalogue(who, now())
    tries = attempts.tries_of(words.begun(found))
    given = Given(who.actor.roles, assignments.for_learner(who), today(), tries)
    wanted, roles = request.args.get("show", ""), who.actor.roles
    show = Show(wanted) if wanted in set(Show) else Show.ALL
    return render_template(
        "curriculum/learn/catalogue.html",
        resume=words.resume(found, given),
        groups=words.groups(found, show, given, _titles(found)),
        show=show,
        chips=CHIPS,
        count=len(found.offers),
        path=words.path_words(found, roles) if show is Show.MINE else "",
        record=url_for(".record"),
        **_team(who),
    )


def _titles(found: Catalogue) -> dict[tuple[Gate, str], str]:
    """What the things are called that keep modules closed: modules are known already."""
    missing = [one for offer in found.offers for one in offer.missing]
    others = [one for one in missing if one.gate is Gate.EVENT]
    modules = {
        (gate, key): title
        for key, title in found.titles.items()
        for gate in (Gate.MODULE, Gate.QUIZ)
    }
    return modules | gates.titles(others)


def _team(who: Learner) -> dict[str, object]:
    """The own team for the head of the page, when there is just one."""
    return {"team": who.teams[0]} if len(who.teams) == 1 else {}


def _language() -> str | None:
    """The language in which lessons are opened from here; English goes without saying."""
    return "es" if request.args.get("language") == "es" else None


def _said() -> module_words.Words:
    return module_words.WORDS[Language(_language() or Language.ENGLISH)]


@bp.get("/learn/<slug:module>")
@requires(Action.LEARN)
def module(module: str) -> ResponseReturnValue:
    """What a module asks for before it is begun, its lessons, and what is new in it."""
    who = learners.learner(current_actor())
    opened = queries.opened(who, module, now())
    reading = opened.offer.reading
    study_id = reading.study.id if reading.study else 0
    tries = attempts.tries_of([study_id] if study_id else [])
    spoken = Language(_language() or Language.ENGLISH)
    asked_at = reading.study.try_asked_at if reading.study else None
    return render_template(
        "curriculum/learn/module.html",
        key=module,
        language=_language(),
        record=url_for(".record"),
        is_marked=beside.beside(who.person_id, opened.offer.module.id, "").is_marked,
        quiz=url_for(".quiz", module=module, language=_language()),
        version=reading.version,
        reading=reading,
        words=quiz_words.WORDS[spoken],
        said=module_words.WORDS[spoken],
        around=around.WORDS[spoken],
        asked_on=quiz_words.when(asked_at, spoken) if asked_at else "",
        shown=module_page.page(
            opened.offer,
            opened.of_versions,
            who.actor.roles,
            gates.titles(opened.offer.missing),
            tries.get(study_id),
            spoken=spoken,
        ),
        **_team(who),
    )


@bp.post("/learn/<slug:module>/begin")
@requires(Action.LEARN)
def begin(module: str) -> ResponseReturnValue:
    """Take the version that is out now; what did not change since an older one stays done."""
    with transaction():
        who = learners.learner(current_actor())
        reading = queries.opened(who, module, now()).offer.reading
        services.begin(who.person_id, reading.version, by=who.actor, at=now())
    flash(_said().begun, "success")
    return redirect(url_for(".module", module=module, language=_language()))


@bp.post("/learn/<slug:module>/switch")
@requires(Action.LEARN)
def switch(module: str) -> ResponseReturnValue:
    """Go on in the newer version."""
    with transaction():
        who = learners.learner(current_actor())
        reading = queries.opened(who, module, now()).offer.reading
        if reading.study is None or reading.newer is None:
            raise NotPossibleNow("There is no newer version to go on in.")
        services.switch(reading.study, reading.newer, by=who.actor, at=now())
    flash(_said().switched, "success")
    return redirect(url_for(".module", module=module, language=_language()))
