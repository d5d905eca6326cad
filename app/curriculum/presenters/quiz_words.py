"""The words around a quiz, in the language of whoever takes it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from app.core.clock import central
from app.core.dates import moment
from app.curriculum.domain.kinds import Feedback, Language
from app.curriculum.presenters.around import MONTHS
from app.curriculum.services.quizzes import SENT, USED_UP


@dataclass(frozen=True, slots=True)
class Words:
    """The words around a quiz; what stands in braces is completed."""

    quiz: str
    take: str
    no_tries: str
    lead: str
    before: str
    rules: tuple[str, str, str, str, str, str]
    need: str
    any_number: str
    tries_left: str
    feedback: Mapping[Feedback, str]
    left_out: str
    counts: str
    share: str
    used: str
    passed_before: str
    record: str
    go_on: str
    lessons_first: str
    completed: str
    take_newer: str
    newer: str
    stay_done: str
    following: str
    go_on_with: str
    start: str
    back: str
    attempt: str
    question: str
    questions: str
    send: str
    problem: str
    problems: str
    result: str
    not_sent: str
    late: str
    its_result: str
    score: str
    one_left: str
    several_left: str
    again: str
    read_again: str
    complete: str
    revoked: str
    each: str
    right: str
    wrong: str
    chose: str
    nothing: str
    right_is: str
    passed: str
    not_passed: str
    caption: str
    columns: tuple[str, str, str, str, str]
    version: str
    line_score: str
    open_result: str
    open: str
    used_up: str
    asked: str
    answer: str
    ask: str
    asked_now: str
    call: str


WORDS: Mapping[Language, Words] = {
    Language.ENGLISH: Words(
        quiz="Quiz",
        take="Take the quiz",
        no_tries="No tries left at the quiz",
        lead="Read what it asks for, then start.",
        before="Before you start",
        rules=("Questions", "To pass", "Tries", "Afterwards", "Left out", "What counts"),
        need="{percent} percent: {need} of {asked} right",
        any_number="As many as you like",
        tries_left="{left} of {most} left",
        feedback={
            Feedback.EACH: "After each try you see every question with the right answer and why.",
            Feedback.SCORE: "After each try you see your score, not the answers.",
            Feedback.PASSED: "You see your score after each try, and every answer once you pass.",
        },
        left_out="If you leave a question out, we ask you once. Sent again, it counts as wrong.",
        counts=(
            "A try counts when you start it. If you leave, or open it in a second tab, you go on "
            "with the same try. Only what is sent first counts."
        ),
        share="{used} of {most}",
        used="Tries used:",
        passed_before="You passed this quiz. Your result is kept.",
        record="Your record and certificates",
        go_on="Go on with try {number}",
        lessons_first="The quiz opens when every lesson is done. Still to do:",
        completed="You completed version {number} of this module.",
        take_newer="Take version {number}",
        newer="New or changed in version {number}:",
        stay_done="Lessons that did not change stay done. The quiz starts anew.",
        following="Next for you:",
        go_on_with="Go on with:",
        start="Start try {number}",
        back="Back to the module",
        attempt="Try",
        question="{count} question. ",
        questions="{count} questions. ",
        send="Send my answers",
        problem="There is a problem to fix",
        problems="There are {count} problems to fix",
        result="Result of try {number}",
        not_sent="Not sent",
        late=SENT,
        its_result="Here is its result.",
        score="{right} of {total} right. It takes {needed}% to pass. Sent {sent}.",
        one_left="You have 1 try left.",
        several_left="You have {left} tries left.",
        again="Try again",
        read_again="Read the lessons again",
        complete="The module is complete",
        revoked="Your certificate was revoked on {day}.",
        each="Each question",
        right="Right",
        wrong="Wrong",
        chose="You chose:",
        nothing="nothing",
        right_is="Right:",
        passed="Passed",
        not_passed="Not passed",
        caption="Your tries",
        columns=("Try", "Version", "Started", "Score", "Result"),
        version="version",
        line_score="{percent}% ({right} of {total} right)",
        open_result="Not sent yet",
        open="Open",
        used_up=USED_UP,
        asked="You used all your tries. You asked for one more try on {when}.",
        answer="Program staff answer by mail.",
        ask="Ask for one more try",
        asked_now="Program staff know that you ask for one more try. They answer by mail.",
        call="Questions? Call {phone}.",
    ),
    Language.SPANISH: Words(
        quiz="Cuestionario",
        take="Responder el cuestionario",
        no_tries="Ya no le quedan intentos en el cuestionario",
        lead="Lea lo que pide y después empiece.",
        before="Antes de empezar",
        rules=(
            "Preguntas",
            "Para aprobar",
            "Intentos",
            "Después",
            "Sin responder",
            "Qué cuenta",
        ),
        need="{percent} por ciento: {need} de {asked} correctas",
        any_number="Todos los que quiera",
        tries_left="Quedan {left} de {most}",
        feedback={
            Feedback.EACH: (
                "Después de cada intento verá cada pregunta con la respuesta correcta y por qué."
            ),
            Feedback.SCORE: "Después de cada intento verá su resultado, no las respuestas.",
            Feedback.PASSED: (
                "Después de cada intento verá su resultado, y cada respuesta cuando apruebe."
            ),
        },
        left_out=(
            "Si deja una pregunta sin responder, le preguntamos una vez."
            " Si la envía así otra vez, cuenta como incorrecta."
        ),
        counts=(
            "Un intento cuenta desde que lo empieza. Si sale, o lo abre en otra pestaña, sigue con "
            "el mismo intento. Solo cuenta lo que se envía primero."
        ),
        share="{used} de {most}",
        used="Intentos usados:",
        passed_before="Usted aprobó este cuestionario. Su resultado queda guardado.",
        record="Su historial y sus certificados",
        go_on="Seguir con el intento {number}",
        lessons_first="El cuestionario se abre cuando todas las lecciones están hechas. Falta:",
        completed="Usted completó la versión {number} de este módulo.",
        take_newer="Tomar la versión {number}",
        newer="Nuevo o cambiado en la versión {number}:",
        stay_done="Las lecciones que no cambiaron siguen hechas. El cuestionario empieza de nuevo.",
        following="Lo que sigue para usted:",
        go_on_with="Siga con:",
        start="Empezar el intento {number}",
        back="Volver al módulo",
        attempt="Intento",
        question="{count} pregunta. ",
        questions="{count} preguntas. ",
        send="Enviar mis respuestas",
        problem="Hay un problema que corregir",
        problems="Hay {count} problemas que corregir",
        result="Resultado del intento {number}",
        not_sent="No se envió",
        late=(
            "Este intento ya se había enviado, quizás en otra pestaña."
            " Solo cuenta lo que se envió primero."
        ),
        its_result="Este es su resultado.",
        score="{right} de {total} correctas. Se aprueba con {needed}%. Enviado el {sent}.",
        one_left="Le queda 1 intento.",
        several_left="Le quedan {left} intentos.",
        again="Intentar otra vez",
        read_again="Leer las lecciones otra vez",
        complete="El módulo está completo",
        revoked="Su certificado fue anulado el {day}.",
        each="Cada pregunta",
        right="Correcta",
        wrong="Incorrecta",
        chose="Usted eligió:",
        nothing="nada",
        right_is="Lo correcto:",
        passed="Aprobado",
        not_passed="No aprobado",
        caption="Sus intentos",
        columns=("Intento", "Versión", "Empezado", "Puntos", "Resultado"),
        version="versión",
        line_score="{percent}% ({right} de {total} correctas)",
        open_result="Aún no se envió",
        open="Abierto",
        used_up=(
            "Usó todos sus intentos. Lea las lecciones otra vez y después pida un intento más al "
            "personal del programa: ellos pueden dárselo."
        ),
        asked="Usó todos sus intentos. Pidió un intento más el {when}.",
        answer="El personal del programa responde por correo.",
        ask="Pedir un intento más",
        asked_now=(
            "El personal del programa sabe que usted pide un intento más. Le responde por correo."
        ),
        call="¿Preguntas? Llame al {phone}.",
    ),
}


def when(instant: dt.datetime, language: Language) -> str:
    """An instant in full.

    >>> when(dt.datetime(2026, 11, 2, 23, 5, tzinfo=dt.UTC), Language.SPANISH)
    '2 de noviembre de 2026 a las 17:05, hora del Centro'
    """
    if language is Language.ENGLISH:
        return moment(instant)
    local = central(instant)
    date = f"{local.day} de {MONTHS[local.month - 1]} de {local.year}"
    return f"{date} a las {local:%H:%M}, hora del Centro"
