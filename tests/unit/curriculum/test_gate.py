from __future__ import annotations

import pytest

from app.curriculum.domain import checklists, gate
from app.curriculum.domain.content import Asked, Completion, Lesson, Question, Text
from app.curriculum.domain.files import File
from app.curriculum.domain.gate import Problem
from app.curriculum.domain.kinds import FileUse, Language, Need, QuestionKind
from app.curriculum.services import loading
from tests.support import build

ENGLISH, SPANISH = Language.ENGLISH, Language.SPANISH
FILES = {
    1: File(1, FileUse.IMAGE, "plan.png", "image/png", 9, 10, 10),
    2: File(2, FileUse.DOCUMENT, "form.pdf", "application/pdf", 9),
    3: File(3, FileUse.CAPTIONS, "film.vtt", "text/vtt", 9),
}
GOOD = """## How a plan begins

![A nurse and a mother fill in a page](file:1)

See [the ride form](file:2), [MedlinePlus](https://medlineplus.gov) and [the start](#s-how-a-plan-begins).

### Step by step

| What | Who |
|---|---|
| Plan | Nurse |

```video
url = "https://a.example/v"
title = "Lists"
minutes = 7
captions = 3
transcript = "First."
```
"""


def told(body: str) -> list[tuple[str, str]]:
    return list(gate.body_problems(body, FILES))


def test_a_good_text_has_no_problem() -> None:
    assert told(GOOD) == []


def test_the_lessons_of_the_portal_have_no_problem() -> None:
    lessons = [lesson for module in loading.standard()[1] for lesson in module.lessons]
    assert len(lessons) == 54
    assert gate.problems(lessons, {}) == ()


@pytest.mark.parametrize(
    ("body", "where", "sentence"),
    [
        ("![](file:1)", "line 1", "This picture has no alternative text."),
        ("\n\n![photo](file:1)", "line 3", "“photo” does not say what the picture shows."),
        ("![IMG_2231.JPG](file:1)", "line 1", "“IMG_2231.JPG” does not say"),
        (f"![{'word ' * 60}](file:1)", "line 1", "This alternative text has more than 250"),
        ("![A plan](https://a.example/x.png)", "line 1", "“https://a.example/x.png” is not shown."),
        ("![A plan](file:9)", "line 1", "File 9 is not a file of this module."),
        ("![A plan](file:2)", "line 1", "File 2, “form.pdf”, is not a picture."),
        ("# A title", "line 1", "Begin “A title” with ##."),
        ("### A part", "line 1", "“A part” jumps from level 1 to level 3. Begin it with ##."),
        ("## A\n\n#### B", "line 3", "“B” jumps from level 2 to level 4. Begin it with ###."),
        ("## ", "line 1", "This heading is empty."),
        (f"## {'word ' * 30}", "line 1", "This heading has more than 120 characters."),
        ("a\n[](/learn)", "line 2", "The link to “/learn” has no words."),
        ("[Click here](/learn)", "line 1", "The link “Click here” does not say where it leads."),
        ("[**here**!](/learn)", "line 1", "The link “here!” does not say"),
        ("[Lea más](/learn)", "line 1", "The link “Lea más” does not say"),
        ("[...](/learn)", "line 1", "The link “...” does not say"),
        ("<https://a.example>", "line 1", "“https://a.example” is a bare address."),
        ("[a.example/x](https://a.example/x)", "line 1", "“a.example/x” is a bare address."),
        (f"[{'word ' * 40}](/learn)", "line 1", "This link has more than 150 characters."),
        ("[the page](javascript:x)", "line 1", "“javascript:x” is no address"),
        ("[the part](#nowhere)", "line 1", "“#nowhere” is no heading of this text."),
        ("[the form](file:9)", "line 1", "File 9 is not a file of this module."),
        ("|  |  |\n|---|---|\n| a | b |", "line 1", "This table has no header row."),
        ("Text\n\n| a | b |\n| c | d |", "line 3", "This table has no header row."),
        ("Text\n\n" + "word " * 151, "line 3", "This paragraph has 151 words."),
        ("<b>x</b>", "line 1", "“<b>” is HTML"),
        ("```run-chart\n```", "line 1", "This chart cannot be shown: title is missing."),
    ],
)
def test_each_problem_has_its_line_and_a_sentence(body: str, where: str, sentence: str) -> None:
    ((found, said),) = told(body)
    assert found == where
    assert said.startswith(sentence)


