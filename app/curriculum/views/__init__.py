"""What browsers meet: learning, the record of learning, and the desk of those who write it."""

from __future__ import annotations

from app.curriculum.views import (
    certificates,
    certifying,
    desk,
    learning,
    lessons,
    publishing,
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
    "learning",
    "lessons",
    "publishing",
    "quizzes",
    "records",
    "reviewing",
]
