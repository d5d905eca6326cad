"""Changing a form's JSON, part by part. Every change gives a new document and its place in it.

Nothing here says whether the result is a valid form: `parsing.parse` does, of the whole.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.rfa.domain.lines import Path

Source = dict[str, Any]
"""A form, or a part of one, as plain JSON values."""


class Piece(StrEnum):
    """What can be added, changed, moved and removed."""

    SECTION = "section"
    QUESTION = "question"
    CRITERION = "criterion"


class NoSuchPart(LookupError):
    """The form has no part with that key."""


@dataclass(frozen=True, slots=True)
class Edited:
    """The form after a change, and where in it the changed part is."""

    source: Source
    path: Path


def part_of(source: Mapping[str, Any], piece: Piece, key: str) -> Source:
    """A copy of the part with that key; raises `NoSuchPart`."""
    siblings, _, place = _found(source, piece, key)
    return copy.deepcopy(siblings[place])


def earlier_questions(source: Mapping[str, Any], piece: Piece, key: str) -> list[Source]:
    """The questions that are asked before the question `key`, or up to the end of section `key`."""
    found: list[Source] = []
    for section in source["sections"]:
        for question in section.get("questions") or []:
            if piece is Piece.QUESTION and question["key"] == key:
                return found
            found.append(question)
        if piece is Piece.SECTION and section["key"] == key:
            return found
    raise NoSuchPart(key)


def added(
    source: Mapping[str, Any], piece: Piece, part: Mapping[str, Any], *, section: str = ""
) -> Edited:
    """The form with one more part at the end; a question goes to the end of `section`."""
    after = copy.deepcopy(dict(source))
    around: Source = after
    path: Path = ()
    if piece is Piece.QUESTION:
        siblings, path, place = _found(after, Piece.SECTION, section)
        around, path = siblings[place], (*path, place)
    inside = _list_in(around, piece)
    inside.append(copy.deepcopy(dict(part)))
    return Edited(after, (*path, _LISTS[piece], len(inside) - 1))


def changed(source: Mapping[str, Any], piece: Piece, key: str, part: Mapping[str, Any]) -> Edited:
    """The form with another part in the place of this one.

    A section keeps its questions. Where a key changes, whatever names it follows.
    """
    after = copy.deepcopy(dict(source))
    siblings, path, place = _found(after, piece, key)
    new = copy.deepcopy(dict(part))
    if piece is Piece.SECTION:
        new["questions"] = siblings[place].get("questions") or []
    siblings[place] = new
    if new.get("key") and new["key"] != key:
        _follow(after, piece, key, new["key"])
    return Edited(after, (*path, place))


def removed(source: Mapping[str, Any], piece: Piece, key: str) -> Edited:
    """The form without this part; a section goes with its questions."""
    after = copy.deepcopy(dict(source))
    siblings, path, place = _found(after, piece, key)
    del siblings[place]
    _carry_only_what_is_asked(after)
    return Edited(after, path)


def moved(source: Mapping[str, Any], piece: Piece, key: str, *, up: bool) -> Edited:
    """The form with this part one place up or down; a question also moves between sections.

    What is first or last stays where it is.
    """
    after = copy.deepcopy(dict(source))
    siblings, path, place = _found(after, piece, key)
    other = place - 1 if up else place + 1
    if 0 <= other < len(siblings):
        siblings[place], siblings[other] = siblings[other], siblings[place]
        return Edited(after, (*path, other))
    if piece is Piece.QUESTION:
        number = int(path[1]) + (-1 if up else 1)
        if 0 <= number < len(after["sections"]):
            there = _list_in(after["sections"][number], piece)
            there.insert(len(there) if up else 0, siblings.pop(place))
            index = len(there) - 1 if up else 0
            return Edited(after, ("sections", number, "questions", index))
    return Edited(after, (*path, place))


def retitled(source: Mapping[str, Any], title: str) -> Edited:
    """The form under another title."""
    return Edited(copy.deepcopy(dict(source)) | {"title": title}, ())


def with_points(source: Mapping[str, Any], points: Mapping[str, int]) -> Source:
    """The form whose criteria have these points, by key."""
    after = copy.deepcopy(dict(source))
    for criterion in after.get("criteria") or []:
        criterion["points"] = points.get(criterion["key"], criterion.get("points", 0))
    return after


# ------------------------------------------------------------------ what changed


def difference(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Source, Source]:
    """What differs between two valid forms, part by part: (before, after), for the trail."""
    before, after = _parts(old), _parts(new)
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return (
        {name: before[name] for name in names if name in before},
        {name: after[name] for name in names if name in after},
    )


def _parts(source: Mapping[str, Any]) -> Source:
    sections, criteria = source["sections"], source.get("criteria") or []
    parts: Source = {"title": source["title"], "sections": [one["key"] for one in sections]}
    for section in sections:
        questions = section.get("questions") or []
        own = {name: value for name, value in section.items() if name != "questions"}
        parts[f"section {section['key']}"] = own
        parts[f"questions of {section['key']}"] = [one["key"] for one in questions]
        parts |= {f"question {one['key']}": one for one in questions}
    parts["criteria"] = [one["key"] for one in criteria]
    parts["carries"] = source.get("carries") or {}
    return parts | {f"criterion {one['key']}": one for one in criteria}


# ------------------------------------------------------------------ inside

_LISTS = {Piece.SECTION: "sections", Piece.QUESTION: "questions", Piece.CRITERION: "criteria"}


def _lists(source: Mapping[str, Any], piece: Piece) -> Iterator[tuple[list[Source], Path]]:
    """The lists in which parts of that sort are, each with its path."""
    name = _LISTS[piece]
    if piece is not Piece.QUESTION:
        yield source.get(name) or [], (name,)
        return
    for number, section in enumerate(source["sections"]):
        yield section.get(name) or [], ("sections", number, name)


def _list_in(part: Source, piece: Piece) -> list[Source]:
    """The list of parts of that sort, made when there is none."""
    found: list[Source] = part.get(_LISTS[piece]) or []
    part[_LISTS[piece]] = found
    return found


def _found(source: Mapping[str, Any], piece: Piece, key: str) -> tuple[list[Source], Path, int]:
    """The list that holds a part, the path of that list, and the place in it."""
    for siblings, path in _lists(source, piece):
        for place, part in enumerate(siblings):
            if part["key"] == key:
                return siblings, path, place
    raise NoSuchPart(key)


def _follow(source: Source, piece: Piece, old: str, new: str) -> None:
    """Let everything that names the key `old` name `new`."""
    if piece is Piece.SECTION:
        _follow_section(source, old, new)
    if piece is Piece.QUESTION:
        for question in [one for found, _ in _lists(source, piece) for one in found]:
            if question.get("matches") == old:
                question["matches"] = new
            if (rule := question.get("show_if")) and rule["question"] == old:
                rule["question"] = new
        if carries := source.get("carries"):
            source["carries"] = {new if key == old else key: to for key, to in carries.items()}


def _carry_only_what_is_asked(source: Source) -> None:
    """Let a charter take nothing from questions that are gone."""
    if carries := source.get("carries"):
        asked = {one["key"] for found, _ in _lists(source, Piece.QUESTION) for one in found}
        source["carries"] = {key: to for key, to in carries.items() if key in asked}


def _follow_section(source: Source, old: str, new: str) -> None:
    for section in source["sections"]:
        if old in (waits := section.get("waits_for") or []):
            section["waits_for"] = [new if key == old else key for key in waits]
    for criterion in source.get("criteria") or []:
        if criterion["section"] == old:
            criterion["section"] = new
