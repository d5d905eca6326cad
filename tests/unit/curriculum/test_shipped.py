from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict

import pytest

from app.charts.domain.reading import Settings
from app.curriculum.domain import content, gate, shipped, specs
from app.curriculum.domain.content import Lesson
from app.curriculum.domain.kinds import Gate, Language, QuestionKind
from app.curriculum.domain.shipped import ShippedModule
from app.curriculum.presenters.lesson_chart import lesson_chart
from app.curriculum.services import loading
from app.home.presenters.navigation import LEARN_PAGES, TEAM_PAGES
from app.measures.services import library
from app.policy import Role
from app.practices.domain.kinds import PracticeKind

TRACKS, MODULES = loading.standard()
LESSONS = [lesson for module in MODULES for lesson in module.lessons]
WRITTEN = [lesson for lesson in LESSONS if not lesson.is_draft]
TAGS = {
    "community resources",
    "health care organization",
    "care partnership support",
    "delivery system design",
    "decision support",
    "clinical information systems",
    "accountability",
    "patient support",
    "relationships and agreements",
    "connectivity",
}


def words(body: str) -> int:
    return len(re.findall(r"[\wÀ-ÿ][\w'’À-ÿ-]*", re.sub(r"```.*?```", "", body, flags=re.DOTALL)))  # noqa: RUF001  # the apostrophe of Spanish texts


def named(lesson: Lesson) -> str:
    return lesson.code


def strings(of: object) -> Iterator[str]:
    """Every text in something that is made of dictionaries and lists."""
    if isinstance(of, str):
        yield of
    elif isinstance(of, dict | list | tuple):
        for one in of.values() if isinstance(of, dict) else of:
            yield from strings(one)


CHARTS = [
    (lesson.code, specs.chart(block))
    for lesson in WRITTEN
    for text in lesson.texts.values()
    for block in re.findall(r"```run-chart\n(.*?)```", text.body, re.DOTALL)
]


def test_there_are_ten_modules_with_54_lessons_in_order() -> None:
    counts = [(module.code, len(module.lessons)) for module in MODULES]

    assert counts == list(
        zip([str(n) for n in range(1, 11)], [5, 6, 6, 6, 7, 6, 5, 4, 5, 4], strict=True)
    )
    assert [lesson.code for lesson in LESSONS] == [
        f"{code}.{n}" for code, count in counts for n in range(1, count + 1)
    ]


def test_modules_1_to_3_and_5_are_written_and_the_others_are_drafts() -> None:
    assert [module.code for module in MODULES if module.is_ready] == ["1", "2", "3", "5"]
    assert len(WRITTEN) == 17 + 7
    assert {lesson.code.split(".")[0] for lesson in LESSONS if lesson.is_draft} == {
        "4",
        "6",
        "7",
        "8",
        "9",
        "10",
    }


@pytest.mark.parametrize("lesson", WRITTEN, ids=named)
def test_a_written_lesson_has_300_to_700_words_and_names_its_sources(lesson: Lesson) -> None:
    for text in lesson.texts.values():
        assert 300 <= words(text.body) <= 700
        assert not re.search(r"^# ", text.body, re.MULTILINE)
    assert lesson.sources
    assert not lesson.outline


@pytest.mark.parametrize("lesson", LESSONS, ids=named)
def test_everybody_can_use_every_lesson(lesson: Lesson) -> None:
    assert gate.problems([lesson], {}) == ()


@pytest.mark.parametrize("lesson", [one for one in LESSONS if one.is_draft], ids=named)
def test_a_draft_has_an_outline_in_place_of_a_text(lesson: Lesson) -> None:
    assert 4 <= len(lesson.outline) <= 7
    assert [text.body for text in lesson.texts.values()] == [""]


@pytest.mark.parametrize("lesson", LESSONS, ids=named)
def test_every_lesson_has_three_questions_whose_answers_are_among_the_options(
    lesson: Lesson,
) -> None:
    assert len(lesson.questions) == 3
    for question in lesson.questions:
        for language in lesson.texts:
            asked = question.texts[language]
            assert 3 <= len(set(asked.options)) == len(asked.options) <= 4
            assert question.right < set(range(len(asked.options)))
            assert question.right
            assert asked.why


