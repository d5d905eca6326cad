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
from app.curriculum.presenters import module_page, quiz_page
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
    own = [one for one in tries if reading.study and one.study.id == reading.study.id]
    extra = attempts.extra_given(reading.study.id) if reading.study else 0
    most = quizzes.allowed(of, extra)
    return render_template(
        "curriculum/learn/quiz.html",
        key=module,
        title=reading.version.title,
        version=reading.version,
        shown=quiz_page.before(of, attempts.bank_size(reading.version.id), extra, len(own)),
        open_try=next((one.row for one in own if one.row.submitted_at is None), None),
        is_passed=any(one.row.is_passed for one in own),
        is_used_up=most is not None and len(own) >= most,
        used_up_words=services.USED_UP,
        asked_at=reading.study.try_asked_at if reading.study else None,
        lessons_left=_lessons_left(opened),
        number=len(own) + 1,
        lines=quiz_page.lines(tries),
        language="es" if request.args.get("language") == "es" else None,
    )


def _lessons_left(opened: Opened) -> tuple[tuple[str, str], ...]:
    """The lessons that are to be done before the quiz opens: key and title."""
    own = opened.offer.reading.own
    done = module_page.done_keys(opened.offer, opened.of_versions) if own else frozenset()
    return tuple((one.key, one.title()) for one in opened.offer.asked if one.key not in done)


@bp.post("/learn/<slug:module>/quiz")
@requires(Action.LEARN)
def start_quiz(module: str) -> ResponseReturnValue:
    """Start a try, or go on with the open one."""
    spanish = request.args.get("language") == "es"
    with transaction():
        who = learners.learner(current_actor())
        reading = catalogue.opened(who, module, now()).offer.reading
        if reading.study is None:
            raise NotPossibleNow(services.LESSONS_FIRST)
        row = services.start(
            reading.study,
            by=who.actor,
            at=now(),
            language=Language.SPANISH if spanish else Language.ENGLISH,
        )
    return redirect(url_for(".quiz_try", module=module, attempt_id=row.id))


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
    flash("Program staff know that you ask for one more try. They answer by mail.", "success")
    return redirect(url_for(".module", module=module))


@bp.route("/learn/<slug:module>/quiz/<id:attempt_id>", methods=["GET", "POST"])
@requires(Action.LEARN)
def quiz_try(module: str, attempt_id: int) -> ResponseReturnValue:
    """The questions of a try, and once it was sent what came out."""
    one = _own(module, attempt_id)
    if one.row.submitted_at is not None and request.method == "GET":
        return _result(one)
    posed = quizzes.posed(one.row.questions)
    form = QuizForm.of(posed)
    if form.complete():
        try:
            with transaction():
                services.submit(
                    _own(module, attempt_id).row, form.answers(), by=current_actor(), at=now()
                )
        except SentAlready as late:
            return _result(_own(module, attempt_id), late.message), 409
        except NotPossibleNow as refusal:
            return _too_late(one, refusal.message, form)
        return redirect(url_for(".quiz_try", module=module, attempt_id=attempt_id))
    page = render_template(
        "curriculum/learn/quiz_try.html",
        key=module,
        title=one.version.title,
        form=form,
        number=one.row.number,
        total=one.row.total,
        used=_used(one),
        left_out=quiz_page.LEFT_OUT,
        attempt_id=attempt_id,
    )
    return page, 422 if form.errors else 200


def _too_late(one: Try, message: str, form: QuizForm) -> ResponseReturnValue:
    """The answers of a try that no longer counts, given back."""
    address = url_for(".module", module=one.module.key)
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
    most = quizzes.allowed(of, attempts.extra_given(one.study.id)) if of else None
    return quiz_page.used_words(one.row.number, most)


def _result(one: Try, late: str = "") -> str:
    of = codec.quiz(one.version.quiz)
    if of is None:
        raise Missing(one.row.id)
    extra, tries = attempts.extra_given(one.study.id), attempts.of_study(one.study.id)
    shown = quiz_page.result(one, of, extra, len(tries))
    most = quizzes.allowed(of, extra)
    passed = any(entry.is_passed for entry in tries)
    found = certificates.of_study(one.study.id)
    return render_template(
        "curriculum/learn/quiz_result.html",
        key=one.module.key,
        title=one.version.title,
        number=one.row.number,
        shown=shown,
        late=late,
        is_passed=passed,
        may_try=not passed and (most is None or len(tries) < most),
        is_used_up=one.study.left_at is None and one.study.id in attempts.used_up([one.study.id]),
        used_up_words=services.USED_UP,
        asked_at=one.study.try_asked_at,
        proof=(
            certificate_words.shown(certificates.proof(found.number), today()) if found else None
        ),
    )
