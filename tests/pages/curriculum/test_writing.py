"""Staff pages of authors: a version's own words, its lessons, their texts and questions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from app.core.db import db, transaction
from app.curriculum.domain import codec
from app.curriculum.domain.content import Lesson, Monday, Prerequisite, Quiz, Text
from app.curriculum.domain.kinds import ChangeClass, Feedback, Gate, Language, Need, QuestionKind
from app.curriculum.models import ModuleVersion
from app.curriculum.queries import contents, versions
from app.curriculum.services import editing
from app.policy import SYSTEM, Role
from tests.pages.curriculum.desk import LIST, WRITERS, errors, found, module, mona, paz
from tests.support import build
from tests.support.hostile_markdown import CASES
from tests.support.sql import statements
from tests.unit.curriculum.safety import active

if TYPE_CHECKING:
    from flask import Flask

    from tests.support.page import Page, PageClient

VERSION = f"{LIST}/medical-home-basics/1"
EDIT = f"{VERSION}/edit"
LESSON = f"{VERSION}/lessons/lesson-1"
SPANISH = f"{LESSON}?language=es"
ABOUT = f"{LESSON}/about"
QUESTIONS = f"{LESSON}/questions"
PAGES = (
    EDIT,
    f"{VERSION}/lessons/new",
    LESSON,
    SPANISH,
    ABOUT,
    f"{LESSON}/remove",
    QUESTIONS,
    f"{QUESTIONS}/new",
    f"{QUESTIONS}/q1",
    f"{QUESTIONS}/q1/remove",
    f"{VERSION}/files",
)
DEEDS = (
    f"{LESSON}/move",
    f"{LESSON}/preview",
    f"{QUESTIONS}/q1/move",
    f"{VERSION}/files/1/remove",
)
MISSING = (
    f"{LIST}/nowhere/1/edit",
    f"{LIST}/medical-home-basics/2/edit",
    f"{VERSION}/lessons/nowhere",
    f"{VERSION}/lessons/nowhere/about",
    f"{VERSION}/lessons/nowhere/questions",
    f"{QUESTIONS}/nowhere",
)


@pytest.fixture(autouse=True)
def today(app: Flask) -> None:
    app.extensions["clock"].set(build.NOON)


def draft(*keys: str, **given: Any) -> ModuleVersion:
    lessons = [build.lesson(key) for key in keys or ("lesson-1",)]
    return build.module_version(module(), lessons=lessons, **given)


def lesson(key: str = "lesson-1") -> Lesson:
    return contents.lesson(found().id, key)


def behind_ones_back() -> None:
    """Somebody else changes the English text."""
    row = found()
    text = Text("Theirs", ("See",), "## Theirs\n\nTheir words.")
    with transaction():
        seen = editing.seen_text(row, "lesson-1", Language.ENGLISH)
        editing.change_text(
            row, "lesson-1", Language.ENGLISH, text, None, seen=seen, by=SYSTEM, at=build.NOON
        )


# ------------------------------------------------------------------ who and when


@pytest.mark.parametrize("role", Role)
def test_those_who_write_the_curriculum_write_and_nobody_else(
    client: PageClient, role: Role
) -> None:
    draft()
    client.sign_in(build.person(role=role))

    statuses = {path: client.get(path).status_code for path in PAGES}

    assert set(statuses.values()) == ({200} if role in WRITERS else {403}), statuses
    if role not in WRITERS:
        home = client.visit("/account")
        token = next(form.fields["csrf_token"] for form in home.forms if form.method == "post")
        for path in DEEDS:
            assert client.post(path, data={"csrf_token": token}).status_code == 403


def test_visitors_sign_in_first(client: PageClient) -> None:
    assert client.visit(EDIT, status=302).location.startswith("/sign-in")


def test_what_is_not_there_is_not_found(client: PageClient) -> None:
    draft()
    paz(client)

    for path in MISSING:
        client.visit(path, status=404)
    sent = {"body": "words", "language": "en"}
    gone = f"{VERSION}/lessons/nowhere/preview"
    client.submit_json(gone, sent, at=EDIT, status=404)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"review_asked_at": build.NOON}, "This version is in review. Take it back to draft"),
        ({"archived_at": build.NOON}, "This version is archived"),
    ],
)
def test_what_is_no_draft_says_why_it_stays_as_it_is(
    client: PageClient, given: dict[str, Any], said: str
) -> None:
    person = paz(client)
    if "archived_at" in given:
        given = given | {"archived_by_id": person.id}
    draft(**given)

    for path in PAGES:
        page = client.visit(path, status=409)
        assert said in page.text
        assert VERSION in page.links.values()


def test_typed_words_are_given_back_when_a_version_is_approved_meanwhile(
    client: PageClient,
) -> None:
    paz(client)
    row, somebody = draft(), build.person().id
    form = client.visit(LESSON).form(LESSON)
    row.review_asked_at = row.approved_at = build.NOON
    row.approved_by_id, row.change_class = somebody, ChangeClass.MINOR
    db.session.commit()

    page = client.send(form, title="My words", status=409)

    assert "This version is approved" in page.text
    assert "My words" in page.text
    assert lesson().title == "About lesson-1"


# ------------------------------------------------------------------ the module


def test_an_author_writes_what_the_module_says_about_itself(client: PageClient) -> None:
    paz(client)
    draft()
    quiz = codec.quiz_json(Quiz(questions=1))
    build.module_version(build.module(key="charter-basics"), number=2, quiz=quiz)
    build.learning_event(key="kickoff", title="Kickoff")

    page = client.fill_in(
        EDIT,
        title="Medical home",
        summary="What it is.",
        title_es="Hogar médico",
        has_quiz="y",
        questions="5",
        pass_percent="80",
        attempts="3",
        shuffle="y",
        feedback=Feedback.PASSED.value,
        accreditor="MSMA",
        credit_kind="CME",
        amount="1.5 hours",
        needs_evaluation="y",
        **{
            "prerequisites-0-what": "quiz:charter-basics",
            "prerequisites-0-percent": "90",
            "prerequisites-1-what": "event:kickoff",
        },
    )

    assert page.location == EDIT
    facts = versions.facts(found())
    assert (facts.title, facts.title_es) == ("Medical home", "Hogar médico")
    assert facts.quiz is not None
    assert (facts.quiz.questions, facts.quiz.attempts, facts.quiz.feedback) == (
        5,
        3,
        Feedback.PASSED,
    )
    assert facts.credit is not None
    assert (facts.credit.amount, facts.credit.needs_evaluation) == ("1.5 hours", True)
    assert facts.prerequisites == (
        Prerequisite(Gate.QUIZ, "charter-basics", 90),
        Prerequisite(Gate.EVENT, "kickoff"),
    )
    page = client.visit(EDIT)
    assert page.control("prerequisites-2-what") is not None
    assert "Paz Nunez changed a module's own words" in client.visit(VERSION).text
    client.fill_in(
        EDIT,
        has_quiz=None,
        accreditor="",
        credit_kind="",
        amount="",
        needs_evaluation=None,
        **{"prerequisites-0-what": "", "prerequisites-0-percent": "", "prerequisites-1-what": ""},
    )
    facts = versions.facts(found())
    assert (facts.quiz, facts.credit, facts.prerequisites) == (None, None, ())


def test_what_nobody_can_have_is_not_offered_and_stays_with_its_reason(client: PageClient) -> None:
    paz(client)
    by = build.person().id
    off = {"cancelled_at": build.NOON, "cancelled_by_id": by, "cancelled_reason": "Ill."}
    build.learning_event(key="other-call", title="Other call", **off)
    build.learning_event(key="spring-call", title="Spring call", **off)
    build.module_version(build.module(key="plain"), title="Plain")
    gone = build.module(key="gone", archived_at=build.NOON, archived_by_id=by)
    build.published_version(gone, title="Gone")
    asked = [("event", "spring-call"), ("quiz", "plain"), ("module", "gone"), ("event", "unheard")]
    draft(prerequisites=[{"gate": gate, "of": of, "percent": None} for gate, of in asked])

    page = client.visit(EDIT)

    assert "Finish: Plain (not out yet)" in page.text
    assert "Pass the quiz: Plain (has no quiz)" in page.text
    assert "Come to: Spring call (cancelled)" in page.text
    assert "Finish: Gone (archived)" in page.text
    assert "Event: unheard" in page.text
    assert "Other call" not in page.text
    assert "“Spring call” was cancelled" in client.visit(VERSION).text


def test_what_a_module_lacks_is_said_beside_its_box(client: PageClient) -> None:
    paz(client)
    draft()
    home = build.module(key="charter-basics")
    asked = [{"gate": "module", "of": "medical-home-basics", "percent": None}]
    build.module_version(home, prerequisites=asked)

    page = client.fill_in(
        EDIT,
        title="",
        has_quiz="y",
        questions="",
        pass_percent="101",
        amount="1 hour",
        status=422,
        **{"prerequisites-0-what": "module:charter-basics", "prerequisites-0-percent": "80"},
    )

    assert errors(page) == [
        "Enter the title",
        "Only a quiz has a score. Empty this box, or choose a quiz",
        "Enter how many questions the quiz asks",
        "Enter 1 to 100 percent",
        "Enter who gives the credit, or empty all its boxes",
        "Enter the kind of credit, or empty all its boxes",
    ]
    page = client.fill_in(EDIT, status=422, **{"prerequisites-0-what": "module:charter-basics"})
    assert errors(page) == [
        "The module “charter-basics” waits for this one, so both would never open."
    ]
    page = client.fill_in(EDIT, status=422, **{"prerequisites-0-what": "module:gone"})
    assert errors(page) == ["Choose one of the list"]


def test_of_two_authors_of_a_module_the_slower_one_sees_both(client: PageClient) -> None:
    paz(client)
    draft()
    mine = client.visit(EDIT).form(EDIT)
    client.fill_in(EDIT, summary="Their summary.")

    page = client.send(mine, summary="My summary.", status=409)

    assert "Their summary." in page.one("theirs").text
    assert page.control("summary").text == "My summary."
    client.send(page.form(EDIT))
    assert found().summary == "My summary."


def test_lessons_are_added_put_in_order_and_removed(client: PageClient) -> None:
    paz(client)
    draft("lesson-1", "lesson-2")

    page = client.follow(client.fill_in(f"{VERSION}/lessons/new", title="Huddles"))
    assert page.path == f"{VERSION}/lessons/huddles"
    assert "Still a draft" in page.text
    page = client.fill_in(f"{VERSION}/lessons/new", title="", status=422)
    assert errors(page) == ["Enter the title"]

    move = f"{VERSION}/lessons/huddles/move"
    client.send(client.visit(EDIT).form(move), to="up")
    rows = client.visit(EDIT).all("lesson-row")
    assert [row.attrs["data-key"] for row in rows] == ["lesson-1", "huddles", "lesson-2"]

    page = client.follow(client.fill_in(f"{VERSION}/lessons/huddles/remove"))
    assert "“Huddles” is out of this version." in page.text
    assert [one.key for one in contents.lessons(found().id)] == ["lesson-1", "lesson-2"]
    assert "Paz Nunez removed a lesson: Huddles" in client.visit(VERSION).text


def test_the_page_of_a_draft_asks_as_often_for_three_lessons_as_for_one(
    client: PageClient,
) -> None:
    paz(client)
    draft()
    client.visit(EDIT)
    with statements() as one:
        client.visit(EDIT)
    for title in ("Two", "Three"):
        client.fill_in(f"{VERSION}/lessons/new", title=title)
    with statements() as three:
        client.visit(EDIT)

    assert len(one) == len(three)


# ------------------------------------------------------------------ texts


def test_a_lesson_is_written_in_both_languages(client: PageClient) -> None:
    paz(client)
    draft()

    page = client.fill_in(
        LESSON,
        title="Huddles",
        objectives="Lead one\nEnd one",
        body="## Why",
        reviewed_by="Mona Ford",
        reviewed_on="2026-09-30",
    )
    assert page.location == LESSON
    page = client.fill_in(
        SPANISH,
        title="Reuniones",
        objectives="Guiar",
        body="## Por qué",
        reviewed_by="Ana Ruiz",
        reviewed_on="2026-10-01",
    )

    assert page.location == SPANISH
    texts = lesson().texts
    assert texts[Language.ENGLISH] == Text("Huddles", ("Lead one", "End one"), "## Why")
    assert texts[Language.SPANISH].title == "Reuniones"
    for path, name in ((LESSON, "Mona Ford"), (SPANISH, "Ana Ruiz")):
        assert client.visit(path).control("reviewed_by").attrs["value"] == name
    client.fill_in(SPANISH, title="", objectives="", body="", reviewed_by="", reviewed_on="")
    assert list(lesson().texts) == [Language.ENGLISH]
    assert found().approved_at is None
    page = client.visit(VERSION)
    assert "Paz Nunez changed a lesson: Huddles" in page.text


def test_what_a_text_lacks_is_said_beside_its_box(client: PageClient) -> None:
    paz(client)
    draft()

    page = client.fill_in(LESSON, title="", body="## Kept", status=422)
    assert errors(page) == ["Enter the title"]
    assert page.control("body").text == "## Kept"
    page = client.fill_in(LESSON, objectives="one\n" * 31, body="x" * 40_001, status=422)
    assert errors(page) == ["Use 30 lines or fewer", "Shorten this to 40,000 characters or fewer"]
    page = client.fill_in(LESSON, objectives="x" * 401, status=422)
    assert errors(page) == ["Use 400 characters or fewer in each line"]
    page = client.fill_in(LESSON, reviewed_by="Ana", status=422)
    assert errors(page) == ["Enter the day too"]
    page = client.fill_in(SPANISH, body="Sí", reviewed_by="Ana", status=422)
    assert errors(page) == ["Enter the title in Spanish", "Enter the day too"]
    page = client.fill_in(SPANISH, title="Sí", reviewed_on="2026-10-01", status=422)
    assert errors(page) == ["Enter who read it over"]
    page = client.fill_in(SPANISH, title="Sí", reviewed_by="Ana", reviewed_on="soon", status=422)
    assert errors(page) == ["Enter the day as year, month and day: 2026-11-02"]
    page = client.fill_in(
        SPANISH, title="Sí", reviewed_by="Ana", reviewed_on="2030-01-01", status=422
    )
    assert errors(page) == ["Enter today or an earlier day"]
    page = client.fill_in(SPANISH, title="Sí", monday_what="Llame.", status=422)
    assert errors(page) == [
        "Name the test for Monday, or empty the whole step for Monday",
        "Say what they want to learn, or empty the whole step for Monday",
        "Say what they expect, or empty the whole step for Monday",
    ]


def test_the_step_for_monday_and_the_sources_are_written_in_spanish_too(
    client: PageClient,
) -> None:
    paz(client)
    draft()
    words = {
        "monday_title": "Una llamada",
        "monday_objective": "Saber si ayuda",
        "monday_what": "Llame a dos familias.",
        "monday_prediction": "Una contesta.",
        "sources": "Carta, 2026: ayuda\nGuía, 2025: más ayuda",
    }

    client.fill_in(SPANISH, title="Reuniones", **words)

    text = lesson().texts[Language.SPANISH]
    assert text.monday == Monday(
        "Una llamada", "Saber si ayuda", "Llame a dos familias.", "Una contesta."
    )
    assert text.sources == ("Carta, 2026: ayuda", "Guía, 2025: más ayuda")
    shown = client.visit(SPANISH).form(SPANISH).fields
    assert {name: shown[name].strip().replace("\r", "") for name in words} == words


def test_of_two_authors_of_a_text_the_slower_one_sees_both_and_loses_nothing(
    client: PageClient,
) -> None:
    paz(client)
    draft()
    mine = client.visit(LESSON).form(LESSON)
    behind_ones_back()

    page = client.send(mine, body="## Mine\n\nMy words.", do="save", status=409)

    assert "Their words." in page.one("theirs").text
    assert page.form(LESSON).fields["body"].strip() == "## Mine\n\nMy words."
    assert lesson().title == "Theirs"
    client.send(page.form(LESSON), do="save")
    assert lesson().texts[Language.ENGLISH].body == "## Mine\n\nMy words."


def test_a_preview_without_scripts_keeps_nothing_and_loses_nothing(client: PageClient) -> None:
    paz(client)
    draft()
    typed = "## Look\n\n![](file:7)\n\n> **Keep in mind:** small tests."

    page = client.fill_in(LESSON, title="", body=typed, do="preview", status=200)

    assert page.form(LESSON).fields["body"].strip() == typed
    assert page.control("title").attrs["value"] == ""
    assert "Keep in mind" in page.one("preview").text
    told = page.one("problems").text
    assert "This picture has no alternative text." in told
    assert told.startswith("2 things to mend Line 3 “![](file:7)”")
    assert page.all("error-summary") == []
    assert lesson().title == "About lesson-1"


def test_the_script_gets_the_same_preview_and_nothing_is_kept(client: PageClient) -> None:
    paz(client)
    draft()
    body = "## Look\n\n" + "The team meets and looks at the numbers. " * 8

    answer = client.submit_json(
        f"{LESSON}/preview", {"body": body + "\n\n#### Deep", "language": "en"}, at=LESSON
    )

    assert answer["problems"] == 1
    assert "jumps from level 2 to level 4" in answer["html"]
    assert "Reading level: about grade" in answer["html"]
    answer = client.submit_json(f"{LESSON}/preview", {"body": "Sí", "language": "es"}, at=LESSON)
    assert 'lang="es"' in answer["html"]
    assert lesson().texts[Language.ENGLISH].body == "## Why\n\nOf lesson-1."


@pytest.mark.parametrize("sent", [[], {}, {"body": 3}, "words", None])
def test_a_preview_of_anything_else_is_refused(client: PageClient, sent: object) -> None:
    paz(client)
    draft()

    answer = client.submit_json(f"{LESSON}/preview", sent, at=LESSON, status=422)

    assert answer["error"].startswith("The preview got no text.")


def test_a_preview_of_a_text_that_is_too_long_says_so(client: PageClient) -> None:
    paz(client)
    draft()

    sent = {"body": "x" * 40_001}
    answer = client.submit_json(f"{LESSON}/preview", sent, at=LESSON, status=422)

    assert "40,000 characters" in answer["error"]


def test_a_preview_asked_for_by_a_form_says_that_no_text_came(client: PageClient) -> None:
    paz(client)
    draft()
    token = client.visit(LESSON).forms[0].fields["csrf_token"]

    reply = client.post(f"{LESSON}/preview", data={"csrf_token": token, "body": "Short."})

    assert reply.status_code == 422
    assert reply.get_json()["error"].startswith("The preview got no text.")


def test_a_hostile_text_stays_inert_in_the_preview(client: PageClient) -> None:
    paz(client)
    draft()
    body = "\n\n".join(CASES.values())[:40_000]

    answer = client.submit_json(f"{LESSON}/preview", {"body": body}, at=LESSON)

    assert active(answer["html"]) == []
    page = client.fill_in(
        LESSON, body=body.encode("utf-8", "ignore").decode(), do="preview", status=200
    )
    assert page.one("preview")


# ------------------------------------------------------------------ around the text


def test_an_author_says_who_a_lesson_is_for_and_when_it_is_done(client: PageClient) -> None:
    paz(client)
    measure = build.measure(key="huddles-held")
    draft()

    page = client.fill_in(
        ABOUT,
        is_draft="y",
        code="6.1",
        minutes="12",
        audience=["coach", "lead"],
        needs=["read", "minutes", "attestation", "checklist"],
        least_minutes="5",
        checklist="One\n\n Two ",
        attestation="I did it.",
        tags="decision support",
        sources="A book, 2009",
        facilitator="Ask first.",
        outline="First\nSecond",
        monday_title="A huddle",
        monday_objective="Learn",
        monday_what="Meet",
        monday_prediction="It helps",
        monday_measure=measure.key,
    )

    assert page.location == ABOUT
    there = lesson()
    assert (there.code, there.minutes, there.is_draft) == ("6.1", 12, True)
    assert there.audience == ("lead", "coach")
    assert there.completion.needs == {
        Need.READ,
        Need.MINUTES,
        Need.ATTESTATION,
        Need.CHECKLIST,
    }
    assert there.completion.checklist == ("One", "Two")
    assert there.monday is not None
    assert there.monday.measure == "huddles-held"
    assert there.outline == ("First", "Second")
    assert there.texts[Language.ENGLISH].body == "## Why\n\nOf lesson-1."
    empty = dict.fromkeys(("title", "objective", "what", "prediction", "measure"), "")
    client.fill_in(ABOUT, is_draft=None, **{f"monday_{name}": "" for name in empty})
    assert lesson().monday is None


def test_what_is_missing_around_a_text_is_said_beside_its_box(client: PageClient) -> None:
    paz(client)
    draft()

    page = client.fill_in(
        ABOUT,
        minutes="0",
        needs=["minutes", "attestation"],
        monday_title="A huddle",
        audience=["king"],
        status=422,
    )

    assert errors(page) == [
        "Enter 1 to 240 minutes",
        "Choose one of the list",
        "Enter how many minutes",
        "Write the sentence",
        "Say what they want to learn, or empty the whole step for Monday",
        "Say what they will do, or empty the whole step for Monday",
        "Say what they expect, or empty the whole step for Monday",
    ]
    page = client.fill_in(ABOUT, minutes="", needs=None, status=422)
    assert errors(page) == ["Enter the minutes", "Choose at least one"]


def test_of_two_authors_around_a_text_the_slower_one_sees_both(client: PageClient) -> None:
    paz(client)
    draft()
    mine = client.visit(ABOUT).form(ABOUT)
    client.fill_in(ABOUT, facilitator="Their notes")
    behind_ones_back()

    page = client.send(mine, facilitator="My notes", minutes="9", status=409)

    assert "Their notes" in page.one("theirs").text
    assert "Their words." not in page.one("theirs").text
    client.send(page.form(ABOUT))
    assert (lesson().facilitator, lesson().minutes) == ("My notes", 9)


def test_a_measure_that_left_the_library_stays_with_its_lesson(client: PageClient) -> None:
    paz(client)
    draft()
    client.fill_in(
        ABOUT,
        monday_title="a",
        monday_objective="b",
        monday_what="c",
        monday_prediction="d",
    )
    row = contents.row(found().id, "lesson-1")
    row.monday = (row.monday or {}) | {"measure": "old-one"}
    db.session.commit()

    client.fill_in(ABOUT, minutes="11")

    there = lesson()
    assert there.monday is not None
    assert there.monday.measure == "old-one"


# ------------------------------------------------------------------ questions


def asked(page: Page) -> list[str]:
    return [row.attrs["data-key"] for row in page.all("question-row")]


def test_questions_are_added_changed_put_in_order_and_removed(client: PageClient) -> None:
    paz(client)
    draft()

    page = client.fill_in(
        f"{QUESTIONS}/new",
        question="How often?",
        kind="several",
        option_0="Daily",
        right_0="y",
        option_2="Weekly",
        right_2="y",
        option_5="Never",
        why="Both work.",
        in_quiz=None,
        question_es="¿Cada cuánto?",
        option_es_0="Cada día",
        option_es_2="Cada semana",
        option_es_5="Nunca",
        why_es="Los dos sirven.",
    )

    assert page.location == QUESTIONS
    there = lesson().questions[1]
    assert (there.key, there.kind, there.right, there.in_quiz) == (
        "question",
        QuestionKind.SEVERAL,
        {0, 1},
        False,
    )
    assert there.texts[Language.ENGLISH].options == ("Daily", "Weekly", "Never")
    assert there.texts[Language.SPANISH].options == ("Cada día", "Cada semana", "Nunca")
    page = client.visit(QUESTIONS)
    assert asked(page) == ["q1", "question"]
    assert "Not in the quiz" in page.text

    client.send(page.form(f"{QUESTIONS}/question/move"), to="up")
    assert asked(client.visit(QUESTIONS)) == ["question", "q1"]
    client.fill_in(f"{QUESTIONS}/question", question="How often, then?")
    assert lesson().questions[0].texts[Language.ENGLISH].question == "How often, then?"
    client.fill_in(f"{QUESTIONS}/q1/remove")
    assert asked(client.visit(QUESTIONS)) == ["question"]
    client.fill_in(f"{QUESTIONS}/question/remove")
    assert "No questions yet" in client.visit(QUESTIONS).text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (
            {"question": "", "kind": "none", "why": ""},
            [
                "Write the question",
                "Choose one of the list",
                "Say why. People learn from it, also those who were right",
            ],
        ),
        (
            {"option_0": "", "option_1": "", "right_0": None},
            [
                "Mark the right answer",
                *(f"Write choice {n}: at least 2 are needed" for n in (1, 2)),
            ],
        ),
        ({"option_1": " a LINE  over time"}, ["Two choices are the same. Change one"]),
        ({"right_1": "y"}, ["You marked several answers as right. Choose “Several”"]),
        ({"right_4": "y", "kind": "several"}, ["This choice is marked as right. Write it"]),
        (
            {"option_es_0": "Una línea", "option_es_3": "Otra"},
            [
                "Write this choice in Spanish too",
                "This choice is missing in English",
                *["Write this in Spanish too, or empty every Spanish box"] * 2,
            ],
        ),
        ({"option_0": "x" * 301}, ["Use 300 characters or fewer"]),
        (
            {"question": "", "option_0": "x" * 301, "why": "", "question_es": "¿Qué?"},
            [
                "Write the question",
                "Use 300 characters or fewer",
                "Say why. People learn from it, also those who were right",
                *["Write this choice in Spanish too"] * 2,
                "Write this in Spanish too, or empty every Spanish box",
            ],
        ),
    ],
)
def test_what_a_question_lacks_is_said_beside_its_box(
    client: PageClient, typed: dict[str, Any], said: list[str]
) -> None:
    paz(client)
    draft()

    page = client.fill_in(f"{QUESTIONS}/q1", status=422, **typed)

    assert sorted(errors(page)) == sorted(said)
    assert lesson() == build.lesson()


def test_of_two_authors_of_a_question_the_slower_one_sees_both(client: PageClient) -> None:
    paz(client)
    draft()
    one = f"{QUESTIONS}/q1"
    mine = client.visit(one).form(one)
    client.fill_in(one, why="Their reason")

    page = client.send(mine, why="My reason", status=409)

    assert "Their reason" in page.one("theirs").text
    assert page.control("why").text == "My reason"
    client.send(page.form(one))
    assert lesson().questions[0].texts[Language.ENGLISH].why == "My reason"


def test_a_lesson_takes_no_more_than_twenty_questions(client: PageClient) -> None:
    paz(client)
    draft()
    answers = {"question": "Q", "option_0": "a", "option_1": "b", "right_0": "y", "why": "w"}
    for _ in range(19):
        client.fill_in(f"{QUESTIONS}/new", **answers)

    page = client.fill_in(f"{QUESTIONS}/new", status=422, **answers)

    assert errors(page) == ["A lesson has up to 20 questions. Take one out first."]


def test_the_list_of_questions_asks_as_often_for_three_as_for_one(client: PageClient) -> None:
    paz(client)
    draft()
    client.visit(QUESTIONS)
    with statements() as one:
        client.visit(QUESTIONS)
    for _ in range(2):
        client.fill_in(
            f"{QUESTIONS}/new", question="Q", option_0="a", option_1="b", right_0="y", why="w"
        )
    with statements() as three:
        client.visit(QUESTIONS)

    assert len(one) == len(three)


def test_whoever_wrote_does_not_approve(client: PageClient) -> None:
    author = paz(client)
    draft()
    client.fill_in(LESSON, title="Huddles")
    client.fill_in(f"{VERSION}/ask-review", at=VERSION)

    page = client.visit(f"{VERSION}/approve")

    assert "You wrote in this version" in page.text
    assert not [form for form in page.forms if form.action == f"{VERSION}/approve"]
    assert db.session.scalars(select(ModuleVersion.approved_by_id)).one() is None
    assert author.id != mona(client).id
    client.fill_in(f"{VERSION}/approve", change_class="minor")
