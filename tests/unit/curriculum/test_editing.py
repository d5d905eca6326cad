from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.core.db import db, transaction
from app.core.errors import Missing, NotPossibleNow, Refused
from app.curriculum.domain import editing
from app.curriculum.domain.content import (
    Asked,
    Completion,
    Facts,
    Lesson,
    Monday,
    Prerequisite,
    Question,
    Quiz,
    Text,
    digest,
)
from app.curriculum.domain.kinds import Fact, Gate, Language, Need, QuestionKind
from app.curriculum.domain.shipped import Reviewed
from app.curriculum.models import LessonRow, ModuleVersion
from app.curriculum.queries import contents, versions
from app.curriculum.services import editing as services
from app.curriculum.services import questions
from app.curriculum.services.editing import ChangedMeanwhile
from app.policy import SYSTEM
from tests.support import build
from tests.unit.curriculum.authors import NOW, actor, reviewed, written_by

if TYPE_CHECKING:
    from collections.abc import Callable

ENGLISH, SPANISH = Language.ENGLISH, Language.SPANISH
TEXT = Text("Huddles", ("Lead one",), "## Why\n\nIt helps.")
SIGNED = Reviewed("Ana Ruiz", dt.date(2026, 10, 1))
MODULE = Gate.MODULE


def do(deed: Callable[..., Any], *given: Any, **more: Any) -> Any:
    with transaction():
        return deed(*given, **{"by": SYSTEM, "at": NOW} | more)


def draft(*keys: str) -> ModuleVersion:
    return build.module_version(lessons=[build.lesson(key) for key in keys or ("lesson-1",)])


def lesson(row: ModuleVersion, key: str = "lesson-1") -> Lesson:
    db.session.rollback()
    db.session.expire_all()
    return contents.lesson(row.id, key)


def keys(row: ModuleVersion) -> list[str]:
    return [one.key for one in contents.lessons(row.id)]


def write(row: ModuleVersion, text: Text | None, language: Language = ENGLISH, **more: Any) -> None:
    given = {"seen": services.seen_text(row, "lesson-1", language)} | more
    signed = given.pop("signed", None)
    do(services.change_text, row, "lesson-1", language, text, signed, **given)


def trail() -> list[AuditEvent]:
    return list(db.session.scalars(select(AuditEvent).order_by(AuditEvent.id)))


# ------------------------------------------------------------------ fingerprints, order, keys


def test_a_fingerprint_tells_every_part_from_every_other() -> None:
    whole = replace(
        build.lesson(),
        monday=Monday("a", "b", "c", "d"),
        completion=Completion(frozenset({Need.READ, Need.CHECK})),
    )
    parts: tuple[tuple[object, ...], ...] = (
        (None,),
        (TEXT, None),
        (TEXT, SIGNED),
        (replace(TEXT, body=""), None),
        (whole,),
        (editing.about(whole),),
        (whole.questions[0],),
        (Facts("A", quiz=Quiz(3)),),
    )

    assert len({editing.fingerprint(*one) for one in parts}) == len(parts)
    assert editing.fingerprint(TEXT, SIGNED) == editing.fingerprint(replace(TEXT), SIGNED)


@given(st.lists(st.text(min_size=1), min_size=1, unique=True), st.data())
def test_moving_keeps_everything_and_stops_at_the_ends(
    names: list[str], data: st.DataObject
) -> None:
    one = data.draw(st.sampled_from(names))
    steps = data.draw(st.sampled_from([-1, 0, 1]))

    after = editing.moved(names, one, steps)

    assert sorted(after) == sorted(names)
    assert after.index(one) == min(len(names) - 1, max(0, names.index(one) + steps))


@given(st.text(max_size=120), st.sets(st.sampled_from(["a", "new", "lesson", "lesson-2"])))
def test_a_new_key_fits_an_address_and_is_nobody_elses(title: str, taken: set[str]) -> None:
    key = editing.fresh_key(title, taken, otherwise="lesson")

    assert key not in taken | editing.RESERVED
    assert 1 <= len(key) <= 60
    assert key == key.strip("-")


