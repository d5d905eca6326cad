"""Staff's page of one application: what they may do to it, and the versions that were sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.dates import moment
from app.rfa.domain.checking import CheckState, state_of, why_not_check
from app.rfa.domain.deeds import Deed, possible
from app.rfa.domain.states import SENT
from app.rfa.presenters.papers.answered import CHANGED
from app.rfa.presenters.signing import belongs
from app.rfa.presenters.wording import CHECK_TAGS

if TYPE_CHECKING:
    from app.rfa.models import Check, Signature, Submission
    from app.rfa.queries.oversight.one import Case

DEED_WORDS = {
    Deed.REQUEST_CHANGES: "Request changes",
    Deed.CANCEL_REQUEST: "Take the request back",
    Deed.EXTEND: "Give more time",
    Deed.EDIT: "Edit on behalf",
    Deed.REINSTATE: "Undo the withdrawal",
}


def deeds(case: Case, at: dt.datetime) -> tuple[tuple[str, str], ...]:
    """What staff may do to the application now: (the end of its address, words)."""
    return tuple((deed.value, DEED_WORDS[deed]) for deed in _possible(case, at))


def _possible(case: Case, at: dt.datetime) -> tuple[Deed, ...]:
    return possible(
        case.application.state,
        is_archived=case.opened.round.archived_at is not None,
        is_open=case.opened.window.is_open(at),
        seal_holds=case.overseen.seal.holds(at),
    )


def has_running_extension(case: Case, at: dt.datetime) -> bool:
    """Whether the applicant has more time now that staff can still change or end."""
    return Deed.EXTEND in _possible(case, at) and any(
        extension.ended_at is None and at <= extension.closes_at for extension in case.extensions
    )


def section_titles(case: Case) -> dict[str, str]:
    """What the sections of the application are called, by key."""
    return {section.key: f"{section.code}. {section.title}" for section in case.opened.sections}


def signed_words(version: Submission, signature: Signature) -> str:
    """Who signed a version, or that nobody did."""
    if not belongs(signature, version):
        return CHANGED
    return f"{signature.name}, {signature.title}, {moment(signature.signed_at)}"


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version in the list. `reason`: why staff changed it, "" for the practice's own."""

    number: int
    when: str
    reason: str
    not_signed: str


def version_lines(case: Case) -> Iterator[VersionLine]:
    """The versions that were sent, the latest first."""
    for version in reversed(case.versions):
        by = case.names[version.submitted_by_id]
        late = ", under extension" if version.under_extension else ""
        is_own = belongs(case.signatures[version.signature_id], version)
        yield VersionLine(
            version.number,
            f"{moment(version.submitted_at)}, {by}{late}",
            version.staff_reason,
            "" if is_own else CHANGED,
        )


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One check: what, when, by whom; `can_go` when it can be taken back."""

    id: int
    words: str
    note: str
    taken_back: str
    can_go: bool


@dataclass(frozen=True, slots=True)
class CheckPanel:
    """How far the second person's check of the newest version is.

    `may_tick`: whoever looks could check it now; `why_not` says why only somebody else could.
    """

    version: int
    state: str
    tag: str
    lines: tuple[CheckLine, ...]
    may_tick: bool
    why_not: str


def check_panel(case: Case, person_id: int | None, at: dt.datetime) -> CheckPanel | None:
    """The check of an application as `person_id` sees it; None for what was never sent."""
    if not case.versions:
        return None
    version, of = case.versions[-1].number, case.application
    stand = [one.version for one in case.checks if one.taken_back_at is None]
    state = state_of(max(stand, default=0), version)
    can_change = of.told_at is None
    is_open = (
        can_change
        and of.state in SENT
        and state is not CheckState.CHECKED
        and not case.overseen.seal.holds(at)
    )
    why_not = why_not_check(person_id, case.editors) if is_open else ""
    return CheckPanel(
        version=version,
        state=state.capitalize(),
        tag=CHECK_TAGS[state],
        lines=tuple(_check_line(case, one, can_change=can_change) for one in case.checks),
        may_tick=is_open and not why_not,
        why_not=why_not,
    )


def _check_line(case: Case, check: Check, *, can_change: bool) -> CheckLine:
    back = ""
    if check.taken_back_at is not None:
        by = case.names[check.taken_back_by_id or 0]
        back = f"Taken back {moment(check.taken_back_at)} by {by}"
    return CheckLine(
        check.id,
        f"Version {check.version}, {moment(check.checked_at)}, {case.names[check.checked_by_id]}",
        check.note,
        back,
        can_change and check.taken_back_at is None,
    )
