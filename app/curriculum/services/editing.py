"""What authors do in a draft: its own words, its lessons and their order.

Each deed holds the version first and reads again what others may have saved meanwhile. Whoever
saves names the fingerprint of what they saw: when somebody else was faster, nothing is written.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from app.audit import services as audit
from app.core import twins
from app.core.db import db
from app.core.errors import Conflict, Refused
from app.core.text import clean_line
from app.curriculum.domain import codec, comparing, editing
from app.curriculum.domain.content import Facts, Lesson, Text
from app.curriculum.domain.kinds import Language
from app.curriculum.domain.shipped import Reviewed
from app.curriculum.models import LessonRow, ModuleVersion
from app.curriculum.queries import contents as queries
from app.curriculum.queries import desk, tracks, versions
from app.curriculum.services import contents, drafts

if TYPE_CHECKING:
    from app.policy import Actor

NEW_MINUTES = 10
READ_OVER = "Read over"


class ChangedMeanwhile(Conflict):
    """Somebody else saved the same part first; nothing was overwritten."""

    def __init__(self) -> None:
        super().__init__("Somebody else saved this first. Nothing was overwritten.")


def seen_facts(version: ModuleVersion) -> str:
    """The fingerprint of what a version says about itself."""
    return editing.fingerprint(versions.facts(version))


def seen_text(version: ModuleVersion, key: str, language: Language) -> str:
    """The fingerprint of a lesson in one language."""
    text = queries.lesson(version.id, key).texts.get(language)
    return editing.fingerprint(text, versions.reviews(version.id).get((key, language)))


def seen_about(version: ModuleVersion, key: str) -> str:
    """The fingerprint of a lesson without its texts and questions."""
    return editing.fingerprint(editing.about(queries.lesson(version.id, key)))


# ------------------------------------------------------------------ the module


def change_facts(
    version: ModuleVersion, wanted: Facts, *, seen: str, by: Actor, at: dt.datetime
) -> None:
    """Change what a version says about itself.

    Raises `Refused` for a module that waits, by any way, for this one. Others who change what a
    module asks for wait meanwhile.
    """
    hold(version)
    tracks.held()
    refuse_if_changed(seen_facts(version), seen)
    module = versions.module_of(version)
    circle = editing.asks_for(module.key, wanted.prerequisites, desk.prerequisites())
    if circle:
        raise Refused(f"The module “{circle}” waits for this one, so both would never open.")
    before = versions.facts(version)
    if before == wanted:
        return
    version.title, version.summary = wanted.title, wanted.summary
    version.title_es, version.summary_es = wanted.title_es, wanted.summary_es
    version.quiz = codec.quiz_json(wanted.quiz)
    version.credit = codec.credit_json(wanted.credit)
    version.prerequisites = codec.prerequisites_json(wanted.prerequisites)
    db.session.flush()
    words = comparing.facts_in_words(before), comparing.facts_in_words(wanted)
    note("changed a module's own words", version, *words, by=by, at=at)


# ------------------------------------------------------------------ lessons


def add_lesson(version: ModuleVersion, *, title: str, by: Actor, at: dt.datetime) -> str:
    """Add an empty lesson at the end, marked as a draft; gives its key.

    An empty one with this title that the same person added within a minute was added by a first
    click: gives that one.
    """
    hold(version)
    there = queries.lessons(version.id)
    title = clean_line(title)
    empty = Lesson("", "", NEW_MINUTES, {Language.ENGLISH: Text(title)}, is_draft=True)
    for one in there:
        row = {"version_id": version.id, "key": one.key, "changed_by_id": by.person_id}
        is_empty = replace(one, key="", code="") == empty
        if is_empty and twins.first_click(LessonRow, LessonRow.changed_at, at=at, **row):
            return one.key
    key = editing.fresh_key(title, {one.key for one in there}, otherwise="lesson")
    code = f"{versions.module_of(version).code}.{len(there) + 1}"
    lesson = replace(empty, key=key, code=code[:10])
    contents.put_lesson(version, lesson, position=len(there), by=by, at=at)
    contents.note_editor(version, by=by, at=at)
    after = {"lesson": title, "key": key}
    audit.record("added a lesson", version, by=by, at=at, name=drafts.named(version), after=after)
    return key


def change_text(
    version: ModuleVersion,
    key: str,
    language: Language,
    text: Text | None,
    reviewed: Reviewed | None,
    *,
    seen: str,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Write a lesson in one language, and who read it over; None takes a Spanish text away."""
    hold(version)
    refuse_if_changed(seen_text(version, key, language), seen)
    lesson, reviews = queries.lesson(version.id, key), versions.reviews(version.id)
    was = lesson.texts.get(language), reviews.get((key, language))
    if was == (text, reviewed):
        return
    texts = {one: words for one, words in lesson.texts.items() if one is not language}
    signed = {place: one for place, one in reviews.items() if place != (key, language)}
    if text is not None:
        texts[language] = text
    if text is not None and reviewed is not None:
        signed[key, language] = reviewed
    wanted = replace(lesson, texts={one: texts[one] for one in Language if one in texts})
    contents.rewrite_lesson(queries.row(version.id, key), wanted, by=by, at=at)
    contents.note_reviews(version, signed)
    words = comparing.lesson_in_words(lesson), comparing.lesson_in_words(wanted)
    before, after = (
        one | _signed(by_whom) for one, by_whom in zip(words, (was[1], reviewed), strict=True)
    )
    note("changed a lesson", version, before, after, lesson=wanted.title, by=by, at=at)


