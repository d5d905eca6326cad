"""A lesson: read in either language, answered, ticked, done; and what it leads to on Monday."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest

from app.core.db import db
from app.curriculum.domain.content import Asked, Completion, Monday, Question, Text
from app.curriculum.domain.kinds import Language, Need, QuestionKind
from app.curriculum.models import LessonProgress, LessonText, Module, Study
from app.policy import Role
from tests.pages.accounts.viewing import view_as
from tests.pages.curriculum.learning import MONDAY, bilingual, checked, out
from tests.support import build
from tests.support.sql import statements

if TYPE_CHECKING:
    from flask import Flask

    from app.accounts.models import Person
    from app.curriculum.domain.content import Lesson
    from app.curriculum.models import ModuleVersion
    from tests.support.page import Page, PageClient

NOW = build.NOON + dt.timedelta(hours=1)
HERE = "/learn/basics/one"
ALL = frozenset(Need)
RULES = Completion(ALL, 5, ("Look at it", "Count it"), "I looked at our chart.")


@pytest.fixture
def team(app: Flask) -> Any:
    app.extensions["clock"].set(NOW)
    return build.team()


@pytest.fixture
def ben(team: Any, client: PageClient) -> Person:
    person = build.person(name="Ben", role=Role.CARE_COORDINATOR, at=team.practice)
    client.sign_in(person)
    return person


def rows() -> list[LessonProgress]:
    return db.session.query(LessonProgress).order_by(LessonProgress.id).all()


# ------------------------------------------------------------------ reading


def test_a_lesson_stands_among_the_others(client: PageClient, ben: Person) -> None:
    out("basics", checked("one"), build.lesson("two"), title="Basics")
    page = client.visit(HERE)
    assert page.headings == ["About one"]
    assert "Lesson 1 of 2" in page.text
    assert "10 minutes." in page.text
    assert "Say why" in page.text
    assert "Of one." in page.text
    assert page.one("lesson-progress").text == "0 of 2 lessons done"
    assert page.links["Basics"] == "/learn/basics"
    assert "Why q1." not in page.text


def test_a_lesson_begins_with_its_aim_and_says_who_reviewed_it(
    client: PageClient, ben: Person
) -> None:
    texts = {Language.ENGLISH: Text("One", ("You can read a chart", "You can tell why"), "Body.")}
    version = out("basics", build.lesson("one", texts=texts), build.lesson("two"))
    page = client.visit(HERE)
    [lead] = [p for p in page.root.walk("p") if p.attrs.get("class") == "lesson__lead"]
    assert lead.text == "You can read a chart."
    assert "10 minutes. Reviewed by the program, November 2026." in page.text
    row = db.session.query(LessonText).filter_by(title="One").one()
    row.reviewed_by, row.reviewed_on = "Ana Ruiz", dt.date(2026, 9, 4)
    db.session.commit()
    page = client.visit(HERE)
    assert "Reviewed by Ana Ruiz, September 2026." in page.text
    assert "by the program" not in page.text
    assert version.approved_at == build.NOON


def test_opening_a_lesson_is_noted_once(app: Flask, client: PageClient, ben: Person) -> None:
    out("basics", build.lesson("one"))
    client.visit(HERE)
    app.extensions["clock"].set(NOW + dt.timedelta(hours=1))
    client.visit(HERE)
    [row] = rows()
    assert (row.opened_at, row.seen_at, row.done_at) == (NOW, NOW, None)
    assert db.session.query(Study).one().began_at == NOW


def test_coming_back_to_a_lesson_is_noted_until_it_is_done(
    app: Flask, client: PageClient, ben: Person
) -> None:
    out("basics", build.lesson("one"), build.lesson("two"), build.lesson("three"))

    def at(minute: int, *, done: str = "", looked: str = "") -> str:
        """The lesson that one goes on with after doing one or looking at one."""
        app.extensions["clock"].set(NOW + dt.timedelta(minutes=minute))
        if done:
            client.fill_in(f"/learn/basics/{done}", deed="done")
        else:
            client.visit(f"/learn/basics/{looked}")
        return client.visit("/learn/basics").links["Continue"].rpartition("/")[2]

    assert at(0, looked="one") == "one"
    assert at(1, looked="three") == "three"
    assert at(2, looked="one") == "one", "the lesson that one is in, not the one opened last"
    assert [row.opened_at for row in rows()] == [NOW, NOW + dt.timedelta(minutes=1)]
    assert at(3, done="one") == "two", "the next one after what is done"
    assert at(4, looked="three") == "three"
    assert at(5, looked="one") == "three", "a look back at what is done changes nothing"
    with statements() as found:
        client.visit("/learn/basics/three")
    assert not [one for one in found if one.startswith(("UPDATE", "INSERT"))]


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.PUBLISHER, Role.PROGRAM_STAFF, Role.COACH])
def test_whoever_looks_at_a_lesson_because_of_their_work_is_no_learner_of_it(
    client: PageClient, team: Any, role: Role
) -> None:
    out("basics", checked("one"), build.lesson("two"))
    client.sign_in(build.person(role=role))

    client.visit("/learn/basics")
    page = client.visit(HERE)
    assert (rows(), db.session.query(Study).count()) == ([], 0)

    client.send(page.form(HERE), deed="check", answer_1="0", answer_2="2", answer_3=["0"])
    assert [row.lesson_key for row in rows()] == ["one"]
    client.visit("/learn/basics/two")
    assert [row.lesson_key for row in rows()] == ["one", "two"]


def test_a_lesson_that_asks_for_minutes_counts_them_from_what_was_sent_first(
    app: Flask, client: PageClient, team: Any
) -> None:
    asked = Completion(frozenset({Need.READ, Need.MINUTES}), minutes=5)
    out("basics", build.lesson("one", completion=asked))
    client.sign_in(build.person(role=Role.DIRECTOR))

    client.send(client.visit(HERE).form(HERE), status=422, deed="done")
    app.extensions["clock"].set(NOW + dt.timedelta(minutes=6))
    client.send(client.visit(HERE).form(HERE), deed="done")

    [row] = rows()
    assert row.done_at == NOW + dt.timedelta(minutes=6)


def test_who_views_as_somebody_leaves_no_trace(client: PageClient, team: Any) -> None:
    out("basics", checked("one"))
    ben = build.person(name="Ben", role=Role.LEAD, at=team.practice)
    client.sign_in(build.person(role=Role.ADMINISTRATOR))
    view_as(client, ben)
    page = client.visit(HERE)
    client.visit("/learn/basics")
    client.send(page.form(HERE), status=403, deed="done")
    assert rows() == []
    assert db.session.query(Study).count() == 0


def ticked(page: Page) -> list[tuple[str, str]]:
    boxes = page.root.walk("input")
    return [(box.attrs["name"], box.attrs["value"]) for box in boxes if "checked" in box.attrs]


def test_a_bookmark_and_another_language_keep_what_is_ticked_and_count_nothing(
    client: PageClient, ben: Person
) -> None:
    out("basics", bilingual("one"))
    chosen = {"answer_1": "1", "answer_3": ["0", "2"]}
    kept = [("answer_1", "1"), ("answer_3", "0"), ("answer_3", "2")]
    form = client.visit(HERE).form(HERE)

    marked = client.send(form, status=200, deed="mark", **chosen)

    assert ticked(marked) == kept
    assert "It is in your bookmarks." in marked.text
    assert "Remove the bookmark" in marked.buttons
    form = replace(marked.form(HERE), action=f"{HERE}?language=es")
    spanish = client.send(form, status=200, deed="show")
    assert ticked(spanish) == kept
    assert "¿Español q1?" in spanish.text
    assert [row.answers for row in rows()] == [None]
    form = spanish.form(f"{HERE}?language=es")
    client.send(form, status=422, deed="mark", answer_1="9")
    changed = client.send(form, status=409, deed="show", seen_version="other")
    assert "This lesson changed" in changed.text
    assert client.send(form, answer_1="", answer_3=[], deed="show").location == (
        f"{HERE}?language=es"
    )


def test_a_lesson_without_anything_to_tick_has_a_link_to_its_other_language(
    client: PageClient, ben: Person
) -> None:
    out("basics", bilingual("one", questions=(), completion=Completion()))
    assert client.visit(HERE).links["Leer en español"] == f"{HERE}?language=es"


def test_a_lesson_is_read_in_spanish(client: PageClient, ben: Person) -> None:
    version = out("basics", bilingual("one"), build.lesson("two"))
    page = client.visit(HERE)
    assert "Leer en español" in page.buttons
    page = client.visit(f"{HERE}?language=es")
    assert "Pregunte antes." in page.text
    assert "¿Español q1?" in page.text
    assert "Nadie ha revisado todavía este texto en español." in page.text
    assert "Léala y responda las preguntas" in page.text
    assert "Imprimir" in page.links
    assert "Read in English" in page.buttons
    answers = {"answer_1": "1", "answer_2": "1", "answer_3": ["0", "2"]}
    after = client.send(page.form(f"{HERE}?language=es"), deed="check", **answers)
    assert after.location == f"{HERE}?language=es#check"
    page = client.visit(f"{HERE}?language=es")
    assert "Esta no es. La respuesta correcta es: Rojo. Por qué q1." in page.text
    after = client.send(page.form(f"{HERE}?language=es"), deed="done")
    assert after.location == "/learn/basics/two?language=es"
    assert "Esta lección todavía no está en español." in client.follow(after).text
    text = (
        db.session.query(LessonText)
        .filter_by(language=Language.SPANISH)
        .filter(LessonText.title == "Viajes")
        .one()
    )
    text.reviewed_by, text.reviewed_on = "Ana Ruiz", dt.date(2026, 9, 4)
    db.session.commit()
    assert "Revisado por Ana Ruiz, septiembre de 2026." in client.visit(f"{HERE}?language=es").text
    assert version.number == 1


def test_the_step_for_monday_and_the_sources_speak_spanish_where_somebody_wrote_it(
    client: PageClient, ben: Person
) -> None:
    lesson = bilingual("one", monday=Monday("A call", "Learn", "Call.", "One answers.", "M1"), sources=("Letter",))  # fmt: skip
    words = lesson.texts[Language.SPANISH]
    spoken = replace(words, monday=Monday("Una llamada", "Saber", "Llame.", "Una contesta."), sources=("Carta",))  # fmt: skip
    out("basics", replace(lesson, texts={**lesson.texts, Language.SPANISH: spoken}))
    out("other", replace(lesson, texts={**lesson.texts, Language.SPANISH: words}))

    for path in (f"{HERE}?language=es", f"{HERE}/print?language=es"):
        text = client.visit(path).text
        assert "Una llamada. Llame." in text
        assert "Esperamos: Una contesta." in text
        assert "Carta" in text
        assert "A call" not in text
    plan = client.visit(f"{HERE}?language=es").links["Planear esta prueba"]
    assert "title=Una+llamada" in plan
    assert "measure=M1" in plan
    text = client.visit("/learn/other/one?language=es").text
    assert "A call. Call." in text
    assert "We predict: One answers." in text
    assert "Letter" in text


def test_sources_are_links_and_notes_are_for_facilitators_only(
    client: PageClient, team: Any
) -> None:
    out("basics", build.lesson("one", facilitator="Use cards.", sources=("See https://x.org/a: p. 2",)))  # fmt: skip
    for role, sees in (
        (Role.CARE_COORDINATOR, False),
        (Role.REVIEWER, False),
        (Role.ADMINISTRATOR, False),
        (Role.COACH, True),
        (Role.PUBLISHER, True),
        (Role.PROGRAM_STAFF, True),
    ):
        client.sign_in(build.person(role=role))
        page = client.visit(HERE)
        assert ("Use cards." in page.text) == sees
        assert page.links["https://x.org/a"] == "https://x.org/a"


def test_pictures_of_a_lesson_are_shown(client: PageClient, ben: Person) -> None:
    from app.curriculum.domain.kinds import FileUse
    from app.curriculum.models import ModuleFile

    module = build.module(key="basics")
    file = build.saved(
        ModuleFile(
            module_id=module.id,
            use=FileUse.IMAGE,
            name="ride.png",
            media_type="image/png",
            size=900,
            width=20,
            height=10,
            digest="0",
            stored_as="0",
            added_at=NOW,
        )
    )
    body = f"## A\n\n![A van](file:{file.id})"
    texts = {Language.ENGLISH: Text("One", (), body)}
    build.published_version(module, lessons=(build.lesson("one", texts=texts),))
    assert f"/curriculum-files/{file.id}/ride.png" in client.get(HERE).text


def test_a_lesson_takes_few_statements(client: PageClient, ben: Person) -> None:
    counts = []
    for number, keys in enumerate((("one",), ("one", "two", "three"))):
        out(f"module-{number}", *(checked(key) for key in keys))
        client.visit(f"/learn/module-{number}/one")
        with statements() as sent:
            client.visit(f"/learn/module-{number}/one")
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 9, sent


# ------------------------------------------------------------------ answering


def test_answers_are_told_why(client: PageClient, ben: Person) -> None:
    out("basics", checked("one"))
    after = client.fill_in(HERE, deed="check", answer_1="0", answer_2="2", answer_3=["0"])
    assert after.location == f"{HERE}#check"
    page = client.visit(HERE)
    assert "That is right. Why q1." in page.text
    assert "Not this one. Right is: Green. Why q2." in page.text
    assert "Right is: Red; Blue. Why q3." in page.text
    [row] = rows()
    assert (row.answers, row.right) == ({"q1": [0], "q2": [2], "q3": [0]}, 1)
    form = page.form(HERE)
    assert form.fields["answer_2"] == "2"
    client.send(form, deed="check", answer_2="1", answer_3=["0", "2"])
    db.session.expire_all()
    assert rows()[0].right == 3


def test_a_check_without_an_answer_says_where(client: PageClient, ben: Person) -> None:
    out("basics", checked("one"))
    for deed in ("check", "done"):
        page = client.fill_in(HERE, status=422, deed=deed, answer_1="2")
        assert [link.text for link in page.one("error-summary").walk("a")] == [
            "Question 2: choose an answer",
            "Question 3: choose an answer",
        ]
        assert "2. English q2?" in page.text
        assert page.form(HERE).fields["answer_1"] == "2"
    assert rows()[0].answers is None
    assert page.title.startswith("Error: ")


def test_what_is_no_choice_is_refused(client: PageClient, ben: Person) -> None:
    out("basics", checked("one", completion=RULES))
    page = client.fill_in(
        HERE, status=422, deed="check", answer_1="7", answer_2="x", answer_3=["9"], tick=["5"]
    )
    assert page.one("error-summary").text.count("Choose one of the list") == 4


def test_every_rule_is_asked_for_where_it_is_missing(
    app: Flask, client: PageClient, ben: Person
) -> None:
    out("basics", checked("one", completion=RULES))
    page = client.visit(HERE)
    assert "You can mark it as done in 5 minutes." in page.text
    page = client.send(page.form(HERE), status=422, deed="done", tick=["0"])
    for words in (
        "Question 1: choose an answer",
        "Tick every point of the list first",
        "Tick this box to confirm",
    ):
        assert words in page.one("error-summary").text
    whole = {
        "answer_1": "0",
        "answer_2": "1",
        "answer_3": ["0", "2"],
        "tick": ["0", "1"],
        "attested": "y",
    }
    page = client.send(page.form(HERE), status=422, deed="done", **whole)
    assert "This lesson asks for 5 minutes." in page.one("error-summary").text
    assert page.form(HERE).fields["attested"] == "y"
    app.extensions["clock"].set(NOW + dt.timedelta(minutes=5))
    after = client.send(page.form(HERE), deed="done", **whole)
    assert after.location == "/learn/basics"
    assert "That was the last lesson of this module." in client.follow(after).text
    [row] = rows()
    assert row.done_at == NOW + dt.timedelta(minutes=5)
    page = client.visit(HERE)
    assert "You can mark it" not in page.text
    assert page.links["Back to the module"] == "/learn/basics"


def test_ticks_in_the_text_are_kept(client: PageClient, ben: Person) -> None:
    texts = {Language.ENGLISH: Text("One", (), "- [ ] Look\n- [ ] Count")}
    out("basics", build.lesson("one", texts=texts, completion=Completion(frozenset({Need.CHECKLIST}))))  # fmt: skip
    page = client.visit(HERE)
    after = client.send(page.form(HERE), deed="save", tick=["1"])
    assert after.location == f"{HERE}#list"
    assert rows()[0].ticks == [1]
    page = client.visit(HERE)
    assert [c.attrs.get("checked") is not None for c in page.root.walk("input") if c.attrs.get("name") == "tick"] == [False, True]  # fmt: skip
    page = client.send(page.form(HERE), status=422, deed="done", tick=["1"])
    assert "Tick every point of the list first" in page.text
    client.send(page.form(HERE), deed="done", tick=["0", "1"])
    assert rows()[0].done_at is not None


def test_a_list_that_is_not_asked_for_says_so(client: PageClient, ben: Person) -> None:
    texts = {Language.ENGLISH: Text("One", (), "- [ ] Look\n- [ ] Count")}
    out("basics", checked("one", texts=texts))
    page = client.visit(HERE)
    assert "is for yourself: the lesson is done without it" in page.text
    for words in ("Before you go on", "Tick every point"):
        assert words not in page.text
    client.send(page.form(HERE), deed="done", answer_1="0", answer_2="1", answer_3=["0", "2"])
    assert rows()[0].done_at is not None


def test_words_that_end_with_a_mark_get_no_second_one(client: PageClient, ben: Person) -> None:
    asked = replace(MONDAY, title="Whom would you call?")
    choices = Asked("Which?", ("Whom would you call?", "Call."), "So.")
    question = Question("q1", QuestionKind.ONE, frozenset({0}), {Language.ENGLISH: choices})
    out("basics", checked("one", monday=asked, questions=(question,)))
    client.fill_in(HERE, deed="check", answer_1="1")
    for path in (HERE, f"{HERE}/print"):
        page = client.visit(path)
        assert "Whom would you call? " in page.text
        assert "?." not in page.text


# ------------------------------------------------------------------ versions


def newer(of: ModuleVersion, *lessons: Lesson) -> ModuleVersion:
    """A second version of a module that is out."""
    module = db.session.get_one(Module, of.module_id)
    return build.published_version(module, number=2, lessons=lessons)


def test_a_lesson_that_changed_is_not_marked_done_from_an_old_tab(
    client: PageClient, ben: Person
) -> None:
    first = out("basics", checked("one"), build.lesson("two"))
    old_tab = client.visit(HERE)
    other = replace(MONDAY, title="Call five families")
    newer(first, checked("one", monday=other), build.lesson("two"))
    client.send(client.visit("/learn/basics").form("/learn/basics/switch"))

    chosen = {"answer_1": "0", "answer_2": "1", "answer_3": ["0", "2"]}
    late = client.send(old_tab.form(HERE), status=409, deed="done", **chosen)

    assert late.headings == ["This lesson changed"]
    assert "Nothing was marked as done." in late.text
    told = late.one("chosen").text
    for words in ("1. English q1? Red", "2. English q2? Green", "3. English q3? Red; Blue"):
        assert words in told
    assert late.links["Look at the lesson again"] == HERE
    assert [row.done_at for row in rows()] == [None]
    again = client.visit(HERE)
    assert "Call five families" in again.text
    client.send(again.form(HERE), deed="done", **chosen)
    assert [row.done_at for row in rows()] == [None, NOW]


def test_a_lesson_that_says_the_same_is_marked_done_from_an_old_tab(
    client: PageClient, ben: Person
) -> None:
    first = out("basics", build.lesson("one"), build.lesson("two"))
    old_tab = client.visit(HERE)
    second = newer(first, build.lesson("one", facilitator="Use cards."), checked("two"))
    client.send(client.visit("/learn/basics").form("/learn/basics/switch"))

    after = client.send(old_tab.form(HERE), deed="done")

    assert after.location == "/learn/basics/two"
    study = db.session.query(Study).filter_by(version_id=second.id).one()
    assert [row.done_at for row in rows() if row.study_id == study.id] == [NOW]


def test_a_page_of_no_version_is_not_kept(client: PageClient, ben: Person) -> None:
    out("basics", build.lesson("one"))
    for seen in ("", "0", None):
        late = client.fill_in(HERE, status=409, deed="done", answer_1="0", seen_version=seen)
        assert late.all("chosen") == []
    assert rows()[0].done_at is None


def test_done_leads_to_the_next_lesson(client: PageClient, ben: Person) -> None:
    out("basics", build.lesson("one"), build.lesson("two"))
    after = client.fill_in(HERE, deed="done")
    assert after.location == "/learn/basics/two"
    page = client.follow(after)
    assert page.one("lesson-progress").text == "1 of 2 lessons done"
    assert page.links["About one"] == HERE
    assert client.visit(HERE).links["About two"] == "/learn/basics/two"


@pytest.mark.parametrize("language", ["", "?language=es"])
def test_a_wrong_answer_sent_with_done_is_told_before_one_goes_on(
    client: PageClient, ben: Person, language: str
) -> None:
    out("basics", bilingual("one"), build.lesson("two"))
    here = HERE + language
    wrong = {"answer_1": "0", "answer_2": "2", "answer_3": ["0", "2"]}

    sent = client.fill_in(here, deed="done", **wrong)

    assert sent.location == f"{here}#check"
    assert rows()[0].done_at == NOW
    page = client.follow(sent)
    go_on, why, done = (
        ("Seguir", "Por qué q2.", "La lección está hecha.")
        if language
        else ("Go on", "Why q2.", "The lesson is done.")
    )
    assert why in page.text
    assert done in page.text
    assert page.links[go_on] == f"/learn/basics/two{language}"
    hrefs = [
        a.attrs["href"] for a in page.root.walk("a") if "cc-button" in a.attrs.get("class", "")
    ]
    assert hrefs.count(f"/learn/basics/two{language}") == 1
    assert client.send(page.form(here), deed="done").location == f"/learn/basics/two{language}"


def test_a_wrong_answer_in_the_last_lesson_says_that_it_was_the_last(
    client: PageClient, ben: Person
) -> None:
    out("basics", checked("one"))
    last = "That was the last lesson of this module."

    page = client.follow(
        client.fill_in(HERE, deed="done", answer_1="1", answer_2="1", answer_3="0")
    )

    assert last in page.text
    assert page.links["Go on"] == "/learn/basics"
    assert "Back to the module" not in page.links
    assert last not in client.visit("/learn/basics").text


@pytest.mark.parametrize("checked_first", [True, False])
def test_right_answers_and_checked_ones_lead_on(
    client: PageClient, ben: Person, *, checked_first: bool
) -> None:
    out("basics", checked("one"), build.lesson("two"))
    answers = {"answer_1": "0", "answer_2": "1", "answer_3": ["0", "2"]}
    if checked_first:
        answers["answer_2"] = "2"
        client.fill_in(HERE, deed="check", **answers)
    assert client.fill_in(HERE, deed="done", **answers).location == "/learn/basics/two"


def test_a_form_sent_twice_or_from_nowhere_is_no_harm(client: PageClient, ben: Person) -> None:
    out("basics", build.lesson("one"))
    form = client.visit("/learn/basics/one").form(HERE)
    for _ in range(2):
        client.send(form, deed="done")
    assert len(rows()) == 1
    client.send(replace(form, action="/learn/nowhere/one"), status=404, deed="done")


# ------------------------------------------------------------------ Monday


def test_monday_leads_to_a_draft_of_a_test(client: PageClient, ben: Person, team: Any) -> None:
    build.measure(of=team.cohort, key="rides")
    out("basics", checked("one"))
    href = client.visit(HERE).links["Plan this test"]
    assert urlsplit(href).path == f"/teams/{team.key}/pdsa/new"
    assert parse_qs(urlsplit(href).query)["measure"] == ["rides"]
    page = client.visit(href)
    assert "Nothing is saved yet." in page.text
    fields = page.form(f"/teams/{team.key}/pdsa/new").fields
    assert fields["title"] == "Call two families"
    assert fields["objective"].strip() == "Find out why visits are missed."
    assert fields["what"].strip() == "The coordinator calls two families."
    assert fields["predictions-0-predicted"] == "One of the two names the ride."
    assert fields["measure"] == "rides"
    after = client.send(page.form(f"/teams/{team.key}/pdsa/new"))
    assert "Call two families" in client.follow(after).text


@pytest.mark.parametrize("role", [Role.LEAD, Role.CARE_COORDINATOR])
@pytest.mark.parametrize("is_offered", [True, False])
def test_a_measure_that_the_team_does_not_count_is_named_and_the_rest_stays(
    client: PageClient, team: Any, role: Role, *, is_offered: bool
) -> None:
    build.measure(of=team.cohort if is_offered else None, required=False, key="rides", name="Rides given")  # fmt: skip
    out("basics", checked("one"))
    client.sign_in(build.person(role=role, at=team.practice))
    page = client.visit(client.visit(HERE).links["Plan this test"])
    said = page.one("uncounted").text
    assert "This lesson is about Rides given" in said
    assert "Your team does not count it yet." in said
    assert page.links["Rides given"] == "/measures/rides"
    may_choose = is_offered and role is Role.LEAD
    assert ("Choose measures" in page.links) is may_choose
    form = page.form(f"/teams/{team.key}/pdsa/new")
    assert form.fields["title"] == "Call two families"
    assert form.fields["measure"] == ""
    client.follow(client.send(form))


@pytest.mark.parametrize("key", ["", "nothing", "gone", "of-another-team"])
def test_nothing_is_said_of_a_measure_that_nobody_can_count(
    client: PageClient, ben: Person, team: Any, key: str
) -> None:
    build.measure(key="gone").retired_at = build.NOON
    build.measure(of=build.team(), own=True, key="of-another-team")
    page = client.visit(f"/teams/{team.key}/pdsa/new?title=Call&measure={key}")
    assert page.all("uncounted") == []


def test_an_empty_new_test_says_nothing_about_a_draft(
    client: PageClient, ben: Person, team: Any
) -> None:
    assert "Nothing is saved yet." not in client.visit(f"/teams/{team.key}/pdsa/new").text


@pytest.mark.parametrize("role", [Role.VIEWER, Role.SPONSOR])
def test_only_who_may_write_tests_is_led_to_one(client: PageClient, team: Any, role: Role) -> None:
    out("basics", checked("one"))
    client.sign_in(build.person(role=role, at=team.practice))
    page = client.visit(HERE)
    assert "Try this on Monday" in page.text
    assert "Plan this test" not in page.links


def test_people_of_two_teams_choose_where(client: PageClient, ben: Person, team: Any) -> None:
    other = build.team(name="Pine Clinic")
    build.grant(ben, Role.LEAD, at=other.practice)
    out("basics", checked("one"))
    page = client.visit(HERE)
    assert "Plan this test at Pine Clinic" in page.links
    assert f"Plan this test at {team.name}" in page.links
