from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.curriculum.domain import progress
from app.curriculum.domain.content import Asked, Completion, Lesson, Question, Text, digest
from app.curriculum.domain.kinds import Language, Need, QuestionKind
from app.curriculum.domain.progress import Kept

START = dt.datetime(2026, 11, 2, 18, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)


def question(key: str, *right: int) -> Question:
    kind = QuestionKind.ONE if len(right) == 1 else QuestionKind.SEVERAL
    asked = Asked(f"{key}?", ("One", "Two", "Three"), "Because.")
    return Question(key, kind, frozenset(right), {Language.ENGLISH: asked})


LESSON = Lesson(
    key="charts",
    code="3.1",
    minutes=10,
    texts={Language.ENGLISH: Text("Charts", (), "A line.")},
    completion=Completion(frozenset(Need), 5, ("Look", "Count"), "I looked."),
    questions=(question("q1", 0), question("q2", 1, 2)),
)


def asking(*needs: Need) -> Lesson:
    return replace(LESSON, completion=replace(LESSON.completion, needs=frozenset(needs)))


def kept(**given: object) -> Kept:
    return replace(Kept(START), **given)


def test_a_lesson_names_what_it_still_asks_for() -> None:
    assert progress.lacking(LESSON, Kept(START)) == tuple(Need)
    whole = kept(
        read_at=START,
        attested_at=START,
        ticks=frozenset({0, 1}),
        answers={"q1": frozenset({2}), "q2": frozenset({0})},
    )
    assert progress.lacking(LESSON, whole) == ()
    assert progress.lacking(LESSON, replace(whole, ticks=frozenset({1}))) == (Need.CHECKLIST,)


def test_a_lesson_without_needs_asks_to_be_read() -> None:
    assert progress.needs(Completion(frozenset())) == (Need.READ,)


def test_reading_is_done_at_once_unless_the_lesson_takes_time() -> None:
    after = progress.read(asking(Need.READ), Kept(START), START)
    assert (after.read_at, after.done_at) == (START, START)
    assert progress.still_to_wait(asking(Need.READ).completion, START, START) == dt.timedelta()


@pytest.mark.parametrize(("passed", "is_done"), [(299, False), (300, True), (900, True)])
def test_the_minutes_count_from_when_the_lesson_was_opened(passed: int, is_done: bool) -> None:
    at = START + dt.timedelta(seconds=passed)
    after = progress.read(asking(Need.READ, Need.MINUTES), Kept(START), at)
    assert (after.done_at is not None) == is_done


def test_the_check_is_done_when_all_is_answered_right_or_wrong() -> None:
    lesson = asking(Need.CHECK)
    first = progress.answered(lesson, Kept(START), {"q1": frozenset({1})}, START)
    assert [q.key for q in progress.unanswered(lesson, first.answers)] == ["q2"]
    both = progress.answered(lesson, first, {"q2": frozenset({1, 2})}, START + MINUTE)
    assert both.done_at == START + MINUTE
    assert progress.right_count(lesson, both.answers) == 1


def test_answers_that_are_none_are_dropped() -> None:
    sent = {"q1": frozenset({7}), "q2": frozenset[int](), "q9": frozenset({0})}
    assert progress.answered(LESSON, Kept(START), sent, START).answers == {}


def test_several_right_choices_count_only_together() -> None:
    [_, several] = LESSON.questions
    assert not progress.is_right(several, {1})
    assert progress.is_right(several, {2, 1})


def test_ticks_may_go_away_again_and_done_stays() -> None:
    lesson = asking(Need.CHECKLIST)
    done = progress.ticked(lesson, Kept(START), {0, 1, 5}, START)
    assert (done.ticks, done.done_at) == (frozenset({0, 1}), START)
    again = progress.ticked(lesson, done, {0}, START + MINUTE)
    assert (again.ticks, again.done_at) == (frozenset({0}), START)


def test_a_signature_keeps_its_time() -> None:
    lesson = asking(Need.ATTESTATION)
    once = progress.attested(lesson, Kept(START), START)
    assert progress.attested(lesson, once, START + MINUTE) == once


def test_a_module_is_done_with_every_lesson_and_its_quiz() -> None:
    assert progress.is_complete(["a", "b"], {"a", "b", "old"}, quiz_holds=True)
    assert not progress.is_complete(["a", "b"], {"a", "b"}, quiz_holds=False)
    assert not progress.is_complete(["a", "b"], {"a"}, quiz_holds=True)
    assert not progress.is_complete([], {"a"}, quiz_holds=True)


# ------------------------------------------------------------------ properties

_DEEDS = st.one_of(
    st.tuples(st.just("read")),
    st.tuples(st.just("attest")),
    st.tuples(st.just("tick"), st.sets(st.integers(0, 3))),
    st.tuples(
        st.just("answer"),
        st.dictionaries(
            st.sampled_from(["q1", "q2", "q9"]), st.frozensets(st.integers(-1, 4)), max_size=3
        ),
    ),
)
_NEEDS = st.frozensets(st.sampled_from(list(Need)))


def _after(lesson: Lesson, before: Kept, deed: tuple, at: dt.datetime) -> Kept:  # type: ignore[type-arg]  # of any shape
    match deed:
        case ("read",):
            return progress.read(lesson, before, at)
        case ("attest",):
            return progress.attested(lesson, before, at)
        case ("tick", places):
            return progress.ticked(lesson, before, places, at)
        case (_, answers):
            return progress.answered(lesson, before, answers, at)
    raise AssertionError(deed)


@given(_NEEDS, st.lists(st.tuples(_DEEDS, st.integers(0, 9)), max_size=25))
def test_progress_only_ever_grows(needs: frozenset[Need], deeds: list[tuple]) -> None:  # type: ignore[type-arg]  # of any shape
    lesson, at = asking(*needs), START
    now = Kept(START)
    for deed, minutes in deeds:
        at += minutes * MINUTE
        before, now = now, _after(lesson, now, deed, at)
        if before.done_at is not None:
            assert now.done_at == before.done_at
        assert before.read_at in (None, now.read_at)
        assert before.attested_at in (None, now.attested_at)
        assert before.answers.keys() <= now.answers.keys()
        assert (now.done_at is not None) >= (not progress.lacking(lesson, now))


@given(_NEEDS, st.lists(st.tuples(_DEEDS, st.integers(0, 9)), max_size=25))
def test_a_lesson_is_done_the_first_time_that_nothing_lacks(
    needs: frozenset[Need],
    deeds: list[tuple],  # type: ignore[type-arg]  # of any shape
) -> None:
    lesson, at, now = asking(*needs), START, Kept(START)
    for deed, minutes in deeds:
        at += minutes * MINUTE
        before, now = now, _after(lesson, now, deed, at)
        if before.done_at is None and now.done_at is not None:
            assert now.done_at == at
            assert progress.lacking(lesson, now) == ()


@given(
    st.dictionaries(st.sampled_from("abcd"), st.integers(0, 2)),
    st.dictionaries(st.sampled_from("abcd"), st.integers(0, 2)),
)
def test_only_lessons_that_say_the_same_go_along(old: dict[str, int], new: dict[str, int]) -> None:
    def digests(lessons: dict[str, int]) -> dict[str, str]:
        return {
            key: digest(replace(LESSON, key=key, texts={Language.ENGLISH: Text(str(body))}))
            for key, body in lessons.items()
        }

    same = progress.carried(digests(old), digests(new))
    assert same == {key for key in old.keys() & new.keys() if old[key] == new[key]}
