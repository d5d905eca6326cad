"""Taking words out, with a trace, and telling those who wrote them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.accounts import queries as accounts
from app.accounts.queries.contacts import Contact, contacts_of
from app.accounts.services.mails import full_address
from app.audit import services as audit
from app.core.db import db
from app.core.errors import Conflict, Refused
from app.core.free_text import FreeText
from app.outbox.services import queue
from app.removals.domain.words import LEAST, MARK, count, kind_of, pattern_of, without
from app.removals.models import RemovedWords
from app.removals.queries import texts
from app.removals.queries.around import homes_of, practice_of
from app.removals.queries.places import BY_KEY
from app.removals.queries.texts import Standing

if TYPE_CHECKING:
    from app.policy import Actor

CHANGED = (
    "One of these texts was changed or removed meanwhile. Nothing was taken out. "
    "Look at what is there now, then choose again."
)


@dataclass(frozen=True, slots=True)
class Removal:
    """One text that words were taken out of, with its trace."""

    text: Standing
    trace: RemovedWords
    practice_id: int | None


def remove(
    marks: Collection[str], words: Collection[str], *, reason: str, by: Actor, at: dt.datetime
) -> tuple[Removal, ...]:
    """Take `words` out of every text that `marks` stand for, all at once or not at all.

    A mark names a text as it was on the page. Raises `Refused` when nothing was chosen, or when
    the reason is missing or holds the words itself, and `Conflict` when a text is not as it was.
    """
    pattern = pattern_of(words)
    if not marks:
        raise Refused("Choose at least one text.", field="hit")
    if any(len(one) < LEAST for one in words):
        raise Refused(f"Words to take out have {LEAST} characters or more.")
    if not reason:
        raise Refused("Say why.", field="reason")
    if pattern.search(reason):
        raise Refused("Leave the words themselves out of the reason.", field="reason")
    wanted = sorted({_opened(mark) for mark in marks}, key=lambda one: (one[0].key, *one[1:]))
    found = [_as_seen(place, row_id, part, seal, words) for place, row_id, part, seal in wanted]
    homes = homes_of(found)
    done = tuple(
        _take_out(text, practice_of(text, homes), words, reason=reason, by=by, at=at)
        for text in found
    )
    _tell(done, by=by, at=at)
    return done


def _opened(mark: str) -> tuple[FreeText, int, str, str]:
    """The place, row, part and seal that a mark is made of."""
    match mark.split("."):
        case [key, row_id, part, seal] if (
            key in BY_KEY and part in BY_KEY[key].parts and row_id.isascii() and row_id.isdecimal()
        ):
            return BY_KEY[key], int(row_id[:9]), part, seal
    raise Conflict(CHANGED)


def _as_seen(
    place: FreeText, row_id: int, part: str, seal: str, words: Collection[str]
) -> Standing:
    """The text, locked, when it is still as it was on the page."""
    texts.locked_row(place, row_id)
    found = texts.in_one_row(place, row_id, words).get(part)
    if found is None or texts.seal(found.value) != seal:
        raise Conflict(CHANGED)
    return found


def _take_out(
    text: Standing,
    practice_id: int | None,
    words: Collection[str],
    *,
    reason: str,
    by: Actor,
    at: dt.datetime,
) -> Removal:
    """Change one text: its trace is there first, since the trail asks for it."""
    place, pattern = text.place, pattern_of(words)
    row = texts.locked_row(place, text.row_id)
    longest = getattr(place.table.__table__.columns[text.part].type, "length", None)
    left = without(text.value, pattern, longest=longest, skipped=place.skipped)
    kept, mended = place.fingerprints(row, text.part, left) or (None, None)
    trace = RemovedWords(
        place=place.key,
        row_id=text.row_id,
        part=text.part,
        practice_id=practice_id,
        characters=count(text.value, pattern, place.skipped),
        looks_like=kind_of(text.words),
        fingerprint=kept,
        mended_fingerprint=mended,
        reason=reason,
        removed_at=at,
        removed_by_id=by.person_id,
    )
    db.session.add(trace)
    db.session.flush()
    setattr(row, text.part, place.closed(text.part, getattr(row, text.part), left))
    place.follow(row, text.part, text.value, trace)
    db.session.flush()
    after = {"where": f"{place.title}: {text.part_words}", "characters": trace.characters}
    fingerprints = {"fingerprint": kept, "fingerprint of what is left": mended} if kept else {}
    audit.record(
        "took words out",
        trace,
        by=by,
        at=at,
        name=place.title,
        practice_id=practice_id if place.told else None,
        after=after | fingerprints,
        reason=reason,
    )
    return Removal(text, trace, practice_id)


def _tell(done: Iterable[Removal], *, by: Actor, at: dt.datetime) -> None:
    """Mail everybody who wrote one of the texts or leads its team: where, never what."""
    lines: dict[int, list[str]] = {}
    people: dict[int, Contact] = {}
    first = None
    for removal in done:
        first = first or removal.trace.id
        reached = _concerned(removal)
        people |= reached
        line = f"- {removal.text.place.title}: {removal.text.part_words}"
        for person_id in reached:
            if line not in lines.setdefault(person_id, []):
                lines[person_id].append(line)
    for person_id, where in lines.items():
        if person_id != by.person_id:
            queue(
                "words removed",
                key=f"words removed:{first}:{person_id}",
                to=people[person_id].email,
                subject="Program staff took words out of a text",
                body=_letter(people[person_id].name, where),
                at=at,
                link=full_address("/"),
            )


def _letter(name: str, where: Iterable[str]) -> str:
    return (
        f"Hello {name},\n\n"
        "Program staff took words out of a text that you or your team wrote, because they may"
        f" name a patient. In their place it says “{MARK}”. Nothing else of it changed.\n\n"
        "Where:\n" + "\n".join(where) + "\n\n"
        "No patient details belong in the portal: names, birthdays or numbers of patients. Call"
        " us when you have a question, and leave the words themselves out of mails.\n\n"
        "Open the portal:\n{link}\n"
    )


def _concerned(removal: Removal) -> dict[int, Contact]:
    """Who wrote the text, and who leads the team that it belongs to."""
    author = removal.text.written.by_id
    found = contacts_of([author]) if author is not None else {}
    if removal.practice_id is not None and removal.text.place.told:
        for entry in accounts.roster(removal.practice_id, removal.text.place.told):
            found[entry.person_id] = Contact(entry.name, entry.email)
    return found
