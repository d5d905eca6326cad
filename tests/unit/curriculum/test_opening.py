"""Before approval: everybody can open the module, and everybody can pass its quiz."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from app.core.db import db, transaction
from app.core.errors import Refused
from app.curriculum.domain import codec, prerequisites, publishing
from app.curriculum.domain.content import Prerequisite, Quiz
from app.curriculum.domain.kinds import ChangeClass, Fact, Gate
from app.curriculum.domain.prerequisites import Named
from app.curriculum.queries import gating
from app.curriculum.services import versions
from tests.support import build
from tests.unit.curriculum.authors import NOW, actor, reviewed

if TYPE_CHECKING:
    from flask import Flask

    from app.curriculum.models import Module, ModuleVersion

QUIZ = codec.quiz_json(Quiz(questions=1))


def asks(*keys: str, gate: Gate = Gate.MODULE, percent: int | None = None) -> list[Any]:
    return codec.prerequisites_json(Prerequisite(gate, key, percent) for key in keys)


def sentences(row: ModuleVersion) -> list[str]:
    return [one.sentence for one in gating.unreachable(row, NOW)]


# ------------------------------------------------------------------ the quiz


def test_a_quiz_that_the_lessons_can_fill_is_passable() -> None:
    lesson = build.lesson()

    assert publishing.unpassable((lesson,), None) == ()
    assert publishing.unpassable((lesson,), Quiz(1, 1, 1)) == ()
    assert publishing.unpassable((lesson,), Quiz(1, 100)) == ()


@pytest.mark.parametrize(
    ("quiz", "words"),
    [
        (Quiz(2), "asks 2 questions, and the lessons have only 1"),
        (Quiz(0), "asks no question"),
        (Quiz(1, 101), "Nobody can reach 101 percent"),
        (Quiz(1, 0), "Nobody can reach 0 percent"),
        (Quiz(1, 80, 0), "gives no try"),
    ],
)
def test_a_quiz_that_nobody_can_pass_is_an_obstacle(quiz: Quiz, words: str) -> None:
    [found] = publishing.unpassable((build.lesson(),), quiz)

    assert words in found.sentence
    assert (found.lesson_key, found.where) == ("", "Quiz")


# ------------------------------------------------------------------ what comes first

KNOWN = {
    "here": Named("Here"),
    "first": Named("First", has_quiz=True),
    "plain": Named("Plain"),
    "gone": Named("Gone", is_archived=True),
    "soon": Named("Soon", has_quiz=True, is_out=False),
    "back": Named("Back", asks=(Prerequisite(Gate.MODULE, "first"),)),
    "waits": Named("Waits", asks=(Prerequisite(Gate.QUIZ, "here", 80),)),
    "far": Named("Far", asks=(Prerequisite(Gate.MODULE, "waits"),)),
}


def test_a_module_may_ask_for_what_people_can_have() -> None:
    asked = (
        Prerequisite(Gate.MODULE, "back"),
        Prerequisite(Gate.QUIZ, "first", 100),
        Prerequisite(Gate.QUIZ, "first"),
        Prerequisite(Gate.EVENT, "kick-off"),
        Prerequisite(Gate.FACT, Fact.NUMBERS_SENT),
    )

    assert prerequisites.faults("here", asked, KNOWN, {"kick-off"}, {}) == ()


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (Prerequisite(Gate.MODULE, "unheard-of"), "“unheard-of” is no module"),
        (Prerequisite(Gate.MODULE, "gone"), "“Gone” is archived"),
        (Prerequisite(Gate.QUIZ, "gone", 80), "“Gone” is archived"),
        (Prerequisite(Gate.QUIZ, "plain", 80), "“Plain” has no quiz"),
        (Prerequisite(Gate.QUIZ, "first", 101), "Nobody can reach 101 percent in “First”"),
        (Prerequisite(Gate.MODULE, "soon"), "“Soon” is not out yet, and no time is set"),
        (Prerequisite(Gate.QUIZ, "soon", 80), "“Soon” is not out yet, and no time is set"),
        (Prerequisite(Gate.EVENT, "off"), "“Webinar” was cancelled, so nobody can come"),
        (Prerequisite(Gate.EVENT, "no-call"), "“no-call” is not known"),
        (Prerequisite(Gate.FACT, "moon landing"), "“moon landing” is not known"),
        (Prerequisite(Gate.MODULE, "here"), "asks for itself"),
        (Prerequisite(Gate.MODULE, "waits"), "“Waits” waits for this module"),
        (Prerequisite(Gate.MODULE, "far"), "“Far” waits for this module"),
    ],
)
def test_what_keeps_a_module_closed_for_ever_is_said(one: Prerequisite, words: str) -> None:
    [sentence] = prerequisites.faults(
        "here", (one, one), KNOWN, {"kick-off", "off"}, {"off": "Webinar"}
    )

    assert words in sentence


# ------------------------------------------------------------------ as the portal has it


def blocked(row: ModuleVersion) -> str:
    with pytest.raises(Refused, match="cannot be approved yet") as refused, transaction():
        versions.approve(row, change_class=ChangeClass.MINOR, note="", by=actor(), at=NOW)
    return str(refused.value)


def module(key: str, **given: Any) -> Module:
    return build.module(key=key, **given)


def test_a_quiz_beyond_its_bank_blocks_the_approval(app: Flask) -> None:
    row = reviewed(actor(), quiz=codec.quiz_json(Quiz(questions=9)))

    assert "only 1 for it" in blocked(row)


def test_a_pass_mark_out_of_reach_blocks_the_approval(app: Flask) -> None:
    row = reviewed(actor(), quiz=codec.quiz_json(Quiz(questions=1, pass_percent=120)))

    assert "Nobody can reach 120 percent" in blocked(row)


def test_an_unknown_module_that_comes_first_blocks_the_approval(app: Flask) -> None:
    row = reviewed(actor(), prerequisites=asks("unheard-of"))

    assert "no module of the curriculum" in blocked(row)


def test_an_archived_module_that_comes_first_blocks_the_approval(app: Flask) -> None:
    gone = module("gone", archived_at=NOW, archived_by_id=build.person().id)
    build.published_version(gone, title="Gone by")
    row = reviewed(actor(), prerequisites=asks("gone"))

    assert "“Gone by” is archived" in blocked(row)


def test_a_module_of_which_every_version_is_archived_counts_as_archived(app: Flask) -> None:
    by = build.person().id
    build.published_version(module("empty"), title="Empty", archived_at=NOW, archived_by_id=by)
    row = reviewed(actor(), prerequisites=asks("empty"))

    assert "“Empty” is archived" in blocked(row)


def test_modules_that_wait_for_each_other_block_the_approval(app: Flask) -> None:
    other = module("other")
    build.published_version(other, title="Other", prerequisites=asks("here"))
    build.module_version(other, number=2, title="Other, anew")
    row = reviewed(actor(), of=module("here"), prerequisites=asks("other"))

    assert "“Other” waits for this module" in blocked(row)


def test_what_learners_get_counts_for_quizzes_too(app: Flask) -> None:
    other = module("other")
    build.published_version(other, title="Other", quiz=QUIZ)
    build.module_version(other, number=2, quiz=None)
    row = reviewed(actor(), prerequisites=asks("other", gate=Gate.QUIZ, percent=80))

    assert sentences(row) == []


def test_an_event_that_comes_first_is_one_of_the_portal(app: Flask) -> None:
    call = build.learning_event()
    row = reviewed(actor(), prerequisites=asks(call.key, "no-such-call", gate=Gate.EVENT))

    [sentence] = sentences(row)

    assert "“no-such-call”" in sentence


def test_a_cancelled_event_that_comes_first_blocks_the_approval(app: Flask) -> None:
    by = build.person().id
    off = build.learning_event(
        title="Spring call", cancelled_at=NOW, cancelled_by_id=by, cancelled_reason="Ill."
    )
    row = reviewed(actor(), prerequisites=asks(off.key, gate=Gate.EVENT))

    assert "“Spring call” was cancelled" in blocked(row)


def test_a_module_that_never_came_out_blocks_the_approval(app: Flask) -> None:
    build.module_version(module("soon"), title="Soon", quiz=QUIZ)
    row = reviewed(actor(), prerequisites=asks("soon", gate=Gate.QUIZ, percent=80))

    assert "“Soon” is not out yet" in blocked(row)


def test_what_learners_have_stays_out_while_a_newer_version_has_no_time(app: Flask) -> None:
    basics = module("basics")
    first = build.published_version(basics, title="Basics")
    build.published_version(basics, number=2, title="Basics", publish_at=None)
    row = reviewed(actor(), prerequisites=asks("basics"))
    assert sentences(row) == []

    first.expires_at = NOW + dt.timedelta(seconds=1)
    db.session.commit()
    assert sentences(row) == []
    later = gating.unreachable(row, first.expires_at)
    assert ["“Basics” is not out yet" in one.sentence for one in later] == [True]

    first.archived_at, first.archived_by_id = NOW, first.approved_by_id
    db.session.commit()
    assert "“Basics” is not out yet" in blocked(row)


def test_once_mended_it_is_approved(app: Flask) -> None:
    row = reviewed(actor(), prerequisites=asks("unheard-of"))
    blocked(row)
    row.prerequisites = []
    db.session.commit()

    with transaction():
        versions.approve(row, change_class=ChangeClass.MINOR, note="", by=actor(), at=NOW)

    assert row.approved_at == NOW
