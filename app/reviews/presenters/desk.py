"""The rows of a reviewer's desk, in words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.clock import central
from app.core.dates import day, time_of_day
from app.reviews.domain.desk import Progress
from app.reviews.domain.kinds import ReviewState, Standing
from app.reviews.domain.scoring import two_places
from app.rfa.presenters.wording import capital

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from app.practices.models import Practice
    from app.reviews.queries.desk import Item, Pile

_TAGS = {
    Progress.TO_DO: "info",
    Progress.IN_PROGRESS: "due",
    Progress.OVERDUE: "bad",
    Progress.DONE: "ok",
    Progress.CLOSED: "grey",
}
_CONFLICT = {
    Standing.UNASKED: ("Say first whether you have a conflict", "Answer"),
    Standing.WAITING: ("Waits for staff: they look at your conflict question", "Look"),
}
SOON = 14
REOPENED = "Staff opened it again"


@dataclass(frozen=True, slots=True)
class Row:
    """One application on the desk. `link` says what its link does: "Begin", "Go on", "Read"."""

    id: int
    reference: str
    title: str
    about: str
    note: str
    tag: str
    status: str
    link: str
    total: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class PileView:
    """The applications of one round: what is left to do, and what is finished.

    `is_kept`: the round is not archived. `has_pack`: there is something to read offline.
    """

    key: str
    title: str
    due: str
    has_declared: bool
    is_kept: bool
    has_pack: bool
    opens: str
    not_shown: str
    to_do: tuple[Row, ...]
    finished: tuple[Row, ...]
    summary: str


def view(pile: Pile, at: dt.datetime, last_sent: Mapping[int, dt.datetime]) -> PileView:
    """One pile as the page shows it; `last_sent` is when drafts were sent before, by review."""
    rows = tuple(_row(item, at, last_sent) for item in pile.items)
    to_do = tuple(row for row in rows if row.is_open)
    done = tuple(row for row in rows if not row.is_open)
    is_kept = pile.round.archived_at is None
    opened = pile.has_declared and any(one.stand.standing is Standing.CLEAR for one in pile.items)
    return PileView(
        key=pile.round.key,
        title=pile.round.title,
        due=due_words(pile.terms.due_at, at, is_done=not to_do),
        has_declared=pile.has_declared,
        is_kept=is_kept,
        has_pack=is_kept and opened,
        opens="" if pile.has_begun else _opens(pile),
        not_shown=_not_shown(pile.not_shown),
        to_do=to_do,
        finished=done,
        summary=f"{len(done)} of {len(rows)} finished" if rows else "",
    )


def about(practice: Practice) -> str:
    """What a practice is and where: "Private practice, Rankin County"."""
    return f"{practice.kind.label}, {practice.county} County"


def in_order(piles: Iterable[PileView]) -> list[PileView]:
    """The rounds in which something is left to do before the others."""
    return sorted(piles, key=lambda pile: not (pile.to_do or pile.opens))


def due_words(due: dt.datetime, at: dt.datetime, *, is_done: bool = False) -> str:
    """When something is due, and how far that is away; `is_done`: nothing is left to send."""
    words = f"{day(central(due).date())}, {time_of_day(due)} Central"
    days = (central(due).date() - central(at).date()).days
    if at > due and is_done:
        return f"Reviews were due {words}."
    if at > due:
        return f"Reviews were due {words}. You can still send yours."
    if days == 0:
        return f"Reviews are due today, {words}"
    if days <= SOON:
        return f"Reviews are due {words}: {days} {'day' if days == 1 else 'days'} left"
    return f"Reviews are due {words}"


def _opens(pile: Pile) -> str:
    begins = min(phase.begins_at for phase in pile.terms.phases)
    many = "1 application is" if pile.count == 1 else f"{pile.count} applications are"
    return f"{many} assigned to you. You can read from {day(central(begins).date())} on."


def _not_shown(count: int) -> str:
    if count == 0:
        return ""
    many = "1 application" if count == 1 else f"{count} applications"
    return f"You have a conflict of interest with {many}. Nothing of it is shown here."


def _row(item: Item, at: dt.datetime, last_sent: Mapping[int, dt.datetime]) -> Row:
    waits = _CONFLICT.get(item.stand.standing)
    return Row(
        id=item.application.id,
        reference=item.reference,
        title=item.title,
        about=about(item.application.practice) if item.sees_applicant else "",
        note=waits[0] if waits else _note(item, at, last_sent),
        tag=_TAGS[item.progress],
        status=capital(item.progress.value),
        link=waits[1] if waits else _link(item),
        total=two_places(item.total) if item.progress is Progress.DONE and not waits else "",
        is_open=item.is_open,
    )


def _note(item: Item, at: dt.datetime, last_sent: Mapping[int, dt.datetime]) -> str:
    if item.progress is Progress.CLOSED:
        return "The decisions are out. This review was not sent."
    if item.is_changed:
        return "The practice changed its application since"
    review = item.review
    if review is None or review.state is ReviewState.VOID:
        return ""
    is_draft = review.state is ReviewState.DRAFT
    if is_draft and last_sent.get(review.id) == review.changed_at:
        return REOPENED
    then = review.submitted_at or review.changed_at
    verb = "Sent" if item.progress is Progress.DONE else "Draft saved"
    return f"{verb} {day(central(then).date(), this_year=central(at).year)}"


def _link(item: Item) -> str:
    if not item.is_open:
        return "Read"
    is_begun = item.review is not None and item.review.state is ReviewState.DRAFT
    return "Go on" if is_begun else "Begin"