@pytest.mark.parametrize("lesson", LESSONS, ids=named)
def test_every_lesson_says_what_it_is_for_and_what_to_try_on_monday(lesson: Lesson) -> None:
    measures = {one.key for one in library.standard()}

    assert all(2 <= len(text.objectives) <= 3 for text in lesson.texts.values())
    assert set(lesson.tags) <= TAGS
    assert set(lesson.audience) <= set(Role)
    assert lesson.facilitator
    assert lesson.monday is not None
    assert len(lesson.monday.title) <= 80
    assert lesson.monday.measure in measures | {""}


def test_most_tests_for_monday_name_a_measure() -> None:
    without = [one.code for one in LESSONS if one.monday and not one.monday.measure]

    assert without == ["1.5", "10.1", "10.2", "10.3", "10.4"]


def test_keys_are_unique_and_fit_into_addresses() -> None:
    keys = Counter(lesson.key for lesson in LESSONS)

    assert max(keys.values()) == 1
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", key) and len(key) <= 60 for key in keys)


def test_run_charts_say_that_their_clinic_is_made_up() -> None:
    assert len(CHARTS) >= 9
    assert all("made-up" in chart.title for _, chart in CHARTS)


def test_run_charts_keep_their_first_12_months_as_those_of_the_portal_do() -> None:
    longer = [chart for _, chart in CHARTS if len(chart.values) > 12]

    assert len(longer) >= 9
    assert {chart.baseline for chart in longer} == {Settings().baseline_points}


def test_run_charts_show_what_their_lessons_say() -> None:
    shown = [
        (code, *(words.split(":")[0] for words in lesson_chart(chart, "one").words))
        for code, chart in CHARTS
    ]

    assert [(code, first) for code, first, *_ in shown] == [
        ("1.4", "Shift"),
        ("2.1", "No signal"),
        ("2.5", "Shift"),
        ("3.2", "Shift"),
        ("3.4", "No signal"),
        ("3.4", "Shift"),
        ("3.4", "Trend"),
        ("3.4", "Too many runs about the median."),
        ("3.4", "No signal"),
        ("3.5", "No signal"),
        ("3.6", "Shift"),
        ("3.6", "No signal"),
        ("5.5", "Shift"),
        ("5.6", "No signal"),
    ]


def test_run_charts_bear_the_name_of_a_measure() -> None:
    names = {one.definition.name for one in library.standard()}

    assert {chart.title.split(", ")[0] for _, chart in CHARTS} <= names


@pytest.mark.parametrize("lesson", LESSONS, ids=named)
def test_lessons_call_measures_what_the_pages_call_them(lesson: Lesson) -> None:
    said = "\n".join(strings(asdict(lesson)))
    of = [one.definition for one in library.standard()]
    short = [one.short_name for one in of if one.short_name not in one.name]

    assert [one for one in short if f"**{one}**" in said] == []
    assert [
        one for one in short if " " in one and re.search(rf"\b{re.escape(one)}(?! of)", said)
    ] == []


def test_the_lesson_about_the_portal_names_every_entry_of_the_menu() -> None:
    [lesson] = [one for one in LESSONS if one.code == "1.4"]
    menu = [label for _, label, _, _ in TEAM_PAGES]
    menu += [label for _, _, label, _, _ in LEARN_PAGES]
    body = lesson.texts[Language.ENGLISH].body
    said = body[body.index("The menu") :].partition("\n")[0]

    assert sorted(re.findall(r"\*\*(.*?)\*\*", said)) == sorted(menu)


def test_spanish_texts_stand_beside_the_english_ones() -> None:
    spanish = [lesson.code for lesson in LESSONS if Language.SPANISH in lesson.texts]

    assert spanish == ["1.1", "5.7"]
    for lesson in LESSONS:
        if Language.SPANISH in lesson.texts:
            monday, language = lesson.monday_in(Language.SPANISH)
            assert language is Language.SPANISH
            assert monday
            assert lesson.monday
            assert monday.measure == lesson.monday.measure
            assert monday.what != lesson.monday.what
            assert lesson.sources_in(Language.SPANISH)[1] is Language.SPANISH


def test_spanish_texts_have_one_word_for_a_referral() -> None:
    texts = [lesson.texts[Language.SPANISH] for lesson in LESSONS if len(lesson.texts) > 1]
    said = "\n".join(strings([*map(asdict, texts), *(asdict(one.facts) for one in MODULES)]))

    assert "referid" not in said
    assert len(re.findall(r"referencias? \(referral", said)) == said.count("referencia") == 2


