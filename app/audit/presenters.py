"""Events in words: who did what to what, and what changed."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.core.dates import moment

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from app.audit.models import AuditEvent

HEADINGS = (
    "When (UTC)",
    "Who",
    "What",
    "Kind",
    "Subject",
    "Practice",
    "Before",
    "After",
    "Reason",
)
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\0")


@dataclass(frozen=True, slots=True)
class Change:
    """One value that changed; None where there was nothing or is nothing now."""

    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One event as a line of the page."""

    event_id: int
    at: dt.datetime
    when: str
    who: str
    verb: str
    subject: str
    practice: str
    changes: tuple[Change, ...]
    reason: str


def rows(events: Iterable[AuditEvent], practices: dict[int, str]) -> tuple[AuditRow, ...]:
    """The events as lines; `practices` are the names by id."""
    return tuple(row(event, practices) for event in events)


def row(event: AuditEvent, practices: dict[int, str]) -> AuditRow:
    """One event as a line."""
    return AuditRow(
        event_id=event.id,
        at=event.at,
        when=moment(event.at),
        who=event.actor_name,
        verb=event.verb,
        subject=_subject(event),
        practice=practices.get(event.practice_id or 0, ""),
        changes=tuple(changes(event.before, event.after)),
        reason=event.reason or "",
    )


def _subject(event: AuditEvent) -> str:
    kind = event.subject_type.replace("_", " ")
    number = "" if event.subject_id is None else f" {event.subject_id}"
    return f"{kind} “{event.subject_name}”" if event.subject_name else f"{kind}{number}"


def changes(before: dict[str, Any] | None, after: dict[str, Any] | None) -> Iterator[Change]:
    """What differs between two states, by name.

    >>> list(changes({"goal": 60}, {"goal": 70, "is_open": True}))
    [Change(name='goal', before='60', after='70'), Change(name='is open', before=None, after='yes')]
    """
    old, new = before or {}, after or {}
    for name in sorted(old | new):
        yield Change(name.replace("_", " "), _words(old.get(name)), _words(new.get(name)))


def _words(value: Any) -> str | None:
    match value:
        case None:
            return None
        case True | False:
            return "yes" if value else "no"
        case list():
            return ", ".join(_words(item) or "nothing" for item in value) or "nothing"
        case dict():
            return "; ".join(f"{name}: {_words(item) or 'nothing'}" for name, item in value.items())
        case _:
            return str(value)


def as_csv(events: Iterable[AuditEvent], practices: dict[int, str]) -> Iterator[str]:
    """The events as the lines of a CSV file; no cell can be taken for a formula."""
    yield _line(HEADINGS)
    for event in events:
        shown = row(event, practices)
        yield _line(
            (
                event.at.strftime("%Y-%m-%d %H:%M:%S"),
                shown.who,
                shown.verb,
                event.subject_type,
                event.subject_name or str(event.subject_id or ""),
                shown.practice,
                _one_side((c.name, c.before) for c in shown.changes),
                _one_side((c.name, c.after) for c in shown.changes),
                shown.reason,
            )
        )


def _one_side(pairs: Iterable[tuple[str, str | None]]) -> str:
    return "; ".join(f"{name}: {value}" for name, value in pairs if value is not None)


def _line(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow([harmless(cell) for cell in cells])
    return line.getvalue()


def harmless(cell: str) -> str:
    """The cell, quoted when a spreadsheet would take it for a formula.

    >>> harmless('=HYPERLINK("https://evil.example")')
    '\\'=HYPERLINK("https://evil.example")'
    >>> harmless("-12.5")
    '-12.5'
    """
    if not cell.startswith(FORMULA_STARTS) or _is_number(cell):
        return cell
    return "'" + cell


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return cell.isascii() and not cell.isspace()
