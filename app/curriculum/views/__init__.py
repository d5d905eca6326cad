"""What browsers meet: learning, the record of learning, and the desk of those who write it."""

from __future__ import annotations

from app.curriculum.views import desk, learning, lessons, publishing, reviewing
from app.curriculum.views.blueprint import bp

__all__ = ["bp", "desk", "learning", "lessons", "publishing", "reviewing"]
