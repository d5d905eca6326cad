"""The names of practices and cohorts, from the features above that know them.

They register themselves as `app.extensions["practice_names"]`, which takes ids, and
`app.extensions["cohort_names"]`, which takes nothing; both give {id: name}.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app

if TYPE_CHECKING:
    from collections.abc import Callable, Collection


def practice_names(ids: Collection[int]) -> dict[int, str]:
    """The names of these practices."""
    asked: Callable[[Collection[int]], dict[int, str]] | None
    asked = current_app.extensions.get("practice_names")
    return asked(ids) if asked is not None and ids else {}


def cohort_names() -> dict[int, str]:
    """All cohorts by name, the order in which they are offered."""
    asked: Callable[[], dict[int, str]] | None = current_app.extensions.get("cohort_names")
    return asked() if asked is not None else {}
