"""Bookmarks as they are shown. Runs no SQL."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.curriculum.models import Bookmark, Module
from app.curriculum.presenters.learn_words import minutes
from app.curriculum.queries.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class Row:
    """A bookmark. `is_gone`: nobody is offered it any more."""

    module: str
    lesson: str
    title: str
    about: str
    is_locked: bool = False
    is_gone: bool = False


def rows(marks: Iterable[tuple[Bookmark, Module]], found: Catalogue) -> tuple[Row, ...]:
    """The bookmarks in their order, with the titles of the versions that are read now."""
    offers = {offer.module.id: offer for offer in found.offers}
    shown = []
    for mark, module in marks:
        key, offer = mark.lesson_key, offers.get(module.id)
        known = {one.key: one for one in offer.lessons} if offer else {}
        module_title = found.titles.get(module.key, f"Module {module.code}")
        if offer is None or (key and key not in known):
            title = "A lesson of this module" if key else module_title
            shown.append(Row(module.key, key, title, module_title if key else "", is_gone=True))
            continue
        title = offer.reading.version.title
        about = f"{title}. {minutes(known[key].minutes)}" if key else "The whole module"
        name = known[key].title() if key else title
        shown.append(Row(module.key, key, name, about, is_locked=bool(offer.missing)))
    return tuple(shown)