@pytest.mark.parametrize(
    ("wanted", "others", "circle"),
    [
        ([], {}, ""),
        ([Prerequisite(MODULE, "a")], {}, "a"),
        ([Prerequisite(MODULE, "b")], {"b": [Prerequisite(Gate.QUIZ, "a", 80)]}, "b"),
        (
            [Prerequisite(MODULE, "d"), Prerequisite(MODULE, "b")],
            {"b": [Prerequisite(MODULE, "c")], "c": [Prerequisite(MODULE, "a")]},
            "b",
        ),
        ([Prerequisite(MODULE, "b")], {"b": [Prerequisite(MODULE, "b")]}, ""),
        ([Prerequisite(Gate.EVENT, "a"), Prerequisite(Gate.FACT, Fact.NUMBERS_SENT)], {}, ""),
    ],
)
def test_modules_that_wait_for_each_other_are_found(
    wanted: list[Prerequisite], others: dict[str, list[Prerequisite]], circle: str
) -> None:
    assert editing.asks_for("a", wanted, others) == circle


# ------------------------------------------------------------------ the module


def test_a_version_says_something_else_about_itself(app: object) -> None:
    paz = actor()
    row = draft()
    wanted = Facts("Huddles", "Short.", "Reuniones", "Corto.", Quiz(3))

    do(services.change_facts, row, wanted, seen=services.seen_facts(row), by=paz)

    assert versions.facts(row) == wanted
    assert versions.is_editor(row, paz.person_id)
    [event] = trail()
    assert (event.verb, event.actor_id) == ("changed a module's own words", paz.person_id)
    assert event.before is not None
    assert event.after is not None
    assert event.before["Summary"] == "What it is about."
    assert event.after["Summary"] == "Short."
    assert "Before it opens" not in event.after


def test_saving_what_is_there_already_makes_nobody_an_author(app: object) -> None:
    paz, row = actor(), draft("lesson-1", "lesson-2")
    there = lesson(row)

    do(services.change_facts, row, versions.facts(row), seen=services.seen_facts(row), by=paz)
    write(row, there.texts[ENGLISH], by=paz)
    seen = services.seen_about(row, "lesson-1")
    do(services.change_about, row, "lesson-1", editing.about(there), seen=seen, by=paz)
    do(services.move_lesson, row, "lesson-1", steps=-1, by=paz)

    assert not versions.is_editor(row, paz.person_id)
    assert trail() == []


def test_modules_never_wait_for_each_other(app: object) -> None:
    first, second = build.module(key="first"), build.module(key="second")
    row = build.module_version(first)
    build.module_version(second, prerequisites=[{"gate": "module", "of": "first", "percent": None}])
    wanted = Facts("First", prerequisites=(Prerequisite(MODULE, "second"),))

    with pytest.raises(Refused, match="“second” waits for this one"):
        do(services.change_facts, row, wanted, seen=services.seen_facts(row))


def test_the_faster_one_wins_and_the_slower_one_is_told(app: object) -> None:
    row = draft()
    seen = services.seen_facts(row)
    do(services.change_facts, row, Facts("Theirs"), seen=seen)

    with pytest.raises(ChangedMeanwhile):
        do(services.change_facts, row, Facts("Mine"), seen=seen)
    assert versions.facts(row).title == "Theirs"


# ------------------------------------------------------------------ lessons


def test_a_lesson_begins_as_a_draft_at_the_end(app: object) -> None:
    paz, row = actor(), draft("what-is-pdsa")

    key = do(services.add_lesson, row, title=" What  is PDSA? ", by=paz)

    assert key == "what-is-pdsa-2"
    found = lesson(row, key)
    assert (found.title, found.is_draft, found.texts[ENGLISH].body) == ("What is PDSA?", True, "")
    assert keys(row) == ["what-is-pdsa", key]
    assert versions.is_editor(row, paz.person_id)
    assert trail()[-1].verb == "added a lesson"


