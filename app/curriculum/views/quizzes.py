"""A quiz: what it asks, one try, and what came out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from app.core.clock import now, today
from app.core.db import transaction
from app.core.errors import Missing, NotPossibleNow
from app.curriculum.domain import codec, quizzes
from app.curriculum.domain.kinds import Language
from app.curriculum.domain.stuck import Tries
from app.curriculum.forms.quiz import QuizForm
from app.curriculum.presenters import catalogue as catalogue_words
from app.curriculum.presenters import certificates as certificate_words
from app.curriculum.presenters import module_page, quiz_page, quiz_words
from app.curriculum.presenters.module_page import Said
from app.curriculum.presenters.quiz_words import WORDS
from app.curriculum.queries import attempts, catalogue, certificates, learners
from app.curriculum.queries.going_on import going_on
from app.curriculum.services import quizzes as services
from app.curriculum.services.quizzes import SentAlready
from app.curriculum.views.blueprint import bp
from app.curriculum.views.not_kept import not_kept
from app.policy import Action, current_actor, requires

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from app.curriculum.models import Study
    from app.curriculum.queries.attempts import Try
    from app.curriculum.queries.catalogue import Opened


def _wanted() -> str | None:
    """The language that an address asks for; English goes without saying."""
    return Language.SPANISH.value if request.args.get("language") == Language.SPANISH else None


def _spoken() -> Language:
    return Language(_wanted() or Language.ENGLISH)


@bp.get("/learn/<slug:module>/quiz")
@requires(Action.LEARN)
def quiz(module: str) -> ResponseReturnValue:
    """What a quiz asks, said before a try is started, and the own tries so far."""
    who = learners.learner(current_actor())
    opened = catalogue.opened(who, module, now())
    reading = opened.offer.reading
    of = codec.quiz(reading.version.quiz)
    if of is None:
        raise Missing(module)
    tries = [one for one in attempts.of_person(who.person_id) if one.module.key == module]
    own = [one.row for one in tries if one.study is reading.study]
    stands = _stands(reading.study) if reading.study else Tries(allowed=of.attempts)
    spoken = _spoken()
    asked_at = reading.study.try_asked_at if reading.study else None
    return render_template(
        "curriculum/learn/quiz.html",
        key=module,
        title=module_page.title(reading.version, spoken),
        words=WORDS[spoken],
        language=_wanted(),
        shown=quiz_page.before(of, attempts.bank_size(reading.version.id), stands, spoken),
        open_try=next((row for row in own if row.submitted_at is None), None),
        is_passed=stands.is_passed,
        is_used_up=stands.are_used_up,
        completed=None if reading.study else reading.completed,
        may_take_newer=reading.may_take_newer,
        version=reading.version.number,
        asked_on=quiz_words.when(asked_at, spoken) if asked_at else "",
        lessons_left=_lessons_left(opened, spoken),
        number=1 + len(own),
        lines=quiz_page.lines(tries, spoken),
    )


def _lessons_left(opened: Opened, spoken: Language) -> tuple[tuple[str, Said], ...]:
    """The lessons that are to be done before the quiz opens: key and title.

    Of those who finished an older version they are the lessons that are new or changed.
    """
    done = module_page.done_keys(opened.offer, opened.of_versions)
    return tuple(
        (one.key, Said(one.title(spoken), spoken if spoken in one.titles else Language.ENGLISH))
        for one in opened.offer.asked
        if one.key not in done
    )


@bp.post("/learn/<slug:module>/quiz")
@requires(Action.LEARN)
def start_quiz(module: str) -> ResponseReturnValue:
    """Start a try, or go on with the open one."""
    with transaction():
        who = learners.learner(current_actor())
        reading = catalogue.opened(who, module, now()).offer.reading
        if reading.study is None:
            raise NotPossibleNow(services.LESSONS_FIRST)
        row = services.start(reading.study, by=who.actor, at=now(), language=_spoken())
    return redirect(url_for(".quiz_try", module=module, attempt_id=row.id, language=_wanted()))


@bp.post("/learn/<slug:module>/quiz/ask")
@requires(Action.LEARN)
def ask_try(module: str) -> ResponseReturnValue:
    """Ask staff for one more try, once no try is left."""
    with transaction():
        who = learners.learner(current_actor())
        reading = catalogue.opened(who, module, now()).offer.reading
        if reading.study is None:
            raise NotPossibleNow(services.LESSONS_FIRST)
        services.ask_extra(reading.study, by=who.actor, at=now())
    flash(WORDS[_spoken()].asked_now, "success")
    return redirect(url_for(".module", module=module, language=_wanted()))


@bp.route("/learn/<slug:module>/quiz/<id:attempt_id>", methods=["GET", "POST"])
@requires(Action.LEARN)
def quiz_try(module: str, attempt_id: int) -> ResponseReturnValue:
    """The questions of a try, and once it was sent what came out."""
    one = _own(module, attempt_id)
    if one.row.submitted_at is not None and request.method == "GET":
        return _result(one)
    posed, spoken = quizzes.posed(one.row.questions), _spoken()
    form = QuizForm.of(posed, spoken)
    if form.complete():
        try:
            with transaction():
                services.submit(
                    _own(module, attempt_id).row, form.answers(), by=current_actor(), at=now()
                )
        except SentAlready:
            return _result(_own(module, attempt_id), is_late=True), 409
        except NotPossibleNow as refusal:
            return _too_late(one, refusal.message, form)
        here = url_for(".quiz_try", module=module, attempt_id=attempt_id, language=_wanted())
        return redirect(here)
    page = render_template(
        "curriculum/learn/quiz_try.html",
        key=module,
        title=module_page.title(one.version, spoken),
        words=WORDS[spoken],
        language=_wanted(),
        form=form,
        number=one.row.number,
        total=one.row.total,
        used=_used(one),
        attempt_id=attempt_id,
    )
    return page, 422 if form.errors else 200


def _too_late(one: Try, message: str, form: QuizForm) -> ResponseReturnValue:
    """The answers of a try that no longer counts, given back."""
    address = url_for(".module", module=one.module.key, language=_wanted())
    return not_kept(
        message,
        form.chosen(),
        heading="Your answers were not sent",
        module=(address, one.version.title),
        go_on=(address, "Open the module"),
    )


def _own(module: str, attempt_id: int) -> Try:
    return attempts.own(current_actor().person_id or 0, module, attempt_id)


def _used(one: Try) -> str:
    return quiz_page.used_words(_stands(one.study), _spoken())


def _stands(study: Study) -> Tries:
    """How somebody stands with their tries; raises `Missing` without a quiz."""
    found = attempts.tries_of([study.id]).get(study.id)
    if found is None:
        raise Missing(study.id)
    return found


def _result(one: Try, *, is_late: bool = False) -> str:
    of = codec.quiz(one.version.quiz)
    if of is None:
        raise Missing(one.row.id)
    stands = _stands(one.study)
    spoken, asked_at = _spoken(), one.study.try_asked_at
    shown = quiz_page.result(one, of, stands, spoken)
    found = certificates.of_study(one.study.id) if quiz_page.proves(one) else None
    following = going_on(current_actor(), now()) if stands.is_passed else None
    return render_template(
        "curriculum/learn/quiz_result.html",
        key=one.module.key,
        title=module_page.title(one.version, spoken),
        words=WORDS[spoken],
        language=_wanted(),
        number=one.row.number,
        shown=shown,
        is_late=is_late,
        is_passed=stands.is_passed,
        following=None if following is None else catalogue_words.resumed(following),
        may_try=not stands.is_passed and stands.left != 0,
        is_used_up=one.study.left_at is None and stands.are_used_up,
        asked_on=quiz_words.when(asked_at, spoken) if asked_at else "",
        revoked=quiz_page.revoked(one, spoken),
        proof=(
            certificate_words.shown(certificates.proof(found.number), today()) if found else None
        ),
    )
