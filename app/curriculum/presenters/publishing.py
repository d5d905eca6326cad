"""Where a version stands, what is missing, and what was done, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.dates import moment
from app.curriculum.domain.kinds import ChangeClass, Gate, Language, VersionStatus
from app.curriculum.domain.publishing import (
    COMPLETION,
    OPENING,
    PLACE,
    QUIZ,
    Deed,
    Obstacle,
    line_of,
)
from app.curriculum.presenters import learn_words

if TYPE_CHECKING:
    import datetime as dt

    from app.audit.models import AuditEvent
    from app.curriculum.domain.comparing import Counted
    from app.curriculum.domain.content import Facts
    from app.curriculum.models import Module, ModuleVersion, VersionComment
    from app.curriculum.queries.desk import DeskModule
    from app.curriculum.queries.versions import Standing

SOMEBODY = "Somebody"
ASKS: Mapping[ChangeClass, str] = {
    ChangeClass.MINOR: "Nothing, as the changes are minor",
    ChangeClass.RE_READ: "To read what is new",
    ChangeClass.RETAKE: "To take the quiz again",
}
THE_PORTAL = "The portal"
TAGS: Mapping[VersionStatus, str] = {
    VersionStatus.DRAFT: "info",
    VersionStatus.IN_REVIEW: "due",
    VersionStatus.APPROVED: "leaf",
    VersionStatus.SCHEDULED: "leaf",
    VersionStatus.PUBLISHED: "ok",
    VersionStatus.REPLACED: "grey",
    VersionStatus.EXPIRED: "grey",
    VersionStatus.ARCHIVED: "grey",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A version as a line: its number, its state as tag and words, what happens next."""

    number: int
    title: str
    tag: str
    status: str
    more: str


def shown(standing: Standing) -> Shown:
    """One version of a list."""
    row, status = standing.row, standing.status
    return Shown(row.number, row.title, TAGS[status], status.value.capitalize(), _more(row, status))


def _more(row: ModuleVersion, status: VersionStatus) -> str:
    told = {
        VersionStatus.DRAFT: ("begun", row.created_at),
        VersionStatus.IN_REVIEW: ("since", row.review_asked_at),
        VersionStatus.SCHEDULED: ("out", row.publish_at),
        VersionStatus.PUBLISHED: ("out since", row.publish_at),
        VersionStatus.REPLACED: ("out since", row.publish_at),
        VersionStatus.EXPIRED: ("ended", row.expires_at),
        VersionStatus.ARCHIVED: ("since", row.archived_at),
    }
    words, instant = told.get(status, ("", None))
    if instant is None:
        return "not published yet"
    end = row.expires_at if status is VersionStatus.PUBLISHED else None
    return f"{words} {moment(instant)}{f', until {moment(end)}' if end else ''}"


@dataclass(frozen=True, slots=True)
class DeskRow:
    """A module on the desk, with who it waits for."""

    key: str
    code: str
    title: str
    is_required: bool
    served: Shown | None
    coming: tuple[Shown, ...]
    lessons: str
    comments: int
    waits: str


def desk_row(one: DeskModule, authors: Mapping[int, frozenset[int]], me: int | None) -> DeskRow:
    """A module on the desk as somebody sees it who may have written in it."""
    newest = one.newest
    drafts = f", {one.lessons.drafts} of them drafts" if one.lessons.drafts else ""
    return DeskRow(
        key=one.module.key,
        code=one.module.code,
        title=newest.row.title,
        is_required=one.module.is_required,
        served=None if one.served is None else shown(one.served),
        coming=tuple(shown(coming) for coming in one.coming),
        lessons=f"{count(one.lessons.total, 'lesson')}{drafts}",
        comments=one.open_comments,
        waits=waits_for(newest.status, is_editor=me in authors[newest.row.id]),
    )


def waits_for(status: VersionStatus, *, is_editor: bool) -> str:
    """Who a version waits for, as one reader sees it; "" when it waits for nobody."""
    match status:
        case VersionStatus.DRAFT:
            return "Waits for its authors"
        case VersionStatus.IN_REVIEW:
            return "Waits for somebody else to approve" if is_editor else "Waits for your review"
        case VersionStatus.APPROVED:
            return (
                "Waits for somebody else to publish" if is_editor else "Waits for a time to publish"
            )
        case _:
            return ""


def count(number: int, word: str) -> str:
    """
    >>> count(1, "lesson"), count(3, "lesson")
    ('1 lesson', '3 lessons')
    """
    return f"{number} {word}{'' if number == 1 else 's'}"


# ------------------------------------------------------------------ one version


