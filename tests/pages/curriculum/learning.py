"""Somebody in front of the catalogue, for tests."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from app.curriculum.domain.content import Asked, Completion, Lesson, Monday, Question, Text
from app.curriculum.domain.kinds import Language, Need, QuestionKind
from tests.support import build

if TYPE_CHECKING:
    from app.curriculum.models import ModuleVersion
    from tests.support.page import Page

CHECKED = Completion(frozenset({Need.READ, Need.CHECK}))
MONDAY = Monday(
    "Call two families",
    "Find out why visits are missed.",
    "The coordinator calls two families.",
    "One of the two names the ride.",
    "rides",
)


def questions() -> tuple[Question, ...]:
    def one(key: str, *right: int) -> Question:
        kind = QuestionKind.ONE if len(right) == 1 else QuestionKind.SEVERAL
        english = Asked(f"English {key}?", ("Red", "Green", "Blue"), f"Why {key}.")
        spanish = Asked(f"¿Español {key}?", ("Rojo", "Verde", "Azul"), f"Por qué {key}.")
        texts = {Language.ENGLISH: english, Language.SPANISH: spanish}
        return Question(key, kind, frozenset(right), texts)

    return (one("q1", 0), one("q2", 1), one("q3", 0, 2))


def checked(key: str, **given: Any) -> Lesson:
    """A lesson with a check of three questions and a test for Monday."""
    defaults = {"questions": questions(), "completion": CHECKED, "monday": MONDAY}
    return build.lesson(key, **defaults | given)


def bilingual(key: str, **given: Any) -> Lesson:
    texts = {
        Language.ENGLISH: Text("Rides", ("Name a ride.",), "## Rides\n\nAsk early."),
        Language.SPANISH: Text("Viajes", ("Nombrar un viaje.",), "## Viajes\n\nPregunte antes."),
    }
    return checked(key, texts=texts, **given)


def out(key: str, *lessons: Lesson, **given: Any) -> ModuleVersion:
    """A published module with that key."""
    about = {name: given.pop(name) for name in ("is_required", "track_id") if name in given}
    return build.published_version(build.module(key=key, **about), lessons=lessons, **given)


def statuses(page: Page, testid: str = "module") -> dict[str, str]:
    """The tags of modules or lessons, by key."""
    return {
        one.attrs["data-key"]: " ".join(
            inner.text for inner in one.walk("span") if inner.attrs.get("data-testid") == "status"
        )
        for one in page.all(testid)
    }


def words(found: Iterable[Any]) -> list[str]:
    return [one.text for one in found]