@pytest.mark.parametrize(
    ("line", "sentences"),
    [
        ("", ["The video “Lists” has no captions."]),
        ("captions = 9", ["File 9 is not a file of this module."]),
        ("captions = 1", ["File 1, “plan.png”, is not a captions file."]),
        ('captions = "host"', []),
        ("captions = 3", []),
    ],
)
def test_a_video_needs_captions(line: str, sentences: list[str]) -> None:
    body = GOOD.replace("captions = 3", line)
    assert len(told(body)) == len(sentences)
    assert all(said.startswith(s) for (_, said), s in zip(told(body), sentences, strict=True))


def test_a_video_needs_a_transcript_as_well() -> None:
    body = GOOD.replace('transcript = "First."', "").replace("captions = 3", "")
    assert [said.split(". ")[0] for _, said in told(body)] == [
        "The video “Lists” has no captions",
        "The video “Lists” has no transcript",
    ]
    assert {where for where, _ in told(body)} == {"line 13"}


def test_problems_stand_in_the_order_of_the_lines() -> None:
    assert [where for where, _ in told("[here](/x)\n\n# T\n\n![](file:1)\n\n[here](/x)")] == [
        "line 1",
        "line 3",
        "line 5",
        "line 7",
    ]


def places(lesson: Lesson) -> list[tuple[str, str, str]]:
    return [(p.language.value, p.where, p.sentence) for p in gate.problems([lesson], FILES)]


def test_a_whole_lesson_has_no_problem() -> None:
    assert places(build.lesson()) == []


def test_a_problem_names_its_lesson_and_language() -> None:
    lesson = build.lesson("registry", texts={ENGLISH: Text("Lists", ("Say why",), "# A")})
    assert gate.problems([build.lesson(), lesson], FILES) == (
        Problem(
            "registry",
            ENGLISH,
            "line 1",
            "Begin “A” with ##. The title of the lesson is the only # heading.",
        ),
    )


def test_title_objectives_and_text_must_be_there() -> None:
    assert places(build.lesson(texts={ENGLISH: Text(" ", (" ",), "")})) == [
        ("en", "title", "Give the lesson a title."),
        ("en", "objectives", "Say what a reader can do after this lesson: at least one objective."),
        ("en", "objective 1", "This objective is empty. Fill it in or take it away."),
        ("en", "text", "The lesson has no text. Write it, or mark the lesson as a draft."),
    ]


def test_a_draft_may_be_without_a_text() -> None:
    assert places(build.lesson(is_draft=True, texts={ENGLISH: Text("Lists", ("Say why",))})) == []


def test_english_comes_first() -> None:
    lesson = build.lesson(questions=(), texts={SPANISH: Text("Listas", ("Decir",), "## A")})
    assert places(lesson) == [
        ("en", "title", "Write the lesson in English. Spanish stands beside it.")
    ]


def both(spanish: Text, **given: object) -> Lesson:
    return build.lesson(
        texts={ENGLISH: Text("Lists", ("Say why",), "Text"), SPANISH: spanish}, **given
    )


def test_spanish_needs_its_text_and_its_questions() -> None:
    assert places(both(Text("Listas", ("Decir",)))) == [
        ("es", "text", "The lesson has no Spanish text yet. Write it."),
        ("es", "question 1", "This question has no Spanish text yet. Write it."),
    ]


def test_a_spanish_question_has_as_many_choices() -> None:
    asked = Asked("What?", ("a", "b"), "So.")
    question = Question(
        "q",
        QuestionKind.ONE,
        frozenset({0}),
        {ENGLISH: asked, SPANISH: Asked("¿Qué?", ("a", "b", "c"), "Así.")},
    )
    only = Question("p", QuestionKind.ONE, frozenset({0}), {SPANISH: asked})
    text = Text("Listas", ("Decir",), "Texto")
    assert places(both(text, questions=(question, only))) == [
        ("en", "question 2", "This question has no English text yet. Write it."),
        ("es", "question 1", "The number of choices is not that of the English question."),
        ("es", "question 2", "The number of choices is not that of the English question."),
    ]