def _signed(reviewed: Reviewed | None) -> dict[str, str]:
    return {READ_OVER: f"{reviewed.by}, {reviewed.on.isoformat()}"} if reviewed else {}


def change_about(
    version: ModuleVersion, key: str, wanted: Lesson, *, seen: str, by: Actor, at: dt.datetime
) -> None:
    """Change everything of a lesson but its texts and questions."""
    hold(version)
    refuse_if_changed(seen_about(version, key), seen)
    before = queries.lesson(version.id, key)
    rewrite(
        "changed a lesson",
        version,
        before,
        replace(wanted, key=before.key, texts=before.texts, questions=before.questions),
        by=by,
        at=at,
    )


def move_lesson(
    version: ModuleVersion, key: str, *, steps: int, by: Actor, at: dt.datetime
) -> None:
    """Let a lesson stand further up (-1) or down (1); at the ends it stays."""
    hold(version)
    title = queries.lesson(version.id, key).title
    before = [one.key for one in queries.lessons(version.id)]
    after = editing.moved(before, key, steps)
    if before == after:
        return
    contents.order_lessons(version, after)
    words = {"Order": "\n".join(before)}, {"Order": "\n".join(after)}
    note("moved a lesson", version, *words, lesson=title, by=by, at=at)


def remove_lesson(version: ModuleVersion, key: str, *, by: Actor, at: dt.datetime) -> None:
    """Take a lesson out of a draft; older versions and what people learned stay."""
    hold(version)
    lesson = queries.lesson(version.id, key)
    contents.take_lesson_out(queries.row(version.id, key))
    contents.order_lessons(version, [one.key for one in queries.lessons(version.id)])
    before = comparing.lesson_in_words(lesson)
    note("removed a lesson", version, before, {}, lesson=lesson.title, by=by, at=at)


# ------------------------------------------------------------------ together


def hold(version: ModuleVersion) -> None:
    """Hold a draft, and forget what was read of it before; raises `NotPossibleNow`."""
    contents.refuse_unless_open(version)
    db.session.expire_all()


def refuse_if_changed(there: str, seen: str) -> None:
    """Raise `ChangedMeanwhile` unless what is there is what somebody saw."""
    if there != seen:
        raise ChangedMeanwhile


def rewrite(
    verb: str,
    version: ModuleVersion,
    before: Lesson,
    after: Lesson,
    *,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Write a lesson anew, and note what differs; nothing when nothing does."""
    if before == after:
        return
    contents.rewrite_lesson(queries.row(version.id, before.key), after, by=by, at=at)
    words = comparing.lesson_in_words(before), comparing.lesson_in_words(after)
    note(verb, version, *words, lesson=after.title, by=by, at=at)


def note(
    verb: str,
    version: ModuleVersion,
    before: Mapping[str, str],
    after: Mapping[str, str],
    *,
    lesson: str = "",
    by: Actor,
    at: dt.datetime,
) -> None:
    """Put what differs on record, and who wrote it."""
    labels = [label for label in {**before, **after} if before.get(label) != after.get(label)]
    contents.note_editor(version, by=by, at=at)
    about: dict[str, Any] = {"lesson": lesson} if lesson else {}
    audit.record(
        verb,
        version,
        by=by,
        at=at,
        name=drafts.named(version),
        before={label: before[label] for label in labels if label in before},
        after=about | {label: after[label] for label in labels if label in after},
    )
