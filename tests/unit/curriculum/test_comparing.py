from __future__ import annotations

from dataclasses import replace

import pytest

from app.curriculum.domain.comparing import (
    THE_MODULE,
    Counted,
    Difference,
    Fate,
    counted,
    differences,
)
from app.curriculum.domain.content import (
    Asked,
    Completion,
    Credit,
    Facts,
    Lesson,
    Monday,
    Prerequisite,
    Question,
    Quiz,
    Text,
)
from app.curriculum.domain.kinds import Fact, Gate, Language, Need, QuestionKind
from tests.support import build

FACTS = Facts("Medical home basics")
ONE, TWO, THREE = (build.lesson(f"lesson-{n}") for n in (1, 2, 3))


def found(old: list[Lesson], new: list[Lesson]) -> list[tuple[str, tuple[Fate, ...]]]:
    return [(one.key, one.fates) for one in differences((FACTS, old), (FACTS, new))]


def told(difference: Difference) -> dict[str, list[tuple[str, str]]]:
    return {
        part.label: [(one.change.value, one.text) for one in part.stretches]
        for part in difference.parts
    }


def test_two_equal_versions_do_not_differ() -> None:
    assert found([ONE, TWO], [ONE, TWO]) == []
    assert counted([ONE, TWO], [TWO, ONE]) == Counted(0, 0, 0)


def test_lessons_come_go_move_and_change() -> None:
    changed = replace(THREE, minutes=5)

    assert found([ONE, TWO], [ONE, TWO, THREE]) == [("lesson-3", (Fate.ADDED,))]
    assert found([ONE, TWO], [TWO]) == [("lesson-1", (Fate.REMOVED,))]
    assert found([ONE, TWO, THREE], [THREE, ONE, TWO]) == [("lesson-3", (Fate.MOVED,))]
    assert found([ONE, TWO, THREE], [changed, ONE, TWO]) == [
        ("lesson-3", (Fate.MOVED, Fate.CHANGED))
    ]
    assert counted([ONE, TWO], [ONE, THREE]) == Counted(added=1, changed=0, removed=1)


def test_a_new_lesson_shows_all_its_words_and_a_lost_one_too() -> None:
    [new] = differences((FACTS, []), (FACTS, [ONE]))
    [gone] = differences((FACTS, [ONE]), (FACTS, []))

    assert told(new)["Title"] == [("added", "About lesson-1")]
    assert told(gone)["Title"] == [("removed", "About lesson-1")]


def test_words_are_compared_one_by_one() -> None:
    text = replace(ONE.texts[Language.ENGLISH], body="## Why\n\nOf every lesson-1.")
    new = replace(ONE, texts={Language.ENGLISH: text})

    [difference] = differences((FACTS, [ONE]), (FACTS, [new]))

    assert told(difference) == {
        "Text": [("same", "## Why\n\nOf "), ("added", "every "), ("same", "lesson-1.")]
    }
    assert counted([ONE], [new]).changed == 1


QUESTION = ONE.questions[0]
SEVERAL = Question(
    "q1",
    QuestionKind.SEVERAL,
    frozenset({0, 1}),
    {Language.ENGLISH: Asked("Which?", ("a", "b"), "Both."), Language.SPANISH: Asked("¿?", (), "")},
    in_quiz=False,
)


@pytest.mark.parametrize(
    ("new", "label"),
    [
        (replace(ONE, code="1.9"), "Number"),
        (replace(ONE, minutes=3), "Minutes"),
        (replace(ONE, audience=("coach",)), "For"),
        (replace(ONE, is_draft=True), "State"),
        (replace(ONE, completion=Completion(frozenset({Need.MINUTES}), 5)), "Done when"),
        (replace(ONE, questions=(SEVERAL,)), "Questions"),
        (replace(ONE, monday=Monday("Try", "To see", "Ask", "Yes")), "Try this on Monday"),
        (replace(ONE, outline=("One",)), "Outline"),
        (replace(ONE, tags=("accountability",)), "Parts of the models"),
        (replace(ONE, sources=("A book",)), "Sources"),
        (replace(ONE, facilitator="Bring a coin."), "Notes for facilitators"),
    ],
)
def test_every_part_of_a_lesson_is_compared(new: Lesson, label: str) -> None:
    [difference] = differences((FACTS, [ONE]), (FACTS, [new]))

    assert list(told(difference)) == [label]


def test_texts_are_compared_by_language() -> None:
    spanish = dict(ONE.texts) | {Language.SPANISH: Text("Sobre", ("Decir",), "Hola")}

    [difference] = differences((FACTS, [ONE]), (FACTS, [replace(ONE, texts=spanish)]))

    assert list(told(difference)) == ["Title, Spanish", "Objectives, Spanish", "Text, Spanish"]


def test_the_words_of_the_module_are_compared() -> None:
    new = Facts(
        "Medical home",
        summary="All",
        title_es="Hogar",
        summary_es="Todo",
        quiz=Quiz(5, attempts=2),
        credit=Credit("AAP", "CME", "1.0", needs_evaluation=True),
        prerequisites=(
            Prerequisite(Gate.MODULE, "starting-together"),
            Prerequisite(Gate.QUIZ, "medical-home", 80),
            Prerequisite(Gate.QUIZ, "medical-home"),
            Prerequisite(Gate.EVENT, "office-hours-registry-reports"),
            Prerequisite(Gate.FACT, Fact.CHARTER_CONFIRMED),
        ),
    )

    titles = {(Gate.EVENT, "office-hours-registry-reports"): "Office hours"}
    [difference] = differences((FACTS, [ONE]), (new, [ONE]), titles)

    assert (difference.key, difference.title) == ("", THE_MODULE)
    words = told(difference)
    assert words["Quiz"] == [
        ("added", "5 questions, 80% to pass, 2 tries, shuffled, shows each answer")
    ]
    assert words["Continuing education"] == [("added", "AAP\nCME\n1.0\nevaluation needed")]
    assert words["Before it opens"] == [
        (
            "added",
            "Complete “starting-together”\n"
            "Reach 80 percent in the quiz of “medical-home”\n"
            "Pass the quiz of “medical-home”\n"
            "Come to “Office hours”\n"
            "The team got so far: charter confirmed",
        )
    ]
    [back] = differences(
        (new, [ONE]), (replace(new, quiz=Quiz(5, shuffle=False), prerequisites=()), [ONE])
    )
    assert set(told(back)) == {"Quiz", "Before it opens"}