def test_a_second_click_adds_no_second_lesson(app: object) -> None:
    paz, ines, row = actor(), actor(), draft()
    first = do(services.add_lesson, row, title="Huddles", by=paz)

    assert do(services.add_lesson, row, title=" Huddles", by=paz) == first
    assert keys(row) == ["lesson-1", "huddles"]
    assert [one.verb for one in trail()].count("added a lesson") == 1

    others = [
        do(services.add_lesson, row, title="Huddles", by=ines),
        do(services.add_lesson, row, title="Huddles", by=paz, at=NOW + dt.timedelta(minutes=1)),
    ]
    assert others == ["huddles-2", "huddles-3"]


def test_a_lesson_in_which_somebody_wrote_is_no_first_click(app: object) -> None:
    paz, row = actor(), draft()
    key = do(services.add_lesson, row, title="Huddles", by=paz)
    do(
        services.change_about,
        row,
        key,
        replace(lesson(row, key), minutes=5),
        seen=services.seen_about(row, key),
        by=paz,
    )

    assert do(services.add_lesson, row, title="Huddles", by=paz) == "huddles-2"


def test_a_text_is_written_in_both_languages_and_taken_away_again(app: object) -> None:
    row = draft()
    before = lesson(row)

    write(row, TEXT)
    write(row, Text("Reuniones", ("Guiar",), "## Sí"), SPANISH, signed=SIGNED)

    found = lesson(row)
    assert found.texts == {ENGLISH: TEXT, SPANISH: Text("Reuniones", ("Guiar",), "## Sí")}
    assert found.questions == before.questions
    assert versions.reviews(row.id) == {("lesson-1", SPANISH): SIGNED}
    kept = db.session.scalars(select(LessonRow.digest)).one()
    assert kept == digest(found) != digest(before)
    write(row, replace(TEXT, body="New"))
    assert versions.reviews(row.id) == {("lesson-1", SPANISH): SIGNED}

    write(row, None, SPANISH)

    assert list(lesson(row).texts) == [ENGLISH]
    assert versions.reviews(row.id) == {}
    after = [event.after or {} for event in trail()]
    assert after[1]["Read over"] == "Ana Ruiz, 2026-10-01"
    assert after[1]["lesson"] == "Huddles"
    assert "Text, Spanish" not in after[3]


def test_who_read_a_text_over_is_changed_without_its_words(app: object) -> None:
    row = draft()
    write(row, TEXT, SPANISH)
    paz = actor()

    write(row, TEXT, SPANISH, signed=SIGNED, by=paz)

    assert versions.reviews(row.id) == {("lesson-1", SPANISH): SIGNED}
    assert versions.is_editor(row, paz.person_id)


def test_two_people_may_write_two_languages_but_not_the_same(app: object) -> None:
    row = draft()
    english = services.seen_text(row, "lesson-1", ENGLISH)
    spanish = services.seen_text(row, "lesson-1", SPANISH)
    write(row, TEXT)

    write(row, Text("Reuniones"), SPANISH, seen=spanish)
    with pytest.raises(ChangedMeanwhile):
        write(row, Text("Mine"), seen=english)

    assert lesson(row).texts == {ENGLISH: TEXT, SPANISH: Text("Reuniones")}


def test_what_stands_around_a_text_changes_without_it(app: object) -> None:
    row = draft()
    before = lesson(row)
    seen = services.seen_about(row, "lesson-1")
    wanted = Lesson(
        key="another",
        code="2.4",
        minutes=15,
        texts={},
        audience=("coach",),
        practice_types=("private",),
        completion=Completion(frozenset({Need.READ, Need.MINUTES}), 5),
        monday=Monday("a", "b", "c", "d", "shared-plan"),
        is_draft=True,
    )

    do(services.change_about, row, "lesson-1", wanted, seen=seen)

    found = lesson(row)
    assert found == replace(wanted, key="lesson-1", texts=before.texts, questions=before.questions)
    with pytest.raises(ChangedMeanwhile):
        do(services.change_about, row, "lesson-1", wanted, seen=seen)


