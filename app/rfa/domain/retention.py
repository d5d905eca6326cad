"""How long a round keeps what people wrote, when it may go, and what keeps it longer.

The clock of a round starts when its decisions were told, the last of them; in a round without
decisions when it was archived. Nothing is due before the last day of the schedule is over in
Mississippi, and nothing goes by itself: a person looks at what is due and confirms it.
"""

from __future__ import annotations

import calendar
import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.core.days import CENTRAL

UNAWARDED_MONTHS, DRAFT_MONTHS = 36, 12
MOST_MONTHS = 240
GONE = "(removed)"
"""What stands in the place of words that a rule of the database demands."""

ANSWERS, FILES, COMMENTS = "answers", "files", "comments of the team"


class ContentGone(LookupError):
    """What an application said was removed for good: no page shows or changes it any more."""

    def __init__(self, application_id: int, practice_id: int) -> None:
        super().__init__(str(application_id))
        self.application_id = application_id
        self.practice_id = practice_id


class LogKind(StrEnum):
    """What was removed: an application that got no award, a draft, or what stood around them."""

    UNAWARDED = "without award"
    DRAFT = "draft"
    AROUND = "around"


@dataclass(frozen=True, slots=True)
class Schedule:
    """How many months are kept."""

    unawarded_months: int = UNAWARDED_MONTHS
    draft_months: int = DRAFT_MONTHS

    def months(self, kind: LogKind) -> int:
        """How many months hold for what is of that kind."""
        return self.unawarded_months if kind is LogKind.UNAWARDED else self.draft_months


def started_at(
    told: Iterable[dt.datetime | None], *, archived_at: dt.datetime | None, ends_at: dt.datetime
) -> dt.datetime | None:
    """When the clock of a round started; None while it stands.

    `told` are the instants at which its applicants were told. The clock never starts before
    the last chance to apply is over, `ends_at`.
    """
    instants = [one for one in told if one is not None]
    start = max(instants) if instants else archived_at
    return None if start is None else max(start, ends_at)


def last_day(start: dt.datetime, months: int) -> dt.date:
    """The last day, in Mississippi, on which everything is still kept.

    >>> last_day(dt.datetime(2026, 8, 31, 18, tzinfo=dt.UTC), 6)
    datetime.date(2027, 2, 28)
    """
    day = _day(start)
    count = day.year * 12 + day.month - 1 + months
    year, month = count // 12, count % 12 + 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def is_due(kept_until: dt.date, at: dt.datetime) -> bool:
    """Whether the last day is over at `at`."""
    return _day(at) > kept_until


def _day(at: dt.datetime) -> dt.date:
    """The day in Mississippi."""
    return at.astimezone(CENTRAL).date()


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one application stands in the schedule of its round.

    `kept_until` is None while the clock stands. `holds` say why it is kept longer.
    """

    application_id: int
    kind: LogKind
    kept_until: dt.date | None
    holds: tuple[str, ...]

    def is_due(self, at: dt.datetime) -> bool:
        """Whether its content may be removed at `at`."""
        return not self.holds and self.is_over(at)

    def is_over(self, at: dt.datetime) -> bool:
        """Whether its time is over at `at`, whatever holds it."""
        return self.kept_until is not None and is_due(self.kept_until, at)


@dataclass(frozen=True, slots=True)
class Leaving:
    """An application whose content goes. `name` is the practice's, or what stands in its place.

    `practice_goes`: nobody needs to know any more which practice it was.
    """

    application_id: int
    practice_id: int
    round_id: int
    name: str
    practice_goes: bool


@dataclass(frozen=True, slots=True)
class Traces:
    """Where else words about an application stand: mails by key, and events by kind and ids."""

    mails: Sequence[str]
    events: Mapping[str, Collection[int]]


Ids = Collection[int]


@dataclass(frozen=True, slots=True)
class Keeper:
    """What one feature knows of applications, and how it lets go of it.

    `stays`: those that are kept with their practice, so that no schedule holds for them.
    `holds`: why some may not go at an instant, in sentences. `sizes`: how much there is, by
    what it is. `traces`: where else words about one stand. `empty` removes the words of one
    and leaves what is counted.
    """

    stays: Callable[[Ids], frozenset[int]]
    holds: Callable[[Ids, dt.datetime], Mapping[int, tuple[str, ...]]]
    sizes: Callable[[Ids], Mapping[int, Counter[str]]]
    traces: Callable[[Leaving], Traces]
    empty: Callable[[Leaving], None]


def mark(ids: Ids, day: dt.date) -> str:
    """What tells whether the list that somebody confirms is the one that was shown."""
    text = f"{day.isoformat()}:{','.join(str(one) for one in sorted(ids))}"
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def anonymous_name(practice_id: int) -> str:
    """What a practice is called once nobody needs to know which it was.

    >>> anonymous_name(17)
    'Anonymised practice 17'
    """
    return f"Anonymised practice {practice_id}"
