"""A quiz: what it asks, one try, and what came out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from app.core.clock import now, today
from app.core.db import transaction
from app.core.errors import Missing, NotPossibleNow
from app.curriculum.domain import codec, quizzes
from app.curriculum.domain.kinds import Language
from app.curriculum.forms.quiz import QuizForm
from app.curriculum.presenters import certificates as certificate_words
from app.curriculum.presenters import module_page, quiz_page, quiz_words
from app.curriculum.presenters.module_page import Said
from app.curriculum.presenters.quiz_words import WORDS
from app.curriculum.queries import attempts, catalogue, certificates, learners
from app.curriculum.services import quizzes as services
from app.curriculum.services.quizzes import SentAlready
from app.curriculum.views.blueprint import bp
from app.curriculum.views.not_kept import not_kept
from app.policy import Action, current_actor, requires

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

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
    own = attempts.of_study(reading.study) if reading.study else []
    extra = attempts.extra_given(reading.study) if reading.study else 0
    most, spoken = quizzes.allowed(of, extra), _spoken()
    asked_at = reading.study.try_asked_at if reading.study else None
    return render_template(
        "curriculum/learn/quiz.html",
        key=module,
        title=module_page.title(reading.version, spoken),
        words=WORDS[spoken],
        language=_wanted(),
        shown=quiz_page.before(of, attempts.bank_size(reading.version.id), extra, len(own), spoken),
        open_try=next((one for one in own if one.submitted_at is None), None),
        is_passed=any(one.is_passed for one in own),
        is_used_up=most is not None and len(own) >= most,
        asked_on=quiz_words.when(asked_at, spoken) if asked_at else "",
        lessons_left=_lessons_left(opened, spoken),
        number=1 + sum(one.study is reading.study for one in tries),
        lines=quiz_page.lines(tries, spoken),
    )


def _lessons_left(opened: Opened, spoken: Language) -> tuple[tuple[str, Said], ...]:
    """The lessons that are to be done before the quiz opens: key and title."""
    own = opened.offer.reading.own
    done = module_page.done_keys(opened.offer, opened.of_versions) if own else frozenset()
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
    of = codec.quiz(one.version.quiz)
    most = quizzes.allowed(of, attempts.extra_given(one.study)) if of else None
    return quiz_page.used_words(len(attempts.of_study(one.study)), most, _spoken())


def _result(one: Try, *, is_late: bool = False) -> str:
    of = codec.quiz(one.version.quiz)
    if of is None:
        raise Missing(one.row.id)
    extra, tries = attempts.extra_given(one.study), attempts.of_study(one.study)
    spoken, asked_at = _spoken(), one.study.try_asked_at
    shown = quiz_page.result(one, of, extra, len(tries), spoken)
    most = quizzes.allowed(of, extra)
    passed = any(entry.is_passed for entry in tries)
    found = certificates.of_study(one.study.id)
    return render_template(
        "curriculum/learn/quiz_result.html",
        key=one.module.key,
        title=module_page.title(one.version, spoken),
        words=WORDS[spoken],
        language=_wanted(),
        number=one.row.number,
        shown=shown,
        is_late=is_late,
        is_passed=passed,
        may_try=not passed and (most is None or len(tries) < most),
        is_used_up=one.study.left_at is None and one.study.id in attempts.used_up([one.study.id]),
        asked_on=quiz_words.when(asked_at, spoken) if asked_at else "",
        proof=(
            certificate_words.shown(certificates.proof(found.number), today()) if found else None
        ),
    )