def test_lessons_move_and_go(app: object) -> None:
    row = draft("a", "b", "c")

    do(services.move_lesson, row, "c", steps=-1)
    assert keys(row) == ["a", "c", "b"]
    do(services.remove_lesson, row, "a")
    assert keys(row) == ["c", "b"]
    do(services.move_lesson, row, "c", steps=1)
    assert keys(row) == ["b", "c"]
    assert [event.verb for event in trail()] == [
        "moved a lesson",
        "removed a lesson",
        "moved a lesson",
    ]
    with pytest.raises(Missing):
        do(services.remove_lesson, row, "a")
    with pytest.raises(Missing):
        do(services.move_lesson, row, "a", steps=1)


@pytest.mark.parametrize("state", ["in review", "approved", "archived"])
def test_only_a_draft_is_written_in(app: object, state: str) -> None:
    if state == "in review":
        row = reviewed(actor())
    elif state == "approved":
        row = build.published_version()
    else:
        row = build.module_version(archived_at=NOW, archived_by_id=build.person().id)
    seen = services.seen_text(row, "lesson-1", ENGLISH)
    question = lesson(row).questions[0]
    deeds: list[tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]] = [
        (services.change_facts, (row, Facts("x")), {"seen": services.seen_facts(row)}),
        (services.add_lesson, (row,), {"title": "x"}),
        (services.change_text, (row, "lesson-1", ENGLISH, TEXT, None), {"seen": seen}),
        (services.change_about, (row, "lesson-1", build.lesson()), {"seen": ""}),
        (services.move_lesson, (row, "lesson-1"), {"steps": 1}),
        (services.remove_lesson, (row, "lesson-1"), {}),
        (questions.add, (row, "lesson-1", question), {}),
        (questions.change, (row, "lesson-1", question), {"seen": ""}),
        (questions.move, (row, "lesson-1", "q1"), {"steps": 1}),
        (questions.remove, (row, "lesson-1", "q1"), {}),
    ]

    for deed, given_, more in deeds:
        with pytest.raises(NotPossibleNow, match=f"This version is {state}"):
            do(deed, *given_, **more)


# ------------------------------------------------------------------ questions


def question(key: str = "", **given_: Any) -> Question:
    asked = Asked("How often?", ("Daily", "Weekly"), "It keeps the plan fresh.")
    defaults: dict[str, Any] = {
        "key": key,
        "kind": QuestionKind.ONE,
        "right": frozenset({1}),
        "texts": {ENGLISH: asked},
    }
    return Question(**defaults | given_)


def asked_keys(row: ModuleVersion) -> list[str]:
    return [one.key for one in lesson(row).questions]


def test_questions_are_added_changed_moved_and_removed(app: object) -> None:
    paz = actor()
    row = written_by(paz)

    assert do(questions.add, row, "lesson-1", question()) == "question"
    assert do(questions.add, row, "lesson-1", question()) == "question-2"
    do(questions.move, row, "lesson-1", "question-2", steps=-1)
    assert asked_keys(row) == ["q1", "question-2", "question"]

    seen = editing.fingerprint(question("question"))
    wanted = question("question", kind=QuestionKind.SEVERAL, in_quiz=False)
    do(questions.change, row, "lesson-1", wanted, seen=seen)
    assert lesson(row).questions[2] == wanted
    with pytest.raises(ChangedMeanwhile):
        do(questions.change, row, "lesson-1", question("question"), seen=seen)

    do(questions.remove, row, "lesson-1", "q1")
    assert asked_keys(row) == ["question-2", "question"]
    with pytest.raises(Missing):
        do(questions.remove, row, "lesson-1", "q1")
    assert [event.verb for event in trail()] == [
        "added a question",
        "added a question",
        "moved a question",
        "changed a question",
        "removed a question",
    ]


def test_a_lesson_has_not_too_many_questions(app: object) -> None:
    row = build.module_version(
        lessons=[build.lesson(questions=tuple(question(f"q{n}") for n in range(questions.MOST)))]
    )

    with pytest.raises(Refused, match="up to 20 questions"):
        do(questions.add, row, "lesson-1", question())
