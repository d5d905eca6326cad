"""What browsers meet: learning, the record of learning, and the desk of those who write it."""

from __future__ import annotations

from app.curriculum.views import (
    assigning,
    beside,
    certificates,
    certifying,
    desk,
    editing,
    learning,
    lesson_editing,
    lessons,
    module_files,
    oversight,
    papers,
    publishing,
    question_editing,
    quizzes,
    records,
    reminders,
    reviewing,
    searching,
    tracks,
    trained,
)
from app.curriculum.views.blueprint import bp

__all__ = [
    "assigning",
    "beside",
    "bp",
    "certificates",
    "certifying",
    "desk",
    "editing",
    "learning",
    "lesson_editing",
    "lessons",
    "module_files",
    "oversight",
    "papers",
    "publishing",
    "question_editing",
    "quizzes",
    "records",
    "reminders",
    "reviewing",
    "searching",
    "tracks",
    "trained",
]
