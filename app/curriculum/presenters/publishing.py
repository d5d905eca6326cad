"""Where a version stands, what is missing, and what was done, in words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.dates import moment
from app.curriculum.domain.kinds import ChangeClass, Gate, VersionStatus
from app.curriculum.domain.publishing import Deed
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

OVER: Mapping[VersionStatus, str] = {
    VersionStatus.EXPIRED: "Nothing, it {}",
    VersionStatus.ARCHIVED: "Nothing, archived {}",
}
"""What is said of a module whose last version that was out is that, when learners get none."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A version as a line: its number, its state as tag and words, what happens next, and for
    whom it is out when that is not everybody.
    """

    number: int
    title: str
    tag: str
    status: str
    more: str
    whom: str


def shown(standing: Standing) -> Shown:
    """One version of a list."""
    row, status, whom = standing.row, standing.status, _whom(standing)
    more = _more(row, status, whom)
    return Shown(row.number, row.title, TAGS[status], status.value.capitalize(), more, whom)


def _whom(one: Standing) -> str:
    weeks = one.row.weeks_after_start
    if one.still_for:
        return f"still for {_names(one.still_for)}"
    if weeks is None or one.status not in {VersionStatus.SCHEDULED, VersionStatus.PUBLISHED}:
        return ""
    return f"for cohorts from week {weeks} on"


def _names(cohorts: Iterable[str]) -> str:
    return ", ".join(f"“{name}”" for name in cohorts)


def _more(row: ModuleVersion, status: VersionStatus, whom: str) -> str:
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
    parts = (f"{words} {moment(instant)}", whom, f"until {moment(end)}" if end else "")
    return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class DeskRow:
    """A module on the desk, with who it waits for. `over`: what became of a module of which
    learners get nothing any more.
    """

    key: str
    code: str
    title: str
    is_required: bool
    served: tuple[Shown, ...]
    coming: tuple[Shown, ...]
    over: str
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
        served=tuple(shown(served) for served in one.served),
        coming=tuple(shown(coming) for coming in one.coming),
        over=_over(one.last_out),
        lessons=f"{count(one.lessons.total, 'lesson')}{drafts}",
        comments=one.open_comments,
        waits=waits_for(newest.status, is_editor=me in authors[newest.row.id]),
    )


def _over(last: Standing | None) -> str:
    if last is None or last.status not in OVER:
        return ""
    return OVER[last.status].format(shown(last).more)


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


def opens_after(said: Facts, titles: Mapping[tuple[Gate, str], str]) -> tuple[str, ...]:
    """What opens a version for learners, each in words; `titles` of modules and events."""
    pairs = (learn_words.asked(one, titles[one.gate, one.of]) for one in said.prerequisites)
    return tuple(" ".join(pair) for pair in pairs)


def credit(said: Facts) -> str:
    """The continuing education of a version in words; "" when it gives none."""
    return learn_words.credit(said.credit) if said.credit else ""


def facts(
    one: Standing,
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
    row = one.row
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
        ("Still out for", _names(one.still_for)),
        ("Ends", moment(row.expires_at) if row.expires_at else ""),
        ("Archived", _signed(row.archived_at, row.archived_by_id, names)),
        ("Phase", module.phase),
        *opening,
    )


def opening(
    said: Facts, titles: Mapping[tuple[Gate, str], str], gone: Collection[str]
) -> tuple[tuple[str, str], ...]:
    """What opens a version, and the credit that it gives; `gone` are archived modules."""
    asked = "; ".join(
        f"{words} (archived, asks for nothing)"
        if one.gate in {Gate.MODULE, Gate.QUIZ} and one.of in gone
        else words
        for one, words in zip(said.prerequisites, opens_after(said, titles), strict=True)
    )
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
    Deed.CHANGE_TIMES: ("end", "Change its end or weeks"),
}
"""Steps that have a page of their own: its address and the words of its link."""
