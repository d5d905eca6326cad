"""Certificates: numbers that nobody guesses, the words on them, and whether they hold."""

from __future__ import annotations

import calendar
import datetime as dt
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.curriculum.domain.content import Credit

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without 0, O, 1 and I, which people mix up: 32 signs, so 16 of them hold 80 bits."""
GROUPS, GROUP = 4, 4
NO_NUMBER = "-" * (GROUPS * GROUP)
"""Stands for what cannot be a number: looked up like one, and never found."""
_BRACES = re.compile(r"\{([^{}]*)\}")


class Word(StrEnum):
    """What the statement of a certificate may name in braces."""

    NAME = "name"
    TITLE = "title"
    VERSION = "version"
    TIME = "time"
    DATE = "date"


HEADING = "Certificate of completion"
STATEMENT = (
    "{name} completed the module “{title}” (version {version}) of the CYSHCN Cares 2 "
    "curriculum on {date}. It takes {time} of learning."
)


class Standing(StrEnum):
    """What a look at a certificate's number finds."""

    VALID = "valid"
    REVOKED = "revoked"
    EXPIRED = "expired"
    NOT_FOUND = "not found"


@dataclass(frozen=True, slots=True)
class Issued:
    """What a certificate says, as it was issued; `on` is the day as people read it."""

    name: str
    title: str
    version: int
    minutes: int
    on: str


def new_number(draw: Callable[[str], str] = secrets.choice) -> str:
    """A number in groups, as people read it aloud: XXXX-XXXX-XXXX-XXXX."""
    return grouped("".join(draw(ALPHABET) for _ in range(GROUPS * GROUP)))


def grouped(signs: str) -> str:
    """
    >>> grouped("ABCDEFGHJKLMNPQR")
    'ABCD-EFGH-JKLM-NPQR'
    """
    return "-".join(signs[start : start + GROUP] for start in range(0, len(signs), GROUP))


def read_number(typed: str) -> str:
    """The number that somebody typed, however they spaced it; `NO_NUMBER` for anything else.

    >>> read_number(" abcd efgh-jklm npqr ")
    'ABCD-EFGH-JKLM-NPQR'
    >>> read_number("nonsense") == NO_NUMBER
    True
    """
    signs = re.sub(r"[\s-]+", "", typed[:100]).upper()
    if len(signs) != GROUPS * GROUP or not set(signs) <= set(ALPHABET):
        return NO_NUMBER
    return grouped(signs)


def standing(today: dt.date, *, is_revoked: bool, expires_on: dt.date | None) -> Standing:
    """Whether a certificate holds today; it holds on its last day."""
    if is_revoked:
        return Standing.REVOKED
    return Standing.EXPIRED if expires_on is not None and expires_on < today else Standing.VALID


def expiry(on: dt.date, months: int | None) -> dt.date | None:
    """The last day on which a certificate of that day is valid: the same day so much later.

    >>> expiry(dt.date(2026, 11, 2), 24), expiry(dt.date(2026, 8, 31), 6)
    (datetime.date(2028, 11, 2), datetime.date(2027, 2, 28))
    """
    if months is None:
        return None
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(on.day, last))


# ------------------------------------------------------------------ words


def unknown_words(statement: str) -> tuple[str, ...]:
    """What a statement names in braces that a certificate does not know; lone braces too."""
    known = {word.value for word in Word}
    found = [name for name in _BRACES.findall(statement) if name not in known]
    rest = _BRACES.sub("", statement)
    return (*found, *(brace for brace in "{}" if brace in rest))


def statement(words: str, of: Issued) -> str:
    """The statement of a certificate with everything filled in."""
    said: Mapping[str, str] = {
        Word.NAME: of.name,
        Word.TITLE: of.title,
        Word.VERSION: str(of.version),
        Word.TIME: time_words(of.minutes),
        Word.DATE: of.on,
    }
    return _BRACES.sub(lambda found: said[found.group(1)], words)


def time_words(minutes: int) -> str:
    """
    >>> time_words(1), time_words(45), time_words(60), time_words(150)
    ('1 minute', '45 minutes', '1 hour', '2 hours 30 minutes')
    """
    hours, rest = divmod(minutes, 60)
    parts = [_counted(hours, "hour")] if hours else []
    if rest or not hours:
        parts.append(_counted(rest, "minute"))
    return " ".join(parts)


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def decimal_hours(minutes: int) -> str:
    """A time in hours with at most two places, as some accreditors ask for it; "" for full hours.

    Rounded down, and it says so, since nobody gets credit for time that they did not learn. Sums
    are told in hours and minutes, which add up.

    >>> decimal_hours(90), decimal_hours(10), decimal_hours(120)
    ('1.5 hours', '0.16 hours, rounded down', '')
    """
    if minutes % 60 == 0:
        return ""
    hundredths, rest = divmod(100 * minutes, 60)
    words = f"{hundredths // 100}.{hundredths % 100:02}".rstrip("0")
    return f"{words} hours, rounded down" if rest else f"{words} hours"


# ------------------------------------------------------------------ continuing education


def earned(credit: Credit | None, *, has_evaluated: bool) -> Credit | None:
    """The credit that somebody has: none before they evaluated the module, if it asks for that."""
    if credit is None or (credit.needs_evaluation and not has_evaluated):
        return None
    return credit
