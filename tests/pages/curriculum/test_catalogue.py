"""The catalogue and the page of a module, as people who learn meet them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from app.core.db import db, transaction
from app.curriculum.domain.kinds import ChangeClass
from app.curriculum.models import Module, Study
from app.curriculum.queries import oversight
from app.curriculum.services import quizzes
from app.policy import TABLE, Action, Actor, Grant, Role
from tests.pages.curriculum.learning import bilingual, checked, out, statuses
from tests.support import build
from tests.support.sql import statements
from tests.unit.curriculum.learners import attempted, began
from tests.unit.curriculum.takers import quiz_version, ready, sent, started

if TYPE_CHECKING:
    from flask import Flask

    from app.accounts.models import Person
    from tests.support.page import PageClient

NOW = build.NOON + dt.timedelta(hours=1)
LATER = NOW + dt.timedelta(days=1)
ONE, TWO = build.lesson("one"), build.lesson("two")
BASICS = [{"gate": "module", "of": "basics", "percent": None}]
QUIZ = {"questions": 1, "pass_percent": 80, "attempts": 2, "shuffle": True, "feedback": "each answer"}  # fmt: skip
CREDIT = {"accreditor": "State Board", "kind": "contact hours", "amount": "1.0", "activity": "", "needs_evaluation": False}  # fmt: skip


@pytest.fixture
def team(app: Flask) -> Any:
    app.extensions["clock"].set(NOW)
    return build.team()


@pytest.fixture
def ben(team: Any, client: PageClient) -> Person:
    person = build.person(name="Ben", role=Role.CARE_COORDINATOR, at=team.practice)
    client.sign_in(person)
    return person


def read(client: PageClient, module: str, *lessons: str) -> None:
    for lesson in lessons:
        path = f"/learn/{module}/{lesson}"
        client.fill_in(path, deed="done")


# ------------------------------------------------------------------ catalogue


@pytest.mark.parametrize("role", Role)
def test_whoever_may_learn_opens_the_catalogue(client: PageClient, team: Any, role: Role) -> None:
    out("basics", ONE)
    client.sign_in(build.person(role=role))
    status = 200 if role in TABLE[Action.LEARN] else 403
    for path in ("/learn", "/learn/basics", "/learn/basics/one"):
        assert client.get(path).status_code == status


def test_visitors_sign_in_first(client: PageClient) -> None:
    for path in ("/learn", "/learn/basics", "/learn/basics/one"):
        assert client.visit(path, status=302).location.startswith("/sign-in")


def test_an_empty_catalogue_says_so(client: PageClient, ben: Person) -> None:
    assert "No modules yet" in client.visit("/learn").text


def test_modules_stand_in_their_tracks_with_how_far_one_is(client: PageClient, ben: Person) -> None:
    track = build.track(title="Start here")
    out("basics", ONE, TWO, track_id=track.id, is_required=True)
    out("charts", ONE, TWO, quiz=QUIZ)
    out("done", ONE)
    build.module_version(build.module(key="draft"))
    read(client, "basics", "one")
    read(client, "charts", "one", "two")
    read(client, "done", "one")

    page = client.visit("/learn")

    assert statuses(page) == {"basics": "1 of 2 lessons", "charts": "Quiz left", "done": "Done"}
    assert "Start here" in page.text
    [basics, *_] = page.all("module")
    assert "20 minutes, 2 lessons" in basics.text
    assert "Required" in basics.text
    assert "All 3" in page.text


def test_one_picks_up_where_one_left_off(app: Flask, client: PageClient, ben: Person) -> None:
    basics = out("basics", ONE, TWO, quiz=QUIZ)
    out("charts", ONE, TWO)
    assert "Pick up where you left off" not in client.visit("/learn").text
    client.visit("/learn/charts/one")
    app.extensions["clock"].set(NOW + dt.timedelta(minutes=1))
    read(client, "basics", "one")
    page = client.visit("/learn")
    assert basics.title in page.text
    assert "Lesson 2 of 2: About two. 10 minutes." in page.text
    assert page.links["Continue"] == "/learn/basics/two"
    read(client, "basics", "two")
    page = client.visit("/learn")
    assert "Only the quiz is left." in page.text
    assert page.links["Continue"] == "/learn/basics"


def test_what_comes_next_on_the_path_stands_where_nothing_is_begun(
    client: PageClient, ben: Person
) -> None:
    out("locked", ONE, prerequisites=BASICS)
    out("coaching", build.lesson("one", audience=(Role.COACH,)))
    out("basics", ONE, TWO, title="Basics")
    out("charts", ONE, title="Charts")

    def boxes() -> tuple[str, str]:
        home = client.follow(client.visit("/", status=302)).one("learning").text
        return home, client.visit("/learn").text

    home, page = boxes()
    assert home == "Basics Next for you: 20 minutes, 2 lessons."
    assert "Next for you Basics 20 minutes, 2 lessons. Start" in page
    assert client.visit("/learn").links["Start"] == "/learn/basics"
    read(client, "basics", "one")
    assert all("Next for you" not in box for box in boxes())
    read(client, "basics", "two")
    client.visit("/learn")
    assert "Next for you" in boxes()[1]
    for module in ("locked", "charts"):
        read(client, module, "one")
    home, page = boxes()
    assert "Find a lesson" in home
    assert "Next for you" not in page


def test_every_place_names_the_module_that_one_worked_in_last(
    app: Flask, client: PageClient, ben: Person, team: Any
) -> None:
    actor, clock = Actor(ben.id, ben.name), app.extensions["clock"]
    tried = quiz_version(of=build.module(key="tried"), title="Tried")
    study = ready(actor, tried)
    clock.set(NOW + dt.timedelta(minutes=1))
    out("read", ONE, TWO, title="Read")
    read(client, "read", "one")

    def named() -> list[str]:
        home = client.follow(client.visit("/", status=302)).one("learning")
        texts = [home.text, client.visit("/learn").one("resume").text]
        found = oversight.overview(Actor(0, "Mona", frozenset({Grant(Role.PROGRAM_STAFF)})), NOW)
        last = max(
            (found.footing(ben.id, one.id).last_at or NOW, one.title) for one in found.columns
        )
        titles = ("Tried", "Read")
        return [next(t for t in titles if t in text) for text in texts] + [last[1]]

    assert named() == ["Read"] * 3
    late = NOW + dt.timedelta(minutes=2)
    sent(actor, started(actor, study, late), 0, late)
    assert named() == ["Tried"] * 3


def test_one_goes_on_with_the_lesson_that_one_was_in(
    app: Flask, client: PageClient, ben: Person
) -> None:
    ours = {"audience": (Role.FAMILY_PARTNER.value,)}
    out("basics", ONE, build.lesson("nurses", **ours), TWO, build.lesson("four"), title="Basics")
    out("charts", ONE, TWO)
    clock = app.extensions["clock"]

    def next_one() -> set[str]:
        home = client.follow(client.visit("/", status=302)).one("learning")
        [on_home] = [a.attrs["href"] for a in home.walk("a") if "/basics/" in a.attrs["href"]]
        others = (client.visit(path).links["Continue"] for path in ("/learn", "/learn/basics"))
        return {on_home, *others}

    client.visit("/learn/basics/two")
    assert next_one() == {"/learn/basics/two"}
    clock.set(NOW + dt.timedelta(minutes=1))
    read(client, "basics", "one")
    clock.set(NOW + dt.timedelta(minutes=2))
    client.visit("/learn/charts/one")
    assert next_one() == {"/learn/basics/two"}, "a look at another module changes nothing"
    read(client, "basics", "two")
    clock.set(NOW + dt.timedelta(minutes=3))
    client.visit("/learn/basics/four")
    assert next_one() == {"/learn/basics/four"}
    read(client, "basics", "four")
    assert next_one() == {"/learn/basics/nurses"}, "what is for others comes last"


def test_a_family_partner_begins_with_a_lesson_for_family_partners(
    client: PageClient, team: Any
) -> None:
    client.sign_in(build.person(role=Role.FAMILY_PARTNER, at=team.practice))
    nurses = build.lesson("nurses", audience=(Role.CARE_COORDINATOR.value,))
    out("basics", nurses, ONE, build.lesson("more", audience=nurses.audience), TWO)
    assert client.visit("/learn/basics").links["Start"] == "/learn/basics/one"
    read(client, "basics", "one")
    assert client.visit("/learn").links["Continue"] == "/learn/basics/two"
    read(client, "basics", "two")
    assert client.visit("/learn").links["Continue"] == "/learn/basics/nurses"


def test_bookmarks_have_a_link_of_their_own(client: PageClient, ben: Person) -> None:
    page = client.visit("/learn")
    assert page.links["My bookmarks"] == "/learn/bookmarks"
    assert "My bookmarks" not in " ".join(one.text for one in page.root.walk("details"))


def test_locked_modules_name_what_comes_first_with_a_link(client: PageClient, ben: Person) -> None:
    event = build.learning_event(title="Kickoff")
    out("basics", ONE, title="Medical home basics")
    asked = [
        *BASICS,
        {"gate": "quiz", "of": "basics", "percent": 80},
        {"gate": "event", "of": event.key, "percent": None},
        {"gate": "fact", "of": "charter confirmed", "percent": None},
        {"gate": "module", "of": "basics", "percent": None},
    ]
    later = out("measure", ONE, prerequisites=asked)
    for path in ("/learn", "/learn/measure"):
        page = client.visit(path)
        assert page.links["Medical home basics"] == "/learn/basics"
        assert page.links["Kickoff"] == f"/events/{event.key}"
        assert "your team's charter is confirmed" in page.text
    assert statuses(client.visit("/learn")) == {"basics": "Not started", "measure": "Locked"}
    assert "This module is locked" in page.text
    assert "Start" not in page.links
    assert client.visit("/learn/measure/one", status=302).location == "/learn/measure"
    form = client.visit("/learn/basics/one").form("/learn/basics/one")
    client.send(replace(form, action="/learn/measure/one"), status=409, deed="done")
    client.send(replace(form, action="/learn/measure/begin"), status=409)
    assert [s for s in db.session.query(Study) if s.version_id == later.id] == []


def test_a_quiz_without_a_score_is_to_be_passed(client: PageClient, ben: Person) -> None:
    study = began(Actor(ben.id, ben.name), out("basics", ONE, TWO, title="Basics", quiz=QUIZ))
    attempted(study, 0, 1)
    out("measure", ONE, prerequisites=[{"gate": "quiz", "of": "basics", "percent": None}])
    for path in ("/learn", "/learn/measure"):
        assert "Pass the quiz of Basics" in client.visit(path).text
    assert statuses(client.visit("/learn"))["measure"] == "Locked"
    attempted(study, 1, 1, number=2)
    assert statuses(client.visit("/learn"))["measure"] == "Not started"


def test_a_quiz_that_is_no_longer_there_asks_for_its_module(
    client: PageClient, ben: Person
) -> None:
    old = out("basics", ONE, title="Basics", quiz=QUIZ)
    build.published_version(db.session.get_one(Module, old.module_id), number=2, lessons=[ONE])
    out("measure", ONE, prerequisites=[{"gate": "quiz", "of": "basics", "percent": 80}])
    for path in ("/learn", "/learn/measure"):
        page = client.visit(path)
        assert "Complete " in page.text
        assert "percent in the quiz of" not in page.text
    read(client, "basics", "one")
    assert statuses(client.visit("/learn"))["measure"] == "Not started"
    client.visit("/learn/measure/one")


def test_a_cancelled_event_locks_nobody(client: PageClient, ben: Person) -> None:
    off = build.learning_event(
        cancelled_at=build.NOON, cancelled_by_id=build.person().id, cancelled_reason="Ill."
    )
    out("measure", ONE, prerequisites=[{"gate": "event", "of": off.key, "percent": None}])

    assert statuses(client.visit("/learn")) == {"measure": "Not started"}
    client.visit("/learn/measure/one")


def test_a_module_that_never_came_out_locks_nobody(client: PageClient, ben: Person) -> None:
    build.module_version(build.module(key="soon"), title="Soon")
    out("measure", ONE, prerequisites=[{"gate": "quiz", "of": "soon", "percent": 80}])

    assert statuses(client.visit("/learn")) == {"measure": "Not started"}
    client.visit("/learn/measure/one")


def test_a_completed_module_opens_the_next_one(client: PageClient, ben: Person) -> None:
    out("basics", ONE)
    out("measure", ONE, prerequisites=BASICS)
    read(client, "basics", "one")
    assert statuses(client.visit("/learn")) == {"basics": "Done", "measure": "Not started"}
    client.visit("/learn/measure/one")


@pytest.mark.parametrize(
    ("show", "expected"),
    [
        ("all", ["coaching", "families", "plain", "spanish"]),
        ("required", ["plain"]),
        ("not-started", ["coaching", "families", "spanish"]),
        ("family-partners", ["families", "plain", "spanish"]),
        ("spanish", ["spanish"]),
        ("mine", ["families", "plain", "spanish"]),
        ("nonsense", ["coaching", "families", "plain", "spanish"]),
    ],
)
def test_the_catalogue_is_filtered_by_links(
    client: PageClient, ben: Person, show: str, expected: list[str]
) -> None:
    out("coaching", build.lesson("one", audience=(Role.COACH,)))
    out("families", build.lesson("one", audience=(Role.FAMILY_PARTNER, Role.CARE_COORDINATOR)))
    out("plain", ONE, is_required=True)
    out("spanish", bilingual("one"), title="Rides", title_es="Viajes", summary_es="Cómo llegar.")
    client.visit("/learn/plain/one")
    page = client.visit(f"/learn?show={show}")
    assert sorted(statuses(page)) == expected
    if show == "spanish":
        assert page.links["Viajes"] == "/learn/spanish?language=es"
        opened = client.visit("/learn/spanish?language=es")
        assert opened.links["Empezar"] == "/learn/spanish/one?language=es"
    if show == "mine":
        assert "Modules with lessons for care coordinators, in order. 0 of 3 done." in page.text


def test_the_path_says_how_much_of_a_module_is_meant_for_one(
    client: PageClient, ben: Person
) -> None:
    for_leads = build.lesson("two", audience=(Role.LEAD,))
    out("basics", ONE, for_leads)
    out("charts", for_leads, build.lesson("one"), build.lesson("three"))
    text = client.visit("/learn?show=mine").text
    assert "1 of 2 lessons is for you." in text
    assert "2 of 3 lessons are for you." in text
    client.sign_in(build.person(role=Role.PROGRAM_STAFF))
    assert "for everyone, in order" in client.visit("/learn?show=mine").text


def test_a_choice_without_modules_says_so(client: PageClient, ben: Person) -> None:
    out("basics", ONE)
    assert "No modules here" in client.visit("/learn?show=spanish").text


def test_the_catalogue_takes_the_same_statements_for_one_and_for_three(
    client: PageClient, ben: Person
) -> None:
    counts = []
    for number in range(3):
        out(f"module-{number}", ONE, TWO, prerequisites=BASICS if number else [])
        client.visit("/learn/module-0/one")
        with statements() as sent:
            client.visit("/learn")
        counts.append(len(sent))
    assert len(set(counts)) == 1, sent
    assert counts[0] <= 8, sent


# ------------------------------------------------------------------ a module


def test_a_module_says_what_it_asks_for_before_it_is_begun(client: PageClient, ben: Person) -> None:
    out("basics", checked("one"), build.lesson("two", audience=(Role.CARE_COORDINATOR,)), quiz=QUIZ, credit=CREDIT)  # fmt: skip
    page = client.visit("/learn/basics")
    assert page.one("module-version").text == "Version 1"
    assert page.one("lesson-progress").text == "0 of 2 lessons done"
    for words in (
        "1 question. 80 percent right passes. You have 2 tries. You see each answer afterwards.",
        "For 20 minutes, as soon as every lesson is done and the quiz is passed.",
        "1.0 contact hours, State Board",
        "Read it and answer the check.",
        "For you",
    ):
        assert words in page.text
    assert page.links["Start"] == "/learn/basics/one"
    assert db.session.query(Study).count() == 0


def test_a_module_counts_the_tries_that_are_left(client: PageClient, ben: Person) -> None:
    actor = Actor(ben.id, ben.name)
    study = ready(actor, quiz_version(of=build.module(key="basics")))

    def told() -> tuple[str, str]:
        return client.visit("/learn/basics").text, client.visit("/learn/basics?language=es").text

    assert ("You have 2 tries." in told()[0], "Tiene 2 intentos." in told()[1]) == (True, True)
    for _ in range(2):
        sent(actor, started(actor, study), 0)
    assert "0 of 2 tries left." in told()[0]
    assert "You have 2 tries." not in told()[0]
    with transaction():
        quizzes.give_extra(study, reason="Ice", by=Actor(build.person().id, "Mona"), at=NOW)
    assert "1 of 3 tries left." in told()[0]
    assert "Queda 1 de 3 intentos." in told()[1]


def test_a_module_goes_on_with_the_lesson_opened_last(client: PageClient, ben: Person) -> None:
    out("basics", ONE, TWO, build.lesson("three"), quiz=QUIZ)
    read(client, "basics", "one")
    client.visit("/learn/basics/three")
    page = client.visit("/learn/basics")
    assert page.links["Continue"] == "/learn/basics/three"
    assert statuses(page, "lesson") == {"one": "Done", "two": "Not started", "three": "Begun"}
    read(client, "basics", "two", "three")
    assert client.visit("/learn/basics").links["Take the quiz"] == "/learn/basics/quiz"


def test_what_is_not_out_is_not_there(client: PageClient, ben: Person) -> None:
    build.module_version(build.module(key="draft"))
    out("soon", ONE, publish_at=LATER)
    out("basics", ONE, build.lesson("draft", is_draft=True))
    for path in ("draft", "soon", "nowhere", "basics/draft", "basics/nowhere", "soon/one"):
        client.visit(f"/learn/{path}", status=404)
    assert "About draft" not in client.visit("/learn/basics").text


def test_whoever_finished_sees_what_is_new_and_may_take_it(
    app: Flask, client: PageClient, ben: Person
) -> None:
    first = out("basics", ONE, TWO)
    read(client, "basics", "one", "two")
    module = db.session.get_one(type(build.module()), first.module_id)
    changed = checked("two")
    build.published_version(
        module,
        number=2,
        lessons=(ONE, changed, build.lesson("three")),
        change_class=ChangeClass.RE_READ,
        change_note="Two is better.",
        publish_at=LATER,
    )
    assert statuses(client.visit("/learn"))["basics"] == "Done"
    app.extensions["clock"].set(LATER + dt.timedelta(seconds=5))
    client.sign_in(ben)
    assert statuses(client.visit("/learn"))["basics"] == "Done, updated since"
    page = client.visit("/learn/basics")
    for words in (
        "Completed version 1 on Nov 2, 2026, updated since.",
        "What is new in version 2",
        "Two is better.",
        "Read what is new.",
    ):
        assert words in page.text
    news = page.one("news")
    assert "New: About three" in news.text
    assert "Changed: About two" in news.text
    assert [link.attrs["href"] for link in news.walk("a")] == [
        "/learn/basics/three",
        "/learn/basics/two",
    ]
    assert page.links["What is new"] == "#news-h"
    assert statuses(page, "lesson") == {
        "one": "Done",
        "two": "New or changed",
        "three": "New or changed",
    }
    lesson = client.visit("/learn/basics/two")
    assert "nothing here is kept" in lesson.text
    form = lesson.form("/learn/basics/two")
    late = client.send(form, status=409, deed="done", answer_1="0")
    assert late.one("chosen").text.endswith("1. English q1? Red")
    assert late.links["Open the module"] == "/learn/basics"
    client.send(page.form("/learn/basics/begin"))
    page = client.visit("/learn/basics")
    assert statuses(page, "lesson")["one"] == "Done"
    assert "Completed version 1" in page.text
    read(client, "basics", "three")
    client.fill_in("/learn/basics/two", deed="done", answer_1="0", answer_2="0", answer_3=["1"])
    assert "Completed version 2" in client.visit("/learn/basics").text


def test_whoever_takes_a_module_again_goes_on_in_it(
    app: Flask, client: PageClient, ben: Person
) -> None:
    first = out("basics", ONE, TWO)
    read(client, "basics", "one", "two")
    module = db.session.get_one(type(build.module()), first.module_id)
    retake = {"change_class": ChangeClass.RETAKE, "publish_at": LATER}
    build.published_version(module, number=2, lessons=(ONE, checked("two")), **retake)
    app.extensions["clock"].set(LATER + dt.timedelta(seconds=5))
    client.sign_in(ben)
    page = client.visit("/learn/basics")
    assert page.links["Read again"]
    client.send(page.form("/learn/basics/begin"))

    page = client.visit("/learn/basics")

    assert page.one("module-version").text == "Version 2"
    assert page.links["Continue"] == "/learn/basics/two"
    assert "Read again" not in page.links
    for words in (
        "Completed version 1 on Nov 2, 2026, updated since.",
        "Taking version 2, 1 of 2 lessons",
        "Program staff ask you to take this module again.",
    ):
        assert words in page.text
    assert "/learn/basics/begin" not in [form.action for form in page.forms]
    assert statuses(client.visit("/learn"))["basics"] == "Taking version 2, 1 of 2 lessons"
    build.published_version(module, number=3, lessons=(ONE, TWO), publish_at=LATER)
    assert len(client.visit("/learn/basics").all("news")) == 1


def test_small_changes_leave_a_finished_module_as_it_is(
    app: Flask, client: PageClient, ben: Person
) -> None:
    first = out("basics", ONE, TWO)
    read(client, "basics", "one", "two")
    module = db.session.get_one(type(build.module()), first.module_id)
    build.published_version(module, number=2, lessons=(ONE,))
    page = client.visit("/learn/basics")
    assert statuses(client.visit("/learn"))["basics"] == "Done"
    assert "Only small things changed." in page.text
    assert "No longer in it: About two." in page.text
    assert "/learn/basics/begin" not in [form.action for form in page.forms]


def test_whoever_is_in_a_version_finishes_it_or_changes(client: PageClient, ben: Person) -> None:
    first = out("basics", ONE, TWO)
    read(client, "basics", "one")
    assert "is out" not in client.visit("/learn/basics").text
    module = db.session.get_one(type(build.module()), first.module_id)
    build.published_version(module, number=2, lessons=(ONE, checked("two")))
    page = client.visit("/learn/basics")
    assert page.one("module-version").text == "Version 1"
    assert "Version 2 is out" in page.text
    client.send(page.form("/learn/basics/switch"))
    after = client.visit("/learn/basics")
    assert after.one("module-version").text == "Version 2"
    assert after.one("lesson-progress").text == "1 of 2 lessons done"
    client.send(page.form("/learn/basics/switch"), status=409)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (ChangeClass.MINOR, "Only small things changed."),
        (ChangeClass.RE_READ, "the new version is worth your time"),
        (ChangeClass.RETAKE, "Program staff ask everybody to take the new version"),
    ],
)
def test_whoever_is_in_a_version_is_not_told_that_they_are_done(
    client: PageClient, ben: Person, change: ChangeClass, told: str
) -> None:
    first = out("basics", ONE, TWO)
    read(client, "basics", "one")
    module = db.session.get_one(type(build.module()), first.module_id)
    build.published_version(module, number=2, lessons=(ONE, checked("two")), change_class=change)
    news = client.visit("/learn/basics").one("news").text
    assert told in news
    for words in ("You stay done", "certificate", "again"):
        assert words not in news


def test_the_rules_of_a_module_come_before_its_lessons(client: PageClient, ben: Person) -> None:
    module = build.module(key="basics", code="2", phase="LS1")
    build.published_version(module, lessons=(ONE,))
    page = client.visit("/learn/basics")
    assert page.text.index("What it asks for") < page.text.index("Lessons About one")
    assert "Module 2, learning session 1" in page.text


def test_a_module_takes_few_statements(client: PageClient, ben: Person) -> None:
    counts = []
    for number, lessons in enumerate(((ONE,), (ONE, TWO, build.lesson("three")))):
        out(f"module-{number}", *lessons)
        with statements() as sent:
            client.visit(f"/learn/module-{number}")
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 8, sent
