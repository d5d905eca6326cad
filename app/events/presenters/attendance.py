"""Who was there, for those who run an event."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.accounts.queries.contacts import Contact
from app.audit.presenters import harmless
from app.core.clock import central
from app.core.paging import Pages
from app.events.domain.kinds import Noted, Presence
from app.events.domain.minutes import counting
from app.events.domain.words import moment

if TYPE_CHECKING:
    from app.events.domain.rosters import Roster
    from app.events.models import Attendance, Event
    from app.events.queries.rosters import Meant

HEADINGS = (
    "Event",
    "Day",
    "Name",
    "Email",
    "Registered",
    "Was there",
    "Minutes",
    "How it is known",
    "Why",
    "Noted at",
)
TONES = {Presence.ATTENDED: "ok", Presence.EXCUSED: "info", Presence.ABSENT: "grey"}
HOW = {Noted.CODE: "Check-in code", Noted.ROSTER: "List of attendees", Noted.STAFF: "Staff"}
NOTHING = "Not noted"
GUEST = "Guest, as staff noted"
MOST_SHOWN = 100
"""How many people a page about who was there lists, and of a kind that of a brought roster."""


@dataclass(frozen=True, slots=True)
class Row:
    """Somebody who registered or was there; `person_id` None: a row that fits no account."""

    name: str
    email: str
    is_registered: bool
    tone: str
    words: str
    minutes: str
    how: str
    reason: str
    noted_at: str
    person_id: int | None
    row_id: int | None

    @property
    def is_unknown(self) -> bool:
        """Whether nobody has said yet who that is."""
        return self.person_id is None and self.how != GUEST


def people(
    of: Event,
    noted: Iterable[Attendance],
    registered: Collection[int],
    contacts: Mapping[int, Contact],
) -> tuple[Row, ...]:
    """Everybody who registered or is noted, by name; who fits no account comes last."""
    by_person = {row.person_id: row for row in noted if row.person_id is not None}
    unknown = [row for row in noted if row.person_id is None]
    everybody = sorted(
        {*registered, *by_person}, key=lambda one: (contacts[one].name.casefold(), one)
    )
    return (
        *(
            _row(of, by_person.get(one), contacts[one], one, is_registered=one in registered)
            for one in everybody
        ),
        *(
            _row(of, row, Contact(row.name, row.email), None, is_registered=False)
            for row in unknown
        ),
    )


def _row(
    of: Event,
    row: Attendance | None,
    who: Contact,
    person_id: int | None,
    *,
    is_registered: bool,
) -> Row:
    here = row is not None and row.presence is Presence.ATTENDED
    return Row(
        name=who.name,
        email=who.email,
        is_registered=is_registered,
        tone="due" if row is None else TONES[row.presence],
        words=NOTHING if row is None else row.presence.words,
        minutes=str(counting(of, row.minutes)) if row is not None and here else "",
        how="" if row is None else _how(row),
        reason="" if row is None else row.reason,
        noted_at="" if row is None else moment(row.noted_at),
        person_id=person_id,
        row_id=None if row is None else row.id,
    )


def _how(row: Attendance) -> str:
    return GUEST if is_guest(row) else HOW[row.how]


def is_guest(row: Attendance) -> bool:
    """Whether staff said that a row of a roster means nobody of ours."""
    return row.person_id is None and row.how is Noted.STAFF


@dataclass(frozen=True, slots=True)
class Rows:
    """One page of a long list of people, counted from 1."""

    shown: tuple[Row, ...]
    number: int
    pages: int


def rows_of_page(rows: Sequence[Row], wanted: int) -> Rows:
    """The people of that page; the nearest one there is, when there is none."""
    pages = Pages(len(rows), MOST_SHOWN, wanted)
    return Rows(tuple(pages.of(rows)), pages.number, pages.count)


def put_back(back: int, left: int) -> str:
    """What undoing a list would do to the rows of the event."""
    rows = "1 row goes" if back == 1 else f"{back:,} rows go"
    return f"{rows} back to how things were before this list.{stay(left)}"


def stay(left: int) -> str:
    """How many rows an undone list leaves alone, and why."""
    if not left:
        return ""
    if left == 1:
        return " 1 row stays, because somebody changed it since."
    return f" {left:,} rows stay, because somebody changed them since."


def table(of: Event, rows: Iterable[Row]) -> list[list[str]]:
    """The same for a spreadsheet, with its headings; no cell can be taken for a formula."""
    day = central(of.starts_at).date().isoformat()
    found = [list(HEADINGS)]
    for row in rows:
        cells = (
            of.title,
            day,
            row.name,
            row.email,
            "yes" if row.is_registered else "no",
            row.words,
            row.minutes,
            row.how,
            row.reason,
            row.noted_at,
        )
        found.append([harmless(cell) for cell in cells])
    return found


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One person of a brought roster, and what confirming does."""

    name: str
    email: str
    lines: str
    in_file: str
    tone: str
    words: str
    does: str


@dataclass(frozen=True, slots=True)
class Group:
    """People of a brought roster who fit alike: how many, and the first of them."""

    name: str
    count: int
    rows: tuple[RosterRow, ...]

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.count - len(self.rows)


@dataclass(frozen=True, slots=True)
class RosterPage:
    """A brought roster before it is confirmed: who needs a look comes first."""

    groups: tuple[Group, ...]
    problems: tuple[tuple[int, str], ...]
    unread: int
    matched: int
    not_registered: int
    not_matched: int


def roster(of: Event, brought: Roster, meant: Iterable[Meant]) -> RosterPage:
    """Whom the file names: those who fit no account, matched without a place, and matched."""
    every = tuple(meant)
    known = [one for one in every if one.person_id is not None]
    found = {
        "Without an account": [one for one in every if one.person_id is None],
        "Not registered": [one for one in known if not one.is_registered],
        "Matched": [one for one in known if one.is_registered],
    }
    return RosterPage(
        tuple(
            Group(name, len(rows), tuple(_roster_row(of, one) for one in rows[:MOST_SHOWN]))
            for name, rows in found.items()
            if rows
        ),
        tuple((one.line, one.sentence) for one in brought.problems[:MOST_SHOWN]),
        len(brought.problems),
        len(found["Matched"]),
        len(found["Not registered"]),
        len(found["Without an account"]),
    )


def _roster_row(of: Event, one: Meant) -> RosterRow:
    said = one.person.minutes
    tone, words = _match(one)
    return RosterRow(
        name=one.contact.name if one.contact else one.person.name,
        email=one.contact.email if one.contact else one.person.email,
        lines=", ".join(str(line) for line in one.person.lines),
        in_file="" if said is None else str(said),
        tone=tone,
        words=words,
        does=_does(of, one),
    )


def _match(one: Meant) -> tuple[str, str]:
    if one.person_id is None:
        return "due", "No account"
    return ("ok", "Matched") if one.is_registered else ("info", "Not registered")


def _does(of: Event, one: Meant) -> str:
    row, given = one.row, counting(of, None)
    if row is not None and row.how is Noted.STAFF:
        return f"Stays as staff noted: {row.presence.words.lower()}"
    known = [n for n in (row.minutes if row else None, one.person.minutes) if n is not None]
    counts = min(max(known), given) if known else given
    kept = "" if one.person_id is not None else ", kept until you say who it is"
    return f"Was there, {counts} minutes count{kept}"