@dataclass(frozen=True, slots=True)
class Missing:
    """Something to mend, with the place and the page where it is mended."""

    sentence: str
    place: str
    href: str


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the checklist before approval."""

    title: str
    missing: tuple[Missing, ...]

    @property
    def is_done(self) -> bool:
        return not self.missing

    @property
    def count(self) -> int:
        return len(self.missing)


CHECKS = ("Every lesson is written", "Everybody can open and pass it", "Everybody can use it")
PARTS = {QUIZ: "#quiz-h", OPENING: "#opens-h"}
"""Where the parts of a version stand on the page on which they are written."""


def checklist(
    found: tuple[Sequence[Obstacle], Sequence[Obstacle], Sequence[Obstacle]],
    titles: Mapping[str, str],
    address: str,
) -> tuple[Check, ...]:
    """What stands between a version and its approval; `address` is that of the version.

    `found`: what is not written, what nobody can open or pass, what some people cannot use.
    """
    return tuple(
        Check(title, tuple(_missing(obstacles, titles, address)))
        for title, obstacles in zip(CHECKS, found, strict=True)
    )


def _missing(
    obstacles: Iterable[Obstacle], titles: Mapping[str, str], address: str
) -> Iterable[Missing]:
    for one in obstacles:
        language = " (Spanish)" if one.language is Language.SPANISH else ""
        parts = (f"{titles.get(one.lesson_key, '')}{language}".strip(), one.where)
        place = ", ".join(part for part in parts if part)
        yield Missing(one.sentence, place or "The module", _mended_at(one, address))


def _mended_at(one: Obstacle, address: str) -> str:
    if one.lesson_key:
        return f"{address}/lessons/{one.lesson_key}{_part(one)}"
    if one.where == PLACE:
        return f"{address.rpartition('/')[0]}/place"
    return f"{address}/edit{PARTS.get(one.where, '')}"


def _part(one: Obstacle) -> str:
    """The page of a lesson on which something is mended, and the line on it."""
    if one.question_key:
        return f"/questions/{one.question_key}"
    if one.where == COMPLETION:
        return "/about"
    line = line_of(one.where)
    spanish = "?language=es" if one.language is Language.SPANISH else ""
    return f"{spanish}#line-{line}" if line else spanish


def opens_after(said: Facts, titles: Mapping[tuple[Gate, str], str]) -> tuple[str, ...]:
    """What opens a version for learners, each in words; `titles` of modules and events."""
    pairs = (learn_words.asked(one, titles[one.gate, one.of]) for one in said.prerequisites)
    return tuple(" ".join(pair) for pair in pairs)


def credit(said: Facts) -> str:
    """The continuing education of a version in words; "" when it gives none."""
    return learn_words.credit(said.credit) if said.credit else ""


def facts(
    row: ModuleVersion,
    module: Module,
    names: Mapping[int, str],
    editors: Iterable[int],
    opening: Iterable[tuple[str, str]],
    *,
    is_first: bool,
) -> tuple[tuple[str, str], ...]:
    """What is known about a version, for the list of facts; `opening` is what learners meet.

    A version that `is_first` asks nothing of those who finished, so nothing is said about them.
    """
    authors = ", ".join(sorted(names.get(one, SOMEBODY) for one in editors))
    held = row.weeks_after_start
    asks = ASKS[row.change_class] if row.change_class and not is_first else ""
    return (
        ("Written by", authors or "Loaded with the portal"),
        ("In review since", _signed(row.review_asked_at, row.review_asked_by_id, names)),
        ("Approved", _signed(row.approved_at, row.approved_by_id, names)),
        ("Asks of those who finished", asks),
        ("What is new", row.change_note),
        ("Out from", moment(row.publish_at) if row.publish_at else ""),
        ("Held back", f"until week {held} after the cohort's start" if held is not None else ""),
        ("Ends", moment(row.expires_at) if row.expires_at else ""),
        ("Archived", _signed(row.archived_at, row.archived_by_id, names)),
        ("Phase", module.phase),
        *opening,
    )


def opening(said: Facts, titles: Mapping[tuple[Gate, str], str]) -> tuple[tuple[str, str], ...]:
    """What opens a version, and the credit that it gives."""
    asked = "; ".join(opens_after(said, titles))
    return (
        ("Before it opens", asked or "Nothing comes first"),
        ("Continuing education", credit(said) or "None"),
    )


def _signed(at: dt.datetime | None, by_id: int | None, names: Mapping[int, str]) -> str:
    if at is None:
        return ""
    return f"{moment(at)}, by {THE_PORTAL if by_id is None else names.get(by_id, SOMEBODY)}"


def news(counted: Counted | None) -> str:
    """How much is new for those who finished the version that is out now."""
    if counted is None:
        return "No version is out yet, so everything is new."
    parts = [
        f"{count(number, 'lesson')} {words}"
        for number, words in (
            (counted.added, "new"),
            (counted.changed, "changed"),
            (counted.removed, "taken away"),
        )
        if number
    ]
    return f"Against the version that is out: {', '.join(parts) or 'no lesson differs'}."


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the timeline; `about` is the lesson or file that it was done to."""

    when: str
    who: str
    verb: str
    about: str
    reason: str


def timeline(events: Iterable[AuditEvent]) -> tuple[Event, ...]:
    """What was done to a version, in the order given."""
    return tuple(
        Event(moment(one.at), one.actor_name, one.verb, _about(one), one.reason or "")
        for one in events
    )


def _about(event: AuditEvent) -> str:
    told = (event.before or {}) | (event.after or {})
    return str(told.get("lesson") or (told.get("name", "") if "file" in told else ""))


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment as it is read; `resolved` says by whom and when, "" while it is open."""

    id: int
    who: str
    when: str
    about: str
    body: str
    resolved: str


def remarks(
    comments: Iterable[VersionComment], names: Mapping[int, str], titles: Mapping[str, str]
) -> tuple[Remark, ...]:
    """The comments on a version, as given."""
    return tuple(
        Remark(
            id=one.id,
            who=names.get(one.written_by_id, SOMEBODY),
            when=moment(one.written_at),
            about=titles.get(one.lesson_key, "The whole version"),
            body=one.body,
            resolved=_signed(one.resolved_at, one.resolved_by_id, names),
        )
        for one in comments
    )


STEPS: Mapping[Deed, tuple[str, str]] = {
    Deed.APPROVE: ("approve", "Approve"),
    Deed.SEND_BACK: ("send-back", "Send back"),
    Deed.SCHEDULE: ("schedule", "Publish"),
    Deed.EXPIRE: ("end", "Set an end"),
}
"""Steps that have a page of their own: its address and the words of its link."""
