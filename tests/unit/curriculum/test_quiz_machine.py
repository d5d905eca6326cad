"""Whatever somebody does with a quiz in whatever order: tries are counted and sent once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select

from app.core.db import db, transaction
from app.core.errors import NotPossibleNow
from app.curriculum.domain.content import Quiz
from app.curriculum.models import Certificate, Study
from app.curriculum.queries import attempts
from app.curriculum.services import quizzes
from app.policy import Actor
from tests.support import build
from tests.unit.curriculum.learners import NOW, learner
from tests.unit.curriculum.takers import answers, quiz_version, ready

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from app.curriculum.models import QuizAttempt

ASKED, TO_PASS = 5, 4


class Trying(RuleBasedStateMachine):
    """A model of one person at one quiz: every try that was begun, and what came out."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[int | None] = []
        self.extra = 0

    @initialize(most=st.none() | st.integers(1, 3))
    def begin(self, most: int | None) -> None:
        self.most = most
        self.by = learner()
        self.staff = Actor(build.person().id, "Mona Ford")
        self.study_id = ready(self.by, quiz_version(Quiz(ASKED, 80, most))).id

    @property
    def is_passed(self) -> bool:
        return any(right is not None and right >= TO_PASS for right in self.found)

    @property
    def has_open(self) -> bool:
        return bool(self.found) and self.found[-1] is None

    @property
    def is_used_up(self) -> bool:
        return self.most is not None and len(self.found) >= self.most + self.extra

    def _study(self) -> Study:
        return db.session.get_one(Study, self.study_id)

    def _do(self, deed: Callable[[], Any]) -> bool:
        """Whether a deed was done; what is refused changes nothing."""
        try:
            with transaction():
                deed()
        except NotPossibleNow:
            return False
        return True

    def _tries(self) -> list[QuizAttempt]:
        return attempts.of_study(db.session.get_one(Study, self.study_id))

    @rule()
    def start(self) -> None:
        done = self._do(lambda: quizzes.start(self._study(), by=self.by, at=NOW))
        assert done is (self.has_open or not (self.is_passed or self.is_used_up))
        if done and not self.has_open:
            self.found.append(None)

    @precondition(lambda self: self.found)
    @rule(right=st.integers(0, ASKED), back=st.integers(0, 3))
    def submit(self, right: int, back: int) -> None:
        """Send a try, also one of before, as from another tab."""
        row = self._tries()[max(0, len(self.found) - 1 - back)]
        was_open = self.found[row.number - 1] is None
        done = self._do(lambda: quizzes.submit(row, answers(row, right), by=self.by, at=NOW))
        assert done is was_open
        if done:
            self.found[row.number - 1] = right

    @rule()
    def give_one_more(self) -> None:
        done = self._do(
            lambda: quizzes.give_extra(self._study(), reason="Ice", by=self.staff, at=NOW)
        )
        assert done is (self.is_used_up and not self.has_open and not self.is_passed)
        self.extra += done

    @invariant()
    def the_rows_are_what_the_model_says(self) -> None:
        if not hasattr(self, "study_id"):
            return
        db.session.rollback()
        db.session.expire_all()
        rows = self._tries()
        assert [row.number for row in rows] == list(range(1, len(self.found) + 1))
        assert [row.right_count for row in rows] == self.found
        assert sum(right is None for right in self.found) <= 1
        if self.most is not None:
            assert len(rows) <= self.most + self.extra
        assert (self._study().completed_at is not None) is self.is_passed
        proofs = select(func.count()).where(Certificate.study_id == self.study_id)
        assert db.session.scalar(proofs) == self.is_passed


def test_no_order_of_deeds_gives_a_try_more_or_counts_one_twice(app: Flask) -> None:
    app.extensions["clock"].set(NOW)
    run_state_machine_as_test(
        Trying, settings=settings(max_examples=12, stateful_step_count=12, deadline=None)
    )
