"""What a round keeps, what is due to go and what was removed, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.clock import central
from app.core.dates import moment, short_day
from app.rfa.domain.retention import LogKind
from app.rfa.domain.snapshots import short
from app.rfa.presenters.wording import STATE_WORDS

if TYPE_CHECKING:
    from app.rfa.domain.retention import Standing
    from app.rfa.models import Application, RetentionLog, Submission
    from app.rfa.presenters.exports import Cell
    from app.rfa.queries.retention import Logged, Overview

KIND_WORDS = {
    LogKind.UNAWARDED: "No award",
    LogKind.DRAFT: "Never sent",
    LogKind.AROUND: "Registrations and questions",
}
GOES = (
    "every answer, earlier wording, comment and file, also from the storage",
    "the words in the versions that were sent, and the names under signatures",
    "notes, tags, flags, tasks and reasons that staff wrote",
    "what reviewers wrote: strengths, concerns, conditions, comments, private notes, discussion",
    "reasons of decisions, letters, summaries for applicants, appeals and their answers",
    "words and addresses of the mails about it, and of its invitations",
    "what the audit trail quotes. Who did what, and when, stays",
)
STAYS = (
    "the kind of practice, its county and region",
    "states and their times, reference, and the mark of the content that was signed",
    "every score, each reviewer's advice, the decision and its time",
    "all counts: statistics, ranking board, fairness and the public list show the same numbers",
)
HEADERS = (
    "Removed",
    "By",
    "What",
    "Reference",
    "Kept until",
    "Answers",
    "Files",
    "Comments",
    "Others",
    "Files left in the storage",
)


@dataclass(frozen=True, slots=True)
class Line:
    """One application in a list; `held` says why it is kept, `sizes` how much goes."""

    application_id: int
    title: str
    reference: str
    kind: str
    kept_until: str
    held: tuple[str, ...] = ()
    sizes: str = ""
    name_goes: bool = False
    is_kept: bool = False


def lines(of: Overview, standings: Iterable[Standing], kept: frozenset[int]) -> tuple[Line, ...]:
    """These applications, each with why it is kept."""
    return tuple(_line(of, one, is_kept=one.application_id in kept) for one in standings)


def going(
    of: Overview,
    standings: Iterable[Standing],
    sizes: Mapping[int, Counter[str]],
    stays: frozenset[int],
) -> tuple[Line, ...]:
    """These applications with how much of each goes, and whether the practice's name does."""
    return tuple(
        _line(
            of,
            one,
            sizes=size_words(sizes[one.application_id]),
            name_goes=of.applications[one.application_id].practice_id not in stays,
        )
        for one in standings
    )


def _line(
    of: Overview,
    one: Standing,
    *,
    sizes: str = "",
    name_goes: bool = False,
    is_kept: bool = False,
) -> Line:
    application = of.applications[one.application_id]
    return Line(
        application_id=one.application_id,
        title=application.practice.name,
        reference=application.reference or "",
        kind=KIND_WORDS[one.kind],
        kept_until=short_day(one.kept_until) if one.kept_until else "",
        held=one.holds,
        sizes=sizes,
        name_goes=name_goes,
        is_kept=is_kept,
    )


def size_words(counted: Mapping[str, int]) -> str:
    """
    >>> size_words({"answers": 12, "files": 0, "reviews": 3})
    'answers: 12, reviews: 3'
    >>> size_words({})
    'nothing is left in it'
    """
    said = [f"{label}: {count}" for label, count in counted.items() if count]
    return ", ".join(said) or "nothing is left in it"


def clock_words(of: Overview) -> str:
    """When the clock of a round started, or what has to happen first."""
    if of.started_at is None:
        return (
            "It has not started: no decisions were told. It starts when they are told, or when "
            "a round without decisions is archived."
        )
    return f"It started on {short_day(central(of.started_at).date())}."


@dataclass(frozen=True, slots=True)
class LogLine:
    """One removal."""

    when: str
    who: str
    what: str
    reference: str
    application_id: int | None
    kept_until: str
    counts: str
    files_left: int


def log_lines(found: Sequence[Logged], names: Mapping[int, str]) -> tuple[LogLine, ...]:
    """The log of a round."""
    return tuple(
        LogLine(
            when=moment(one.entry.at),
            who=names.get(one.entry.by_id, ""),
            what=KIND_WORDS[one.entry.kind],
            reference=one.reference,
            application_id=one.entry.application_id,
            kept_until=short_day(one.entry.kept_until),
            counts=size_words(_counts(one.entry)),
            files_left=_files_left(one.entry),
        )
        for one in found
    )


def log_table(found: Sequence[Logged], names: Mapping[int, str]) -> list[list[Cell]]:
    """The same for a file."""
    return [
        [
            one.entry.at.isoformat(),
            names.get(one.entry.by_id, ""),
            KIND_WORDS[one.entry.kind],
            one.reference,
            one.entry.kept_until.isoformat(),
            *_counts(one.entry).values(),
            _files_left(one.entry),
        ]
        for one in found
    ]


def _counts(of: RetentionLog) -> dict[str, int]:
    return {
        "answers": of.answers,
        "files": of.files,
        "comments": of.comments,
        "others": of.others,
    }


def _files_left(of: RetentionLog) -> int:
    return len(of.files_left["keys"]) if of.files_left else 0


def emptied_facts(
    of: Application, entry: RetentionLog, versions: Iterable[Submission], who: str
) -> list[tuple[str, str]]:
    """What staff still know of an application without content."""
    return [
        ("Reference", of.reference or ""),
        ("Kind of practice", of.practice.kind.label),
        ("County", of.practice.county),
        ("State", STATE_WORDS[of.state]),
        ("Begun", moment(of.created_at)),
        ("Sent", moment(of.submitted_at) if of.submitted_at else "Never"),
        ("Withdrawn", moment(of.withdrawn_at) if of.withdrawn_at else ""),
        ("Told", moment(of.told_at) if of.told_at else ""),
        *(
            (
                f"Version {one.number}",
                f"Signed and sent {moment(one.submitted_at)}. Mark of the content: "
                f"{short(one.fingerprint)}. The content itself is gone.",
            )
            for one in versions
        ),
        ("Kept until", short_day(entry.kept_until)),
        ("Removed", f"{moment(entry.at)} by {who}"),
        ("What went", size_words(_counts(entry))),
    ]
