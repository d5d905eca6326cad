"""What browsers meet: learning, the record of learning, and the desk of those who write it."""

from __future__ import annotations

from app.curriculum.views import (
    certificates,
    certifying,
    desk,
    editing,
    learning,
    lesson_editing,
    lessons,
    module_files,
    publishing,
    question_editing,
    quizzes,
    records,
    reviewing,
)
from app.curriculum.views.blueprint import bp

__all__ = [
    "bp",
    "certificates",
    "certifying",
    "desk",
    "editing",
    "learning",
    "lesson_editing",
    "lessons",
    "module_files",
    "publishing",
    "question_editing",
    "quizzes",
    "records",
    "reviewing",
]