def test_every_module_is_in_a_track_and_its_quiz_fits_its_bank() -> None:
    keys = {module.key for module in MODULES}

    assert [track.title for track in TRACKS] == [
        "Start here",
        "Quality improvement",
        "Health record and data",
        "Families as partners",
        "For reviewers and coaches",
    ]
    assert {module.track for module in MODULES} == {track.key for track in TRACKS}
    for module in MODULES:
        assert module.facts.summary
        quiz = module.facts.quiz
        assert quiz is not None
        assert (quiz.questions, quiz.pass_percent) == (5, 80)
        assert sum(len(lesson.questions) for lesson in module.lessons) >= 2 * quiz.questions
        for one in module.facts.prerequisites:
            assert (one.gate, one.of in keys) == (Gate.MODULE, True)


# ------------------------------------------------------------------ reading files

ENGLISH = """+++
code = "2.4"
key = "small-tests"
title = "Small tests"
minutes = 20
audience = ["QI lead", "coach"]
objectives = ["Say why", "Say how"]
tags = []
sources = []
facilitator = "Bring a coin."
status = "ready"
[monday]
title = "One"
objective = "To learn"
what = "Ask one family"
prediction = "It works"
[[check]]
question = "Which?"
options = ["a", "b", "c"]
right = [0, 2]
why = "So it is."
+++
## Why

Because.
"""
SPANISH = ENGLISH.replace('key = "small-tests"\n', 'lang = "es"\nreviewed_by = ""\n').replace(
    "Small tests", "Pruebas"
)
ENTRY = {
    "code": "2",
    "key": "model",
    "track": "start",
    "phase": "LS1",
    "title": "Model",
    "summary": "All",
    "quiz": {"questions": 1},
}


def read(**files: str) -> ShippedModule:
    return shipped.module(ENTRY, {name.replace("_", "."): text for name, text in files.items()})


def test_a_lesson_may_be_for_some_practices() -> None:
    line = 'audience = ["QI lead", "coach"]'
    some = f'{line}\npractice_types = ["private", "fqhc"]'
    [lesson] = read(**{"2.4.md": ENGLISH.replace(line, some)}).lessons
    assert lesson.practice_types == (PracticeKind.PRIVATE, PracticeKind.FQHC)
    with pytest.raises(ValueError, match="hospital"):
        read(**{"2.4.md": ENGLISH.replace(line, f'{line}\npractice_types = ["hospital"]')})


def test_a_lesson_is_read_with_its_translation() -> None:
    module = read(**{"2.4.md": ENGLISH, "2.4.es.md": SPANISH})

    [lesson] = module.lessons
    assert lesson.audience == (Role.LEAD, Role.COACH)
    assert lesson.practice_types == ()
    assert {language: text.title for language, text in lesson.texts.items()} == {
        Language.ENGLISH: "Small tests",
        Language.SPANISH: "Pruebas",
    }
    assert lesson.texts[Language.ENGLISH].body == "## Why\n\nBecause."
    assert lesson.questions[0].kind is QuestionKind.SEVERAL
    assert lesson.questions[0].right == {0, 2}
    assert set(lesson.questions[0].texts) == {Language.ENGLISH, Language.SPANISH}
    assert module.reviews == {}
    assert not module.is_required


def test_whoever_read_a_translation_over_is_named() -> None:
    signed = SPANISH.replace(
        'reviewed_by = ""', 'reviewed_by = "R. Luna"\nreviewed_on = "2026-05-04"'
    )

    module = read(**{"2.4.md": ENGLISH, "2.4.es.md": signed})

    [(place, review)] = module.reviews.items()
    assert place == ("small-tests", Language.SPANISH)
    assert (review.by, review.on.isoformat()) == ("R. Luna", "2026-05-04")


def test_the_digest_of_a_module_tells_any_change_apart() -> None:
    texts = [
        ENGLISH,
        ENGLISH.replace("Because.", "Why not."),
        ENGLISH.replace("Bring a coin.", ""),
        ENGLISH.replace("minutes = 20", "minutes = 15"),
        ENGLISH.replace("right = [0, 2]", "right = 1"),
        ENGLISH.replace('status = "ready"', 'status = "draft"'),
    ]
    digests = {read(**{"2.4.md": text}).digest for text in texts}

    assert len(digests) == len(texts)
    assert read(**{"2.4.md": ENGLISH}).digest in digests


def test_notes_for_facilitators_do_not_make_another_lesson_for_learners() -> None:
    [lesson] = read(**{"2.4.md": ENGLISH}).lessons
    [quiet] = read(**{"2.4.md": ENGLISH.replace("Bring a coin.", "")}).lessons

    assert content.digest(lesson) == content.digest(quiet)
