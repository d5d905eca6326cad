"""Drawing, shuffling and marking: the same seed asks the same, and marking is exact."""

from __future__ import annotations

import doctest
import random
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from app.curriculum.domain import proofs, quizzes
from app.curriculum.domain.content import Asked, Question, Quiz
from app.curriculum.domain.kinds import Language, QuestionKind
from tests.unit.curriculum.takers import OPTIONS, SPANISH, question

seeds = st.text(min_size=1, max_size=20)


@st.composite
def banks(draw: st.DrawFn) -> tuple[tuple[str, Question], ...]:
    """Questions of several lessons, with one or several right choices."""
    found = []
    for number in range(draw(st.integers(1, 12))):
        options = tuple(f"Choice {number}.{n}" for n in range(draw(st.integers(2, 6))))
        right = draw(st.frozensets(st.integers(0, len(options) - 1), min_size=1))
        kind = QuestionKind.ONE if len(right) == 1 else QuestionKind.SEVERAL
        texts = {Language.ENGLISH: Asked(f"Question {number}", options, "Why")}
        found.append((f"lesson-{number % 3}", Question(f"q{number}", kind, right, texts)))
    return tuple(found)


def test_the_examples_of_the_rules_hold() -> None:
    assert doctest.testmod(quizzes).failed == 0
    assert doctest.testmod(proofs).failed == 0


@given(banks(), st.integers(1, 15), st.booleans(), seeds)
def test_a_try_asks_different_questions_of_the_bank_and_knows_what_is_right(
    bank: tuple[tuple[str, Question], ...], count: int, shuffle: bool, seed: str
) -> None:
    quiz = Quiz(count, shuffle=shuffle)

    posed = quizzes.draw(bank, quiz, seed)

    assert posed == quizzes.draw(bank, quiz, seed)
    assert len(posed) == len({one.key for one in posed}) == min(count, len(bank))
    written = {f"{lesson}/{one.key}": one for lesson, one in bank}
    for one in posed:
        texts = written[one.key].texts[Language.ENGLISH]
        assert sorted(one.options) == sorted(texts.options)
        assert {one.options[place] for place in one.right} == {
            texts.options[place] for place in written[one.key].right
        }
    if not shuffle:
        assert [one.key for one in posed] == [
            key for key in written if key in {p.key for p in posed}
        ]
        assert all(one.right == written[one.key].right for one in posed)


@given(banks(), seeds)
def test_what_is_kept_of_a_try_is_what_was_asked(
    bank: tuple[tuple[str, Question], ...], seed: str
) -> None:
    posed = quizzes.draw(bank, Quiz(5), seed)

    assert quizzes.posed(quizzes.posed_json(posed)) == posed


@given(banks(), seeds, st.data())
def test_a_try_is_marked_by_the_exact_choices(
    bank: tuple[tuple[str, Question], ...], seed: str, data: st.DataObject
) -> None:
    posed = quizzes.draw(bank, Quiz(12), seed)
    answers = {
        one.key: data.draw(st.frozensets(st.integers(0, len(one.options) - 1))) for one in posed
    }

    right = quizzes.right_count(posed, answers)

    assert right == sum(answers[one.key] == one.right for one in posed)
    assert quizzes.answers(quizzes.answers_json(answers)) == answers
    assert {one.key for one in quizzes.unanswered(posed, answers)} == {
        key for key, places in answers.items() if not places
    }


@given(st.integers(1, 200), st.data())
def test_passing_is_exact_to_the_last_question(total: int, data: st.DataObject) -> None:
    right, mark = data.draw(st.integers(0, total)), data.draw(st.integers(1, 100))

    assert quizzes.passes(right, total, mark) == (Fraction(right, total) >= Fraction(mark, 100))
    assert quizzes.percent(right, total) == int(Fraction(100 * right, total))
    assert not quizzes.passes(right, total, mark) or quizzes.percent(right, total) >= mark


def test_a_quiz_of_nothing_never_passes() -> None:
    assert not quizzes.passes(0, 0, 0)
    assert quizzes.draw((), Quiz(5), "a") == ()


def test_choices_and_questions_that_were_never_shown_count_for_nothing() -> None:
    posed = quizzes.draw((("lesson-1", question(1)),), Quiz(1, shuffle=False), "a")

    kept = quizzes.chosen(posed, {"lesson-1/q1": frozenset({0, 99}), "other/q1": frozenset({0})})

    assert kept == {"lesson-1/q1": frozenset({0})}
    assert quizzes.chosen(posed, {"lesson-1/q1": frozenset({99})}) == {}


def test_questions_that_are_not_for_the_quiz_stay_out_of_the_bank() -> None:
    bank = quizzes.bank({"lesson-1": (question(1), question(2, in_quiz=False))})

    assert [one.key for _, one in bank] == ["q1"]


def test_a_question_is_asked_in_spanish_where_there_is_spanish() -> None:
    texts = {
        Language.ENGLISH: Asked("How often?", OPTIONS, "Because."),
        Language.SPANISH: Asked("¿Con qué frecuencia?", SPANISH, "Porque."),
    }
    bank = (("lesson-1", question(1, texts=texts)), ("lesson-1", question(2)))

    posed = quizzes.draw(bank, Quiz(2, shuffle=False), "a", Language.SPANISH)

    assert [(one.language, one.options) for one in posed] == [
        (Language.SPANISH, SPANISH),
        (Language.ENGLISH, OPTIONS),
    ]


# ------------------------------------------------------------------ certificates


@given(st.randoms(use_true_random=False))
def test_a_number_is_read_however_it_is_spaced(chance: random.Random) -> None:
    number = proofs.new_number(chance.choice)

    assert len(number) == 19
    assert set(number) <= {*proofs.ALPHABET, "-"}
    assert proofs.read_number(number) == number
    assert proofs.read_number(f" {number.lower().replace('-', ' ')} ") == number


@given(st.text(max_size=200))
def test_what_is_no_number_is_looked_up_all_the_same(typed: str) -> None:
    found = proofs.read_number(typed)

    assert found == proofs.NO_NUMBER or proofs.read_number(found) == found


def test_a_statement_names_only_what_a_certificate_knows() -> None:
    assert proofs.unknown_words(proofs.STATEMENT) == ()
    assert proofs.unknown_words("{name} and {salary}") == ("salary",)
    assert proofs.unknown_words("{name} } {") == ("{", "}")


def test_the_statement_is_filled_in() -> None:
    of = proofs.Issued("Ben {name} Ivey", "Medical home basics", 1, 30, "Nov 2, 2026")

    assert proofs.statement(proofs.STATEMENT, of) == (
        "Ben {name} Ivey completed the module “Medical home basics” (version 1) of the CYSHCN "
        "Cares 2 curriculum on Nov 2, 2026. It takes 30 minutes of learning."
    )