@pytest.mark.parametrize(
    ("asked", "kind", "right", "sentences"),
    [
        (Asked("What?", ("a", "b"), "So."), QuestionKind.ONE, {1}, []),
        (Asked("What?", ("a", "b"), "So."), QuestionKind.SEVERAL, {0, 1}, []),
        (Asked(" ", ("a", "b"), "So."), QuestionKind.ONE, {1}, ["Write the question."]),
        (
            Asked("What?", ("a",), "So."),
            QuestionKind.ONE,
            {0},
            ["A question has two choices or more."],
        ),
        (
            Asked("What?", ("a", " "), "So."),
            QuestionKind.ONE,
            {0},
            ["A choice is empty. Fill it in or take it away."],
        ),
        (
            Asked("What?", ("a b", "A  b"), "So."),
            QuestionKind.ONE,
            {0},
            ["Two choices are the same."],
        ),
        (
            Asked("What?", ("a", "b"), ""),
            QuestionKind.ONE,
            {0},
            ["Say why the right answer is right."],
        ),
        (Asked("What?", ("a", "b"), "So."), QuestionKind.ONE, set(), ["Mark the right answer."]),
        (
            Asked("What?", ("a", "b"), "So."),
            QuestionKind.ONE,
            {2},
            ["The right answer is none of the choices. Mark it again."],
        ),
        (
            Asked("What?", ("a", "b"), "So."),
            QuestionKind.ONE,
            {0, 1},
            ["Mark one right answer, or let people choose several."],
        ),
    ],
)
def test_a_question_can_be_answered_and_teaches(
    asked: Asked, kind: QuestionKind, right: set[int], sentences: list[str]
) -> None:
    question = Question("q", kind, frozenset(right), {ENGLISH: asked})
    found = places(build.lesson(questions=(question,)))
    assert found == [("en", "question 1", sentence) for sentence in sentences]


def test_everybody_can_end_a_lesson() -> None:
    needs = frozenset({Need.CHECK, Need.CHECKLIST, Need.ATTESTATION})
    lesson = build.lesson(questions=(), completion=Completion(needs=needs))
    assert [where for _, where, _ in places(lesson)] == ["completion"] * 3
    whole = Completion(needs=needs, checklist=("Call",), attestation="I did it.")
    assert places(build.lesson(completion=whole)) == []


def ticking(*points: str, **texts: str) -> Lesson:
    """A lesson that asks for its checklist: `points`, or those of its English and Spanish texts."""
    languages = {ENGLISH: texts["english"]} | (
        {SPANISH: texts["spanish"]} if "spanish" in texts else {}
    )
    return build.lesson(
        questions=(),
        texts={language: Text("Lists", ("Say why",), body) for language, body in languages.items()},
        completion=Completion(needs=frozenset({Need.CHECKLIST}), checklist=points),
    )


def test_the_points_to_tick_may_stand_in_the_text() -> None:
    lesson = ticking(english="- [ ] Call\n- [ ] Ask\n\nThen\n\n- [ ] Write", spanish="- [ ] Llame")
    assert checklists.stands_in_text(lesson)
    assert list(checklists.places(lesson)) == [0, 1, 2]
    assert checklists.kept([0, 2, 7], lesson) == {0, 2}
    assert not checklists.is_done([0, 2], lesson)
    assert checklists.is_done([0, 1, 2, 9], lesson)
    assert places(lesson) == [
        (
            "en",
            "completion",
            "The English text has 3 points to tick, the Spanish text 1. Make them the same.",
        )
    ]
    assert places(ticking(english="- [ ] Call")) == []
    assert places(ticking(english="- [ ] Call", spanish="- [ ] Llame")) == []


def test_a_list_of_its_own_comes_before_the_text() -> None:
    lesson = ticking("Call", "Ask", english="- [ ] Write", spanish="Texto")
    assert not checklists.stands_in_text(lesson)
    assert list(checklists.places(lesson)) == [0, 1]
    assert places(lesson) == []


def test_a_checklist_that_is_asked_for_is_there() -> None:
    lesson = ticking(english="No list")
    assert not checklists.stands_in_text(lesson)
    assert checklists.is_done([], lesson)
    assert places(lesson) == [
        ("en", "completion", "The lesson asks for its checklist, but has none. Nobody can end it.")
    ]
