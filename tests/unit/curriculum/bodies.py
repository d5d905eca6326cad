"""Texts of lessons as the template draws them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader

if TYPE_CHECKING:
    from app.curriculum.presenters.lesson_body import LessonBody

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parents[3] / "templates"), autoescape=True
)


def drawn(body: LessonBody, **options: Any) -> str:
    """The HTML of `body` by the macro that every page of a lesson uses."""
    module: Any = _TEMPLATES.get_template("curriculum/body.html").module
    return str(module.lesson_body(body, **options))
