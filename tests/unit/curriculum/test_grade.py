from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.curriculum.domain import grade
from app.curriculum.domain.kinds import Language

EASY = "The nurse calls the mom. She asks how the boy is. They pick a day. " * 4
HARD = (
    "Interdisciplinary communication regarding longitudinal coordination responsibilities necessitates"
    " comprehensive documentation of multidimensional psychosocial considerations. "
) * 4


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("family", 3),
        ("care", 1),
        ("table", 2),
        ("asked", 1),
        ("wanted", 2),
        ("create", 2),
        ("diet", 2),
        ("being", 2),
        ("practice", 2),
        ("children", 2),
        ("hour", 1),
        ("names", 1),
        ("boxes", 2),
        ("special", 2),
        ("18", 1),
    ],
)
def test_syllables_of_english_words(word: str, count: int) -> None:
    assert grade.syllables(word) == count


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("coordinación", 5),
        ("pingüino", 3),
        ("guerra", 2),
        ("quien", 1),
        ("oído", 3),
        ("y", 1),
        ("b", 1),
    ],
)
def test_syllables_of_spanish_words(word: str, count: int) -> None:
    assert grade.spanish_syllables(word) == count


def test_the_grade_follows_the_formula() -> None:
    body = "The cat sat. The dog ran off."  # 7 words, 2 sentences, 7 syllables
    assert grade.reading_grade(body) == pytest.approx(0.39 * 3.5 + 11.8 * 1 - 15.59)


def test_the_ease_follows_the_formula() -> None:
    body = "La casa es azul. El niño come pan."  # 8 words, 2 sentences, 12 syllables
    assert grade.reading_ease(body) == pytest.approx(206.835 - 62.3 * 12 / 8 - 4)


def test_only_sentences_count() -> None:
    around = (
        "## Interdisciplinary documentation\n\n| Responsibilities |\n|---|\n| Considerations |\n\n"
        '```video\ntranscript = "Multidimensional considerations."\n```\n\n'
    )
    assert grade.reading_grade(around + EASY) == grade.reading_grade(EASY)


def test_every_item_ends_a_sentence() -> None:
    assert grade.reading_grade("- the cat sat\n- the dog ran") == grade.reading_grade(
        "The cat sat. The dog ran."
    )


def test_nothing_to_read_is_easy() -> None:
    assert grade.reading_grade("## Only a heading") == 0
    assert grade.reading_ease("") == 100
    assert grade.hint("Too few words.", Language.ENGLISH) is None


def test_the_hint_for_an_easy_text_asks_for_nothing() -> None:
    found = grade.hint(EASY, Language.ENGLISH)
    assert found is not None
    assert found.is_easy
    assert found.sentence == "Reading level: about grade 1."


def test_the_hint_for_a_hard_text_says_what_helps() -> None:
    found = grade.hint(HARD, Language.ENGLISH)
    assert found is not None
    assert not found.is_easy
    assert found.sentence.endswith("Shorter sentences and shorter words help.")
    assert found.score == round(grade.reading_grade(HARD), 1)


def test_spanish_is_told_in_its_own_steps() -> None:
    easy = grade.hint("La casa es azul y el niño come pan con su mamá. " * 4, Language.SPANISH)
    hard = grade.hint(
        "La coordinación interdisciplinaria multidimensional requiere responsabilidades "
        "administrativas extraordinariamente particularizadas. " * 5,
        Language.SPANISH,
    )
    assert easy is not None
    assert easy.sentence.endswith("in Spanish: very easy.")
    assert hard is not None
    assert "in Spanish: very hard. Shorter sentences" in hard.sentence


@given(st.text(max_size=400))
def test_a_second_copy_of_a_text_is_as_hard(body: str) -> None:
    words = " ".join(f"{word}." for word in body.split() if word.isalpha())
    assert grade.reading_grade(f"{words}\n\n{words}") == pytest.approx(grade.reading_grade(words))
